"""A group, its members and its meetings, as plain frozen values."""

import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

Span = tuple[datetime.date, datetime.date]
"""Days from one to another, both included."""


class Member(NamedTuple):
    """Somebody of the group."""

    name: str
    aliases: tuple[str, ...] = ()  # other names that votes and decisions come under
    away: tuple[Span, ...] = ()
    presents: bool = True
    joined: datetime.date | None = None  # counts as a presentation: a newcomer does not pay for the past

    def is_away(self, day: datetime.date) -> bool:
        """Whether this day is one of absence."""
        return any(first <= day <= last for first, last in self.away)


class Slot(NamedTuple):
    """When the group meets, in its own time zone: a weekday and a time, every so many weeks."""

    name: str
    weekday: int  # Monday is 0
    time: datetime.time
    minutes: int = 60
    every: int = 1  # weeks
    start: datetime.date | None = None  # the first day; what `every` counts from
    until: datetime.date | None = None
    place: str = ""

    def meets_on(self, day: datetime.date) -> bool:
        """Whether there is a meeting on this day, holidays aside."""
        if day.weekday() != self.weekday or (self.until and day > self.until):
            return False
        if self.start is None:
            return True
        first = self.start + datetime.timedelta(days=(self.weekday - self.start.weekday()) % 7)
        return day >= first and (day - first).days % (7 * self.every) == 0


class Group(NamedTuple):
    """A reading group."""

    name: str
    zone: ZoneInfo
    slots: tuple[Slot, ...]
    members: tuple[Member, ...]
    holidays: tuple[Span, ...] = ()

    def is_holiday(self, day: datetime.date) -> bool:
        """Whether nobody meets on this day."""
        return any(first <= day <= last for first, last in self.holidays)

    def presenters(self) -> list[Member]:
        """Those who present, in the order of the file."""
        return [member for member in self.members if member.presents]

    def named(self, who: str) -> Member | None:
        """The member of this name or alias, in any case."""
        wanted = who.strip().casefold()
        return next(
            (each for each in self.members if wanted in map(str.casefold, (each.name, *each.aliases))), None
        )


class Meeting(NamedTuple):
    """A meeting as it is planned."""

    name: str  # day and slot: "2026-12-01/tuesday"
    start: datetime.datetime  # of the group's clock, without a zone
    minutes: int
    zone: str
    place: str
    presenter: str | None
    paper: str | None  # id
    why: tuple[str, ...] = ()  # what its presenter and paper were chosen for
    cancelled: bool = False
    uid: str = ""  # the same for ever
    sequence: int = 0  # how often it was changed
    at: str = ""  # of the last change, ISO

    @property
    def day(self) -> datetime.date:
        """The day it is on."""
        return self.start.date()
