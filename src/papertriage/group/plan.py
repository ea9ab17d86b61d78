"""The plan: events in the library, replayed to meetings; filled only where something is open or clashes."""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from papertriage.group.model import Group, Meeting, Slot
from papertriage.group.rota import Open, fill
from papertriage.group.votes import Wish, wishes
from papertriage.library import Library
from papertriage.library.group import MeetingEvent, accepted, add_meeting_events, current_id, meeting_events


class Change(NamedTuple):
    """What planning does to a meeting: planned, kept, moved, changed or cancelled."""

    what: str
    meeting: Meeting


def meetings(library: Library) -> dict[str, Meeting]:
    """Replay what was planned: every meeting as it stands, by day."""
    found: dict[str, Meeting] = {}
    for event in meeting_events(library):
        before = found.get(event.meeting)
        made = _meeting(event, before)
        found[event.meeting] = made._replace(paper=made.paper and current_id(library, made.paper))
    return dict(sorted(found.items(), key=lambda each: (each[1].start, each[0])))


def plan(
    library: Library,
    group: Group,
    now: datetime.datetime,
    *,
    weeks: int,
    again: bool = False,
    keep: bool = True,
) -> list[Change]:
    """Plan the meetings of the coming weeks and record what changes; `keep` False records nothing.

    What was planned stays as it is, unless it clashes with the group's file or, with `again`, in any case.
    """
    there = meetings(library)
    local = now.astimezone(group.zone).replace(tzinfo=None)
    due = _due(group, local, weeks, there)
    past = [each for each in there.values() if each.start <= local and not each.cancelled]
    opened = [_open(group, meeting, there.get(meeting.name), again=again) for meeting in due]
    filled = fill(
        group,
        opened,
        presented=_days_of(group, past),
        wishes=[*wishes(library, group), *_accepted(library)],
        taken={each.paper for each in past if each.paper},
    )
    changes = []
    for meeting in due:
        presenter, paper, why = filled[meeting.name]
        before = there.get(meeting.name)
        why = why or (before.why if before else ())
        changes.append(_change(before, meeting._replace(presenter=presenter, paper=paper, why=why)))
    changes += _cancelled(there, due, local, group)
    changes.sort(key=lambda change: (change.meeting.start, change.meeting.name))
    if keep:
        record(library, [change for change in changes if change.what != "kept"], now)
    return changes


def record(library: Library, changes: Iterable[Change], now: datetime.datetime) -> None:
    """Append changes as events."""
    at = now.astimezone(datetime.UTC).isoformat(timespec="seconds")
    add_meeting_events(
        library, [MeetingEvent(0, each.meeting.name, at, each.what, _said(each.meeting)) for each in changes]
    )


def _said(meeting: Meeting) -> dict[str, Any]:
    said = meeting._asdict() | {
        "start": meeting.start.isoformat(timespec="minutes"),
        "why": list(meeting.why),
    }
    return {key: value for key, value in said.items() if key not in ("name", "sequence", "at")}


def _meeting(event: MeetingEvent, before: Meeting | None) -> Meeting:
    said = dict(event.said)
    said |= {"start": datetime.datetime.fromisoformat(said["start"]), "why": tuple(said["why"])}
    made = Meeting(event.meeting, **said)
    return made._replace(
        uid=before.uid if before else made.uid,
        sequence=before.sequence + 1 if before else 0,
        at=event.at,
    )


def _due(group: Group, local: datetime.datetime, weeks: int, there: dict[str, Meeting]) -> list[Meeting]:
    """Give the meetings that the group's file asks for, of the coming weeks and of those planned beyond."""
    last = local.date() + datetime.timedelta(weeks=weeks)
    beyond = {each.day for each in there.values() if each.day > last and not each.cancelled}
    days = [local.date() + datetime.timedelta(days=at) for at in range((last - local.date()).days + 1)]
    found = []
    for day in [*days, *sorted(beyond)]:
        if not group.is_holiday(day):
            found += [_new(group, slot, day) for slot in group.slots if slot.meets_on(day)]
    return [each for each in found if each.start > local and (each.day <= last or each.name in there)]


def _new(group: Group, slot: Slot, day: datetime.date) -> Meeting:
    name = f"{day.isoformat()}/{slot.name}"
    uid = hashlib.sha256(f"{group.name}\n{name}".encode()).hexdigest()[:32]
    start = datetime.datetime.combine(day, slot.time)
    return Meeting(
        name, start, slot.minutes, group.zone.key, slot.place, None, None, uid=f"{uid}@papertriage"
    )


def _open(group: Group, meeting: Meeting, before: Meeting | None, *, again: bool) -> Open:
    """What of a meeting is kept: a presenter who is there and still presents, and their paper."""
    if before is None or before.cancelled or again:
        return Open(meeting.name, meeting.day)
    member = group.named(before.presenter or "")
    stays = member is not None and member.presents and not member.is_away(meeting.day)
    return Open(meeting.name, meeting.day, member.name if stays and member else None, before.paper)


def _change(before: Meeting | None, after: Meeting) -> Change:
    if before is None:
        return Change("planned", after)
    after = after._replace(uid=before.uid)
    if before.cancelled:
        return Change("planned", after)
    if (before.presenter, before.paper) != (after.presenter, after.paper):
        return Change("changed", after)
    same = after._replace(why=before.why, sequence=before.sequence, at=before.at)
    return Change("kept" if same == before else "moved", same if same == before else after)


def _cancelled(
    there: dict[str, Meeting], due: Sequence[Meeting], local: datetime.datetime, group: Group
) -> list[Change]:
    """Cancel what was planned and is not due: a holiday since, or a slot that is no more."""
    names = {each.name for each in due}
    gone = [
        each
        for each in there.values()
        if each.start > local and not each.cancelled and each.name not in names
    ]
    return [
        Change("cancelled", each._replace(cancelled=True, why=(_why_gone(group, each),))) for each in gone
    ]


def _why_gone(group: Group, meeting: Meeting) -> str:
    return "a holiday" if group.is_holiday(meeting.day) else "no slot of the group any more"


def _days_of(group: Group, past: Iterable[Meeting]) -> dict[str, list[datetime.date]]:
    found: dict[str, list[datetime.date]] = {}
    for each in past:
        member = group.named(each.presenter or "")
        if member is not None:
            found.setdefault(member.name, []).append(each.day)
    return found


def _accepted(library: Library) -> list[Wish]:
    """Accepted papers are wished for by nobody by name: they come when no votes are left, newest first."""
    return [Wish(paper, (), "") for paper in accepted(library)]
