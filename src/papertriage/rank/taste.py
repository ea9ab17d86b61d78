"""Taste: what a reader's decisions say of the papers that are still unread.

Learned anew after every decision from all of them, and from what the reader asked for before there were any:
the prior, which fades as decisions come. The same decisions give the same order, however they are numbered.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from papertriage.rank.features import Features
from papertriage.rank.margin import solved

COST = 0.11
RATIO = 30.0  # how much more all accepted papers weigh together than all rejected ones
OFFSET = 1.0  # an even term that every paper has
FADES = 10.0  # decisions that leave the prior half its say

Floats = NDArray[np.float64]


class Word(NamedTuple):
    """A word or two, and how much they spoke for a paper (above 0) or against it."""

    text: str
    weight: float


class Prior(NamedTuple):
    """What a reader asks for before any decision: all or any of these, or nothing."""

    scores: Mapping[int, float] = {}  # by row: how much it is what was asked for, of topics or of a search
    words: str = ""
    liked: tuple[int, ...] = ()  # rows of papers that are to be like


class Ranking(NamedTuple):
    """An order of all papers, and its reasons."""

    scores: Floats  # a number for each row; the higher, the sooner to be read. Their unit means nothing
    features: Features
    weights: NDArray[np.float32]  # by column

    def words(self, row: int, most: int = 5) -> list[Word]:
        """Return the words that spoke most for a paper and against it, the strongest first."""
        matrix = self.features.matrix
        here = slice(matrix.indptr[row], matrix.indptr[row + 1])
        columns = matrix.indices[here]
        parts = matrix.data[here] * self.weights[columns]
        strongest = np.lexsort((columns, -np.abs(parts)))[:most]
        return [Word(self.features.term(int(columns[at])), float(parts[at])) for at in strongest if parts[at]]


class Taste:
    """A reader's taste in these papers. Keeps what it worked out, so that learning again is quick."""

    def __init__(self, features: Features, prior: Prior | None = None, *, seed: int = 0) -> None:
        self._features = features
        self._prior = prior or Prior()
        self._seed = seed

    def learn(self, labels: Mapping[int, bool]) -> Ranking:
        """Rank all papers by decisions: row -> whether the paper was wanted."""
        wanted = dict.fromkeys(self._prior.liked, True) | dict(labels)
        rows = np.array(sorted(wanted), np.int64)
        weights = self._weights(rows, np.array([wanted[row] for row in rows.tolist()], bool))
        scores = _even(self._features.matrix @ weights)
        fade = FADES / (FADES + len(labels))
        asked = self._asked()
        return Ranking(
            scores + fade * _even(self._features.matrix @ asked) + fade * self._given(),
            self._features,
            weights + np.float32(fade) * asked,
        )

    def _weights(self, rows: NDArray[np.int64], wanted: NDArray[np.bool_]) -> NDArray[np.float32]:
        matrix = self._features.matrix
        if not len(rows):
            return np.zeros(matrix.shape[1], np.float32)
        examples = matrix[rows]
        products = (examples @ examples.T).toarray().astype(np.float64) + OFFSET
        parts = solved(products, np.where(wanted, 1.0, -1.0), costs(wanted))
        return np.asarray(examples.T @ parts.astype(np.float32))

    def _asked(self) -> NDArray[np.float32]:
        asked = np.zeros(self._features.matrix.shape[1], np.float32)
        asked[self._features.columns(self._prior.words)] = 1
        return asked

    def _given(self) -> Floats:
        given = np.zeros(len(self._features))
        for row, score in self._prior.scores.items():
            given[row] = score
        return _even(given)


def costs(wanted: NDArray[np.bool_]) -> Floats:
    """Return what each example costs beyond the margin: those wanted count RATIO times the rest."""
    for_one, against = int(wanted.sum()), int((~wanted).sum())
    each: Floats = np.where(wanted, 1.0, for_one / (RATIO * max(1, against)) if for_one else 1.0)
    scale: float = 2 * COST * len(each) / each.sum()
    return each * scale


def _even(scores: Any) -> Floats:
    """Return scores with a spread of 1, so that several can be added."""
    numbers = np.asarray(scores, np.float64)
    spread = float(numbers.std()) if len(numbers) else 0.0
    return (numbers - numbers.mean()) / spread if spread > 0 else np.zeros(len(numbers))
