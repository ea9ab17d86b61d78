"""The days that a digest is of, as people name them."""

import datetime
import re
from typing import NamedTuple

from papertriage.errors import UsageFault

NAMES = ("today", "yesterday", "this-week", "last-week", "this-month", "last-month")

_AGO = re.compile(r"([0-9]{1,4})([dw])")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


class Period(NamedTuple):
    """From one ISO day to another, both included."""

    since: str
    until: str

    def words(self) -> str:
        """Name it: one day, or from where to where."""
        return self.since if self.since == self.until else f"{self.since} to {self.until}"


def period(since: str, until: str | None, today: datetime.date) -> Period:
    """Read `last-week`, `yesterday`, `7d`, `2w`, `2025-10`, `2025-10-30`.

    A name or a month is a whole period; a day or `7d` lasts until `until` (the same words; default today).
    Raises UsageFault naming the option.
    """
    first, last = _read(since, today, "--since")
    if until is not None:
        last = _read(until, today, "--until")[1]
    elif _open(since):
        last = today
    if first > last:
        raise UsageFault(f"--since {since} is {first}, after --until, which is {last}")
    return Period(first.isoformat(), last.isoformat())


def _open(text: str) -> bool:
    word = text.strip().casefold()
    return word not in NAMES and not _MONTH.fullmatch(word)


def _read(text: str, today: datetime.date, name: str) -> tuple[datetime.date, datetime.date]:
    word = text.strip().casefold()
    if word in NAMES:
        return _named(word, today)
    try:
        if ago := _AGO.fullmatch(word):
            # `7d` is seven days, today among them.
            days = int(ago[1]) * (7 if ago[2] == "w" else 1)
            first = today - datetime.timedelta(days=max(days, 1) - 1)
            return first, first
        if _MONTH.fullmatch(word):
            first = datetime.date.fromisoformat(f"{word}-01")
            return first, _next_month(first) - datetime.timedelta(days=1)
        day = datetime.date.fromisoformat(word)
    except (ValueError, OverflowError):
        raise UsageFault(
            f"{name} {text}: no period; write {', '.join(NAMES)}, 7d, 2w, 2025-10 or 2025-10-30"
        ) from None
    return day, day


def _named(word: str, today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Weeks begin on Monday."""
    day = datetime.timedelta(days=1)
    monday, first = today - today.weekday() * day, today.replace(day=1)
    return {
        "today": (today, today),
        "yesterday": (today - day, today - day),
        "this-week": (monday, today),
        "last-week": (monday - 7 * day, monday - day),
        "this-month": (first, today),
        "last-month": ((first - day).replace(day=1), first - day),
    }[word]


def _next_month(first: datetime.date) -> datetime.date:
    return (first + datetime.timedelta(days=32)).replace(day=1)
