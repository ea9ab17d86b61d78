"""Atom feeds of arXiv: answers of its API (export.arxiv.org/api/query), and rss.arxiv.org/atom.

The API answers an error with an entry titled `Error`. Announcements (rss.arxiv.org) name the authors in one
`dc:creator`, and their dates are those of the listing.
"""

import re
from typing import Any

from papertriage.model import Sighting, Skipped
from papertriage.sources.arxiv_authors import split_authors
from papertriage.sources.arxiv_feeds import (
    FEED_ERROR,
    announced,
    announced_abstract,
    categories,
    first_doi,
    links,
    listed_id,
    utc,
    utc_day,
)
from papertriage.sources.content import Content
from papertriage.sources.protocol import Item
from papertriage.sources.xml_around import Leaf, root
from papertriage.sources.xml_reader import Form, Outer, XmlReader
from papertriage.sources.xml_words import BLANKS, LOCAL, line, on_one_line, shown, words

name = "arxiv-atom"
reads = "Atom feeds of arXiv: answers of its API (export.arxiv.org/api/query) and of rss.arxiv.org/atom"
cannot_know = (
    "votes, comments, organizations; the API: the day of announcement; announcements: that of submission"
)
unit = "entries"


def likeness(head: str) -> float:
    """Tell the feeds by arXiv's address in their own id, link or namespace, or in the first entry's id."""
    found, rest = root(head)
    if found not in {"feed", "entry"}:
        return 0.0
    first = re.search(r"<(?:\w{1,20}:)?entry[\s>]", rest)
    start = first.start() if first else len(rest)
    of_feed, of_entry = rest[: min(start, 20_000)], rest[start : start + 20_000]
    if found == "feed" and re.search(
        r"arxiv\.org/(?:schemas/atom|api/|atom/|</|\"/?>)|arxiv query", of_feed, re.IGNORECASE
    ):
        return 1.0
    own = re.search(
        r"<(?:\w{1,20}:)?id>\s*(?:https?://(?:export\.)?arxiv\.org/(?:abs|api)/|oai:arxiv\.org:)",
        of_entry,
        re.IGNORECASE,
    )
    return 0.98 if own else 0.0


def reader(content: Content) -> XmlReader:
    """Read a feed, or several that follow one another."""
    return XmlReader(content, Form(name, frozenset(("feed",)), ("entry",), _item, _captured, _error))


def _captured(outer: Outer) -> str | None:
    return utc(outer.get("feed/updated", ""))


def _error(leaf: Leaf, outer: Outer) -> str | None:
    """Give the words in which rss.arxiv.org says that there is no such feed."""
    is_error = leaf.path == "feed/subtitle" and outer.get("feed/title", "").lower().startswith(FEED_ERROR)
    return f"arXiv answers: {leaf.text or outer['feed/title']}" if is_error else None


def _item(entry: Any, number: int, _: Outer) -> Item:
    said: dict[str, str] = {}
    authors: list[str] = []
    terms: list[str] = []
    for part in entry:
        tag = LOCAL[part.tag]
        if tag == "author":
            authors.append(_author(part))
        elif tag == "category":
            terms.append(part.get("term") or part.text or "")
        elif tag == "link":
            _link(part, said)
        elif tag == "primary_category":
            said["primary"] = part.get("term") or part.text or ""
        elif tag not in said:
            said[tag] = words(part) if len(part) else (part.text or "").strip(BLANKS)
    title = on_one_line(said.get("title", ""))
    if not title or "/api/errors" in said.get("id", ""):
        return _refused(entry, number, said, title)
    said["title"] = title
    return _sighting(number, said, authors, terms)


def _sighting(number: int, said: dict[str, str], authors: list[str], terms: list[str]) -> Sighting:
    get = said.get
    kind = get("announce_type")
    abstract = get("summary") or get("content")
    arxiv_id = listed_id(get("id", "")) or listed_id(get("abs", ""))
    if kind or (abstract and "Announce Type:" in abstract[:200]):
        in_words, kind_in_words, abstract = announced_abstract(abstract or "")
        return _announcement(
            number, said | {"abstract": abstract}, terms, (arxiv_id or in_words, kind or kind_in_words)
        )
    doi, comment = get("doi") or get("doi-address"), get("comment")
    return Sighting(
        name, said["title"], abstract or None, False, tuple(filter(None, authors)) or None, None, None, None,
        get("published") or None, get("updated") or None, None, None, None, None, arxiv_id,
        first_doi(doi) if doi else None, categories(terms, get("primary")),
        links(comment, arxiv_id) if comment else (), None, number, number,
    )  # fmt: skip


def _announcement(
    number: int, said: dict[str, str], terms: list[str], paper: tuple[str | None, str | None]
) -> Sighting:
    arxiv_id, kind = paper
    day, updated = announced(utc_day(said.get("published") or said.get("updated") or ""), kind, arxiv_id)
    return Sighting(
        source=name,
        title=said["title"],
        abstract=said["abstract"].strip() or None,
        authors=split_authors(said.get("creator", "")),
        updated=updated,
        announced=day,
        arxiv_id=arxiv_id,
        doi=first_doi(said.get("DOI") or said.get("doi")),
        categories=categories(terms, said.get("primary")),
        line_start=number,
        line_end=number,
    )


def _author(part: Any) -> str:
    for inner in part:
        if LOCAL[inner.tag] == "name":
            return line(inner) if len(inner) else on_one_line((inner.text or "").strip(BLANKS))
    return line(part) if not len(part) else ""


def _link(part: Any, said: dict[str, str]) -> None:
    address = part.get("href") or ""
    if part.get("title") == "doi":
        said["doi-address"] = address
    elif part.get("rel", "alternate") == "alternate":
        said["abs"] = address


def _refused(entry: Any, number: int, said: dict[str, str], title: str) -> Skipped:
    if "/api/errors" in said.get("id", ""):
        answer = " ".join((said.get("summary") or title or "an error").split())
        return Skipped(name, f"arXiv answers: {answer}", shown(entry), number, number)
    return Skipped(name, "an entry without a title", shown(entry), number, number)
