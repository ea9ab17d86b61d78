"""Source `arxiv-metadata`: arXiv's metadata as JSON lines, as Kaggle's snapshot has them, and its re-exports.

The snapshot (https://www.kaggle.com/datasets/Cornell-University/arxiv) has one paper a line with `versions`,
`authors_parsed`, `categories` in one string, `update_date`. What people make of it has fewer fields: lists in
place of strings, `published` in place of `versions`, at times an id that went through a number.
`update_date` is the day the metadata last changed, which is no version's, and is not read.
"""

from functools import lru_cache
from typing import Any

from papertriage.dates import MONTHS
from papertriage.ids import parse_arxiv, repair_arxiv
from papertriage.model import Sighting
from papertriage.sources.arxiv_authors import split_authors
from papertriage.sources.content import Content
from papertriage.sources.json_entries import id_text
from papertriage.sources.json_papers import Papers
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
_NO_VERSIONS: tuple[str | None, str | None, str] = (None, None, "")
_VERSIONS = frozenset(f"v{number}" for number in range(1, 1000))
_OTHERS = frozenset(  # what no row of the snapshot has, and rows of neighbours have
    {"sightings", "externalIds", "paperId", "entry_id", "paper", "upvotes", "DOI", "published_inferred"}
)


def likeness(head: str) -> float:
    """Sure where rows have what only the snapshot has; nearly, an arXiv id with abstract and categories."""
    _, first = sample(head, _WRAPPERS)
    return max(map(_likeness, first), default=0.0)


def reader(content: Content) -> Reader:
    """Read a snapshot."""
    return Papers(name, rows(content, _WRAPPERS), _read)


def _likeness(row: Any) -> float:
    if isinstance(row, dict) and "row_idx" in row:
        row = row.get("row")  # as the viewer of data sets wraps them
    if not isinstance(row, dict) or not row.keys() >= {"id", "title"} or not _OTHERS.isdisjoint(row):
        return 0.0
    listed = id_text(row["id"])
    if not parse_arxiv(listed) and not repair_arxiv(listed):
        return 0.0
    if any(signs <= row.keys() for signs in _SNAPSHOT):
        return 1.0
    return 0.95 if row.keys() >= {"abstract", "categories"} else 0.0


def _read(row: Any, number: int) -> Sighting | str:
    if type(row) is not dict:
        return "a row that is no object"
    if "row_idx" in row and type(row.get("row")) is dict:
        return _otherwise(row["row"], number)  # as the viewer of data sets wraps them
    if "authors_parsed" not in row:
        return _otherwise(row, number)
    try:
        return _as_in_snapshot(row, number)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return _otherwise(row, number)


def _as_in_snapshot(row: dict[str, Any], number: int) -> Sighting:
    """Read a row that is in all as the snapshot has its millions; raise, whatever it is, for others."""
    title, abstract, listed, versions, doi = (
        row["title"], row["abstract"], row["id"], row["versions"], row["doi"]
    )  # fmt: skip
    names = [
        first + " " + family if first and not suffix else " ".join((first, family, suffix)).strip()
        for family, first, suffix in row["authors_parsed"]
    ]
    last = versions[-1]
    created, version = last["created"], last["version"]
    whole = len(listed) == (10 if listed[:4] >= "1501" else 9) or "/" in listed
    if title.isspace() or abstract.isspace() or not (title and abstract and names and whole):
        raise ValueError
    if version not in _VERSIONS or ".-" in row["authors"] or (doi is not None and (" " in doi or not doi)):
        raise ValueError
    updated = _iso(created[5:-13])
    return tuple.__new__(Sighting, (  # as `_sighting` makes it
        name, " ".join(title.split()) if "\n" in title else title, abstract, False, tuple(names), None, None,
        None, updated if len(versions) == 1 else _iso(versions[0]["created"][5:-13]), updated, None, None,
        None, None, listed + version, doi, tuple(row["categories"].split()), (), None, number, number,
    ))  # fmt: skip


def _otherwise(row: dict[str, Any], number: int) -> Sighting | str:
    get = row.get
    title, abstract, versions, doi = get("title"), get("abstract"), get("versions"), get("doi")
    if type(title) is not str or not title or title.isspace():
        return "a paper without a title"
    published, updated, version = _versions(versions) if versions else _NO_VERSIONS
    return _sighting(
        number,
        title=" ".join(title.split()) if "\n" in title else title,
        abstract=abstract if type(abstract) is str and abstract else None,
        authors=_authors(get("authors_parsed"), get("authors")),
        published=published or _text(get("published")),
        updated=updated or _text(get("updated")),
        arxiv_id=_with_version(get("id"), version),
        doi=_first_doi(doi) if doi else None,
        categories=_categories(get("categories"), get("primary") or get("primary_category")),
    )


def _sighting(  # noqa: PLR0913 - the fields themselves
    number: int,
    *,
    title: str,
    abstract: str | None,
    authors: tuple[str, ...] | None,
    published: str | None,
    updated: str | None,
    arxiv_id: str | None,
    doi: str | None,
    categories: tuple[str, ...],
) -> Sighting:
    """Make a sighting of all its fields in their order: in half of the time that its own names take."""
    return tuple.__new__(Sighting, (
        name, title, abstract, False, authors, None, None, None, published, updated, None, None, None, None,
        arxiv_id, doi, categories, (), None, number, number,
    ))  # fmt: skip


def _text(value: Any) -> str | None:
    return value if type(value) is str and value and not value.isspace() else None


def _versions(value: Any) -> tuple[str | None, str | None, str]:
    """Give the days of the first and the last version and the name of the last; some have names alone."""
    if not value or type(value) is not list:
        return _NO_VERSIONS
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
    try:
        return _iso(created[5:-13])
    except ValueError:
        return created or None


@lru_cache(maxsize=20_000)  # arXiv has had fewer days
def _iso(day: str) -> str:
    """Give `2 Apr 2007` as an ISO day. Raises ValueError for anything else."""
    number, month, year = day.split()
    if month not in MONTHS or not (number.isdecimal() and year.isdecimal()):
        raise ValueError(day)
    return f"{year}-{MONTHS[month]:02d}-{number:0>2}"


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
    return listed + version if (whole or "/" in listed) and version in _VERSIONS else listed or None


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
        names = [
            first + " " + last if first and not suffix else " ".join((first, last, suffix)).strip()
            for last, first, suffix in parsed
        ]
    except ValueError:  # affiliations behind the three
        names = [" ".join((first, last, suffix)).strip() for last, first, suffix, *_ in parsed]
    if ". -" in "\n".join(names):  # so arXiv parts `C.-P.`
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
