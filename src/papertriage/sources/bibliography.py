"""What BibTeX, RIS, MEDLINE and EndNote share: an entry's facts made a sighting, our own exports read back.

Our exports keep in one field or note what their format has no place for (`papertriage.export.rest`):
`version: 2; categories: cs.CV, cs.LG; links: code https://…`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from papertriage.ids import find_arxiv, parse_arxiv, parse_doi
from papertriage.model import Link, Organization, Sighting
from papertriage.sources.inferred import as_inferred
from papertriage.sources.partial_dates import NOTHING, Said
from papertriage.text import find_links, link_kind, tidy_url

LONGEST_RAW = 2_000  # characters of a skipped span that are shown
_OF_ANOTHER = frozenset(
    ["on", "to", "of", "see", "cf", "extends", "supersedes", "superseding", "replaces", "erratum", "with"]
)
_UNESCAPED = {"%25": "%", "%3B": ";", "%2C": ","}


class Facts(NamedTuple):
    """An entry's facts, whatever its format calls them."""

    title: str
    abstract: str | None = None
    authors: tuple[str, ...] | None = None
    author_count: int | None = None
    said: Said = NOTHING
    arxiv_id: str | None = None
    doi: str | None = None
    categories: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    organization: str | None = None  # its name, in our own exports


def sighting(source: str, facts: Facts, rest: Mapping[str, str], lines: tuple[int, int]) -> Sighting:
    """Make a sighting; `rest` is what our own exporter put beside the facts, empty for others' files."""
    authors = _several(rest["authors"]) if "authors" in rest else facts.authors
    slug = rest.get("organization")
    made = Sighting(
        source=source,
        title=facts.title,
        abstract=facts.abstract,
        authors=authors,
        author_count=_number(rest.get("author_count")) if rest.get("author_count") else facts.author_count,
        organization=None if slug is None else Organization(slug, facts.organization or rest.get("name", "")),
        published=facts.said.day,
        updated=rest.get("updated"),
        announced=rest.get("announced"),
        listed=rest.get("listed"),
        comments=_number(rest.get("comments")),
        upvotes=_number(rest.get("upvotes")),
        arxiv_id=_with_version(facts.arxiv_id, rest.get("version")),
        doi=facts.doi,
        categories=_several(rest["categories"]) if "categories" in rest else facts.categories,
        links=_links_of(rest["links"]) if "links" in rest else facts.links,
        year=None if facts.said.day else facts.said.year,
        line_start=lines[0],
        line_end=lines[1],
    )
    return as_inferred(made) if rest.get("year") == "inferred" else made


def read_rest(text: str) -> dict[str, str]:
    """Read what our exporters keep together: `key: value; key: value`. Lists are left escaped."""
    rest = {}
    for part in text.split(";"):
        key, sign, value = part.strip().partition(":")
        if sign:
            rest[key.strip()] = value.strip()
    for key in rest.keys() - {"authors", "categories", "links"}:
        rest[key] = _plain(rest[key])
    return rest


def arxiv_in(*places: str | None) -> str | None:
    """Find the first arXiv reference in fields that are the entry's own: an address, a journal, a number."""
    for text in places:
        if text and (found := find_arxiv(text[:2_000])):
            return found.id if found.version is None else f"{found.id}v{found.version}"
    return None


def arxiv_in_note(note: str | None) -> str | None:
    """Find an arXiv reference in a note, unless the note speaks of another paper: `Comment on arXiv:…`."""
    if not note or "arxiv" not in note.lower():
        return None
    before = note.lower().partition("arxiv")[0]
    return None if _OF_ANOTHER.intersection(_words().findall(before)) else arxiv_in(note)


def first_doi(listed: str) -> str:
    """Give the first of several DOIs in one field; what is one, or none, as it stands."""
    if " " not in listed or parse_doi(listed):
        return listed
    parts = listed.replace(",", " ").replace(";", " ").split()
    return next((part for part in parts if parse_doi(part)), listed)


def links_in(texts: Iterable[str | None], is_publisher: bool = False) -> tuple[Link, ...]:
    """Find addresses, but for the pages of the paper itself at arXiv, Hugging Face and doi.org.

    `is_publisher`: an address nothing is known of is the paper's own, at whoever published it.
    """
    found: dict[str, Link] = {}
    for text in texts:
        for link in find_links(text) if text else ():
            if not is_own_page(link.url):
                kind = "paper" if is_publisher and link.kind == "other" else link.kind
                found.setdefault(link.url, Link(kind, link.url))
    return tuple(found.values())


def link_of_kind(kind: str, address: str | None) -> tuple[Link, ...]:
    """Give the address of a field that says what stands there: `code = {https://…}`."""
    url = tidy_url(address) if address else None
    if url is None or is_own_page(url):
        return ()
    known = link_kind(url)
    return (Link(kind if known == "other" else known, url),)


def is_own_page(url: str) -> bool:
    """Whether an address is a paper's page at arXiv, Hugging Face or behind its DOI."""
    place = url.partition("://")[2].lower().removeprefix("www.")
    return place.startswith(("doi.org/", "dx.doi.org/")) or parse_arxiv(url) is not None


def _with_version(arxiv_id: str | None, version: str | None) -> str | None:
    if arxiv_id is None or version is None or not version.isdigit() or not parse_arxiv(arxiv_id):
        return arxiv_id
    return f"{arxiv_id}v{version}"


def _links_of(text: str) -> tuple[Link, ...]:
    pairs = (part.partition(" ") for part in _several(text))
    return tuple(Link(kind, url) for kind, _, url in pairs if url)


def _several(text: str) -> tuple[str, ...]:
    return tuple(_plain(part.strip()) for part in text.split(",") if part.strip())


def _plain(text: str) -> str:
    return _escapes().sub(lambda found: _UNESCAPED[found[0]], text) if "%" in text else text


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


@cache
def _words() -> re.Pattern[str]:
    return re.compile(r"[a-z]+")


@cache
def _escapes() -> re.Pattern[str]:
    return re.compile("%(?:25|3B|2C)")
