"""Papers of which a newer arXiv version was read after they were decided on."""

import re
from collections.abc import Iterable

from papertriage.library import reading
from papertriage.library.connection import Database
from papertriage.library.decisions import STATE_AFTER
from papertriage.library.rows import Row, to_json

_VERSION = re.compile(r"v(\d{1,4})$")


def new_since_decided(db: Database) -> list[int]:
    """The numbers of papers whose newest version came after the last decision on their state."""
    decided: dict[int, str] = {}
    rows = db.rows(
        "SELECT paper, max(at) FROM decisions WHERE action IN (SELECT value FROM json_each(?)) "
        "AND uid NOT IN (SELECT uid FROM undone) "
        "GROUP BY paper",
        [to_json(list(STATE_AFTER))],
    )
    for name, at in rows:
        if (pid := reading.pid_of(db, name)) is not None:
            decided[pid] = max(at, decided.get(pid, ""))
    return sorted(pid for pid, seen in _versions(db, decided).items() if _is_new(seen, decided[pid]))


def _versions(db: Database, pids: Iterable[int]) -> dict[int, list[Row]]:
    """(Id as listed, when it was read) of the sightings of papers that have a second version."""
    found: dict[int, list[Row]] = {}
    rows = db.rows(
        "SELECT p.pid, s.arxiv_id, b.read_at FROM papers p JOIN members m ON m.pid = p.pid "
        "JOIN sightings s ON s.id = m.sighting JOIN batches b ON b.id = s.batch "
        "WHERE p.arxiv_version > 1 AND s.arxiv_id IS NOT NULL AND p.pid IN (SELECT value FROM json_each(?))",
        [to_json(sorted(pids))],
    )
    for pid, listed, read_at in rows:
        found.setdefault(pid, []).append((listed, read_at))
    return found


def _is_new(seen: list[Row], decided: str) -> bool:
    """Whether the newest version was first read after the decision, and another one before it."""
    newest = max(_version(listed) for listed, _ in seen)
    before = [_version(listed) for listed, read_at in seen if read_at <= decided]
    return bool(before) and max(before) < newest


def _version(listed: str) -> int:
    found = _VERSION.search(listed)
    return int(found[1]) if found else 0
