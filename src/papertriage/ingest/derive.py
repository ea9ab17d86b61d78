"""Sightings to papers, inside a batch or a rebuild: identify, merge, tag, store, index.

A sighting that shares no key with any other is a paper by itself; the rest are identified together with all
their neighbours.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from papertriage.identify import Candidate, candidate, keys, partition, public_id
from papertriage.ingest.work import CHUNK, Chunk, Hits, Tagger, Work
from papertriage.library import Library, PaperRow, StoredSighting
from papertriage.merge import Seen, merge
from papertriage.model import Page, Paper, SightingRef
from papertriage.normalise import normalise

if TYPE_CHECKING:
    from papertriage.library.writing import Derivation


class Indexer(Protocol):
    """What keeps the search index beside the library; index.Writer is one."""

    def add(self, pid: int, paper: Paper) -> None:
        """Index a paper that is new."""
        ...

    def replace(self, pid: int, paper: Paper) -> None:
        """Index a paper that may be indexed already."""
        ...

    def delete(self, pid: int) -> None:
        """Forget a paper."""
        ...


class Cleaner:
    """Cleans stored sightings again; knows the page of the batch that is open, which is not stored yet."""

    def __init__(
        self, today: datetime.date, batch: int = 0, page: Page | None = None, when: str = ""
    ) -> None:
        self._today, self.batch, self._page, self._when = today, batch, page or Page(), when

    def clean(self, stored: StoredSighting) -> Work:
        """Give a stored sighting as work."""
        if stored.batch == self.batch:
            page, when = self._page, self._when
        else:
            page, when = stored.page, stored.page.captured or stored.read_at
        cleaned = normalise(stored.sighting, page, self._today)
        return Work(stored.sighting, cleaned, keys(candidate(stored.id, cleaned)), when)


class Deriver:
    """Sightings to papers, inside a batch or a rebuild: identify, merge, tag, store, index."""

    def __init__(self, target: "Derivation", tagger: Tagger, index: Indexer | None, cleaner: Cleaner) -> None:
        self._target, self._tagger, self._index, self._cleaner = target, tagger, index, cleaner
        self.found: Counter[str] = Counter()
        self.topics: Counter[str] = Counter()
        self._rules_noted = False

    def settle(self, ids: Sequence[int], chunk: Chunk, neighbours: Sequence[StoredSighting]) -> None:
        """Derive the papers of new sightings (numbered `ids`).

        `neighbours` are those stored before that share a key with them.
        """
        around = Neighbourhood(self._cleaner)
        around.add_stored(neighbours)
        shared = around.keys | _repeated(chunk.work)
        rows: list[PaperRow] = []
        crowded = False
        for sighting, each, hits in zip(ids, chunk.work, chunk.hits, strict=True):
            if shared and not shared.isdisjoint(each.keys):
                around.add_new(sighting, each)
                crowded = True
            else:
                rows.append(self._alone(sighting, each, hits))
        self.found["new"] += len(rows)
        if crowded:
            rows += self._tagged(self._identify(around))
        self._store(rows)

    def _alone(self, sighting: int, work: Work, hits: Hits) -> PaperRow:
        """A paper of one sighting, whose words are the paper's: the topics are known."""
        name = work.keys[0] if work.keys else public_id([candidate(sighting, work.cleaned)])
        paper, provenance = merge(name, [Seen(sighting, work.when, work.cleaned)])
        return PaperRow(_listed(paper, (work.sighting.source,), hits), (sighting,), provenance)

    def put(self, rows: Sequence[PaperRow]) -> None:
        """Tag papers and store them, and index them where there is an index."""
        self._store(self._tagged(rows))

    def _store(self, rows: Sequence[PaperRow]) -> None:
        if not rows:
            return
        if not self._rules_noted:
            self._target.tagged_by(self._tagger.rules)
            self._rules_noted = True
        put = self._target.put_papers(rows)
        self.topics.update([hit.name for _, paper in put for hit in paper.topics])
        if self._index:
            for (pid, paper), row in zip(put, rows, strict=True):
                (self._index.add if row.pid is None else self._index.replace)(pid, paper)

    def _tagged(self, rows: Sequence[PaperRow]) -> list[PaperRow]:
        found = self._tagger.match_all([(row.paper.title, row.paper.abstract) for row in rows])
        return [
            row._replace(paper=row.paper._replace(topics=hits)) if hits else row
            for row, hits in zip(rows, found, strict=True)
        ]

    # -- papers whose sightings say other things than before -------------------------------------------------

    def merge_again(
        self, pid: int, now: Sequence[StoredSighting], before: Sequence[StoredSighting]
    ) -> PaperRow | None:
        """Merge a paper from its sightings as they are now.

        None where it is what it was with them as they were before.
        """
        group = [candidate(stored.id, self._cleaner.clean(stored).cleaned) for stored in now]
        name = public_id(group)
        merged, was = (merge(name, [self._seen(stored) for stored in every]) for every in (now, before))
        self.found["unchanged" if merged[0] == was[0] else "updated"] += 1
        if merged == was:
            return None
        sources = sorted({stored.sighting.source for stored in now})
        return PaperRow(_listed(merged[0], sources), tuple([stored.id for stored in now]), merged[1], pid)

    def _seen(self, stored: StoredSighting) -> Seen:
        work = self._cleaner.clean(stored)
        return Seen(stored.id, work.when, work.cleaned)

    # -- sightings that share a key with others --------------------------------------------------------------

    def _identify(self, around: "Neighbourhood") -> list[PaperRow]:
        while missing := around.unasked():
            around.add_stored(self._target.neighbours(missing))
        taken: set[int] = set()
        rows: list[PaperRow] = []
        for group in partition(around.candidates()):
            rows += self._group(group, around, taken)
        for pid in around.pids() - taken:
            self._drop(pid, around, rows)
        return rows

    def _group(self, group: list[Candidate], around: "Neighbourhood", taken: set[int]) -> list[PaperRow]:
        """One paper: count what it is to this batch, and give its row unless it is what it was."""
        every = [each.sighting for each in group]
        pid = min(
            (pid for each in every if (pid := around.pid(each)) is not None and pid not in taken),
            default=None,
        )
        if pid is not None:
            taken.add(pid)
        if pid is not None and around.members_of(pid) == set(every):
            return []
        name = public_id(group)
        paper, provenance = merge(name, [around.seen(each) for each in every])
        self._count(every, name, paper, around)
        return [PaperRow(_listed(paper, around.sources(every)), tuple(sorted(every)), provenance, pid)]

    def _count(self, every: list[int], name: str, paper: Paper, around: "Neighbourhood") -> None:
        came = sum(around.is_new(each) for each in every)
        before = [each for each in every if not around.is_new(each)]
        if not came:
            return
        if any(around.batch(each) == self._cleaner.batch for each in before):
            self.found["duplicates"] += came
            return
        self.found["duplicates"] += came - 1
        if not before:
            self.found["new"] += 1
        else:
            was, _ = merge(name, [around.seen(each) for each in before])
            self.found["unchanged" if was == paper else "updated"] += 1

    def _drop(self, pid: int, around: "Neighbourhood", rows: Sequence[PaperRow]) -> None:
        """A paper that no group goes on as is forgotten.

        Its old name leads to where its first sighting went.
        """
        first = min(around.members_of(pid))
        into = next((row.paper.id for row in rows if first in row.members), None)
        self._target.drop_papers([pid], into=into)
        if self._index:
            self._index.delete(pid)


def _listed(paper: Paper, sources: Iterable[str], topics: Hits = ()) -> Paper:
    """Give the paper its topics, and what the index needs of its sightings: their sources."""
    refs = tuple([SightingRef(source, "", 0, 0, 0) for source in sources])
    return paper._replace(topics=topics, sightings=refs)


def _repeated(work: Sequence[Work]) -> set[str]:
    """The keys that more than one of these sightings has."""
    times = Counter([key for each in work for key in each.keys])
    return {key for key, count in times.items() if count > 1} if len(times) < times.total() else set()


class Neighbourhood:
    """All sightings that may be the same papers as some new ones, with what is known of each."""

    def __init__(self, cleaner: Cleaner) -> None:
        self._cleaner = cleaner
        self._work: dict[int, Work] = {}
        self._stored: dict[int, StoredSighting] = {}
        self._papers: dict[int, set[int]] = {}
        self._asked: set[str] = set()
        self.keys: set[str] = set()

    def add_new(self, sighting: int, work: Work) -> None:
        """Add a sighting of this chunk; its keys have been looked up already."""
        self._work[sighting] = work
        self._asked.update(work.keys)

    def add_stored(self, found: Iterable[StoredSighting]) -> None:
        """Add sightings from the library, with their keys still to be looked up."""
        for stored in found:
            if stored.id in self._work:
                continue
            work = self._work[stored.id] = self._cleaner.clean(stored)
            self._stored[stored.id] = stored
            self.keys.update(work.keys)
            if stored.pid is not None:
                self._papers.setdefault(stored.pid, set()).add(stored.id)

    def unasked(self) -> set[str]:
        """Give the keys that have not been looked up, and count them as asked."""
        missing = self.keys - self._asked
        self._asked |= missing
        return missing

    def candidates(self) -> list[Candidate]:
        """Give all of them as identity sees them."""
        return [candidate(sighting, work.cleaned) for sighting, work in self._work.items()]

    def seen(self, sighting: int) -> Seen:
        """Give a sighting as merging sees it."""
        work = self._work[sighting]
        return Seen(sighting, work.when, work.cleaned)

    def sources(self, sightings: Iterable[int]) -> list[str]:
        """Give the sources that these sightings are from."""
        return sorted({self._work[each].sighting.source for each in sightings})

    def is_new(self, sighting: int) -> bool:
        """Whether it is of the chunk that is being settled."""
        return sighting not in self._stored

    def pid(self, sighting: int) -> int | None:
        """Give the paper that a sighting was believed to be of; None for a new one."""
        stored = self._stored.get(sighting)
        return stored.pid if stored else None

    def batch(self, sighting: int) -> int | None:
        """Give the batch that a sighting was stored with; None for a new one."""
        stored = self._stored.get(sighting)
        return stored.batch if stored else None

    def pids(self) -> set[int]:
        """Give the papers that any of the sightings were believed to be of."""
        return set(self._papers)

    def members_of(self, pid: int) -> set[int]:
        """Give the sightings that were believed to be of a paper."""
        return self._papers.get(pid, set())


def rebuild(
    library: Library, tagger: Tagger, now: datetime.datetime, advance: Callable[[int], None] = lambda _: None
) -> int:
    """Derive papers and topics again from all sightings, in one transaction; give the number of papers.

    The index comes after.

    The answer is the one that reading the same dumps into an empty library gives; `advance` is told
    sightings.
    """
    cleaner = Cleaner(now.date())
    with library.rebuilding() as target:
        deriver = Deriver(target, tagger, None, cleaner)
        stored = library.iter_sightings()
        while chunk := list(islice(stored, CHUNK)):
            _rederive(chunk, target, deriver, cleaner, tagger)
            advance(len(chunk))
    return library.paper_count()


def _rederive(
    stored: Sequence[StoredSighting], target: "Derivation", deriver: Deriver, cleaner: Cleaner, tagger: Tagger
) -> None:
    pairs = [(each.id, work) for each in stored if (work := cleaner.clean(each)).cleaned.title]
    works = [work for _, work in pairs]
    neighbours = target.neighbours({key for work in works for key in work.keys})
    target.add_keys([(sighting, work.keys) for sighting, work in pairs])
    hits = tagger.match_all([(work.cleaned.title, work.cleaned.abstract) for work in works])
    deriver.settle([sighting for sighting, _ in pairs], Chunk(works, hits, [], []), neighbours)
