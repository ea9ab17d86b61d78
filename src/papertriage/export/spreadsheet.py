"""CSV as RFC 4180 has it: CRLF, a header of the record's names, one row a paper, safe to open in a spreadsheet.

Spreadsheets run a cell that begins with a sign of a formula (https://owasp.org/www-community/attacks/CSV_Injection), so
such a cell gets an apostrophe in front. `unguarded` takes it off again, and nothing else.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from papertriage.model import Paper

name = "csv"
extension = "csv"
what = "CSV: one row a paper, for spreadsheets; formulas disarmed"

_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")  # full-width signs too: some locales take them for the plain ones
_SUSPECT = _SIGNS | frozenset("' ")


class _Echo:
    """A file for csv.writer that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def chunks(papers: Iterable[Paper]) -> Iterator[str]:
    """Give the header, then one row a paper."""
    row_of = csv.writer(_Echo()).writerow
    yield str(row_of(Paper._fields))
    for paper in papers:
        yield str(row_of(cells(paper)))


def cells(paper: Paper) -> list[Any]:
    """Give one row: text that is safe in a cell, numbers, and None for an empty cell."""
    organization = paper.organization
    return [
        _cell(paper.id),
        _cell(paper.title),
        _cell(paper.abstract),
        _cell("; ".join(paper.authors)) if paper.authors else None,
        paper.author_count,
        None if organization is None else _cell(f"{organization[0]} {organization[1]}"),
        _cell(paper.published),
        "true" if paper.published_inferred else "false",
        _cell(paper.updated),
        _cell(paper.announced),
        _cell(paper.listed),
        _cell(paper.first_seen),
        paper.comments,
        paper.upvotes,
        _cell(paper.arxiv_id),
        paper.arxiv_version,
        _cell(paper.doi),
        _cell("; ".join(paper.categories)),
        _cell("; ".join([f"{kind}:{url}" for kind, url in paper.links])),
        _cell("; ".join([hit[0] for hit in paper.topics])),
        _cell(paper.state),
        _cell("; ".join([f"{s}:{dump}:{batch}:{a}-{z}" for s, dump, batch, a, z in paper.sightings])),
    ]


def guarded(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run. `unguarded` of it is the cell."""
    return "'" + cell if cell and cell[0] in _SUSPECT and _runs(cell) else cell


def unguarded(cell: str) -> str:
    """Take off the apostrophe that `guarded` put there."""
    return cell[1:] if cell[:1] == "'" and _runs(cell) else cell


def _runs(cell: str) -> bool:
    """Whether a sign of a formula stands first, or only behind apostrophes, which are then not all the cell's own."""
    return cell.lstrip("'").lstrip(" ")[:1] in _SIGNS


def _cell(text: str | None) -> str | None:
    if not text:
        return None
    if not text.isprintable():
        text = _without_controls(text)
    return guarded(text)


def _without_controls(text: str) -> str:
    """Drop controls but the tab and line ends, which a quoted cell can hold; U+FFFD for half a surrogate pair."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _controls().sub("", whole)


@cache
def _controls() -> re.Pattern[str]:
    return re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+")
