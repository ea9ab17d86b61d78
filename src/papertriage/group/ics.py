"""The agenda as an iCalendar (RFC 5545): an event a meeting, recognised by calendars that read it again.

A meeting's UID never changes, and its SEQUENCE is the number of its changes; DTSTAMP is the time of the last
one, so that the same plan gives the same bytes. Times are of the group's clock, and its zone is told with all
its changes of the years in question.
"""

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from papertriage.export.address import paper_address
from papertriage.group.agenda import Agenda, Point, paper_words
from papertriage.text import terminal_safe

_UTC = datetime.UTC
_MARGIN = datetime.timedelta(days=200)  # around the meetings: the change before them is in it


def as_ics(found: Agenda) -> Iterator[str]:
    """Give the calendar, with the line ends that it wants."""
    made = Calendar()
    made.add("prodid", "-//papertriage//agenda//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", terminal_safe(found.group.name))
    for zone, (first, last) in sorted(_spans(found).items()):
        made.add_component(_zone(zone, first - _MARGIN, last + _MARGIN))
    for point in found.points:
        made.add_component(_event(found, point))
    yield made.to_ical().decode()


def _spans(found: Agenda) -> dict[str, tuple[datetime.datetime, datetime.datetime]]:
    spans: dict[str, tuple[datetime.datetime, datetime.datetime]] = {}
    for meeting, _ in found.points:
        first, last = spans.get(meeting.zone, (meeting.start, meeting.start))
        spans[meeting.zone] = min(first, meeting.start), max(last, meeting.start)
    return spans


def _event(found: Agenda, point: Point) -> Event:
    meeting = point.meeting
    event = Event()
    zone = ZoneInfo(meeting.zone)
    start = meeting.start.replace(tzinfo=zone)
    event.add("uid", meeting.uid)
    event.add("dtstamp", datetime.datetime.fromisoformat(meeting.at).astimezone(_UTC))
    event.add("sequence", meeting.sequence)
    event.add("dtstart", start)
    event.add("duration", datetime.timedelta(minutes=meeting.minutes))
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    words = paper_words(point)
    who = meeting.presenter or "nobody yet"
    event.add("summary", terminal_safe(f"{found.group.name}: {words} ({who})"))
    if meeting.place:
        event.add("location", terminal_safe(meeting.place))
    if text := _description(point):
        event.add("description", text)
    if point.paper and (address := paper_address(point.paper)):
        event.add("url", address)
    return event


def _description(point: Point) -> str:
    paper = point.paper
    parts = [
        f"Presenter: {point.meeting.presenter}" if point.meeting.presenter else "",
        "; ".join(point.meeting.why),
    ]
    parts += [(paper and paper.abstract) or ""]
    return "\n\n".join(terminal_safe(part) for part in parts if part)


def _zone(name: str, first: datetime.datetime, last: datetime.datetime) -> Timezone:
    """Describe a zone by its changes, as `zoneinfo` has them.

    icalendar's own description tells the beginning of summer time an hour late (7.3: by the new clock, where
    RFC 5545, 3.6.5, wants the old one).
    """
    made = Timezone()
    made.add("tzid", name)
    zone = ZoneInfo(name)
    at = first.replace(tzinfo=_UTC)
    made.add_component(_observance(zone, at, zone.utcoffset(at.astimezone(zone)) or datetime.timedelta()))
    while at < last.replace(tzinfo=_UTC):
        after = at + datetime.timedelta(days=1)
        if _offset(zone, after) != _offset(zone, at):
            made.add_component(_observance(zone, _change(zone, at, after), _offset(zone, at)))
        at = after
    return made


def _observance(
    zone: ZoneInfo, at: datetime.datetime, before: datetime.timedelta
) -> TimezoneStandard | TimezoneDaylight:
    local = at.astimezone(zone)
    made = TimezoneDaylight() if local.dst() else TimezoneStandard()
    made.add("dtstart", (at + before).replace(tzinfo=None))
    made.add("tzoffsetfrom", before)
    made.add("tzoffsetto", _offset(zone, at))
    made.add("tzname", local.tzname() or zone.key)
    return made


def _offset(zone: ZoneInfo, at: datetime.datetime) -> datetime.timedelta:
    return at.astimezone(zone).utcoffset() or datetime.timedelta()


def _change(zone: ZoneInfo, low: datetime.datetime, high: datetime.datetime) -> datetime.datetime:
    """Find the second at which the offset of `low` is no more."""
    before = _offset(zone, low)
    while high - low > datetime.timedelta(seconds=1):
        middle = low + datetime.timedelta(seconds=(high - low) // datetime.timedelta(seconds=2))
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high
