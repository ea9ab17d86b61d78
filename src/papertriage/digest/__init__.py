"""Use case: what is new in a period, by topic, best first and each with its reasons; and what was amiss.

The same library and the same period give the same digest, whenever it is asked for.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from papertriage import coverage
from papertriage.digest.period import Period
from papertriage.library import Library
from papertriage.library.coverage import ReadIn, new_in, read_in
from papertriage.model import Paper, TopicHit

__all__ = ["OTHERS", "AmissDay", "Digest", "Entry", "Period", "Section", "digest"]

OTHERS = "without a topic"
_AMISS = ("missing", "partial", "stale")
_WORDS = 4  # of a topic's evidence: more make the line unreadable
_COMMENT = 3  # upvotes that a comment weighs: it takes more trouble


class Entry(NamedTuple):
    """A new paper and why it stands where it stands, in words."""

    paper: Paper
    reasons: tuple[str, ...]


class Section(NamedTuple):
    """The new papers of one topic, best first; `more` were left out by the limit."""

    topic: str
    entries: tuple[Entry, ...]
    more: int


class AmissDay(NamedTuple):
    """A day of the period that a source did not bring as it usually does."""

    source: str
    day: str
    status: str  # missing, partial or stale


class Digest(NamedTuple):
    """What is new in a period."""

    period: Period
    topics: tuple[str, ...]  # asked for; none: all
    sections: tuple[Section, ...]
    papers: int  # new ones, those that the limit left out included
    records: int  # that they were merged from
    rejected: int  # new, and left out because somebody rejected them
    late: int  # papers of earlier days that were first read in this period
    read: ReadIn
    amiss: tuple[AmissDay, ...]


def digest(
    library: Library, period: Period, today: datetime.date, *, topics: Sequence[str] = (), limit: int = 0
) -> Digest:
    """Gather what is new in the period; at most `limit` papers a topic (0: all), and only of `topics` if any.

    A paper is new on the first day that a page lists it; it stands under the strongest of its topics.
    """
    first = new_in(library, period.since, period.until)
    found = library.papers(first.pids)
    asked = [paper for paper in found if not topics or {hit.name for hit in paper.topics} & set(topics)]
    new = [paper for paper in asked if paper.state != "rejected"]
    return Digest(
        period,
        tuple(topics),
        tuple(_sections(new, topics, limit)),
        len(new),
        sum(max(len(paper.sightings), 1) for paper in new),
        len(asked) - len(new),
        first.late,
        read_in(library, period.since, period.until),
        tuple(_amiss(library, period, today)),
    )


def _sections(papers: Iterable[Paper], topics: Sequence[str], limit: int) -> Iterable[Section]:
    """The largest topic first; papers without one last."""
    grouped: dict[str, list[tuple[Paper, TopicHit | None]]] = {}
    for paper in papers:
        hit = _strongest(paper, topics)
        grouped.setdefault(hit.name if hit else OTHERS, []).append((paper, hit))
    for topic in sorted(grouped, key=lambda name: (name == OTHERS, -len(grouped[name]), name)):
        # The newest first among equals: Python's sort keeps what it finds equal in order.
        ordered = sorted(grouped[topic], key=lambda each: each[0].id)
        ordered.sort(key=lambda each: each[0].published or "", reverse=True)
        ordered.sort(key=lambda each: (-discussed(each[0]), -(each[1].score if each[1] else 0)))
        shown = ordered[: limit or None]
        entries = tuple(Entry(paper, tuple(reasons(paper, hit))) for paper, hit in shown)
        yield Section(topic, entries, len(ordered) - len(shown))


def _strongest(paper: Paper, topics: Sequence[str]) -> TopicHit | None:
    hits = [hit for hit in paper.topics if not topics or hit.name in topics]
    return min(hits, key=lambda hit: (-hit.score, hit.name), default=None)


def discussed(paper: Paper) -> int:
    """Say how much a paper was talked of, in upvotes."""
    return (paper.upvotes or 0) + _COMMENT * (paper.comments or 0)


def reasons(paper: Paper, hit: TopicHit | None) -> Iterable[str]:
    """Say what a paper's place in a digest comes from."""
    counts = ((paper.upvotes, "upvote"), (paper.comments, "comment"))
    said = [f"{count} {noun}{'s' * (count != 1)}" for count, noun in counts if count]
    if said:
        yield ", ".join(said)
    if hit is not None:
        words = list({each.text.casefold(): each.text for each in reversed(hit.evidence)}.values())[::-1]
        yield f"{hit.name} {hit.score:.2f}" + (f" ({', '.join(words[:_WORDS])})" if words else "")
    if len(paper.sightings) > 1:
        yield f"listed {len(paper.sightings)} times"
    if not said and hit is None:
        yield "no topic, and not talked of so far"


def _amiss(library: Library, period: Period, today: datetime.date) -> Iterable[AmissDay]:
    found = coverage.calendar(library, today, since=period.since, until=period.until)
    for source in found.sources:
        yield from (
            AmissDay(source.source, day.day, day.status) for day in source.days if day.status in _AMISS
        )
