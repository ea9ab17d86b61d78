"""The reading list: slots filled by turns from several orders, so that a taste does not close in on itself.

`taste` gives what the reader most likely wants, `explore` papers drawn by chance, `discussed` those that
others speak of most. A paper much like one that is already on the list makes way, and is named there.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from papertriage.errors import UsageFault
from papertriage.rank.likeness import likeness
from papertriage.rank.taste import Ranking

SLOTS = ("taste", "explore", "discussed")
MIX = {"taste": 14, "explore": 4, "discussed": 2}
ALIKE = 0.35  # the cosine from which papers do not share a list: versions, parts, the same work again

Rows = NDArray[np.int64]


class Place(NamedTuple):
    """A place on the list, and why this paper has it."""

    row: int
    slot: str
    score: float  # by taste
    made_way: tuple[int, ...] = ()  # rows much like this one, which would have come next in its slot


def read_mix(text: str) -> dict[str, int]:
    """Read `taste=14,explore=4,discussed=2`. Raises UsageFault naming what is wrong."""
    mix: dict[str, int] = {}
    for part in text.split(","):
        name, equals, count = part.strip().partition("=")
        if name not in SLOTS or name in mix or not equals or not count.isdecimal() or len(count) > 6:
            raise UsageFault(f"'{part.strip()}' is no part of a mix: write taste=14,explore=4,discussed=2")
        mix[name] = int(count)
    if not any(mix.values()):
        raise UsageFault(f"'{text}': a mix needs a slot that is not 0")
    return mix


class Candidates(NamedTuple):
    """What a list can be made of."""

    ranking: Ranking
    rows: Sequence[int] | Rows  # the unread papers
    discussed: Mapping[
        int, float
    ] = {}  # row -> how much others speak of it; papers that are missing: not at all


def compose(candidates: Candidates, mix: Mapping[str, int], *, limit: int, seed: int = 0) -> list[Place]:
    """Return the reading list, at most `limit` places: the same candidates, mix and seed give the same list.

    Where a slot has no more papers, the others fill its places. Papers that made way come back at the end,
    where the list is not full without them.
    """
    orders = {slot: iter(_order(slot, candidates, seed).tolist()) for slot in SLOTS if mix.get(slot)}
    chosen = _Chosen(candidates.ranking)
    for slot in _turns(mix):
        if len(chosen.places) >= limit or not orders:
            break
        if slot in orders and not chosen.take_next(slot, orders[slot]):
            del orders[slot]
    return chosen.filled_up(limit)


def _turns(mix: Mapping[str, int]) -> Iterator[str]:
    """Give the slots by turns for ever, each as often as the mix says, spread evenly."""
    whole = sum(mix.values())
    due = dict.fromkeys(mix, 0.0)
    while True:
        for slot, count in mix.items():
            due[slot] += count / whole
        most = max(due, key=lambda slot: due[slot])
        due[most] -= 1
        yield most


def _order(slot: str, candidates: Candidates, seed: int) -> Rows:
    """Return the rows as a slot would have them, best first."""
    rows = np.sort(np.array(candidates.rows, np.int64))
    taste = candidates.ranking.scores[rows]
    if slot == "taste":
        return rows[np.argsort(-taste, kind="stable")]
    if slot == "explore":
        return rows[np.argsort(drawn(rows, seed), kind="stable")]
    talk = np.zeros(len(candidates.ranking.scores))
    talk[list(candidates.discussed)] = list(candidates.discussed.values())
    talked = talk[rows] > 0
    return rows[talked][np.lexsort((-taste[talked], -talk[rows][talked]))]


def drawn(rows: Rows, seed: int) -> NDArray[np.uint64]:
    """Return a number drawn for each row: it stays the same whichever other rows there are (splitmix64)."""
    mixed = rows.astype(np.uint64) + np.uint64((seed * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


class _Chosen:
    """The list as it grows."""

    def __init__(self, ranking: Ranking) -> None:
        self.places: list[Place] = []
        self._ranking = ranking
        self._taken: set[int] = set()

    def take_next(self, slot: str, order: Iterator[int]) -> bool:
        """Put the next paper of an order on the list; return whether there was one."""
        for row in order:
            if row in self._taken:
                continue
            self._taken.add(row)
            like = self._like(row)
            if like is None:
                self.places.append(Place(row, slot, float(self._ranking.scores[row])))
                return True
            place = self.places[like]
            self.places[like] = place._replace(made_way=(*place.made_way, row))
        return False

    def _like(self, row: int) -> int | None:
        """Return the place of the paper on the list that is too much like this one."""
        if not self.places:
            return None
        alike = likeness(self._ranking.features.matrix, row, [place.row for place in self.places])
        nearest = int(alike.argmax())
        return nearest if alike[nearest] >= ALIKE else None

    def filled_up(self, limit: int) -> list[Place]:
        """Return the list, with papers that made way at its end while there is room."""
        back = [
            Place(row, place.slot, float(self._ranking.scores[row]))
            for place in self.places
            for row in place.made_way
        ]
        return [*self.places, *back[: max(0, limit - len(self.places))]]
