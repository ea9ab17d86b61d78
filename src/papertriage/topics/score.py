"""From mentions to points, and from points to a score: the arithmetic of a rule, apart from finding mentions.

A mention is a stretch of text that a phrase covers. Mentions that an exclusion overlaps are cancelled, unless
the exclusion is only a part of a longer mention. The others give, phrase by phrase:

    title       weight x title_boost, once
    abstract    weight for the first mention, half of it for the second and for the third, nothing more

The topic applies when the points reach the threshold. The score is 1 - 2 ** (-points / threshold): 0.5 is
just enough, 0.75 twice enough.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from papertriage.topics.topic import Phrase, Topic

FIELDS = ("title", "abstract")
ABSTRACT_FACTORS = (0.0, 1.0, 1.5, 2.0)  # by the number of mentions
MOST_IN_ABSTRACT = ABSTRACT_FACTORS[-1]


class Mention(NamedTuple):
    """Where a phrase stands: `field` is a place in FIELDS, start and end are characters in it."""

    field: int
    start: int
    end: int
    phrase: Phrase


Span = tuple[int, int]


def canceller(mention: Span, exclusions: Sequence[Span]) -> Span | None:
    """Return the exclusion that overlaps the mention and is not just a part of it.

    The exclusions are in order and without overlap.
    """
    begin, end = mention
    first = bisect_left(exclusions, begin + 1, key=lambda span: span[1])
    for span in exclusions[first:]:
        if span[0] >= end:
            return None
        inside = begin <= span[0] and span[1] <= end
        if not inside or span == mention:
            return span
    return None


def points(topic: Topic, mentions: Iterable[Mention], *, least: float = -math.inf) -> float:
    """Return what the mentions are worth together; those that weigh less than `least` are left out."""
    counts: dict[int, tuple[Phrase, list[int]]] = {}
    for field, _, _, phrase in mentions:
        key = id(phrase)  # one object for each phrase of a topic; hashing a phrase hashes all its words
        if key in counts:
            counts[key][1][field] += 1
        elif phrase.weight >= least:
            counts[key] = phrase, [1 - field, field]
    total = 0.0
    for phrase, (in_title, in_abstract) in counts.values():
        factor = ABSTRACT_FACTORS[min(in_abstract, 3)]
        total += phrase.weight * (topic.title_boost + factor if in_title else factor)
    return round(total, 6)


def score(topic: Topic, worth: float) -> float:
    """Return points as a score of 0 to 1, where 0.5 is the threshold."""
    return round(1 - float(2.0 ** (-max(worth, 0.0) / topic.threshold)), 4)
