"""A paper as a list shows it: light enough to keep all of a library's in memory."""

from typing import NamedTuple

from papertriage.export.rest import on_one_line
from papertriage.model import Paper
from papertriage.site.names import paper_file


class Entry(NamedTuple):
    """A paper in a list."""

    file: str
    title: str
    byline: str  # first author or organization, "" where neither is known
    published: str  # ISO date or year; "" where it is not known
    upvotes: int | None
    comments: int | None
    topics: tuple[str, ...]


def entry_of(paper: Paper) -> Entry:
    """Take from a paper what a list shows."""
    return Entry(
        paper_file(paper.id),
        on_one_line(paper.title) or "(no title)",
        on_one_line(_byline(paper)),
        paper.published or (str(paper.year) if paper.year else ""),
        paper.upvotes,
        paper.comments,
        tuple(hit.name for hit in paper.topics),
    )


def _byline(paper: Paper) -> str:
    if paper.authors:
        return paper.authors[0] + (" et al." if len(paper.authors) > 1 else "")
    if paper.organization:
        return paper.organization.name
    count = paper.author_count
    return f"{count} author{'s' * (count != 1)}" if count else ""
