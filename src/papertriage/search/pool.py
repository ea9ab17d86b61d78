"""The papers that the index found first, read and counted word by word, to be put in order more carefully."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import chain
from typing import NamedTuple

from papertriage import index
from papertriage.search.terms import TEXTS

TITLE = 2.5
"""A word of the title counts as often."""

_K1, _B = 1.5, 0.75  # of BM25: how soon a word's repetitions are enough, how much long texts count less
_GAP = ("",) * 8  # between title and abstract: nothing stands near anything across it
_WORD = re.compile(r"[^\W_]+")
_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}  # the same for ASCII, and sooner


class Read(NamedTuple):
    """A paper's words, as they are indexed."""

    pid: int
    words: list[str]  # in their order, title first
    counts: dict[str, float]  # word -> how often
    title: frozenset[str]


class Pool:
    """Some papers' words. Scores are BM25's, of title and abstract taken together (as BM25F does)."""

    MOST = _K1 + 1  # what a word that is all of a paper would score

    def __init__(self, reader: index.Reader, texts: Iterable[tuple[int, str, str, str | None]]) -> None:
        """`texts` are the papers' numbers, ids, titles and abstracts, as the library has them."""
        self._reader = reader
        self.papers = [_read(pid, title, abstract) for pid, _, title, abstract in texts]
        lengths = [sum(paper.counts.values()) for paper in self.papers]
        mean = sum(lengths) / len(lengths) if any(lengths) else 1.0
        self._enough = [_K1 * (1 - _B + _B * length / mean) for length in lengths]
        self.forms: dict[str, list[str]] = {}
        """Stem -> the words of these papers that have it."""
        vocabulary = list(dict.fromkeys(chain.from_iterable([paper.counts for paper in self.papers])))
        self.stems = dict(zip(vocabulary, index.stems(vocabulary), strict=True))
        for word, stem in self.stems.items():
            self.forms.setdefault(stem, []).append(word)

    def rarity(self, words: Collection[str]) -> float:
        """How rare a word in all these forms is in the whole library: in abstracts, else in titles."""
        papers = 0
        for field in reversed(TEXTS):
            papers = papers or sum([self._reader.frequency(field, word) for word in words])
        total = self._reader.papers
        return index.rarity(min(papers, total), total)

    def scores(self, words: Collection[str], *, only_title: bool = False) -> list[float]:
        """How much each paper has of a word in these forms: 0 for none, up to `MOST`."""
        if only_title:
            counts = [TITLE * sum(word in paper.title for word in words) for paper in self.papers]
        else:
            # Written out, for this is done for each paper and each word that is looked for.
            counts = [
                sum([every[word] for word in words if word in every])
                for every in [paper.counts for paper in self.papers]
            ]
        most = self.MOST
        return [
            count * most / (count + enough) if count else 0.0
            for count, enough in zip(counts, self._enough, strict=True)
        ]

    def saturated(self, place: int, count: float) -> float:
        """What so many occurrences in the paper at this place are worth."""
        return count * self.MOST / (count + self._enough[place]) if count else 0.0


def words_in(text: str) -> list[str]:
    """The words of a text, as they are indexed."""
    text = index.fold(text).lower()
    return text.translate(_SIGNS).split() if text.isascii() else _WORD.findall(text)


def _read(pid: int, title: str, abstract: str | None) -> Read:
    in_title = words_in(title)
    in_abstract = words_in(abstract or "")
    counts: dict[str, float] = dict(Counter(in_abstract))
    for word in in_title:
        counts[word] = counts.get(word, 0.0) + TITLE
    return Read(pid, [*in_title, *_GAP, *in_abstract], counts, frozenset(in_title))
