"""Invented dumps as resiliparse leaves them, and libraries that have read them."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from papertriage.identify import keys, near_keys
from papertriage.ingest import DumpReport, Ingestion, Options, ingesting
from papertriage.ingest.derive import Cleaner, Deriver
from papertriage.ingest.work import CHUNK, Chunk, Work
from papertriage.library import BatchRow, Counts, Library, open_library
from papertriage.model import Evidence, Page, Sighting, TopicHit
from papertriage.normalise import normalise
from papertriage.sources import open_dump

NOW = datetime.datetime(2026, 1, 15, 12, 0, tzinfo=datetime.UTC)
HEAD = "new\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\n"


class Record(NamedTuple):
    """A record as a dump prints it."""

    title: str
    abstract: str = (
        "We study what everybody studies and find, at some length, that much of it was known before."
    )
    who: str = "  • 3 authors"
    date: str = "Mar 4, 2024"
    comments: int = 0

    def text(self) -> str:
        counted = f" {self.comments}" if self.comments else ""
        return f"{self.title}\n\n{self.abstract}\n\n{self.who}\n·\n{self.date}{counted}\n\n"


def dump(records: Sequence[Record], head: str = HEAD) -> str:
    return head + "".join(record.text() for record in records)


class Tagger:
    """Finds one topic: wherever a title has its word."""

    word = "Cache"
    rules: Mapping[str, str] = MappingProxyType({"kv-cache": "titles with Cache"})

    def match_all(self, texts: Sequence[tuple[str, str | None]]) -> Sequence[tuple[TopicHit, ...]]:
        return [self._match(title) for title, _ in texts]

    def _match(self, title: str) -> tuple[TopicHit, ...]:
        at = title.find(self.word)
        span = Evidence("title", at, at + len(self.word), self.word)
        return () if at < 0 else (TopicHit("kv-cache", 1.0, (span,)),)


def read(library: Library, *files: Path, captured: str | None = None) -> list[DumpReport]:
    """Read dumps into an open library, as `papertriage ingest` does."""
    with ingesting(library, Tagger()) as ingestion:
        return [read_one(ingestion, file, Options(NOW, captured)) for file in files]


def read_one(ingestion: Ingestion, file: Path, options: Options) -> DumpReport:
    """Read one dump that is no container."""
    with open_dump(str(file)) as opened:
        return ingestion.read(opened, options)


def library_of(folder: Path, *texts: str, captured: str | None = None) -> Path:
    """Make a library that has read these dumps one after the other; give its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with open_library(folder / "library", write=True) as library:
        for number, text in enumerate(texts):
            file = folder / f"{number}.txt"
            file.write_text(text, "utf-8")
            read(library, file, captured=captured)
    return folder / "library"


def store(
    library: Library,
    number: int,
    sightings: Sequence[Sighting],
    when: datetime.datetime = NOW,
    chunk: int = CHUNK,
) -> None:
    """What reading a dump does with its records, for records that no text dump has."""
    if not sightings:
        return
    at = when.isoformat()
    with library.batch(BatchRow(f"{number}", "daily-papers", f"{number}.txt", at)) as batch:
        cleaner = Cleaner(NOW.date(), batch.id, Page(), at)
        deriver = Deriver(batch, Tagger(), None, cleaner)
        for start in range(0, len(sightings), chunk):
            work = [work_of(each, at) for each in sightings[start : start + chunk]]
            neighbours = batch.neighbours({key for each in work for key in each.keys})
            numbers = batch.add_sightings([(each.sighting, each.keys) for each in work])
            deriver.settle(numbers, Chunk(work, [()] * len(work), [], []), neighbours)
        deriver.finish()
        found = deriver.found
        counts = Counts(
            0,
            0,
            0,
            0,
            len(sightings),
            found["new"],
            found["updated"],
            found["unchanged"],
            found["duplicates"],
        )
        assert counts.faults() == []
        batch.finish(counts)


def work_of(listed: Sighting, when: str) -> Work:
    cleaned = normalise(listed, Page(), NOW.date())
    return Work(listed, cleaned, keys(cleaned), when, near_keys(cleaned))
