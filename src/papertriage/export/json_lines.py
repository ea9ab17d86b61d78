"""JSON Lines: the record, one object a line. This is the public contract (docs/record.md)."""

from collections.abc import Callable, Iterable, Iterator

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


def head(_: About) -> str:
    """Give what stands before the lines: nothing."""
    return ""


def piece(_: About) -> Callable[[Paper], str]:
    """Give what makes a paper's line."""
    return lambda paper: record_line(paper) + "\n"


def end(_: int) -> str:
    """Give what stands behind so many lines: nothing."""
    return ""
