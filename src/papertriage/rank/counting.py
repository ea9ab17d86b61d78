"""Counting terms with whole arrays: rows of (term, times), and numbers for pairs of words."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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


def counted(rows: Ints, terms: Ints, papers: int) -> Counts:
    """Count terms given one by one with their rows, from 0 to below `papers`."""
    width = int(terms.max(initial=0)) + 1
    keys, times = np.unique(rows * width + terms, return_counts=True)
    row, term = np.divmod(keys, width)
    starts = np.zeros(papers + 1, np.int64)
    np.cumsum(np.bincount(row, minlength=papers), out=starts[1:])
    return Counts(starts, term.astype(np.int32), np.minimum(times, MOST_TIMES).astype(np.uint8))


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
        distinct, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
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
