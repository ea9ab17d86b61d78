"""A paper as the index takes it: its texts in words, its values and its numbers."""

from typing import Any

import tantivy

from papertriage.index.words import day, fold
from papertriage.model import Paper

_LARGEST = 2**63  # what the index can hold
_SIGNS = " \"'`$([{<*#\\-–—…“”‘’«»¿¡.,:;"
_ORDERED = 8  # bytes of a title that its order in the index goes by


def document_of(pid: int, paper: Paper) -> tantivy.Document:
    """Make the document of a paper; raises ValueError for what no index can hold."""
    document = tantivy.Document()
    text = document.add_text
    title = fold(paper.title)
    text("title", title)
    if paper.abstract is not None:
        text("abstract", fold(paper.abstract))
    text("state", paper.state)
    for hit in paper.topics:
        text("topic", hit.name)
    for source in {ref.source for ref in paper.sightings}:
        text("source", source)
    for category in paper.categories:
        text("category", category)
    for what in _has(paper):
        text("has", what)
    _add_names(text, paper)
    _add_numbers(document, pid, title, paper)
    return document


def _add_names(text: Any, paper: Paper) -> None:
    if paper.organization is not None:
        slug, name = paper.organization
        text("organization", name or slug)
        text("org", fold(slug))
        text("org", fold(name))
    for author in paper.authors or ():
        text("authors", fold(author))


def _has(paper: Paper) -> set[str]:
    """Tell what a paper has, beside what its columns tell."""
    found = {link.kind for link in paper.links}
    if paper.links:
        found.add("link")
    if paper.abstract:
        found.add("abstract")
    if paper.doi:
        found.add("doi")
    if paper.arxiv_id:
        found.add("arxiv")
    return found


def _add_numbers(document: tantivy.Document, pid: int, title: str, paper: Paper) -> None:
    number = document.add_integer
    number("pid", pid)
    number("title_order", title_order(title))
    for field, date in (
        ("published", paper.published), ("listed", paper.listed), ("updated", paper.updated),
        ("announced", paper.announced), ("first_seen", paper.first_seen),
    ):  # fmt: skip
        if date is not None and (value := day(date)) is not None:
            number(field, value)
    for field, value in (
        ("year", paper.year), ("author_count", paper.author_count), ("comments", paper.comments),
        ("upvotes", paper.upvotes),
    ):  # fmt: skip
        if value is not None and -_LARGEST < value < _LARGEST:
            number(field, value)


def title_key(folded: str) -> str:
    """What a title, folded, is put in order by: without case, quotes and signs at its beginning."""
    return folded.lower().lstrip(_SIGNS)


def title_order(folded: str) -> int:
    """A number that goes up with the title's key: its first bytes. Titles that begin alike have the same."""
    raw = title_key(folded).encode("utf-8", "replace")[:_ORDERED].ljust(_ORDERED, b"\0")
    return int.from_bytes(raw, "big") >> 1
