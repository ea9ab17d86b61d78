"""papertriage note, assign: words kept with a paper, and who is to read it."""

import sys
from typing import Annotated

import typer

from papertriage import triage
from papertriage.cli import common, options
from papertriage.cli.decide import ReasonOption, show
from papertriage.cli.shell import examples, new_app
from papertriage.errors import UsageFault

note = new_app()
assign = new_app()

_LONGEST = 100_000  # characters of a note: it is read beside the paper, not instead of it


@note.command(
    "note",
    epilog=examples(
        'note arxiv:2404.02905 "see figure 2"', "echo 'read it twice' | papertriage note 2210.17323 -"
    ),
)
def write_note(
    paper: Annotated[str, typer.Argument(help="An id, a link, or a title in quotes.", metavar="PAPER")],
    words: Annotated[
        list[str], typer.Argument(help="The note; - reads it from standard input.", metavar="WORDS...")
    ],
    *,
    reader: options.ReaderOption = None,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Keep a note on a paper; `papertriage undo` takes it back."""
    text = (sys.stdin.read(_LONGEST + 1) if words == ["-"] else " ".join(words)).strip()
    if not text:
        raise UsageFault("the note is empty")
    if len(text) > _LONGEST:
        raise UsageFault(f"the note is longer than {_LONGEST} characters")
    set_to = common.settings(library=library, reader=reader)
    with common.writing(set_to) as found:
        noted = triage.note(found, paper, text, common.said(set_to))
    show([noted], json=json, first="note")


@assign.command(
    "assign",
    epilog=examples("assign arxiv:2404.02905 --to ann", "assign 2404.02905 2210.17323 --to nobody"),
)
def assign_to(
    papers: Annotated[list[str], typer.Argument(help="Ids, links, or titles in quotes.", metavar="PAPER...")],
    *,
    to: Annotated[
        str, typer.Option("--to", help="Who is to read them; `nobody` frees them.", metavar="NAME")
    ],
    reason: ReasonOption = None,
    reader: options.ReaderOption = None,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Give papers to somebody to read: the last word on a paper holds."""
    name = " ".join(to.split())
    if not name or not name.isprintable():
        raise UsageFault("--to: write a name, or nobody")
    set_to = common.settings(library=library, reader=reader)
    with common.writing(set_to) as found:
        given = None if name == "nobody" else name
        assigned = triage.assign(found, papers, given, common.said(set_to), reason=reason)
    show(assigned, json=json, first=name)
