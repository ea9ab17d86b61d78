"""JSON Lines: the record, one object a line. This is the public contract (docs/record.md)."""

from collections.abc import Iterable, Iterator

from papertriage.export.protocol import PLAIN, About
from papertriage.export.record_line import record_line
from papertriage.model import Paper

name = "jsonl"
extension = "jsonl"
what = "JSON Lines: the whole record, one object a line"
lost = "nothing but half surrogate pairs"


def chunks(papers: Iterable[Paper], _: About = PLAIN) -> Iterator[str]:
    """Give one line a paper."""
    for paper in papers:
        yield record_line(paper) + "\n"
