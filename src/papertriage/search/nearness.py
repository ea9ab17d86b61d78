"""Whether the words of a short query stand side by side."""

from collections.abc import Iterator, Sequence

from papertriage.search.asked import Asked
from papertriage.search.pool import Pool

_MOST_WORDS = 5  # the words of a long question need not stand together
_WITHIN = 3  # words from one another
_SHARE = 0.4  # of what the two words themselves count


def near_scores(pool: Pool, asked: Sequence[Asked], rarities: Sequence[float]) -> list[float]:
    """What each paper gains by having neighbours of the query as neighbours, in either order."""
    gains = [0.0] * len(pool.papers)
    if not 2 <= len(asked) <= _MOST_WORDS:
        return gains
    numbers = {form: number for number, word in enumerate(asked) for form in word.forms}
    for place, paper in enumerate(pool.papers):
        counts: dict[int, int] = {}
        for first in _neighbours(paper.words, numbers):
            counts[first] = counts.get(first, 0) + 1
        gains[place] = sum(
            [
                pool.saturated(place, count) * (rarities[first] + rarities[first + 1]) / 2
                for first, count in counts.items()
            ]
        )
    return [_SHARE * gain / len(asked) for gain in gains]


def _neighbours(words: Sequence[str], numbers: dict[str, int]) -> Iterator[int]:
    """Each place where two neighbours of the query stand near one another: the number of the first."""
    seen = [(at, numbers[word]) for at, word in enumerate(words) if word in numbers]
    for one, (at, number) in enumerate(seen):
        for other_at, other in seen[one + 1 : one + _WITHIN + 1]:
            if other_at - at > _WITHIN:
                break
            if abs(other - number) == 1:
                yield min(number, other)
