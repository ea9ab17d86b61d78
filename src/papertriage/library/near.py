"""Near keys as the library keeps them: sorted runs of numbers, so that a million papers cost no million rows.

A number is a key and the sighting that has it. Runs are merged as they grow (a log-structured merge), and
stored with the batch that brought them, in its transaction.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from papertriage.library.connection import Database
from papertriage.library.rows import SIGHTING_BITS, NearKeys

NEXT = 50
"""How many before and after itself a sighting meets under a key that many have.

Numbers of sightings only grow, so that who is next to whom never changes."""

MANY, FEW = 1000, 5
"""From which place on under a key a sighting meets no more than how many before itself."""

_GROWTH = 4  # a run is merged into the one before unless that is this many times as long
_LARGEST = 8_000_000  # numbers of a run beyond which none is merged: merging takes twice its memory
_SLICE = 1_000_000  # numbers in a row of the table: a longer row would be in memory several times over
_ONE = np.uint64(1 << SIGHTING_BITS)
_SHIFT = np.uint64(SIGHTING_BITS)
_SIGHTING = _ONE - np.uint64(1)

Numbers = NDArray[np.uint64]


class _Run(NamedTuple):
    numbers: Numbers
    rows: tuple[int, ...] = ()  # where it is stored, slice by slice; nowhere yet


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
                self._append(named, numbers)

    def meet(self, asking: Sequence[NearKeys]) -> dict[int, set[int]]:
        """Sightings under the same key: asking sighting -> others. Two with an arXiv id never meet.

        Of the many that share a key which tells nothing (a sentence of every abstract of a series), each
        meets those that were read next to it: NEXT before and after, counted among those without an arXiv
        id. The later of the two says how many: from the place MANY on they are FEW.
        """
        met: dict[int, set[int]] = {}
        self._meet([each for each in asking if each.named], met, with_named=False)
        self._meet([each for each in asking if not each.named], met, with_named=True)
        return met

    def take_out(self, found: Sequence[NearKeys]) -> None:
        """Forget some near keys of sightings."""
        for named in (False, True):
            gone = _packed([each for each in found if each.named is named])
            runs = self._of(named) if len(gone) else []
            for at, run in enumerate(runs):
                kept = run.numbers[~np.isin(run.numbers, gone)]
                if len(kept) < len(run.numbers):
                    self._gone += run.rows
                    runs[at] = _Run(kept)

    def save(self) -> None:
        """Store what was added; the caller commits."""
        for named, runs in self._runs.items():
            for at, run in enumerate(runs):
                if not run.rows:
                    runs[at] = _Run(run.numbers, tuple(self._stored(run.numbers, named=named)))
        self._db.many("DELETE FROM near_keys WHERE id = ?", [(row,) for row in self._gone])
        self._gone.clear()

    def _stored(self, numbers: Numbers, *, named: bool) -> Iterator[int]:
        """Store a run; give the number of each of its rows."""
        for start in range(0, len(numbers), _SLICE):
            piece = numbers[start : start + _SLICE].astype("<u8", copy=False)
            self._db.run(
                "INSERT INTO near_keys (named, size, keys) VALUES (?, ?, ?)",
                [int(named), len(numbers), piece.tobytes()],
            )
            yield int(self._db.value("SELECT last_insert_rowid()"))

    def _of(self, named: bool) -> list[_Run]:
        if named not in self._runs:
            self._runs[named] = list(self._read(named=named))
        return self._runs[named]

    def _read(self, *, named: bool) -> Iterator[_Run]:
        """The stored runs, the longest first; a run's slices follow one another.

        SQLite would hold the keys twice if it had to put them in order.
        """
        order = "SELECT id, size FROM near_keys WHERE named = ? ORDER BY size DESC, id"
        rows = iter(self._db.rows(order, [int(named)]))
        for first, size in rows:
            ids, pieces = [first], [self._piece(first)]
            while sum(map(len, pieces)) < size and (more := next(rows, None)):
                ids.append(more[0])
                pieces.append(self._piece(more[0]))
            yield _Run(np.concatenate(pieces), tuple(ids))

    def _piece(self, row: int) -> Numbers:
        return np.frombuffer(self._db.value("SELECT keys FROM near_keys WHERE id = ?", [row]), "<u8")

    def _append(self, named: bool, numbers: Numbers) -> None:
        runs = self._of(named)
        while runs and len(runs[-1].numbers) < min(_GROWTH * len(numbers), _LARGEST - len(numbers)):
            last = runs.pop()
            self._gone += last.rows
            numbers = np.concatenate((last.numbers, numbers))
            numbers.sort(kind="stable")
        runs.append(_Run(numbers))

    def _meet(self, asking: Sequence[NearKeys], met: dict[int, set[int]], *, with_named: bool) -> None:
        if not asking:
            return
        asked = _packed(asking)
        bare = self._of(False)
        crowded = sum([_counts(run.numbers, asked)[1] for run in bare], np.zeros(len(asked), np.int64)) > NEXT
        for run in (*bare, *(self._of(True) if with_named else ())):
            _take(run.numbers, asked[~crowded], met)
        keys = asked[crowded] >> _SHIFT
        for key, owners in zip(*_grouped(keys, asked[crowded] & _SIGHTING), strict=True):
            self._meet_in_crowd(key, owners, met, with_named=with_named)

    def _meet_in_crowd(
        self, key: np.uint64, owners: Numbers, met: dict[int, set[int]], *, with_named: bool
    ) -> None:
        members = self._under(key, named=False)
        places = np.searchsorted(members, owners)
        _Row(members, np.arange(len(members))).take(owners, places, met)
        if with_named:
            named = self._under(key, named=True)
            _Row(named, np.searchsorted(members, named)).take(owners, places, met)

    def _under(self, key: np.uint64, *, named: bool) -> Numbers:
        """The sightings under a key, in order."""
        lowest = key << _SHIFT
        found = [
            run.numbers[np.searchsorted(run.numbers, lowest) : np.searchsorted(run.numbers, lowest + _ONE)]
            for run in self._of(named)
        ]
        return np.sort(np.concatenate([np.zeros(0, np.uint64), *found]) & _SIGHTING, kind="stable")


class _Row(NamedTuple):
    """Sightings under one key, and the place of each: how many without an arXiv id are before it."""

    sightings: Numbers
    places: NDArray[np.int64]

    def take(self, owners: Numbers, places: NDArray[np.int64], met: dict[int, set[int]]) -> None:
        """Add those next to each of the owners, which have these places: the later of two says how near."""
        first = places - np.where(places < MANY, NEXT, FEW)
        last = np.maximum(places + FEW, np.minimum(places + NEXT, MANY - 1))
        starts = np.searchsorted(self.places, first)
        ends = np.searchsorted(self.places, last, side="right")
        for owner, start, end in zip(owners.tolist(), starts.tolist(), ends.tolist(), strict=True):
            near = met.setdefault(owner, set())
            near.update(self.sightings[start:end].tolist())
            near.discard(owner)


def _grouped(keys: Numbers, owners: Numbers) -> tuple[Numbers, list[Numbers]]:
    """Each key of a sorted row, and the owners that have it."""
    each, starts = np.unique(keys, return_index=True)
    return each, np.split(owners, starts[1:]) if len(starts) else []


def _counts(numbers: Numbers, asked: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each number asked, where its key begins in a run, and how many have it."""
    lowest = (asked >> _SHIFT) << _SHIFT
    starts = np.searchsorted(numbers, lowest)
    return starts, np.searchsorted(numbers, lowest + _ONE) - starts


def _take(numbers: Numbers, asked: Numbers, met: dict[int, set[int]]) -> None:
    """Add all that a run has under the keys asked."""
    starts, counts = _counts(numbers, asked)
    owners = np.repeat(asked & _SIGHTING, counts)
    places = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts - starts, counts)
    others = numbers[places] & _SIGHTING
    strange = owners != others
    for owner, other in zip(owners[strange].tolist(), others[strange].tolist(), strict=True):
        met.setdefault(owner, set()).add(other)


def _packed(found: Sequence[NearKeys]) -> Numbers:
    return np.sort(
        np.array([(key << SIGHTING_BITS) | each.sighting for each in found for key in each.keys], np.uint64)
    )
