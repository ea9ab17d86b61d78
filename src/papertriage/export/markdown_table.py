"""A Markdown table: a row a paper, for a page, an issue or a chat; as GitHub, Obsidian and pandoc read it."""

from collections.abc import Iterable, Iterator

from papertriage.export.address import paper_address
from papertriage.export.markdown import authors_of, inline, target
from papertriage.export.protocol import PLAIN, About
from papertriage.model import Paper

name = "md-table"
extension = "table.md"
what = "Markdown table: a row a paper"
lost = "as `md`; abstracts, evidence, links but the first, authors past 3"

_AUTHORS = 3


def chunks(papers: Iterable[Paper], _: About = PLAIN) -> Iterator[str]:
    """Give the head of the table, then one row a paper."""
    yield "| paper | authors | published | votes | comments | topics | state |\n"
    yield "|---|---|---|--:|--:|---|---|\n"
    for paper in papers:
        yield f"| {' | '.join(_cells(paper))} |\n"


def _cells(paper: Paper) -> tuple[str, ...]:
    title, address = inline(paper.title) or "(no title)", paper_address(paper)
    return (
        f"[{title}]({target(address)})" if address else title,
        authors_of(paper, _AUTHORS) or (inline(paper.organization.name) if paper.organization else ""),
        inline(paper.published or str(paper.year or "")),
        "" if paper.upvotes is None else str(paper.upvotes),
        "" if paper.comments is None else str(paper.comments),
        ", ".join([inline(hit.name) for hit in paper.topics]),
        inline(paper.state),
    )
