"""Numbers and dates as people write them: `>5`, `1..3`, `2024-06`, `2026-W34`, `last-month`, `7d`."""

import datetime
import re

_NUMBERS = re.compile(
    r"(?:(?P<op>[<>]=?|=)?\s*(?P<one>\d{1,6})|(?P<low>\d{1,6})?\s*(?:\.\.|-)\s*(?P<high>\d{1,6})?)", re.ASCII
)
_AGO = re.compile(r"(\d{1,4})\s*([dwmy])", re.ASCII)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_WHOLE = re.compile(r"(\d{4})(?:[-/](\d\d)(?:[-/](\d\d))?)?", re.ASCII)
_WEEK = re.compile(r"(\d{4})-?w(\d\d)", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-?q([1-4])", re.ASCII)
_NAMED = re.compile(r"(this|last)[-_ ](week|month|quarter|year)")
_COMPARED = re.compile(r"([<>]=?|=)\s*(.*)", re.DOTALL)

NUMBERS = "3, 1..3, >5 or <=2"
DATES = "2024, 2024-06, 2024-06-30, 2026-W34, today, last-month or 7d"
"""How the two are written, for messages."""

Days = tuple[datetime.date, datetime.date]
"""The first and the last day of a time, both included."""

Range = tuple[int | None, int | None]
"""The lowest and the highest number, both included; None is open. Dates are yyyymmdd."""


def numbers(text: str) -> Range | None:
    """Read `3`, `1..3`, `>5`, `<=2`; None for anything else."""
    found = _NUMBERS.fullmatch(text.strip())
    if not found or (found["one"] is None and found["low"] is None and found["high"] is None):
        return None
    if found["one"] is None:
        return _int(found["low"]), _int(found["high"])
    one, op = int(found["one"]), found["op"] or "="
    low = one + (op == ">") if op[0] in ">=" else None
    high = one - (op == "<") if op[0] in "<=" else None
    return low, high


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def dates(text: str, today: datetime.date | None) -> Range | None:
    """Read a time (`2024-06`, `last-week`), an age (`7d`: the last seven days), or a range; else None.

    `2024..`, `..2024-06`, `2024..last-month`, `30d..7d`, `>2024` and `<=2024-06` are ranges.
    """
    low, dots, high = text.strip().partition("..")
    if dots:
        first, last = days(low, today) if low else None, days(high, today) if high else None
        if (low and first is None) or (high and last is None) or not (low or high):
            return None
        return _number(first and first[0]), _number(last and last[1])
    if compared := _COMPARED.fullmatch(text.strip()):
        return _compared(compared[1], days(compared[2], today))
    found = days(text, today)
    if found is None:
        return None
    is_age = _AGO.fullmatch(text.strip().casefold())
    return _number(found[0]), _number(today if is_age else found[1])


def _compared(op: str, found: Days | None) -> Range | None:
    if found is None:
        return None
    day = datetime.timedelta(days=1)
    first, last = found
    try:
        bounds = {">": (last + day, None), ">=": (first, None), "<": (None, first - day), "<=": (None, last)}
    except OverflowError:
        return None
    low, high = bounds.get(op, found)
    return _number(low), _number(high)


def _number(date: datetime.date | None) -> int | None:
    return date.year * 10_000 + date.month * 100 + date.day if date else None


def days(text: str, today: datetime.date | None) -> Days | None:
    """Read one time: its first and last day; an age is the day so long ago. None for what is no date.

    Without `today`, words and ages are no dates either.
    """
    word = text.strip().casefold()
    try:
        return _days(word, today)
    except (ValueError, OverflowError):
        return None


def _days(word: str, today: datetime.date | None) -> Days | None:
    if today is not None and (found := _relative(word, today)):
        return found
    return _absolute(word)


def _relative(word: str, today: datetime.date) -> Days | None:
    if word in ("today", "yesterday"):
        day = today - datetime.timedelta(days=word == "yesterday")
        return day, day
    if found := _AGO.fullmatch(word):
        day = today - datetime.timedelta(days=int(found[1]) * _DAYS[found[2]])
        return day, day
    if found := _NAMED.fullmatch(word):
        return _named(found[2], today, before=found[1] == "last")
    return None


def _absolute(word: str) -> Days | None:
    if found := _WEEK.fullmatch(word):
        monday = datetime.date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return monday, monday + datetime.timedelta(days=6)
    if found := _QUARTER.fullmatch(word):
        return _months(int(found[1]), 3 * int(found[2]) - 2, 3)
    if found := _WHOLE.fullmatch(word):
        return _written(*found.groups())
    return None


def _written(year: str, month: str | None, day: str | None) -> Days:
    if month is None:
        return _months(int(year), 1, 12)
    if day is None:
        return _months(int(year), int(month), 1)
    date = datetime.date(int(year), int(month), int(day))
    return date, date


def _named(unit: str, today: datetime.date, *, before: bool) -> Days:
    if unit == "week":
        monday = today - datetime.timedelta(days=today.weekday() + 7 * before)
        return monday, monday + datetime.timedelta(days=6)
    length = {"month": 1, "quarter": 3, "year": 12}[unit]
    months = today.year * 12 + (today.month - 1) // length * length - length * before
    return _months(months // 12, months % 12 + 1, length)


def _months(year: int, month: int, count: int) -> Days:
    """So many months from this one on."""
    first = datetime.date(year, month, 1)
    after = year * 12 + month - 1 + count
    if after // 12 > datetime.MAXYEAR:
        return first, datetime.date.max
    return first, datetime.date(after // 12, after % 12 + 1, 1) - datetime.timedelta(days=1)
