"""papertriage log: every decision, the latest first."""

import sys
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any

import typer

from papertriage import triage
from papertriage.cli import common, options
from papertriage.cli.shell import examples, new_app
from papertriage.library import TAKE_BACK, DecisionRow, Library
from papertriage.text import terminal_safe

log = new_app()


@log.command(epilog=examples("log", "log arxiv:2404.02905", "log --reader ann --limit 0 --json"))
def command(
    paper: Annotated[
        str | None, typer.Argument(help="Only of this paper: an id, a link, or a title.", metavar="[PAPER]")
    ] = None,
    *,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=0, help="How many; 0 means all.", show_default="20")
    ] = None,
    reader: Annotated[
        str | None, typer.Option("--reader", help="Only what this reader said.", metavar="NAME")
    ] = None,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """List decisions, the latest first: when, who, what, on which paper, and whether it was taken back."""
    set_to = common.settings(library=library, limit=limit)
    with common.reading(set_to) as found:
        events = list(islice(_events(found, paper, reader), set_to.limit or None))
        titles = {event.paper: _title(found, event.paper) for event, _ in events}
    if json:
        from papertriage.cli import as_json

        as_json.write([as_record(event, undone=not stands) for event, stands in events])
        return
    for event, stands in events:
        sys.stdout.write(_line(event, titles[event.paper], stands=stands))


def as_record(event: DecisionRow, *, undone: bool) -> dict[str, Any]:
    """Give an event as JSON has it: all of it but its place in this library's log."""
    said = event._asdict()
    del said["seq"]
    return {**said, "undone": undone}


def _events(library: Library, paper: str | None, reader: str | None) -> Iterator[tuple[DecisionRow, bool]]:
    if paper is None:
        yield from library.latest_decisions(reader)
        return
    view = triage.explain(library, paper)
    for event in reversed(view.decisions):
        if reader is None or event.who == reader:
            yield event, event.uid not in view.undone


def _title(library: Library, name: str) -> str:
    paper = library.paper(name)
    return paper.title if paper else "(not in this library)"


def _line(event: DecisionRow, title: str, *, stands: bool) -> str:
    what = event.action if stands else f"({event.action})"
    value = "" if event.action in TAKE_BACK else event.value or ""
    fields = (event.at[:19], event.who or "-", what, event.paper, title, value, event.reason or "")
    return "\t".join(terminal_safe(field) for field in fields).rstrip("\t") + "\n"
