"""OpenReview: notes of its API, version 1 (`content.title`) and version 2 (`content.title.value`).

A submission is a note that answers no other (https://docs.openreview.net/reference/api-v2/entities/note):
reviews, comments and decisions of its forum are furniture. Times are milliseconds since 1970, UTC.
"""

import datetime
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from papertriage.ids import find_arxiv
from papertriage.model import Link, Sighting
from papertriage.sources.content import Content
from papertriage.sources.json_entries import Entries, elements, members, text
from papertriage.sources.json_rows import rows, sample
from papertriage.sources.partial_dates import NOTHING, Said
from papertriage.sources.protocol import Reader
from papertriage.text import find_links, link_kind

name = "openreview"
reads = "submissions among the notes of the OpenReview API, versions 1 and 2, as JSON and JSON lines"
cannot_know = (
    "authors that the venue hides; arXiv categories; when a submission was last revised "
    "(its note changes with its decision too)"
)
unit = "entries"

WRAPPERS = frozenset({"notes"})
_NOTE_NAMES = (
    "id forum invitation invitations replyto signatures readers writers cdate tcdate mdate tmdate pdate"
    " number original nonreaders domain parentInvitations license details"
)
_NOTE = frozenset(_NOTE_NAMES.split())
_OF_PAPERS = ("abstract", "authors", "authorids", "pdf", "venue", "venueid", "TL;DR", "TLDR", "html")
_SUMMARIES = ("TL;DR", "TLDR", "one-sentence_summary", "tldr")
_ADDRESSES = ("arxiv", "arxiv_id", "arxiv_link", "preprint", "html", "pdf", "ee", "doi", "DOI")
_LINKED = {
    "code": "code", "software": "code", "github": "code", "repository": "code",
    "project": "project", "website": "project", "webpage": "project", "dataset": "dataset",
}  # fmt: skip
_EPOCH = datetime.date(1970, 1, 1)
_DAY = 86_400_000  # milliseconds


def likeness(head: str) -> float:
    """Tell by notes: rows with `content` and the names that OpenReview gives every note."""
    if head[:2_000].lstrip("\ufeff \t\r\n")[:1] not in {"{", "["}:
        return 0.0
    if '"content"' not in head and '"notes"' not in head[:2_000]:
        return 0.0
    outer, found = sample(head, WRAPPERS)
    notes = [row for row in found if isinstance(row, dict) and isinstance(row.get("content"), dict)]
    if notes:
        papers = any(text(_value(note["content"], "title")) for note in notes)
        return max(_note_likeness(note) for note in notes) if papers else 0.2
    return 0.7 if not found and outer.keys() == {"count"} and '"notes"' in head else 0.0


def reader(content: Content) -> Reader:
    """Read a dump."""
    return Entries(name, rows(content, WRAPPERS), _one, _read)


def _note_likeness(note: dict[str, Any]) -> float:
    known = len(_NOTE & note.keys())
    of_forum = not note.keys().isdisjoint(("forum", "invitation", "invitations"))
    return 0.95 if of_forum and known > 3 else 0.6 if of_forum and known > 1 else 0.0


def _one(row: Any) -> Iterable[Any]:
    return (row,)


def _read(note: Any, number: int) -> Sighting | str | None:
    if not isinstance(note, dict) or not isinstance(content := note.get("content"), dict):
        words = text(members(note).get("message"))
        return f"OpenReview answered: {words}" if words else "not a note"
    if _is_reply(note) or not any(key in content for key in _OF_PAPERS):
        return None
    title = text(_value(content, "title"))
    if not title:
        return "no title"
    abstract = text(_value(content, "abstract"))
    summary = "" if abstract else next(filter(None, (text(_value(content, key)) for key in _SUMMARIES)), "")
    dated = _dated(note)
    arxiv_id, doi = _ids(content)
    return Sighting(
        source=name,
        title=title,
        abstract=abstract or summary or None,
        is_summary=bool(summary),
        authors=_authors(content) or _authors(_original(note)),
        published=dated.day,
        arxiv_id=arxiv_id,
        doi=doi,
        links=tuple(_links(note, content)),
        year=None if dated.day else dated.year,
        line_start=number,
        line_end=number,
    )


def _is_reply(note: dict[str, Any]) -> bool:
    forum = note.get("forum")
    return bool(note.get("replyto")) or bool(forum and note.get("id") and forum != note["id"])


def _value(content: dict[str, Any], key: str) -> Any:
    """Give a field's value, which version 2 puts under `value`."""
    held = content.get(key)
    return held.get("value") if type(held) is dict else held


def _original(note: dict[str, Any]) -> dict[str, Any]:
    """Give what a blind submission was made from, where the answer holds it."""
    return members(members(members(note.get("details")).get("original")).get("content"))


def _authors(content: dict[str, Any]) -> tuple[str, ...] | None:
    listed = _value(content, "authors")
    if isinstance(listed, str):
        listed = listed.split(";" if ";" in listed else ",")
    names = (_name(each) for each in elements(listed))
    return tuple([each for each in names if each and each.casefold().strip() != "anonymous"]) or None


def _name(author: Any) -> str:
    return text(author) or text(members(author).get("fullname")) or text(members(author).get("name"))


def _dated(note: dict[str, Any]) -> Said:
    """Give the day it was published, else made. Records from DBLP have a year, as its first millisecond."""
    for key in ("pdate", "cdate", "tcdate"):
        moment = note.get(key)
        if type(moment) is not int:
            continue
        days, rest = divmod(moment, _DAY)
        try:
            day = _EPOCH + datetime.timedelta(days)
        except OverflowError:
            continue
        is_year = rest == 0 and day.month == day.day == 1
        return Said(None if is_year else day.isoformat(), day.year)
    return NOTHING


def _ids(content: dict[str, Any]) -> tuple[str | None, str | None]:
    arxiv_id = doi = None
    for key in _ADDRESSES:
        words = text(_value(content, key)) if key in content else ""
        if not words or words[0] == "/":  # most papers lie at OpenReview itself
            continue
        if arxiv_id is None and ("arxiv" in words.lower() or key.startswith("arxiv")):
            reference = find_arxiv(words)
            arxiv_id = reference.id if reference else None
        elif doi is None and "10." in words and ("doi.org/" in words or key.lower() == "doi"):
            doi = words
    return arxiv_id, doi


def _links(note: dict[str, Any], content: dict[str, Any]) -> list[Link]:
    """Give the forum, which is the paper's only address, and the links that its form asked for."""
    links = []
    forum = text(note.get("forum")) or text(note.get("id"))
    if forum:
        links.append(Link("paper", f"https://openreview.net/forum?id={forum}"))
    for key in content:
        kind = _kind_of(key)
        if kind is not None and (words := text(_value(content, key))):
            found = (words,) if _is_address(words) else [link.url for link in find_links(words)]
            links += [Link(by_host if (by_host := link_kind(url)) != "other" else kind, url) for url in found]
    return links


def _is_address(words: str) -> bool:
    """Whether a field holds an address alone: mostly, though some are Markdown or prose."""
    return words.startswith(("http://", "https://")) and words.isprintable() and " " not in words


@lru_cache(maxsize=1024)
def _kind_of(key: str) -> str | None:
    """Tell what a field of a form links to: `code_url`, `Project_page`; `code_of_ethics` is no code."""
    return None if "_of_" in key else _LINKED.get(key.lower().partition("_")[0])
