"""What ranking sees of papers: TF-IDF weights of their words, a row for each paper, a column for each term.

Views of a paper stand side by side, each with a length of 1 and then its share of the whole: its words as
they stand, single and in pairs of neighbours; and stems, the first letters of words, so that what is
inflected meets in most languages that inflect at the end. Titles are a view of their own.

Counts are kept, not weights: papers can be added at any time, and the weights follow. A file of plain
arrays holds them, so that papers are taken apart once and not at each start.
"""

import os
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from papertriage.errors import UnreadableFeatures
from papertriage.rank.counting import Counts, Pairs, counted, joined, nothing
from papertriage.rank.weighing import AT_ONCE as WEIGHED_AT_ONCE
from papertriage.rank.weighing import Matrix, divided, stacked, sums_of_squares, view, without
from papertriage.rank.words import words_of

WORDS = 0.6  # the share of words as they stand in how alike two papers are
STEMS = (("texts", 6, 0.2), ("texts", 4, 0.1), ("titles", 6, 0.1))  # views: of what, letters, share
RARE = 20_000  # a pair that fewer papers than one in so many have (two at the least) is rare
AT_ONCE = 4096  # papers taken apart in one go: it bounds the memory that takes
FORM = 2  # of the saved file


class Text(NamedTuple):
    """What a paper says."""

    title: str
    abstract: str | None = None


class _Taken(NamedTuple):
    """What papers were taken apart into."""

    titles: Counts  # words of titles
    singles: Counts  # words of all the text
    doubles: Counts  # pairs of words


class _Stems(NamedTuple):
    """A view of papers by stems."""

    words: Counts
    numbers: NDArray[np.int32]  # of each word's stem, by the word's number
    stems: Mapping[str, int]  # numbers
    letters: int
    first: int  # column
    share: float

    @property
    def width(self) -> int:
        """How many stems there are."""
        return len(self.stems)


class Features:
    """The papers that can be ranked; rows are numbered in the order in which they were given."""

    def __init__(self) -> None:
        self._numbers = _numbering()
        self._pairs = Pairs()
        self._taken = _Taken(nothing(), nothing(), nothing())

    @classmethod
    def of(cls, texts: Iterable[Text]) -> Self:
        """Take these papers apart."""
        features = cls()
        features.extend(texts)
        return features

    def __len__(self) -> int:
        """Return how many papers there are."""
        return len(self._taken.singles.starts) - 1

    def extend(self, texts: Iterable[Text]) -> None:
        """Add papers below those that are there: all together are as if they had come at once."""
        waiting = iter(texts)
        parts = [self._taken]
        while some := list(islice(waiting, AT_ONCE)):
            parts.append(self._counted(some))
        self._taken = _Taken(*(joined(each) for each in zip(*parts, strict=True)))
        for made in ("matrix", "words", "_stems"):
            self.__dict__.pop(made, None)

    def _counted(self, texts: Sequence[Text]) -> _Taken:
        number_of = self._numbers.__getitem__  # new words get the next number
        found: list[int] = []
        of_titles, lengths = [], []
        for title, abstract in texts:
            words = words_of(title)
            of_titles.append(len(words))
            words += words_of(abstract or "")
            lengths.append(len(words))
            found += map(number_of, words)
        terms, titles, each = (np.array(some, np.int64) for some in (found, of_titles, lengths))
        rows = np.repeat(np.arange(len(texts)), each)
        in_title = np.arange(len(terms)) - (np.cumsum(each) - each)[rows] < titles[rows]
        beside = rows[1:] == rows[:-1]
        pairs = self._pairs.numbers((terms[:-1] << 32 | terms[1:])[beside])
        return _Taken(
            titles=counted(titles, terms[in_title]),
            singles=counted(each, terms),
            doubles=counted(np.maximum(each - 1, 0), pairs),
        )

    @cached_property
    def matrix(self) -> Matrix:
        """The weights: papers x terms, as CSR of 32-bit floats; words, pairs, then the stems of each view.

        A pair that hardly any paper has counts for a paper's length, and has no weight of its own.
        """
        words = view(self._taken.singles, len(self._numbers))
        pairs = view(self._taken.doubles, len(self._pairs.keys))
        rare = pairs.having < max(2, len(self) // RARE)
        stems = [(view(each.words, each.width, each.numbers), each.share) for each in self._stems]

        def rows(begin: int) -> Matrix:
            end = min(begin + WEIGHED_AT_ONCE, len(self))
            single, double = words.weights(begin, end), pairs.weights(begin, end)
            squares = (sums_of_squares(single) + sums_of_squares(double)) / WORDS
            views = [divided(single, squares), divided(without(double, rare), squares)]
            for each, share in stems:
                weights = each.weights(begin, end)
                views.append(divided(weights, sums_of_squares(weights) / share))
            return sparse.hstack(views, format="csr", dtype=np.float32)

        entries = sum(len(each.counts.terms) for each, _ in [(words, 1), (pairs, 1), *stems])
        entries -= int(pairs.having[rare].sum())
        width = sum(len(each.idf) for each, _ in [(words, 1), (pairs, 1), *stems])
        return stacked(map(rows, range(0, len(self), WEIGHED_AT_ONCE)), entries, (len(self), width))

    @cached_property
    def _stems(self) -> tuple["_Stems", ...]:
        """The views that are of stems."""
        found = []
        first = len(self._numbers) + len(self._pairs.keys)
        for of, letters, share in STEMS:
            stems = _numbering()
            numbers = np.array([stems[word[:letters]] for word in self._numbers], np.int32)
            words = self._taken.titles if of == "titles" else self._taken.singles
            found.append(_Stems(words, numbers, stems, letters, first, share))
            first += len(stems)
        return tuple(found)

    @cached_property
    def words(self) -> list[str]:
        """The words by their numbers."""
        return list(self._numbers)

    def spoken(self, row: int, weights: NDArray[np.float32]) -> dict[str, float]:
        """Return what each word, or pair of words, of a paper adds to a sum of weights, by its text.

        What a stem adds is shared out among the words of the paper that have it.
        """
        here = slice(*self.matrix.indptr[row : row + 2])
        columns = self.matrix.indices[here]
        parts = dict(zip(columns.tolist(), (self.matrix.data[here] * weights[columns]).tolist(), strict=True))
        as_they_stand = len(self._numbers) + len(self._pairs.keys)
        said: dict[str, float] = defaultdict(float)
        for column in [column for column in parts if column < as_they_stand]:
            said[self._text(column)] += parts[column]
        for each in self._stems:
            words = each.words.terms[slice(*each.words.starts[row : row + 2])]
            stems = (each.numbers[words] + each.first).tolist()
            for word, stem in zip(words.tolist(), stems, strict=True):
                said[self.words[word]] += parts.get(stem, 0.0) / stems.count(stem)
        return dict(said)

    def _text(self, column: int) -> str:
        """Return the word, or the pair of words, that a column of the first view stands for."""
        if column < len(self._numbers):
            return self.words[column]
        key = int(self._pairs.keys[column - len(self._numbers)])
        return f"{self.words[key >> 32]} {self.words[key & 0xFFFFFFFF]}"

    def asked(self, text: str) -> NDArray[np.float32]:
        """Return weights, by column: 1 for each word of a text, and for its stems, that papers have."""
        weights = np.zeros(self.matrix.shape[1], np.float32)
        words = set(words_of(text))
        weights[[self._numbers[word] for word in words if word in self._numbers]] = 1
        for each in self._stems:
            stems = {word[: each.letters] for word in words}
            weights[[each.first + each.stems[stem] for stem in stems if stem in each.stems]] = 1
        return weights

    def save(self, path: Path, *, note: str = "") -> None:
        """Write all into one file, in one step; the note comes back with it. Raises OSError."""
        arrays: dict[str, Any] = {
            f"{of}_{name}": array
            for of, counts in self._taken._asdict().items()
            for name, array in counts._asdict().items()
        }
        for name, text in (("words", "\n".join(self.words)), ("note", note)):
            arrays[name] = np.frombuffer(text.encode(), np.uint8)
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
            with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
                if int(held["form"]) != FORM:
                    raise ValueError(f"form {held['form']}, not {FORM}")
                words, note = (held[name].tobytes().decode() for name in ("words", "note"))
                features._pairs = Pairs(held["pairs"])
                features._taken = _Taken(*(_counts_from(held, of) for of in _Taken._fields))
        except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as fault:
            raise UnreadableFeatures(f"{path}: {fault}: papers are taken apart anew") from None
        features._numbers |= {word: at for at, word in enumerate(words.split("\n") if words else [])}
        return features, note


def _numbering() -> defaultdict[str, int]:
    """Return a dictionary that gives each new word the next number: the quickest that Python has."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers


def _counts_from(held: Any, of: str) -> Counts:
    """Return counts that fit together. Raises ValueError."""
    counts = Counts(*(held[f"{of}_{name}"] for name in Counts._fields))
    if counts.starts[-1] != len(counts.terms) or len(counts.terms) != len(counts.times):
        raise ValueError(f"{of} do not fit together")
    return counts
