"""Use case: several readers: how far they agree, and the papers on which they do not."""

from typing import TYPE_CHECKING, NamedTuple

from papertriage.errors import PapertriageError
from papertriage.library import DecisionRow, Library
from papertriage.triage.opinions import Opinion, by_reader, opinion

if TYPE_CHECKING:
    from papertriage.rank.agreement import Agreement


class Said(NamedTuple):
    """One reader's word on a paper."""

    reader: str
    liked: bool
    state: str
    reason: str | None


class Conflict(NamedTuple):
    """A paper that some readers like and others do not."""

    name: str  # the public id
    title: str
    said: tuple[Said, ...]  # by reader


def verdicts(library: Library) -> dict[str, dict[str, str]]:
    """Reader -> paper -> "relevant" or "irrelevant"; what was only put off or unread is left out."""
    return {
        who: {name: "relevant" if one.liked else "irrelevant" for name, one in thought.items() if _told(one)}
        for who, thought in by_reader(library).items()
    }


def _told(one: Opinion) -> bool:
    return one.liked is not None


def agreement_of(library: Library) -> "Agreement":
    """Say how far readers agree. Raises PapertriageError where numpy is not installed."""
    try:
        from papertriage.rank.agreement import agreement  # here for start-up: numpy
    except ImportError:
        raise PapertriageError("agreement needs numpy: pip install 'papertriage[learn]'") from None
    return agreement({who: said for who, said in verdicts(library).items() if said})


def conflicts_of(library: Library) -> list[Conflict]:
    """Give the papers on which readers differ, the one that was spoken of last first."""
    readers = by_reader(library)
    found: list[tuple[str, Conflict]] = []
    for name in {name for thought in readers.values() for name in thought}:
        here = {
            who: thought[name] for who, thought in readers.items() if name in thought and _told(thought[name])
        }
        if len({one.liked for one in here.values()}) > 1:
            found.append((max(one.since for one in here.values()), _conflict(library, name)))
    return [conflict for _, conflict in sorted(found, reverse=True)]


def _conflict(library: Library, name: str) -> Conflict:
    paper = library.paper(name)
    return Conflict(name, paper.title if paper else "", said_of(library, name))


def said_of(library: Library, name: str) -> tuple[Said, ...]:
    """Give what each reader came to on the paper with this public id, of those who judged it, by reader."""
    undone = library.undone()
    events: dict[str, list[DecisionRow]] = {}
    for event in library.decisions_on(name):
        if event.uid not in undone:
            events.setdefault(event.who, []).append(event)
    thought = {who: opinion(said) for who, said in events.items()}
    reasons = {event.uid: event.reason for said in events.values() for event in said}
    return tuple(
        Said(who, bool(one.liked), one.standing.state, reasons[one.since])
        for who, one in sorted(thought.items())
        if one.liked is not None
    )
