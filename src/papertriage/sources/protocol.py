"""What every source is: a small Protocol, and the accounting that all of them keep."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from papertriage.model import Furniture, PrintedDate, Sighting, Skipped

Item = Sighting | Skipped | Furniture


class Tally:
    """Where every non-blank line of a dump went.

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
        """Lines that are nobody's: anything but zero is a fault of the reader, not of the dump."""
        return self.total - self.record - self.furniture - self.skipped


class Reader(Protocol):
    """One reading of one dump: iterate it to the end, then ask what it counted."""

    tally: Tally
    page_date: PrintedDate | None

    def __iter__(self) -> Iterator[Item]:
        """Give every record, every skipped span and every stretch of furniture, in the order of the dump."""
        ...


class Source(Protocol):
    """One input format."""

    name: str
    reads: str  # in words, for `papertriage sources`
    cannot_know: str

    def likeness(self, head: str) -> float:
        """How much the beginning of a dump looks like this source: 0 (not at all) to 1 (surely)."""
        ...

    def reader(self, lines: Iterable[str]) -> Reader:
        """Read the lines of a dump (without their line ends)."""
        ...
