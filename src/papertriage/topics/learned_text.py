"""A paper's words as the learned part weighs them: TF-IDF of single words and pairs, in plain Python.

Training and applying share these functions, so that a model means the same in both. A pair never runs over
a punctuation mark; a word of the title counts TITLE_TIMES. The weight of a term is (1 + ln count) x idf,
and the weights of a paper have the length 1, as in scikit-learn's `TfidfTransformer(sublinear_tf=True)`.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from papertriage.topics.pattern import as_ascii

TITLE_TIMES = 3
MAX_TERMS = 20_000
MAX_LETTERS = 40  # of a word: no word of a language is longer
LEAST_PAPERS = 2  # a term of one paper alone says nothing of others
MOST_SHARE = 0.75  # of the papers: a term of more is one of the language; labels are often of one topic

_PARTS = re.compile(r"[a-z0-9]+|[.,;:!?()]")


class Place(NamedTuple):
    """A term and where it stands in its text, in characters."""

    term: str
    start: int
    end: int


def places(text: str) -> Iterator[Place]:
    """Give the words and pairs of a text in order; positions are those of `text` itself."""
    before: Place | None = None
    for found in _PARTS.finditer(as_ascii(text).decode("ascii").lower()):
        word = found[0]
        if not word[0].isalnum():
            before = None
            continue
        place = Place(word, found.start(), found.end())
        if 1 < len(word) <= MAX_LETTERS:
            yield place
        if before is not None and len(before.term) <= MAX_LETTERS >= len(word):
            yield Place(f"{before.term} {word}", before.start, place.end)
        before = place


def counts(title: str, abstract: str | None) -> dict[str, int]:
    """Return how often each term stands in a paper, those of the title TITLE_TIMES."""
    found = Counter(place.term for place in places(title))
    for term in found:
        found[term] *= TITLE_TIMES
    found.update(place.term for place in places(abstract or ""))
    return dict(found)


def rarity(papers: Iterable[Mapping[str, int]]) -> dict[str, float]:
    """Return the idf of the terms that some papers share, by term: at most MAX_TERMS, the most frequent."""
    every = list(papers)
    having = Counter(term for paper in every for term in paper)
    most = max(LEAST_PAPERS, MOST_SHARE * len(every))
    kept = [term for term, papers_with in having.items() if LEAST_PAPERS <= papers_with <= most]
    kept.sort(key=lambda term: (-having[term], term))
    return {
        term: round(math.log((1 + len(every)) / (1 + having[term])) + 1, 4)
        for term in sorted(kept[:MAX_TERMS])
    }


def weighed(paper: Mapping[str, int], idf: Mapping[str, float]) -> dict[str, float]:
    """Return the TF-IDF weights of a paper's terms, of length 1; nothing where it has no term of `idf`."""
    found = {term: (1 + math.log(count)) * idf[term] for term, count in paper.items() if term in idf}
    length = math.sqrt(sum(weight * weight for weight in found.values()))
    return {term: weight / length for term, weight in found.items()}
