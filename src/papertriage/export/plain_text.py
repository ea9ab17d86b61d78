"""Plain text: a block a paper, lines of at most 78 characters, for mail, a terminal or a printer."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from papertriage.export.address import paper_address
from papertriage.export.protocol import PLAIN, About
from papertriage.export.rest import on_one_line
from papertriage.model import Paper

name = "txt"
extension = "txt"
what = "Plain text: a block a paper, in short lines"
lost = "as `md`; evidence; links but the first"

_WIDTH = 78
_INDENT = "    "
_AUTHORS = 20


def chunks(papers: Iterable[Paper], _: About = PLAIN) -> Iterator[str]:
    """Give one block a paper, parted by empty lines."""
    before = ""
    for paper in papers:
        yield before + "".join([f"{line}\n" for line in _lines(paper)])
        before = "\n"


def wrapped(text: str, indent: str = "") -> list[str]:
    """Cut words into lines of at most 78 characters, `indent` included; only a longer word is a longer line.

    The words are all there, in their order; of the spaces between them one stays, or a line's end.
    """
    words = on_one_line(text)
    return [indent + found[1] for found in _line(_WIDTH - len(indent)).finditer(words)]


def _lines(paper: Paper) -> Iterator[str]:
    yield from wrapped(paper.title) or ["(no title)"]
    facts = [
        _authors(paper),
        paper.organization.name if paper.organization else "",
        (paper.published or str(paper.year or "")) + (" (year inferred)" if paper.published_inferred else ""),
        _counted(paper.upvotes, "upvote"),
        _counted(paper.comments, "comment"),
        paper.state if paper.state != "unread" else "",
    ]
    yield from wrapped(", ".join([fact for fact in facts if fact.strip()]), _INDENT)
    if paper.topics:
        yield from wrapped(f"Topics: {', '.join([hit.name for hit in paper.topics])}", _INDENT)
    if address := paper_address(paper):
        yield f"{_INDENT}{address}"
    if abstract := wrapped(paper.abstract or "", _INDENT):
        yield ""
        yield from abstract


def _authors(paper: Paper) -> str:
    if paper.authors is None:
        return _counted(paper.author_count, "author")
    named = ", ".join(paper.authors[:_AUTHORS])
    more = len(paper.authors) - _AUTHORS
    return f"{named} and {more} more" if more > 0 else named


def _counted(count: int | None, noun: str) -> str:
    return "" if count is None else f"{count} {noun}" if count == 1 else f"{count} {noun}s"


@cache
def _line(width: int) -> re.Pattern[str]:
    return re.compile(rf"(\S.{{0,{width - 1}}}(?!\S)|\S+) ?")
