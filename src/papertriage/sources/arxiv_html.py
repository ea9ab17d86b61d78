"""What arXiv's listings, search results and abstract pages have in common: names, subjects, days, links."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from papertriage.dates import MONTHS, iso
from papertriage.ids import find_arxiv, parse_arxiv
from papertriage.model import Link, PrintedDate
from papertriage.sources.arxiv_authors import split_authors
from papertriage.sources.html_words import attribute, words
from papertriage.text import find_links

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LONGEST_LINE = 200_000  # characters; the largest collaborations have 3,000 names


@cache
def _hidden() -> re.Pattern[str]:
    return re.compile(r"\(([0-9][0-9,]{0,8}) additional authors? not shown")


@cache
def _code() -> re.Pattern[str]:
    return re.compile(r"\(([a-z][a-z-]{1,10}(?:\.[A-Za-z-]{2,10})?)\)")


@cache
def _day() -> re.Pattern[str]:
    months = "|".join(sorted(MONTHS, key=len, reverse=True))
    return re.compile(rf"(?<![0-9])([0-9]{{1,2}}) ({months})[.,]? ([0-9]{{4}}|[0-9]{{2}})(?![0-9])")


def paper_id(href: str) -> str | None:
    """Give the id in the address of an abstract page, `/abs/2404.02905v2?context=cs`, as it stands there."""
    _, found, rest = href.rpartition("/abs/")
    if not found:
        return None
    if rest.replace(".", "").isdecimal():
        return rest
    return unquote(re.split(r"[?#]", rest, maxsplit=1)[0]).strip().removesuffix(".html") or None


def first_id(node: "LexborNode") -> str | None:
    """Give the id of the first link to an abstract page in a node, at any depth."""
    child = node.first_child
    while child is not None:
        if child.tag == "a" and (found := paper_id(child.attributes.get("href") or "")):
            return found
        child = child.next
    return next(filter(None, (paper_id(attribute(link, "href")) for link in node.css("a[href]"))), None)


def authors(node: "LexborNode | None") -> tuple[tuple[str, ...] | None, int | None]:
    """Give the names, in order, and their number where the page leaves some out: then the names are None."""
    if node is None:
        return None, None
    text = node.text()
    if "not shown" in text:
        return _long_list(node, text)
    names = tuple(filter(None, _linked_names(node)))
    return names or unlinked_names(" ".join(text.split())), None


def _linked_names(node: "LexborNode") -> list[str]:
    names = []
    child = node.first_child
    while child is not None:
        if child.tag == "a":
            name = child.text().strip()  # as `words`, whose call costs as much as its work
            names.append(name if name.isprintable() and "  " not in name else " ".join(name.split()))
        child = child.next
    return names


def _long_list(node: "LexborNode", text: str) -> tuple[tuple[str, ...] | None, int | None]:
    """A list that a page shows the beginning of; an abstract page holds the rest of it out of sight."""
    links = [link for link in node.css("a") if not attribute(link, "href").startswith("javascript:")]
    names = tuple(filter(None, map(words, links)))
    if node.css_first("#long-author-list a") is not None:
        return names, None
    hidden = _hidden().search(text)
    return None, len(names) + int(hidden[1].replace(",", "")) if hidden and names else None


def unlinked_names(text: str) -> tuple[str, ...] | None:
    """Give the names of a line `Authors: A. One (Somewhere), B. Two and C. Three`."""
    line = re.sub(r"^Authors?:\s*", "", text[:_LONGEST_LINE])
    return None if line.startswith("(author list is unavailable") else split_authors(line)


@lru_cache(maxsize=1_000)  # a listing says the same few lines again and again
def categories(text: str) -> tuple[str, ...]:
    """Give the codes of a line of subjects, `Machine Learning (cs.LG); Optimization (math.OC)`, in order."""
    return tuple(dict.fromkeys(_code().findall(text)))


def day(text: str) -> PrintedDate | None:
    """Find a day as arXiv prints it: `Fri, 20 Nov 2026`, `3 April, 2024`, `Fri, 5 Jan 18` on old pages."""
    found = _day().search(text)
    if not found:
        return None
    year = int(found[3])
    if year < 100:
        year += 1900 if year >= 91 else 2000
    printed = PrintedDate(MONTHS[found[2]], int(found[1]), year)
    return printed if iso(printed, year) else None


def iso_of(printed: PrintedDate | None) -> str | None:
    """Give a day that has its year as an ISO date."""
    return iso(printed, printed.year) if printed and printed.year is not None else None


def links(comments: str, arxiv_id: str | None) -> tuple[Link, ...]:
    """Find the addresses in the authors' comments, but for that of the paper itself."""
    found = find_links(comments) if comments else ()
    if not found:
        return ()
    own = parse_arxiv(arxiv_id) if arxiv_id else None
    others = []
    for link in found:
        paper = find_arxiv(link.url) if own and link.kind == "paper" else None
        if paper is None or own is None or paper.id != own.id:
            others.append(link)
    return tuple(others)
