"""How much a paper is discussed: its percentile among the papers of the same list, counted at the same age.

A day's list grows old: counts of papers are compared with those of papers listed on the same day and counted
as many days later. Comments and votes have a percentile each, and the mean of those that are known is the
paper's. A paper counted at several ages is compared at the one where most of its day's papers were counted,
the latest of several. The percentile is the middle of the papers with the same count: a paper that stands
alone has 0.5.
"""

from collections.abc import Sequence

from papertriage.library.connection import Database
from papertriage.library.rows import to_json

# The day of a sighting is that of its list: said with it, or the page's own date, else the paper's first day.
_COUNTED = """
WITH counted AS (
    SELECT m.pid, s.comments, s.upvotes, substr(ifnull(b.captured, b.read_at), 1, 10) AS at,
        coalesce(
            s.listed,
            CASE WHEN b.page_month IS NOT NULL AND ifnull(b.page_year, b.capture_year) IS NOT NULL THEN
                printf('%04d-%02d-%02d', ifnull(b.page_year, b.capture_year), b.page_month, b.page_day) END,
            p.listed, p.published, ''
        ) AS day
    FROM sightings s JOIN batches b ON b.id = s.batch
    JOIN members m ON m.sighting = s.id JOIN papers p ON p.pid = m.pid
    WHERE s.comments IS NOT NULL OR s.upvotes IS NOT NULL
),
aged AS (
    SELECT pid, day, CAST(ifnull(julianday(at) - julianday(day), 0) AS INTEGER) AS age,
        max(comments) AS comments, max(upvotes) AS upvotes
    FROM counted GROUP BY pid, day, age
),
ranked AS (
    SELECT pid, age, count(*) OVER (PARTITION BY day, age) AS beside,
        CASE WHEN comments IS NOT NULL THEN
            (rank() OVER (PARTITION BY day, age, comments IS NULL ORDER BY comments) - 1
            + count(*) OVER (PARTITION BY day, age, comments) / 2.0)
            / count(*) OVER (PARTITION BY day, age, comments IS NULL) END AS by_comments,
        CASE WHEN upvotes IS NOT NULL THEN
            (rank() OVER (PARTITION BY day, age, upvotes IS NULL ORDER BY upvotes) - 1
            + count(*) OVER (PARTITION BY day, age, upvotes) / 2.0)
            / count(*) OVER (PARTITION BY day, age, upvotes IS NULL) END AS by_votes
    FROM aged
),
best AS (
    SELECT pid, (coalesce(by_comments, by_votes) + coalesce(by_votes, by_comments)) / 2.0 AS value,
        row_number() OVER (PARTITION BY pid ORDER BY beside DESC, age DESC) AS place
    FROM ranked
)
INSERT INTO discussed (pid, value) SELECT pid, value FROM best WHERE place = 1 ORDER BY pid
"""
_STAMP = "discussed_stamp"


def stamp_now(db: Database) -> str:
    """What the table has to be made from: which papers and sightings there are, and their pages' days."""
    generation = db.value("SELECT value FROM meta WHERE key = 'generation'")
    batches = db.rows(
        "SELECT count(*), max(id), total(page_month * 31 + page_day), total(capture_year), max(captured) "
        "FROM batches"
    )
    return to_json([generation, *batches[0]])


def is_current(db: Database) -> bool:
    """Whether the table says what the sightings say."""
    return bool(db.value("SELECT value FROM meta WHERE key = ?", [_STAMP]) == stamp_now(db))


def refresh(db: Database) -> None:
    """Make the table anew, inside a transaction."""
    db.run("DELETE FROM discussed")
    db.run(_COUNTED)
    db.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", [_STAMP, stamp_now(db)])


def values_of(db: Database, pids: Sequence[int]) -> dict[int, float]:
    """Percentiles of these papers, 0 to 1; papers without counts have none."""
    rows = db.rows(
        "SELECT pid, value FROM discussed WHERE pid IN (SELECT value FROM json_each(?))",
        [to_json(list(pids))],
    )
    return dict(rows)


def most(db: Database, after: tuple[float, int] | None, limit: int) -> list[tuple[float, int]]:
    """The most discussed papers, (percentile, number), from behind `after` on; of equal ones by number."""
    value, pid = after or (2.0, -1)
    return [
        (row[0], row[1])
        for row in db.rows(
            "SELECT value, pid FROM discussed WHERE value < ?1 OR (value = ?1 AND pid > ?2) "
            "ORDER BY value DESC, pid LIMIT ?3",
            [value, pid, limit],
        )
    ]
