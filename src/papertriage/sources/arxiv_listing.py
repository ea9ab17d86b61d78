"""arXiv's listings and search results as HTML: `/list/…/new`, `/recent`, months, years, `/catchup`, search.

A listing is one or several `<dl>`, each paper a `<dt>` of links and a `<dd>` of details. The headings that
say the day and the section stood before the lists until 2024 and stand in them since. The lists of before
2007 have no classes: their details are read by their labels (`arxiv_labels`).
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from papertriage.errors import UnreadableDump
from papertriage.ids import arxiv_month, parse_arxiv
from papertriage.model import PrintedDate, Sighting, Skipped
from papertriage.sources.arxiv_details import details
from papertriage.sources.arxiv_html import day, first_id, iso_of, links
from papertriage.sources.arxiv_results import result
from papertriage.sources.content import Content
from papertriage.sources.html_words import markup, parse, saved, shown, words
from papertriage.sources.protocol import Item, Tally

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

name = "arxiv-listing"
reads = "HTML of arXiv's listings (new, recent, past week, month, year, catch-up, author) and search results"
cannot_know = (
    "the day a listed paper was submitted; abstracts of replacements and of all but new listings; all names"
    " of a long author list"
)
unit = "entries"

_STARTS = (b"<dt", b'<li class="arxiv-result', b"<li class=arxiv-result")
_END = 100_000  # bytes at the end of a page in which its last entry mostly is
_ENTRIES = "h1, h2, h3, dt, dd, li.arxiv-result"
_EMPTY = (
    b"No updates",
    b"No further updates",
    b"otal of 0 entries",
    b" of 0 entries",
    b"produced no results",
)


@cache
def _address() -> re.Pattern[str]:
    """A link to a paper: only arXiv's ids make a listing arXiv's."""
    return re.compile(
        r"href\s{0,3}=\s{0,3}[\"']?(?:[^\s\"'<>]{0,200}[^\s\"'<>/]|)/abs/"
        r"(?:[0-9]{4}\.[0-9]{4,5}|[a-z-]{2,9}(?:\.[A-Za-z-]{2,10})?/[0-9]{7})(?![0-9])",
        re.IGNORECASE,
    )


def likeness(head: str) -> float:
    """Tell a listing by its parts and by links to papers of arXiv; an empty one by arXiv's own words."""
    if head.lstrip("\ufeff \t\r\n")[:1] != "<":
        return 0.0
    if "arxiv-result" in head and "list-title" in head:
        return 1.0 if _address().search(head) else 0.0
    if "list-title" in head and "<dt" in head:
        return 1.0 if _address().search(head) else 0.0
    if _is_empty_listing(head):
        return 0.95
    if "/abs/" in head and re.search(r"<dd\b", head, re.IGNORECASE):
        return 0.9 if "Title:" in head and "Authors:" in head and _address().search(head) else 0.0
    return 0.0


def _is_empty_listing(head: str) -> bool:
    if "dlpage" in head:
        told = (
            "Showing new listings for",
            "Authors and titles for",
            "submissions for ",
            "Catchup results for",
        )
        return any(words in head for words in told)
    return "produced no results" in head and "arXiv" in head and "searchtype" in head


class Section(NamedTuple):
    """Where in a listing an entry stands."""

    kind: str = ""  # "new", "cross", "replacement"; "" where the page does not say
    day: PrintedDate | None = None
    year: int | None = None  # of a list of a month or a year
    listed: str | None = None  # the day as an ISO date
    month: str = "?"  # the day's month as ids begin with it


class ArxivListing:
    """The reading of one page, or of several in one file."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self.captured: str | None = None

    def __iter__(self) -> Iterator[Item]:
        raw, rest = _complete(self._content.whole())
        self.captured = saved(raw)
        tree = parse(raw, self._content.name)
        nodes = tree.css(_ENTRIES)
        tags = [node.tag or "" for node in nodes]
        self._check(tags, raw, rest)
        section, term = Section(), None
        for tag, node in zip(tags, nodes, strict=True):
            if tag == "dt":
                term = node
            elif tag == "dd" and term is not None:
                yield self._counted(_entry(term, node, section, self._next()))
            elif tag == "li":
                yield self._counted(result(node, name, self._next()))
            else:
                heading = words(node)
                section = _after(tag, heading, section)
                self._note(heading, section)
        if rest.strip():
            number = self._next()
            why = f"the page breaks off after entry {number - 1}"
            yield self._counted(Skipped(name, why, shown(rest), number, number))

    def _next(self) -> int:
        self.tally.total += 1
        return self.tally.total

    def _counted(self, item: Sighting | Skipped) -> Item:
        if type(item) is Sighting:
            self.tally.record += 1
        else:
            self.tally.skipped += 1
        return item

    def _note(self, heading: str, section: Section) -> None:
        """Keep the day that the page as a whole is of; a list of the past week has many."""
        if self.page_date is None and section.day and _is_of_one_day(heading):
            self.page_date = section.day

    def _check(self, found: list[str], raw: bytes, rest: bytes) -> None:
        """Refuse a layout that is not known, before anything is read from it."""
        tags = [tag for tag in found if tag in {"dt", "dd", "li"}]
        pairs = [tag for tag in tags if tag != "li"]
        terms = pairs.count("dt")
        if pairs != ["dt", "dd"] * terms:
            raise UnreadableDump(
                f"{self._content.name}: {terms} <dt> against {len(pairs) - terms} <dd>, which should"
                " alternate; arXiv's layout has changed, or the page is damaged: save it again, or as text"
            )
        if not tags and rest.strip():
            raise UnreadableDump(
                f"{self._content.name}: the page breaks off in its first entry; save it again"
            )
        if not tags and not any(words in raw for words in _EMPTY):
            raise UnreadableDump(
                f"{self._content.name}: a listing of arXiv's without entries and without a word on why;"
                " arXiv's layout has changed, or the page was not saved whole: save it again"
            )


def reader(content: Content) -> ArxivListing:
    """Read the entries of one page."""
    return ArxivListing(content)


def _complete(raw: bytes) -> tuple[bytes, bytes]:
    """Divide a page that breaks off behind its last whole entry; nothing follows in one that does not."""
    start = _last(raw, _STARTS)
    is_entry = start >= 0
    start = start if is_entry else _last(raw, (b"<dl",))
    tail = raw[start:].lower() if start >= 0 else b"</html"
    if any(end in tail for end in (b"</dl", b"</ol", b"</body", b"</html")):
        return raw, b""
    end = max(tail.find(b"</dd>"), tail.find(b"</li>")) if is_entry else -1
    at = start + end + 5 if end >= 0 else start
    return raw[:at], raw[at:]


def _last(raw: bytes, parts: tuple[bytes, ...]) -> int:
    """Where the last of some tags begins, looked for from the end; -1 where none is."""
    for begin in (max(0, len(raw) - _END), 0):
        end = raw[begin:].lower()
        at = max(end.rfind(part) for part in parts)
        if at >= 0:
            return begin + at
    return -1


def _is_of_one_day(heading: str) -> bool:
    return heading.startswith(("Showing new listings", "New submissions", "Cross", "Replacement", "Catchup"))


def _after(tag: str, heading: str, before: Section) -> Section:
    """What holds behind a heading. A page's first heading ends what held of a page before it."""
    found = day(heading)
    if tag == "h1" or heading.startswith("Authors and titles"):
        year = re.search(r"\b((?:19|20)[0-9]{2})\b", heading) if "titles for" in heading else None
        return _section("", found, int(year[1]) if year and not found else None)
    first = heading[:5].lower()
    kinds = {"new s": "new", "cross": "cross", "repla": "replacement"}
    kind = kinds.get(first, before.kind if first != "showi" and found is None else "")
    return _section(kind, found or before.day, before.year)


def _section(kind: str, printed: PrintedDate | None, year: int | None) -> Section:
    listed = iso_of(printed)
    return Section(kind, printed, year, listed, listed[2:4] + listed[5:7] + "." if listed else "?")


def _entry(term: "LexborNode", detail: "LexborNode", section: Section, number: int) -> Sighting | Skipped:
    arxiv_id, said = first_id(term), details(detail)
    if arxiv_id is None or not said.title:
        missing = "no title" if arxiv_id else "no link to an abstract page"
        return Skipped(name, missing, markup(term, detail), number, number)
    kind = _kind(term, section)
    listed = section.listed
    is_first = kind != "replacement" and (kind == "new" or _may_be_first(arxiv_id, section))
    title, authors, author_count, comments, categories, doi, abstract = said
    return Sighting(
        name, title, abstract, False, authors, author_count, None, None, None,
        listed if kind == "replacement" else None, listed if is_first else None, None, None, None, arxiv_id,
        doi, categories, links(comments, arxiv_id) if comments else (), section.year if is_first else None,
        number, number,
    )  # fmt: skip


def _kind(term: "LexborNode", section: Section) -> str:
    note = term.text()
    if "(" in note:
        if "replaced" in note:
            return "replacement"
        if "cross" in note:
            return "cross"
    return section.kind


def _may_be_first(arxiv_id: str, section: Section) -> bool:
    """Whether this can be the day a paper was first listed: a cross-list may be added years after.

    An id has the month of submission; papers of its last days are listed in the first days of the next.
    """
    paper = None if arxiv_id.startswith(section.month) else parse_arxiv(arxiv_id)
    if paper is None:
        return True
    year, month = arxiv_month(paper.id)
    if section.day is None or section.day.year is None:
        return section.year in {None, year}
    late = 12 * (section.day.year - year) + section.day.month - month
    return late == 0 or (late == 1 and section.day.day <= 10)
