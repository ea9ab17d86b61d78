"""How far readers agree: overlap, raw agreement, Cohen's kappa, Krippendorff's alpha, with intervals.

Alpha is that for nominal data with missing values (Krippendorff 2011, "Computing Krippendorff's
alpha-reliability"); kappa is Cohen's (1960), for two readers. Both are 1 where all agree and about 0 where
they agree as by chance; there is none where everybody always says the same, as chance would agree as well.
Intervals are the middle 95 % of RESAMPLES bootstrap samples of papers, seeded.
"""

from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
SEED = 20_110_125
TAIL = 0.025  # of the samples, on either side of an interval
FEW = 30  # papers decided by two or more: with fewer, figures say little

Floats = NDArray[np.float64]
Table = NDArray[np.int64]  # readers x papers: the number of a decision, or -1


class Figure(NamedTuple):
    """A value and its interval; None where there is none."""

    value: float | None
    low: float | None
    high: float | None


NO_FIGURE = Figure(None, None, None)


class Pair(NamedTuple):
    """How far two readers agree."""

    readers: tuple[str, str]
    overlap: int  # papers that both decided on
    agreement: Figure  # the share of those on which they said the same
    kappa: Figure


class Agreement(NamedTuple):
    """How far all readers agree."""

    readers: tuple[str, ...]
    papers: int  # that anybody decided on
    overlap: int  # … and two or more did
    agreement: Figure  # the mean over those papers of the share of pairs of readers who said the same
    alpha: Figure
    pairs: tuple[Pair, ...]
    conflicts: tuple[str, ...]  # papers on which not all said the same, in order
    warning: str | None


def agreement(said: Mapping[str, Mapping[str, str]]) -> Agreement:
    """Compare what readers said: reader -> paper -> decision."""
    readers = tuple(sorted(said))
    papers = sorted({paper for decisions in said.values() for paper in decisions})
    words = sorted({word for decisions in said.values() for word in decisions.values()})
    if not papers:
        return Agreement(readers, 0, 0, NO_FIGURE, NO_FIGURE, (), (), _warning(0))
    number = {word: at for at, word in enumerate(words)}
    table = np.array(
        [[number.get(said[reader].get(paper, ""), -1) for paper in papers] for reader in readers], np.int64
    )
    shared = _votes(table, len(words))
    overlap = int(shared.papers.sum())
    return Agreement(
        readers=readers,
        papers=len(papers),
        overlap=overlap,
        agreement=_raw(shared),
        alpha=_alpha(shared),
        pairs=tuple(
            _pair((readers[one], readers[other]), table[[one, other]], len(words))
            for one, other in combinations(range(len(readers)), 2)
        ),
        conflicts=tuple(
            paper for paper, column in zip(papers, table.T.tolist(), strict=True) if len({*column} - {-1}) > 1
        ),
        warning=_warning(overlap),
    )


def _warning(overlap: int) -> str | None:
    if overlap == 0:
        return "no paper was decided by two readers: nothing can be compared"
    papers = "1 paper was" if overlap == 1 else f"{overlap} papers were"
    return f"only {papers} decided by two readers: the figures say little" if overlap < FEW else None


class _Votes(NamedTuple):
    """How readers voted on papers, equal papers together."""

    votes: Floats  # kinds of papers x decisions: how many readers said so
    papers: Floats  # of each kind

    def samples(self) -> Floats:
        """Return how many papers of each kind there are; below that, how many in each sample."""
        every = int(self.papers.sum())
        drawn = np.random.default_rng(SEED).multinomial(every, self.papers / every, RESAMPLES)
        return np.vstack([self.papers, drawn])


def _votes(table: Table, words: int) -> _Votes:
    """Gather the papers that two readers or more decided on."""
    counts = np.stack([(table == word).sum(0) for word in range(words)], axis=1)
    kinds, papers = np.unique(counts[counts.sum(1) > 1], axis=0, return_counts=True)
    return _Votes(kinds.astype(np.float64), papers.astype(np.float64))


def _raw(shared: _Votes) -> Figure:
    """Return the mean share of pairs of readers who said the same."""
    if not len(shared.papers):
        return NO_FIGURE
    readers = shared.votes.sum(1)
    same = (shared.votes * (shared.votes - 1)).sum(1) / (readers * (readers - 1))
    samples = shared.samples()
    return _figure(samples @ same / samples.sum(1))


def _alpha(shared: _Votes) -> Figure:
    """Return 1 - observed / expected disagreement of the votes that have another to be compared with."""
    if not len(shared.papers):
        return NO_FIGURE
    readers = shared.votes.sum(1)
    apart = (readers**2 - (shared.votes**2).sum(1)) / (readers - 1)
    samples = shared.samples()
    totals = samples @ shared.votes
    every = totals.sum(1)
    by_chance = every**2 - (totals**2).sum(1)
    with np.errstate(invalid="ignore", divide="ignore"):  # 0 / 0: there is no alpha
        return _figure(1 - (every - 1) * (samples @ apart) / by_chance)


def _pair(readers: tuple[str, str], table: Table, words: int) -> Pair:
    """Compare two readers; `table` has a row for each."""
    one, other = table[:, (table >= 0).all(0)]
    if not len(one):
        return Pair(readers, 0, NO_FIGURE, NO_FIGURE)
    cells = np.bincount(one * words + other, minlength=words * words).astype(np.float64)
    samples = _Votes(cells[:, None], cells).samples().reshape(-1, words, words) / len(one)
    agree = np.trace(samples, axis1=1, axis2=2)
    chance = (samples.sum(1) * samples.sum(2)).sum(1)
    with np.errstate(invalid="ignore", divide="ignore"):  # 0 / 0: there is no kappa
        return Pair(readers, len(one), _figure(agree), _figure((agree - chance) / (1 - chance)))


def _figure(values: Floats) -> Figure:
    """Return the first value with the middle of the others, but for those that are none."""
    if not np.isfinite(values[0]):
        return NO_FIGURE
    some = values[np.isfinite(values)]
    low, high = np.quantile(some[1:] if len(some) > 1 else some, [TAIL, 1 - TAIL])
    return Figure(float(values[0]), float(low), float(high))
