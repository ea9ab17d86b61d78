"""papertriage accept, reject, later, read, unread: what a reader says of papers.

Decisions are events, never rewritten.
"""

import datetime
import sys
from typing import Annotated

import typer

from papertriage import triage
from papertriage.cli import options
from papertriage.cli.shell import examples, new_app
from papertriage.text import terminal_safe

_IDS = Annotated[list[str], typer.Argument(help="Ids, links, or titles in quotes.", metavar="PAPER...")]
ReasonOption = Annotated[
    str | None, typer.Option("--reason", "-r", help="Why, in words; kept with the decision.")
]


def _command(action: str, words: str) -> typer.Typer:
    app = new_app()

    @app.command(
        help=words,
        epilog=examples(
            f"{action} arxiv:2404.02905", f'{action} 2404.02905 2210.17323 --reason "for Tuesday"'
        ),
    )
    def command(
        papers: _IDS,
        *,
        reason: ReasonOption = None,
        json: options.JsonOption = False,
        library: options.LibraryOption = None,
    ) -> None:
        now = datetime.datetime.now(datetime.UTC)
        with options.writing(options.settings(library=library)) as found:
            decided = triage.decide(found, action, papers, now, reason=reason)
        if json:
            from papertriage.cli import as_json
            from papertriage.export import record

            as_json.write([record(paper) for paper in decided])
            return
        for paper in decided:
            sys.stdout.write(f"{paper.state}\t{paper.id}\t{terminal_safe(paper.title)}\n")

    return app


accept = _command("accept", "Accept papers: worth the group's time.")
reject = _command("reject", "Reject papers.")
later = _command("later", "Put papers off.")
read = _command("read", "Mark papers as read.")
unread = _command("unread", "Take papers back to unread; what was decided stays in their history.")
