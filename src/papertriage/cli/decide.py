"""papertriage accept, reject, later, read, unread, star, unstar: what a reader says of papers.

Decisions are events, never rewritten.
"""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from papertriage import triage
from papertriage.cli import chosen, common, options
from papertriage.cli.shell import examples, new_app
from papertriage.model import Paper
from papertriage.text import terminal_safe

ReasonOption = Annotated[
    str | None, typer.Option("--reason", "-r", help="Why, in words; kept with the decision.")
]


def show(papers: Sequence[Paper], *, json: bool, first: str | None = None) -> None:
    """Write the papers that were decided on: the state (or `first`), the id, the title."""
    if json:
        from papertriage.cli import as_json
        from papertriage.export import record

        as_json.write([record(paper) for paper in papers])
        return
    for paper in papers:
        sys.stdout.write(f"{first or paper.state}\t{paper.id}\t{terminal_safe(paper.title)}\n")


def _command(action: str, words: str) -> typer.Typer:
    app = new_app()

    @app.command(
        help=words,
        epilog=examples(
            f"{action} arxiv:2404.02905",
            f'{action} 2404.02905 2210.17323 --reason "for Tuesday"',
            f'{action} --search "kv cache" --state unread --yes',
        ),
    )
    def command(
        papers: chosen.Named = None,
        *,
        search: chosen.SearchOption = None,
        topic: options.TopicOption = None,
        state: options.StateOption = None,
        reason: ReasonOption = None,
        yes: chosen.YesOption = False,
        reader: options.ReaderOption = None,
        json: options.JsonOption = False,
        library: options.LibraryOption = None,
    ) -> None:
        set_to = common.settings(library=library, reader=reader)
        named = papers or []
        ids = chosen.searched(set_to, action, named, search, topic=topic, state=state, yes=yes)
        if ids == []:
            show([], json=json)
            return
        with common.writing(set_to) as found:
            said = common.said(set_to)
            if ids is None:
                decided = triage.decide(found, action, named, said, reason=reason)
            else:
                triage.decide_all(found, action, ids, said, reason=reason)
                pids = [pid for name in ids if (pid := found.pid_of(name)) is not None]
                decided = found.papers(pids, full=json)
        show(decided, json=json, first=action if "star" in action else None)

    return app


accept = _command("accept", "Accept papers: worth the group's time.")
reject = _command("reject", "Reject papers.")
later = _command("later", "Put papers off.")
read = _command("read", "Mark papers as read.")
unread = _command("unread", "Take papers back to unread; what was decided stays in their history.")
star = _command("star", "Star papers: the best of what there is.")
unstar = _command("unstar", "Take the stars of papers away.")
