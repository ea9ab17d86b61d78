"""An invented reading group, and the shortest way to plan it."""

import datetime
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from papertriage.group import Group, Member, Slot
from papertriage.group.plan import Change, plan
from papertriage.library import Library
from papertriage.library.group import Vote, add_votes

NOW = datetime.datetime(2026, 2, 28, 12, tzinfo=datetime.UTC)  # a Saturday
NAMES = ("Ann", "Bob", "Cleo")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def group(names: Sequence[str] = NAMES, **fields: object) -> Group:
    slot = Slot("tuesday", 1, datetime.time(16, 0), place="Room 1")
    plain = Group("Tuesday readers", ZoneInfo("Europe/Berlin"), (slot,), tuple(map(Member, names)))
    return plain._replace(**fields)  # type: ignore[arg-type]


def away(of: Group, name: str, *spans: tuple[str, str]) -> Group:
    days = tuple((day(first), day(last)) for first, last in spans)
    return of._replace(
        members=tuple(each._replace(away=days) if each.name == name else each for each in of.members)
    )


def vote(
    library: Library, number: int, who: str, at: str = "2026-02-01T10:00:00.000+00:00", points: int = 1
) -> None:
    add_votes(library, [Vote(at, points, f"arxiv:2501.{number:05d}", who)])


def planned(
    library: Library, of: Group, now: datetime.datetime = NOW, weeks: int = 4, *, again: bool = False
) -> list[Change]:
    return plan(library, of, now, weeks=weeks, again=again)


def rows(changes: Sequence[Change]) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (
            each.what,
            each.meeting.name[:10],
            each.meeting.presenter,
            each.meeting.paper and each.meeting.paper[-1],
        )
        for each in changes
    ]
