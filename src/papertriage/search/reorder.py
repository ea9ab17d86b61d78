"""A closer look at the papers that the index found first: read, scored anew, and put in order.

docs/decisions/0025-a-closer-look-at-the-first-fifty.md says what was measured.
"""

from collections.abc import Sequence
from typing import NamedTuple

from papertriage import index
from papertriage.library import Library
from papertriage.search import feedback
from papertriage.search.asked import Asked, asked_for
from papertriage.search.hit import Part
from papertriage.search.nearness import near_scores
from papertriage.search.pool import Pool
from papertriage.search.relevance import telling
from papertriage.search.terms import Term

DEPTH = 50
"""How many papers are looked at closer: whoever stands lower is hardly one of the best."""

_RELATED = 0.6  # of the score, where related words are looked for
_SHOWN = 5  # related words named as reasons


class Ranked(NamedTuple):
    """A paper with its score and what it consists of, largest part first."""

    pid: int
    score: float
    parts: tuple[Part, ...] = ()


def page(
    library: Library,
    answering: tuple[index.Reader, index.Query],
    terms: Sequence[Term],
    *,
    limit: int,
    offset: int,
) -> list[tuple[int, float]]:
    """At most `limit` papers from `offset` on, with scores: the first DEPTH in order, the others as found.

    `terms` are all that the query wants, wherever they stand in it.
    """
    reader, query = answering
    first = reader.search(query, limit=DEPTH).hits
    ranked = [(each.pid, each.score) for each in reorder(library, reader, terms, first)]
    found = ranked[offset : offset + limit]
    if len(first) == DEPTH and offset + limit > DEPTH:
        after = max(offset, DEPTH)
        rest = reader.search(query, limit=offset + limit - after, offset=after).hits
        # On one scale with what was looked at: below it.
        scale = min(ranked[-1][1] / first[-1][1], 1.0) if first[-1][1] > 0 else 0.0
        found += [(pid, score * scale) for pid, score in rest]
    return found


def parts(
    library: Library, answering: tuple[index.Reader, index.Query], terms: Sequence[Term]
) -> dict[int, tuple[Part, ...]]:
    """What the scores of the first DEPTH papers consist of, by their numbers."""
    reader, query = answering
    ranked = reorder(library, reader, terms, reader.search(query, limit=DEPTH).hits, explain=True)
    return {each.pid: each.parts for each in ranked}


def reorder(
    library: Library,
    reader: index.Reader,
    terms: Sequence[Term],
    found: Sequence[tuple[int, float]],
    *,
    explain: bool = False,
) -> list[Ranked]:
    """Put papers (number, score; best first) in order, with new scores; with `explain` also their parts."""
    texts = {text[0]: text for text in library.texts_of([pid for pid, _ in found])}
    pool = Pool(reader, [texts[pid] for pid, _ in found if pid in texts])
    return _Scores(pool, asked_for(telling(terms), pool)).ranked(explain=explain)


class _Scores:
    """The scores of a pool's papers and what they consist of."""

    def __init__(self, pool: Pool, asked: Sequence[Asked]) -> None:
        self._pool, self._asked = pool, asked
        rarities = [pool.rarity(word.forms) for word in asked]
        weights = [word.times * rarity for word, rarity in zip(asked, rarities, strict=True)]
        total = sum(word.times for word in asked) or 1
        self._words = [
            [score * weight / total for score in pool.scores(word.forms, only_title=word.only_title)]
            for word, weight in zip(asked, weights, strict=True)
        ]
        self._near = near_scores(pool, asked, rarities)
        own = [sum(scores) for scores in zip(self._near, *self._words, strict=True)]
        self._related = feedback.related_words(pool, own) if len(own) >= feedback.MIN_PAPERS else []
        self._share = _RELATED if self._related else 0.0
        beside = feedback.scores_of(pool, self._related)
        self._scores = [
            (1 - self._share) * score + self._share * other for score, other in zip(own, beside, strict=True)
        ]

    def ranked(self, *, explain: bool) -> list[Ranked]:
        """The papers, best first; of equal ones, in the order in which they were found."""
        order = sorted(range(len(self._scores)), key=lambda place: (-self._scores[place], place))
        return [
            Ranked(self._pool.papers[place].pid, self._scores[place], self._parts(place) if explain else ())
            for place in order
        ]

    def _parts(self, place: int) -> tuple[Part, ...]:
        own = 1 - self._share
        words = [
            Part(word.text, own * scores[place])
            for word, scores in zip(self._asked, self._words, strict=True)
            if scores[place]
        ]
        near = [Part("words near one another", own * self._near[place])] if self._near[place] else []
        return tuple(sorted([*words, *near, *self._related_part(place)], key=lambda part: -part.score))

    def _related_part(self, place: int) -> list[Part]:
        known = {form for word in self._asked for form in word.forms}
        counts = self._pool.papers[place].counts
        named = [
            next(form for form in word.forms if form in counts)
            for word in self._related
            if not known.intersection(word.forms) and not counts.keys().isdisjoint(word.forms)
        ]
        score = self._scores[place] - (1 - self._share) * (
            self._near[place] + sum(scores[place] for scores in self._words)
        )
        return (
            [Part(f"words that go with them: {', '.join(named[:_SHOWN])}", score)]
            if self._share and score > 0
            else []
        )
