"""What screen and prompt have in common: a session, the desk that ranks for it, and what can be done."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from papertriage.export.address import paper_address, web_address
from papertriage.model import Paper
from papertriage.triage.places import ORDERS, Advice, Asked, Desk, Ranked
from papertriage.triage.session import Session

AHEAD = 30
"""Places that are ranked ahead: more than are decided on while the next list is made."""


class Outside(NamedTuple):
    """What the loop asks of the shell."""

    open_address: Callable[[str], bool]  # False where there is nothing to open it with
    topic: Callable[[str], str]  # the name of a topic that is meant. Raises NotFound


class Loop:
    """A session and its list; every doing is one method call."""

    def __init__(self, session: Session, desk: Desk, outside: Outside) -> None:
        self.session = session
        self._desk = desk
        self._outside = outside
        self._ranked_for: Asked | None = None
        self._doings: Mapping[str, Callable[[str], str]] = {
            "star": self._star, "note": self._note, "tag": self._tag, "skip": self._skip, "back": self._back,
            "undo": lambda _: session.undo(), "redo": lambda _: session.redo(), "open": self._open,
            "search": self._search, "filter": self._filter, "order": self._order,
        }  # fmt: skip

    # --- the list ---

    @property
    def is_behind(self) -> bool:
        """Whether the list was made of something else than is known now."""
        return self._ranked_for is not self.session.asked

    def rank(self, asked: Asked) -> Ranked:
        """Make a list; this may be called in another thread, and nothing else."""
        return self._desk.rank(asked, AHEAD)

    def advise(self, asked: Asked, ranked: Ranked) -> Advice | None:
        """Say how many relevant papers are left; this too may be called in another thread."""
        return self._desk.advise(asked, ranked.left)

    def take(self, asked: Asked, ranked: Ranked) -> None:
        """Take the list that was made of this."""
        self._ranked_for = asked
        self.session.take(ranked)

    def settle(self) -> None:
        """Bring the list up to date here and now."""
        if self.is_behind:
            asked = self.session.asked
            ranked = self.rank(asked)
            self.take(asked, ranked)
            self.session.advice = self.advise(asked, ranked)

    # --- what can be done ---

    def do(self, name: str, words: str = "") -> str:
        """Do something; say what was done once it is kept. Raises PapertriageError where it cannot be."""
        doing = self._doings.get(name)
        if doing is not None:
            return doing(words)
        card = self.session.card()
        self.session.say(name)
        return f"{name}: {card.paper.title}" if card else name

    def _star(self, _: str) -> str:
        card = self.session.card()
        action = "unstar" if card and card.standing.starred else "star"
        self.session.say(action)
        return f"{action}: kept"

    def _note(self, words: str) -> str:
        if not words.strip():
            return "the note is empty"
        self.session.say("note", words.strip())
        return "note: kept"

    def _tag(self, words: str) -> str:
        """Topics, by name or alias; with a minus before it, one that the paper has not."""
        asked = words.replace(",", " ").split()
        if not asked:
            return "name a topic"
        has = [self._outside.topic(name) for name in asked if not name.startswith("-")]
        has_not = [self._outside.topic(name[1:]) for name in asked if name.startswith("-")]
        if has:
            self.session.tag(has, has=True)
        if has_not:
            self.session.tag(has_not, has=False)
        return "; ".join(
            [*(f"tag {name}: kept" for name in has), *(f"untag {name}: kept" for name in has_not)]
        )

    def _skip(self, _: str) -> str:
        self.session.skip()
        return "passed over for now"

    def _back(self, _: str) -> str:
        return "the paper before" if self.session.back() else "this was the first paper"

    def _open(self, _: str) -> str:
        card = self.session.card()
        address = address_of(card.paper) if card else None
        if address is None:
            return "it lists no page to open"
        return f"opened {address}" if self._outside.open_address(address) else address

    def _search(self, words: str) -> str:
        self.session.narrow(words)
        return f"only papers with: {words}" if words else "all papers"

    def _filter(self, words: str) -> str:
        topics = tuple(self._outside.topic(name) for name in words.replace(",", " ").split())
        self.session.narrow("", topics)
        return f"only papers with the topics: {', '.join(topics)}" if topics else "all papers"

    def _order(self, words: str) -> str:
        """The order that is named, else the next one."""
        now = self.session.asked.order
        named = [order for order in ORDERS if words and order.startswith(words)]
        order = named[0] if named else ORDERS[(ORDERS.index(now) + 1) % len(ORDERS)]
        self.session.sort(order)
        return f"order: {order}"


def address_of(paper: Paper) -> str | None:
    """Give the page of a paper: its arXiv or DOI page, else the first link that it lists; http alone."""
    return paper_address(paper) or next(filter(None, (web_address(link.url) for link in paper.links)), None)
