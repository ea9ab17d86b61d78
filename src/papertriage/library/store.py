"""The library: one folder, opened for reading or for writing."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from papertriage.errors import LibraryError, NotFound
from papertriage.library import citing, decisions, migrations, reading, sameness, tagging, verdicts
from papertriage.library.connection import FILE_NAME, Database, open_for_reading, open_for_writing, translate
from papertriage.library.rows import BatchRow, StoredSighting, row_to_batch, text_to_provenance, to_json
from papertriage.model import Paper

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from papertriage.library.deciding import Act
    from papertriage.library.searches import SavedSearch
    from papertriage.library.writing import Batch, Derivation

INDEX_NAME = "index"


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


class Library:
    """An open library. Made by `open_library`; closed by leaving its `with` block.

    Every method may raise LibraryError, with one line that names the file and what mends it.
    """

    def __init__(self, folder: Path, db: Database, lock: "BaseFileLock | None" = None) -> None:
        self.folder = folder
        self.db = db
        self._lock = lock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let go of the lock."""
        self.db.close()
        if self._lock is not None:
            self._lock.release()

    @property
    def writable(self) -> bool:
        """Whether it was opened for writing."""
        return self._lock is not None

    @property
    def index_folder(self) -> Path:
        """Where the search index of this library lies."""
        return self.folder / INDEX_NAME

    # --- what is in it ---

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

    def unmap(self) -> None:
        """Read from here on as a long process does that looks at all papers and keeps its memory small.

        The file is mapped for short ones: pages that were looked at would count as this process's own.
        """
        self.db.run("PRAGMA mmap_size = 0")

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

    # --- writing ---

    @contextmanager
    def transaction(self, *, bump: bool = True) -> Iterator[int]:
        """One transaction with a change number of its own: wholly kept, or on any exception wholly undone.

        Without `bump` no paper is changed by it, and the number stays.
        """
        self._must_be_writable()
        self.db.run("BEGIN IMMEDIATE")
        try:
            if bump:
                self.db.run("UPDATE meta SET value = value + 1 WHERE key = 'change'")
            yield self.change
            self.db.run("COMMIT")
        finally:
            if self.db.raw.in_transaction:
                self.db.raw.rollback()

    @contextmanager
    def batch(self, row: BatchRow) -> Iterator["Batch"]:
        """Read one dump in one transaction; kept only where `finish` was called and nothing was raised."""
        from papertriage.library.writing import Batch  # the read path must not pay for it

        with self.transaction() as change:
            batch = Batch(self.db, change, row)
            yield batch
            if not batch.finished:
                self.db.run("ROLLBACK")
                self.db.run("BEGIN")  # for the COMMIT that follows

    @contextmanager
    def derivation(self) -> Iterator["Derivation"]:
        """Change papers without reading a dump, in one transaction."""
        from papertriage.library.writing import Derivation  # the read path must not pay for it

        with self.transaction() as change:
            work = Derivation(self.db, change)
            yield work
            work.near.save()

    @contextmanager
    def rebuilding(self) -> Iterator["Derivation"]:
        """Derive everything anew in one transaction: until it is done the old answer stands."""
        with self.derivation() as work:
            self.clear_derived()
            yield work

    def clear_derived(self) -> None:
        """Forget papers, topics and keys, inside a transaction; sightings, aliases and decisions stay."""
        # Children first: foreign keys are checked row by row.
        for table in (
            "members", "paper_topics", "sighting_keys", "near_keys", "likenesses", "papers", "dropped"
        ):  # fmt: skip
            self.db.run(f"DELETE FROM {table}")
        # The papers' numbers mean others from now on: an index of the old ones must not be believed.
        self.db.run("UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'generation'")
        self.indexed_through = 0

    @contextmanager
    def act(self, at: str, *, who: str = "", origin: str = "") -> Iterator["Act"]:
        """What one command or one key says of papers, in one transaction; `at` is ISO time in UTC."""
        from papertriage.library.deciding import Act, By  # the read path must not pay for it

        with self.transaction() as change:
            yield Act(self, change, By(at, who, origin))

    def decide(
        self,
        names: Sequence[str],
        action: str,
        at: str,
        *,
        who: str = "",
        value: str | None = None,
        reason: str | None = None,
    ) -> int:
        """Append a decision on each of these papers (ids now or once); return the change number.

        Raises NotFound naming the ids that no paper has; then nothing is decided.
        """
        with self.act(at, who=who) as act:
            act.decide(names, action, value=value, reason=reason)
        return act.change

    def correct(
        self,
        name: str,
        topics: Sequence[str],
        at: str,
        *,
        has: bool,
        who: str = "",
        reason: str | None = None,
    ) -> int:
        """Say for ever that a paper (id now or once) has these topics, or has them not.

        Returns the change number. Raises NotFound where no paper has that id.
        """
        with self.act(at, who=who) as act:
            act.correct([name], topics, has=has, reason=reason)
        return act.change

    def corrections(self) -> Iterator[tuple[str, str, bool]]:
        """What the reader said last of each paper and topic: (public id now, topic, whether it has it)."""
        return tagging.all_corrections(self.db)

    def corrections_on(self, public_id: str) -> dict[str, bool]:
        """The same of one paper: topic -> whether it has it."""
        return tagging.corrections_of(self.db, [public_id]).get(public_id, {})

    def named(self, names: Sequence[str]) -> list[tuple[int, str]]:
        """The number and public id of each of these papers (ids now or once). Raises NotFound."""
        pids = {name: self.pid_of(name) for name in names}
        unknown = [name for name, pid in pids.items() if pid is None]
        if unknown:
            raise NotFound(f"no such paper: {', '.join(unknown)}")
        rows = self.db.rows(
            "SELECT pid, id FROM papers WHERE pid IN (SELECT value FROM json_each(?))",
            [to_json(list(pids.values()))],
        )
        return [(pid, public_id) for pid, public_id in rows]

    # --- which sightings are one paper ---

    @property
    def identity_rules(self) -> int:
        """The number of the rules by which its papers were identified; 0 for none yet."""
        return int(self.db.value("SELECT value FROM meta WHERE key = 'identity_rules'") or 0)

    def sightings(self, numbers: Sequence[int]) -> list[StoredSighting]:
        """The sightings with these numbers, in the order they were read."""
        return reading.sightings_by_number(self.db, sorted(numbers))

    def suggestions(self) -> list[sameness.AlikeRow]:
        """Pairs of papers that may be one, the most alike first."""
        return sameness.suggestions(self.db)

    def joins(self, pids: Sequence[int] | None = None) -> list[sameness.AlikeRow]:
        """What made one paper of two by likeness, the latest first; of these papers, or of all."""
        return sameness.joins(self.db, pids)

    def nameless(self) -> set[int]:
        """The sightings of papers that have no arXiv id."""
        return sameness.nameless(self.db)

    def nameless_papers(self) -> int:
        """How many papers have no arXiv id."""
        return sameness.nameless_papers(self.db)

    def verdicts(self) -> list[verdicts.VerdictRow]:
        """What readers said of two papers, oldest first."""
        return verdicts.every(self.db)

    # --- what searching asks for ---

    def pids_of(self, names: Sequence[str]) -> list[int]:
        """The numbers of the papers with these ids, now or once; a name that ends in `*` is a beginning."""
        found = [self.pid_of(name) for name in names if not name.endswith("*")]
        starts = [name[:-1] for name in names if name.endswith("*")]
        begun = [pid for start in starts for pid in reading.pids_beginning(self.db, start)]
        return sorted({pid for pid in (*found, *begun) if pid is not None})

    def new_versions(self) -> list[int]:
        """The numbers of papers of which a newer version was read after they were decided on."""
        from papertriage.library import new_versions  # few readings need it

        return new_versions.new_since_decided(self.db)

    def saved_searches(self) -> list["SavedSearch"]:
        """Every saved search, by name."""
        from papertriage.library import searches  # few readings need it

        return searches.all_of(self.db)

    def saved_search(self, name: str) -> "SavedSearch | None":
        """The saved search of this name, or None."""
        from papertriage.library import searches  # few readings need it

        return searches.named(self.db, name)

    def save_search(self, name: str, query: str, at: str) -> None:
        """Keep a query under a name, in place of what was there; all papers of now count as looked at."""
        from papertriage.library import searches  # few readings need it

        self._must_be_writable()
        searches.save(self.db, name, query, at)

    def remove_search(self, name: str) -> bool:
        """Forget a saved search; whether there was one."""
        from papertriage.library import searches  # few readings need it

        self._must_be_writable()
        return searches.remove(self.db, name)

    def looked_at_search(self, name: str, at: str, through: int) -> None:
        """Remember that the results of a saved search were looked at, as of this `last_sighting`."""
        from papertriage.library import searches  # few readings need it

        self._must_be_writable()
        searches.looked(self.db, name, at, through)

    @property
    def last_sighting(self) -> int:
        """The number of the last sighting; they go up as dumps are read, and stay through a rebuild."""
        from papertriage.library import searches  # few readings need it

        return searches.last_sighting(self.db)

    def pids_after(self, sighting: int) -> Sequence[int]:
        """The numbers of papers that were first seen after this sighting, in order."""
        from papertriage.library import searches  # few readings need it

        return searches.papers_after(self.db, sighting)

    @property
    def discussed_is_current(self) -> bool:
        """Whether `discussed` and `most_discussed` know all sightings."""
        from papertriage.library import discussed  # few readings need it

        return discussed.is_current(self.db)

    def refresh_discussed(self) -> None:
        """Work out anew how much papers are discussed, where sightings came since."""
        from papertriage.library import discussed  # few readings need it

        if not self.discussed_is_current:
            with self.transaction(bump=False):
                discussed.refresh(self.db)

    def discussed(self, pids: Sequence[int]) -> dict[int, float]:
        """How much these papers are discussed beside others of their day and age, 0 to 1, where counted."""
        from papertriage.library import discussed  # few readings need it

        return discussed.values_of(self.db, pids)

    def most_discussed(self, after: tuple[float, int] | None, limit: int) -> list[tuple[float, int]]:
        """The most discussed papers: (0 to 1, number) from behind `after` on, of equal ones by number."""
        from papertriage.library import discussed  # few readings need it

        return discussed.most(self.db, after, limit)

    # --- by what rules its papers are tagged ---

    def changed_topics(self, rules: Mapping[str, str]) -> list[str]:
        """The topics whose rows were not all made by these rules (name -> fingerprint).

        They were changed, added or removed since papers were tagged.
        """
        return tagging.changed_topics(self.db, rules)

    def topic_names(self) -> set[str]:
        """The names of the topics that a paper has or once had, also of those that are no more."""
        return {name for (name,) in self.db.rows("SELECT name FROM topics")}

    def topics_tagged(self) -> set[str]:
        """The names of the topics that papers were tagged by, whether or not one has them."""
        return tagging.topics_tagged(self.db)

    @property
    def topics_stamp(self) -> str:
        """The stamp of the topic files that all papers were tagged by when it was set; "" for none."""
        return str(self.db.value("SELECT value FROM meta WHERE key = 'topics_stamp'") or "")

    @topics_stamp.setter
    def topics_stamp(self, stamp: str) -> None:
        if stamp != self.topics_stamp:
            self.db.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('topics_stamp', ?)", [stamp])

    # --- citation keys ---

    def citation_keys(self, ids: Sequence[str]) -> dict[str, str]:
        """The citation keys of these papers (public ids), of those that were given one."""
        return citing.keys_of(self.db, ids)

    def all_citation_keys(self) -> Iterator[str]:
        """Every key that was ever given, in flat memory."""
        return (key for (key,) in self.db.stream("SELECT key FROM citation_keys"))

    def give_citation_keys(
        self, bases: Mapping[str, str], suffixed: Callable[[str, int], str]
    ) -> dict[str, str]:
        """Give papers (public id -> base key) their keys for ever; those that have one by now keep it.

        `suffixed(base, n)` is the n-th form of a base that is taken, the base itself for 0. No paper is
        changed by it, so the index stays current.
        """
        self._must_be_writable()
        self.db.run("BEGIN IMMEDIATE")
        try:
            known = citing.keys_of(self.db, list(bases))
            citing.give(self.db, [each for each in bases.items() if each[0] not in known], suffixed)
            given = citing.keys_of(self.db, list(bases))
            self.db.run("COMMIT")
        finally:
            if self.db.raw.in_transaction:
                self.db.raw.rollback()
        return given

    def decisions_on(self, public_id: str) -> list[decisions.DecisionRow]:
        """What was decided on this paper, under this id or one it had before, oldest first."""
        return decisions.of_paper(self.db, public_id)

    def standings(self, ids: Sequence[str], who: str | None = None) -> dict[str, decisions.Standing]:
        """What the standing decisions on these papers come to (of one reader's); only those that have any."""
        return decisions.standings(self.db, ids, who)

    def standing_decisions(self) -> Iterator[tuple[str, decisions.DecisionRow]]:
        """Every decision that stands, in order, with its paper's public id now; not on papers unknown."""
        return decisions.standing_events(self.db)

    def log(self, who: str | None = None) -> Iterator[decisions.DecisionRow]:
        """Every decision (of one reader's), oldest first, in flat memory."""
        return decisions.log(self.db, who)

    def latest_decisions(self, who: str | None = None) -> Iterator[tuple[decisions.DecisionRow, bool]]:
        """The same, latest first, each with whether it stands."""
        return decisions.latest(self.db, who)

    def undone(self) -> frozenset[str]:
        """The uids of the decisions that are taken back."""
        return decisions.undone(self.db)

    # --- what the index needs to know ---

    @property
    def change(self) -> int:
        """The number of the last change."""
        return int(self.db.value("SELECT value FROM meta WHERE key = 'change'"))

    @property
    def generation(self) -> str:
        """Names the present numbering of papers; another one after each rebuild."""
        return str(self.db.value("SELECT value FROM meta WHERE key = 'generation'"))

    @property
    def indexed_through(self) -> int:
        """The change up to which the index has everything."""
        return int(self.db.value("SELECT value FROM meta WHERE key = 'indexed_through'"))

    @indexed_through.setter
    def indexed_through(self, change: int) -> None:
        self.db.run("UPDATE meta SET value = ? WHERE key = 'indexed_through'", [change])

    def changed_since(self, change: int, pid: int = -1) -> Iterator[tuple[int, int]]:
        """(paper number, change) of every paper written or dropped later than this, oldest change first.

        Within one change the order is that of the numbers; with `pid`, those up to it are left out.
        """
        return iter(
            self.db.stream(
                "SELECT pid, changed FROM papers WHERE (changed, pid) > (?1, ?2) UNION ALL "
                "SELECT pid, changed FROM dropped WHERE (changed, pid) > (?1, ?2) ORDER BY 2, 1",
                [change, pid if pid >= 0 else 2**62],
            )
        )

    def count_changed(self, change: int, pid: int = -1) -> int:
        """How many papers `changed_since` gives."""
        asked = [change, pid if pid >= 0 else 2**62]
        tables = ("papers", "dropped")
        return sum(
            int(self.db.value(f"SELECT count(*) FROM {table} WHERE (changed, pid) > (?, ?)", asked))
            for table in tables
        )

    def paper_count(self) -> int:
        """How many papers there are."""
        return int(self.db.value("SELECT count(*) FROM papers"))

    def _must_be_writable(self) -> None:
        if not self.writable:
            raise LibraryError(f"{self.db.file}: the library was opened for reading only")


def open_library(folder: Path, *, write: bool = False, wait: Callable[[str], None] | None = None) -> Library:
    """Open the library in this folder.

    For reading: it must exist, nothing is created or changed, and writers are not waited for. For writing:
    folder and library are created or brought up to date where need be, and another writer is waited for
    without limit, after `wait` was told so once.
    Raises LibraryError, and LibraryTooNew for a library of a newer papertriage.
    """
    return _open_for_writing(folder, wait) if write else _open_for_reading(folder)


def _open_for_reading(folder: Path) -> Library:
    file = folder / FILE_NAME
    if not file.is_file():
        raise LibraryError(f"no library at {folder}: run papertriage ingest FILE to make one")
    db = open_for_reading(file)
    try:
        version = migrations.check(db.raw, file)
    except BaseException:
        db.close()
        raise
    if version < migrations.NEWEST:
        db.close()
        _open_for_writing(folder, None).close()  # takes the missing steps
        db = open_for_reading(file)
    return Library(folder, db)


def _open_for_writing(folder: Path, wait: Callable[[str], None] | None) -> Library:
    from papertriage.library import lock as locks  # the read path must not pay for it

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"{folder}: the folder cannot be made ({error.strerror or error})") from error
    lock = locks.take(folder, wait)
    try:
        db = open_for_writing(folder / FILE_NAME)
    except BaseException:
        lock.release()
        raise
    library = Library(folder, db, lock)
    try:
        migrations.migrate(db.raw, db.file)
    except sqlite3.Error as error:
        library.close()
        raise translate(error, db.file) from error
    except BaseException:
        library.close()
        raise
    return library
