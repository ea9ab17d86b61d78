"""Two meetings exchange presenter and paper, by their days or by the names of those who present."""

import datetime
import re

from papertriage.errors import NotFound, UsageFault
from papertriage.group.model import Group, Meeting
from papertriage.group.plan import Change, meetings, record
from papertriage.group.votes import member_named
from papertriage.library import Library

_DAY = re.compile(r"\d{4}-\d\d-\d\d(/.+)?")


def swap(
    library: Library, group: Group, one: str, other: str, now: datetime.datetime
) -> tuple[Meeting, Meeting]:
    """Exchange two meetings' presenters and papers; give both as they are now.

    Each is a day (`2026-12-01`, with `/slot` where there are several) or a member: their next meeting.
    Raises NotFound, and UsageFault where a presenter would be away.
    """
    local = now.astimezone(group.zone).replace(tzinfo=None)
    coming = [each for each in meetings(library).values() if each.start > local and not each.cancelled]
    first, second = (_meant(group, coming, text) for text in (one, other))
    if first.name == second.name:
        raise UsageFault(f"'{one}' and '{other}' are the same meeting, on {first.day}")
    swapped = _with(first, second), _with(second, first)
    for each in swapped:
        _must_be_there(group, each)
    record(library, [Change("swapped", each) for each in swapped], now)
    there = meetings(library)
    return there[first.name], there[second.name]


def _with(meeting: Meeting, other: Meeting) -> Meeting:
    return meeting._replace(presenter=other.presenter, paper=other.paper, why=(f"swapped with {other.day}",))


def _meant(group: Group, coming: list[Meeting], text: str) -> Meeting:
    if _DAY.fullmatch(text):
        found = [each for each in coming if text in (each.day.isoformat(), each.name)]
        if len(found) > 1:
            raise UsageFault(
                f"'{text}' may be {' or '.join(each.name for each in found)}: write one of these"
            )
        days = ", ".join(each.day.isoformat() for each in coming) or "none; run papertriage group plan"
        missing = f"no meeting planned on {text}; there are {days}"
    else:
        name = member_named(group, text)
        found = [each for each in coming if each.presenter == name][:1]
        missing = f"{name} has no meeting planned; run papertriage group plan"
    if not found:
        raise NotFound(missing)
    return found[0]


def _must_be_there(group: Group, meeting: Meeting) -> None:
    member = group.named(meeting.presenter or "")
    if member is not None and member.is_away(meeting.day):
        raise UsageFault(f"{member.name} is away on {meeting.day}; swap with another day")
