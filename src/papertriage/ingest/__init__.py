"""Use case: dumps in, library changed, and a report that adds up.

Every dump is a batch and every batch one transaction. Records are handled a thousand at a time, so that
memory does not grow with the dump; a record that shares no key with any other is a new paper, the rest are
identified with all their neighbours.
"""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papertriage import dates, sources
from papertriage.errors import PapertriageError, UnreadableDump
from papertriage.index import Position, Writer, catch_up, note_indexed, open_writer
from papertriage.ingest import ahead
from papertriage.ingest.derive import Cleaner, Deriver, Indexer, rebuild
from papertriage.ingest.redate import Redated, redate
from papertriage.ingest.reference import ReferenceReport, read_reference
from papertriage.ingest.retag import retag
from papertriage.ingest.up_to_date import bring_up_to_date
from papertriage.ingest.work import Advance, Chunk, Lines, Preparation, Tagger, prepare
from papertriage.library import BatchRow, Counts, Library
from papertriage.model import Page, Skipped

if TYPE_CHECKING:
    from papertriage.library.writing import Batch

__all__ = [
    "DumpReport",
    "Ingestion",
    "Options",
    "ReferenceReport",
    "bring_up_to_date",
    "ingesting",
    "read_reference",
    "rebuild",
    "retag",
]

_SHOWN_FAULTS = 1000
_COMMIT_EVERY = 100_000  # papers: the index may lag so far behind the library between two commits of its own


class Options(NamedTuple):
    """How to read: the reader's word for the capture date (ISO) and for the source, and what *now* is."""

    now: datetime.datetime
    captured: str | None = None
    source: str | None = None
    advance: Advance = lambda _: None  # told how many bytes have been read
    topics: Path | None = None  # the reader's own; given, a large dump is read by a second process
    limits: sources.Limits = sources.Limits()


class DumpReport(NamedTuple):
    """What became of one dump, or of one part of a dump that holds several.

    `known` is when it was read before, if it was; `error` says why nothing of it could be read.
    """

    dump: str
    source: str | None = None
    unit: str = "lines"  # what the counts of lines count: "lines" or "entries"
    part_of: str | None = None  # the archive, mailbox or folder that it is in
    left_out: str | None = None  # why a part is not read
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

    def read_all(self, name: str, options: Options) -> Iterator[DumpReport]:
        """Read a file, or every part of an archive, a mailbox or a folder; report each as it is done.

        A part that is no list of papers is left out, and says why. Raises UnreadableDump for a file that is
        none, and where a container cannot be read on: the parts before are kept.
        """
        for part in sources.parts(name, options.limits, sources.is_list):
            whole = None if part.name in (name, "stdin" if name == "-" else name) else name
            if part.dump is None:
                why = (
                    {"error": f"{part.name}: {part.left_out}"} if part.fault else {"left_out": part.left_out}
                )
                yield DumpReport(part.name, part_of=whole, **why)
                continue
            try:
                with part.dump as dump:
                    report = self.read(dump, options, part.captured)
            except UnreadableDump as fault:
                if whole is None:
                    raise
                report = DumpReport(part.name, left_out=_reason(str(fault), part.name))
            yield report._replace(part_of=whole)

    def read(self, dump: sources.Dump, options: Options, made: str | None = None) -> DumpReport:
        """Read one dump; nothing of it is kept unless all of it is. `made` is the date of what it came in.

        Raises UnreadableDump for what is no list of papers, LibraryError for a library that cannot be
        written.
        """
        try:
            report = self._read(dump, options, made)
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

    def _read(self, dump: sources.Dump, options: Options, made: str | None) -> DumpReport:
        library = self._library
        facts = dump.facts()
        head = dump.head(facts.encoding)
        source = sources.find_source(options.source) if options.source else sources.detect(dump.name, head)
        known = library.batch_known(facts.sha256, source.name)
        if known and options.captured in (None, known.page.captured):
            options.advance(facts.size)
            return _again(dump.name, source, known)
        clues = sources.look_for_clues(
            source, lambda: sources.Content(dump, facts.encoding), head, options.captured
        )
        page = _page(clues, made, options.now.date())
        if known:
            options.advance(facts.size)
            where = library, self._tagger, self._writer
            return _redated(dump.name, source, known, page, redate(where, known, page, options.now.date()))
        read_at = options.now.isoformat(timespec="seconds")
        row = BatchRow(facts.sha256, source.name, dump.name, read_at, facts.size, page=page)
        how = Preparation(page, options.now.date(), page.captured or read_at, sources.PLACES[source.unit])
        with library.batch(row) as batch:
            reading = _Reading(batch, self._tagger, self._writer, how)
            chunks = _chunks(dump, (source, facts), how, self._tagger, options)
            report = reading.read((dump.name, source.name), chunks, keep=self._writer is not None)
        return report._replace(unit=source.unit)

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


def _page(clues: sources.Clues, made: str | None, today: datetime.date) -> Page:
    """Put together what the dump says of its day, and what is worked out."""
    evidence = clues.evidence._replace(own=clues.evidence.own or made)
    year, why = dates.capture_year(evidence, today)
    return Page(clues.page_date, evidence.captured or evidence.own or evidence.front_matter, year, why)


def _of(part: sources.Part) -> str:
    return f"{part.name}: {part.left_out}"


def _reason(fault: str, name: str) -> str:
    """Give a fault without the name of the part, which stands before it in the report."""
    return fault.removeprefix(f"{name}: ")


def _chunks(
    dump: sources.Dump,
    what: tuple[sources.Source, sources.Facts],
    how: Preparation,
    tagger: Tagger,
    options: Options,
) -> Iterator[Chunk]:
    """Read a dump: a large one in a second process, so that storing and indexing need not wait for it."""
    source, facts = what
    if options.topics is None or facts.size < ahead.LARGE:
        content = sources.Content(dump, facts.encoding, options.advance)
        return prepare(source.reader(content), how, tagger)
    task = ahead.Task(
        dump.name, facts.encoding, source.name, how.page, how.today.isoformat(), how.when,
        str(options.topics), dump.steps,
    )  # fmt: skip
    return ahead.chunks(dump.file, task, tagger, options.advance)


def _redated(name: str, source: sources.Source, known: BatchRow, page: Page, found: Redated) -> DumpReport:
    counts = known.counts
    same = Counts(
        *counts[:4],
        read=counts.read, updated=found.updated, unchanged=found.unchanged,
        duplicates=counts.read - found.updated - found.unchanged, skipped=counts.skipped,
    )  # fmt: skip
    topics = tuple(sorted(found.topics.items(), key=lambda pair: (-pair[1], pair[0])))
    return DumpReport(
        name,
        source.name,
        source.unit,
        page=page,
        counts=same,
        topics=topics,
        known=known.read_at,
        redated=True,
    )


def _again(name: str, source: sources.Source, known: BatchRow) -> DumpReport:
    counts = known.counts
    same = Counts(
        *counts[:4],
        read=counts.read,
        unchanged=counts.read - counts.duplicates,
        duplicates=counts.duplicates,
        skipped=counts.skipped,
    )
    return DumpReport(name, source.name, source.unit, page=known.page, counts=same, known=known.read_at)


class _Reading:
    """One dump being read into an open batch."""

    def __init__(self, batch: "Batch", tagger: Tagger, index: Indexer | None, how: Preparation) -> None:
        self._batch, self._page = batch, how.page
        self._deriver = Deriver(batch, tagger, index, Cleaner(how.today, batch.id, how.page, how.when))
        self._skipped: list[Skipped] = []
        self._faults: list[str] = []
        self._read = 0

    def read(self, names: tuple[str, str], chunks: Iterable[Chunk], *, keep: bool) -> DumpReport:
        """Read to the end and close the accounts; without `keep` the batch is unfinished, and forgotten."""
        lines = Lines(0, 0, 0, 0)
        for chunk in chunks:
            self._settle(chunk)
            lines = chunk.lines or lines
        self._deriver.finish()
        if lines.total != lines.record + lines.furniture + lines.skipped:
            raise PapertriageError(
                f"{names[0]}: {lines.total} lines or entries, of which {lines.record} are records', "
                f"{lines.furniture} furniture and {lines.skipped} skipped; please report this as a fault of "
                "papertriage"
            )
        counts = self._counts(lines)
        if keep:
            self._batch.finish(counts, self._page)
        topics = tuple(sorted(self._deriver.topics.items(), key=lambda pair: (-pair[1], pair[0])))
        return DumpReport(
            *names, page=self._page, counts=counts, skipped=tuple(self._skipped), faults=tuple(self._faults),
            topics=topics,
        )  # fmt: skip

    def _settle(self, chunk: Chunk) -> None:
        self._skipped += chunk.skipped
        self._batch.add_skipped(chunk.skipped)
        self._faults += chunk.faults[: max(0, _SHOWN_FAULTS - len(self._faults))]
        self._read += len(chunk.work)
        if chunk.work:
            neighbours = self._batch.neighbours({key for each in chunk.work for key in each.keys})
            ids = self._batch.add_sightings([(each.sighting, each.keys) for each in chunk.work])
            self._deriver.settle(ids, chunk, neighbours)

    def _counts(self, lines: Lines) -> Counts:
        found = self._deriver.found
        return Counts(
            *lines,
            self._read, found["new"], found["updated"], found["unchanged"], found["duplicates"],
            len(self._skipped),
        )  # fmt: skip
