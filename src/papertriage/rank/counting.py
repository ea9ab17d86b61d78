"""Counting terms with whole arrays: rows of (term, times), and numbers for pairs of words."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]

MOST_TIMES = 255  # a count beyond this tells no more


class Counts(NamedTuple):
    """How often each term stands in each paper: rows one after the other, as in scipy's CSR form."""

    starts: Ints  # where each row begins, and where the last one ends
    terms: NDArray[np.int32]
    times: NDArray[np.uint8]


def nothing() -> Counts:
    """Return the counts of no papers."""
    return Counts(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint8))


def counted(lengths: Ints, terms: Ints) -> Counts:
    """Count the terms of papers, given one after the other, and how many each paper has."""
    starts = np.concatenate([[0], np.cumsum(lengths)])
    width = int(terms.max(initial=0)) + 1
    each = sparse.csr_matrix((np.ones(len(terms), np.int32), terms, starts), shape=(len(lengths), width))
    each.sum_duplicates()
    return as_counts(each)


def as_counts(matrix: Any) -> Counts:
    """Return a CSR matrix of whole numbers as counts."""
    return Counts(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        np.minimum(matrix.data, MOST_TIMES).astype(np.uint8),
    )


def joined(parts: Sequence[Counts]) -> Counts:
    """Put the rows of several one below the other."""
    ends = np.cumsum([0, *(len(part.terms) for part in parts)])
    starts = [part.starts[:-1] + end for part, end in zip(parts, ends, strict=False)]
    return Counts(
        np.concatenate([*starts, ends[-1:]]),
        np.concatenate([part.terms for part in parts]),
        np.concatenate([part.times for part in parts]),
    )


class Pairs:
    """Numbers for pairs of words, given in the order of first sight; a pair is (first << 32) | second.

    Sorted arrays: a dictionary of as many pairs as a hundred thousand papers have would take a gigabyte.
    """

    def __init__(self, keys: Ints | None = None) -> None:
        self.keys = np.zeros(0, np.int64) if keys is None else keys  # by number
        self._order = np.argsort(self.keys, kind="stable")
        self._sorted = self.keys[self._order]

    def numbers(self, keys: Ints) -> Ints:
        """Return the number of each key; those never seen get the next ones."""
        distinct, first, inverse = _distinct(keys)
        places = np.searchsorted(self._sorted, distinct)
        known = np.zeros(len(distinct), bool)
        inside = places < len(self._sorted)
        known[inside] = self._sorted[places[inside]] == distinct[inside]
        found = np.empty(len(distinct), np.int64)
        found[known] = self._order[places[known]]
        by_sight = np.argsort(first[~known], kind="stable")
        fresh = np.empty(len(by_sight), np.int64)
        fresh[by_sight] = np.arange(len(self.keys), len(self.keys) + len(by_sight))
        found[~known] = fresh
        self._sorted = np.insert(self._sorted, places[~known], distinct[~known])
        self._order = np.insert(self._order, places[~known], fresh)
        self.keys = np.concatenate([self.keys, distinct[~known][by_sight]])
        return found[inverse]


def _distinct(keys: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the keys in order, each once; where each stands first; for each key given, its place there."""
    places, ordered = _in_order(keys)
    new = np.ones(len(keys), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    inverse = np.empty(len(keys), np.int64)
    inverse[places] = np.cumsum(new) - 1
    return ordered[new], places[new], inverse


def _in_order(keys: Ints) -> tuple[Ints, Ints]:
    """Return the places of the keys from the smallest on, equal ones as they stand, and the keys so.

    To sort numbers is several times as quick as to sort places by them: where there is room, a key and its
    place are one number.
    """
    first, second = keys >> 32, keys & 0xFFFFFFFF
    width, bits = int(second.max(initial=0)) + 1, len(keys).bit_length()
    if ((int(first.max(initial=0)) + 1) * width).bit_length() + bits > 63:
        places = np.argsort(keys, kind="stable")
        return places, keys[places]
    both = np.sort((first * width + second) << bits | np.arange(len(keys)))
    places = both & ((1 << bits) - 1)
    return places, keys[places]
