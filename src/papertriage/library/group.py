"""What a reading group voted, planned and presented; and which digests went out."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from papertriage.errors import LibraryError
from papertriage.library.rows import to_json
from papertriage.library.store import Library


class Vote(NamedTuple):
    """A reader's word on a paper: 1 wishes for it, 0 takes that back. The order is that of time."""

    at: str  # ISO time
    points: int
    paper: str  # the public id at the time
    who: str


class MeetingEvent(NamedTuple):
    """What was said of a meeting; the last event of a meeting holds."""

    seq: int
    meeting: str
    at: str
    why: str
    said: Mapping[str, Any]


def votes(library: Library) -> list[Vote]:
    """Give every vote, oldest first."""
    return [
        Vote(*row) for row in library.db.rows("SELECT at, points, paper, who FROM votes ORDER BY 1, 2, 3, 4")
    ]


def add_votes(library: Library, given: Iterable[Vote]) -> int:
    """Unite these votes with those that are there, in one transaction; return how many were new."""
    with _aside(library):
        before = library.db.value("SELECT count(*) FROM votes")
        library.db.many(
            "INSERT OR IGNORE INTO votes (at, points, paper, who) VALUES (?, ?, ?, ?)", list(given)
        )
        return int(library.db.value("SELECT count(*) FROM votes") - before)


def meeting_events(library: Library) -> list[MeetingEvent]:
    """Give all that was ever planned, swapped or cancelled, oldest first."""
    rows = library.db.rows("SELECT seq, meeting, at, why, said FROM meetings ORDER BY seq")
    return [MeetingEvent(seq, meeting, at, why, json.loads(said)) for seq, meeting, at, why, said in rows]


def add_meeting_events(library: Library, events: Sequence[MeetingEvent]) -> None:
    """Append events in one transaction; their `seq` is ignored and given by the library."""
    if not events:
        return
    with _aside(library):
        library.db.many(
            "INSERT INTO meetings (meeting, at, why, said) VALUES (?, ?, ?, ?)",
            [(each.meeting, each.at, each.why, to_json(dict(each.said))) for each in events],
        )


def readers_of(library: Library) -> dict[str, dict[str, str]]:
    """Give who last said of which paper (its id now) that it is read: id -> reader -> ISO time.

    A later `unread` of the same reader takes it back; a decision without a reader counts under "".
    """
    rows = library.db.rows(
        "SELECT paper, action, at, who FROM decisions WHERE action IN ('read', 'unread') "
        "AND uid NOT IN (SELECT uid FROM undone) ORDER BY uid"
    )
    found: dict[str, dict[str, str]] = {}
    for paper, action, at, who in rows:
        by = found.setdefault(current_id(library, paper), {})
        if action == "read":
            by[who] = at
        else:
            by.pop(who, None)
    return {paper: by for paper, by in found.items() if by}


def accepted(library: Library) -> list[str]:
    """Give the ids of the accepted papers, the newest first."""
    rows = library.db.rows(
        "SELECT id FROM papers WHERE state = 'accepted' ORDER BY published IS NULL, published DESC, id"
    )
    return [public_id for (public_id,) in rows]


def current_id(library: Library, paper: str) -> str:
    """Give the id that a paper has now; an id that no paper has, or had, is given back."""
    pid = library.pid_of(paper)
    if pid is None:
        return paper
    return library.papers([pid], full=False)[0].id


def digest_sent(library: Library, recipient: str, period: str) -> str | None:
    """Say when a digest of this period last went to this recipient (ISO time); None: never."""
    at = library.db.value(
        "SELECT max(at) FROM digests_sent WHERE recipient = ? AND period = ?", [recipient, period]
    )
    return None if at is None else str(at)


def note_digest_sent(library: Library, recipient: str, period: str, at: str) -> None:
    """Remember that a digest of this period went to this recipient."""
    with _aside(library):
        library.db.run("INSERT OR IGNORE INTO digests_sent VALUES (?, ?, ?)", [recipient, period, at])


@contextmanager
def _aside(library: Library) -> Iterator[None]:
    """One transaction that changes no paper: the search index has nothing to catch up with."""
    if not library.writable:
        raise LibraryError(f"{library.db.file}: the library was opened for reading only")
    library.db.run("BEGIN IMMEDIATE")
    try:
        yield
        library.db.run("COMMIT")
    finally:
        if library.db.raw.in_transaction:
            library.db.raw.rollback()
