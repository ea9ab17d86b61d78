"""papertriage group votes: what the members wish for, and votes as files that can be united."""

import sys
from typing import Annotated

import typer

from papertriage.cli import common, options
from papertriage.cli.group_app import GroupOption, group, the_group
from papertriage.cli.shell import examples, new_app
from papertriage.cli.writing import written
from papertriage.errors import PapertriageError
from papertriage.text import terminal_safe

votes = new_app(help="List the members' votes; carry them from library to library.", no_args_is_help=True)
group.add_typer(votes, name="votes")

_LONGEST = 100_000  # characters of a line


@votes.command("list", epilog=examples("group votes list", "group votes list --json"))
def list_(
    *, file: GroupOption = None, json: options.JsonOption = False, library: options.LibraryOption = None
) -> None:
    """List the papers that members wish for, the most wanted first."""
    from papertriage.group.votes import wishes

    set_to = common.settings(library=library)
    of = the_group(set_to, file)
    with common.reading(set_to) as found:
        rows = [(wish, found.paper(wish.paper)) for wish in wishes(found, of)]
    if json:
        from papertriage.cli import as_json

        as_json.write([{**wish._asdict(), "title": paper and paper.title} for wish, paper in rows])
        return
    for wish, paper in rows:
        fields = [
            str(len(wish.by)),
            wish.paper,
            paper.title if paper else "(not in this library)",
            ", ".join(wish.by),
        ]
        sys.stdout.write("\t".join(terminal_safe(field) for field in fields) + "\n")


@votes.command(epilog=examples("group votes export -o votes.jsonl", "group votes export | sort | uniq"))
def export(
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", help="A file; - is standard output.", metavar="FILE")
    ] = "-",
    library: options.LibraryOption = None,
) -> None:
    """Write all votes as JSON lines, which can be united with others' line by line, in any order."""
    from papertriage.group.votes import as_lines
    from papertriage.library.group import votes as all_votes

    with common.reading(common.settings(library=library)) as found:
        written(as_lines(all_votes(found)), output)


@votes.command(
    "import",
    epilog=examples(
        "group votes import votes.jsonl", "cat ann.jsonl bob.jsonl | papertriage group votes import -"
    ),
)
def import_(
    source: Annotated[str, typer.Argument(help="A file of votes; - is standard input.", metavar="FILE")],
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 where a line was skipped.")] = False,
    library: options.LibraryOption = None,
) -> None:
    """Unite a file's votes with the library's: votes that are there already change nothing."""
    from papertriage.group.votes import Unread, read_lines, unite

    read = list(read_lines(_lines(source)))
    skipped = [each for each in read if isinstance(each, Unread)]
    given = [each for each in read if not isinstance(each, Unread)]
    with common.writing(common.settings(library=library), bring_index=False) as found:
        new, strangers = unite(found, given)
    for each in skipped:
        common.note(f"{terminal_safe(source)}: line {each.line} {each.reason}; skipped")
    sys.stdout.write(
        f"{len(given)} votes read = {new} new + {len(given) - new} known; {len(skipped)} lines skipped\n"
    )
    if strangers:
        common.note(f"{strangers} are on papers that this library has not; they count once it has them")
    if strict and skipped:
        raise typer.Exit(3)


def _lines(source: str) -> list[str]:
    try:
        if source == "-":
            return sys.stdin.buffer.read().decode("utf-8", "replace").splitlines()
        with open(source, encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - as it was typed
            return [line[:_LONGEST] for line in file]
    except OSError as fault:
        raise PapertriageError(
            f"{source}: cannot be read ({(fault.strerror or str(fault)).lower()})"
        ) from None
