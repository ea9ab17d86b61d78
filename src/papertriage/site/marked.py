"""An abstract with the words standing out that made its topics."""

from collections.abc import Iterable, Iterator
from html import escape

from papertriage.export.markup import escaped
from papertriage.export.printable import is_printable
from papertriage.model import Paper

_Span = tuple[int, int]


def marked(paper: Paper) -> str:
    """Give the abstract as HTML; where it holds anything unseen, which moves words, nothing stands out."""
    text = paper.abstract or ""
    if not is_printable(text):
        return escaped(text)
    parts, at = [], 0
    for start, end in _merged(_spans(paper, len(text))):
        parts += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
        at = end
    return "".join([*parts, escape(text[at:])])


def _spans(paper: Paper, length: int) -> Iterator[_Span]:
    for hit in paper.topics:
        for each in hit.evidence:
            if each.field == "abstract" and 0 <= each.start < each.end <= length and each.weight > 0:
                yield each.start, each.end


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    """Join those that overlap."""
    found: list[_Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
