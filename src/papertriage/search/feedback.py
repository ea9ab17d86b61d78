"""Words that go with a query's: those of the papers that answer it best (pseudo-relevance feedback)."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from papertriage.search.little_words import LITTLE
from papertriage.search.pool import Pool

MIN_PAPERS = 4  # fewer say nothing of what goes together

_PAPERS = 20  # that are believed
_SHARPNESS = 8  # how much more the best of them is believed than the next: their scores to this power
_LEAST = 0.01  # belief below which a paper is not looked at
_WORDS = 40  # that are taken
_LOOKED_AT = 3 * _WORDS


class Related(NamedTuple):
    """A word that goes with the query."""

    forms: Sequence[str]  # in which the papers have it
    weight: float  # of all together 1
    rarity: float


def related_words(pool: Pool, scores: Sequence[float]) -> list[Related]:
    """The words that tell the papers with the highest scores from others, the weightiest first.

    A paper that stands out alone is believed alone: it may be the very one whose title was typed.
    """
    found: dict[str, float] = {}
    for place, belief in _beliefs(scores):
        for stem, worth in _worths(pool, place):
            found[stem] = found.get(stem, 0.0) + belief * worth
    likely = sorted(found, key=lambda stem: (-found[stem], stem))[:_LOOKED_AT]
    rarities = {stem: pool.rarity(pool.forms[stem]) for stem in likely}
    weights = {stem: found[stem] * rarities[stem] ** 0.5 for stem in likely}
    best = sorted(likely, key=lambda stem: (-weights[stem], stem))[:_WORDS]
    total = sum(weights[stem] for stem in best) or 1.0
    return [Related(pool.forms[stem], weights[stem] / total, rarities[stem]) for stem in best]


def _beliefs(scores: Sequence[float]) -> list[tuple[int, float]]:
    """(Place, how much its words count) of the best papers; all together 1."""
    best = sorted(range(len(scores)), key=lambda place: (-scores[place], place))[:_PAPERS]
    if not best or scores[best[0]] <= 0:
        return []
    beliefs = [(scores[place] / scores[best[0]]) ** _SHARPNESS for place in best]
    total = sum(beliefs)
    shares = zip(best, [belief / total for belief in beliefs], strict=True)
    return [(place, share) for place, share in shares if share > _LEAST]


def _worths(pool: Pool, place: int) -> Iterator[tuple[str, float]]:
    """The paper's stems with what their occurrences are worth; little words are left out."""
    counts: dict[str, float] = {}
    for word, count in pool.papers[place].counts.items():
        if word not in LITTLE:
            stem = pool.stems[word]
            counts[stem] = counts.get(stem, 0.0) + count
    return ((stem, pool.saturated(place, count)) for stem, count in counts.items())


def scores_of(pool: Pool, related: Collection[Related]) -> list[float]:
    """How much each paper has of the related words."""
    totals = [0.0] * len(pool.papers)
    for word in related:
        for place, score in enumerate(pool.scores(word.forms)):
            if score:
                totals[place] += score * word.weight * word.rarity
    return totals
