"""A Markdown list: a line a paper, to paste into a message or tick off."""

from collections.abc import Iterable, Iterator

from papertriage.export.address import paper_address
from papertriage.export.markdown import authors_of, inline, target
from papertriage.export.protocol import PLAIN, About
from papertriage.model import Paper

name = "md-list"
extension = "list.md"
what = "Markdown list: a line a paper"
lost = "as `md`; abstracts, topics, counts, links but the first, authors past 3"

_AUTHORS = 3


def chunks(papers: Iterable[Paper], _: About = PLAIN) -> Iterator[str]:
    """Give one item a paper: its title, linked; who, and when."""
    for paper in papers:
        title, address = inline(paper.title) or "(no title)", paper_address(paper)
        who = authors_of(paper, _AUTHORS) or (inline(paper.organization.name) if paper.organization else "")
        when = inline(paper.published or str(paper.year or ""))
        facts = ", ".join([fact for fact in (who, when) if fact])
        linked = f"[{title}]({target(address)})" if address else f"**{title}**"
        yield f"- {linked}{f' — {facts}' if facts else ''}\n"
