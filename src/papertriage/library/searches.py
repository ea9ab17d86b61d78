"""Searches saved by name. A paper is new to one when all its sightings came after it was last looked at."""

from collections.abc import Sequence
from typing import NamedTuple

from papertriage.library.connection import Database


class SavedSearch(NamedTuple):
    """A search under a name, and up to which sighting its results have been looked at."""

    name: str
    query: str
    saved_at: str  # ISO times
    looked_at: str | None
    looked_through: int


_COLUMNS = "name, query, saved_at, looked_at, looked_through"


def all_of(db: Database) -> list[SavedSearch]:
    """Every saved search, by name."""
    return [SavedSearch(*row) for row in db.rows(f"SELECT {_COLUMNS} FROM searches ORDER BY name")]


def named(db: Database, name: str) -> SavedSearch | None:
    """The search of this name, or None."""
    rows = db.rows(f"SELECT {_COLUMNS} FROM searches WHERE name = ?", [name])
    return SavedSearch(*rows[0]) if rows else None


def save(db: Database, name: str, query: str, at: str) -> None:
    """Keep a query under a name, in place of what was there; all there is now counts as looked at."""
    db.run(
        "INSERT OR REPLACE INTO searches (name, query, saved_at, looked_at, looked_through) "
        "VALUES (?, ?, ?, NULL, ?)",
        [name, query, at, last_sighting(db)],
    )


def remove(db: Database, name: str) -> bool:
    """Forget a search; whether there was one."""
    return db.run("DELETE FROM searches WHERE name = ?", [name]) > 0


def looked(db: Database, name: str, at: str, through: int) -> None:
    """Remember that the results of a search were looked at, as of this sighting."""
    db.run(
        "UPDATE searches SET looked_at = ?, looked_through = max(looked_through, ?) WHERE name = ?",
        [at, through, name],
    )


def last_sighting(db: Database) -> int:
    """The number of the last sighting; 0 without any."""
    return int(db.value("SELECT ifnull(max(id), 0) FROM sightings"))


def papers_after(db: Database, sighting: int) -> Sequence[int]:
    """The numbers of papers that were first seen after this sighting, in order."""
    rows = db.rows(
        "SELECT DISTINCT pid FROM members m WHERE sighting > ?1 AND NOT EXISTS "
        "(SELECT 1 FROM members o WHERE o.pid = m.pid AND o.sighting <= ?1) ORDER BY pid",
        [sighting],
    )
    return [row[0] for row in rows]
