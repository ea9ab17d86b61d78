"""Dates as bibliographies write them: whole ones as ISO days, of others the year. Nothing is made up."""

import re
from functools import cache
from typing import NamedTuple

from papertriage.dates import MONTHS, iso_day

_NUMBERS = {name.lower(): number for name, number in MONTHS.items()}
_LONGEST = 80  # characters of a date


class Said(NamedTuple):
    """A date as far as it is said."""

    day: str | None  # ISO
    year: int | None


NOTHING = Said(None, None)


def read_date(text: str) -> Said:
    """Read `2014/05/07/`, `2014-05-07`, `20140507`, `7 May 2014`, `May 7, 2014`, or the year."""
    text = text.strip()
    if len(text) > _LONGEST:
        return NOTHING
    for pattern in _whole_days():
        if found := pattern.fullmatch(text):
            day = _iso(found["year"], found["month"], found["day"])
            return Said(day, int(found["year"]))
    return Said(None, read_year(text))


def read_year(text: str) -> int | None:
    """Give the year in a text that names just one: `2010`, `c. 2010`, `Spring 2010`; never a range."""
    if len(text) > _LONGEST:
        return None
    years = {*_year().findall(text)}
    return int(years.pop()) if len(years) == 1 else None


def from_parts(year: str, month: str, day: str) -> Said:
    """Put together a date that is said in parts, the month as a name or a number, perhaps with its day."""
    said = read_date(year)
    if said.day or said.year is None or not month:
        return said
    found = _month_and_day().fullmatch(month.replace("~", " ").strip())
    if not found:
        return said
    number = day.strip() or found["day"] or found["day2"] or ""
    return Said(_iso(str(said.year), found["month"], number), said.year)


def _iso(year: str, month: str, day: str) -> str | None:
    number = int(month) if month.isdigit() else _NUMBERS.get(month.lower().rstrip("."), 0)
    if not day.isdigit() or len(day) > 2:
        return None
    return iso_day(f"{year}-{number:02d}-{int(day):02d}")


@cache
def _whole_days() -> tuple[re.Pattern[str], ...]:
    """Whole days, perhaps with an hour after them, which is not looked at."""
    year, day = r"(?P<year>[12][0-9]{3})", r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
    month, rest = r"(?P<month>[A-Za-z]{3,9})\.?", r"(?:/|(?:[T/ ][0-9]{1,2}:[0-9:.]{2,20}Z?)?)"
    return tuple(
        re.compile(form, re.ASCII)
        for form in (
            rf"{year}(?P<sign>[-/.])(?P<month>[0-9]{{1,2}})(?P=sign){day}{rest}",
            rf"{year}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",
            rf"{year}[ /-]{month}[ /-]{day}{rest}",
            rf"{day}[ -]{month},?[ -]{year}",
            rf"{month} {day},? {year}",
        )
    )


@cache
def _year() -> re.Pattern[str]:
    return re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])", re.ASCII)


@cache
def _month_and_day() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?P<day2>[0-9]{1,2})\.? (?=[A-Za-z]))?(?P<month>[0-9]{1,2}|[A-Za-z]{3,9})\.?"
        r"(?: (?P<day>[0-9]{1,2}))?",
        re.ASCII,
    )
