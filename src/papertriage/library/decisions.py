"""Decisions are events, appended and never rewritten; a paper's state is their replay."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from papertriage.library.connection import Database
from papertriage.library.rows import to_json

STATE_AFTER: Mapping[str, str] = MappingProxyType(
    {
        "accept": "accepted",
        "reject": "rejected",
        "later": "later",
        "read": "read",
        "unread": "unread",
    }
)
"""The state an action leaves a paper in; every other action (a note, a tag) leaves the state as it was."""


class DecisionRow(NamedTuple):
    """One event: what somebody said of a paper, and when."""

    seq: int
    paper: str  # the public id at the time
    action: str
    at: str  # ISO time
    who: str
    value: str | None  # the note's text, the tag …
    reason: str | None


def replay(actions: Iterable[str]) -> str:
    """The state after these actions, in their order."""
    state = "unread"
    for action in actions:
        state = STATE_AFTER.get(action, state)
    return state


def states(db: Database, ids: Sequence[str]) -> dict[str, str]:
    """The state of each of these papers that was ever decided on, under this id or one it had before."""
    actions: dict[str, list[str]] = {}
    rows = db.rows(
        "WITH RECURSIVE names (id, name) AS (SELECT value, value FROM json_each(?) "
        "UNION SELECT id, old FROM names JOIN aliases ON new = name) "
        "SELECT id, action FROM names JOIN decisions ON paper = name ORDER BY seq",
        [to_json(ids)],
    )
    for public_id, action in rows:
        actions.setdefault(public_id, []).append(action)
    return {public_id: replay(said) for public_id, said in actions.items()}


def append(db: Database, events: Sequence[DecisionRow]) -> None:
    """Add events; their `seq` is ignored and given by the library."""
    db.many(
        "INSERT INTO decisions (paper, action, at, who, value, reason) VALUES (?, ?, ?, ?, ?, ?)",
        [event[1:] for event in events],
    )


def of_paper(db: Database, public_id: str) -> list[DecisionRow]:
    """What was decided on this paper, under this id or one it had before, oldest first."""
    rows = db.rows(
        "WITH RECURSIVE names (name) AS (SELECT ? UNION SELECT old FROM names JOIN aliases ON new = name) "
        "SELECT seq, paper, action, at, who, value, reason FROM names JOIN decisions ON paper = name "
        "ORDER BY seq",
        [public_id],
    )
    return [DecisionRow(*row) for row in rows]
