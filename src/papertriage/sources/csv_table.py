"""Tables of papers, parted by commas, tabs or semicolons, of reference managers, databases, and our own."""

import re
from collections.abc import Iterator
from itertools import islice

from papertriage.errors import UnreadableDump
from papertriage.model import Furniture, PrintedDate, Skipped
from papertriage.sources.arxiv_stamp import read_stamp
from papertriage.sources.columns import is_ours, plan
from papertriage.sources.content import Content
from papertriage.sources.csv_record import Columns
from papertriage.sources.csv_rows import Header, Row, find_header, fitted, rows
from papertriage.sources.protocol import Item, Tally

name = "csv"
reads = (
    "tables of papers as CSV, TSV or with semicolons, columns in any order: Zotero, Scopus, Web of Science, "
    "PubMed, Embase, IEEE Xplore, Dimensions, ASReview, Rayyan, Publish or Perish, arXiv metadata, our own"
)
cannot_know = "what columns of unusual names hold; topics and decisions, which our own export has"
unit = "entries"

_FIRST_LINES = 12
_RAW = 2_000  # characters kept of a row that was skipped
_EXPORTED = re.compile(r"\W{0,3}(?:about the data|exported|generated|date of export)\b", re.IGNORECASE)


def likeness(head: str) -> float:
    """Tell a table of papers by the names of its columns, and by a row that has as many cells."""
    start = head[:40_000].lstrip("\ufeff \r\n")
    if start[:1] in {"<", "{", "[", "@", "\\", "%"}:
        return 0.0
    lines = start.split("\n", _FIRST_LINES)[:_FIRST_LINES]
    header = find_header(lines)
    if header is None:
        return 0.0
    following = lines[header.line + header.lines :]
    if not any(line.strip() for line in following):
        return header.certainty
    sample = islice(rows(iter(start.split("\n")[header.line + header.lines :]), header), 5)
    fits = [row.cells is not None and fitted(row.cells, header) is not None for row in sample]
    return header.certainty if any(fits) or not fits else header.certainty / 4


def reader(content: Content) -> "Table":
    """Read a table."""
    return Table(content)


class Table:
    """A reading of a table. Every row is a record, furniture (an empty one, the names again) or skipped."""

    def __init__(self, content: Content) -> None:
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self.captured: str | None = None
        self._content = content

    def __iter__(self) -> Iterator[Item]:
        """Give every paper and every row that could not be read."""
        lines = self._content.lines()
        first = list(islice(lines, _FIRST_LINES))
        while first and not first[0].strip("\ufeff \t"):
            first.pop(0)
        header = find_header(first)
        if header is None:
            raise UnreadableDump(
                f"{self._content.name}: none of its first lines names the columns of a list of papers; "
                "give it a first line with the names, a title and an abstract, authors or DOI among them"
            )
        self._look_before(first[: header.line])
        columns = Columns(plan(header.names), is_ours=is_ours(header.names))
        following = _chained(first[header.line + header.lines :], lines)
        for number, row in enumerate(_not_blank(rows(following, header)), 1):
            self.tally.total += 1
            yield self._item(row, header, (columns, number))
        self.captured = max(filter(None, (self.captured, columns.queried)), default=None)

    def _look_before(self, lines: list[str]) -> None:
        """Take the day of export from what Dimensions and others write above their tables."""
        for line in lines:
            stamp = read_stamp(line) if _EXPORTED.match(line) else None
            self.captured = stamp.day if stamp else self.captured

    def _item(self, row: Row, header: Header, place: tuple[Columns, int]) -> Item:
        columns, number = place
        width = len(header.names)
        cells = fitted(row.cells, header) if row.cells is not None else None
        if cells is None:
            found = (
                f"{len(row.cells)} cells where {width} are named"
                if row.cells is not None
                else "a quote without its end"
            )
            return self._skip(row, found, number)
        if not any(map(str.strip, cells)) or columns.is_header(cells, header):
            self.tally.furniture += 1
            return Furniture(number, number, 1)
        sighting = columns.sighting(cells, number)
        if sighting is None:
            return self._skip(row, "no title", number)
        self.tally.record += 1
        return sighting

    def _skip(self, row: Row, reason: str, number: int) -> Skipped:
        self.tally.skipped += 1
        return Skipped(name, reason, row.raw[:_RAW], number, number)


def _not_blank(all_rows: Iterator[Row]) -> Iterator[Row]:
    return (row for row in all_rows if row.cells is None or len(row.cells) > 1 or row.raw.strip())


def _chained(first: list[str], rest: Iterator[str]) -> Iterator[str]:
    yield from first
    yield from rest
