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
from papertriage.search.order import Answering
from papertriage.search.pool import Pool
from papertriage.search.relevance import Closer, telling
from papertriage.search.terms import Term

DEPTH = 50
"""How many papers are looked at closer: whoever stands lower is hardly one of the best."""

_TITLED = 15  # of these, so many may be found by their titles: they have no abstract to be found by
_RELATED = 0.6  # of the score, where related words are looked for
_LONG = 20  # words; what has more says enough itself, and the more it has the less are others believed
_SHOWN = 5  # related words named as reasons


class Ranked(NamedTuple):
    """A paper with its score and what it consists of, largest part first."""

    pid: int
    score: float
    parts: tuple[Part, ...] = ()


class Looked(NamedTuple):
    """The papers that were looked at, in order, and how those behind them follow."""

    ranked: Sequence[Ranked]
    taken: int  # so many of them are the first of the index's own order
    scale: float  # of the index's scores, so that they are below those of these papers

    @property
    def hits(self) -> list[tuple[int, float]]:
        """Their numbers and scores."""
        return [(each.pid, each.score) for each in self.ranked]

    def after(self, found: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
        """Of what the index found those that were not looked at."""
        pids = {each.pid for each in self.ranked}
        return [(pid, score * self.scale) for pid, score in found if pid not in pids]


def page(
    library: Library, answering: Answering, closer: Closer, *, limit: int, offset: int
) -> list[tuple[int, float]]:
    """At most `limit` papers from `offset` on, with scores: the first DEPTH in order, the others as found."""
    looked = look(library, answering, closer)
    found, end = looked.hits, offset + limit
    if len(found) == DEPTH and end > DEPTH:
        reader, query = answering
        found += looked.after(reader.search(query, limit=end).hits)
    return found[offset:end]


def look(library: Library, answering: Answering, closer: Closer, *, explain: bool = False) -> Looked:
    """Look at the papers that answer best; with `explain` also at the parts of their scores."""
    first, taken = _first(answering, closer)
    ranked = reorder(library, answering[0], closer.terms, [pid for pid, _ in first], explain=explain)
    lowest = first[taken - 1][1] if taken else 0.0
    return Looked(ranked, taken, min(ranked[-1].score / lowest, 1.0) if lowest > 0 else 0.0)


def _first(answering: Answering, closer: Closer) -> tuple[list[tuple[int, float]], int]:
    """The DEPTH best of the index, some of them by their titles; and how many are by all words."""
    reader, query = answering
    best = reader.search(query, limit=DEPTH).hits
    if closer.titles is None or len(best) < DEPTH:
        return best, len(best)
    known = {pid for pid, _ in best}
    titled = [hit for hit in reader.search(closer.titles, limit=DEPTH).hits if hit[0] not in known][:_TITLED]
    taken = DEPTH - len(titled)
    return best[:taken] + titled, taken


def parts(library: Library, answering: Answering, closer: Closer) -> dict[int, tuple[Part, ...]]:
    """What the scores of the first DEPTH papers consist of, by their numbers."""
    return {each.pid: each.parts for each in look(library, answering, closer, explain=True).ranked}


def reorder(
    library: Library,
    reader: index.Reader,
    terms: Sequence[Term],
    found: Sequence[int],
    *,
    explain: bool = False,
) -> list[Ranked]:
    """Put papers (their numbers, best first) in order, with scores; with `explain` also their parts.

    `terms` are all that the query wants, wherever they stand in it.
    """
    texts = {text[0]: text for text in library.texts_of(found)}
    pool = Pool(reader, [texts[pid] for pid in found if pid in texts])
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
        self._share = _RELATED * min(_LONG / total, 1.0) if self._related else 0.0
        beside = feedback.scores_of(pool, self._related)
        # The best by related words gets as much for them as the best by the query's own words.
        scale = max(own, default=0.0) / (max(beside, default=0.0) or 1.0)
        self._beside = [self._share * scale * score for score in beside]
        self._scores = [
            (1 - self._share) * score + other for score, other in zip(own, self._beside, strict=True)
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
        score = self._beside[place]
        return [Part(f"words that go with them: {', '.join(named[:_SHOWN])}", score)] if score > 0 else []
