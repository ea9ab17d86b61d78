"""Papers that answer, with the reasons why and why in this place."""

from typing import NamedTuple

from papertriage.model import Evidence, Paper


class Span(NamedTuple):
    """A part of a text, in characters."""

    start: int
    end: int


class Part(NamedTuple):
    """A part of a score: what for, and how much."""

    what: str
    score: float


class Hit(NamedTuple):
    """A paper that answers, with the reasons.

    Its score (None where the order is not by relevance), the matched words, and the sentence of the abstract
    that has most of them.
    """

    paper: Paper
    score: float | None
    matched: tuple[Evidence, ...]
    sentence: Span | None = None
    parts: tuple[Part, ...] = ()  # of the score; only where they are asked for
    discussed: float | None = None  # 0 to 1; only in that order, and where asked for


class Answer(NamedTuple):
    """Some papers, in order, how many there are in all, and what their reader should know of how."""

    hits: list[Hit]
    total: int
    notes: tuple[str, ...] = ()
