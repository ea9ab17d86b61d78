"""What a list of papers to read is made of, and what it is: places in an order, each with its reason."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from papertriage.triage.opinions import Opinion

ORDERS = ("best", "discussed", "newest", "title")
"""In which order papers come; `best` is that of the reader's taste, the slots mixed in."""


class Place(NamedTuple):
    """A paper's place in the list, and why it has it."""

    name: str  # the public id
    score: float | None = None  # by which it was ranked; None where by no score
    slot: str = ""  # what it is there for: "taste", "explore", "discussed" …
    why: str = ""
    for_it: tuple[str, ...] = ()  # the words that spoke for it, and against it, strongest first
    against: tuple[str, ...] = ()


class Advice(NamedTuple):
    """How many relevant papers may be left, and what share was found; intervals as low and high."""

    words: str  # for the reader
    stop: bool = False
    left: tuple[float, float, float] | None = None  # estimate, low, high
    recall: tuple[float, float, float] | None = None


class Ranked(NamedTuple):
    """The papers to come: those at the head of the order."""

    places: Sequence[Place] = ()
    left: int = 0  # papers that could come
    thought: int = 0  # of how many papers something was thought when it was made
    note: str = ""  # what the list could not be made of, in words


class Asked(NamedTuple):
    """What a list is made of; frozen, so that it may be made in another thread."""

    thought: Mapping[str, Opinion] = MappingProxyType({})  # by public id
    order: str = ORDERS[0]
    state: str | None = "unread"  # which papers are gone through; None: those of any state
    query: str = ""  # words that are marked where they stand
    only: frozenset[str] | None = None  # nothing but these papers
    passed: frozenset[str] = frozenset()  # not these: passed over in this session

    def is_open(self, name: str) -> bool:
        """Whether the paper with this public id may come."""
        thought = self.thought.get(name)
        return (
            name not in self.passed
            and (self.only is None or name in self.only)
            and self.state in (None, thought.standing.state if thought else "unread")
        )


class Desk(Protocol):
    """Puts the papers of a library into an order."""

    def rank(self, asked: Asked, most: int) -> Ranked:
        """Give the first papers of the order, those that are not open left out."""
        ...

    def advise(self, asked: Asked, left: int) -> Advice | None:
        """Say what the decisions so far tell of the papers left; apart, since nobody waits for it."""
        ...
