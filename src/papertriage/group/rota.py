"""Who presents and what: a pure function of the group, its history, its wishes and the days.

Fair: whoever presented longest ago is next; one who was away is first as soon as they are back. Of the
papers, the most wanted are taken, as many as there are meetings; each goes to the first presenter who wished
for it, the rest in the order of votes. The same input gives the same plan.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from papertriage.group.model import Group, Member
from papertriage.group.votes import Wish


class Open(NamedTuple):
    """A meeting to be filled: what is not None is kept."""

    name: str
    day: datetime.date
    presenter: str | None = None
    paper: str | None = None


class Filled(NamedTuple):
    """A meeting with its presenter and paper, and why these; None where there is nobody, or nothing."""

    presenter: str | None
    paper: str | None
    why: tuple[str, ...]


def fill(
    group: Group,
    meetings: Sequence[Open],
    *,
    presented: Mapping[str, Sequence[datetime.date]],
    wishes: Sequence[Wish],
    taken: Collection[str] = (),
) -> dict[str, Filled]:
    """Fill meetings in the order of their days; `presented`: members' days, `taken`: papers had before."""
    ordered = sorted(meetings, key=lambda each: (each.day, each.name))
    presenters, why = _presenters(group, ordered, presented)
    papers = _papers(ordered, presenters, wishes, taken)
    by_paper = {wish.paper: wish for wish in wishes}
    found = {}
    for each in ordered:
        paper = papers.get(each.name, each.paper)
        reasons = [why.get(each.name, ""), _why_paper(by_paper.get(paper or ""), presenters[each.name])]
        found[each.name] = Filled(presenters[each.name], paper, tuple(filter(None, reasons)))
    return found


def _presenters(
    group: Group, meetings: Sequence[Open], presented: Mapping[str, Sequence[datetime.date]]
) -> tuple[dict[str, str | None], dict[str, str]]:
    turns: dict[str, list[datetime.date]] = {
        member.name: [*presented.get(member.name, ()), *([member.joined] if member.joined else [])]
        for member in group.presenters()
    }
    for each in meetings:  # what is kept counts, also when it lies ahead: nobody is asked twice running
        if each.presenter in turns:
            turns[each.presenter].append(each.day)
    chosen: dict[str, str | None] = {}
    why = {}
    for each in meetings:
        chosen[each.name] = each.presenter
        if each.presenter is None and (member := _next(group, each.day, turns)):
            chosen[each.name], why[each.name] = member.name, _why_turn(member, turns[member.name])
            turns[member.name].append(each.day)
    return chosen, why


def _next(group: Group, day: datetime.date, turns: Mapping[str, Sequence[datetime.date]]) -> Member | None:
    free = [member for member in group.presenters() if not member.is_away(day)]
    order = {member.name: place for place, member in enumerate(group.members)}

    def due(member: Member) -> tuple[datetime.date, int, int]:
        """When they presented last; how often; where they stand in the file."""
        days = turns[member.name]
        return max(days, default=datetime.date.min), len(days), order[member.name]

    return min(free, key=due, default=None)


def _why_turn(member: Member, days: Sequence[datetime.date]) -> str:
    if not days:
        return f"{member.name} has not presented yet"
    last = max(days)
    return f"{member.name} {'joined' if last == member.joined else 'presented last'} on {last}"


def _papers(
    meetings: Sequence[Open],
    presenters: Mapping[str, str | None],
    wishes: Sequence[Wish],
    taken: Collection[str],
) -> dict[str, str]:
    """Give each meeting without a paper one, in two rounds: to those who wished, then to anybody."""
    had = {*taken, *(each.paper for each in meetings if each.paper)}
    free = [each.name for each in meetings if each.paper is None and presenters[each.name] is not None]
    wanted = [wish for wish in wishes if wish.paper not in had][: len(free)]
    given: dict[str, str] = {}
    left = []
    for wish in wanted:
        mine = next((name for name in free if name not in given and presenters[name] in wish.by), None)
        if mine is None:
            left.append(wish.paper)
        else:
            given[mine] = wish.paper
    given.update(zip([name for name in free if name not in given], left, strict=False))
    return given


def _why_paper(wish: Wish | None, presenter: str | None) -> str:
    if wish is None:
        return ""
    if not wish.by:
        return "accepted"
    others = f"{len(wish.by)} vote{'s' * (len(wish.by) != 1)}"
    return f"{others}, {presenter}'s among them" if presenter in wish.by else others
