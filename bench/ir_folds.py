"""Whether the constants of ranking are those that other collections would choose.

Each constant is tried at some values by itself. What is best on all collections but one is then taken, all
constants together, and measured on the one left out; and so with halves of the queries of the larger ones.
"""

from collections.abc import Callable, Iterator, Sequence
from statistics import mean
from typing import Any, NamedTuple

import ir_measures

from ir_made import Collection
from papertriage.search import feedback, nearness, pool, relevance, reorder

_LARGE = 100  # queries, to be halved


class Constant(NamedTuple):
    """A number that ranking depends on, where it stands, and what else it might be."""

    about: str
    where: Any  # a module, or a dictionary
    name: str
    others: Sequence[float]

    @property
    def value(self) -> float:
        """As it is now."""
        return float(
            self.where[self.name] if isinstance(self.where, dict) else getattr(self.where, self.name)
        )

    def put(self, value: float) -> None:
        """Make it another number, a whole one where it was one."""
        value = type(self.others[0])(value)
        if isinstance(self.where, dict):
            self.where[self.name] = value
        else:
            setattr(self.where, self.name, value)


CONSTANTS = (
    Constant("a title in the index's order", relevance._BOOSTS, "title", (0.4, 1.0)),
    Constant("papers looked at", reorder, "DEPTH", (30, 80)),
    Constant("a title's word counts", pool, "TITLE", (1.5, 2.0, 3.0, 4.0)),
    Constant("k1", pool, "_K1", (0.9, 1.2, 1.8, 2.2)),
    Constant("b", pool, "_B", (0.5, 0.65, 0.85, 0.95)),
    Constant("words near one another", nearness, "_SHARE", (0.0, 0.1, 0.3, 0.4)),
    Constant("related words' share", reorder, "_RELATED", (0.4, 0.5, 0.7)),
    Constant("related words", feedback, "_WORDS", (20, 30, 60)),
    Constant("papers believed", feedback, "_PAPERS", (10, 30)),
    Constant("how sharply", feedback, "_SHARPNESS", (4, 6, 12)),
)

Ask = Callable[[Collection], dict[str, dict[str, float]]]
"""All answers to a collection's queries, by the constants as they are."""

Values = tuple[float, ...]


class _Tried:
    """The nDCG@10 of each query, by the values of all constants; each is measured once."""

    def __init__(self, collections: Sequence[Collection], ask: Ask) -> None:
        self.collections, self._ask = collections, ask
        self.now = tuple(constant.value for constant in CONSTANTS)
        self._known: dict[tuple[str, Values], dict[str, float]] = {}

    def on(self, collection: Collection, values: Values) -> dict[str, float]:
        key = collection.name, values
        if key not in self._known:
            self._put(values)
            judged = ir_measures.iter_calc([ir_measures.nDCG @ 10], collection.qrels, self._ask(collection))
            self._known[key] = {each.query_id: each.value for each in judged}
            self._put(self.now)
        return self._known[key]

    def best(self, score: Callable[[Values], float]) -> Values:
        """For each constant by itself, the others as they are, the best of its values."""
        return tuple([self._best(place, score) for place in range(len(CONSTANTS))])

    def _best(self, place: int, score: Callable[[Values], float]) -> float:
        values = [self.now[place], *map(float, CONSTANTS[place].others)]
        return max(values, key=lambda value: score(self._with(place, value)))

    def _with(self, place: int, value: float) -> Values:
        return (*self.now[:place], float(value), *self.now[place + 1 :])

    def _put(self, values: Values) -> None:
        for constant, value in zip(CONSTANTS, values, strict=True):
            constant.put(value)


class Fold(NamedTuple):
    """What was chosen without some queries, and how it does on them."""

    left_out: str
    chosen: Values
    now: float
    then: float


def folds(collections: Sequence[Collection], ask: Ask) -> Iterator[Fold]:
    """Choose without each collection, and without each half of the large ones."""
    tried = _Tried(collections, ask)
    for out in collections:

        def score(values: Values, out: Collection = out) -> float:
            return mean(mean(tried.on(each, values).values()) for each in collections if each is not out)

        chosen = tried.best(score)
        now, then = (mean(tried.on(out, values).values()) for values in (tried.now, chosen))
        yield Fold(out.name, chosen, now, then)
    for each in collections:
        if len(each.queries) >= _LARGE:
            yield from _halves(tried, each)


def _halves(tried: _Tried, collection: Collection) -> Iterator[Fold]:
    names = sorted(collection.queries)
    for half, rest, about in ((names[::2], names[1::2], "half"), (names[1::2], names[::2], "other half")):

        def score(values: Values, of: Sequence[str] = rest) -> float:
            found = tried.on(collection, values)
            return mean(found.get(name, 0.0) for name in of)

        chosen = tried.best(score)
        yield Fold(f"{collection.name}, {about}", chosen, score(tried.now, half), score(chosen, half))


def table(found: Sequence[Fold]) -> str:
    """A line a constant, a column what was left out; last how the choice does on that."""
    now = [constant.value for constant in CONSTANTS]
    lines = [
        f"| | now | {' | '.join(fold.left_out for fold in found)} |",
        f"|---{'|---' * (len(found) + 1)}|",
    ]
    for place, constant in enumerate(CONSTANTS):
        cells = [f"{fold.chosen[place]:g}" if fold.chosen[place] != now[place] else "=" for fold in found]
        lines.append(f"| {constant.about} | {now[place]:g} | {' | '.join(cells)} |")
    for about, values in (
        ("as it is", [fold.now for fold in found]),
        ("as chosen", [fold.then for fold in found]),
    ):
        lines.append(f"| nDCG@10 {about} | | {' | '.join(f'{value:.3f}' for value in values)} |")
    return "\n".join(lines)
