"""JSON Lines: the record, one object a line. This is the public contract (docs/record.md)."""

from collections.abc import Iterable, Iterator

from papertriage.export.record_line import record_line
from papertriage.model import Paper

name = "jsonl"
extension = "jsonl"
what = "JSON Lines: the whole record, one object a line"


def chunks(papers: Iterable[Paper]) -> Iterator[str]:
    """Give one line a paper."""
    for paper in papers:
        yield record_line(paper) + "\n"
