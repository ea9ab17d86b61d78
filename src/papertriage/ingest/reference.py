"""Use case: a big file read for matching only, to give papers without an id theirs.

Of the file, only the records that are one of the library's papers without an arXiv id become sightings, in a
batch of their own (part `reference N`); what is like two of them equally is left, and counted.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from papertriage import dates, sources
from papertriage.errors import UnreadableDump
from papertriage.identify import MERGE, Facts, compare
from papertriage.identify.partition import MARGIN
from papertriage.index import open_writer
from papertriage.ingest.derive import Cleaner, Deriver
from papertriage.ingest.neighbourhood import near_keys
from papertriage.ingest.work import CHUNK, Chunk, Hits, Preparation, Tagger, Work, prepare
from papertriage.library import LAST_SIGHTING, BatchRow, Counts, Library
from papertriage.model import Page

if TYPE_CHECKING:
    from papertriage.ingest import Options
    from papertriage.library.writing import Derivation

PART = "reference"


class ReferenceReport(NamedTuple):
    """What a reference gave: how many records it has, and what became of the papers without an id."""

    dump: str
    source: str | None = None
    looked_at: int = 0
    skipped: int = 0
    wanted: int = 0  # papers without an arXiv id before
    found: int = 0  # of these, how many have one now
    unclear: int = 0  # sightings that are like several records equally
    left_out: str | None = None  # why a part is not read
    error: str | None = None  # why nothing of it could be read


def summed(name: str, reports: Sequence[ReferenceReport]) -> ReferenceReport:
    """Give what the parts of one container gave together."""
    read = [report for report in reports if report.source]
    if not read:
        return ReferenceReport(name, left_out=f"none of its {len(reports)} parts is a list of papers")
    return ReferenceReport(
        name,
        ", ".join(sorted({report.source or "" for report in read})),
        sum(report.looked_at for report in read),
        sum(report.skipped for report in read),
        read[0].wanted,
        sum(report.found for report in read),
        sum(report.unclear for report in read),
    )


class _Untagged:
    """Finds no topics: most records of a reference are looked at and forgotten."""

    def __init__(self, tagger: Tagger) -> None:
        self.rules = tagger.rules

    def match_all(self, texts: Iterable[tuple[str, str | None]]) -> list[Hits]:
        return [() for _ in texts]


class _Match(NamedTuple):
    points: float
    name: str  # what identifies the record
    work: Work


def read_reference(
    library: Library, name: str, options: "Options", tagger: Tagger
) -> Iterator[ReferenceReport]:
    """Read a file, or every part of an archive or folder, for matching only; report each part.

    Raises UnreadableDump for a file that is no list of papers.
    """
    for part in sources.parts(name, options.limits, sources.is_list):
        if part.dump is None:
            yield ReferenceReport(part.name, left_out=part.left_out)
            continue
        try:
            with part.dump as dump:
                report = _Reference(library, tagger, options).read(dump)
        except UnreadableDump as fault:
            if part.name in (name, "stdin"):
                raise
            report = ReferenceReport(part.name, left_out=str(fault).removeprefix(f"{part.name}: "))
        yield report
    with open_writer(library):
        pass  # opening it brings the index up to date


class _Reference:
    """One file being looked through."""

    def __init__(self, library: Library, tagger: Tagger, options: "Options") -> None:
        self._library, self._tagger, self._options = library, tagger, options
        self._nameless = library.nameless()
        self._facts: dict[int, Facts] = {}
        self._matches: dict[int, list[_Match]] = {}  # nameless sighting -> the records that it may be
        self._cleaner = Cleaner(options.now.date())

    def read(self, dump: sources.Dump) -> ReferenceReport:
        facts = dump.facts()
        head = dump.head(facts.encoding)
        asked = self._options.source
        source = sources.find_source(asked) if asked else sources.detect(dump.name, head)
        clues = sources.look_for_clues(source, lambda: sources.Content(dump, facts.encoding), head, None)
        year, why = dates.capture_year(clues.evidence, self._options.now.date())
        captured = clues.evidence.captured or clues.evidence.own or clues.evidence.front_matter
        page = Page(clues.page_date, captured, year, why)
        read_at = self._options.now.isoformat(timespec="seconds")
        how = Preparation(page, self._options.now.date(), captured or read_at, sources.PLACES[source.unit])
        content = sources.Content(dump, facts.encoding, self._options.advance)
        looked_at = skipped = 0
        with self._library.derivation() as target:
            for chunk in prepare(source.reader(content), how, _Untagged(self._tagger)):
                looked_at, skipped = looked_at + len(chunk.work), skipped + len(chunk.skipped)
                self._look(target, chunk.work)
        kept, unclear = self._clear()
        wanted = self._papers()
        row = BatchRow(facts.sha256, source.name, dump.name, read_at, facts.size, page=page)
        if kept:
            self._keep(row, kept, page)
        found = wanted - self._papers()
        return ReferenceReport(dump.name, source.name, looked_at, skipped, wanted, found, unclear)

    def _papers(self) -> int:
        """How many papers have no arXiv id."""
        return self._library.nameless_papers()

    def _look(self, target: "Derivation", work: list[Work]) -> None:
        """Compare records with the nameless sightings that they share a key with."""
        # Numbered from the end of all numbers, where no sighting is.
        asking = [near_keys(LAST_SIGHTING - at, each)._replace(named=True) for at, each in enumerate(work)]
        met = target.near.meet(asking)
        others = {other for found in met.values() for other in found} & self._nameless
        self._know(target, others - self._facts.keys())
        for number, found in met.items():
            self._compare(work[LAST_SIGHTING - number], found & self._nameless)

    def _know(self, target: "Derivation", sightings: Iterable[int]) -> None:
        for stored in target.sightings(sorted(sightings)):
            self._facts[stored.id] = Facts(self._cleaner.clean(stored).cleaned)

    def _compare(self, work: Work, sightings: Iterable[int]) -> None:
        facts = Facts(work.cleaned)
        for sighting in sightings:
            points = compare(facts, self._facts[sighting]).points
            if points >= MERGE:
                name = work.keys[0] if work.keys else work.cleaned.title_key
                self._matches.setdefault(sighting, []).append(_Match(points, name, work))

    def _clear(self) -> tuple[list[Work], int]:
        """Give the records that are surely one of the papers, in the file's order, and how many are not."""
        kept: dict[str, Work] = {}
        unclear = 0
        for found in self._matches.values():
            best = max(found, key=lambda match: match.points)
            rivals = {match.name for match in found if match.points > best.points - MARGIN}
            if len(rivals) > 1:
                unclear += 1
            else:
                kept[best.name] = best.work
        return sorted(kept.values(), key=lambda work: work.sighting.line_start), unclear

    def _keep(self, row: BatchRow, works: list[Work], page: Page) -> None:
        with self._library.batch(row._replace(part=self._free_part(row))) as batch:
            deriver = Deriver(
                batch, self._tagger, None, Cleaner(self._options.now.date(), batch.id, page, works[0].when)
            )
            for start in range(0, len(works), CHUNK):
                chunk = works[start : start + CHUNK]
                hits = self._tagger.match_all([(each.cleaned.title, each.cleaned.abstract) for each in chunk])
                neighbours = batch.neighbours({key for each in chunk for key in each.keys})
                ids = batch.add_sightings([(each.sighting, each.keys) for each in chunk])
                deriver.settle(ids, Chunk(chunk, hits, [], []), neighbours)
            deriver.finish()
            lines = sum(work.sighting.line_end - work.sighting.line_start + 1 for work in works)
            found = deriver.found
            batch.finish(
                Counts(
                    lines, lines, read=len(works), new=found["new"], updated=found["updated"],
                    unchanged=found["unchanged"], duplicates=found["duplicates"],
                )
            )  # fmt: skip

    def _free_part(self, row: BatchRow) -> str:
        """The same file may be read for matching again, when there are other papers to match."""
        names = (f"{PART} {number}" for number in count(1))
        return next(
            name for name in names if not self._library.batch_known(row.sha256, row.source, part=name)
        )
