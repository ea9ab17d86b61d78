"""Answers for a person at a terminal: rich tables with the matched words standing out."""

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from papertriage.cli import plain
from papertriage.model import Evidence, Paper
from papertriage.search import Answer, Hit, Plan
from papertriage.text import terminal_safe

MATCH = "bold yellow"
TOPIC = "cyan"
QUIET = "dim"


def answer(found: Answer, asked: Plan, *, why: bool, console: Console | None = None) -> None:
    """Draw the papers as a table, and say how many there are beyond it."""
    console = console or Console(highlight=False)
    if not found.hits:
        console.print("No paper matches.", style=QUIET)
        return
    table = Table(box=None, padding=(0, 1), header_style="bold", pad_edge=False)
    table.add_column("Published", no_wrap=True, style=QUIET)
    table.add_column("Title", ratio=1)
    table.add_column("Topics", style=TOPIC, max_width=26)
    for hit in found.hits:
        table.add_row(_date(hit.paper), _title(hit, why=why), _topics(hit.paper))
    console.print(table)
    order = "best first" if asked.sort == "relevance" else f"by {asked.sort}"
    console.print(f"{len(found.hits)} of {found.total} papers, {order}", style=QUIET)


def _date(paper: Paper) -> str:
    return (paper.published or "-") + ("?" if paper.published_inferred else "")


def _title(hit: Hit, *, why: bool) -> RenderableType:
    title = marked(hit.paper.title, "title", hit.matched)
    under = Text(terminal_safe(byline(hit.paper)), style=QUIET)
    return (
        Group(title, under, Padding(Text(terminal_safe(plain.reasons(hit)), style="italic"), (0, 0, 0, 2)))
        if why
        else Group(title, under)
    )


def marked(text: str, field: str, spans: Iterable[Evidence]) -> Text:
    """A title or an abstract with its matched words standing out; safe to print."""
    safe = terminal_safe(text)
    drawn = Text(safe)
    if len(safe) == len(text):  # else the spans are of another text
        for span in spans:
            if span.field == field:
                drawn.stylize(MATCH, span.start, span.end)
    return drawn


def byline(paper: Paper) -> str:
    """Id, authors or organization, and counts, as far as they are known."""
    parts = [paper.id]
    if paper.organization:
        parts.append(paper.organization.name)
    if paper.authors:
        parts.append(paper.authors[0] + (" et al." if len(paper.authors) > 1 else ""))
    elif paper.author_count:
        parts.append(f"{paper.author_count} author{'s' * (paper.author_count != 1)}")
    if paper.comments:
        parts.append(f"{paper.comments} comment{'s' * (paper.comments != 1)}")
    if paper.upvotes:
        parts.append(f"{paper.upvotes} upvote{'s' * (paper.upvotes != 1)}")
    return " · ".join(parts)


def _topics(paper: Paper) -> Text:
    return Text(terminal_safe(", ".join(topic.name for topic in paper.topics)))
