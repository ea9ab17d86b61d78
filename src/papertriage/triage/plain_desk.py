"""The orders that need no learning: what was asked for, the most discussed, the newest, the alphabet."""

from collections.abc import Callable, Iterable, Mapping
from heapq import nsmallest
from typing import NamedTuple

from papertriage.text import search_fold
from papertriage.triage.places import Advice, Asked, Place, Ranked


class Listed(NamedTuple):
    """What orders look at of one paper."""

    name: str  # the public id
    title: str
    published: str | None
    comments: int | None
    upvotes: int | None

    @property
    def discussed(self) -> int:
        """How much it was talked of: comments, and upvotes."""
        return (self.comments or 0) + (self.upvotes or 0)


class PlainDesk:
    """Orders papers without a model of the reader's taste."""

    def __init__(
        self, listed: Iterable[Listed], wanted: Mapping[str, float] | None = None, note: str = ""
    ) -> None:
        """Keep the papers; `wanted` says how much each is what was asked for, by public id."""
        self._listed = list(listed)
        self._wanted = wanted or {}
        self._note = note

    def rank(self, asked: Asked, most: int) -> Ranked:
        """Give the first papers of the order, those that are not open left out."""
        there = [paper for paper in self._listed if asked.is_open(paper.name)]
        first = nsmallest(most, there, key=self._key(asked.order))
        places = [self._place(paper, asked.order) for paper in first]
        return Ranked(
            places, len(there), len(asked.thought), note=self._note if asked.order == "best" else ""
        )

    def advise(self, asked: Asked, left: int) -> Advice | None:  # noqa: ARG002 - as a Desk has it
        """Say nothing: estimating needs the extra `learn`."""
        return None

    def _key(self, order: str) -> Callable[[Listed], tuple[object, ...]]:
        keys: Mapping[str, Callable[[Listed], tuple[object, ...]]] = {
            "best": lambda one: (-self._wanted.get(one.name, 0.0), -one.discussed, _newest(one), one.name),
            "discussed": lambda one: (-one.discussed, _newest(one), one.name),
            "newest": lambda one: (_newest(one), -one.discussed, one.name),
            "title": lambda one: (search_fold(one.title), one.name),
        }
        return keys[order]

    def _place(self, paper: Listed, order: str) -> Place:
        wanted = self._wanted.get(paper.name)
        if order == "best" and wanted:
            return Place(paper.name, round(wanted, 4), "asked for", "it has the words or topics asked for")
        if order in ("best", "discussed"):
            return Place(paper.name, float(paper.discussed), "discussed", discussed_words(paper))
        why = f"published {paper.published or 'no date'}" if order == "newest" else "by title"
        return Place(paper.name, None, order, why)


def discussed_words(paper: Listed) -> str:
    """Say how much a paper was talked of."""
    counts = ((paper.comments, "comment"), (paper.upvotes, "upvote"))
    said = [f"{count} {name}{'s' * (count != 1)}" for count, name in counts if count]
    return " and ".join(said) or "nobody has talked of it"


def _newest(one: Listed) -> int:
    """A number that is the smaller the newer; papers without a date come last."""
    return -int((one.published or "0").replace("-", "")[:8] or 0)
