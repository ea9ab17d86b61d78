"""JSON: the same records as JSON Lines, as one array, for readers that want one document."""

from collections.abc import Iterable, Iterator

from papertriage.export.protocol import PLAIN, About
from papertriage.export.record_line import record_line
from papertriage.model import Paper

name = "json"
extension = "json"
what = "JSON: the whole records, as one array"
lost = "nothing but half surrogate pairs"


def chunks(papers: Iterable[Paper], _: About = PLAIN) -> Iterator[str]:
    """Give the array, one paper a line."""
    before = "[\n"
    for paper in papers:
        yield before + record_line(paper)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
