"""Source `papertriage`: our own exports, JSON lines or one array, and what the commands print with `--json`.

The record is that of docs/record.md. Its facts are read back as they are; `topics`, `state` and `sightings`
are worked out or decided, and are another library's.
"""

from collections.abc import Iterable
from typing import Any

from papertriage.ids import repair_arxiv
from papertriage.model import Link, Organization, Sighting
from papertriage.sources.content import Content
from papertriage.sources.inferred import as_inferred
from papertriage.sources.json_entries import Entries
from papertriage.sources.json_rows import rows, sample
from papertriage.sources.protocol import Reader

name = "papertriage"
reads = "papertriage's own exports, JSON lines and JSON, and the answers that its commands give with --json"
cannot_know = "topics, decisions and where a paper was seen: they belong to the library that it came from"
unit = "entries"

_WRAPPERS = frozenset({"papers"})
_SIGNS = frozenset({"id", "title", "author_count", "published_inferred", "arxiv_id", "first_seen", "links"})


def likeness(head: str) -> float:
    """Sure where a first row has the fields of the record that nothing else has."""
    _, first = sample(head, _WRAPPERS)
    return 1.0 if any(type(row) is dict and row.keys() >= _SIGNS for row in first) else 0.0


def reader(content: Content) -> Reader:
    """Read an export."""
    return Entries(name, rows(content, _WRAPPERS), _entries, _read)


def _entries(row: Any) -> Iterable[Any]:
    return row if type(row) is list else (row,)


def _read(row: Any, number: int) -> Sighting | str:
    if type(row) is not dict:
        return "a row that is no object"
    get = row.get
    title = _text(get("title"))
    if title is None:
        return "a paper without a title"
    made = Sighting(
        source=name,
        title=title,
        abstract=_text(get("abstract")),
        authors=_texts(get("authors")) or None,
        author_count=_number(get("author_count")),
        organization=_organization(get("organization")),
        published=_text(get("published")),
        updated=_text(get("updated")),
        announced=_text(get("announced")),
        listed=_text(get("listed")),
        comments=_number(get("comments")),
        upvotes=_number(get("upvotes")),
        arxiv_id=_arxiv_id(row),
        doi=_text(get("doi")),
        categories=_texts(get("categories")),
        links=_links(get("links")),
        year=None if get("published") else _number(get("year")),
        line_start=number,
        line_end=number,
    )
    return as_inferred(made) if get("published_inferred") is True else made


def _text(value: Any) -> str | None:
    return value if type(value) is str and value else None


def _number(value: Any) -> int | None:
    return value if type(value) is int else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple([each for each in value if _text(each)]) if type(value) is list else ()


def _organization(value: Any) -> Organization | None:
    if type(value) is not dict:
        return None
    slug, name = _text(value.get("slug")) or "", _text(value.get("name")) or ""
    return Organization(slug, name) if slug or name else None


def _links(value: Any) -> tuple[Link, ...]:
    if not value or type(value) is not list:
        return ()
    members = [each for each in value if type(each) is dict]
    return tuple(
        [Link(_text(each.get("kind")) or "other", url) for each in members if (url := _text(each.get("url")))]
    )


def _arxiv_id(row: dict[str, Any]) -> str | None:
    """Give the id with its version; one that was repaired as it was listed, so that it is repaired again."""
    arxiv_id, version = _text(row.get("arxiv_id")), row.get("arxiv_version")
    if arxiv_id is None:
        return None
    listed = _text(row.get("repaired_from"))
    if listed and (repaired := repair_arxiv(listed)) and repaired.id == arxiv_id:
        return listed
    return f"{arxiv_id}v{version}" if type(version) is int else arxiv_id
