"""One reading of JSON rows that are one paper each: `json_entries.Entries` for the millions of a snapshot."""

from collections.abc import Callable, Iterator
from typing import Any

from papertriage.model import PrintedDate, Sighting, Skipped
from papertriage.sources.json_feed import Fault
from papertriage.sources.json_rows import Rows, shown
from papertriage.sources.protocol import Item, Tally

Read = Callable[[Any, int], Sighting | str]
"""Row and its ordinal to a record, or to the reason why it is none."""


class Papers:
    """One reading. Rows are numbered from 1; nothing such a dump says tells its day."""

    def __init__(self, source: str, rows: Rows, read: Read) -> None:
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self.captured: str | None = None
        self._source, self._rows, self._read = source, rows, read

    def __iter__(self) -> Iterator[Item]:
        tally, read = self.tally, self._read
        for value in self._rows.values():
            tally.total += 1
            made = read(value, tally.total)
            if type(made) is Sighting:
                tally.record += 1
                yield made
            else:
                tally.skipped += 1
                yield self._skipped(value, str(made))

    def _skipped(self, value: Any, reason: str) -> Skipped:
        number = self.tally.total
        if isinstance(value, Fault):
            return Skipped(self._source, value.reason, value.text, number, number)
        return Skipped(self._source, reason, shown(value), number, number)
