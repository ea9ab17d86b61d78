"""papertriage decisions export, import: the log of decisions as JSON lines, to keep and to merge."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from papertriage import triage
from papertriage.cli import common, options
from papertriage.cli.shell import examples, new_app
from papertriage.errors import UnreadableDump
from papertriage.library import DecisionRow
from papertriage.text import terminal_safe

decisions = new_app(help="Write the log of decisions, and merge the logs of others.", no_args_is_help=True)

_SHOWN = 5


@decisions.command("export", epilog=examples("decisions export > ann.jsonl", "decisions export -o ann.jsonl"))
def write(
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", help="A file; - is standard output.", metavar="FILE")
    ] = "-",
    reader: Annotated[
        str | None, typer.Option("--reader", help="Only what this reader said.", metavar="NAME")
    ] = None,
    library: options.LibraryOption = None,
) -> None:
    """Write every decision as a line of JSON, oldest first."""
    from papertriage.cli.writing import written
    from papertriage.triage.mirror import to_line

    with common.reading(common.settings(library=library)) as found:
        written((to_line(event) for event in found.log(reader)), output)


@decisions.command(
    "import",
    epilog=examples("decisions import ann.jsonl bob.jsonl", "cat ann.jsonl | papertriage decisions import -"),
)
def merge(
    files: Annotated[list[str], typer.Argument(help="JSON lines; - is standard input.", metavar="FILE...")],
    *,
    strict: Annotated[bool, typer.Option("--strict", help="End with 3 where a line was skipped.")] = False,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Merge logs of decisions into this library: in any order and as often as you like, it comes to the same.

    Decisions on papers that are not here wait for them. All files are one transaction.
    """
    set_to = common.settings(library=library)
    events, skipped = _read(files)
    with common.writing(set_to) as found:
        merged = triage.merge(found, events, common.said(set_to), common.tagger(set_to))
    skipped += [f"{uid}: another decision has this id; the one here stays" for uid in merged.other]
    for line in skipped[:_SHOWN]:
        common.note(terminal_safe(f"skipped: {line}"))
    if len(skipped) > _SHOWN:
        common.note(f"… and {len(skipped) - _SHOWN} more skipped")
    counts = {
        "read": len(events), "added": len(merged.added), "known": len(events) - len(merged.added)
        - len(merged.other), "skipped": len(skipped), "waiting": merged.homeless,
    }  # fmt: skip
    if json:
        from papertriage.cli import as_json

        as_json.write(counts)
    else:
        sys.stdout.writelines(f"{name}\t{count}\n" for name, count in counts.items())
    if strict and skipped:
        raise typer.Exit(3)


def _read(files: list[str]) -> tuple[list[DecisionRow], list[str]]:
    from papertriage.triage.mirror import read_lines

    events: list[DecisionRow] = []
    skipped: list[str] = []
    for name in files:
        with _lines(name) as lines:
            for each in read_lines(lines):
                if isinstance(each, DecisionRow):
                    events.append(each)
                else:
                    skipped.append(f"{name}:{each.line}: {each.why}")
    return events, skipped


@contextmanager
def _lines(name: str) -> Iterator[Iterable[str]]:
    """The lines of a file, as they are read. Raises UnreadableDump naming it."""
    if name == "-":
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        yield sys.stdin
        return
    try:
        with Path(name).open(encoding="utf-8", errors="replace") as file:
            yield file
    except OSError as error:
        raise UnreadableDump(f"{name}: cannot be read ({(error.strerror or str(error)).lower()})") from None
