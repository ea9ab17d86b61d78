"""One paper for a person at a terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from papertriage import triage
from papertriage.cli.on_terminal import MATCH, QUIET, TOPIC, marked
from papertriage.text import terminal_safe


def draw(view: triage.View, console: Console | None = None) -> None:
    """Draw a paper.

    Its fields, its abstract with the words that made topics, where it was seen, what was decided.
    """
    console = console or Console(highlight=False)
    paper = view.paper
    evidence = [each for hit in paper.topics for each in hit.evidence]
    console.print(marked(paper.title, "title", evidence).copy(), style="bold")
    table = Table.grid(padding=(0, 2))
    table.add_column(style=QUIET, no_wrap=True)
    table.add_column(ratio=1)
    for name, value in triage.fields(paper):
        if name not in ("title", "abstract"):
            table.add_row(name, Text(terminal_safe(value)))
    console.print(table)
    if paper.abstract:
        console.print()
        console.print(marked(paper.abstract, "abstract", evidence))
    console.print()
    for name, value in (
        *triage.topic_lines(view),
        *triage.sighting_lines(view),
        *triage.decision_lines(view),
    ):
        console.print(Text.assemble((f"{name}  ", TOPIC if name == "topic" else QUIET), terminal_safe(value)))
    if evidence:
        console.print(
            Text("Words that made a topic stand out like ", style=QUIET).append("this", style=MATCH)
        )
