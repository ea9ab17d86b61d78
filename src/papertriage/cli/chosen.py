"""Which papers a command decides on: named one by one, or all that a search finds, agreed to first."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from papertriage import search
from papertriage.cli import common
from papertriage.config import Settings
from papertriage.errors import UsageFault
from papertriage.model import Paper
from papertriage.text import terminal_safe

Named = Annotated[
    list[str] | None, typer.Argument(help="Ids, links, or titles in quotes.", metavar="[PAPER]...")
]
SearchOption = Annotated[
    str | None,
    typer.Option("--search", "-s", help="Every paper that this search finds, after a look.", metavar="QUERY"),
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before deciding on a search.")]

_PREVIEWED = 10


def searched(
    set_to: Settings, action: str, named: Sequence[str], query: str | None, *,
    topic: list[str] | None, state: str | None, yes: bool,
) -> list[str] | None:  # fmt: skip
    """Give the ids of what a search finds once the reader agreed, or None where papers are named.

    Raises UsageFault where both or neither are given, or where nobody can be asked.
    """
    if query is None and not topic and state is None:
        if not named:
            raise UsageFault(f"name papers to {action}, or --search QUERY")
        return None
    if named:
        raise UsageFault("name papers, or search for them with --search, --topic and --state; not both")
    with common.reading(set_to, searching=True) as library:
        filters = common.filters_from(topic, False, None, None, None, None, state)
        asked = search.plan(query, filters, names=common.names_of(library, set_to))
        found = search.search(library, asked, limit=0)
    papers = [hit.paper for hit in found.hits]
    if not papers:
        common.note("no paper matches: nothing is decided")
    elif not yes:
        _agree(action, papers)
    return [paper.id for paper in papers]


def _agree(action: str, papers: Sequence[Paper]) -> None:
    count = f"{len(papers)} paper{'s' * (len(papers) != 1)}"
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageFault(f"the search finds {count}: add --yes to {action} them without being asked")
    for paper in papers[:_PREVIEWED]:
        common.note(f"  {paper.state:<9} {terminal_safe(paper.title)}")
    if len(papers) > _PREVIEWED:
        common.note(f"  … and {len(papers) - _PREVIEWED} more")
    sys.stderr.write(f"{action} {count}? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        common.note("nothing is decided")
        raise typer.Exit(1)
