"""The agenda: the coming meetings with their papers, as Markdown, a page, or a calendar (ics.py)."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from papertriage.export import html_page, record
from papertriage.export.address import paper_address
from papertriage.export.markdown import block, inline
from papertriage.export.markup import element, escaped
from papertriage.group.model import Group, Meeting
from papertriage.group.plan import meetings
from papertriage.library import Library
from papertriage.model import Paper

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Point(NamedTuple):
    """A meeting and its paper; None where none was chosen, or the library has it no more."""

    meeting: Meeting
    paper: Paper | None


class Agenda(NamedTuple):
    """A group's meetings, by day."""

    group: Group
    points: tuple[Point, ...]


def agenda(library: Library, group: Group, now: datetime.datetime, *, past: bool = False) -> Agenda:
    """Gather the meetings that have not ended, or with `past` all that ever were planned."""
    local = now.astimezone(group.zone).replace(tzinfo=None)
    found = [
        each
        for each in meetings(library).values()
        if past or each.start + datetime.timedelta(minutes=each.minutes) > local
    ]
    return Agenda(
        group, tuple(Point(each, library.paper(each.paper) if each.paper else None) for each in found)
    )


def when(meeting: Meeting) -> str:
    """Say day and hours, of the group's clock."""
    end = meeting.start + datetime.timedelta(minutes=meeting.minutes)
    day = _DAYS[meeting.day.weekday()]
    return f"{day} {meeting.day.isoformat()}, {meeting.start:%H:%M}-{end:%H:%M} ({meeting.zone})"


def paper_words(point: Point) -> str:
    """Name the paper, or say that there is none."""
    if point.paper is not None:
        return point.paper.title or "(no title)"
    return point.meeting.paper or "paper to be chosen"


def as_markdown(found: Agenda) -> Iterator[str]:
    """Give Markdown that shows those words, whatever they hold."""
    yield f"# {inline(found.group.name)}: agenda\n"
    for point in found.points:
        meeting = point.meeting
        yield f"\n## {inline(when(meeting))}\n\n"
        if meeting.cancelled:
            yield f"No meeting: {block('; '.join(meeting.why))}\n"
            continue
        address = paper_address(point.paper) if point.paper else None
        words = inline(paper_words(point))
        yield f"- Paper: [{words}]({address.replace('&', '&amp;')})\n" if address else f"- Paper: {words}\n"
        yield from (f"- {name}: {inline(value)}\n" for name, value in _facts(meeting))
        if point.paper is not None and point.paper.abstract:
            yield f"\n> {block(point.paper.abstract)}\n"
    if not found.points:
        yield "\nNothing is planned.\n"


def _facts(meeting: Meeting) -> Iterator[tuple[str, str]]:
    yield "Presenter", meeting.presenter or "nobody is free"
    if meeting.place:
        yield "Place", meeting.place
    if meeting.why:
        yield "Why", "; ".join(meeting.why)


def as_html(found: Agenda) -> Iterator[str]:
    """Give a page that stands alone and runs nothing."""
    title = f"{found.group.name}: agenda"
    yield f"{html_page.head(title)}<main>\n<h1>{escaped(title)}</h1>\n"
    for point in found.points:
        meeting = point.meeting
        yield f"<section>\n<h2>{escaped(when(meeting))}</h2>\n"
        if meeting.cancelled:
            yield element("p", f"No meeting: {'; '.join(meeting.why)}")
        else:
            yield "".join(
                element("p", f"{name}: {value}", ' class="facts"') for name, value in _facts(meeting)
            )
            yield html_page.article(point.paper, level=3) if point.paper else element("p", paper_words(point))
        yield "</section>\n"
    yield ("" if found.points else element("p", "Nothing is planned.")) + html_page.FOOT


def as_record(found: Agenda) -> dict[str, Any]:
    """Give the agenda as JSON's types, each paper as the record of docs/record.md."""
    return {
        "group": found.group.name,
        "time_zone": found.group.zone.key,
        "meetings": [
            {
                **meeting_record(point.meeting),
                "paper": record(point.paper) if point.paper else point.meeting.paper,
            }
            for point in found.points
        ],
    }


def meeting_record(meeting: Meeting) -> dict[str, Any]:
    """Give a meeting as JSON's types."""
    return {
        **meeting._asdict(),
        "start": meeting.start.isoformat(timespec="minutes"),
        "why": list(meeting.why),
    }


def readers(
    library: Library, group: Group, read: Mapping[str, Mapping[str, str]], papers: Sequence[str] = ()
) -> list[tuple[Paper, list[str], list[str]]]:
    """Say of papers (ids; none: those planned or read) which members have read them, and which not."""
    planned = [each.paper for each in meetings(library).values() if each.paper and not each.cancelled]
    asked = papers or list(dict.fromkeys([*planned, *sorted(read)]))
    found = []
    for paper in map(library.paper, asked):
        if paper is not None:
            who = read.get(paper.id, {})
            there = sorted({_member(group, name) for name in who})
            found.append((paper, there, [each.name for each in group.members if each.name not in there]))
    return found


def _member(group: Group, who: str) -> str:
    member = group.named(who)
    return member.name if member else who or "(nobody named)"
