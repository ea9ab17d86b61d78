"""arXiv's abstract pages, `/abs/2404.02905`, as HTML of 2007 and since; several may stand in one file.

What the page shows is read first; the `citation_…` tags of its head (2009 and since) say the rest, and all
that is left of a page that breaks off.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from papertriage.errors import UnreadableDump
from papertriage.ids import parse_arxiv
from papertriage.model import PrintedDate, Sighting, Skipped
from papertriage.sources.arxiv_html import authors, categories, day, first_id, iso_of, links, paper_id
from papertriage.sources.content import Content
from papertriage.sources.html_words import attribute, parse, saved, shown, words
from papertriage.sources.protocol import Item, Tally

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

name = "arxiv-page"
reads = "HTML of arXiv's abstract pages of one paper (/abs/…), of 2007 and since"
cannot_know = "the day the paper was announced"
unit = "entries"

_NOT_FOUND = r"(?:Article (?:not found|identifier not recognized)|Incomplete article identifier)"
_CITED = ("citation_arxiv_id", "citation_title")
_OWN = ("submission-history", 'content="arXiv.org"', "@arxiv", "Abstract page for arXiv paper", "<blockquote")


@cache
def _title() -> re.Pattern[str]:
    number = r"(?:[0-9]{4}\.[0-9]{4,5}|[A-Za-z-]{2,9}(?:\.[A-Za-z-]{2,10})?/[0-9]{7})(?:v[0-9]{1,3})?"
    refused = rf"\[[^\]<>]{{1,60}}\] {_NOT_FOUND}"
    return re.compile(rf"<title>\s{{0,99}}(?:{refused}|\[?(?:{number})\]?)", re.IGNORECASE)


def likeness(head: str) -> float:
    """Tell a page by its title, `[2404.02905] …`, or the tags of its head, and by parts only arXiv's has."""
    if head.lstrip("\ufeff \t\r\n")[:1] != "<":
        return 0.0
    titled = _title().search(head)
    if not titled and _CITED[0] not in head:
        return 0.0
    if titled and re.search(_NOT_FOUND, titled[0]):
        return 0.95
    if "list-title" in head or "ltx_document" in head:  # a listing; the text of a paper as HTML
        return 0.0
    if all(tag in head for tag in _CITED) and (titled or any(sign in head for sign in _OWN[:-1])):
        return 1.0
    is_page = re.search(r"<blockquote class=[\"']?abstract", head) or "submission-history" in head
    return 0.95 if titled and is_page else 0.0


class ArxivPage:
    """The reading of one file: a page, or some that were put one behind the other."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self.captured: str | None = None

    def __iter__(self) -> Iterator[Item]:
        pages = _pages(self._content.whole())
        self.captured = saved(pages[0])
        for raw in pages:
            number = self._next()
            whole, rest = _complete(raw)
            found = _sighting(parse(whole, self._content.name), number)
            if isinstance(found, str) and len(pages) == 1:
                raise UnreadableDump(f"{self._content.name}: {found}")
            item = Skipped(name, found, shown(raw), number, number) if isinstance(found, str) else found
            yield self._counted(item)
            if rest.strip() and isinstance(item, Sighting):
                number = self._next()
                yield self._counted(Skipped(name, "the page breaks off", shown(rest), number, number))

    def _next(self) -> int:
        self.tally.total += 1
        return self.tally.total

    def _counted(self, item: Sighting | Skipped) -> Item:
        if isinstance(item, Sighting):
            self.tally.record += 1
        else:
            self.tally.skipped += 1
        return item


def reader(content: Content) -> ArxivPage:
    """Read the paper of one page."""
    return ArxivPage(content)


def _pages(raw: bytes) -> list[bytes]:
    """Divide a file where one page ends and another begins."""
    low = raw.lower()
    if low.count(b"</html") < 2:
        return [raw]
    ends = [found.end() for found in re.finditer(rb"</html\s{0,9}>\s{0,99}(?=<!doctype|<html|<\?xml)", low)]
    return [raw[start:end] for start, end in zip([0, *ends], [*ends, len(raw)], strict=True)]


def _complete(raw: bytes) -> tuple[bytes, bytes]:
    """Divide a page that breaks off behind the last part of it that is whole."""
    low = raw.lower()
    if b"<html" not in low or b"</html" in low or b"</body" in low:
        return raw, b""
    ends = [
        low.rfind(end) + len(end) for end in (b"</h1>", b"</div>", b"</blockquote>", b"</td>", b"</title>")
    ]
    tag = low.rfind(b"<meta")
    ends.append(low.find(b">", tag) + 1 if tag >= 0 else 0)
    at = max(ends)
    return raw[:at], raw[at:] or b"</body>"


class _Parts(NamedTuple):
    """What of a page is read: the tags of its head, and its blocks by the words of their classes."""

    heading: str
    tags: dict[str, list[str]]
    blocks: dict[str, "LexborNode"]
    first_heading: str  # the page's own, which of a refusal says why


def _divided(tree: "LexborHTMLParser") -> _Parts:
    heading = first_heading = ""
    tags: dict[str, list[str]] = {}
    blocks: dict[str, LexborNode] = {}
    for node in tree.css(
        "title, meta, h1, td, blockquote, div.authors, div.dateline, div.submission-history"
    ):
        tag = node.tag or ""
        if tag == "title":
            heading = heading or words(node)
        elif tag == "meta":
            key = attribute(node, "name") or attribute(node, "property")
            if key.startswith(("citation_", "og:")):
                tags.setdefault(key, []).append(" ".join(attribute(node, "content").split()))
        else:
            for kind in attribute(node, "class").split():
                blocks.setdefault(f"{tag}.{kind}", node)
            if tag == "h1" and " not " in (said := words(node)):
                first_heading = first_heading or said
    return _Parts(heading, tags, blocks, first_heading)


def _sighting(tree: "LexborHTMLParser", number: int) -> Sighting | str:
    """Make a sighting of a page, or say in words why there is none."""
    parts = _divided(tree)
    heading, tags, blocks, said = parts
    if re.search(_NOT_FOUND, heading):
        return f"arXiv's page of a paper it does not have ({said or heading}); nothing to read"
    arxiv_id = _id(parts)
    title = words(blocks.get("h1.title"), "Title:") or _first(tags, "citation_title", "og:title")
    if arxiv_id is None or not title:
        return "a page of arXiv's without a paper's id and title; save the abstract page itself"
    names, count = authors(blocks.get("div.authors"))
    first, last = _days(parts)
    abstract = words(blocks.get("blockquote.abstract"), "Abstract:")
    return Sighting(
        source=name,
        title=title,
        abstract=abstract or _first(tags, "citation_abstract") or None,
        authors=names or _cited_authors(tags),
        author_count=None if "citation_author" in tags else count,
        published=first,
        updated=last,
        arxiv_id=arxiv_id,
        doi=_doi(parts),
        categories=categories(words(blocks.get("td.subjects"))),
        links=links(words(blocks.get("td.comments")), arxiv_id),
        line_start=number,
        line_end=number,
    )


def _first(tags: dict[str, list[str]], *keys: str) -> str:
    return next((tags[key][0] for key in keys if tags.get(key)), "")


def _id(parts: _Parts) -> str | None:
    """The id with the version the page is of: as cited, else as in its address or its title."""
    own = _first(parts.tags, "citation_arxiv_id")
    bracket = re.match(r"\[?([^\]\s]{5,40})\]?", parts.heading)
    cells = [parts.blocks[key] for key in ("td.arxividv", "td.arxivid") if key in parts.blocks]
    cited = [first_id(cell) or "" for cell in cells]
    places = [paper_id(place) or "" for place in parts.tags.get("og:url", ())]
    listed = [text for text in (*cited, *places, bracket[1] if bracket else "", own) if text]
    found = [(paper, text) for text in listed if (paper := parse_arxiv(text))]
    first = parse_arxiv(own) or (found[0][0] if found else None)
    same = [(paper, text) for paper, text in found if first and paper.id == first.id]
    return next((text for paper, text in same if paper.version), same[0][1] if same else own or None)


def _cited_authors(tags: dict[str, list[str]]) -> tuple[str, ...] | None:
    """The names of the head, `Lovelace, Ada` turned round."""
    names = (" ".join(reversed(listed.split(", ", 1))).strip() for listed in tags.get("citation_author", ()))
    return tuple(each for each in names if each) or None


def _days(parts: _Parts) -> tuple[str | None, str | None]:
    """The days of the first and of the latest version."""
    history = words(parts.blocks.get("div.submission-history"))
    versions = dict(re.findall(r"\[v([0-9]{1,3})\]([^\[]{0,60})", history))
    days = {int(version): iso_of(day(said)) for version, said in versions.items()}
    if days:
        return days.get(1) or _cited_day(parts.tags), days[max(days)]
    dateline = words(parts.blocks.get("div.dateline"))
    first = iso_of(day(dateline.partition(",")[0])) or _cited_day(parts.tags)
    later = re.search(r"(?:last revised|latest version) ([0-9]{1,2} \w{3,9} [0-9]{4})", dateline)
    if later:
        return first, iso_of(day(later[1]))
    return first, first if dateline and "revised" not in dateline else None


def _cited_day(tags: dict[str, list[str]]) -> str | None:
    found = re.fullmatch(r"([0-9]{4})[/-]([0-9]{1,2})[/-]([0-9]{1,2})", _first(tags, "citation_date"))
    return iso_of(PrintedDate(int(found[2]), int(found[3]), int(found[1]))) if found else None


def _doi(parts: _Parts) -> str | None:
    """The DOI of the publication; the one that arXiv gives every paper is the id once more."""
    cells = [parts.blocks[key] for key in ("td.doi", "td.msc_classes") if key in parts.blocks]
    cited = [attribute(link, "data-doi") or words(link) for cell in cells for link in cell.css("a")]
    listed = [*cited, *map(words, cells), *parts.tags.get("citation_doi", ())]
    first = (text.split()[0] for text in listed if "10." in text)
    return next((text for text in first if not parse_arxiv(text)), None)
