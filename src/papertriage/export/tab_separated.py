"""TSV: the cells of CSV, one line a paper whatever is in them, for `cut`, `awk`, `sort` and data frames.

A tab or a line end within a cell becomes a space. A cell with a quote in it is quoted as CSV quotes it, since
most readers take a lone quote for the beginning of a cell.
"""

from collections.abc import Callable, Iterable, Iterator

from papertriage.export.protocol import PLAIN, About
from papertriage.export.spreadsheet import as_text, cells
from papertriage.model import Paper
from papertriage.text import guarded, unguarded

name = "tsv"
extension = "tsv"
what = "TSV: one line a paper, for the tools of a shell and for data frames; formulas disarmed"
lost = "as `csv`; tabs and line ends within a text"

_BREAKS = str.maketrans("\t\n\r\x0b\x0c\x85\u2028\u2029", "        ")


def chunks(papers: Iterable[Paper], about: About = PLAIN) -> Iterator[str]:
    """Give the header, then one line a paper."""
    yield head(about)
    one = piece(about)
    for paper in papers:
        yield one(paper)


def head(about: About) -> str:
    """Give the header."""
    return ("\ufeff" if about.excel else "") + "\t".join(Paper._fields) + "\n"


def piece(about: About) -> Callable[[Paper], str]:
    """Give what makes a paper's line."""
    row = as_text if about.excel else cells
    return lambda paper: "\t".join([_on_one_line(cell) for cell in row(paper)]) + "\n"


def end(_: int) -> str:
    """Give what stands behind so many lines: nothing."""
    return ""


def _on_one_line(cell: str) -> str:
    if not cell.isprintable():
        cell = guarded(unguarded(cell).translate(_BREAKS))
    return '"' + cell.replace('"', '""') + '"' if '"' in cell else cell
