"""JSON: the same records as JSON Lines, as one array, for readers that want one document."""

from collections.abc import Iterable, Iterator

from papertriage.export.record_line import record_line
from papertriage.model import Paper

name = "json"
extension = "json"
what = "JSON: the whole records, as one array"


def chunks(papers: Iterable[Paper]) -> Iterator[str]:
    """Give the array, one paper a line."""
    before = "[\n"
    for paper in papers:
        yield before + record_line(paper)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
