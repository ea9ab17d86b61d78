"""How good tags are, on papers that somebody labelled: precision, recall and F1 with bootstrap intervals.

A label that is `grey` (two careful readers could disagree) counts neither for nor against. F1 is 0 where
nothing is right, and there is none (None) where a topic has neither a label nor a tag. Micro figures count
all topics' tags together; macro figures are the mean over the topics that have one. Intervals are the
middle 95 % of RESAMPLES bootstrap samples of papers, seeded, so that the same labels give the same figures.
"""

import random
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

RESAMPLES = 1000
SEED = 20_240_704
OUTSIDE = 0.025  # of the samples, on either side of an interval

_RIGHT, _FALSE, _MISSED = range(3)
_Counts = list[int]  # of _RIGHT, _FALSE, _MISSED


class Labelled(NamedTuple):
    """A paper with the topics it has, and those that are grey."""

    title: str
    abstract: str | None
    topics: frozenset[str]
    grey: frozenset[str] = frozenset()
    key: str = ""  # how the file of labels names it


class Figure(NamedTuple):
    """A share from 0 to 1, and its interval; None where it is 0 of 0."""

    value: float | None
    low: float | None
    high: float | None


class Score(NamedTuple):
    """How good the tags of a topic, or of all together, are."""

    name: str
    right: int
    false: int  # tagged without the label
    missed: int  # labelled without the tag
    precision: Figure
    recall: Figure
    f1: Figure


class Mistake(NamedTuple):
    """A paper and a topic on which tag and label differ."""

    topic: str
    place: int  # of the paper among those given
    missed: bool  # it has the label and not the tag; else the other way round


class Report(NamedTuple):
    """All figures of one evaluation."""

    papers: int
    topics: tuple[Score, ...]
    micro: Score
    macro: Score  # the counts are those of micro
    mistakes: tuple[Mistake, ...]


def labels_of(papers: Iterable[Labelled]) -> tuple[str, ...]:
    """Return the topics that these labels speak of, grey ones included: those that can be evaluated."""
    return tuple(sorted(frozenset().union(*(paper.topics | paper.grey for paper in papers))))


def evaluate(papers: Sequence[Labelled], tagged: Sequence[Collection[str]], names: Sequence[str]) -> Report:
    """Compare the tags of each paper with its labels, for the topics with these names."""
    outcomes = [_outcomes(paper, tags, names) for paper, tags in zip(papers, tagged, strict=True)]
    whole = _summed(outcomes, range(len(papers)), len(names))
    generator = random.Random(SEED)  # noqa: S311 - a bootstrap keeps no secret
    samples = [
        _summed(outcomes, generator.choices(range(len(papers)), k=len(papers)), len(names))
        for _ in range(RESAMPLES if papers else 0)
    ]
    topics = [_score(name, whole[at], [sample[at] for sample in samples]) for at, name in enumerate(names)]
    micro = _score("micro", _together(whole), [_together(sample) for sample in samples])
    return Report(
        papers=len(papers),
        topics=tuple(topics),
        micro=micro,
        macro=_macro(micro, whole, samples),
        mistakes=tuple(_mistakes(outcomes, names)),
    )


def shares(counts: Sequence[int]) -> tuple[float | None, float | None, float | None]:
    """Return precision, recall and F1 of how many tags are right, false and missed; None is 0 of 0."""
    right, false, missed = counts
    return (
        right / (right + false) if right + false else None,
        right / (right + missed) if right + missed else None,
        2 * right / (2 * right + false + missed) if right + false + missed else None,
    )


def _outcomes(paper: Labelled, tags: Collection[str], names: Sequence[str]) -> list[tuple[int, int]]:
    """Return (place of the topic, outcome) where there is a tag or a label that is not grey."""
    found = []
    for at, name in enumerate(names):
        has, tag = name in paper.topics, name in tags
        if name not in paper.grey and (has or tag):
            found.append((at, _RIGHT if has and tag else _MISSED if has else _FALSE))
    return found


def _summed(
    outcomes: Sequence[Sequence[tuple[int, int]]], places: Iterable[int], topics: int
) -> list[_Counts]:
    counts = [[0, 0, 0] for _ in range(topics)]
    for place in places:
        for at, outcome in outcomes[place]:
            counts[at][outcome] += 1
    return counts


def _together(counts: Iterable[_Counts]) -> _Counts:
    return [sum(column) for column in zip(*counts, strict=True)] or [0, 0, 0]


def _score(name: str, counts: _Counts, samples: Sequence[_Counts]) -> Score:
    figures = zip(shares(counts), *(shares(sample) for sample in samples), strict=True)
    precision, recall, f1 = (_figure(value, rest) for value, *rest in figures)
    right, false, missed = counts
    return Score(name, right, false, missed, precision, recall, f1)


def _macro(micro: Score, whole: Sequence[_Counts], samples: Iterable[Sequence[_Counts]]) -> Score:
    columns = zip(_means(whole), *(_means(sample) for sample in samples), strict=True)
    precision, recall, f1 = (_figure(value, rest) for value, *rest in columns)
    return micro._replace(name="macro", precision=precision, recall=recall, f1=f1)


def _means(counts: Sequence[_Counts]) -> list[float | None]:
    columns = zip(*(shares(of_topic) for of_topic in counts), strict=True)
    return [_mean([value for value in column if value is not None]) for column in columns] or [None] * 3


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _figure(value: float | None, samples: Iterable[float | None]) -> Figure:
    """Return a value with its interval; samples that have none (0 of 0) say nothing."""
    ordered = sorted(each for each in samples if each is not None)
    if value is None or not ordered:
        return Figure(value, None, None)
    outside = int(len(ordered) * OUTSIDE)
    return Figure(value, ordered[outside], ordered[-1 - outside])


def _mistakes(outcomes: Sequence[Sequence[tuple[int, int]]], names: Sequence[str]) -> list[Mistake]:
    """Return the mistakes by topic, in the order of the papers."""
    return sorted(
        Mistake(names[at], place, outcome == _MISSED)
        for place, found in enumerate(outcomes)
        for at, outcome in found
        if outcome != _RIGHT
    )
