"""Answers for a pipe: one line a paper, fields apart by tabs, nothing that a terminal would obey."""

import sys
from collections.abc import Iterable, Sequence

from papertriage.model import Paper
from papertriage.search import Hit, Part
from papertriage.text import terminal_safe


def answer(lots: Iterable[Sequence[Hit]], *, why: bool) -> int:
    """Write a line a paper: id, date, title, topics; with `why` reasons as a fifth. Return how many."""
    shown = 0
    for hits in lots:
        sys.stdout.writelines(f"{_line(hit, why=why)}\n" for hit in hits)
        shown += len(hits)
    return shown


def _line(hit: Hit, *, why: bool) -> str:
    paper = hit.paper
    fields = [
        paper.id,
        paper.published or "-",
        paper.title,
        ",".join(topic.name for topic in paper.topics) or "-",
    ]
    if why:
        fields.append(reasons(hit))
    return "\t".join(terminal_safe(field) for field in fields)


def reasons(hit: Hit) -> str:
    """Say why a paper is in the answer: its score and the parts of it, the words that matched and where.

    What made its topics.
    """
    parts = [] if hit.score is None else [_score(hit.score, hit.parts)]
    if hit.discussed is not None:
        parts.append(f"more discussed than {hit.discussed:.0%} of its day's papers at its age")
    for field in ("title", "abstract"):
        words = list(dict.fromkeys(each.text.casefold() for each in hit.matched if each.field == field))
        if words:
            parts.append(f"{field}: {', '.join(words[:8])}")
    parts += [topic_reason(hit.paper, at) for at in range(len(hit.paper.topics))]
    return "; ".join(parts) or "no words asked"


def _score(score: float, parts: Sequence[Part]) -> str:
    of = ", ".join(f"{part.what} {part.score:.2f}" for part in sorted(parts, key=lambda part: -part.score))
    return f"score {score:.2f}{f' ({of})' if of else ''}"


def topic_reason(paper: Paper, at: int) -> str:
    """Say what made one of a paper's topics."""
    topic = paper.topics[at]
    words = list(dict.fromkeys(each.text for each in topic.evidence))
    return f"{topic.name} {topic.score:.2f} ({', '.join(words[:4])})"
