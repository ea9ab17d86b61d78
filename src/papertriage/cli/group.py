"""papertriage group: the reading group's week."""

import datetime
import sys
from typing import Annotated

import typer

from papertriage.cli import common, options
from papertriage.cli.group_app import GroupOption, group, places, the_group
from papertriage.cli.shell import examples
from papertriage.cli.writing import written
from papertriage.errors import NotFound, PapertriageError, UsageFault
from papertriage.text import terminal_safe

__all__ = ["group"]

_FORMATS = ("md", "html", "ics")
PaperArgument = Annotated[str, typer.Argument(help="An id, a link, or a title in quotes.", metavar="PAPER")]
OutputOption = Annotated[
    str, typer.Option("--output", "-o", help="A file; - is standard output.", metavar="FILE")
]


def now() -> datetime.datetime:
    """Read the clock."""
    return datetime.datetime.now(datetime.UTC)


@group.command(epilog=examples("group init", "group init --group reading.toml"))
def init(*, file: GroupOption = None, library: options.LibraryOption = None) -> None:
    """Write a group file to begin with, where there is none."""
    from papertriage.group.file import EXAMPLE

    target = file or places(common.settings(library=library))[1]
    if target.exists():
        raise UsageFault(f"{target} is there already; edit it, or name another file with --group")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise PapertriageError(f"{target.parent}: cannot be made ({fault.strerror})") from None
    written([EXAMPLE], str(target))
    sys.stdout.write(f"wrote\t{terminal_safe(str(target))}\n")


@group.command(epilog=examples("group plan", "group plan --weeks 4 --dry-run", "group plan --json"))
def plan(
    *,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=104, help="How far ahead.")] = 8,
    again: Annotated[
        bool, typer.Option("--again", help="Draw all coming meetings anew, also those planned and swapped.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and keep nothing.")] = False,
    file: GroupOption = None,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Fill the coming meetings: least recent presenter first, the most wanted papers, nobody who is away.

    What is planned stays, unless it clashes with the group's file.
    """
    from papertriage.group.agenda import meeting_record
    from papertriage.group.plan import plan as use_case

    set_to = common.settings(library=library)
    of = the_group(set_to, file)
    opened = common.reading(set_to) if dry_run else common.writing(set_to, bring_index=False)
    with opened as found:
        changes = use_case(found, of, now(), weeks=weeks, again=again, keep=not dry_run)
    if json:
        from papertriage.cli import as_json

        as_json.write([{"what": each.what, **meeting_record(each.meeting)} for each in changes])
        return
    for what, meeting in changes:
        fields = [what, meeting.name, meeting.presenter or "-", meeting.paper or "-", "; ".join(meeting.why)]
        sys.stdout.write("\t".join(terminal_safe(field) for field in fields) + "\n")
    if not changes:
        common.note("no meeting is due; see [[slot]] and holidays in the group's file")


@group.command(epilog=examples("group agenda", "group agenda --format ics -o group.ics"))
def agenda(
    *,
    format: Annotated[  # noqa: A002 - the option's name
        str,
        typer.Option(
            "--format", "-f", help="md, html or ics.", metavar="FORMAT",
            autocompletion=lambda incomplete: [each for each in _FORMATS if each.startswith(incomplete)],
        ),
    ] = "md",
    past: Annotated[bool, typer.Option("--past", help="Also the meetings that have been.")] = False,
    output: OutputOption = "-",
    file: GroupOption = None,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:  # fmt: skip
    """Write the planned meetings as Markdown, a page, or a calendar.

    A calendar that is read again knows the meetings it has, and what has changed of them.
    """
    from papertriage.group import agenda as formats

    if format not in _FORMATS:
        raise NotFound(f"no format named '{format}'; there are: {', '.join(_FORMATS)}")
    set_to = common.settings(library=library)
    of = the_group(set_to, file)
    with common.reading(set_to) as found:
        made = formats.agenda(found, of, now(), past=past)
    if json:
        from papertriage.cli import as_json

        as_json.write(formats.as_record(made))
    elif format == "ics":
        from papertriage.group.ics import as_ics  # here for start-up: others need no calendar

        written(as_ics(made), output)
    else:
        written((formats.as_markdown if format == "md" else formats.as_html)(made), output)


@group.command(epilog=examples("group swap Ann Bob", "group swap Ann Bob --json"))
def swap(
    one: Annotated[
        str, typer.Argument(help="A day (2026-12-01), or a member: their next meeting.", metavar="DAY|NAME")
    ],
    other: Annotated[str, typer.Argument(help="The other one.", metavar="DAY|NAME")],
    *,
    file: GroupOption = None,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Exchange presenter and paper of two planned meetings."""
    from papertriage.group.agenda import meeting_record
    from papertriage.group.swap import swap as use_case

    set_to = common.settings(library=library)
    of = the_group(set_to, file)
    with common.writing(set_to, bring_index=False) as found:
        both = use_case(found, of, one, other, now())
    if json:
        from papertriage.cli import as_json

        as_json.write([meeting_record(each) for each in both])
        return
    for each in both:
        fields = [each.name, each.presenter or "-", each.paper or "-"]
        sys.stdout.write("\t".join(terminal_safe(field) for field in fields) + "\n")


@group.command(epilog=examples("group read", "group read arxiv:2404.02905", "group read 2404.02905 --by Ann"))
def read(
    paper: Annotated[
        str | None, typer.Argument(help="One paper; by default those planned or read.", metavar="PAPER")
    ] = None,
    *,
    by: Annotated[
        str | None, typer.Option("--by", help="Record that this member has read it.", metavar="NAME")
    ] = None,
    file: GroupOption = None,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Say who has read what, from the decisions; with --by, record that a member has read a paper."""
    from papertriage import triage
    from papertriage.group.agenda import readers
    from papertriage.group.votes import member_named
    from papertriage.library.group import readers_of

    set_to = common.settings(library=library)
    of = the_group(set_to, file)
    if by is not None:
        if paper is None:
            raise UsageFault("--by needs a PAPER: group read PAPER --by NAME")
        with common.writing(set_to) as found:
            triage.decide(found, "read", [paper], triage.Said(now(), member_named(of, by)))
    with common.reading(set_to) as found:
        asked = [found.papers([triage.find(found, paper)], full=False)[0].id] if paper else []
        rows = readers(found, of, readers_of(found), asked)
    if json:
        from papertriage.cli import as_json

        as_json.write(
            [
                {"id": each.id, "title": each.title, "read": there, "unread": left}
                for each, there, left in rows
            ]
        )
        return
    for each, there, left in rows:
        fields = [
            each.id,
            each.title,
            f"read: {', '.join(there) or '-'}",
            f"not yet: {', '.join(left) or '-'}",
        ]
        sys.stdout.write("\t".join(terminal_safe(field) for field in fields) + "\n")


@group.command(
    epilog=examples("group vote arxiv:2404.02905 --by Ann", "group vote 2404.02905 --by Ann --take-back")
)
def vote(
    paper: PaperArgument,
    *,
    by: Annotated[str, typer.Option("--by", help="Who wishes for it: a member's name.", metavar="NAME")],
    take_back: Annotated[bool, typer.Option("--take-back", help="Wish for it no more.")] = False,
    file: GroupOption = None,
    library: options.LibraryOption = None,
) -> None:
    """Wish for a paper to be read in the group; each member has one vote for each paper."""
    from papertriage.group.votes import vote as use_case

    set_to = common.settings(library=library)
    of = the_group(set_to, file)
    with common.writing(set_to, bring_index=False) as found:
        voted = use_case(found, of, paper, now(), by=by, take_back=take_back)
        title = found.papers([found.pid_of(voted) or 0], full=False)[0].title
    sys.stdout.write(f"{'taken back' if take_back else 'voted'}\t{voted}\t{terminal_safe(title)}\n")


# It puts `votes` on `group` when it is imported, to be listed last.
from papertriage.cli import group_votes  # noqa: E402, F401
