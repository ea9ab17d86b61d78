"""Taste: what a reader's decisions say of the papers that are still unread.

Learned anew after every decision from all of them, and from what the reader asked for before there were any:
the prior, which fades as decisions come. The same decisions give the same order, however they came.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from papertriage.rank.features import Features
from papertriage.rank.likeness import Products
from papertriage.rank.margin import solved

COST = 0.11
RATIO = 30.0  # how much more all accepted papers weigh together than all rejected ones
EVEN = 1.0  # what is common to all papers, as a term of its own
FADES = 10.0  # decisions that leave the prior half its say
SPREADS = 300.0  # decisions from which what looks wanted speaks half as loud for what is like it

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


class Word(NamedTuple):
    """A word or two, and how much they spoke for a paper (above 0) or against it."""

    text: str
    weight: float


class Prior(NamedTuple):
    """What a reader asks for before any decision: all or any of these, or nothing."""

    scores: Mapping[int, float] = {}  # by row: how much it is what was asked for, of topics or of a search
    words: str = ""
    liked: tuple[int, ...] = ()  # rows of papers that others are to be like: as good as accepted


class Ranking:
    """An order of all papers, and its reasons."""

    def __init__(self, scores: Floats, features: Features, weights: Callable[[], Floats]) -> None:
        self.scores = scores  # a number for each row: the higher, the sooner to be read; it has no unit
        self.features = features
        self._weights = weights

    @cached_property
    def weights(self) -> Floats:
        """What each term adds to a score, by column."""
        return self._weights()

    def words(self, row: int, most: int = 5) -> list[Word]:
        """Return the words that spoke most for a paper and against it, the strongest first."""
        said = self.features.spoken(row, self.weights)
        strongest = sorted(said.items(), key=lambda each: (-abs(each[1]), each[0]))
        return [Word(text, weight) for text, weight in strongest[:most] if weight]


class Taste:
    """A reader's taste in these papers. Keep it: what it worked out makes learning again quick."""

    def __init__(self, features: Features, prior: Prior | None = None) -> None:
        self.features = features
        self._prior = prior or Prior()
        self._products = Products(features.matrix)
        asked = features.asked(self._prior.words)
        by_words = features.matrix @ asked
        self._asked = asked / _spread(by_words)
        given = np.zeros(len(features), np.float32)
        given[list(self._prior.scores)] = list(self._prior.scores.values())
        self._prior_scores = by_words / _spread(by_words) + given / _spread(given)

    def learn(self, labels: Mapping[int, bool]) -> Ranking:
        """Rank all papers by decisions: row -> whether the paper was wanted."""
        wanted = dict.fromkeys(self._prior.liked, True) | dict(labels)
        rows = np.array(sorted(wanted), np.int64)
        learned = self._products.examples(rows, self._parts(rows, wanted))
        alike = self._products.spread(learned.scores - _middle(learned.scores))
        by_decisions = 1 / _spread(learned.scores)
        by_likeness = np.float32(len(labels) / (len(labels) + SPREADS)) / _spread(alike.scores)
        by_prior = np.float32(FADES / (FADES + len(labels)))

        def said() -> Floats:
            weights: Floats = by_decisions * learned.weights() + by_likeness * alike.weights()
            return weights

        scores = by_decisions * learned.scores + by_likeness * alike.scores
        scores = self._products.of_every_paper(scores, said) + by_prior * self._prior_scores
        return Ranking(scores, self.features, lambda: said() + by_prior * self._asked)

    def _parts(self, rows: Rows, wanted: Mapping[int, bool]) -> Floats:
        """Return how much of each decided paper is in what is wanted."""
        if not len(rows):
            return np.zeros(0, np.float32)
        said = np.array([wanted[row] for row in rows.tolist()], bool)
        signs = np.where(said, 1, -1).astype(np.float32)
        return solved(self._products.among(rows) + np.float32(EVEN), signs, costs(said))


def costs(wanted: NDArray[np.bool_]) -> Floats:
    """Return what each example costs beyond the margin: those wanted count RATIO times the rest."""
    accepted, rejected = int(wanted.sum()), int((~wanted).sum())
    each = np.where(wanted, 1.0, accepted / (RATIO * max(1, rejected)) if accepted else 1.0)
    even: Floats = (each * (2 * COST * len(each) / each.sum())).astype(np.float32)
    return even


def _middle(scores: Floats) -> np.float32:
    return np.float32(scores.mean()) if len(scores) else np.float32(0)


def _spread(scores: Floats) -> np.float32:
    """Return the standard deviation, by which scores of several kinds are made even; 1 where all are one."""
    spread = np.float32(scores.std()) if len(scores) else np.float32(0)
    return spread if spread > 0 else np.float32(1)
