"""Source `hf-json`: what the API of huggingface.co/papers answers, in all its shapes, saved as JSON.

Of a day (`/api/daily_papers`), a search (`/api/papers/search`), the index (`/api/papers`) and one paper
(`/api/papers/<id>`); as the list itself, in an object around it, as JSON lines, and with rows that a script
saved as text: as Python prints them, or as JSON. What a row holds is told in `hf_paper`.
"""

from collections.abc import Iterable
from typing import Any

from papertriage.dates import iso_day
from papertriage.model import Sighting
from papertriage.sources import hf_paper
from papertriage.sources.content import Content
from papertriage.sources.json_entries import Entries
from papertriage.sources.json_rows import rows, sample
from papertriage.sources.protocol import Reader
from papertriage.sources.python_repr import is_repr_of, read_repr

name = "hf-json"
reads = "Hugging Face's papers from its API: a day, a search, one paper; JSON, JSON lines, rows saved as text"
cannot_know = "categories, DOI, versions; the day of listing in answers before 2025; when it was asked"
unit = "entries"

_WRAPPERS = frozenset({"data", "papers", "dailyPapers", "daily_papers", "searchResults", "results", "rows"})
_FIRST_KEYS = frozenset({"paper", "id", "_id", "title", "publishedAt"})
_OF_ROW = ("publishedAt", "numComments", "submittedBy", "thumbnail", "title")
_OF_PAPER = frozenset({"id", "title", "summary", "publishedAt", "upvotes"})


def likeness(head: str) -> float:
    """Sure where a first row has a `paper` with an id, or is a paper with `upvotes` and its `publishedAt`."""
    _, first = sample(head, _WRAPPERS)
    entries = [entry for row in first for entry in _entries(row)]
    return 1.0 if any(map(_is_certain, entries)) else 0.0


def reader(content: Content) -> Reader:
    """Read a saved answer."""
    found = rows(content, _WRAPPERS)

    def read(entry: Any, number: int) -> Sighting | str:
        made = hf_paper.sighting(entry, name, number, _day(found.outer) if found.outer else None)
        return made if isinstance(made, Sighting) else made.reason

    return Entries(name, found, _entries, read)


def _entries(row: Any) -> Iterable[Any]:
    """The entry of a row; those of a day where each row is the list of one."""
    if type(row) is dict:
        inner = row.get("row")  # as the viewer of datasets wraps them
        return (inner,) if isinstance(inner, dict) and "row_idx" in row else (row,)
    if isinstance(row, str):
        value = _read_text(row)
        return (row if value is None else value,)
    return row if isinstance(row, list) else (row,)


def _read_text(row: str) -> Any:
    """Read a row that was saved as text."""
    if row.lstrip()[:2] in {'{"', "{}"}:
        from papertriage.sources.json_value import decoded

        value = decoded(row.encode("utf-8", "replace"))
        if isinstance(value, dict):
            return value
    return read_repr(row)


def _is_certain(entry: Any) -> bool:
    if isinstance(entry, str):
        return is_repr_of(entry, _FIRST_KEYS) and "'publishedAt':" in entry and "'authors':" in entry
    if not isinstance(entry, dict):
        return False
    paper = entry.get("paper")
    if isinstance(paper, dict):
        return hf_paper.is_row(entry) and any(key in entry for key in _OF_ROW)
    return entry.keys() >= _OF_PAPER


def _day(outer: dict[str, Any]) -> str | None:
    """The day that an object around the rows names."""
    said = outer.get("date") or outer.get("dateString")
    return said if isinstance(said, str) and iso_day(said) else None
