"""One paper of Hugging Face's Daily Papers as its API and its pages hold it in JSON, made a sighting.

A row of a list is `{"paper": {…}, "numComments": 2, "organization": {…}, …}`; a search, and a page or an
answer of one paper, hold what is inside `paper` alone. Fields came and went over the years and any may be
missing. The outer `publishedAt` changed its meaning, from the day of listing to a copy of the inner one
shifted by a time zone, and is never read.
"""

import datetime
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from papertriage.model import Link, Organization, Sighting, Skipped

_LONGEST_RAW = 2_000
_LINKS = (("githubRepo", "code"), ("projectPage", "project"))


def sighting(row: Any, source: str, number: int, listed: str | None = None) -> Sighting | Skipped:
    """Make a sighting of one row, the `number`-th of its dump; what has no title is skipped.

    `listed` is the day of the page that the row stands on, for rows that do not tell theirs.
    """
    inner = row.get("paper") if isinstance(row, dict) else None
    paper = inner if isinstance(inner, dict) else row
    if not isinstance(paper, dict):
        return Skipped(source, "a row that is no object", _raw(row), number, number)
    title = _text(paper.get("title")) or _text(row.get("title"))
    if title is None:
        return Skipped(source, "a paper without a title", _raw(row), number, number)
    abstract, is_summary = _body(row, paper)
    authors = _authors(paper.get("authors"))
    return Sighting(
        source,
        " ".join(title.split()) if "\n" in title else title,
        abstract,
        is_summary,
        authors,
        len(authors) if authors else None,
        _organization(paper.get("organization")) or _organization(row.get("organization")),
        None,
        _day(paper.get("publishedAt")),
        None,
        None,
        _day(paper.get("submittedOnDailyAt")) or _day(row.get("submittedOnDailyAt")) or listed,
        _comments(row, paper),
        _first_count(paper.get("upvotes"), row.get("upvotes")),
        _id(paper.get("id")) or _id(row.get("id")),
        links=_links(row, paper),
        line_start=number,
        line_end=number,
    )


def is_row(value: Any) -> bool:
    """Whether a JSON value is a paper of the site, and no other object that has a title."""
    if not isinstance(value, dict):
        return False
    inner = value.get("paper")
    paper = inner if isinstance(inner, dict) else value
    told = ("publishedAt" in paper) + ("summary" in paper) + ("authors" in paper) + ("upvotes" in paper)
    return "id" in paper and (paper is inner or "title" in paper) and told >= 2


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _body(row: Mapping[str, Any], paper: Mapping[str, Any]) -> tuple[str | None, bool]:
    """The abstract; the site's own one sentence where there is none, and whether it is that."""
    abstract = _text(paper.get("summary")) or _text(row.get("summary"))
    if abstract is None and (summary := _text(paper.get("ai_summary")) or _text(row.get("ai_summary"))):
        return summary, True
    return abstract, False


def _authors(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    try:  # as nearly every row has them
        names = tuple([author["name"] for author in value])
        if "" not in names and all(map(str.strip, names)):
            return names or None
    except (TypeError, KeyError, AttributeError):
        pass
    return tuple(filter(None, map(_author, value))) or None


def _author(value: Any) -> str | None:
    if not isinstance(value, dict):
        return _text(value)
    user = value.get("user")
    fallback = user.get("fullname") if isinstance(user, dict) else value.get("fullname")
    return _text(value.get("name")) or _text(fallback)


def _organization(value: Any) -> Organization | None:
    """`name` is the slug and `fullname` the name."""
    if not isinstance(value, dict):
        return None
    slug, name = _text(value.get("name")) or "", _text(value.get("fullname")) or ""
    return Organization(slug, name or slug) if slug or name else None


def _day(value: Any) -> str | None:
    """A time as ISO text; tables saved as JSON hold milliseconds since 1970, databases `{"$date": …}`."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, dict):
        inner = value.get("$date")
        return None if isinstance(inner, dict) else _day(inner)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _day_of_number(float(value))
    return None


def _day_of_number(value: float) -> str | None:
    seconds = value / 1000 if abs(value) > 1e11 else value
    if not 1e8 < seconds < 1e10:  # 1973 to 2286
        return None
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _comments(row: Mapping[str, Any], paper: Mapping[str, Any]) -> int | None:
    """The number that lists give; the page of one paper has the comments themselves."""
    number = _first_count(row.get("numComments"), paper.get("numComments"))
    if number is None:
        comments = row.get("comments") if isinstance(row.get("comments"), list) else paper.get("comments")
        number = len(comments) if isinstance(comments, list) else _first_count(comments)
    return number


def _first_count(*values: Any) -> int | None:
    for value in values:
        if type(value) is int:
            return value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10:
            return int(value)
    return None


def _id(value: Any) -> str | None:
    """An id is text; one that somebody made a number keeps the digits it has left."""
    if type(value) is str:
        return value if value.strip() else None
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    return _text(value)


def _links(row: Mapping[str, Any], paper: Mapping[str, Any]) -> tuple[Link, ...]:
    return tuple(
        [
            Link(kind, url.strip())
            for field, kind in _LINKS
            if (url := _text(paper.get(field)) or (_text(row.get(field)) if row is not paper else None))
        ]
    )


def _raw(row: Any) -> str:
    if not isinstance(row, (dict, list)):
        return str(row)[:_LONGEST_RAW]
    try:
        return json.dumps(row, ensure_ascii=False, default=str)[:_LONGEST_RAW]
    except (ValueError, RecursionError):
        return ""
