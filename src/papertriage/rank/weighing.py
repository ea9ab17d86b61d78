"""TF-IDF with whole arrays, over counts that are rows of (term, times).

The weight of a term is (1 + ln times) x idf with idf = ln((1 + papers) / (1 + papers that have it)) + 1, as
in scikit-learn's `TfidfVectorizer(sublinear_tf=True)`; a term of more than MOST_SHARE of the papers has none.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from papertriage.rank.counting import MOST_TIMES, Counts, as_counts

MOST_SHARE = 0.95
AT_ONCE = 1024  # papers that are weighed in one go: it bounds the memory that takes

Matrix = Any  # scipy's csr_matrix: it has no types
Floats = NDArray[np.float32]


class View(NamedTuple):
    """Papers by one kind of terms."""

    counts: Counts
    having: NDArray[np.int64]  # how many papers have each term
    idf: Floats
    groups: NDArray[np.int32] | None = None  # set: the terms are groups of those counted, by their numbers

    def weights(self, begin: int, end: int) -> Matrix:
        """Return the weights of the rows from `begin` to before `end`."""
        rows = _rows(self.counts, self.groups, begin, end)
        by_times = (1 + np.log(np.arange(MOST_TIMES + 1).clip(1))).astype(np.float32)
        weights = by_times[rows.times] * self.idf[rows.terms]
        return sparse.csr_matrix((weights, rows.terms, rows.starts), shape=(end - begin, len(self.idf)))


def view(counts: Counts, width: int, groups: NDArray[np.int32] | None = None) -> View:
    """Return papers by terms, of which there are `width`; or by groups of terms, not kept but counted anew.

    Some rows at a time: numpy copies what it counts into numbers of twice the size.
    """
    papers = len(counts.starts) - 1
    having = np.zeros(width, np.int64)
    for begin in range(0, papers, AT_ONCE):
        terms = _rows(counts, groups, begin, min(begin + AT_ONCE, papers)).terms
        having += np.bincount(terms, minlength=width)
    idf = np.log((1 + papers) / (1 + having)) + 1
    idf[having > max(1, MOST_SHARE * papers)] = 0
    return View(counts, having, idf.astype(np.float32), groups)


def _rows(counts: Counts, groups: NDArray[np.int32] | None, begin: int, end: int) -> Counts:
    """Return the counts of some rows, of their terms or of groups of those."""
    starts = counts.starts[begin : end + 1]
    here = slice(starts[0], starts[-1])
    terms, times = counts.terms[here], counts.times[here]
    if groups is None:
        return Counts(starts - starts[0], terms, times)
    width = int(groups.max(initial=-1)) + 1
    each = sparse.csr_matrix(
        (times.astype(np.int32), groups[terms], starts - starts[0]), shape=(end - begin, width)
    )
    each.sum_duplicates()
    return as_counts(each)


def without(weights: Matrix, dropped: NDArray[np.bool_]) -> Matrix:
    """Return the weights without those of some terms, which keep their columns."""
    kept = ~dropped[weights.indices]
    starts = np.concatenate([[0], np.cumsum(kept)])[weights.indptr]
    return sparse.csr_matrix((weights.data[kept], weights.indices[kept], starts), shape=weights.shape)


def sums_of_squares(weights: Matrix) -> NDArray[np.float64]:
    """Return the sum of the squares of each row."""
    totals = np.concatenate([[0.0], np.cumsum(weights.data.astype(np.float64) ** 2)])
    sums: NDArray[np.float64] = totals[weights.indptr[1:]] - totals[weights.indptr[:-1]]
    return sums


def divided(weights: Matrix, squares: NDArray[np.float64]) -> Matrix:
    """Return the weights with each row divided by the root of its number; where that is 0, all is 0."""
    by = 1 / np.sqrt(np.where(squares > 0, squares, 1))
    each = np.repeat(by.astype(np.float32), np.diff(weights.indptr))
    return sparse.csr_matrix((weights.data * each, weights.indices, weights.indptr), shape=weights.shape)


def stacked(parts: Iterable[Matrix], entries: int, shape: tuple[int, int]) -> Matrix:
    """Put matrices one below the other as they come: memory for the whole and for one of them is enough.

    `entries` says how many there are in all, at the most.
    """
    data, terms = np.empty(entries, np.float32), np.empty(entries, np.int32)
    starts = [np.zeros(1, np.int64)]
    filled = 0
    for part in parts:
        data[filled : filled + part.nnz], terms[filled : filled + part.nnz] = part.data, part.indices
        starts.append(part.indptr[1:] + np.int64(filled))
        filled += part.nnz
    return sparse.csr_matrix((data[:filled], terms[:filled], np.concatenate(starts)), shape=shape)
