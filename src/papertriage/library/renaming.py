"""Papers that have another public id after a rebuild are found by the one they had, and keep what was said.

Other rules of identity may name a paper otherwise, and decisions know papers by the names they had.
"""

from papertriage.library import decisions, tagging
from papertriage.library.connection import Database

_LOST = (
    "SELECT n.name, p.id, p.pid FROM temp.named n JOIN members m ON m.sighting = n.sighting "
    "JOIN papers p ON p.pid = m.pid WHERE p.id <> n.name "
    "AND NOT EXISTS (SELECT 1 FROM papers q WHERE q.id = n.name) "
    "AND NOT EXISTS (SELECT 1 FROM aliases a WHERE a.old = n.name)"
)


def remember(db: Database) -> None:
    """Remember which sighting each paper's name stands for, before papers are forgotten."""
    db.run("DROP TABLE IF EXISTS temp.named")
    db.run(
        "CREATE TEMP TABLE named AS SELECT p.id AS name, min(m.sighting) AS sighting "
        "FROM papers p JOIN members m ON m.pid = p.pid GROUP BY p.pid"
    )


def settle(db: Database, change: int) -> None:
    """Let names that no paper has any more lead to the papers of their sightings, with states and topics."""
    lost = db.rows(_LOST)
    db.run("DROP TABLE temp.named")
    db.many("INSERT INTO aliases (old, new) VALUES (?, ?)", [(name, now) for name, now, _ in lost])
    ids = [now for _, now, _ in lost]
    states = decisions.states(db, ids)
    db.many(
        "UPDATE papers SET state = ?, changed = ? WHERE id = ?",
        [(states[name], change, name) for name in ids if name in states],
    )
    pids = {now: pid for _, now, pid in lost}
    for name, said in tagging.corrections_of(db, ids).items():
        tagging.replace_hits(db, change, said, {pids[name]: tagging.corrected((), said)})
