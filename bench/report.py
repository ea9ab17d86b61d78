"""The measurements as a Markdown page: what was measured, what stood beside it, what was to be reached."""

import math
import os
import platform
from datetime import date
from typing import NamedTuple

INTRODUCTION = """\
# Measurements

`make bench` measures papertriage on {papers:,} papers that do not exist (`bench/generate.py`), beside plain
peers in the same run, and writes this page. Seconds differ from machine to machine and from minute to minute;
the ratios hold better. Nothing fails when a limit is missed: this page says so.

Measured on {today} with {cores} cores and Python {python}.
"""

NOTES = """\
Times are of whole processes, from start to exit, with files in the page cache; medians of {rounds} runs that
take turns. A terminal is a pseudo-terminal of 120 columns, where results are drawn as a table; in a pipe they
are one line a paper. Rates of `ingest` are of the whole command, its start and the last merge included: the
median of {builds} runs that take turns with the peer. Tantivy alone is given the same texts from memory, the
same heap and two threads; its plain analyser sets the limit, and the row below it cuts words to English
stems. Memory is the highest resident size of the largest process.

Where the limit of `ingest` is missed, this is why. Tantivy is compiled, and takes about 40 microseconds of
processor time a paper. Before it sees one, papertriage has read it out of the text (35), cleaned it (20 to
50), matched all 77 topics with their evidence (about 140), looked for it among those there are, merged it,
and written its sighting, its keys and itself to SQLite (60): Python's own steps, spread over two processes
of which whichever has time tags. To reach 0.7 of tantivy's rate on the two cores that it uses too, 20
microseconds would have to do for all of them.
"""


class Row(NamedTuple):
    """One line of the table; `ratio` is of `value` to `peer`, and at most one of the two limits is given."""

    what: str
    value: float
    unit: str
    peer_name: str = ""
    peer: float | None = None
    at_most: float | None = None  # of the ratio where there is a peer, else of the value
    at_least: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the peer; None without one, NaN where the peer was not to be had."""
        return None if self.peer is None else self.value / self.peer

    @property
    def reached(self) -> bool | None:
        """Whether the limit holds; None where there is none. What failed holds no limit."""
        if self.peer is not None and math.isnan(self.peer):
            return None
        judged = self.value if self.ratio is None else self.ratio
        if self.at_most is not None:
            return judged <= self.at_most
        return None if self.at_least is None else judged >= self.at_least


def page(rows: list[Row], *, papers: int, rounds: int, builds: int) -> str:
    """Write the whole page."""
    introduction = INTRODUCTION.format(
        papers=papers, today=date.today(), cores=os.cpu_count(), python=platform.python_version()
    )
    notes = NOTES.format(rounds=rounds, builds=builds)
    return "\n".join([introduction, table(rows), "", notes])


def table(rows: list[Row]) -> str:
    """Write the rows as a Markdown table."""
    heads = ("what", "measured", "beside it", "ratio", "to reach", "reached")
    lines = [heads, ("---", "--:", "---", "--:", "--:", "---"), *map(_cells, rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cells(row: Row) -> tuple[str, ...]:
    beside = "" if row.peer is None else f"{row.peer_name}: {_amount(row.peer, row.unit)}"
    if row.peer is not None and math.isnan(row.peer):
        beside = f"{row.peer_name}: not installed, or failed"
    ratio = "" if row.ratio is None or math.isnan(row.ratio) else f"{row.ratio:.2f}"
    reached = {None: "", True: "yes", False: "**no**"}[row.reached]
    return row.what, _amount(row.value, row.unit), beside, ratio, _limit(row), reached


def _amount(value: float, unit: str) -> str:
    """Give three figures, thousands apart; NaN is what failed."""
    if math.isnan(value):
        return "failed"
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def _limit(row: Row) -> str:
    unit = f" {row.unit}" if row.peer is None else " ×"
    if row.at_most is not None:
        return f"≤ {row.at_most:g}{unit}"
    return "" if row.at_least is None else f"≥ {row.at_least:g}{unit}"
