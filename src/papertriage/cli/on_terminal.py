"""Answers for a person at a terminal: rich tables with the matched words standing out."""

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from papertriage.cli import plain
from papertriage.model import Evidence, Paper
from papertriage.search import Answer, Asked, Hit, Span
from papertriage.text import terminal_safe

MATCH = "bold yellow"
TOPIC = "cyan"
QUIET = "dim"


def answer(
    found: Asked,
    lots: Iterable[Sequence[Hit]],
    *,
    offset: int = 0,
    why: bool = False,
    console: Console | None = None,
) -> int:
    """Draw the papers as tables, and say how many there are beyond them; return how many are drawn."""
    console = console or Console(highlight=False)
    shown = 0
    for hits in lots:
        if hits:
            console.print(_table(hits, why=why, header=not shown))
        shown += len(hits)
    console.print(_summary(found, offset, shown), style=QUIET)
    return shown


def neighbours(found: Answer, *, why: bool, console: Console | None = None) -> None:
    """Draw the papers most like another, the most like first."""
    console = console or Console(highlight=False)
    if found.hits:
        console.print(_table(found.hits, why=why, header=True))
        console.print(f"{len(found.hits)} papers, most alike first", style=QUIET)


def _summary(found: Asked, offset: int, shown: int) -> str:
    if not found.total:
        return "No paper matches."
    if not shown:
        return f"Nothing here: there are {found.total} papers."
    order = "best first" if found.plan.sort == "relevance" else f"by {found.plan.sort}"
    place = f"{offset + 1} to {offset + shown}" if offset else f"{shown}"
    more = "" if offset + shown >= found.total else f"; more with --offset {offset + shown}"
    return f"{place} of {found.total} papers, {order}{more}"


def _table(hits: Sequence[Hit], *, why: bool, header: bool) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="bold", pad_edge=False, show_header=header)
    table.add_column("Published", no_wrap=True, style=QUIET)
    table.add_column("Title", ratio=1)
    table.add_column("Topics", style=TOPIC, max_width=26)
    for hit in hits:
        table.add_row(_date(hit.paper), _title(hit, why=why), _topics(hit.paper))
    return table


def _date(paper: Paper) -> str:
    return (paper.published or "-") + ("?" if paper.published_inferred else "")


def _title(hit: Hit, *, why: bool) -> RenderableType:
    parts: list[RenderableType] = [
        marked(hit.paper.title, "title", hit.matched),
        Text(terminal_safe(byline(hit.paper)), style=QUIET),
    ]
    if hit.sentence and hit.paper.abstract:
        parts.append(Padding(_sentence(hit.paper.abstract, hit.sentence, hit.matched), (0, 0, 0, 2)))
    if why:
        parts.append(Padding(Text(terminal_safe(plain.reasons(hit)), style="italic"), (0, 0, 0, 2)))
    return Group(*parts)


def _sentence(abstract: str, span: Span, matched: Iterable[Evidence]) -> Text:
    """The sentence of the abstract with the most wanted words, which stand out."""
    start, end = span
    within = [
        each._replace(start=each.start - start, end=each.end - start)
        for each in matched
        if each.field == "abstract" and start <= each.start and each.end <= end
    ]
    drawn = marked(abstract[start:end], "abstract", within)
    return Text("… ") + drawn if start and not abstract[:start].rstrip().endswith((".", "!", "?")) else drawn


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
