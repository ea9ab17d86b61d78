"""Which days the library holds of each source, and what was read within a period."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from papertriage.dates import iso_day
from papertriage.library.rows import Row
from papertriage.library.store import Library

# The day a record stands for: the one its page lists it under, the one it was announced on, the page's own,
# the one the page was captured on; else a day that the file is named by, `2025-10-30.json`: answers of an
# interface say no day, and people save them so. When it was read says nothing of the day. What a batch says
# is worked out once for all its records.
_BATCHES = (
    "WITH days AS MATERIALIZED (SELECT b.id, b.source, date(substr(b.read_at, 1, 10)) AS read_on, coalesce("
    "CASE WHEN b.page_month IS NULL OR coalesce(b.page_year, b.capture_year) IS NULL THEN NULL ELSE "
    "date(printf('%04d-%02d-%02d', coalesce(b.page_year, b.capture_year), b.page_month, b.page_day)) END, "
    "date(substr(b.captured, 1, 10)), day_in_name(b.dump)) AS day, b.read FROM batches b "
    "WHERE b.part NOT LIKE 'reference %') "
)
_DAY = "coalesce(date(substr(s.listed, 1, 10)), date(substr(s.announced, 1, 10)), d.day)"
_RECORDS = "FROM sightings s JOIN days d ON d.id = s.batch JOIN members m ON m.sighting = s.id"
_NAMED = re.compile(r"(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)")
_MIX = 1_000_003  # a prime: two sums tell sets of papers apart


class HeldDay(NamedTuple):
    """What the library holds of one day of one source. Equal stamps: the very same papers."""

    source: str
    day: str  # ISO
    papers: int
    stamp: tuple[int, int, int]


class ReadIn(NamedTuple):
    """What was read of pages captured (else: read) within a period."""

    dumps: int
    records: int
    duplicates: int
    skipped: int
    reasons: tuple[tuple[str, str, int], ...]  # (dump, reason, spans), most first


class NewIn(NamedTuple):
    """The papers of a period."""

    pids: tuple[int, ...]  # by number
    late: int  # papers of earlier days that were read only in the period


def held_days(library: Library) -> list[HeldDay]:
    """Give every day that a page or a record names, by source and day.

    A page that was read and lists nothing is a day with no papers.
    """
    rows = _rows(
        library,
        f"SELECT ifnull(s.source, d.source), {_DAY} AS day, count(DISTINCT m.pid), sum(DISTINCT m.pid), "
        f"sum(DISTINCT m.pid % {_MIX} * (m.pid % {_MIX})) {_RECORDS} "
        "GROUP BY 1, 2 HAVING day IS NOT NULL ORDER BY 1, 2",
    )
    held = {
        (source, day): HeldDay(source, day, papers, (papers, total, mixed))
        for source, day, papers, total, mixed in rows
    }
    for source, day in _rows(
        library, "SELECT DISTINCT d.source, d.day FROM days d WHERE d.read = 0 AND d.day IS NOT NULL"
    ):
        held.setdefault((source, day), HeldDay(source, day, 0, (0, 0, 0)))
    return [held[key] for key in sorted(held)]


def undated_sightings(library: Library) -> dict[str, int]:
    """Count by source the records that stand for no day: neither they nor their page say one."""
    return dict(
        _rows(
            library,
            f"SELECT ifnull(s.source, d.source), count(*) FROM sightings s JOIN days d ON d.id = s.batch "
            f"WHERE {_DAY} IS NULL GROUP BY 1 ORDER BY 1",
        )
    )


def read_in(library: Library, since: str, until: str) -> ReadIn:
    """Count what was read of pages captured, else read, from one ISO day to another, both included."""
    when = "date(substr(coalesce(b.captured, b.read_at), 1, 10)) BETWEEN ? AND ?"
    dumps, records, duplicates, skipped = library.db.rows(
        "SELECT count(*), ifnull(sum(read), 0), ifnull(sum(duplicates), 0), ifnull(sum(skipped), 0) "
        f"FROM batches b WHERE {when}",
        [since, until],
    )[0]
    reasons = library.db.rows(
        "SELECT b.dump, k.reason, count(*) FROM skipped k JOIN batches b ON b.id = k.batch "
        f"WHERE {when} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
        [since, until],
    )
    return ReadIn(
        dumps, records, duplicates, skipped, tuple((dump, why, spans) for dump, why, spans in reasons)
    )


def new_in(library: Library, since: str, until: str) -> NewIn:
    """Find the papers whose first day is within these ISO days, both included.

    A paper's first day is the earliest that a record of it stands for; where none says one, that of reading.
    """
    rows = _rows(
        library,
        f"SELECT m.pid, min(coalesce({_DAY}, d.read_on)) AS first, min(d.read_on) AS read_on {_RECORDS} "
        "GROUP BY m.pid HAVING first BETWEEN ?1 AND ?2 OR (first < ?1 AND read_on BETWEEN ?1 AND ?2) "
        "ORDER BY 1",
        [since, until],
    )
    new = tuple(pid for pid, first, _ in rows if first >= since)
    return NewIn(new, len(rows) - len(new))


def day_in_name(dump: str) -> str | None:
    """Give the last ISO day that a file's own name holds; None where there is none."""
    named = [each for each in _NAMED.findall(dump.rsplit("/", 1)[-1]) if iso_day(each)]
    return named[-1] if named else None


def _rows(library: Library, sql: str, values: Sequence[str] = ()) -> list[Row]:
    """All rows of a question about `days`."""
    library.db.raw.create_function("day_in_name", 1, day_in_name, deterministic=True)
    return library.db.rows(_BATCHES + sql, values)
