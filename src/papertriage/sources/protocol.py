"""What every source is: a small Protocol, and the accounting that all of them keep."""

from collections.abc import Iterator
from typing import Protocol

from papertriage.model import Furniture, PrintedDate, Sighting, Skipped
from papertriage.sources.content import Content

Item = Sighting | Skipped | Furniture

PLACES = {"lines": "line", "entries": "entry"}
"""What one of a source's units is called."""


class Tally:
    """Where every part of a dump went: every non-blank line, or every entry, as the source's `unit` says.

    `total` is counted apart from the other three, so that they can differ.
    """

    __slots__ = ("furniture", "record", "skipped", "total")

    def __init__(self) -> None:
        self.total = 0
        self.record = 0
        self.furniture = 0
        self.skipped = 0

    @property
    def unaccounted(self) -> int:
        """Parts that are nobody's: anything but zero is a fault of the reader, not of the dump."""
        return self.total - self.record - self.furniture - self.skipped


class Reader(Protocol):
    """One reading of one dump: iterate it to the end, then ask what it counted.

    Iterating raises UnreadableDump where the dump as a whole is not what the source reads: a changed layout,
    a document that ends before its first entry. What is wrong with one entry is a `Skipped`.
    """

    tally: Tally
    page_date: PrintedDate | None  # the day the page is of, as it prints it
    captured: str | None  # when the dump says that it was made: an ISO date or time; known once it was met

    def __iter__(self) -> Iterator[Item]:
        """Give every record, every skipped span and every stretch of furniture, in the order of the dump."""
        ...


class Source(Protocol):
    """One input format. A module that has these names is one; so is any such object of an entry point."""

    name: str
    reads: str  # in words, for `papertriage sources`
    cannot_know: str
    unit: str  # what its tally counts, and what `line_start` and `line_end` number: "lines" or "entries"

    def likeness(self, head: str) -> float:
        """How much the beginning of a dump looks like this source: 0 (not at all) to 1 (surely).

        Must be cheap for what is another format altogether, and must never raise.
        """
        ...

    def reader(self, content: Content) -> Reader:
        """Read a dump."""
        ...
