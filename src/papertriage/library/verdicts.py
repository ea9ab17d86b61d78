"""What readers said of two papers: that they are one, or two. Events, never rewritten; the last one holds."""

import json
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from papertriage.library.connection import Database
from papertriage.library.rows import to_json

Pair = tuple[int, int]


class VerdictRow(NamedTuple):
    """One event: two sets of sightings, as they were papers at the time, and whether they are one."""

    same: bool
    one: tuple[int, ...]
    other: tuple[int, ...]
    one_name: str
    other_name: str
    at: str  # ISO time
    who: str = ""
    reason: str | None = None
    seq: int = 0


class Replayed(NamedTuple):
    """What holds of pairs of sightings after all verdicts, the smaller number first."""

    same: frozenset[Pair]
    different: frozenset[Pair]


def append(db: Database, row: VerdictRow) -> None:
    """Add an event; its `seq` is the library's to give."""
    db.run(
        "INSERT INTO verdicts (same, one, other, one_name, other_name, at, who, reason) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [int(row.same), to_json(row.one), to_json(row.other), *row[3:8]],
    )


def every(db: Database) -> list[VerdictRow]:
    """All events, oldest first."""
    rows = db.rows(
        "SELECT same, one, other, one_name, other_name, at, who, reason, seq FROM verdicts ORDER BY seq"
    )
    return [
        VerdictRow(bool(row[0]), tuple(json.loads(row[1])), tuple(json.loads(row[2])), *row[3:])
        for row in rows
    ]


def replay(rows: Sequence[VerdictRow]) -> Replayed:
    """What holds: a later verdict takes back what earlier ones said of the same pairs."""
    same: set[Pair] = set()
    different: set[Pair] = set()
    for row in rows:
        pairs = {(min(a, b), max(a, b)) for a, b in product(row.one, row.other) if a != b}
        if row.same:
            different -= pairs
            same.add((min(row.one[0], row.other[0]), max(row.one[0], row.other[0])))
        else:
            same -= pairs
            different |= pairs
    return Replayed(frozenset(same), frozenset(different))
