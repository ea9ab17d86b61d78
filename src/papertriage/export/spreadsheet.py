"""CSV as RFC 4180 has it: CRLF, a header of the record's names, a row a paper, safe to open in a spreadsheet.

A cell that a spreadsheet would run as a formula gets an apostrophe in front (`text.guarded`). For `--excel`,
text that it would take for a number or a date gets one too, and a byte order mark says that this is UTF-8.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from papertriage.export.printable import is_printable, whole_characters
from papertriage.export.protocol import PLAIN, About
from papertriage.model import Paper
from papertriage.text import guarded

name = "csv"
extension = "csv"
what = "CSV: one row a paper, for spreadsheets; formulas disarmed"
lost = "topics' scores and evidence; null against an empty text or list; control characters"

# Numbers and dates, which a spreadsheet may take for what they are.
_NOT_TEXT = frozenset(
    [
        "author_count", "published", "published_inferred", "updated", "announced", "listed", "first_seen",
        "comments", "upvotes", "arxiv_version", "year",
    ]
)  # fmt: skip


def chunks(papers: Iterable[Paper], about: About = PLAIN) -> Iterator[str]:
    """Give the header, then one row a paper."""
    yield head(about)
    one = piece(about)
    for paper in papers:
        yield one(paper)


def head(about: About) -> str:
    """Give the header."""
    return ("\ufeff" if about.excel else "") + ",".join(Paper._fields) + "\r\n"


def piece(about: About) -> Callable[[Paper], str]:
    """Give what makes a paper's row."""
    row = as_text if about.excel else cells
    return lambda paper: ",".join([_quoted(cell) for cell in row(paper)]) + "\r\n"


def end(_: int) -> str:
    """Give what stands behind so many rows: nothing."""
    return ""


def as_text(paper: Paper) -> list[str]:
    """Give one row in which a spreadsheet takes no text for a number: `2503.02130` stays an id."""
    return [
        f"'{cell}" if cell and column not in _NOT_TEXT and _number_like().fullmatch(cell) else cell
        for column, cell in zip(Paper._fields, cells(paper), strict=True)
    ]


def cells(paper: Paper) -> list[str]:
    """Give one row, unquoted: text that is safe in a cell; "" for what is not said."""
    organization = paper.organization
    return [
        _cell(paper.id),
        _cell(paper.title),
        _cell(paper.abstract),
        _cell("; ".join(paper.authors)) if paper.authors else "",
        _number(paper.author_count),
        _cell(f"{organization[0]} {organization[1]}") if organization else "",
        _cell(paper.published),
        "true" if paper.published_inferred else "false",
        _cell(paper.updated),
        _cell(paper.announced),
        _cell(paper.listed),
        _cell(paper.first_seen),
        _number(paper.comments),
        _number(paper.upvotes),
        _cell(paper.arxiv_id),
        _number(paper.arxiv_version),
        _cell(paper.doi),
        _cell("; ".join(paper.categories)),
        _cell("; ".join([f"{kind}:{url}" for kind, url in paper.links])),
        _number(paper.year),
        _cell(paper.repaired_from),
        _cell("; ".join([hit[0] for hit in paper.topics])),
        _cell(paper.state),
        _cell("; ".join([f"{s}:{dump}:{batch}:{a}-{z}" for s, dump, batch, a, z in paper.sightings])),
    ]


def _cell(text: str | None) -> str:
    if not text:
        return ""
    if not is_printable(text):  # controls go, but for the tab and line ends, which a quoted cell can hold
        text = _controls().sub("", whole_characters(text))
    return guarded(text)


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _quoted(cell: str) -> str:
    """Quote a cell that needs it, as csv.writer does: which takes 15 µs for an abstract, this 1."""
    if '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    return f'"{cell}"' if "," in cell or "\n" in cell or "\r" in cell else cell


@cache
def _number_like() -> re.Pattern[str]:
    """Match what a spreadsheet may take for a number, a date, a time or a share, also behind apostrophes."""
    return re.compile(r"'*[\s(]*[0-9.,:/-][0-9.,:/\s%()-]*(?:[eEdD][+-]?[0-9]+)?\s*")


@cache
def _controls() -> re.Pattern[str]:
    return re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+")
