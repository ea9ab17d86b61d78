"""JSON to rows: an array, a list within an object, JSON lines, objects one after another; in little memory.

What every source of JSON shares. A small document is decoded at once; of a large one, or one that is broken,
its lines or its brackets tell the rows. A number in place of an id keeps its digits: it comes as `Decimal`,
whose text is that of the document.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from papertriage.sources.content import Content
from papertriage.sources.json_feed import BREAKS_OFF, NOT_JSON, TOO_LONG, Fault, Feed
from papertriage.sources.json_value import (
    DEEPEST,
    decoded,
    exactly,
    id_keys,
    is_rounded,
    listed,
    shown,
    strictly,
)

__all__ = ["Row", "Rows", "rows", "sample", "shown"]

_WHOLE = 24 << 20  # bytes of a document that is decoded at once: its values may take six times as much
_ELEMENT = 8 << 20  # bytes of an object that may be one row, in a document that is not
_SAMPLE = 5
_AROUND_ROW = b" \t\r\n,\x1e\x00"
_FIRST_LINES = 5
_OPENING = (ord("["), ord("{"))
_MOST_SHAPES = 1_000


class Row(NamedTuple):
    """One row of a document, from 1; `value` is None, and `raw` its text, where it could not be decoded."""

    number: int
    value: Any
    raw: str = ""
    fault: str | None = None


class Rows:
    """The rows of one document. `outer` holds the scalar members met so far of the object around them."""

    def __init__(self, pieces: Iterable[bytes], wrappers: frozenset[str]) -> None:
        self._feed, self._wrappers = Feed(pieces), wrappers
        self.outer: dict[str, Any] = {}
        self._is_broken = False  # said once

    def __iter__(self) -> Iterator[Row]:
        new = tuple.__new__  # a third of the cost of Row(…), and there may be millions
        for number, found in enumerate(self.values(), 1):
            if type(found) is Fault:
                yield Row(number, None, found.text, found.reason)
            else:
                yield new(Row, (number, found, "", None))

    def first(self, most: int) -> list[Any]:
        """Give the values of the first rows, without those that have a fault."""
        return [found for found in islice(self._walked(), most) if type(found) is not Fault]

    def values(self) -> Iterator[Any]:
        """Give the value of each row, and a Fault for what is none."""
        feed = self._feed
        if _is_lines(feed):
            return self._lines()
        if feed.fill(_WHOLE):
            found = self._rows_in(feed.data[feed.at :])
            if found is not None:
                return iter(found)
        return self._walked()

    def _rows_in(self, raw: bytes) -> list[Any] | None:
        """Give the rows of an array or object; None where it is none."""
        found = self._opened(decoded(raw))
        if found is not None and any(map(is_rounded, found)):
            return self._opened(exactly(raw))
        return found

    def _opened(self, value: Any) -> list[Any] | None:
        if type(value) is dict:
            found = listed(value, self._wrappers, self.outer)
            return [value] if found is None else found
        return value if type(value) is list else None

    def _lines(self) -> Iterator[Any]:
        import orjson  # start-up: listing sources needs no JSON

        loads, suspects = orjson.loads, _Suspects(self._wrappers)
        for line in self._feed.lines():
            try:
                value = loads(line)  # type: ignore[arg-type]
                keys = suspects[tuple(value)]
            except (ValueError, TypeError):  # TypeError: a Fault, or a number
                yield from self._unusual_line(line)
                continue
            if keys is None or type(value) is not dict:
                yield from self._unusual_line(line)
            else:
                for key in keys:
                    if type(value[key]) is not str and is_rounded(value, keys):
                        yield exactly(line)  # type: ignore[arg-type]
                        break
                else:
                    yield value

    def _unusual_line(self, line: bytes | Fault) -> Iterable[Any]:
        if isinstance(line, Fault):
            return (line,)
        line = line.strip(_AROUND_ROW)
        if not line:
            return ()
        found = self._rows_in(line)
        reason = BREAKS_OFF if self._feed.on_last_line else NOT_JSON
        return (Fault(reason, line),) if found is None else found

    def _walked(self) -> Iterator[Any]:
        feed = self._feed
        while (first := feed.peek()) >= 0:
            if first == ord("["):
                yield from self._array()
            elif first == ord("{"):
                yield from self._object()
            else:
                yield Fault(NOT_JSON, feed.line())

    def _array(self) -> Iterator[Any]:
        """Take the array that begins here; give its values."""
        feed = self._feed
        feed.take(1)
        while (first := feed.peek()) >= 0:
            if first == ord("]"):
                feed.take(1)
                return
            yield from self._element()
        yield from self._broken(b"")

    def _element(self) -> Iterable[Any]:
        """Take a row of an array: as far as another begins like it, if that is one; else by its brackets."""
        row: bytes | None = self._feed.alike()
        value = strictly(row) if row else None
        if row and value is not None:
            self._feed.take(len(row))
        elif row := self._feed.element():
            value = decoded(row)
        else:
            return self._passed_over()
        return (exactly(row) if is_rounded(value) else value,)

    def _object(self, depth: int = 0) -> Iterator[Any]:
        """Take the object that begins here: held whole where it is small, else looked through for rows."""
        element = self._feed.element(_ELEMENT)
        if element is None:
            yield from self._members(depth)
            return
        found = self._rows_in(element)
        yield from self._around_damage(element, depth) if found is None else found

    def _around_damage(self, element: bytes, depth: int) -> list[Any]:
        """Give the rows of an object in which something is no JSON: one row of many, mostly."""
        inner = Rows((element,), self._wrappers)
        found = list(inner._members(depth)) if inner._feed.peek() == ord("{") else []
        self.outer.update(inner.outer)
        return found if any(type(each) is not Fault for each in found) else [Fault(NOT_JSON, element)]

    def _members(self, depth: int) -> Iterator[Any]:
        """Take an object member by member; one that lists no rows is a row that is too long, or cut."""
        feed, lists = self._feed, False
        kept = feed.ahead()
        feed.take(1)
        while feed.peek() not in (-1, ord("}")):
            key = self._key()
            if key is None:
                feed.stop()
                continue
            first = feed.peek()
            if first not in _OPENING:
                self._keep(key)
            elif key in self._wrappers and depth < DEEPEST:
                lists = True
                yield from self._array() if first == ord("[") else self._object(depth + 1)
            elif not feed.pass_over():
                feed.stop()
        if feed.peek() < 0:
            yield from self._broken(b"" if lists else kept)
        elif not lists:
            yield Fault(TOO_LONG, kept)
        feed.take(1)

    def _key(self) -> str | None:
        name = self._feed.element()
        key = decoded(name) if name else None
        if not isinstance(key, str) or self._feed.peek() != ord(":"):
            return None
        self._feed.take(1)
        return key

    def _keep(self, key: str) -> None:
        scalar = self._feed.element()
        if scalar is None:
            self._feed.stop()
        elif not isinstance(value := decoded(scalar), Fault):
            self.outer[key] = value

    def _passed_over(self) -> Iterator[Fault]:
        kept = self._feed.ahead()
        if self._feed.pass_over():
            yield Fault(TOO_LONG, kept)
        else:
            self._feed.stop()
            yield from self._broken(kept)

    def _broken(self, kept: bytes) -> Iterator[Fault]:
        """Say that the document ends before its end."""
        if not self._is_broken:
            yield Fault(BREAKS_OFF, kept)
        self._is_broken = True


class _Suspects(dict[tuple[Any, ...], "tuple[str, ...] | None"]):
    """By the keys of a row, which are the same in most: which may be ids; None where it wraps others."""

    def __init__(self, wrappers: frozenset[str]) -> None:
        super().__init__()
        self._wrappers = wrappers

    def __missing__(self, keys: tuple[Any, ...]) -> tuple[str, ...] | None:
        if len(self) > _MOST_SHAPES:
            self.clear()
        found = id_keys(keys) if self._wrappers.isdisjoint(keys) else None
        self[keys] = found
        return found


def rows(content: Content, wrappers: frozenset[str]) -> Rows:
    """Read the rows of a dump: of a list, of the lists that an object has under one of `wrappers`, of lines.

    An object without such a list is a row itself. Nothing is raised for what is no JSON.
    """
    return Rows(content.pieces(), wrappers)


@lru_cache(maxsize=16)  # as many sources ask for the same head
def sample(head: str, wrappers: frozenset[str]) -> tuple[dict[str, Any], list[Any]]:
    """Give the outer scalars and up to five first rows of a beginning that may be cut; ({}, []) if no JSON.

    The answer is shared by all who ask: do not change it.
    """
    if not _may_be_json(head):
        return {}, []
    found = Rows([head.encode("utf-8", "replace")], wrappers)
    first = found.first(_SAMPLE)
    return found.outer, first


def _is_lines(feed: Feed) -> bool:
    """Tell whether each line is a row: the first is one, or is damaged and two of the next are."""
    if feed.peek() != ord("{"):
        return False
    lines = list(islice(_first_lines(feed), _FIRST_LINES))
    if len(lines) > 1 and _is_object(lines[0]):
        return lines[1].strip() not in {b"{", b"["}  # the next over several lines
    return sum(map(_is_object, lines[1:])) > 1


def _first_lines(feed: Feed) -> Iterator[bytes]:
    """Give the lines of what has been read; nothing is taken."""
    start = feed.at
    while (end := feed.data.find(b"\n", start)) >= 0:
        yield feed.data[start:end]
        start = end + 1
    yield feed.data[start:] if feed.ended else b""


def _is_object(line: bytes) -> bool:
    line = line.strip()
    value = decoded(line) if line[:1] == b"{" and line[-1:] == b"}" else None
    return type(value) is dict and bool(value)


def _may_be_json(head: str) -> bool:
    start = head[:2_000].lstrip("\ufeff \t\r\n")
    second = start[1:].lstrip()[:1]
    if start[:1] == "[":
        return second in {"{", '"', "[", "]"}
    return start[:1] == "{" and second in {'"', "}"}
