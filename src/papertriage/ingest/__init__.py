"""Use case: dumps in, library changed, and a report that adds up.

Every dump is a batch and every batch one transaction. Records are handled a thousand at a time, so that
memory does not grow with the dump; a record that shares no key with any other is a new paper, the rest are
identified with all their neighbours.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papertriage import dates, sources
from papertriage.errors import PapertriageError
from papertriage.identify import candidate, keys
from papertriage.index import Position, Writer, catch_up, note_indexed, open_writer
from papertriage.ingest.derive import CHUNK, Cleaner, Deriver, Indexer, Tagger, Work, rebuild
from papertriage.ingest.redate import Redated, redate
from papertriage.library import BatchRow, Counts, Library
from papertriage.model import Page, Sighting, Skipped
from papertriage.normalise import normalise

if TYPE_CHECKING:
    from papertriage.library.writing import Batch

__all__ = ["DumpReport", "Ingestion", "Options", "files_of", "ingesting", "rebuild"]

_SHOWN_FAULTS = 1000
_COMMIT_EVERY = 100_000  # papers: the index may lag so far behind the library between two commits of its own


class Options(NamedTuple):
    """How to read: the reader's word for the capture date (ISO) and for the source, and what *now* is."""

    now: datetime.datetime
    captured: str | None = None
    source: str | None = None
    advance: Callable[[int], None] = lambda _: None  # told how many bytes have been read


class DumpReport(NamedTuple):
    """What became of one dump.

    `known` is when it was read before, if it was; `error` says why nothing of it could be read.
    """

    dump: str
    source: str | None = None
    page: Page = Page()
    counts: Counts = Counts()
    skipped: tuple[Skipped, ...] = ()
    faults: tuple[str, ...] = ()  # what could not be believed of records that were read
    topics: tuple[tuple[str, int], ...] = ()
    known: str | None = None
    redated: bool = False  # it was read before, and is believed to be of another day now
    error: str | None = None


class Ingestion:
    """A library open for reading dumps into it, with its index kept beside it."""

    def __init__(self, library: Library, writer: Writer | None, tagger: Tagger) -> None:
        """Without a writer nothing can be kept: for a reading that only reports."""
        self._library, self._writer, self._tagger = library, writer, tagger
        self._uncommitted = 0

    def read(self, name: str, options: Options) -> DumpReport:
        """Read one dump; nothing of it is kept unless all of it is.

        Raises UnreadableDump for what is no list of papers, LibraryError for a library that cannot be
        written.
        """
        try:
            report = _read_dump(self._library, self._tagger, self._writer, name, options)
        except BaseException:
            self._back()
            raise
        if self._writer and (report.redated or not report.known):
            self._uncommitted += report.counts.read
            if self._uncommitted >= _COMMIT_EVERY:
                self.commit()
        return report

    def commit(self) -> None:
        """Make what was read searchable; the library has it already."""
        if self._writer and self._uncommitted:
            self._writer.commit(Position(self._library.change))
            note_indexed(self._library, self._writer)
            self._uncommitted = 0

    def _back(self) -> None:
        """Take what a dump that failed has put into the index out again.

        Put back what earlier ones had.
        """
        if self._writer:
            self._writer.rollback()
            catch_up(self._library, self._writer)
        self._uncommitted = 0


@contextmanager
def ingesting(library: Library, tagger: Tagger) -> Iterator[Ingestion]:
    """Open a library's index for writing, for the length of some readings.

    Make all of them searchable at the end.
    """
    with open_writer(library) as writer:
        ingestion = Ingestion(library, writer, tagger)
        yield ingestion
        ingestion.commit()


def _read_dump(
    library: Library, tagger: Tagger, index: Indexer | None, name: str, options: Options
) -> DumpReport:
    with sources.open_dump(name) as dump:
        facts = dump.facts()
        head = dump.head(facts.encoding)
        source = sources.find_source(options.source) if options.source else sources.detect(name, head)
        known = library.batch_known(facts.sha256, source.name)
        if known and options.captured in (None, known.page.captured):
            options.advance(facts.size)
            return _again(name, known)
        clues = sources.look_for_clues(source, lambda: dump.lines(facts.encoding), head, options.captured)
        year, evidence = dates.capture_year(clues.evidence, options.now.date())
        page = Page(clues.page_date, _captured(clues.evidence), year, evidence)
        if known:
            options.advance(facts.size)
            return _redated(
                name, known, page, redate((library, tagger, index), known, page, options.now.date())
            )
        row = BatchRow(
            facts.sha256,
            source.name,
            dump.name,
            options.now.isoformat(timespec="seconds"),
            facts.size,
            page=page,
        )
        with library.batch(row) as batch:
            reading = _Reading(batch, tagger, index, page, options.now)
            return reading.read(
                (dump.name, source.name),
                source.reader(dump.lines(facts.encoding, options.advance)),
                keep=index is not None,
            )


def _redated(name: str, known: BatchRow, page: Page, found: Redated) -> DumpReport:
    counts = known.counts
    same = Counts(
        *counts[:4],
        read=counts.read, updated=found.updated, unchanged=found.unchanged,
        duplicates=counts.read - found.updated - found.unchanged, skipped=counts.skipped,
    )  # fmt: skip
    topics = tuple(sorted(found.topics.items(), key=lambda pair: (-pair[1], pair[0])))
    return DumpReport(name, known.source, page, same, topics=topics, known=known.read_at, redated=True)


def _captured(evidence: dates.YearEvidence) -> str | None:
    return evidence.captured or evidence.front_matter


def _again(name: str, known: BatchRow) -> DumpReport:
    counts = known.counts
    same = Counts(
        *counts[:4],
        read=counts.read,
        unchanged=counts.read - counts.duplicates,
        duplicates=counts.duplicates,
        skipped=counts.skipped,
    )
    return DumpReport(name, known.source, known.page, same, known=known.read_at)


class _Reading:
    """One dump being read into an open batch."""

    def __init__(
        self, batch: "Batch", tagger: Tagger, index: Indexer | None, page: Page, now: datetime.datetime
    ) -> None:
        self._batch, self._page, self._today = batch, page, now.date()
        self._when = page.captured or now.isoformat(timespec="seconds")
        self._deriver = Deriver(batch, tagger, index, Cleaner(now.date(), batch.id, page, self._when))
        self._skipped: list[Skipped] = []
        self._faults: list[str] = []
        self._read = 0

    def read(self, names: tuple[str, str], reader: sources.Reader, *, keep: bool) -> DumpReport:
        """Read to the end and close the accounts; without `keep` the batch is left unfinished.

        So forgotten.
        """
        work: list[Work] = []
        for item in reader:
            if isinstance(item, Sighting):
                self._take(item, work)
            elif isinstance(item, Skipped):
                self._skip(item)
            if len(work) >= CHUNK:
                self._settle(work)
                work = []
        self._settle(work)
        tally = reader.tally
        if tally.unaccounted:
            raise PapertriageError(
                f"{names[0]}: {tally.unaccounted} lines are unaccounted for; "
                "please report this as a fault of papertriage"
            )
        counts = self._counts(tally)
        if keep:
            self._batch.finish(counts, self._page)
        topics = tuple(sorted(self._deriver.topics.items(), key=lambda pair: (-pair[1], pair[0])))
        return DumpReport(*names, self._page, counts, tuple(self._skipped), tuple(self._faults), topics)

    def _take(self, sighting: Sighting, work: list[Work]) -> None:
        cleaned = normalise(sighting, self._page, self._today)
        if not cleaned.title:
            self._skip(
                Skipped(sighting.source, "no title", sighting.title, sighting.line_start, sighting.line_end)
            )
            return
        if cleaned.faults and len(self._faults) < _SHOWN_FAULTS:
            self._faults += [f"line {sighting.line_start}: {fault}" for fault in cleaned.faults]
        self._read += 1
        work.append(Work(sighting, cleaned, keys(candidate(0, cleaned)), self._when))

    def _skip(self, skipped: Skipped) -> None:
        self._skipped.append(skipped)
        self._batch.add_skipped([skipped])

    def _settle(self, work: Sequence[Work]) -> None:
        if work:
            neighbours = self._batch.neighbours({key for each in work for key in each.keys})
            ids = self._batch.add_sightings([(each.sighting, each.keys) for each in work])
            self._deriver.settle(ids, work, neighbours)

    def _counts(self, tally: sources.Tally) -> Counts:
        found = self._deriver.found
        return Counts(
            tally.total, tally.record, tally.furniture, tally.skipped,
            self._read, found["new"], found["updated"], found["unchanged"], found["duplicates"],
            len(self._skipped),
        )  # fmt: skip


def files_of(names: Iterable[str]) -> Iterator[str]:
    """Give the dumps that names stand for.

    Files as they are, folders as the files in them, in order of name.
    """
    for name in names:
        if name != "-" and Path(name).is_dir():
            files = (
                file
                for file in sorted(Path(name).rglob("*"))
                if file.is_file() and not file.name.startswith(".")
            )
            yield from [str(file) for file in files] or [name]  # an empty folder: opening it says so
        else:
            yield name
