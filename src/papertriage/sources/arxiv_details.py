"""The details of one paper in a listing of arXiv's: by class since 2007, by label in the lists before."""

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from papertriage.sources.arxiv_html import authors, categories, unlinked_names
from papertriage.sources.html_words import prose, words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LABELS = "Title|Authors?|Comments?|Subj-class|Subjects?|Report-no|Journal-ref|MSC-class|ACM-class|DOI|Notes?"


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\n)\s*({_LABELS}):")


class Details(NamedTuple):
    """What a `<dd>` says of its paper, in its words; "" and None where it says nothing."""

    title: str = ""
    authors: tuple[str, ...] | None = None
    author_count: int | None = None
    comments: str = ""
    categories: tuple[str, ...] = ()
    doi: str | None = None
    abstract: str | None = None


def details(node: "LexborNode") -> Details:
    """Read a `<dd>` of any year."""
    parts = _parts(node)
    if "list-title" not in parts:
        return _by_label(node)
    names, count = authors(parts.get("list-authors"))
    comments, doi, abstract = parts.get("list-comments"), parts.get("list-doi"), parts.get("p")
    return Details(
        words(parts["list-title"], "Title:"),
        names,
        count,
        words(comments, "Comments:") if comments else "",
        categories(words(parts.get("list-subjects"))),
        words(doi, "DOI:") or None if doi else None,
        prose(abstract) or None if abstract else None,
    )


def _parts(node: "LexborNode") -> dict[str, "LexborNode"]:
    """The blocks of a `<dd>` by the first word of their class, an abstract as `p`."""
    parts: dict[str, LexborNode] = {}
    block = node.first_child
    while block is not None:
        tag = block.tag
        if tag == "div":
            kind = (block.attributes.get("class") or "").partition(" ")[0]
            if kind == "meta":
                block = block.first_child
                continue
            parts[kind] = block
        elif tag == "p":
            parts[tag] = block
        block = block.next
    return parts


def _by_label(node: "LexborNode") -> Details:
    """Read details that stand on lines of their own, `Title: …`, `Authors: …`, the abstract behind them."""
    abstracts = node.css("p")
    abstract = " ".join(filter(None, map(words, abstracts)))
    for each in abstracts:
        each.decompose()
    parts = _label().split(node.text())
    said = dict(zip(parts[1::2], (" ".join(text.split()) for text in parts[2::2]), strict=True))
    return Details(
        title=said.get("Title", ""),
        authors=unlinked_names(said.get("Authors") or said.get("Author", "")),
        comments=said.get("Comments") or said.get("Comment", ""),
        categories=categories(said.get("Subjects") or said.get("Subject", "")),
        doi=said.get("DOI"),
        abstract=abstract or None,
    )
