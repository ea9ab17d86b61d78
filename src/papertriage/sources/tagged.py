"""Line-tagged bibliographies cut into blocks: `TAG` and value a line, untagged lines going on with the value.

RIS, MEDLINE and EndNote differ in how a tag looks and in what begins and ends a block; a `Shape` says that.
(rispy reads RIS as RefMan defined it; it passes over entries that are not closed, tags with other spacing
and records without `TY`, gives no line numbers and holds the file whole: see docs/decisions.)
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from papertriage.sources.protocol import Tally

_LONGEST_BLOCK = 20_000  # lines; more is no entry
_LONGEST_TEXT = 200  # lines of a stretch outside of entries that is given in one piece


class Field(NamedTuple):
    """A tag, in capitals, and what stands behind it on its line."""

    tag: str
    value: str


class Block:
    """An entry, or a stretch outside of entries, which has no fields."""

    def __init__(self, first: int) -> None:
        self.first = self.last = first
        self.lines = 0  # not blank
        self.raw: list[str] = []
        self._fields: list[tuple[str, list[str]]] = []

    @property
    def is_entry(self) -> bool:
        """Whether it began with a tag that begins an entry."""
        return bool(self._fields)

    @property
    def tags(self) -> set[str]:
        """Which tags there are."""
        return {tag for tag, _ in self._fields}

    def take(self, line: str, number: int, field: Field | None) -> None:
        """Take in a line: a field, more of the last one's words, or words outside of entries."""
        self.raw.append(line)
        self.last = number
        self.lines += 1
        if field is not None:
            self._fields.append((field.tag, [field.value]))
        elif self._fields:
            self._fields[-1][1].append(line.strip())

    def all(self, *tags: str) -> list[str]:
        """Give the values of these tags on one line each, in the order of the file, without empty ones."""
        values = (" ".join(" ".join(parts).split()) for tag, parts in self._fields if tag in tags)
        return [value for value in values if value]

    def first_of(self, *tags: str) -> str:
        """Give the first value of the first of these tags that has one; else nothing."""
        return next((values[0] for tag in tags if (values := self.all(tag))), "")


class Shape(Protocol):
    """How a format looks. One is made for each reading, since files have habits."""

    ending: str  # the tag that ends an entry; "" where there is none

    def field(self, line: str) -> Field | None:
        """Read a line that begins with a tag; None for any other."""
        ...

    def begins(self, tag: str, block: Block | None, after_blank: bool, /) -> bool:
        """Whether this tag begins an entry; `block` is the entry in hand, if there is one."""
        ...


def blocks(lines: Iterable[str], shape: Shape, tally: Tally) -> Iterator[Block]:
    """Give entries and what stands between, in order, counting lines that are not blank in `tally.total`."""
    block: Block | None = None
    after_blank = False
    for number, line in enumerate(lines, 1):
        if not line or line.isspace():
            after_blank = True
            continue
        tally.total += 1
        field = shape.field(line)
        begins = field is not None and shape.begins(field.tag, _entry(block), after_blank)
        if block is not None and (begins or _is_full(block)):
            yield block
            block = None
        if block is None:
            block = Block(number)
        block.take(line, number, field if begins or block.is_entry else None)
        after_blank = False
        if field is not None and block.is_entry and field.tag == shape.ending:
            yield block
            block = None
    if block is not None:
        yield block


def _entry(block: Block | None) -> Block | None:
    return block if block is not None and block.is_entry else None


def _is_full(block: Block) -> bool:
    return block.lines >= (_LONGEST_BLOCK if block.is_entry else _LONGEST_TEXT)
