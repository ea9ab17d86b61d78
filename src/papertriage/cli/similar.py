"""papertriage similar: the neighbours of a paper, or of a text."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from papertriage import search, triage
from papertriage.cli import common, options
from papertriage.cli.shell import examples, new_app
from papertriage.errors import UsageFault
from papertriage.library import Library
from papertriage.search import neighbours

similar = new_app()
_LONGEST_TITLE = 300


@similar.command(
    epilog=examples(
        "similar arxiv:2404.02905",
        'similar "visual autoregressive modeling" --since 2025 --why',
        "similar draft.txt --topic quantization",
        "pbpaste | papertriage similar -",
    )
)
def command(
    paper: Annotated[
        list[str],
        typer.Argument(
            help="A paper's id, link or (nearly) title; a text file; - for standard input.",
            metavar="PAPER|FILE",
        ),
    ],
    *,
    topic: options.TopicOption = None,
    any_topic: options.AnyOption = False,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    author_count: options.AuthorsOption = None,
    org: options.OrganizationOption = None,
    state: options.StateOption = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=0, help="How many; 0 means all.", show_default="20")
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="Say for each paper which words it shares.")] = False,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Find the papers whose titles and abstracts share most of the telling words of a paper or a text."""
    set_to = common.settings(library=library, limit=limit)
    with common.reading(set_to, searching=True) as found:
        filters = common.filters_from(topic, any_topic, since, until, author_count, org, state)
        among = search.plan(None, filters, names=common.names_of(found, set_to))
        example = _example(found, " ".join(paper))
        answer = neighbours.similar(found, example, among, limit=set_to.limit, why=why or json)
    if not answer.hits:
        common.note("papertriage: no paper shares a telling word")
    _show(answer, why=why, json=json)


def _example(library: Library, asked: str) -> neighbours.Example:
    """The paper that is meant, or the text of a file. Raises NotFound, and UsageFault for what is no text."""
    if asked == "-":
        return _text(sys.stdin.buffer.read(4 * neighbours.MOST_CHARACTERS), "standard input")
    if _is_file(asked):
        with Path(asked).open("rb") as stream:
            return _text(stream.read(4 * neighbours.MOST_CHARACTERS), asked)
    pid = triage.find(library, asked)
    paper = library.papers([pid])[0]
    return neighbours.Example(paper.title, paper.abstract, pid)


def _is_file(asked: str) -> bool:
    try:
        return Path(asked).is_file()
    except (OSError, ValueError):  # too long for a name, or with a NUL
        return False


def _text(raw: bytes, name: str) -> neighbours.Example:
    """A text: its first line, where it is short enough, for the title, and the rest."""
    if b"\x00" in raw:
        raise UsageFault(f"{name}: not a text; give the text of the paper, or its id")
    text = raw.decode("utf-8", "replace").strip()
    if not text:
        raise UsageFault(f"{name}: there is no text in it")
    title, _, rest = text.partition("\n")
    return neighbours.Example(title, rest) if len(title) <= _LONGEST_TITLE else neighbours.Example("", text)


def _show(answer: search.Answer, *, why: bool, json: bool) -> None:
    if json:
        from papertriage.cli import as_json

        as_json.neighbours(answer)
    elif sys.stdout.isatty():
        from papertriage.cli import on_terminal  # here for start-up: a pipe needs no rich

        on_terminal.neighbours(answer, why=why)
    else:
        from papertriage.cli import plain

        plain.answer([answer.hits], why=why)
