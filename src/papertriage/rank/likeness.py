"""How alike papers are: the products of their rows, worked out once for a few papers, row by row for many."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from papertriage.rank.weighing import Matrix

FEW = 3000  # papers up to which all products fit into memory (36 MB) and are quicker at once
AT_A_TIME = 4  # rows up to which it is quicker to go by rows than by columns
SAMPLE = 5000  # papers that stand for all, where there are many
COMMON = 0.05  # of the papers: terms of more are multiplied as a dense matrix

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


def likeness(matrix: Matrix, row: int, others: Sequence[int]) -> Floats:
    """Return the products of a row with others. A product of matrices would go through all their columns."""
    here = slice(*matrix.indptr[row : row + 2])
    columns, values = matrix.indices[here], matrix.data[here]
    some = matrix[list(others)]
    if not len(columns) or not some.nnz:
        return np.zeros(len(others), np.float32)
    places = np.minimum(np.searchsorted(columns, some.indices), len(columns) - 1)
    shared = np.where(columns[places] == some.indices, values[places] * some.data, 0)
    of = np.repeat(np.arange(len(others)), np.diff(some.indptr))
    return np.bincount(of, shared, len(others)).astype(np.float32)


class Direction(NamedTuple):
    """A sum of rows, and what it says of papers."""

    scores: Floats  # its product with each paper, or with each of the sample
    weights: Callable[[], Floats]  # by column


def products_of_all(matrix: Matrix) -> Floats:
    """Return the products of all rows with all rows."""
    having = np.bincount(matrix.indices, minlength=matrix.shape[1])
    common = having > COMMON * matrix.shape[0]
    by_column = matrix.tocsc()
    dense, rare = by_column[:, common].toarray(), by_column[:, ~common].tocsr()
    products: Floats = (rare @ rare.T).toarray()
    products += dense @ dense.T
    return products


class Products:
    """What papers have in common. For many, what is true of most is learned from a sample of them.

    The products of papers that were decided on with each other are kept.
    """

    def __init__(self, matrix: Matrix) -> None:
        self._matrix = matrix
        papers = matrix.shape[0]
        self._all = products_of_all(matrix) if 0 < papers <= FEW else None
        sampled = np.linspace(0, papers - 1, SAMPLE).astype(np.int64) if papers > FEW else np.arange(0)
        self._sample = matrix[sampled]
        self._place: dict[int, int] = {}
        self._known: Floats = np.zeros((0, 0), np.float32)

    def among(self, rows: Rows) -> Floats:
        """Return the products of these rows with each other."""
        if self._all is not None:
            return self._all[np.ix_(rows, rows)]
        self._learn([row for row in rows.tolist() if row not in self._place])
        places = [self._place[row] for row in rows.tolist()]
        return self._known[np.ix_(places, places)]

    def _learn(self, fresh: list[int]) -> None:
        if not fresh:
            return
        before = len(self._place)
        self._place |= {row: before + at for at, row in enumerate(fresh)}
        wider = np.zeros((before + len(fresh),) * 2, np.float32)
        wider[:before, :before] = self._known
        if len(fresh) <= AT_A_TIME:
            new = np.stack([likeness(self._matrix, row, list(self._place)) for row in fresh])
        else:
            new = (self._matrix[fresh] @ self._matrix[list(self._place)].T).toarray()
        wider[before:], wider[:, before:] = new, new.T
        self._known = wider

    def examples(self, rows: Rows, parts: Floats) -> Direction:
        """Return the sum of these rows, taken in these parts."""
        if self._all is None:
            weights = np.asarray(self._matrix[rows].T @ parts)
            return Direction(self._sample @ weights, lambda: weights)
        every = np.zeros(len(self._all), np.float32)
        every[rows] = parts
        return Direction(self._all @ every, lambda: self._matrix[rows].T @ parts)

    def spread(self, scores: Floats) -> Direction:
        """Return the sum of all rows (of the sample), taken in the parts that these scores of theirs are."""
        if self._all is None:
            weights = np.asarray(self._sample.T @ scores)
            return Direction(self._sample @ weights, lambda: weights)
        return Direction(self._all @ scores, lambda: self._matrix.T @ scores)

    def of_every_paper(self, scores: Floats, weights: Callable[[], Floats]) -> Floats:
        """Return the scores of every paper, from those of the sample or from the weights."""
        return scores if self._all is not None else np.asarray(self._matrix @ weights())
