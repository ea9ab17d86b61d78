"""What the beginning of a dump tells of when it was captured."""

import datetime
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from papertriage import dates, ids
from papertriage.model import PrintedDate, Sighting
from papertriage.sources.content import Content
from papertriage.sources.protocol import Reader, Source

_RECORDS = 2_000
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


def look_for_clues(source: Source, content: Callable[[], Content], head: str, captured: str | None) -> Clues:
    """Read the first records for evidence of the capture year.

    The day that the dump itself was made, front matter, links to the page's day, ids and printed years.
    """
    reader = source.reader(content())
    newest: ids.ArxivId | None = None
    largest: int | None = None
    for sighting in islice(_sightings(reader), _RECORDS):
        if sighting.printed is None:
            continue
        if sighting.printed.year is not None:
            largest = max(largest or 0, sighting.printed.year)
        elif sighting.arxiv_id and (found := ids.parse_arxiv(sighting.arxiv_id)):
            newest = found.id if newest is None else max(newest, found.id, key=ids.arxiv_month)
    evidence = dates.YearEvidence(
        captured, reader.captured, _front_matter(head), _page_link(head), newest, largest
    )
    return Clues(reader.page_date, evidence)


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
