"""papertriage undo, redo: what was said last is taken back, and said again; nothing is rewritten."""

import sys
from typing import Annotated

import typer

from papertriage import triage
from papertriage.cli import common, options
from papertriage.cli.shell import examples, new_app
from papertriage.text import terminal_safe

_COUNT = Annotated[int, typer.Argument(help="How many commands of it.", min=1, metavar="[N]")]


def _command(action: str, words: str) -> typer.Typer:
    app = new_app()

    @app.command(help=words, epilog=examples(action, f"{action} 3", f"{action} --json"))
    def command(
        count: _COUNT = 1,
        *,
        reader: options.ReaderOption = None,
        json: options.JsonOption = False,
        library: options.LibraryOption = None,
    ) -> None:
        set_to = common.settings(library=library, reader=reader)
        doing = triage.undo if action == "undo" else triage.redo
        with common.writing(set_to) as found:
            taken = doing(found, common.said(set_to), common.tagger(set_to), count=count)
        if not taken.events:
            common.note(f"there is nothing to {action}")
        _show(action, taken, json=json)

    return app


def _show(action: str, taken: triage.Taken, *, json: bool) -> None:
    if json:
        from papertriage.cli import as_json
        from papertriage.cli.log import as_record

        as_json.write([as_record(event, undone=action == "undo") for event in taken.events])
        return
    for event in taken.events:
        paper = taken.papers.get(event.paper)
        words = (f"{action} {event.action}", event.paper, paper.title if paper else "", event.value or "")
        sys.stdout.write("\t".join(terminal_safe(word) for word in words).rstrip("\t") + "\n")


undo = _command("undo", "Take back what you said last: one command of it, or N.")
redo = _command("redo", "Say again what you took back last, unless you said something new since.")
