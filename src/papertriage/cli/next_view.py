"""The list of what to read next, for a person at a terminal."""

from collections.abc import Sequence

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from papertriage.cli.next_up import reason
from papertriage.cli.on_terminal import QUIET, TOPIC, byline
from papertriage.model import Paper
from papertriage.text import terminal_safe
from papertriage.triage.places import Ranked


def draw(ranked: Ranked, papers: Sequence[Paper], *, why: bool, console: Console | None = None) -> None:
    """Draw the list: place, title and byline, what it is there for; with `why` the reasons."""
    console = console or Console(highlight=False)
    if not papers:
        console.print("No paper is left.", style=QUIET)
        return
    table = Table(box=None, padding=(0, 1), header_style="bold", pad_edge=False)
    table.add_column("", justify="right", style=QUIET, no_wrap=True)
    table.add_column("Title", ratio=1)
    table.add_column("For", style=TOPIC, no_wrap=True)
    for rank, (place, paper) in enumerate(zip(ranked.places, papers, strict=True), start=1):
        shown = [Text(terminal_safe(paper.title)), Text(terminal_safe(byline(paper)), style=QUIET)]
        if why:
            words = Text(terminal_safe(reason(place)), style="italic")
            table.add_row(str(rank), Group(*shown, Padding(words, (0, 0, 0, 2))), place.slot)
        else:
            table.add_row(str(rank), Group(*shown), place.slot)
    console.print(table)
    console.print(f"{len(papers)} of {ranked.left} papers", style=QUIET)
