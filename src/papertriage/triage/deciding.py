"""Use case: what a reader says of papers, taken back and said again; logs of several readers merged."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from papertriage.library import DecisionRow, Library
from papertriage.model import Paper, TopicHit
from papertriage.triage.papers import find

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from papertriage.library.deciding import Act, Merged, Shown


class Tagger(Protocol):
    """Says which topics apply; topics.Matcher is one."""

    def match_all(self, papers: Sequence[tuple[str, str | None]]) -> Sequence[tuple[TopicHit, ...]]:
        """Give for each (title, abstract) the topics that apply."""
        ...


TaggerMaker = Callable[[], Tagger]
"""Makes the tagger where one is needed: reading all topics takes a while."""


class Said(NamedTuple):
    """When something is said, by which reader, and where: "cli", "triage"."""

    now: datetime.datetime  # with a time zone
    who: str = ""
    origin: str = "cli"

    @property
    def at(self) -> str:
        """ISO time in UTC, to the thousandth of a second."""
        return self.now.astimezone(datetime.UTC).isoformat(timespec="milliseconds")


class Taken(NamedTuple):
    """What was taken back or stands again, event by event, and the papers as they are now."""

    events: list[DecisionRow]
    papers: dict[str, Paper]  # by the id that an event names


def decide(
    library: Library,
    action: str,
    asked: Sequence[str],
    said: Said | datetime.datetime,
    *,
    value: str | None = None,
    reason: str | None = None,
) -> list[Paper]:
    """Record a decision on papers, as people name them: on all of them, or none where one is not found.

    Gives the papers as they are now. Raises NotFound.
    """
    pids = list(dict.fromkeys(find(library, name) for name in asked))
    decide_all(
        library, action, [paper.id for paper in library.papers(pids)], said, value=value, reason=reason
    )
    return library.papers(pids)


def decide_all(
    library: Library,
    action: str,
    names: Sequence[str],
    said: Said | datetime.datetime,
    *,
    value: str | None = None,
    reason: str | None = None,
    shown: "Shown | None" = None,
) -> None:
    """Record a decision on the papers with these public ids.

    `shown` has the place in the list and the score that were shown, by public id.
    """
    with _act(library, said) as act:
        act.decide(names, action, value=value, reason=reason, shown=shown or {})


def note(library: Library, asked: str, text: str, said: Said) -> Paper:
    """Keep a note on a paper; give the paper. Raises NotFound."""
    return decide(library, "note", [asked], said, value=text)[0]


def assign(
    library: Library, asked: Sequence[str], to: str | None, said: Said, *, reason: str | None = None
) -> list[Paper]:
    """Give papers to somebody to read, or (None) to nobody; give them as they are now. Raises NotFound."""
    return decide(library, "assign", asked, said, value=to, reason=reason)


def correct(
    library: Library,
    asked: str,
    topics: Sequence[str],
    said: Said | datetime.datetime,
    *,
    has: bool,
    reason: str | None = None,
) -> Paper:
    """Say for ever that a paper has these topics (by name), or has them not; give the paper as it is now.

    Raises NotFound.
    """
    pid = find(library, asked)
    names = [paper.id for paper in library.papers([pid], full=False)]
    with _act(library, said) as act:
        act.correct(names, topics, has=has, reason=reason)
    return library.papers([pid])[0]


def undo(library: Library, said: Said, tagger: TaggerMaker, *, count: int = 1) -> Taken:
    """Take back what this reader said last, `count` commands of it; nothing is rewritten.

    Where a topic was said, the paper gets what the rules say of it.
    """
    with _act(library, said) as act:
        events = act.undo(count)
        _retag(act, events, tagger)
    return _taken(library, events)


def redo(library: Library, said: Said, tagger: TaggerMaker, *, count: int = 1) -> Taken:
    """Take back what this reader undid last, unless something was newly said since."""
    with _act(library, said) as act:
        events = act.redo(count)
        _retag(act, events, tagger)
    return _taken(library, events)


def merge(library: Library, events: Sequence[DecisionRow], said: Said, tagger: TaggerMaker) -> "Merged":
    """Add the events of another log that are not here yet; states and topics are as all events have them."""
    with _act(library, said) as act:
        merged = act.merge(events)
        _retag(act, merged.added, tagger)
    return merged


def _act(library: Library, said: Said | datetime.datetime) -> "AbstractContextManager[Act]":
    said = said if isinstance(said, Said) else Said(said)
    return library.act(said.at, who=said.who, origin=said.origin)


def _retag(act: "Act", events: Iterable[DecisionRow], tagger: TaggerMaker) -> None:
    texts, topics = act.to_retag(events)
    if not texts:
        return
    hits = tagger().match_all([(title, abstract) for _, _, title, abstract in texts])
    found: Mapping[int, tuple[str, tuple[TopicHit, ...]]] = {
        text[0]: (text[1], tuple(hit for hit in its if hit.name in topics))
        for text, its in zip(texts, hits, strict=True)
    }
    act.retag(topics, found)


def _taken(library: Library, events: list[DecisionRow]) -> Taken:
    papers = {name: library.paper(name) for name in dict.fromkeys(event.paper for event in events)}
    return Taken(events, {name: paper for name, paper in papers.items() if paper is not None})
