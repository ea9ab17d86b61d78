"""Decisions are events, appended and never rewritten; everything that is believed of them is their replay.

An event's `uid` begins with its time, never earlier than that of any event its library had before, and a
count within that time: the order of uids is the order of events, in every library that holds them. `undo` and
`redo` take back the one event whose uid is their `value`, which must be an earlier one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

UNDO, REDO = "undo", "redo"
TAKE_BACK = (UNDO, REDO)
ACTIONS = (*STATE_AFTER, "star", "unstar", "note", "tag", "untag", "assign", *TAKE_BACK)
"""Everything that an event can say."""

UID = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z-\d{8}-[0-9a-f]{16}"
_FIRST = "0001-01-01T00:00:00.000000Z"

_NAMES = (
    "WITH RECURSIVE names (id, name) AS (SELECT value, value FROM json_each(?1) "
    "UNION SELECT id, old FROM names JOIN aliases ON new = name) "
)
"""Papers (a JSON list of public ids) and every id that each of them had before."""

_NOW = (
    "WITH RECURSIVE names (said, name) AS (SELECT DISTINCT paper, paper FROM decisions "
    "UNION SELECT said, new FROM names JOIN aliases ON old = name) "
)
"""Every id that decisions name and what it came to be."""

STANDING = "uid NOT IN (SELECT uid FROM undone)"
"""What holds of an event that is not taken back."""


class DecisionRow(NamedTuple):
    """One event: what somebody said of a paper, and when."""

    seq: int  # its place in this library's log
    paper: str  # the public id at the time
    action: str
    at: str  # ISO time, as the clock said
    who: str
    value: str | None  # the note's text, the topic, the assignee, the event that is taken back
    reason: str | None
    uid: str = ""
    act: str = ""  # shared by the events of one command, which are taken back together
    origin: str = ""  # where it was said: "cli", "triage"
    rank: int | None = None  # the place in the list, from 1, and the score that were shown at the time
    score: float | None = None


_COLUMNS = ", ".join(DecisionRow._fields)
SAID_COLUMNS = ", ".join(DecisionRow._fields[1:])


class Standing(NamedTuple):
    """What all standing events on a paper come to."""

    state: str = "unread"
    starred: bool = False
    notes: tuple[str, ...] = ()
    assigned: str | None = None


def stand(events: Iterable[tuple[str, str | None]]) -> Standing:
    """What these (action, value) come to, in their order."""
    state, starred, assigned = "unread", False, None
    notes: list[str] = []
    for action, value in events:
        state = STATE_AFTER.get(action, state)
        if action in ("star", "unstar"):
            starred = action == "star"
        elif action == "note" and value:
            notes.append(value)
        elif action == "assign":
            assigned = value or None
    return Standing(state, starred, tuple(notes), assigned)


def undone_by(taking_back: Iterable[tuple[str, str | None]]) -> set[str]:
    """The uids of events that do not stand, given (uid, value) of every undo and redo.

    An undo that was itself taken back takes nothing back. The latest are looked at first: what takes an event
    back is later than the event, so each is judged when all that could take it back have been.
    """
    undone: set[str] = set()
    for uid, named in sorted(taking_back, reverse=True):
        if uid not in undone and named is not None and named < uid:
            undone.add(named)
    return undone


def next_uids(db: Database, at: str, count: int) -> list[str]:
    """Uids for this many events at this time (ISO, UTC), later than all there are; the first names the act.

    A clock that was set back, or another reader's that is ahead, does not turn the order round: the time in a
    uid is at least that of the last event here.
    """
    said = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?", at)
    time, number = f"{said[1]}.{(said[2] or '')[:6]:0<6}Z" if said else _FIRST, 0
    last = db.value("SELECT max(uid) FROM decisions")
    if last is not None and last[: len(_FIRST)] >= time:
        time, number = last[: len(_FIRST)], int(last[len(_FIRST) + 1 :][:8]) + 1
    tail = db.value("SELECT lower(hex(randomblob(8)))")
    return [f"{time}-{number + place:08d}-{tail}" for place in range(count)]


def append(db: Database, events: Iterable[DecisionRow]) -> None:
    """Add events; their `seq` is ignored and given by the library."""
    marks = ", ".join("?" * (len(DecisionRow._fields) - 1))
    rows = [event[1:] for event in events]
    db.many(f"INSERT INTO decisions ({SAID_COLUMNS}) VALUES ({marks})", rows)


def settle_undone(db: Database) -> None:
    """Find anew which events are taken back."""
    now, before = wanted_undone(db), undone(db)
    db.many("DELETE FROM undone WHERE uid = ?", [(uid,) for uid in sorted(before - now)])
    db.many("INSERT INTO undone (uid) VALUES (?)", [(uid,) for uid in sorted(now - before)])


def wanted_undone(db: Database) -> set[str]:
    """The uids of the events that are taken back, as the log has it."""
    return undone_by(db.rows(f"SELECT uid, value FROM decisions WHERE action IN {TAKE_BACK}"))


def undone(db: Database) -> frozenset[str]:
    """The same, as the library remembers it."""
    return frozenset([uid for (uid,) in db.rows("SELECT uid FROM undone")])


def states(db: Database, ids: Sequence[str]) -> dict[str, str]:
    """The state of each of these papers of which something stands, under this id or one it had before."""
    return {public_id: standing.state for public_id, standing in standings(db, ids).items()}


def standings(db: Database, ids: Sequence[str], who: str | None = None) -> dict[str, Standing]:
    """What the standing events on each of these papers come to, under this id or one it had before.

    Of one reader's, where `who` is given. Papers without any are left out.
    """
    said: dict[str, list[tuple[str, str | None]]] = {}
    rows = db.rows(
        f"{_NAMES} SELECT id, action, value FROM names JOIN decisions ON paper = name "
        f"WHERE {STANDING} AND (?2 IS NULL OR who = ?2) ORDER BY uid",
        [to_json(list(ids)), who],
    )
    for public_id, action, value in rows:
        said.setdefault(public_id, []).append((action, value))
    return {public_id: stand(events) for public_id, events in said.items()}


def standing_events(db: Database) -> Iterator[tuple[str, DecisionRow]]:
    """Every event that stands, in order, with its paper's public id now; not those on papers unknown."""
    columns = ", ".join(f"d.{name}" for name in DecisionRow._fields)
    rows = db.rows(
        f"{_NOW} SELECT p.id, {columns} FROM decisions d JOIN names ON said = d.paper "
        f"JOIN papers p ON p.id = name WHERE d.{STANDING} AND d.action NOT IN {TAKE_BACK} ORDER BY d.uid"
    )
    return ((public_id, DecisionRow(*row)) for public_id, *row in rows)


def decided(db: Database) -> list[str]:
    """The public ids now of all papers that a decision names."""
    rows = db.rows(f"{_NOW} SELECT DISTINCT p.id FROM names JOIN papers p ON p.id = name")
    return [public_id for (public_id,) in rows]


def of_paper(db: Database, public_id: str) -> list[DecisionRow]:
    """What was decided on this paper, under this id or one it had before, oldest first."""
    rows = db.rows(
        f"{_NAMES} SELECT {_COLUMNS} FROM names JOIN decisions ON paper = name ORDER BY uid",
        [to_json([public_id])],
    )
    return [DecisionRow(*row) for row in rows]


def log(db: Database, who: str | None = None) -> Iterator[DecisionRow]:
    """Every event, oldest first, streamed; of one reader, where `who` is given."""
    sql = f"SELECT {_COLUMNS} FROM decisions WHERE ?1 IS NULL OR who = ?1 ORDER BY uid"
    return (DecisionRow(*row) for row in db.stream(sql, [who]))


def latest(db: Database, who: str | None = None) -> Iterator[tuple[DecisionRow, bool]]:
    """The same, latest first, each with whether it stands."""
    sql = f"SELECT {STANDING}, {_COLUMNS} FROM decisions WHERE ?1 IS NULL OR who = ?1 ORDER BY uid DESC"
    return ((DecisionRow(*row), bool(stands)) for stands, *row in db.stream(sql, [who]))


def known_as(db: Database, uids: Sequence[str]) -> dict[str, DecisionRow]:
    """Those of these events that there are, by uid."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM decisions WHERE uid IN (SELECT value FROM json_each(?))",
        [to_json(list(uids))],
    )
    return {event.uid: event for event in (DecisionRow(*row) for row in rows)}
