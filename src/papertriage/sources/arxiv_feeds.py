"""What arXiv's feeds share: ids in addresses, the line in front of an abstract, and the day of announcement.

The facts are those of https://info.arxiv.org/help/api/user-manual.html and https://info.arxiv.org/help/rss.html.
"""

import datetime
import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache

from papertriage.dates import iso_day
from papertriage.ids import arxiv_month, find_arxiv, parse_arxiv
from papertriage.model import Link
from papertriage.text import find_links

FEED_ERROR = "feed error for query"
"""How the title begins, in lower case, of a feed that only says what is wrong."""

REPLACED = frozenset(("replace", "replace-cross", "absonly"))
"""Kinds of announcement that are not the first of a paper."""


def listed_id(address: str) -> str | None:
    """Give the id in `http://arxiv.org/abs/2404.02905v1` or `oai:arXiv.org:2404.02905v1`, as it stands."""
    for mark in ("/abs/", "arXiv.org:", "/pdf/"):
        _, found, rest = address.partition(mark)
        if found:
            if rest.replace(".", "").isalnum():
                return rest  # as nearly all
            return re.split(r"[?#\s]", rest, maxsplit=1)[0] or None
    return None


def announced_abstract(text: str) -> tuple[str | None, str | None, str]:
    """Divide `arXiv:2404.02905v1 Announce Type: new Abstract: …` into id, kind and abstract."""
    found = _announcement().match(text)
    if not found or not (found["id"] or found["kind"]):
        return None, None, text
    return found["id"], found["kind"] and found["kind"].lower(), text[found.end() :]


def announced(day: str | None, kind: str | None, arxiv_id: str | None) -> tuple[str | None, str | None]:
    """Give the day of a listing as that of the first announcement, or as that of the update, or as neither.

    A cross-list may be added years after; an id has the month of submission, and papers of a month's last
    days are listed in the first days of the next.
    """
    if day is None or kind is None:
        return day, None
    if kind in REPLACED:
        return None, day
    paper = parse_arxiv(arxiv_id) if arxiv_id else None
    if kind != "cross" or paper is None:
        return day, None
    year, month = arxiv_month(paper.id)
    late = 12 * (int(day[:4]) - year) + int(day[5:7]) - month
    return (day if late == 0 or (late == 1 and day[8:] <= "10") else None), None


@lru_cache(maxsize=64)
def utc(text: str) -> str | None:
    """Give a time of a feed, ISO or as in mails, as ISO in UTC; an ISO day without a time as it is.

    arXiv lists the papers of a day from eight in the evening of the day before, in New York: in UTC it is
    that day already.
    """
    text = text.strip()
    if iso_day(text) == text:
        return text
    time = _time(datetime.datetime.fromisoformat, text) or _time(parsedate_to_datetime, text)
    if time is None:
        return None
    if time.tzinfo is not None:
        try:
            time = time.astimezone(datetime.UTC)
        except OverflowError:
            return None
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_day(text: str) -> str | None:
    """Give the day, in UTC, of a time of a feed."""
    time = utc(text)
    return time[:10] if time and iso_day(time) else None


def categories(terms: list[str], primary: str | None = None) -> tuple[str, ...]:
    """Give arXiv's categories, the primary one first; not the ACM and MSC classes that stand among them."""
    ordered = [primary, *terms] if primary else terms
    return tuple(dict.fromkeys(filter(_is_category, ordered)))


def links(comment: str | None, arxiv_id: str | None) -> tuple[Link, ...]:
    """Find the addresses in the authors' comments, but for that of the paper itself."""
    found = find_links(comment) if comment else ()
    own = parse_arxiv(arxiv_id) if found and arxiv_id else None
    if own is None:
        return found
    return tuple(link for link in found if (paper := find_arxiv(link.url)) is None or paper.id != own.id)


def first_doi(text: str | None) -> str | None:
    """Give the first of the DOIs in a field, divided by spaces, commas or semicolons."""
    if not text:
        return None
    found = re.split(r"[\s;]+|,\s*(?=10\.|doi:|https?:|$)", text.strip(" ,;\n\t"), maxsplit=1)
    return found[0].strip(",;") or None


def _time(read: Callable[[str], datetime.datetime], text: str) -> datetime.datetime | None:
    try:
        return read(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


@cache
def _announcement() -> re.Pattern[str]:
    return re.compile(
        r"\s*(?:arXiv:\s?(?P<id>\S{4,40}))?"
        r"\s*(?:Announce Type:\s*(?P<kind>[A-Za-z-]{2,20}))?\s*(?:Abstract:\s*)?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1_000)  # arXiv has fewer
def _is_category(term: str) -> bool:
    return _category().fullmatch(term) is not None


@cache
def _category() -> re.Pattern[str]:
    return re.compile(r"[a-z]{2,8}(?:-[a-z]{2,8})?(?:\.[A-Za-z]{2,8}(?:-[a-z]{2,8})?)?")
