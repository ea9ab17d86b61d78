"""Result pages of arXiv's search: each paper a `<li class="arxiv-result">`."""

import re
from typing import TYPE_CHECKING, NamedTuple

from papertriage.model import Sighting, Skipped
from papertriage.sources.arxiv_html import authors, day, first_id, iso_of, links
from papertriage.sources.html_words import attribute, children, markup, words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MORE, _LESS = "▽ More", "△ Less"  # the buttons that open and close an abstract


class _Result(NamedTuple):
    """The paragraphs of a result, those without a class of their own in words."""

    head: "LexborNode | None"
    title: str
    authors: "LexborNode | None"
    abstract: "LexborNode | None"
    lines: tuple[str, ...]


def result(node: "LexborNode", source: str, number: int) -> Sighting | Skipped:
    """Make a sighting of one result. It says when the paper was submitted, not the day it was announced."""
    parts = _divided(node)
    arxiv_id, tags, doi = _head(parts.head)
    if arxiv_id is None or not parts.title:
        missing = "no title" if arxiv_id else "no link to an abstract page"
        return Skipped(source, missing, markup(node), number, number)
    names, count = authors(parts.authors)
    published, updated = _submitted(_labelled(parts.lines, "Submitted"))
    return Sighting(
        source=source,
        title=parts.title,
        abstract=_abstract(parts.abstract),
        authors=names,
        author_count=count,
        published=published,
        updated=updated,
        arxiv_id=arxiv_id,
        doi=doi,
        categories=tags,
        links=links(_labelled(parts.lines, "Comments:"), arxiv_id),
        line_start=number,
        line_end=number,
    )


def _divided(node: "LexborNode") -> _Result:
    head = names = abstract = None
    title, lines = "", []
    for part in children(node):
        tag = part.tag
        if tag == "div" and head is None:
            head = part
        elif tag == "p":
            kind = attribute(part, "class")
            if kind.startswith("title"):
                title = words(part)
            elif kind.startswith("authors"):
                names = part
            elif kind.startswith("abstract"):
                abstract = part
            else:
                lines.append(words(part))
    return _Result(head, title, names, abstract, tuple(lines))


def _head(node: "LexborNode | None") -> tuple[str | None, tuple[str, ...], str | None]:
    """The id, the categories and the DOI of the first block of a result."""
    arxiv_id, tags, doi = None, [], None
    for part in children(node) if node else ():
        kind = attribute(part, "class") if part.tag in {"p", "div"} else ""
        if kind.startswith("list-title"):
            arxiv_id = first_id(part)
        elif kind.startswith("tags"):
            tags += [words(tag) for tag in children(part) if tag.tag == "span"]
        elif kind and doi is None:
            doi = next((words(link) for link in part.css("a[href*='doi.org/']")), None)
    return arxiv_id, tuple(dict.fromkeys(tags)), doi


def _abstract(node: "LexborNode | None") -> str | None:
    """The whole abstract; the beginning of one where it is all there is, is none."""
    for part in reversed(list(children(node))) if node else ():
        text = words(part) if part.tag == "span" else ""
        if attribute(part, "class").startswith("abstract-") if text else False:
            return None if text.endswith(_MORE) else text.removesuffix(_LESS).rstrip() or None
    return None


def _submitted(line: str) -> tuple[str | None, str | None]:
    """The days of the first and of the latest version: `Submitted …; v1 submitted …; originally announced …`.

    The first day is of the version shown, and no latest one where the page names a later version.
    """
    shown = iso_of(day(line.partition(";")[0]))
    first = re.search(r"v1\s+submitted([^;]{0,40})", line)
    return iso_of(day(first[1])) if first else shown, None if "Latest version" in line else shown


def _labelled(lines: tuple[str, ...], label: str) -> str:
    return next((line.removeprefix(label).lstrip() for line in lines if line.startswith(label)), "")
