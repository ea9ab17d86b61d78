"""One reading of a dump of JSON entries: rows to entries, entries to records, and where each one went."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from papertriage.model import Furniture, PrintedDate, Sighting, Skipped
from papertriage.sources.json_rows import Row, shown
from papertriage.sources.protocol import Item, Tally

Read = Callable[[Any, int], Sighting | str | None]
"""Entry and its ordinal to a record; to the reason why it is none; to None where it is a known non-paper."""


class Entries:
    """One reading. Entries are numbered from 1 as they are met; nothing such a dump says tells its day."""

    def __init__(
        self, source: str, rows: Iterable[Row], within: Callable[[Any], Iterable[Any]], read: Read
    ) -> None:
        """`within` gives the entries of a row: mostly the row itself."""
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self.captured: str | None = None
        self._source, self._rows, self._within, self._read = source, rows, within, read

    def __iter__(self) -> Iterator[Item]:
        tally, within, read = self.tally, self._within, self._read
        for row in self._rows:
            if row.fault is not None:
                tally.total += 1
                tally.skipped += 1
                yield Skipped(self._source, row.fault, row.raw, tally.total, tally.total)
                continue
            for entry in within(row.value):
                tally.total += 1
                made = read(entry, tally.total)
                if type(made) is Sighting:
                    tally.record += 1
                    yield made
                else:
                    yield self._other(entry, made)

    def _other(self, entry: Any, reason: Sighting | str | None) -> Item:
        tally = self.tally
        if reason is None:
            tally.furniture += 1
            return Furniture(tally.total, tally.total, 1)
        tally.skipped += 1
        return Skipped(self._source, str(reason), shown(entry), tally.total, tally.total)


def text(value: Any) -> str:
    """Give a text that has words, else "" (for null, numbers, lists and white space)."""
    return value if isinstance(value, str) and not value.isspace() else ""


def id_text(value: Any) -> str:
    """Give an id as text: of a number, the digits that the document has."""
    return str(value) if isinstance(value, int) or type(value).__name__ == "Decimal" else text(value)


def members(value: Any) -> dict[str, Any]:
    """Give an object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def elements(value: Any) -> list[Any]:
    """Give a list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def year(value: Any) -> int | None:
    """Give a year: a number, or a text of four digits."""
    if isinstance(value, str) and len(value) == 4 and value.isascii() and value.isdigit():
        return int(value)
    return value if type(value) is int and value > 0 else None
