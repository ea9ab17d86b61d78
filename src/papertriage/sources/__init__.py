"""READ: dumps to sightings.

One explicit, ordered table of sources; detection is by content, never by file name.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple, cast

from papertriage import dates, ids
from papertriage.errors import NotFound, UnreadableDump
from papertriage.model import PrintedDate, Sighting
from papertriage.sources import daily_papers
from papertriage.sources.dump import Dump, Facts, open_dump
from papertriage.sources.protocol import Item, Reader, Source, Tally

__all__ = [
    "SOURCES",
    "Clues",
    "Dump",
    "Facts",
    "Item",
    "Reader",
    "Source",
    "Tally",
    "detect",
    "find_source",
    "look_for_clues",
    "open_dump",
]

SOURCES: tuple[Source, ...] = (cast(Source, daily_papers),)

_ENOUGH = 0.3  # likeness below which a dump is not read
_RECORDS_FOR_CLUES = 2_000
_GUESSES = (
    (re.compile(r"\s*(?:<!doctype html|<html|<head|<body|<div|<article)", re.IGNORECASE), "HTML"),
    (re.compile(r"\s*<\?xml|\s*<(?:feed|rss|rdf)\b", re.IGNORECASE), "XML"),
    (re.compile(r"\s*[\[{]\s*[\[{\"]"), "JSON"),
    (re.compile(r"\s*@\w+\s*\{"), "BibTeX"),
    (re.compile(r"\s*TY  - "), "RIS"),
    (re.compile(r"From \S+ .*\d{4}\s*$|(?:[A-Z][\w-]+: .*\n){3}", re.MULTILINE), "mail"),
)
_FRONT_MATTER = re.compile(
    r"^(?:[-*]\s+)?(?:retrieved|exported|captured|accessed|date|saved|fetched)(?: \(UTC\))?:"
    r"\s*\"?(\d{4}-\d\d-\d\d)",
    re.IGNORECASE | re.MULTILINE,
)
_PAGE_LINK = re.compile(r"/papers/(?:date/(\d{4}-\d\d-\d\d)|week/(\d{4})-W(\d\d)|month/(\d{4}-\d\d))")


class Clues(NamedTuple):
    """What a dump tells of when it was captured, found by reading its beginning."""

    page_date: PrintedDate | None
    evidence: dates.YearEvidence


def find_source(name: str) -> Source:
    """Give the source of this name. Raises NotFound naming those there are."""
    for source in SOURCES:
        if source.name == name:
            return source
    raise NotFound(f"no source named '{name}'; there are: {', '.join(source.name for source in SOURCES)}")


def detect(name: str, head: str) -> Source:
    """Find the source whose pages this looks most like.

    Raises UnreadableDump with the closest guess where none is near.
    """
    likeness, source = max(((source.likeness(head), source) for source in SOURCES), key=lambda pair: pair[0])
    if likeness >= _ENOUGH:
        return source
    guess = next((what for pattern, what in _GUESSES if pattern.match(head)), None)
    seems = f"it looks like {guess}, which is not read yet" if guess else f"{likeness:.0%} like {source.name}"
    raise UnreadableDump(
        f"{name}: not a list of papers that papertriage knows ({seems}); "
        "save the page as text, or name a source with --source"
    )


def look_for_clues(
    source: Source, lines: Callable[[], Iterable[str]], head: str, captured: str | None
) -> Clues:
    """Read the first records for evidence of the capture year.

    Front matter, links to the page's day, ids and printed years.
    """
    reader = source.reader(lines())
    newest: ids.ArxivId | None = None
    largest: int | None = None
    for sighting in islice(_sightings(reader), _RECORDS_FOR_CLUES):
        if sighting.printed is None:
            continue
        if sighting.printed.year is not None:
            largest = max(largest or 0, sighting.printed.year)
        elif sighting.arxiv_id and (found := ids.parse_arxiv(sighting.arxiv_id)):
            newest = found.id if newest is None else max(newest, found.id, key=ids.arxiv_month)
    return Clues(
        reader.page_date, dates.YearEvidence(captured, _front_matter(head), _page_link(head), newest, largest)
    )


def _sightings(reader: Reader) -> Iterator[Sighting]:
    return (item for item in reader if isinstance(item, Sighting))


def _front_matter(head: str) -> str | None:
    found = _FRONT_MATTER.search(head[:4000])
    return found[1] if found else None


def _page_link(head: str) -> str | None:
    """The latest day that a link of the page names.

    Its neighbours are a day off, which does not matter for the year.
    """
    days = [_day(*found) for found in _PAGE_LINK.findall(head)]
    return max(filter(None, days), default=None)


def _day(date: str, year: str, week: str, month: str) -> str | None:
    import datetime

    if date:
        return dates.iso_day(date)
    try:
        return (
            datetime.date.fromisocalendar(int(year), int(week), 1).isoformat()
            if week
            else dates.iso_day(f"{month}-01")
        )
    except ValueError:
        return None
