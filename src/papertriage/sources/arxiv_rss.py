"""RSS feeds of arXiv's daily announcements: RDF (RSS 1.0) until January 2024, RSS 2.0 since.

RDF has the id in the title, `… (arXiv:1805.08875v1 [hep-ex] UPDATED)`, and HTML in descriptions and authors;
the day is the channel's. RSS 2.0 has plain words, `arXiv:…v1 Announce Type: new Abstract: …`, and a day for
each item. On days without an announcement a feed is empty.
"""

import html
import re
from functools import cache
from typing import Any, NamedTuple

from papertriage.model import Sighting, Skipped
from papertriage.sources.arxiv_authors import split_authors
from papertriage.sources.arxiv_feeds import (
    FEED_ERROR,
    announced,
    announced_abstract,
    categories,
    first_doi,
    listed_id,
    utc,
    utc_day,
)
from papertriage.sources.content import Content
from papertriage.sources.protocol import Item
from papertriage.sources.xml_around import Leaf, root
from papertriage.sources.xml_reader import Form, Outer, XmlReader
from papertriage.sources.xml_words import BLANKS, on_one_line, shown, words

name = "arxiv-rss"
reads = "RSS feeds of arXiv: RDF with `(arXiv:… UPDATED)` in titles, RSS 2.0 with `Announce Type:`"
cannot_know = (
    "when a paper was first submitted, votes, comments, organizations; in RDF all categories but the first"
)
unit = "entries"

_ROOTS = frozenset(("rss", "rdf"))
_KINDS = {"UPDATED": "replace", "CROSS LISTED": "cross", "UPDATED CROSS LISTED": "replace-cross"}


class _Titled(NamedTuple):
    """What stands in the title of an item of RDF."""

    title: str
    arxiv_id: str | None = None
    category: str | None = None
    kind: str | None = None


def likeness(head: str) -> float:
    """Tell the feeds by what the channel says of itself, not by papers it may link to."""
    found, rest = root(head)
    if found == "item":
        return 0.97 if re.search(r"oai:arXiv\.org:|\(arXiv:\S{6,30} \[", rest[:20_000]) else 0.0
    if found not in _ROOTS:
        return 0.0
    first = re.search(r"<(?:\w{1,20}:)?(?:item|items)[\s>]", rest)
    channel = rest[: first.start() if first else 20_000][:20_000]
    own = re.search(
        r"updates on arXiv\.org|feed error for query|<link>\s*(?:https?://)?(?:rss\.|export\.|www\.)?arxiv\.org"
        r"|rss-help@?\.?arxiv\.org|www-admin@arxiv\.org|rdf:about=.https?://(?:rss\.|export\.|www\.)?arxiv\.org",
        channel,
        re.IGNORECASE,
    )
    if own:
        return 1.0
    of_arxiv = "arxiv.org/schemas/atom" in channel or "(arXiv:" in rest[:20_000]
    return 0.95 if of_arxiv and re.search(r"oai:arXiv\.org:|arxiv\.org/abs/", rest[:40_000]) else 0.0


def reader(content: Content) -> XmlReader:
    """Read a feed, or several that follow one another."""
    return XmlReader(content, Form(name, _ROOTS, ("item",), _item, _captured, _error))


def _captured(outer: Outer) -> str | None:
    """When the feed was made; old ones tell no more than when the papers were announced."""
    made = outer.get("channel/lastbuilddate") or outer.get("channel/date") or outer.get("channel/pubdate")
    return utc(made) if made else None


def _error(leaf: Leaf, outer: Outer) -> str | None:
    is_error = leaf.path == "channel/description" and outer.get("channel/title", "").lower().startswith(
        FEED_ERROR
    )
    return f"arXiv answers: {leaf.text or outer['channel/title']}" if is_error else None


def _item(entry: Any, number: int, outer: Outer) -> Item:
    said: dict[str, str] = {}
    terms: list[str] = []
    for part in entry:
        tag = part.tag
        tag = tag[tag.find("}") + 1 :]
        if tag in {"category", "primary_category"}:
            terms.append(words(part))
        elif tag not in said:
            said[tag] = words(part)
    said["about"] = next((value for key, value in entry.items() if key.endswith("about")), "")
    titled = _titled(on_one_line(said.get("title", "")))
    if not titled.title:
        return Skipped(name, "an item without a title", shown(entry), number, number)
    return _sighting(number, said, terms, (titled, outer))


def _sighting(number: int, said: dict[str, str], terms: list[str], around: tuple[_Titled, Outer]) -> Sighting:
    titled, outer = around
    in_words, kind_in_words, abstract = announced_abstract(said.get("description", ""))
    arxiv_id = titled.arxiv_id or in_words or _addressed(said)
    kind = said.get("announce_type", "").lower() or kind_in_words or titled.kind
    authors = said.get("creator") or said.get("author") or ""
    if _is_html(abstract):
        authors, abstract = _without_markup(abstract, authors)
    listed = (
        said.get("pubDate")
        or said.get("date")
        or outer.get("channel/pubdate")
        or outer.get("channel/date", "")
    )
    day, updated = announced(utc_day(listed), kind or "new", arxiv_id)
    return Sighting(
        source=name,
        title=titled.title,
        abstract=abstract.strip(BLANKS) or None,
        authors=_names(authors),
        updated=updated,
        announced=day,
        arxiv_id=arxiv_id,
        doi=first_doi(said.get("DOI") or said.get("doi")),
        categories=categories(terms, titled.category),
        line_start=number,
        line_end=number,
    )


def _titled(title: str) -> _Titled:
    found = _behind_title().search(title) if title.endswith(")") else None
    if not found:
        return _Titled(title)
    before = title[: found.start()].rstrip()
    kind = _KINDS.get(found["kind"] or "", "new")
    return _Titled(before.removesuffix("."), found["id"], found["category"], kind)


def _addressed(said: dict[str, str]) -> str | None:
    """Give the id in the item's addresses: the one with a version, where there is one."""
    found = [listed_id(said.get(key, "")) for key in ("guid", "link", "about", "identifier")]
    ids = [each for each in found if each]
    return next((each for each in ids if re.search(r"v[0-9]{1,3}$", each)), ids[0] if ids else None)


def _is_html(text: str) -> bool:
    return text.lstrip().startswith(("<p>", "<P>", "<a ", "Authors: <a"))


def _without_markup(text: str, authors: str) -> tuple[str, str]:
    """Take off the HTML of old feeds; RSS 0.91 and 2.0 had the authors in front of the abstract."""
    found = re.match(r"\s*(?:<p>)?\s*Authors?:(.*?)(?:</p>|<br\s?/?>)", text, re.DOTALL | re.IGNORECASE)
    if found:
        text = text[found.end() :]
        authors = authors or found[1]
    return authors, html.unescape(_tag().sub("", text))


def _names(text: str) -> tuple[str, ...] | None:
    """Give the names: links one by one, with their affiliations behind them, or a line with commas."""
    if "<a " not in text:
        return split_authors(html.unescape(_tag().sub("", text)))
    names = (on_one_line(html.unescape(_tag().sub("", each))).strip(BLANKS) for each in _link().findall(text))
    return tuple(filter(None, names)) or None


@cache
def _behind_title() -> re.Pattern[str]:
    kind = r"(?: (?P<kind>[A-Z][A-Z ]{3,30}))?"
    return re.compile(
        rf"\s?\(arXiv:(?P<id>[^\s()]{{4,40}})(?: \[(?P<category>[A-Za-z.-]{{2,20}})\])?{kind}\)$"
    )


@cache
def _tag() -> re.Pattern[str]:
    return re.compile(r"</?(?:p|a|br|i|b|em|strong|sub|sup|span)(?:\s[^<>]*)?/?>", re.IGNORECASE)


@cache
def _link() -> re.Pattern[str]:
    return re.compile(r"<a\s[^<>]{0,2000}>([^<]{0,500})</a>", re.IGNORECASE)
