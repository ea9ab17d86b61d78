"""Source `arxiv-metadata`: arXiv's metadata as JSON lines, as Kaggle's snapshot has them, and its re-exports.

The snapshot (https://www.kaggle.com/datasets/Cornell-University/arxiv) has one paper a line with `versions`,
`authors_parsed`, `categories` in one string, `update_date`. What people make of it has fewer fields: lists in
place of strings, `published` in place of `versions`, at times an id that went through a number.
`update_date` is the day the metadata last changed, which is no version's, and is not read.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from papertriage.dates import MONTHS
from papertriage.ids import parse_arxiv, repair_arxiv
from papertriage.model import Sighting
from papertriage.sources.arxiv_authors import split_authors
from papertriage.sources.content import Content
from papertriage.sources.json_entries import Entries, id_text
from papertriage.sources.json_rows import rows, sample
from papertriage.sources.protocol import Reader

name = "arxiv-metadata"
reads = "arXiv's metadata as JSON lines: Kaggle's snapshot, and what data sets make of it"
cannot_know = "upvotes, links; in re-exports without versions, when a paper was last changed"
unit = "entries"

_WRAPPERS = frozenset({"data", "papers", "results", "rows", "articles"})
_SNAPSHOT = (
    frozenset({"authors_parsed"}),
    frozenset({"versions", "categories"}),
    frozenset({"update_date", "categories"}),
    frozenset({"journal-ref", "report-no"}),
)
_OTHERS = frozenset(  # what no row of the snapshot has, and rows of neighbours have
    {"sightings", "externalIds", "paperId", "entry_id", "paper", "upvotes", "DOI", "published_inferred"}
)


def likeness(head: str) -> float:
    """Sure where rows have what only the snapshot has; nearly, an arXiv id with abstract and categories."""
    _, first = sample(head, _WRAPPERS)
    return max((_likeness(entry) for row in first for entry in _entries(row)), default=0.0)


def reader(content: Content) -> Reader:
    """Read a snapshot."""
    return Entries(name, rows(content, _WRAPPERS), _entries, _read)


def _likeness(row: Any) -> float:
    if not isinstance(row, dict) or not row.keys() >= {"id", "title"} or not _OTHERS.isdisjoint(row):
        return 0.0
    listed = id_text(row["id"])
    if not parse_arxiv(listed) and not repair_arxiv(listed):
        return 0.0
    if any(signs <= row.keys() for signs in _SNAPSHOT):
        return 1.0
    return 0.95 if row.keys() >= {"abstract", "categories"} else 0.0


def _entries(row: Any) -> Iterable[Any]:
    if type(row) is dict and "row_idx" in row:
        return (row.get("row"),)  # as the viewer of data sets wraps them
    return row if type(row) is list else (row,)


def _read(row: Any, number: int) -> Sighting | str:
    if type(row) is not dict:
        return "a row that is no object"
    get = row.get
    title = _text(get("title"))
    if title is None:
        return "a paper without a title"
    published, updated, version = _versions(get("versions"))
    doi = get("doi")
    return Sighting(
        source=name,
        title=" ".join(title.split()) if "\n" in title else title,
        abstract=_text(get("abstract")),
        authors=_authors(get("authors_parsed"), get("authors")),
        published=published or _text(get("published")),
        updated=updated or _text(get("updated")),
        arxiv_id=_with_version(get("id"), version),
        doi=_first_doi(doi) if doi else None,
        categories=_categories(get("categories"), get("primary") or get("primary_category")),
        line_start=number,
        line_end=number,
    )


def _text(value: Any) -> str | None:
    return value if type(value) is str and value and not value.isspace() else None


def _versions(value: Any) -> tuple[str | None, str | None, str]:
    """Give the days of the first and the last version and the name of the last; some have names alone."""
    if not value or type(value) is not list:
        return None, None, ""
    first, last = value[0], value[-1]
    if type(last) is not dict or type(first) is not dict:
        return None, None, last if type(last) is str else ""
    updated = _day(last.get("created"))
    published = updated if first is last else _day(first.get("created"))
    version = last.get("version")
    return published, updated, version if type(version) is str else ""


def _day(created: Any) -> str | None:
    """Give the ISO day of `Mon, 2 Apr 2007 19:18:42 GMT`; what is said otherwise as it is said."""
    if type(created) is not str:
        return None
    return (_iso(created[5:-13]) if created[3:5] == ", " else None) or created or None


@lru_cache(maxsize=20_000)  # arXiv has had fewer days
def _iso(day: str) -> str | None:
    parts = day.split()
    number = MONTHS.get(parts[1]) if len(parts) == 3 else None
    if number is None or not (parts[0].isdecimal() and parts[2].isdecimal()):
        return None
    return f"{parts[2]}-{number:02d}-{parts[0]:0>2}"


def _first_doi(value: Any) -> str | None:
    """Give the DOI, of several the first."""
    doi = _text(value)
    return doi.replace(",", " ").split()[0] if doi and " " in doi.strip(" ,") else doi


def _with_version(listed: Any, version: str) -> str | None:
    """Join an id and its version; not to an id that is damaged, which must be repaired first."""
    if not version and type(listed) is str:
        return listed or None
    if type(listed) is not str:
        return id_text(listed) or None
    whole = len(listed) == (10 if listed[:4] >= "1501" else 9) and listed[4] == "."
    if (whole or "/" in listed) and version[:1] == "v" and version[1:].isdecimal():
        return listed + version
    return listed or None


def _authors(parsed: Any, authors: Any) -> tuple[str, ...] | None:
    """Give the names: of `[last, first, suffix]`, of a list, or of a line."""
    if parsed and type(parsed) is list:
        try:
            return _in_order(parsed)
        except (TypeError, ValueError):  # no such parts
            pass
    if type(authors) is list:
        return _texts(authors)
    return split_authors(authors) if type(authors) is str else None


def _in_order(parsed: list[Any]) -> tuple[str, ...]:
    try:
        names = [" ".join((first, last, suffix)).strip() for last, first, suffix in parsed]
    except ValueError:  # affiliations behind the three
        names = [" ".join((first, last, suffix)).strip() for last, first, suffix, *_ in parsed]
    if ". -" in "\n".join(names):  # how arXiv parts `C.-P.`
        names = [each.replace(". -", ".-") for each in names]
    return tuple(names)


def _texts(values: list[Any]) -> tuple[str, ...] | None:
    try:
        "".join(values)  # all are texts, quickly
    except TypeError:
        values = [value for value in values if type(value) is str]
    return tuple(filter(None, values) if "" in values else values) or None


def _categories(listed: Any, primary: Any) -> tuple[str, ...]:
    """Give the categories, the primary one first: so in the snapshot, and where one is named as that."""
    if type(listed) is list:
        listed = " ".join(_texts(listed) or ())
    found = listed.split() if type(listed) is str else []
    if primary and type(primary) is str and found[:1] != [primary]:
        found = [primary, *(each for each in found if each != primary)]
    return tuple(found)
