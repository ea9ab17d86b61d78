"""Reading papers and sightings out of the library; every function is one or two statements."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from papertriage.library.connection import Database
from papertriage.library.rows import (
    PAPER_COLUMNS,
    SIGHTING_COLUMNS,
    Row,
    StoredSighting,
    row_to_paper,
    row_to_sighting,
    text_to_evidence,
)
from papertriage.model import Page, Paper, PrintedDate, SightingRef, TopicHit

CHUNK = 500
TEXTS_AT_ONCE = 1000  # as many as the matcher likes at once

Text = tuple[int, str, str, str | None]
"""A paper's number, public id, title and abstract."""

_PAPER = ", ".join(f"p.{name.strip()}" for name in PAPER_COLUMNS.split(","))
_ABSTRACT = "ifnull(s.abstract, unpack(s.packed))"
"""The abstract of a sighting `s`, packed or not."""

_OF_PAPER = (
    f"CASE WHEN p.abstract_from IS NULL THEN ifnull(p.abstract, unpack(p.packed)) ELSE {_ABSTRACT} END"
)
"""The abstract of a paper `p`, of which `s` is the sighting that it may be from word for word."""

_SIGHTING = ", ".join(
    _ABSTRACT if name.strip() == "abstract" else f"s.{name.strip()}" for name in SIGHTING_COLUMNS.split(",")
)

_SHORT = f"SELECT p.pid, NULL, {_PAPER} FROM papers p"
_FULL = f"SELECT p.pid, {_OF_PAPER}, {_PAPER} FROM papers p LEFT JOIN sightings s ON s.id = p.abstract_from"
_TEXTS = (
    f"SELECT p.pid, p.id, p.title, {_OF_PAPER} FROM papers p LEFT JOIN sightings s ON s.id = p.abstract_from"
)
_STORED = (
    "SELECT s.id, m.pid, b.id, b.source, b.read_at, b.page_month, b.page_day, b.page_year, b.captured, "
    f"b.capture_year, b.capture_evidence, {_SIGHTING} "
    "FROM sightings s JOIN batches b ON b.id = s.batch LEFT JOIN members m ON m.sighting = s.id"
)


def papers(db: Database, pids: Sequence[int], *, full: bool) -> list[Paper]:
    """The papers with these numbers, in this order; numbers that no paper has are left out.

    Not full: without abstract and sightings, and the topics without evidence.
    """
    found = papers_by_pid(db, pids, full=full)
    return [found[pid] for pid in pids if pid in found]


def papers_by_pid(db: Database, pids: Sequence[int], *, full: bool) -> dict[int, Paper]:
    """The same by number."""
    found: dict[int, Paper] = {}
    for start in range(0, len(pids), CHUNK):
        wanted = _numbers(pids[start : start + CHUNK])
        rows = db.rows(
            f"{_FULL if full else _SHORT} WHERE p.pid IN (SELECT value FROM json_each(?))", [wanted]
        )
        found.update(_assemble(db, rows, full=full))
    return found


def papers_in_order(db: Database) -> Iterator[tuple[int, Paper]]:
    """Every paper in full with its number, by public id; a few hundred are in memory at a time."""
    last = ""
    while rows := db.rows(f"{_FULL} WHERE p.id > ? ORDER BY p.id LIMIT {CHUNK}", [last]):
        yield from _assemble(db, rows, full=True).items()
        last = rows[-1][2]


def pid_of(db: Database, name: str) -> int | None:
    """The paper with this public id; else the one that once had it; else the one seen under this key."""
    pid: int | None = db.value("SELECT pid FROM papers WHERE id = ?", [name])
    if pid is None:
        pid = db.value(
            "WITH RECURSIVE names (name) AS (SELECT new FROM aliases WHERE old = ? "
            "UNION SELECT new FROM names JOIN aliases ON old = name) "
            "SELECT pid FROM papers JOIN names ON id = name LIMIT 1",
            [name],
        )
    if pid is None:
        from papertriage.library.keys import key_number  # brings OpenSSL, 5 ms that few readings need

        pid = db.value(
            "SELECT m.pid FROM sighting_keys k JOIN members m ON m.sighting = k.sighting WHERE k.key = ? "
            "LIMIT 1",
            [key_number(name)],
        )
    return pid


def titles_of(db: Database, pids: Sequence[int]) -> dict[int, str]:
    """The titles of these papers by their number."""
    sql = "SELECT pid, title FROM papers WHERE pid IN (SELECT value FROM json_each(?))"
    return dict(db.rows(sql, [_numbers(pids)]))


def pids_beginning(db: Database, start: str) -> list[int]:
    """The numbers of the papers whose public id begins so."""
    rows = db.rows("SELECT pid FROM papers WHERE id >= ? AND id < ?", [start, f"{start}\U0010ffff"])
    return [row[0] for row in rows]


def sightings_of(db: Database, pids: Sequence[int]) -> list[StoredSighting]:
    """All sightings of these papers, in the order they were read."""
    where = "WHERE m.pid IN (SELECT value FROM json_each(?)) ORDER BY s.id"
    return _chunked(db, f"{_STORED} {where}", list(pids))


def sightings_by_number(db: Database, numbers: list[int]) -> list[StoredSighting]:
    """The sightings with these numbers, which are in order."""
    return _chunked(db, f"{_STORED} WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.id", numbers)


def sightings_with(db: Database, keys: Sequence[int]) -> list[StoredSighting]:
    """All sightings that have one of these key numbers, each once, in the order they were read."""
    found: set[int] = set()
    # The keys are sought in their own order, so that one walk down the tree serves neighbours.
    for start in range(0, len(keys), 4096):
        found.update(
            row[0]
            for row in db.rows(
                "SELECT k.sighting FROM json_each(?) j CROSS JOIN sighting_keys k ON k.key = j.value",
                [_numbers(sorted(keys[start : start + 4096]))],
            )
        )
    return sightings_by_number(db, sorted(found))


def all_sightings(db: Database) -> Iterator[StoredSighting]:
    """Every sighting in the order they were read, streamed."""
    return map(_stored, db.stream(f"{_STORED} ORDER BY s.id"))


def texts(db: Database) -> Iterator[list[Text]]:
    """Every paper's number, public id, title and abstract, a few hundred at a time, by number.

    Each lot is a statement of its own, so that what was given may be changed while the rest is read.
    """
    last = -1
    while rows := db.rows(f"{_TEXTS} WHERE p.pid > ? ORDER BY p.pid LIMIT {TEXTS_AT_ONCE}", [last]):
        yield rows
        last = rows[-1][0]


def texts_of(db: Database, pids: Sequence[int]) -> list[Text]:
    """The same of these papers alone."""
    found: list[Text] = []
    for start in range(0, len(pids), CHUNK):
        wanted = _numbers(pids[start : start + CHUNK])
        found += db.rows(f"{_TEXTS} WHERE p.pid IN (SELECT value FROM json_each(?))", [wanted])
    return found


def _numbers(numbers: Sequence[int]) -> str:
    """A JSON list: one parameter for any number of them, and so one prepared statement."""
    return f"[{','.join(map(str, numbers))}]"


def _chunked(db: Database, sql: str, numbers: list[int]) -> list[StoredSighting]:
    found: list[StoredSighting] = []
    for start in range(0, len(numbers), CHUNK):
        found.extend(map(_stored, db.rows(sql, [_numbers(numbers[start : start + CHUNK])])))
    return found


def _stored(row: Row) -> StoredSighting:
    number, pid, batch, source, read_at, month, day, year, captured, capture_year, evidence = row[:11]
    page_date = None if month is None else PrintedDate(month, day, year)
    page = Page(page_date, captured, capture_year, evidence)
    return StoredSighting(number, pid, row_to_sighting(row[11:], source), batch, page, read_at)


def _assemble(db: Database, rows: list[Row], *, full: bool) -> dict[int, Paper]:
    """Papers with their topics and, in full, their sightings: one statement each for all of them."""
    wanted = _numbers([row[0] for row in rows])
    topics = _topics(db, wanted)
    seen = _seen(db, wanted) if full else {}
    return {
        row[0]: row_to_paper(
            row[2:],
            row[1],
            _hits(topics.get(row[0], ()), row, full=full),
            tuple(seen[row[0]]) if row[0] in seen else (),
        )
        for row in rows
    }


def _hits(topics: Sequence[Row], row: Row, *, full: bool) -> tuple[TopicHit, ...]:
    """A paper's topics; `row` begins with its number, its abstract, its id, its title."""
    title, abstract = row[3], row[1]
    return tuple(
        [
            TopicHit(name, score, text_to_evidence(spans, title, abstract) if full else ())
            for _, name, score, spans in topics
        ]
    )


def _topics(db: Database, wanted: str) -> dict[int, list[Row]]:
    rows = db.rows(
        "SELECT pid, name, score, evidence FROM paper_topics JOIN topics ON topics.id = topic "
        "WHERE pid IN (SELECT value FROM json_each(?)) ORDER BY pid, score DESC, name",
        [wanted],
    )
    return {pid: list(group) for pid, group in groupby(rows, key=itemgetter(0))}


def _seen(db: Database, wanted: str) -> dict[int, list[SightingRef]]:
    rows = db.rows(
        "SELECT m.pid, ifnull(s.source, b.source), b.dump, b.id, s.line_start, s.line_end "
        "FROM members m JOIN sightings s ON s.id = m.sighting JOIN batches b ON b.id = s.batch "
        "WHERE m.pid IN (SELECT value FROM json_each(?)) ORDER BY m.pid, s.id",
        [wanted],
    )
    return {pid: [SightingRef(*row[1:]) for row in group] for pid, group in groupby(rows, key=itemgetter(0))}
