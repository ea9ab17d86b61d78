"""Days as tables write them: taken only where they are whole and can be read in one way."""

import datetime
import re

from papertriage.dates import iso_day
from papertriage.sources.arxiv_stamp import read_stamp

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_YEAR_FIRST = re.compile(
    r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)|(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)|(\d{4})(\d\d)(\d\d)$"
)
_YEAR_LAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_NAMED_LAST = re.compile(r"(\d{4})[ -]([A-Za-z]{3,9})\.?[ -](\d{1,2})(?!\d)")  # PubMed's `2020 Mar 12`


def whole_day(cell: str) -> str | None:
    """Give the ISO day that a cell holds; None for a part of one, and for `03/04/2020`, which may be two."""
    text = cell.strip()[:60]
    if iso_day(text):
        return text[:10]
    if found := _YEAR_FIRST.match(text):
        year, month, day = (part for part in found.groups() if part)
        return _day(year, month, day)
    if found := _YEAR_LAST.match(text):
        return _either(found[4], found[1], found[3])
    if found := _NAMED_LAST.match(text):
        text = f"{found[3]} {found[2]} {found[1]}"
    stamp = read_stamp(text) if re.search(r"\d{4}", text) else None
    return stamp.day if stamp else None


def year_in(cell: str) -> int | None:
    """Find the year in a cell: `2014`, `2014.0`, `2014//`, `Mar 2014`; the first of several."""
    found = _YEAR.search(cell[:60])
    return int(found[1]) if found else None


def _either(year: str, first: str, second: str) -> str | None:
    days = {day for day in (_day(year, first, second), _day(year, second, first)) if day}
    return days.pop() if len(days) == 1 else None


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
