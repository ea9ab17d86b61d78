"""Votes: wishes for papers. A set of events: united in any order they are the same; the last word holds."""

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from papertriage import triage
from papertriage.errors import NotFound
from papertriage.group.model import Group
from papertriage.library import Library
from papertriage.library.group import Vote, add_votes, current_id, votes

_LONGEST = 1000  # characters of an id or a name


class Wish(NamedTuple):
    """A paper that somebody wishes for."""

    paper: str  # id
    by: tuple[str, ...]  # in the order of their votes
    since: str  # ISO time of the first vote that holds


class Unread(NamedTuple):
    """A line of a file of votes that is none."""

    line: int
    reason: str


def vote(
    library: Library, group: Group, asked: str, now: datetime.datetime, *, by: str, take_back: bool = False
) -> str:
    """Record a vote of a member on a paper; give the paper's id. Raises NotFound."""
    who = member_named(group, by)
    pid = triage.find(library, asked)
    paper = library.papers([pid], full=False)[0].id
    at = now.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
    add_votes(library, [Vote(at, 0 if take_back else 1, paper, who)])
    return paper


def member_named(group: Group, who: str) -> str:
    """Give a member's name for a name or alias. Raises NotFound, which names the nearest."""
    if member := group.named(who):
        return member.name
    import difflib  # only on the way to an error

    names = [name for each in group.members for name in (each.name, *each.aliases)]
    near = difflib.get_close_matches(who.strip(), names, 1, 0.5)
    there = (
        f"did you mean {near[0]}?" if near else f"there are {', '.join(each.name for each in group.members)}"
    )
    raise NotFound(f"nobody named '{who}' in {group.name}; {there}")


def wishes(library: Library, group: Group) -> list[Wish]:
    """Give the papers that members wish for now: the most wanted first, then the longest wished for."""
    last: dict[tuple[str, str], Vote] = {}
    for each in votes(library):
        member = group.named(each.who)
        if member is not None:
            last[current_id(library, each.paper), member.name] = each
    held: dict[str, list[tuple[str, str]]] = {}
    for (paper, who), each in last.items():
        if each.points:
            held.setdefault(paper, []).append((each.at, who))
    found = [Wish(paper, tuple(who for _, who in sorted(by)), min(by)[0]) for paper, by in held.items()]
    return sorted(found, key=lambda wish: (-len(wish.by), wish.since, wish.paper))


def as_lines(given: Iterable[Vote]) -> Iterator[str]:
    """Give votes as JSON, one a line, in their order: files of the same votes are the same bytes."""
    for at, points, paper, who in sorted(set(given)):
        said = {"at": at, "points": points, "paper": paper, "who": who}
        yield json.dumps(said, ensure_ascii=False) + "\n"


def read_lines(lines: Iterable[str]) -> Iterator[Vote | Unread]:
    """Read votes, one a line; a line that is none (a conflict's mark, half a line) is said to be one."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read(line, number)


def _read(line: str, number: int) -> Vote | Unread:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return Unread(number, "is not JSON")
    if not isinstance(said, dict):
        return Unread(number, "is not an object")
    at, points, paper, who = (said.get(key) for key in ("at", "points", "paper", "who"))
    if not (
        isinstance(paper, str)
        and isinstance(who, str)
        and 0 < len(paper) <= _LONGEST
        and 0 < len(who) <= _LONGEST
    ):
        return Unread(number, "has no paper or nobody who votes")
    if points not in (0, 1) or isinstance(points, bool):
        return Unread(number, "has points other than 1 or 0")
    when = _moment(at)
    return Unread(number, "has no time") if when is None else Vote(when, points, paper, who)


def _moment(text: object) -> str | None:
    """Give a time in one spelling, so that the order of votes is that of their text."""
    try:
        moment = datetime.datetime.fromisoformat(str(text))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
        return moment.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        return None


def unite(library: Library, found: Sequence[Vote]) -> tuple[int, int]:
    """Unite votes with the library's; give how many are new, and how many are on papers it has not."""
    strangers = sum(library.pid_of(each.paper) is None for each in found)
    return add_votes(library, found), strangers
