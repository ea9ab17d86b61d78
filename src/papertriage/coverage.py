"""Use case: a calendar of the days that the library holds of each source, and what is amiss with them.

A day is judged by what a daily page does: it comes out from Monday to Friday, at weekends only where the
library shows that it does, and brings about as many papers as on the same weekday before.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from papertriage.library import Library
from papertriage.library.coverage import HeldDay, held_days, undated_sightings

STATUSES = ("ok", "quiet", "missing", "partial", "stale", "elsewhere")

_FAR_BELOW = 0.4  # of the usual count of that weekday
_ENOUGH = 3  # days of a weekday before its usual count is one
_NEAREST = 8  # days of a weekday that its usual count is taken from: pages grow over the years
_SMALL = 5  # papers: below so usual a count nothing is far below
_YESTERDAY = 4  # days: Friday's page stands until Monday's, a holiday's a day longer
_SATURDAY = 5


class Day(NamedTuple):
    """A day of a source: one of STATUSES, how many papers the library holds of it, how many it usually has.

    `usual` is the median of the same weekday's eight nearest other days; None where there are too few.
    """

    day: str  # ISO
    status: str
    papers: int
    usual: float | None


class SourceDays(NamedTuple):
    """The days of one source, without gaps."""

    source: str
    days: tuple[Day, ...]

    def counts(self) -> dict[str, int]:
        """Count the days of each status."""
        return {status: sum(day.status == status for day in self.days) for status in STATUSES}


class Calendar(NamedTuple):
    """The days of all sources; beside them how many records of each source stand for no day."""

    sources: tuple[SourceDays, ...]
    undated: Mapping[str, int]


def calendar(
    library: Library, today: datetime.date, *, since: str | None = None, until: str | None = None
) -> Calendar:
    """Judge the days from `since` to `until` (ISO, both included); by default all that the library holds.

    Days to come are no days. Usual counts are taken from all days, not only from those shown.
    """
    by_source: dict[str, dict[datetime.date, HeldDay]] = {}
    for held in held_days(library):
        if (day := datetime.date.fromisoformat(held.day)) <= today:
            by_source.setdefault(held.source, {})[day] = held
    last = max((max(days) for days in by_source.values()), default=today)
    begin = datetime.date.fromisoformat(since) if since else datetime.date.min
    end = min(today, datetime.date.fromisoformat(until) if until else last)
    found = []
    for source, days in sorted(by_source.items()):
        others = [each for name, each in by_source.items() if name != source and site(name) == site(source)]
        judge = _Judge(days, others)
        # Of a page that was saved once or twice nobody misses the other days.
        its_end = min(end, max(days)) if len(days) < _ENOUGH else end
        shown = tuple(judge.day(day) for day in _span(max(begin, min(days)), its_end))
        if shown:
            found.append(SourceDays(source, shown))
    return Calendar(tuple(found), undated_sightings(library))


def site(source: str) -> str:
    """Name what a source is a form of: the same page can be saved as text, HTML or JSON."""
    if source == "daily-papers" or source.startswith("hf-"):
        return "hf"
    return "arxiv" if source.startswith("arxiv-") else source


def as_record(found: Calendar) -> dict[str, Any]:
    """Give the calendar as JSON's types."""
    return {
        "sources": [
            {
                "source": each.source,
                "counts": each.counts(),
                "days": [day._asdict() for day in each.days],
            }
            for each in found.sources
        ],
        "undated": dict(found.undated),
    }


class _Judge:
    """What is known of one source, to judge its days by."""

    def __init__(
        self, held: Mapping[datetime.date, HeldDay], others: Sequence[Mapping[datetime.date, HeldDay]]
    ) -> None:
        self._held, self._others = held, others
        self._counts: dict[int, list[tuple[datetime.date, int]]] = {}
        for day, each in held.items():
            if each.papers:
                self._counts.setdefault(day.weekday(), []).append((day, each.papers))
        self._weekends = [day for day in (5, 6) if self._comes_out_on(day)]

    def day(self, day: datetime.date) -> Day:
        """Judge one day."""
        held = self._held.get(day)
        papers = held.papers if held else 0
        usual = self._usual(day)
        return Day(day.isoformat(), self._status(day, held, usual), papers, usual)

    def _status(self, day: datetime.date, held: HeldDay | None, usual: float | None) -> str:
        if held is None:
            return self._absent(day)
        if not held.papers:
            return "quiet"  # its page was read, and lists nothing
        before = self._before(day)
        if before is not None and before.stamp == held.stamp:
            return "stale"
        if usual is not None and usual >= _SMALL and held.papers < _FAR_BELOW * usual:
            return "partial"
        return "ok"

    def _absent(self, day: datetime.date) -> str:
        if any(day in other and other[day].papers for other in self._others):
            return "elsewhere"
        expected = day.weekday() < _SATURDAY or day.weekday() in self._weekends
        return "missing" if expected else "quiet"

    def _before(self, day: datetime.date) -> HeldDay | None:
        """The newest day before that the library holds, if it is near enough to have been yesterday's."""
        earlier = (day - datetime.timedelta(days=back) for back in range(1, _YESTERDAY + 1))
        return next((self._held[each] for each in earlier if each in self._held), None)

    def _usual(self, day: datetime.date) -> float | None:
        others = [(abs(each - day), each, papers) for each, papers in self._counts.get(day.weekday(), ())]
        near = sorted(other for other in others if other[1] != day)[:_NEAREST]
        return median(papers for *_, papers in near) if len(near) >= _ENOUGH else None

    def _comes_out_on(self, weekday: int) -> bool:
        held = self._counts.get(weekday, ())
        span = sum(day.weekday() == weekday for day in _span(min(self._held), max(self._held)))
        return len(held) >= _ENOUGH and 2 * len(held) >= span


def _span(first: datetime.date, last: datetime.date) -> Iterable[datetime.date]:
    return (first + datetime.timedelta(days=at) for at in range((last - first).days + 1))
