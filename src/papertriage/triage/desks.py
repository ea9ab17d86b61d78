"""Use case: a library's papers made ready to be ranked, by the reader's taste or, failing that, without."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import NamedTuple

from papertriage import search
from papertriage.library import Library
from papertriage.triage.places import Desk
from papertriage.triage.plain_desk import Listed, PlainDesk

DEFAULT_MIX = "taste=14,explore=4,discussed=2"


class Wish(NamedTuple):
    """What a reader asks for before anything was decided, and how the list is mixed."""

    words: str = ""
    topics: tuple[str, ...] = ()
    like: tuple[str, ...] = ()  # public ids
    mix: str = DEFAULT_MIX
    seed: int = 0
    names: search.Names = search.Names()  # what names in the words mean

    @property
    def asks(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.words.strip() or self.topics or self.like)


def can_learn() -> bool:
    """Whether what learning needs is installed (the extra `learn`)."""
    return all(find_spec(name) is not None for name in ("numpy", "scipy"))


def open_desk(library: Library, wish: Wish, told: Callable[[int], None] = lambda _: None) -> Desk:
    """Make ready to rank; `told` hears of papers taken apart, where that is not remembered.

    Without the extra `learn` papers come as they were asked for, and as they are discussed.
    Raises UsageFault for a mix that is none.
    """
    if can_learn():
        from papertriage.triage.taste_desk import TasteDesk  # here for start-up: numpy

        return TasteDesk(library, wish, told)
    return PlainDesk(listing(library), wanted(library, wish), UNLEARNED)


UNLEARNED = "papers come as asked for and discussed; to learn your taste: pip install 'papertriage[learn]'"


def listing(library: Library) -> list[Listed]:
    """Give what orders look at, of every paper."""
    return [Listed(*row) for row in library.listing()]


def wanted(library: Library, wish: Wish) -> dict[str, float]:
    """Say how much papers are what was asked for, by public id: of words and topics, each up to 1."""
    scores = topic_scores(library, wish)
    if wish.words.strip():
        found = search.scored(library, search.plan(wish.words, sort="relevance", names=wish.names))
        best = max((score for _, score in found), default=0.0) or 1.0
        for name, score in found:
            scores[name] = scores.get(name, 0.0) + score / best
    return scores


def topic_scores(library: Library, wish: Wish) -> dict[str, float]:
    """Say how strongly papers have the topics that were asked for, by public id: at most 1."""
    scores: dict[str, float] = {}
    for name, score in library.topic_scores(wish.topics):
        scores[name] = scores.get(name, 0.0) + score / len(wish.topics)
    return scores
