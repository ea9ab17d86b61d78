"""Sightings to papers, inside a batch or a rebuild: identify, merge, tag, store, index.

A sighting that shares no key with any other is a paper by itself; the rest are identified together with all
their neighbours.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from papertriage.identify import (
    RULES,
    Candidate,
    Settled,
    candidate,
    keys,
    partition,
    public_id,
    public_ids,
    title_name,
)
from papertriage.identify import (
    near_keys as near_keys_of,
)
from papertriage.ingest.hanging import Hanging
from papertriage.ingest.neighbourhood import Neighbourhood, near_keys
from papertriage.ingest.work import CHUNK, Chunk, Hits, Tagger, Work
from papertriage.library import Library, PaperRow, StoredSighting
from papertriage.merge import Seen, merge
from papertriage.model import Page, Paper, SightingRef
from papertriage.normalise import normalise

if TYPE_CHECKING:
    from papertriage.library.writing import Derivation


VERY_MANY = CHUNK
"""Sightings that hang together from which on they are divided once, when a dump is read to its end."""


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
        return Work(stored.sighting, cleaned, keys(cleaned), when, near_keys_of(cleaned))


class Deriver:
    """Sightings to papers, inside a batch or a rebuild: identify, merge, tag, store, index."""

    def __init__(self, target: "Derivation", tagger: Tagger, index: Indexer | None, cleaner: Cleaner) -> None:
        self._target, self._tagger, self._index, self._cleaner = target, tagger, index, cleaner
        self.found: Counter[str] = Counter()
        self.topics: Counter[str] = Counter()
        self._rules_noted = False
        self._put_off = Hanging()

    def settle(self, ids: Sequence[int], chunk: Chunk, neighbours: Sequence[StoredSighting]) -> None:
        """Derive the papers of new sightings (numbered `ids`).

        `neighbours` are those stored before that share an id with them. What hangs together with very many is
        put off until `finish`: each chunk of a long row of listings of one paper would else go through all
        before it.
        """
        around = Neighbourhood(self._target, self._cleaner)
        around.add_stored(neighbours)
        shared = {key for stored in neighbours for key in self._cleaner.clean(stored).keys} | _repeated(
            chunk.work
        )
        near = [near_keys(sighting, each) for sighting, each in zip(ids, chunk.work, strict=True)]
        self._target.near.add(near)
        for sighting, each in zip(ids, chunk.work, strict=True):
            around.add_new(sighting, each)
        crowded = (around.crowded(self._target.near.meet(near)) | around.spoken_of) & set(ids)
        crowded |= {
            sighting
            for sighting, each in zip(ids, chunk.work, strict=True)
            if shared and not shared.isdisjoint(each.keys)
        }
        rows = [
            self._alone(sighting, each, hits)
            for sighting, each, hits in zip(ids, chunk.work, chunk.hits, strict=True)
            if sighting not in crowded
        ]
        self.found["new"] += len(rows)
        self._note_put_off(around.grow(crowded, VERY_MANY))
        self._store(rows + self._tagged(self._identify(around)))

    def finish(self) -> None:
        """Derive the papers that were put off; before it, not all sightings are of one."""
        done: set[int] = set()
        for part in self._put_off.parts():
            if not part <= done:
                around = Neighbourhood(self._target, self._cleaner)
                around.grow(part)
                self._store(self._tagged(self._identify(around)))
                done |= around.inside
        self._put_off = Hanging()

    def _note_put_off(self, parts: Iterable[set[int]]) -> None:
        for part in parts:
            first = min(part)
            for each in part:
                self._put_off.join(first, each)

    def _alone(self, sighting: int, work: Work, hits: Hits) -> PaperRow:
        """A paper of one sighting, whose words are the paper's: the topics are known."""
        name = work.keys[0] if work.keys else title_name(work.cleaned)
        if name is None or work.cleaned.repaired_from:
            name = public_id([candidate(sighting, work.cleaned)])
        paper, provenance = merge(name, [Seen(sighting, work.when, work.cleaned)])
        return PaperRow(_listed(paper, (work.sighting.source,), hits), (sighting,), provenance)

    def settle_again(self, sightings: Sequence[int]) -> None:
        """Derive the papers of stored sightings, and of all that hang together with them, once more."""
        around = Neighbourhood(self._target, self._cleaner)
        around.grow(sightings)
        self._store(self._tagged(self._identify(around)))

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
        name = self._target.names([pid])[pid]
        merged, was = (merge(name, [self._seen(stored) for stored in every]) for every in (now, before))
        self.found["unchanged" if merged[0] == was[0] else "updated"] += 1
        if merged == was:
            return None
        sources = sorted({stored.sighting.source for stored in now})
        return PaperRow(_listed(merged[0], sources), tuple([stored.id for stored in now]), merged[1], pid)

    def _seen(self, stored: StoredSighting) -> Seen:
        work = self._cleaner.clean(stored)
        return Seen(stored.id, work.when, work.cleaned)

    # -- sightings that hang together with others ------------------------------------------------------------

    def _identify(self, around: Neighbourhood) -> list[PaperRow]:
        settled, found = self._divided(around)
        members = around.members()
        names = self._target.names(members) if members else {}
        taken: set[int] = set()
        rows: list[PaperRow] = []
        for name, group in zip(found, settled.groups, strict=True):
            rows += self._group((name, group), around, (members, names, taken))
        for pid in sorted(set(members) - taken):
            self._drop(pid, min(members[pid]), rows)
        self._note_likenesses(around, settled)
        return rows

    def _divided(self, around: Neighbourhood) -> tuple[Settled, list[str]]:
        """Divide those inside into papers and name these; whoever has one of the names comes inside too."""
        while True:
            around.take_in_renamed()
            settled = partition(around.candidates(), around.likenesses(), around.verdicts)
            names = public_ids(settled.groups, around.elsewhere())
            holders = self._target.holders(names) - around.members().keys()
            if not holders:
                return settled, names
            around.take_in(holders)

    def _note_likenesses(self, around: Neighbourhood, settled: Settled) -> None:
        """Keep by what sightings became one paper, and what a reader should look at."""
        outside = [each for each in around.likenesses() if not around.inside.issuperset(each[:2])]
        found = [(*each, True) for each in settled.joined]
        found += [(*each, False) for each in (*settled.left, *outside)]
        if found or around.inside:
            self._target.put_likenesses(around.inside, found)

    def _group(
        self,
        named: tuple[str, list[Candidate]],
        around: Neighbourhood,
        before: tuple[dict[int, set[int]], dict[int, str], set[int]],
    ) -> list[PaperRow]:
        """One paper: count what it is to this batch, and give its row unless it is what it was."""
        name, group = named
        members, names, taken = before
        every = [each.sighting for each in group]
        pid = min(
            (pid for each in every if (pid := around.pid(each)) is not None and pid not in taken),
            default=None,
        )
        if pid is not None:
            taken.add(pid)
        if pid is not None and members[pid] == set(every) and names.get(pid) == name:
            return []
        paper, provenance = merge(name, [around.seen(each) for each in every])
        self._count(every, name, paper, around)
        return [PaperRow(_listed(paper, around.sources(every)), tuple(sorted(every)), provenance, pid)]

    def _count(self, every: list[int], name: str, paper: Paper, around: Neighbourhood) -> None:
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

    def _drop(self, pid: int, first: int, rows: Sequence[PaperRow]) -> None:
        """A paper that no group goes on as is forgotten.

        Its old name leads to where its first sighting went.
        """
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
        deriver.finish()
        target.identified_by(RULES)
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
