"""The facts that BibTeX and RIS have no place for, in one field or note: `version: 2; comments: 3`.

In this order, each only where it is said: version, categories, organization (its slug), name (the
organization's), updated, announced, listed, year (`inferred`, where it was worked out), comments, upvotes,
author_count, authors (where the format's own list would come back as other names), links (kind and address).
A list is parted by `, `. `%3B`, `%2C` and
`%25` stand for `;`, `,` and a `%` that could be taken for the beginning of one of these.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from papertriage.model import Paper
from papertriage.text import find_links, terminal_safe


def rest(paper: Paper, without: Collection[str] = ()) -> str:
    """Give them on one line, but for those that the format says in its own way; "" where there are none."""
    return "; ".join([f"{key}: {value}" for key, value in _pairs(paper) if key not in without])


def on_one_line(text: str) -> str:
    """Give words without line ends, controls or spaces around them."""
    return " ".join(terminal_safe(text).split())


def is_odd(author: str) -> bool:
    """Whether a name would come back as another: turned round, as several, or as `et al.`."""
    return "," in author or ";" in author or _no_name().search(author) is not None


def _pairs(paper: Paper) -> Iterator[tuple[str, str]]:
    numbers = (("comments", paper.comments), ("upvotes", paper.upvotes))
    dates = (("updated", paper.updated), ("announced", paper.announced), ("listed", paper.listed))
    if paper.arxiv_id and paper.arxiv_version:
        yield "version", str(paper.arxiv_version)
    if paper.categories:
        yield "categories", _list(paper.categories)
    if paper.organization:
        yield "organization", _word(paper.organization.slug)
        yield "name", _word(paper.organization.name)
    yield from ((key, _word(date)) for key, date in dates if date)
    if paper.published_inferred and paper.published:
        yield "year", "inferred"
    yield from ((key, str(number)) for key, number in numbers if number is not None)
    if not paper.authors and paper.author_count is not None:
        yield "author_count", str(paper.author_count)
    if any(map(is_odd, paper.authors or ())):
        yield "authors", _list(paper.authors or ())
    if paper.links and not _are_said(paper):
        yield "links", _list([f"{kind} {url}" for kind, url in paper.links])


def _are_said(paper: Paper) -> bool:
    """Whether the links are those of the abstract, where they are found again."""
    has_address = paper.arxiv_id is not None or paper.doi is not None
    return has_address and paper.abstract is not None and find_links(paper.abstract) == paper.links


def _list(values: Iterable[str]) -> str:
    return ", ".join(filter(None, map(_word, values)))


def _word(text: str) -> str:
    return _parting().sub(lambda found: f"%{ord(found[0]):02X}", on_one_line(text))


@cache
def _parting() -> re.Pattern[str]:
    return re.compile("[;,]|%(?=25|3B|2C)")


@cache
def _no_name() -> re.Pattern[str]:
    """Match what stands for people who are not named, and BibLaTeX's names in parts."""
    return re.compile(
        r"^(?:others|and others|\.\.\.|…|\[?et[ .]al\.?\]?)$| et al\.?$|^(?:family|given)=", re.IGNORECASE
    )
