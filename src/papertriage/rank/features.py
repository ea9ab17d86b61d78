"""What ranking sees of papers: TF-IDF weights of their words and pairs of words, a row for each paper.

A word of the title counts TITLE_TIMES. The weight of a term is (1 + ln count) x idf with
idf = ln((1 + papers) / (1 + papers that have it)) + 1, and the weights of a paper have the length 1, as in
scikit-learn's `TfidfVectorizer(sublinear_tf=True)`; a term of more than MOST_SHARE of the papers has none.

Counts are kept, not weights: papers can be added at any time, and the weights follow. A file of plain
arrays holds them, so that papers are taken apart once and not at each start.
"""

import os
import zlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from papertriage.errors import UnreadableFeatures
from papertriage.rank.counting import MOST_TIMES, Counts, Pairs, counted, joined, nothing
from papertriage.rank.words import words_of

TITLE_TIMES = 1
MOST_SHARE = 0.95
AT_ONCE = 4096  # papers taken apart in one go: it bounds the memory that takes
FORM = 1  # of the saved folder

Matrix = Any  # scipy's csr_matrix: it has no types


class Text(NamedTuple):
    """What a paper says."""

    title: str
    abstract: str | None = None


class Features:
    """The papers that can be ranked; rows are numbered in the order in which they were given."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}  # of words
        self._pairs = Pairs()
        self._singles = nothing()
        self._doubles = nothing()

    @classmethod
    def of(cls, texts: Iterable[Text]) -> Self:
        """Take these papers apart."""
        features = cls()
        features.extend(texts)
        return features

    def __len__(self) -> int:
        """Return how many papers there are."""
        return len(self._singles.starts) - 1

    def extend(self, texts: Iterable[Text]) -> None:
        """Add papers below those that are there: all together are as if they had come at once."""
        waiting = iter(texts)
        singles, doubles = [self._singles], [self._doubles]
        while some := list(islice(waiting, AT_ONCE)):
            rows, words = self._taken_apart(some)
            beside = rows[1:] == rows[:-1]
            pairs = self._pairs.numbers((words[:-1] << 32 | words[1:])[beside])
            singles.append(counted(rows, words, len(some)))
            doubles.append(counted(rows[1:][beside], pairs, len(some)))
        self._singles, self._doubles = joined(singles), joined(doubles)
        for made in ("matrix", "words"):
            self.__dict__.pop(made, None)

    def _taken_apart(self, texts: Sequence[Text]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows and the numbers of all words, one after the other."""
        numbers = self._numbers
        found: list[int] = []
        lengths = []
        for title, abstract in texts:
            words = words_of(title) * TITLE_TIMES + words_of(abstract or "")
            found += [numbers.setdefault(word, len(numbers)) for word in words]
            lengths.append(len(words))
        return np.repeat(np.arange(len(texts)), lengths), np.array(found, np.int64)

    @cached_property
    def matrix(self) -> Matrix:
        """The weights: papers x terms, words before pairs, as CSR of 32-bit floats.

        A pair that one paper alone has counts for that paper's length, and has no weight of its own.
        """
        singles = _weighed(self._singles, len(self._numbers))
        doubles = _weighed(self._doubles, len(self._pairs.keys))
        squares = _sums_of_squares(singles) + _sums_of_squares(doubles)
        return sparse.hstack(
            [_divided(singles, squares), _divided(_of_several(doubles), squares)],
            format="csr",
            dtype=np.float32,
        )

    @cached_property
    def words(self) -> list[str]:
        """The words by their numbers."""
        return list(self._numbers)

    def term(self, column: int) -> str:
        """Return the word, or the two words, that a column of the matrix stands for."""
        if column < len(self.words):
            return self.words[column]
        key = int(self._pairs.keys[column - len(self.words)])
        return f"{self.words[key >> 32]} {self.words[key & 0xFFFFFFFF]}"

    def columns(self, text: str) -> list[int]:
        """Return the columns of the single words of a text, as far as some paper has them, each once."""
        return sorted({self._numbers[word] for word in words_of(text) if word in self._numbers})

    def save(self, path: Path, *, note: str = "") -> None:
        """Write all into one file, in one step; the note comes back with it. Raises OSError."""
        counts = {"singles": self._singles, "doubles": self._doubles}
        arrays: dict[str, Any] = {
            f"{of}_{name}": array for of, each in counts.items() for name, array in each._asdict().items()
        }
        texts = {"words": "\n".join(self.words), "note": note}
        arrays |= {name: np.frombuffer(text.encode(), np.uint8) for name, text in texts.items()}
        unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with unfinished.open("wb") as file:
                np.savez(file, form=np.array(FORM), pairs=self._pairs.keys, **arrays)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> tuple[Self, str]:
        """Read what `save` wrote: the features and the note.

        Raises UnreadableFeatures where the file is missing, damaged or of another form: make them anew.
        """
        features = cls()
        try:
            with np.load(path, allow_pickle=False) as held:
                _check_form(held["form"])
                words, note = (held[name].tobytes().decode() for name in ("words", "note"))
                features._pairs = Pairs(held["pairs"])
                features._singles, features._doubles = (
                    _counts_from(held, of) for of in ("singles", "doubles")
                )
        except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as fault:
            raise UnreadableFeatures(f"{path}: {fault}: papers are taken apart anew") from None
        features._numbers = {word: at for at, word in enumerate(words.split("\n") if words else [])}
        return features, note


def _check_form(form: Any) -> None:
    if int(form) != FORM:
        raise ValueError(f"form {form}, not {FORM}")


def _counts_from(held: Any, of: str) -> Counts:
    """Return counts that fit together. Raises ValueError."""
    counts = Counts(*(held[f"{of}_{name}"] for name in Counts._fields))
    if counts.starts[-1] != len(counts.terms) or len(counts.terms) != len(counts.times):
        raise ValueError(f"{of} do not fit together")
    return counts


def _weighed(counts: Counts, width: int) -> Matrix:
    """Return (1 + ln count) x idf of each term that at most MOST_SHARE of the papers have."""
    papers = len(counts.starts) - 1
    having = np.bincount(counts.terms, minlength=width)
    idf = np.log((1 + papers) / (1 + having)) + 1
    idf[having > max(1, MOST_SHARE * papers)] = 0
    by_times = 1 + np.log(np.arange(MOST_TIMES + 1).clip(1))
    weights = by_times.astype(np.float32)[counts.times] * idf.astype(np.float32)[counts.terms]
    return sparse.csr_matrix((weights, counts.terms, counts.starts), shape=(papers, width))


def _of_several(weights: Matrix) -> Matrix:
    """Return the weights without the terms of one paper alone: they make no two papers alike."""
    several = np.bincount(weights.indices, minlength=weights.shape[1]) > 1
    kept = several[weights.indices]
    starts = np.concatenate([[0], np.cumsum(kept)])[weights.indptr]
    return sparse.csr_matrix((weights.data[kept], weights.indices[kept], starts), shape=weights.shape)


def _sums_of_squares(weights: Matrix) -> NDArray[np.float64]:
    totals = np.concatenate([[0.0], np.cumsum(weights.data.astype(np.float64) ** 2)])
    sums: NDArray[np.float64] = totals[weights.indptr[1:]] - totals[weights.indptr[:-1]]
    return sums


def _divided(weights: Matrix, squares: NDArray[np.float64]) -> Matrix:
    """Return the weights with each row divided by the root of its number; where that is 0, all is 0."""
    by = 1 / np.sqrt(np.where(squares > 0, squares, 1))
    each = np.repeat(by.astype(np.float32), np.diff(weights.indptr))
    return sparse.csr_matrix((weights.data * each, weights.indices, weights.indptr), shape=weights.shape)
