"""From a dump's items to work for the library: cleaned, with identity keys and topics, in chunks."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from papertriage.identify import keys, near_keys
from papertriage.model import Cleaned, Page, Sighting, Skipped, TopicHit
from papertriage.normalise import normalise
from papertriage.sources import Reader

CHUNK = 1000
"""Sightings handled at once: few enough to be small in memory, enough that a statement serves many."""

Hits = tuple[TopicHit, ...]


class Tagger(Protocol):
    """What finds topics; topics.Matcher is one."""

    @property
    def rules(self) -> Mapping[str, str]:
        """Name each topic and give the fingerprint of what decides it."""
        ...

    def match_all(self, texts: Sequence[tuple[str, str | None]]) -> Sequence[Hits]:
        """Give the topics of each title and abstract, with their evidence."""
        ...


class Work(NamedTuple):
    """One record on its way: as listed, as cleaned, its identity keys, and from when it is."""

    sighting: Sighting
    cleaned: Cleaned
    keys: tuple[str, ...]
    when: str  # when its dump was captured, else read (ISO)
    near: tuple[int, ...]  # keys that records of nearly one text share


class Lines(NamedTuple):
    """Where the non-blank lines, or the entries, of a dump went (`sources.Tally`, at the end)."""

    total: int
    record: int
    furniture: int
    skipped: int


class Chunk(NamedTuple):
    """Some of a dump: its records with the topics of their own words, what was skipped, what is in doubt."""

    work: list[Work]
    hits: Sequence[Hits]
    skipped: list[Skipped]
    faults: list[str]
    lines: Lines | None = None  # with the last chunk


class Preparation(NamedTuple):
    """What cleaning needs to know beside the record."""

    page: Page
    today: datetime.date
    when: str
    place: str = "line"  # what a record's numbers count: "line" or "entry"


def prepare(reader: Reader, how: Preparation, tagger: Tagger) -> Iterator[Chunk]:
    """Give a dump in chunks of at most CHUNK records; the last one, which may be empty, has the lines."""
    work: list[Work] = []
    skipped: list[Skipped] = []
    faults: list[str] = []
    for item in reader:
        if isinstance(item, Sighting):
            _take(item, how, (work, skipped, faults))
        elif isinstance(item, Skipped):
            skipped.append(item)
        if len(work) >= CHUNK or len(skipped) >= CHUNK:
            yield Chunk(work, tagged(work, tagger), skipped, faults)
            work, skipped, faults = [], [], []
    tally = reader.tally
    lines = Lines(tally.total, tally.record, tally.furniture, tally.skipped)
    yield Chunk(work, tagged(work, tagger), skipped, faults, lines)


def _take(sighting: Sighting, how: Preparation, into: tuple[list[Work], list[Skipped], list[str]]) -> None:
    work, skipped, faults = into
    cleaned = normalise(sighting, how.page, how.today)
    if not cleaned.title:
        span = sighting.line_start, sighting.line_end
        skipped.append(Skipped(sighting.source, "no title", sighting.title, *span))
        return
    if cleaned.faults:
        faults += [f"{how.place} {sighting.line_start}: {fault}" for fault in cleaned.faults]
    work.append(Work(sighting, cleaned, keys(cleaned), how.when, near_keys(cleaned)))


def tagged(work: Sequence[Work], tagger: Tagger) -> Sequence[Hits]:
    """Give the topics of each record's own words."""
    return tagger.match_all([(each.cleaned.title, each.cleaned.abstract) for each in work])


Advance = Callable[[int], None]
"""Told how many bytes have been read since it was told last."""
