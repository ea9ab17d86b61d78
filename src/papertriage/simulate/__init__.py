"""Use case: replay labelled papers as if a reader were deciding, and measure how soon the relevant ones come.

The protocol is that of ASReview's simulations: one relevant and one irrelevant paper (or those that are
named) are decided on before; the rest is the pool. Papers are read best first and decided on as they are
labelled; the ranking learns again and again, until the last relevant one is found. The same seed draws the
same first papers as ASReview's `--prior-seed`.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from papertriage.errors import UsageFault
from papertriage.rank.features import Features
from papertriage.rank.measures import Measures, measured
from papertriage.rank.taste import Taste
from papertriage.simulate.labelled import Labelled

SEED = 42
GROWTH = 0.05  # the ranking learns again when there are so many more decisions, one at the least


class Protocol(NamedTuple):
    """How a replay begins."""

    seed: int = SEED
    rows: tuple[int, ...] = ()  # decided on before, from 0; drawn where none are named
    each: int = 1  # how many of either kind are drawn


class Replay(NamedTuple):
    """How the reading of one set went."""

    name: str
    prior: tuple[int, ...]
    order: tuple[
        int, ...
    ]  # rows of the pool as they were read; those after the last relevant one follow by row
    found: tuple[bool, ...]  # whether each was relevant
    measures: Measures
    read: int  # until the last relevant one was found
    learned: int  # how many times
    seconds: float  # of CPU, from the papers' texts to the end


def replay(papers: Labelled, protocol: Protocol, clock: Callable[[], float]) -> Replay:
    """Read the papers of a set; `clock` gives seconds of CPU.

    Raises UsageFault where the papers decided on before cannot be, or leave nothing to find.
    """
    prior = first_rows(papers, protocol)
    began = clock()
    reading = _Reading(papers, prior)
    while reading.left:
        reading.read_on()
    seconds = clock() - began
    order = [*reading.order, *np.flatnonzero(reading.unread).tolist()]
    found = tuple(bool(papers.wanted[row]) for row in order)
    return Replay(
        name=papers.name,
        prior=prior,
        order=tuple(order),
        found=found,
        measures=measured(found),
        read=len(reading.order),
        learned=reading.learned,
        seconds=seconds,
    )


class _Reading:
    """A reader at work."""

    def __init__(self, papers: Labelled, prior: Sequence[int]) -> None:
        self.wanted = np.array([wanted is True for wanted in papers.wanted])
        self.unread = np.array([wanted is not None for wanted in papers.wanted])
        self.order: list[int] = []
        self.learned = 0
        self._labels: dict[int, bool] = {}
        self._taste = Taste(Features.of(papers.texts))
        self._decide(prior)

    @property
    def left(self) -> int:
        """How many relevant papers are unread."""
        return int((self.wanted & self.unread).sum())

    def read_on(self) -> None:
        """Learn, and read the next papers of the order that comes of it."""
        scores = self._taste.learn(self._labels).scores
        self.learned += 1
        rows = np.flatnonzero(self.unread)
        some = rows[np.argsort(-scores[rows], kind="stable")[: max(1, int(GROWTH * len(self._labels)))]]
        self._decide(some.tolist())
        self.order += some.tolist()

    def _decide(self, rows: Sequence[int]) -> None:
        self._labels |= {row: bool(self.wanted[row]) for row in rows}
        self.unread[list(rows)] = False


def first_rows(papers: Labelled, protocol: Protocol) -> tuple[int, ...]:
    """Return the rows that are decided on before: as named, else drawn. Raises UsageFault."""
    kinds = [[row for row, said in enumerate(papers.wanted) if said is kind] for kind in (True, False)]
    rows = protocol.rows or tuple(
        row
        for kind, what in zip(kinds, ("relevant", "irrelevant"), strict=True)
        for row in _drawn(kind, protocol, f"{papers.name}: {what} papers")
    )
    for row in rows:
        if not 0 <= row < len(papers.wanted) or papers.wanted[row] is None:
            raise UsageFault(f"{papers.name}: no labelled row {row}; rows are 0 to {len(papers.wanted) - 1}")
    if not set(kinds[0]) - set(rows) or not set(kinds[1]) - set(rows):
        raise UsageFault(
            f"{papers.name}: {len(kinds[0])} relevant and {len(kinds[1])} irrelevant papers: after the first "
            "decisions, one of either kind must be left to find"
        )
    return tuple(dict.fromkeys(rows))


def _drawn(rows: Sequence[int], protocol: Protocol, what: str) -> list[int]:
    """Draw as ASReview does with the same seed."""
    if len(rows) < protocol.each:
        raise UsageFault(f"{what}: {len(rows)}, fewer than the {protocol.each} to be decided on before")
    drawn = np.random.RandomState(protocol.seed).choice(rows, protocol.each, replace=False)
    return [int(row) for row in drawn]
