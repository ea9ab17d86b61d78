"""The rows of a CSV file, with those that a stray quote swallowed: nothing is lost, memory does not grow."""

import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from papertriage.sources.columns import certainty, folded

DELIMITERS = ",\t;|"
_BEFORE = 6  # lines that may stand before the names of the columns
_HEADER = 5  # lines that those names may take
_MOST_LINES = 2_000  # of one row; longer ones come of a quote without its end
_MOST = 1_000_000  # characters of one row, but for one that is a single line
_AGAIN = 200_000  # lines that may be read a second time; then rows with stray quotes are skipped whole
_LARGEST_CELL = 16 << 20  # characters; the limit of the csv module is 128 KB


class Row(NamedTuple):
    """One row: its cells, or None where they cannot be told apart, and the text it stands in."""

    cells: list[str] | None
    raw: str


class Header(NamedTuple):
    """Where the table begins, and how its cells are parted."""

    delimiter: str
    quoting: int
    line: int  # lines before the names
    lines: int  # lines of the names
    names: list[str]  # folded
    certainty: float


def find_header(lines: list[str]) -> Header | None:
    """Find the line that names the columns of a list of papers, among the first few lines."""
    best: Header | None = None
    forced = (
        lines[0].strip("\ufeff\"' ")[4:5] if lines and lines[0].strip("\ufeff\"' ").startswith("sep=") else ""
    )
    for at, line in enumerate(lines[:_BEFORE]):
        if len(line) > 20_000 or "ti" not in line.lower():
            continue
        for delimiter in forced or DELIMITERS:
            found = _header(lines[at : at + _HEADER], delimiter, at) if delimiter in line else None
            if found and (best is None or found.certainty > best.certainty):
                best = found
    return best


def _header(lines: list[str], delimiter: str, at: int) -> Header | None:
    taken = _Tape(iter(lines))
    cells = next(csv.reader(taken, delimiter=delimiter), [])
    names = folded(cells)
    sure = certainty(names) if len(names) > 1 and len(names) < 1_000 else 0.0
    if not sure:
        return None
    quoting = csv.QUOTE_NONE if "tagPT" in names else csv.QUOTE_MINIMAL  # Web of Science quotes nothing
    return Header(delimiter, quoting, at, len(taken.taken), names, sure)


def rows(lines: Iterator[str], header: Header) -> Iterator[Row]:
    """Give the rows that follow the header.

    A row over the limits, and one over several lines that has the wrong number of cells, holds a stray quote:
    reading goes on at the next line that is a row by itself.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_CELL))
    tape, again = _Tape(lines), _AGAIN
    parser = _parser(tape, header)
    while True:
        tape.forget()
        try:
            cells = next(parser, None)
        except (_RunawayError, csv.Error):
            cells = None
            tape.has_broken_off = True
        if cells is None and not tape.taken:
            return
        taken = tape.taken
        if cells is not None and not tape.has_broken_off and _is_row(cells, taken, header):
            yield Row(cells, "\n".join(taken))
            continue
        next_row = _next_row(taken, header) if again > 0 else len(taken)
        again -= len(taken)
        yield Row(None, "\n".join(taken[:next_row]))
        tape.give_back(taken[next_row:])
        parser = _parser(tape, header)


def fitted(cells: list[str], header: Header) -> list[str] | None:
    """Give the cells of a row that has as many as the header; None for another.

    Empty ones too many are left out where tabs part them: Web of Science ends its rows with one.
    """
    width = len(header.names)
    if header.delimiter == "\t" and len(cells) > width and not any(cells[width:]):
        return cells[:width]
    return cells if len(cells) == width else None


def _is_row(cells: list[str], taken: list[str], header: Header) -> bool:
    """Whether these lines are one row: one line is; several only with the right number of cells.

    Where a quote stands that should be doubled, they may be several rows all the same.
    """
    if len(taken) == 1:
        return True
    if not fitted(cells, header):
        return False
    return not _has_stray_quote(taken, header) or _next_row(taken, header) == len(taken)


def _has_stray_quote(taken: list[str], header: Header) -> bool:
    try:
        next(csv.reader([f"{line}\n" for line in taken], delimiter=header.delimiter, strict=True), None)
    except csv.Error:
        return True
    return False


def _next_row(taken: list[str], header: Header) -> int:
    """The first line after the first that has as many cells as a row; the number of lines where none has."""
    for at, line in enumerate(islice(taken, 1, None), 1):
        if header.delimiter in line and fitted(next(_parser(_Tape(iter([line])), header), []), header):
            return at
    return len(taken)


def _parser(tape: "_Tape", header: Header) -> Iterator[list[str]]:
    return csv.reader(tape, delimiter=header.delimiter, quoting=header.quoting)  # type: ignore[arg-type]


class _RunawayError(Exception):
    pass


class _Tape:
    """Lines with their ends, remembered for as long as a row lasts."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._back = lines, deque[str]()
        self.taken: list[str] = []
        self.has_broken_off = False  # a row asked for more than there is: it is within quotes
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.taken and (self._size > _MOST or len(self.taken) >= _MOST_LINES):
            raise _RunawayError
        try:
            line = self._back.popleft() if self._back else next(self._lines)
        except StopIteration:
            self.has_broken_off = bool(self.taken)
            raise
        if "\0" in line:
            line = line.replace("\0", "")
        self.taken.append(line)
        self._size += len(line)
        return line + "\n"

    def forget(self) -> None:
        """Begin a new row."""
        self.taken, self._size, self.has_broken_off = [], 0, False

    def give_back(self, lines: list[str]) -> None:
        """Let lines be read again."""
        self._back.extendleft(reversed(lines))
