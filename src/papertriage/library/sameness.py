"""What was found alike, as readers are asked about it."""

from collections.abc import Sequence
from typing import NamedTuple

from papertriage.library import verdicts
from papertriage.library.connection import Database
from papertriage.library.rows import Row, to_json


class AlikeRow(NamedTuple):
    """Two sightings that are alike, and the papers they are of."""

    first: int
    second: int
    points: float
    joined: bool  # they are one paper for it
    one: int  # the papers' numbers, the same where they are one
    other: int


_ALIKE = (
    "SELECT l.first, l.second, l.points, l.joined, m.pid, n.pid FROM likenesses l "
    "JOIN members m ON m.sighting = l.first JOIN members n ON n.sighting = l.second "
)


def _alike(row: Row) -> AlikeRow:
    first, second, points, joined, one, other = row
    return AlikeRow(first, second, points, bool(joined), one, other)


def suggestions(db: Database) -> list[AlikeRow]:
    """Pairs that are alike and two papers, one for each two papers, the most alike first.

    Papers with different ids of one kind are not among them, nor are those of which readers said that they
    are two: of sightings that these had then, and it holds for those that came later.
    """
    rows = db.rows(
        f"{_ALIKE} JOIN papers p ON p.pid = m.pid JOIN papers q ON q.pid = n.pid WHERE m.pid <> n.pid "
        "AND (p.arxiv_id IS NULL OR q.arxiv_id IS NULL OR p.arxiv_id = q.arxiv_id) "
        "AND (p.doi IS NULL OR q.doi IS NULL OR p.doi = q.doi) ORDER BY l.points DESC, l.first, l.second"
    )
    parted = _parted(db)
    best: dict[frozenset[int], AlikeRow] = {}
    for row in rows:
        found = _alike(row)
        both = frozenset((found.one, found.other))
        if both not in parted:
            best.setdefault(both, found)
    return list(best.values())


def _parted(db: Database) -> set[frozenset[int]]:
    """The papers, two by two, that readers keep apart."""
    different = verdicts.replay(verdicts.every(db)).different
    sightings = to_json(sorted({end for pair in different for end in pair}))
    sql = "SELECT sighting, pid FROM members WHERE sighting IN (SELECT value FROM json_each(?))"
    home: dict[int, int] = dict(db.rows(sql, [sightings]))
    return {frozenset((home[a], home[b])) for a, b in different if a in home and b in home}


def joins(db: Database, pids: Sequence[int] | None = None) -> list[AlikeRow]:
    """Pairs that made one paper of two, the one whose second sighting was read last first."""
    where = "" if pids is None else "AND m.pid IN (SELECT value FROM json_each(?)) "
    rows = db.rows(
        f"{_ALIKE} WHERE l.joined AND m.pid = n.pid {where}ORDER BY max(l.first, l.second) DESC, l.first",
        [] if pids is None else [to_json(list(pids))],
    )
    return [_alike(row) for row in rows]


def nameless_papers(db: Database) -> int:
    """How many papers have no arXiv id."""
    return int(db.value("SELECT count(*) FROM papers WHERE arxiv_id IS NULL"))


def nameless(db: Database) -> set[int]:
    """The sightings of papers that have no arXiv id."""
    sql = "SELECT sighting FROM members JOIN papers USING (pid) WHERE arxiv_id IS NULL"
    return {row[0] for row in db.rows(sql)}
