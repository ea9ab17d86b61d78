"""Near keys as the library keeps them: sorted runs of numbers, so that a million papers cost no million rows.

A number is a key and the sighting that has it. Runs are merged as they grow (a log-structured merge), and
stored with the batch that brought them, in its transaction.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from papertriage.library.connection import Database
from papertriage.library.rows import SIGHTING_BITS, NearKeys

_GROWTH = 4  # a run is merged into the one before unless that is this many times as long
_ONE = np.uint64(1 << SIGHTING_BITS)
_SHIFT = np.uint64(SIGHTING_BITS)
_SIGHTING = _ONE - np.uint64(1)

Numbers = NDArray[np.uint64]


class _Run(NamedTuple):
    numbers: Numbers
    row: int | None  # where it is stored


class NearIndex:
    """The near keys of a library, in one open transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._runs: dict[bool, list[_Run]] = {}
        self._gone: list[int] = []

    def add(self, found: Sequence[NearKeys]) -> None:
        """Keep the near keys of sightings that have none yet."""
        for named in (False, True):
            numbers = _packed([each for each in found if each.named is named])
            if len(numbers):
                self._append(named, np.sort(numbers))

    def meet(self, asking: Sequence[NearKeys]) -> dict[int, set[int]]:
        """Sightings under the same key: asking sighting -> others. Two with an arXiv id never meet."""
        met: dict[int, set[int]] = {}
        self._meet([each for each in asking if not each.named], True, met)
        self._meet(asking, False, met)
        return met

    def save(self) -> None:
        """Store what was added; the caller commits."""
        for named, runs in self._runs.items():
            for at, run in enumerate(runs):
                if run.row is None:
                    self._db.run(
                        "INSERT INTO near_keys (named, size, keys) VALUES (?, ?, ?)",
                        [int(named), len(run.numbers), run.numbers.astype("<u8").tobytes()],
                    )
                    runs[at] = _Run(run.numbers, int(self._db.value("SELECT last_insert_rowid()")))
        self._db.many("DELETE FROM near_keys WHERE id = ?", [(row,) for row in self._gone])
        self._gone.clear()

    def _of(self, named: bool) -> list[_Run]:
        if named not in self._runs:
            rows = self._db.rows(
                "SELECT id, keys FROM near_keys WHERE named = ? ORDER BY size DESC", [int(named)]
            )
            self._runs[named] = [_Run(np.frombuffer(keys, "<u8"), row) for row, keys in rows]
        return self._runs[named]

    def _append(self, named: bool, numbers: Numbers) -> None:
        runs = self._of(named)
        row = None
        while runs and len(runs[-1].numbers) < _GROWTH * len(numbers):
            last = runs.pop()
            if last.row is not None:
                self._gone.append(last.row)
            numbers = np.sort(np.concatenate((last.numbers, numbers)), kind="stable")
        runs.append(_Run(numbers, row))

    def _meet(self, asking: Sequence[NearKeys], named: bool, met: dict[int, set[int]]) -> None:
        runs = self._of(named)
        if not asking or not runs:
            return
        asked = np.sort(_packed(asking))
        lowest = (asked >> _SHIFT) << _SHIFT
        for run in runs:
            starts = np.searchsorted(run.numbers, lowest)
            counts = np.searchsorted(run.numbers, lowest + _ONE) - starts
            owners = np.repeat(asked & _SIGHTING, counts)
            places = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts - starts, counts)
            others = run.numbers[places] & _SIGHTING
            strange = owners != others
            for owner, other in zip(owners[strange].tolist(), others[strange].tolist(), strict=True):
                met.setdefault(owner, set()).add(other)


def _packed(found: Sequence[NearKeys]) -> Numbers:
    return np.array(
        [(key << SIGHTING_BITS) | each.sighting for each in found for key in each.keys], dtype=np.uint64
    )
