"""XML to entries: the elements of one kind in a document, in little memory, however it is damaged.

The bytes are divided at the tags of the entries, and a few of them are parsed at a time. So a
damaged entry costs no other, and documents may follow one another, or entries stand there without one.

What XML is attacked with (https://docs.python.org/3/library/xml.html#xml-vulnerabilities) is entities and
outer files, which only a document type can declare: what is parsed here begins with a tag of our own, behind
which the grammar has no place for one. With that the standard library's parser, Expat, is as hard as any, and
the fastest whose elements Python can read. Size, number and nesting of elements have limits.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from papertriage.sources.content import Content
from papertriage.sources.xml_around import DEEPEST, Around, Begin, Broken, Leaf
from papertriage.sources.xml_mending import mended

LONGEST_ENTRY = 16 << 20  # bytes; the largest author lists take one
LONGEST_RAW = 2_000  # characters kept of what could not be read
_PIECE = 1 << 20
_AT_ONCE = 1 << 17  # bytes of small entries that are parsed together: their elements stay in the cache
_MOST_TAGS = 1 << 20  # in one parsing: what memory holds
_FLAT = 4 << 10  # bytes of an entry that has no room for nesting that could harm
_CLOSING = b"</x>"


class Damaged(NamedTuple):
    """An entry, or what may have held entries, that cannot be read, and why."""

    reason: str
    raw: str


Element = Any
"""An element of `xml.etree`: text, tail, attributes, and those within it."""


class Entries:
    """The entries of a dump in order, with what stands around them."""

    def __init__(self, content: Content, tags: tuple[str, ...], roots: frozenset[str]) -> None:
        """`tags` are the local names of entries, none of which stands within another of its name.

        `roots` are those of documents, in lower case.
        """
        self._window = _Window(content.stream())
        self._around = Around(content.name, frozenset(tag.lower() for tag in tags), roots)
        self._start = _starts(tags)
        self._next = re.compile(rb"\s*" + self._start.pattern)

    def __iter__(self) -> Iterator["Element | Damaged | Leaf | Begin"]:
        """Give elements, and a `Damaged` for each that cannot be read.

        Raises UnreadableDump for a document that declares entities, or whose elements are nested without end.
        """
        window, at = self._window, 0
        while True:
            found = self._first(at)
            if found is None and not window.is_full(at) and window.read_on(at):
                at = 0
                continue
            yield from self._between(at, found.start() if found else len(window.data))
            if found is None and window.read_on(len(window.data)):
                at = 0
                continue
            if found is None:
                break
            spans, at = self._run(found)
            yield from self._parsed(spans)
            if spans:
                continue
            if not window.is_full(at) and window.read_on(at):
                at = 0
                continue
            yield self._cut(at)
            if window.ended:
                return
            at = len(window.data)
        if self._around.is_open:
            yield Damaged(f"the document breaks off at line {window.line_of(len(window.data))}", "")

    def _first(self, at: int) -> re.Match[bytes] | None:
        """Find the next beginning of an entry, comments and CDATA passed over; None where more is needed."""
        window = self._window
        while (found := self._start.search(window.data, at)) and not found["name"]:
            at = window.end_of(found)
            if at < 0:
                if not window.ended and not window.is_full(found.start()):
                    return None
                at = found.end()
        return found

    def _run(self, found: re.Match[bytes] | None) -> tuple[list[tuple[int, int]], int]:
        """Give where whole entries that stand side by side begin and end, and where the last one ends.

        None where the first has no end yet.
        """
        spans: list[tuple[int, int]] = []
        at = found.start() if found else 0
        while found and found["name"]:
            start = found.start("tag")
            end = self._end(found["name"], start)
            if end < 0:
                break
            spans.append((start, end))
            at = end
            if end - spans[0][0] > _AT_ONCE:
                break
            found = self._next.match(self._window.data, end)
        return spans, at

    def _end(self, name: bytes, start: int) -> int:
        """Find where an entry ends, or where another begins before it does; -1 where more is needed."""
        data = self._window.data
        end = self._window.closing(b"</" + name + b">", start)
        if (
            end >= 0
            and data.find(b"<" + name, start + 1, end) < 0
            and (data.find(b"!", start, end) < 0 or data.find(b"<!", start, end) < 0)  # one byte: sooner
        ):
            return end + len(name) + 3
        return self._carefully(name, start)

    def _carefully(self, name: bytes, start: int) -> int:
        data, window = self._window.data, self._window
        own = data.find(b">", start) + 1
        if not own or data[own - 2 : own] == b"/>":
            return own or -1
        at = own
        tags = re.compile(rb"<!--|<!\[CDATA\[|<(/?)" + re.escape(name) + rb"(?=[\s/>])")
        while found := tags.search(data, at):
            if found[1] is not None:
                end = data.find(b">", found.end()) + 1 if found[1] else found.start()
                return end or -1
            at = window.end_of(found)
            if at < 0 and not (window.ended or window.is_full(start)):
                return -1
            at = found.end() if at < 0 else at
        return -1

    def _between(self, start: int, end: int) -> Iterator["Damaged | Leaf | Begin"]:
        raw = self._window.data[start:end]
        if not raw or raw.isspace():
            return
        text = raw.decode("utf-8", "replace")
        line, shown = self._window.line_of(end), text[-LONGEST_RAW:].strip()
        for found in self._around.read(text):
            yield Damaged(f"{found.reason} (line {line})", shown) if isinstance(found, Broken) else found

    def _parsed(self, spans: list[tuple[int, int]]) -> Iterator["Element | Damaged"]:
        if not spans:
            return
        data, opening = self._window.data, self._around.opening()
        root = _tree(opening + data[spans[0][0] : spans[-1][1]] + _CLOSING)
        if not isinstance(root, int) and len(root) == len(spans):
            for element, (start, end) in zip(root, spans, strict=True):
                yield element if end - start < _FLAT else self._flat(element, start, end)
            return
        for start, end in spans:
            yield self._single(start, end, opening)

    def _single(self, start: int, end: int, opening: bytes) -> "Element | Damaged":
        raw = self._window.data[start:end]
        if not raw.endswith(b">") or (b"</" not in raw and b"/>" not in raw):
            return Damaged(f"an entry without its end at line {self._window.line_of(start)}", _shown(raw))
        root = _tree(opening + raw + _CLOSING)
        if isinstance(root, int):
            root = _tree(mended(raw, opening))
        if not isinstance(root, int) and len(root) == 1:
            return self._flat(root[0], start, end)
        if root == 0:
            return Damaged(f"more than {_MOST_TAGS:,} elements", _shown(raw))
        line = self._window.line_of(start) + (root - 1 if isinstance(root, int) else 0)
        return Damaged(f"not well-formed XML at line {line}", _shown(raw))

    def _flat(self, element: "Element", start: int, end: int) -> "Element | Damaged":
        """Give an element, unless it is nested without end."""
        places = [(element, 1)]
        while places:
            place, depth = places.pop()
            if depth > DEEPEST:
                raw = _shown(self._window.data[start:end])
                return Damaged(f"more than {DEEPEST} elements within one another", raw)
            places += [(part, depth + 1) for part in place]
        return element

    def _cut(self, at: int) -> Damaged:
        window = self._window
        raw = _shown(window.data[at : at + 4 * LONGEST_RAW])
        if not window.ended:
            return Damaged(f"an entry of more than {LONGEST_ENTRY >> 20} MB", raw)
        return Damaged(f"the document breaks off at line {window.line_of(len(window.data))}", raw)


_END_OF = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}


class _Window:
    """The part of a stream that is looked at, and the number of its first line."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._line = stream, 1
        self.data, self.ended = b"", False
        self._endless: set[bytes] = set()  # marks behind which, from some place on, no end was found
        self._counted = (0, 0)  # a place, and the line ends before it
        self._closing = (b"", -1)  # what was looked for last, and where it stands

    def is_full(self, at: int) -> bool:
        """Whether as much stands behind `at` as may be held."""
        return len(self.data) - at > LONGEST_ENTRY

    def read_on(self, at: int) -> bool:
        """Let go of what stands before `at`, and read more; False where the end was known to be reached."""
        if self.ended:
            return False
        self._line = self.line_of(at)
        kept = self.data[at:]
        piece = self._stream.read(max(_PIECE, len(kept)))
        self.data, self.ended = kept + piece, not piece
        self._endless.clear()
        self._counted = (0, 0)
        self._closing = (b"", -1)
        return True

    def closing(self, tag: bytes, at: int) -> int:
        """Find the next of these tags; -1 where there is none. No place is looked at twice: ask in order."""
        last, end = self._closing
        if last != tag or -1 < end < at:
            end = self.data.find(tag, at)
            self._closing = (tag, end)
        return end

    def end_of(self, mark: re.Match[bytes]) -> int:
        """Find the end of a comment or a section of CDATA; -1 where there is none. Ask in order."""
        end = -1 if mark[0] in self._endless else self.data.find(_END_OF[mark[0]], mark.end())
        if end < 0:
            self._endless.add(mark[0])
        return end

    def line_of(self, at: int) -> int:
        """Give the number of the line at a place of `data`."""
        place, lines = self._counted
        lines += self.data.count(b"\n", place, at) if at >= place else -self.data.count(b"\n", at, place)
        self._counted = (at, lines)
        return self._line + lines


def _shown(raw: bytes) -> str:
    return raw[: 4 * LONGEST_RAW].decode("utf-8", "replace").strip()[:LONGEST_RAW]


def _starts(tags: tuple[str, ...]) -> re.Pattern[bytes]:
    names = "|".join(re.escape(tag) for tag in tags).encode()
    prefix = rb"(?:[A-Za-z_][\w.-]{0,50}:)?"
    return re.compile(
        rb"(?P<tag><(?:!--|!\[CDATA\[|(?P<name>" + prefix + rb"(?:" + names + rb"))(?=[\s/>])))"
    )


def _tree(raw: bytes) -> "Element | int":
    """Parse entries within one tag; the number of the line where they cannot be, 0 if they are too many."""
    from xml.etree import ElementTree  # start-up: only documents of XML need it; no document type is in `raw`

    if len(raw) > _PIECE and raw.count(b"<") > _MOST_TAGS:
        return 0
    try:
        return ElementTree.fromstring(raw)  # noqa: S314 - see above
    except ElementTree.ParseError as error:
        return error.position[0]
