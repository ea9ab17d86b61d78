"""Writing papers and sightings: what a batch and a rebuild do inside their one transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from papertriage.library import decisions, reading, tagging, verdicts
from papertriage.library.connection import Database, storable
from papertriage.library.keys import key_number
from papertriage.library.near import NearIndex
from papertriage.library.packing import pack
from papertriage.library.rows import (
    PAPER_COLUMNS,
    SIGHTING_COLUMNS,
    BatchRow,
    Counts,
    PaperRow,
    Row,
    StoredSighting,
    evidence_to_text,
    page_values,
    paper_to_row,
    provenance_to_text,
    sighting_to_row,
    to_json,
)
from papertriage.model import Page, Paper, Sighting, Skipped

RAW_LIMIT = 4096
"""Characters of a skipped span that are kept: enough to see what it was, in a library that stays small."""


def _insert(table: str, columns: str) -> str:
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * (columns.count(',') + 1))})"


_PAGE = "page_month, page_day, page_year, captured, capture_year, capture_evidence"
_INSERT_SIGHTING = _insert("sightings", f"id, batch, {SIGHTING_COLUMNS}, packed")
_INSERT_PAPER = _insert(
    "papers", f"pid, changed, abstract_from, abstract, packed, provenance, {PAPER_COLUMNS}"
)


class Derivation:
    """Papers being derived from sightings, in one open transaction; all it writes has the number `change`."""

    def __init__(self, db: Database, change: int) -> None:
        self._db = db
        self.change = change
        self._next_pid = 1 + db.value(
            "SELECT max(ifnull((SELECT max(pid) FROM papers), 0), ifnull((SELECT max(pid) FROM dropped), 0))"
        )
        self._topics: dict[str, int] = dict(db.rows("SELECT name, id FROM topics"))
        self._decided = bool(db.value("SELECT 1 FROM decisions LIMIT 1"))
        self._corrected = self._decided and tagging.has_corrections(db)
        self._renamed = bool(db.value("SELECT 1 FROM aliases LIMIT 1"))
        # The abstracts of the sightings added last: most papers are put right after their sightings.
        self._abstracts: dict[int, str | None] = {}
        self.near = NearIndex(db)
        self.verdicts = verdicts.replay(verdicts.every(db))
        self.finished = False

    def neighbours(self, keys: Iterable[str]) -> list[StoredSighting]:
        """The sightings stored under any of these identity keys, in the order they were read.

        One statement for thousands of keys. Keys are kept as 64-bit numbers, so once in millions of libraries
        a stranger may be among them: compare the keys themselves before believing.
        """
        return reading.sightings_with(self._db, list({key_number(key) for key in keys}))

    def sightings(self, numbers: Sequence[int]) -> list[StoredSighting]:
        """The sightings with these numbers, in the order they were read."""
        return reading.sightings_by_number(self._db, sorted(numbers))

    def names(self, pids: Iterable[int]) -> dict[int, str]:
        """The public ids of these papers, by number."""
        wanted = to_json(sorted(pids))
        return dict(
            self._db.rows(
                "SELECT pid, id FROM papers WHERE pid IN (SELECT value FROM json_each(?))", [wanted]
            )
        )

    def holders(self, names: Sequence[str]) -> set[int]:
        """The papers that have one of these public ids, by number."""
        sql = "SELECT pid FROM papers WHERE id IN (SELECT value FROM json_each(?))"
        return {row[0] for row in self._db.rows(sql, [to_json(names)])}

    def alike(self, sightings: Collection[int]) -> set[int]:
        """The sightings that were found alike to one of these."""
        wanted = to_json(sorted(sightings))
        rows = self._db.rows(
            "SELECT second FROM likenesses WHERE first IN (SELECT value FROM json_each(?1)) "
            "UNION SELECT first FROM likenesses WHERE second IN (SELECT value FROM json_each(?1))",
            [wanted],
        )
        return {row[0] for row in rows}

    def put_likenesses(self, among: Collection[int], found: Iterable[tuple[int, int, float, bool]]) -> None:
        """Keep what is alike: (first, second, points, whether they are one paper for it).

        What was kept of pairs that are both `among` these sightings is forgotten.
        """
        if among:
            wanted = to_json(sorted(among))
            # The plus keeps SQLite from seeking every first with every second.
            self._db.run(
                "DELETE FROM likenesses WHERE first IN (SELECT value FROM json_each(?1)) "
                "AND +second IN (SELECT value FROM json_each(?1))",
                [wanted],
            )
        self._db.many(
            "INSERT OR REPLACE INTO likenesses (first, second, points, joined) VALUES (?, ?, ?, ?)",
            [(first, second, points, int(joined)) for first, second, points, joined in found],
        )

    def say(self, verdict: verdicts.VerdictRow) -> None:
        """Keep what a reader says of two papers; settle their sightings again after it."""
        verdicts.append(self._db, verdict)
        self.verdicts = verdicts.replay(verdicts.every(self._db))

    def identified_by(self, rules: int) -> None:
        """Say by which rules all papers are identified."""
        self._db.run("UPDATE meta SET value = ? WHERE key = 'identity_rules'", [rules])

    def stored(self, pids: Sequence[int]) -> list[StoredSighting]:
        """All sightings of these papers, in the order they were read."""
        return reading.sightings_of(self._db, pids)

    def pids_of(self, batch: int) -> list[int]:
        """The numbers of the papers that were seen in this batch."""
        sql = "SELECT DISTINCT pid FROM members JOIN sightings ON id = sighting WHERE batch = ? ORDER BY pid"
        return [row[0] for row in self._db.rows(sql, [batch])]

    def set_page(self, batch: int, page: Page) -> None:
        """Say what the page of a batch says of dates; its papers are the caller's to derive again."""
        self._db.run(
            f"UPDATE batches SET ({_PAGE}) = (?, ?, ?, ?, ?, ?) WHERE id = ?", [*page_values(page), batch]
        )

    def add_keys(self, pairs: Iterable[tuple[int, Iterable[str]]]) -> None:
        """Keep identity keys of sightings that have none yet: (sighting id, keys); not the empty ones."""
        rows = sorted({(key_number(key), sighting) for sighting, keys in pairs for key in keys if key})
        self._db.many("INSERT INTO sighting_keys (key, sighting) VALUES (?, ?)", rows)

    def put_papers(self, rows: Sequence[PaperRow]) -> list[tuple[int, Paper]]:
        """Store papers, new (pid None) or changed; return them in the same order, with their numbers.

        State and topics of those returned are as the decisions have them, which is how they are stored.
        A changed paper is replaced whole; where its public id changed, the old one stays an alias.
        The papers' sightings are theirs from now on. Two papers may not have one public id.
        """
        pids = self._number(rows)
        before = self._forget([row.pid for row in rows if row.pid is not None])
        ids = [row.paper.id for row in rows]
        self._alias(
            [(before[pid], row.paper.id) for pid, row in zip(pids, rows, strict=True) if pid in before]
        )
        if self._renamed:
            self._db.run("DELETE FROM aliases WHERE old IN (SELECT value FROM json_each(?))", [to_json(ids)])
        papers = [row.paper for row in rows]
        if self._decided:
            states = decisions.states(self._db, ids)
            papers = [paper._replace(state=states.get(paper.id, "unread")) for paper in papers]
        if self._corrected:
            said = tagging.corrections_of(self._db, ids)
            papers = [_corrected(paper, said) for paper in papers]
        self._insert_papers(pids, rows, papers)
        self._insert_members(pids, rows)
        self._insert_hits(pids, papers)
        return list(zip(pids, papers, strict=True))

    def tagged_by(self, rules: Mapping[str, str]) -> None:
        """Say by which rules (topic -> fingerprint) the papers put from now on are tagged."""
        tagging.note_rules(self._db, rules)

    def put_hits(
        self, names: Collection[str], found: Mapping[int, tuple[str, tagging.Hits]]
    ) -> tagging.Retagged:
        """Give papers other hits of the named topics: number -> (public id, hits); corrections hold."""
        if self._corrected:
            said = tagging.corrections_of(self._db, [public_id for public_id, _ in found.values()])
        else:
            said = {}
        hits = {
            pid: tagging.corrected(hits, said[public_id]) if public_id in said else hits
            for pid, (public_id, hits) in found.items()
        }
        return tagging.replace_hits(self._db, self.change, names, hits)

    def all_tagged_by(self, rules: Mapping[str, str]) -> None:
        """Say that all papers are tagged by these rules, and by no others."""
        tagging.set_rules(self._db, {name: [rule] for name, rule in rules.items()})

    def drop_papers(self, pids: Sequence[int], *, into: str | None = None) -> None:
        """Forget papers that turned out to be another, whose public id is `into`; their sightings stay."""
        before = self._forget(pids)
        self._db.many(
            "INSERT INTO dropped (pid, changed) VALUES (?, ?)", [(pid, self.change) for pid in before]
        )
        if into is not None:
            self._alias([(old, into) for old in before.values()])

    def _number(self, rows: Sequence[PaperRow]) -> list[int]:
        pids = []
        for row in rows:
            if row.pid is None:
                pids.append(self._next_pid)
                self._next_pid += 1
            else:
                pids.append(row.pid)
        return pids

    def _forget(self, pids: Sequence[int]) -> dict[int, str]:
        """Remove papers and what hangs on them; return the public ids they had."""
        if not pids:
            return {}
        wanted = [to_json(list(pids))]
        before: dict[int, str] = dict(
            self._db.rows("SELECT pid, id FROM papers WHERE pid IN (SELECT value FROM json_each(?))", wanted)
        )
        for table in ("members", "paper_topics", "papers"):
            self._db.run(f"DELETE FROM {table} WHERE pid IN (SELECT value FROM json_each(?))", wanted)
        return before

    def _alias(self, pairs: Iterable[tuple[str, str]]) -> None:
        changed = [(old, new) for old, new in pairs if old != new]
        if changed:
            self._renamed = True
            self._db.many("INSERT OR REPLACE INTO aliases (old, new) VALUES (?, ?)", changed)

    def _insert_papers(self, pids: list[int], rows: Sequence[PaperRow], papers: list[Paper]) -> None:
        raw = self._raw_abstracts(rows)
        values: list[Row] = []
        for pid, paper, (_, members, provenance, _) in zip(pids, papers, rows, strict=True):
            source, abstract = provenance.get("abstract"), paper.abstract
            if source is None or abstract is None or raw.get(source) != abstract:
                source = None
            else:
                abstract = None  # it stands in the sighting word for word, and is not kept twice
            provenance_text = provenance_to_text(provenance, members)
            own = _plain_or_packed(abstract)
            values.append((pid, self.change, source, *own, provenance_text, *paper_to_row(paper)))
        self._db.many(_INSERT_PAPER, values)

    def _raw_abstracts(self, rows: Sequence[PaperRow]) -> dict[int, str | None]:
        """The abstracts of the sightings that the papers' abstracts are said to come from."""
        known = self._abstracts
        sources = [row.provenance.get("abstract", 0) for row in rows]
        missing = [source for source in sources if source and source not in known]
        if not missing:
            return known
        sql = (
            "SELECT id, ifnull(abstract, unpack(packed)) FROM sightings "
            "WHERE id IN (SELECT value FROM json_each(?))"
        )
        return known | dict(self._db.rows(sql, [to_json(missing)]))

    def _insert_members(self, pids: list[int], rows: Sequence[PaperRow]) -> None:
        members = [(sighting, pid) for pid, row in zip(pids, rows, strict=True) for sighting in row.members]
        taken = [sighting for sighting, _ in members if sighting not in self._abstracts]
        if taken:
            self._db.run(
                "DELETE FROM members WHERE sighting IN (SELECT value FROM json_each(?))", [to_json(taken)]
            )
        self._db.many("INSERT INTO members (sighting, pid) VALUES (?, ?)", members)

    def _insert_hits(self, pids: list[int], papers: list[Paper]) -> None:
        hits = [
            (pid, self._topic(hit.name), hit.score, evidence_to_text(hit.evidence))
            for pid, paper in zip(pids, papers, strict=True)
            for hit in paper.topics
        ]
        self._db.many("INSERT INTO paper_topics (pid, topic, score, evidence) VALUES (?, ?, ?, ?)", hits)

    def _topic(self, name: str) -> int:
        number = self._topics.get(name)
        if number is None:
            number = self._topics[name] = tagging.topic_number(self._db, name)
        return number


def _packed(row: Row) -> Row:
    """The values of SIGHTING_COLUMNS, of which the abstract is last, and `packed`: one of the two is None."""
    return (*row[:-1], *_plain_or_packed(row[-1]))


def _plain_or_packed(abstract: str | None) -> tuple[str | None, bytes | None]:
    """An abstract as it is, or packed if it is long."""
    try:
        packed = pack(abstract)
    except UnicodeEncodeError:
        (abstract,) = storable([abstract])
        packed = pack(abstract)
    return (abstract, None) if packed is None else (None, packed)


def _corrected(paper: Paper, said: tagging.Corrections) -> Paper:
    if paper.id not in said:
        return paper
    return paper._replace(topics=tagging.corrected(paper.topics, said[paper.id]))


class Batch(Derivation):
    """One dump being read: all it brings, in one transaction. Without `finish` nothing of it is kept."""

    def __init__(self, db: Database, change: int, row: BatchRow) -> None:
        super().__init__(db, change)
        self.id: int = 1 + db.value("SELECT ifnull(max(id), 0) FROM batches")
        self._source = row.source
        self._next_sighting: int = 1 + db.value("SELECT ifnull(max(id), 0) FROM sightings")
        values = [
            self.id,
            row.sha256,
            row.source,
            row.part,
            row.dump,
            row.bytes,
            row.read_at,
            *page_values(row.page),
        ]
        db.run(_insert("batches", f"id, sha256, source, part, dump, bytes, read_at, {_PAGE}"), values)

    def add_sightings(self, found: Sequence[tuple[Sighting, Iterable[str]]]) -> range:
        """Keep sightings with their identity keys, in the dump's order; return their numbers."""
        ids = range(self._next_sighting, self._next_sighting + len(found))
        self._next_sighting = ids.stop
        batch, source = self.id, self._source
        rows = [
            (number, batch, *_packed(sighting_to_row(sighting, source)))
            for number, (sighting, _) in zip(ids, found, strict=True)
        ]
        self._db.many(_INSERT_SIGHTING, rows)
        self.add_keys([(number, keys) for number, (_, keys) in zip(ids, found, strict=True)])
        self._abstracts = {
            number: sighting.abstract for number, (sighting, _) in zip(ids, found, strict=True)
        }
        return ids

    def add_skipped(self, skipped: Iterable[Skipped]) -> None:
        """Keep what could not be read, its raw text cut at RAW_LIMIT characters."""
        self._db.many(
            _insert("skipped", "batch, source, reason, line_start, line_end, raw"),
            [(self.id, s.source, s.reason, s.line_start, s.line_end, s.raw[:RAW_LIMIT]) for s in skipped],
        )

    def finish(self, counts: Counts, page: Page | None = None) -> None:
        """Say how the batch adds up and, if known only now, what the page says; then it is kept."""
        if page is not None:
            self.set_page(self.id, page)
        names = ", ".join(Counts._fields)
        marks = ", ".join("?" * len(counts))
        self._db.run(f"UPDATE batches SET ({names}) = ({marks}) WHERE id = ?", [*counts, self.id])
        self.near.save()
        self.finished = True
