"""What a saved page says of itself: which page of which site it is, of what day, and when it was saved."""

import datetime
import re
from typing import TYPE_CHECKING, NamedTuple

from papertriage.dates import MONTHS, iso, iso_day
from papertriage.model import PrintedDate
from papertriage.sources.hf_address import local, paper_at
from papertriage.sources.hf_markup import date_of, words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_EDGE = 10_000  # characters at both ends of a page in which its saver has left a note
_DAY_TIME = r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{4})(?: (\d\d:\d\d:\d\d))?"
# What a saver or the page's own head says, each with the words by which it is found.
_SAVED = (
    ("saved date:", re.compile(r"saved date:\s*" + _DAY_TIME)),
    ("savepage-date", re.compile(r"savepage-date\"? content=[\"']?" + _DAY_TIME)),
)
_ARCHIVED = re.compile(r"FILE ARCHIVED ON (\d\d:\d\d:\d\d) ([A-Z][a-z]{2}) (\d{1,2}), (\d{4})")
_ADDRESSES = (
    ("saved from url=", re.compile(r"saved from url=\(\d+\)\s*([^\s>]{1,500})")),
    ("Page saved with SingleFile", re.compile(r"Page saved with SingleFile\s+url:\s*([^\s>]{1,500})")),
    ("savepage-url", re.compile(r"savepage-url[\"']?\s+content=[\"']?([^\s\"'>]{1,500})")),
    ("og:url", re.compile(r"og:url[\"']?\s+content=[\"']?([^\s\"'>]{1,500})")),
    ("canonical", re.compile(r"canonical[\"']?\s+href=[\"']?([^\s\"'>]{1,500})")),
)
_PAGER = re.compile(r"/papers(?:/date/|\?date=)(\d{4}-\d\d-\d\d)")
_NEAR = datetime.timedelta(days=40)
_HIGHEST = 5


class Heading(NamedTuple):
    """What the top of a list says: the day it is of, and whether it is the trending page."""

    page_date: PrintedDate | None
    day: str | None
    trending: bool


def address(page: str) -> str | None:
    """Give the address that a page says it has; None where it does not say."""
    head = page[:_EDGE]
    for words_before, pattern in _ADDRESSES:
        at = head.find(words_before)
        if at >= 0 and (found := pattern.match(head, at)):
            return found[1]
    return None


def named_paper(page: str) -> str | None:
    """Give the id of the paper whose page this says it is."""
    said = address(page)
    return paper_at(said) if said else None


def is_elsewhere(said: str) -> bool:
    """Tell whether an address is of another site, or of another part of this one."""
    path = local(said)
    return path is None or not re.match(r"/papers(?:[/?#]|$)", path)


def captured(page: str) -> str | None:
    """Give the time that a saver has noted in a page, to the second or the day; None without a note."""
    ends = page if len(page) <= 2 * _EDGE else page[:_EDGE] + page[-_EDGE:]
    noted = next(filter(None, (pattern.search(ends) for mark, pattern in _SAVED if mark in ends)), None)
    archived = None if noted or "FILE ARCHIVED ON" not in ends else _ARCHIVED.search(ends)
    if noted:
        month, day, year, time = noted.groups()
    elif archived:
        time, month, day, year = archived.groups()
    else:
        return None
    saved = iso(PrintedDate(MONTHS.get(month, 0), int(day)), int(year))
    return f"{saved}T{time}" if saved and time else saved


def heading(tree: "LexborHTMLParser", page: str) -> Heading:
    """Read the top of a list, above its first card."""
    title = tree.css_first("h1")
    said = words(title) if title else ""
    trending = said.startswith("Trending") or (address(page) or "").endswith("/papers/trending")
    node = title
    for _ in range(_HIGHEST):
        above = node.parent if node else None
        if above is None or above.css_first("article, h3"):
            break
        node = above
    printed, day = date_of(node) if node else (None, None)
    if printed and not day:
        day = _of_pager(printed, tree)
    if printed and day:
        printed = printed._replace(year=int(day[:4]))
    return Heading(printed, day, trending)


def _of_pager(printed: PrintedDate, tree: "LexborHTMLParser") -> str | None:
    """The whole day of a page that prints it without its year: the links to its neighbours have theirs."""
    for link in tree.css('a[href*="/papers"]'):
        found = _PAGER.search(link.attributes.get("href") or "")
        near = iso_day(found[1]) if found else None
        if near is None:
            continue
        there = datetime.date.fromisoformat(near)
        for year in (there.year, there.year - 1, there.year + 1):
            day = iso(printed, printed.year or year)
            if day and abs(datetime.date.fromisoformat(day) - there) <= _NEAR:
                return day
    return iso(printed, printed.year) if printed.year else None


def of_day(day: str) -> Heading:
    """Give what the top of a page says that its data say is of this day."""
    return Heading(PrintedDate(int(day[5:7]), int(day[8:10]), int(day[:4])), day, trending=False)


def why_empty(tree: "LexborHTMLParser") -> str:
    """Say what a page without any paper is, and what to do."""
    title = tree.css_first("title")
    said = words(title) if title else ""
    if tree.css_first('input[type="password"]'):
        what = "this is a login page"
    elif re.search(r"\b(?:404|429|500|502|503|504|error|not found|too many requests)\b", said, re.IGNORECASE):
        what = f"this is an error page ('{said[:60]}')"
    else:
        what = "the page has neither data nor cards of papers, as when it is saved before it has loaded"
    return f"{what}; save it again in a browser once the papers show, or with curl"
