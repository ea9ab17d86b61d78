"""Use case: one paper at a time, decided on and passed on from; what is said is kept before it is shown.

A session knows nothing of screens. It holds the library open for reading and opens it for writing for each
decision alone, so that others may read and write beside it.
"""

import datetime
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from papertriage import search
from papertriage.errors import PapertriageError
from papertriage.library import STATE_AFTER, DecisionRow, Library, Standing
from papertriage.model import Evidence, Paper
from papertriage.triage import deciding
from papertriage.triage.opinions import Opinion, opinion, opinions
from papertriage.triage.places import Advice, Asked, Place, Ranked
from papertriage.triage.readers import Said, said_of


class Card(NamedTuple):
    """A paper to decide on, with the reasons for its place."""

    paper: Paper
    place: Place
    rank: int | None  # its place in the list, from 1
    standing: Standing
    matched: tuple[Evidence, ...] = ()  # of the words that were searched for
    readers: tuple[Said, ...] = ()  # what each said, where it is about conflicts; else everyone reads blind


class Progress(NamedTuple):
    """How far the session is."""

    decided: int  # in this session
    liked: int  # accepted or read, of those
    left: int  # that could still come
    minutes: float  # from the first paper shown to the last decision

    @property
    def pace(self) -> float | None:
        """Decisions a minute; None before there are three."""
        return self.decided / self.minutes if self.decided >= 3 and self.minutes > 0 else None


class Doing(NamedTuple):
    """What a session is made of."""

    library: Library  # opened for reading
    writing: Callable[[], AbstractContextManager[Library]]
    now: Callable[[], datetime.datetime]
    tagger: deciding.TaggerMaker
    reader: str | None = None  # None: the decisions of all readers count
    names: search.Names = search.Names()  # what names in a query mean


class Session:
    """One sitting: the present paper, what comes next, and what was done."""

    def __init__(self, doing: Doing, asked: Asked) -> None:
        self._doing = doing
        self.library = doing.library
        self._asked = asked
        self._ranked = Ranked()
        self.advice: Advice | None = None  # as it was worked out last
        self._ranks: dict[str, int] = {}
        self._shown: list[Place] = []  # what was passed, to go back to
        self._done: list[str] = []  # the actions of this session that settled a paper
        self.changed = False  # whether anything was said
        self._began = self._last = doing.now()
        self.current: Place | None = None

    # --- which paper ---

    @property
    def asked(self) -> Asked:
        """What the list is made of; frozen, so that another thread may make the next one of it."""
        return self._asked

    @property
    def ranked(self) -> Ranked:
        """The list as it was made last, and what it says of how many are left."""
        return self._ranked

    def take(self, ranked: Ranked) -> None:
        """Take a new list; the paper that is being looked at stays."""
        self._ranked = ranked
        self._ranks = {place.name: rank for rank, place in enumerate(ranked.places, start=1)}
        if self.current is None:
            self.current = self._next()

    def skip(self) -> None:
        """Pass the present paper over for this session."""
        if self.current is not None:
            self._pass_over(self.current.name)
            self._advance()

    def back(self) -> bool:
        """Go back to the paper before; False where there is none."""
        while self._shown:
            place = self._shown.pop()
            if self.library.pid_of(place.name) is not None:
                self.current = place
                return True
        return False

    def card(self) -> Card | None:
        """Give the present paper as the library has it now; None where the list is at its end."""
        while self.current is not None:
            paper = self.library.paper(self.current.name)
            if paper is not None:
                standing = self.library.standings([paper.id], self._doing.reader).get(paper.id, Standing())
                query = self._asked.query
                matched = search.matched(search.plan(query, names=self._doing.names), paper) if query else ()
                rank = self._ranks.get(self.current.name)
                readers = said_of(self.library, paper.id) if self._asked.state is None else ()
                return Card(paper, self.current, rank, standing, matched, readers)
            self.skip()  # another process took it away
        return None

    def narrow(self, query: str, topics: tuple[str, ...] = ()) -> None:
        """Go through papers with these words and topics alone, all without; the list is to be made anew."""
        asked = search.plan(query, search.Filters(topics=topics), names=self._doing.names)
        only = frozenset(search.names(self.library, asked)) if query or topics else None
        self._asked = self._asked._replace(query=query, only=only)
        self.current = None

    def sort(self, order: str) -> None:
        """Go through papers in another order; the list is to be made anew."""
        self._asked = self._asked._replace(order=order)
        self.current = None

    def _advance(self) -> None:
        if self.current is not None:
            self._shown.append(self.current)
        self.current = self._next()

    def _next(self) -> Place | None:
        return next((place for place in self._ranked.places if self._asked.is_open(place.name)), None)

    def _pass_over(self, name: str) -> None:
        self._asked = self._asked._replace(passed=self._asked.passed | {name})

    # --- what is said ---

    def say(self, action: str, value: str | None = None) -> None:
        """Say this of the present paper; once that is kept, go on where it settles the paper.

        Raises PapertriageError where it could not be kept: then nothing changes.
        """
        place, name = self._present()
        shown = {name: (self._ranks.get(place.name), place.score)}
        with self._doing.writing() as library:
            deciding.decide_all(library, action, [name], self._said(), value=value, shown=shown)
        self._learn(name)
        if action in STATE_AFTER:
            self._last = self._doing.now()
            self._done.append(action)
            self._pass_over(place.name)  # also where it is `unread`, or has another id by now
            self._advance()

    def tag(self, topics: Sequence[str], *, has: bool) -> None:
        """Say that the present paper has these topics, or has them not. Raises PapertriageError."""
        _, name = self._present()
        with self._doing.writing() as library:
            deciding.correct(library, name, topics, self._said(), has=has)
        self._learn(name)

    def undo(self) -> str:
        """Take back what this reader said last and go back to that paper; give what was done, in words."""
        taken = self._taken(deciding.undo)
        if not taken:
            return "there is nothing to undo"
        if taken[0].action in STATE_AFTER:
            del self._done[-1:]
            self._asked = self._asked._replace(passed=self._asked.passed - {taken[0].paper})
        rank = self._ranks.get(taken[0].paper)
        place = self._ranked.places[rank - 1] if rank else Place(taken[0].paper, why="you took it back")
        if self.current is not None and self.current.name != place.name:
            self._shown.append(self.current)
        self.current = place
        return f"took back: {_words(taken)}"

    def redo(self) -> str:
        """Say again what was taken back last; give what was done, in words."""
        taken = self._taken(deciding.redo)
        if not taken:
            return "there is nothing to redo"
        if taken[0].action in STATE_AFTER:
            self._done.append(taken[0].action)
            if self.current is not None and self.current.name == taken[0].paper:
                self._advance()
        return f"said again: {_words(taken)}"

    def _present(self) -> tuple[Place, str]:
        """The present place and the id its paper has now. Raises PapertriageError where there is none."""
        paper = self.library.paper(self.current.name) if self.current else None
        if self.current is None or paper is None:
            raise PapertriageError("there is no paper to say that of")
        return self.current, paper.id

    def _taken(self, doing: Callable[..., deciding.Taken]) -> list[DecisionRow]:
        with self._doing.writing() as library:
            taken = doing(library, self._said(), self._doing.tagger)
        for paper in taken.papers.values():
            self._learn(paper.id)
        return taken.events

    def _said(self) -> deciding.Said:
        return deciding.Said(self._doing.now(), self._doing.reader or "", "triage")

    def _learn(self, name: str) -> None:
        """Look up what is thought of a paper now that something was said of it."""
        self.changed = True
        reader, undone = self._doing.reader, self.library.undone()
        said = [
            event
            for event in self.library.decisions_on(name)
            if reader in (None, event.who) and event.uid not in undone
        ]
        thought: dict[str, Opinion] = dict(self._asked.thought)
        thought.pop(name, None)
        if said:
            thought[name] = opinion(said)
        self._asked = self._asked._replace(thought=thought)

    # --- how far ---

    def progress(self) -> Progress:
        """Give how far the session is."""
        minutes = (self._last - self._began).total_seconds() / 60
        liked = sum(action in ("accept", "read") for action in self._done)
        left = max(0, self._ranked.left - len(self._asked.thought) + self._ranked.thought)
        return Progress(len(self._done), liked, left, minutes)


def start(doing: Doing, asked: Asked) -> Session:
    """Begin a session with what the reader thinks so far."""
    return Session(doing, asked._replace(thought=opinions(doing.library, doing.reader)))


def _words(events: Sequence[DecisionRow]) -> str:
    more = f" and {len(events) - 1} more" if len(events) > 1 else ""
    return f"{events[0].action} {events[0].paper}{more}"
