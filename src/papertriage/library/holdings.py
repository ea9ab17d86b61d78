"""What a library holds: papers, sightings, batches."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from papertriage.library import reading
from papertriage.library.opened import Opened
from papertriage.library.rows import BatchRow, StoredSighting, row_to_batch, text_to_provenance, to_json
from papertriage.model import Paper


class Stats(NamedTuple):
    """What a library holds."""

    papers: int
    sightings: int
    batches: int
    skipped: int
    decisions: int
    states: dict[str, int]
    topics: dict[str, int]  # most frequent first
    sources: dict[str, int]  # sightings of each
    first_published: str | None
    last_published: str | None


class Holdings(Opened):
    """A library, as far as papers and what they are made of are read."""

    def papers(self, pids: Sequence[int], *, full: bool = True) -> list[Paper]:
        """The papers with these numbers, in this order; numbers that no paper has are left out.

        Not full: without abstract and sightings, and the topics without evidence.
        """
        return reading.papers(self.db, pids, full=full)

    def papers_by_pid(self, pids: Sequence[int]) -> dict[int, Paper]:
        """Papers in full by their number, those that there are."""
        return reading.papers_by_pid(self.db, pids, full=True)

    def pid_of(self, name: str) -> int | None:
        """The number of the paper with this public id, now or once, or seen under this identity key."""
        return reading.pid_of(self.db, name)

    def paper(self, name: str) -> Paper | None:
        """The paper in full that `pid_of` finds, or None."""
        pid = self.pid_of(name)
        return None if pid is None else self.papers([pid])[0]

    def iter_papers(self) -> Iterator[Paper]:
        """Every paper in full, by public id, in flat memory."""
        return (paper for _, paper in reading.papers_in_order(self.db))

    def iter_pids(self) -> Iterator[int]:
        """Every paper's number, by public id."""
        return (row[0] for row in self.db.stream("SELECT pid FROM papers ORDER BY id"))

    def names_of(self, pids: Sequence[int]) -> dict[int, str]:
        """The public ids of the papers with these numbers, those that there are."""
        sql = "SELECT pid, id FROM papers WHERE pid IN (SELECT value FROM json_each(?))"
        return dict(self.db.rows(sql, [to_json(list(pids))]))

    def iter_names(self) -> Iterator[tuple[int, str]]:
        """Every paper's number and public id."""
        return ((pid, name) for pid, name in self.db.stream("SELECT pid, id FROM papers"))

    def topic_scores(self, topics: Sequence[str]) -> Iterator[tuple[str, float]]:
        """The public id and the score of every paper that has one of these topics, once for each."""
        sql = (
            "SELECT p.id, t.score FROM paper_topics t JOIN papers p ON p.pid = t.pid JOIN topics n "
            "ON n.id = t.topic WHERE n.name IN (SELECT value FROM json_each(?))"
        )
        return ((name, score) for name, score in self.db.stream(sql, [to_json(list(topics))]))

    def texts_of(self, pids: Sequence[int]) -> list[reading.Text]:
        """The number, public id, title and abstract of each of these papers."""
        return reading.texts_of(self.db, pids)

    def listing(self) -> Iterator[tuple[str, str, str | None, int | None, int | None]]:
        """Every paper's public id, title, date of publication, comments and upvotes."""
        sql = "SELECT id, title, published, comments, upvotes FROM papers"
        return ((name, title, day, talk, votes) for name, title, day, talk, votes in self.db.stream(sql))

    def titles(self) -> Iterator[tuple[int, str]]:
        """Every paper's number and title, for searches that must look at all of them."""
        return iter(self.db.stream("SELECT pid, title FROM papers"))

    def titles_of(self, pids: Sequence[int]) -> dict[int, str]:
        """The titles of these papers by their number."""
        return reading.titles_of(self.db, pids)

    def texts(self) -> Iterator[list[reading.Text]]:
        """Every paper's number, public id, title and abstract, a thousand at a time, by number."""
        return reading.texts(self.db)

    def provenance(self, pid: int) -> dict[str, int]:
        """Which sighting each field of a paper came from: field -> sighting id."""
        found = self.db.rows("SELECT provenance FROM papers WHERE pid = ?", [pid])
        first = self.db.value("SELECT min(sighting) FROM members WHERE pid = ?", [pid])
        paper = self.papers([pid])
        return text_to_provenance(found[0][0], paper[0], first or 0) if paper else {}

    def stored(self, pids: Sequence[int]) -> list[StoredSighting]:
        """All sightings of these papers with what their pages say of dates, in the order they were read."""
        return reading.sightings_of(self.db, pids)

    def sightings(self, numbers: Sequence[int]) -> list[StoredSighting]:
        """The sightings with these numbers, in the order they were read."""
        return reading.sightings_by_number(self.db, sorted(numbers))

    def iter_sightings(self) -> Iterator[StoredSighting]:
        """Every sighting in the order they were read, in flat memory."""
        return reading.all_sightings(self.db)

    def batches(self) -> list[BatchRow]:
        """Every batch, oldest first."""
        return [row_to_batch(row) for row in self.db.rows("SELECT * FROM batches ORDER BY id")]

    def batch_known(
        self, sha256: str, source: str | None = None, captured: str | None = None, *, part: str = ""
    ) -> BatchRow | None:
        """The batch that read these very bytes before; None for source or captured asks about neither."""
        rows = self.db.rows(
            "SELECT * FROM batches WHERE sha256 = ?1 AND part = ?4 AND (?2 IS NULL OR source = ?2) "
            "AND (?3 IS NULL OR captured = ?3) ORDER BY id LIMIT 1",
            [sha256, source, captured, part],
        )
        return row_to_batch(rows[0]) if rows else None

    def stats(self) -> Stats:
        """What the library holds, counted."""
        count = {
            table: self.db.value(f"SELECT count(*) FROM {table}")
            for table in ("papers", "sightings", "batches", "skipped", "decisions")
        }
        return Stats(
            **count,
            states=dict(self.db.rows("SELECT state, count(*) FROM papers GROUP BY state ORDER BY state")),
            topics=dict(
                self.db.rows(
                    "SELECT name, count(*) FROM paper_topics JOIN topics ON topics.id = topic "
                    "GROUP BY topic ORDER BY count(*) DESC, name"
                )
            ),
            sources=dict(
                self.db.rows(
                    "SELECT ifnull(s.source, b.source), count(*) FROM sightings s "
                    "JOIN batches b ON b.id = s.batch GROUP BY 1 ORDER BY 1"
                )
            ),
            first_published=self.db.value("SELECT min(published) FROM papers"),
            last_published=self.db.value("SELECT max(published) FROM papers"),
        )
