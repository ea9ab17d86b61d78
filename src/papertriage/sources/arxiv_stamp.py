"""Dates as mail and arXiv's listings write them: `Wed, 1 Mar 2023 19:00:02 GMT   (1726kb,D)`, since 1991."""

import datetime
import re
from typing import NamedTuple

from papertriage.dates import MONTHS

_MONTH = r"(?P<month>(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[A-Za-z]{0,6})\.?"
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?P<half> ?[AaPp][Mm])?"
_ZONE = r"(?P<zone>[A-Za-z]{1,5}\b|[+-]\d{4})"
# `1 Mar 2023 19:00:02 GMT`, `2 JAN 92 12:17`, `1-Mar-93`
_DAY_FIRST = re.compile(
    r"\b(?P<day>\d{1,2})[ -]" + _MONTH + r"[ -](?P<year>\d{4}|\d\d)\b"
    r"(?:,? " + _TIME + r"(?: " + _ZONE + r")?)?"
)
# `Jan  1 01:06:04 MET 1993`, `Mar 3, 2023 at 2:36 AM`
_MONTH_FIRST = re.compile(
    r"\b" + _MONTH + r" (?P<day>\d{1,2})\b(?:"
    r" " + _TIME + r"(?: " + _ZONE + r")? (?P<year>\d{4})\b|,? (?P<year2>\d{4})\b)"
)
_LONGEST = 200  # characters in which a date is looked for
_HOURS = {
    "GMT": 0, "UTC": 0, "UT": 0, "Z": 0,
    "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8,
}  # fmt: skip


class Stamp(NamedTuple):
    """A date as printed; and the moment in UTC, where the time of day and a known zone stand beside it."""

    day: str  # ISO
    moment: str | None = None  # ISO, to the second, with Z


def read_stamp(text: str) -> Stamp | None:
    """Find the date in a line; None without one, and for days that do not exist.

    Years of two digits are 1991 to 2090: arXiv began in 1991.
    """
    text = " ".join(text[:_LONGEST].split())
    found = _DAY_FIRST.search(text) or _MONTH_FIRST.search(text)
    if not found:
        return None
    parts = found.groupdict()
    month = MONTHS.get(parts["month"].capitalize())
    year = int(parts["year"] or parts.get("year2") or 0)
    if year < 100:
        year += 1900 if year >= 91 else 2000
    try:
        day = datetime.date(year, month or 0, int(parts["day"]))
    except ValueError:
        return None
    return Stamp(day.isoformat(), _moment(day, parts))


def _moment(day: datetime.date, parts: dict[str, str | None]) -> str | None:
    hours = _offset(parts["zone"] or "")
    if hours is None or parts["half"] or parts["hour"] is None:
        return None
    try:
        time = datetime.time(int(parts["hour"]), int(parts["minute"] or 0), int(parts["second"] or 0))
        moment = datetime.datetime.combine(day, time) - datetime.timedelta(hours=hours)
    except (ValueError, OverflowError):
        return None
    return f"{moment.isoformat()}Z"


def _offset(zone: str) -> float | None:
    if zone[:1] in {"+", "-"}:
        hours = int(zone[1:3]) + int(zone[3:5]) / 60
        return -hours if zone[0] == "-" else hours
    return _HOURS.get(zone.upper())
