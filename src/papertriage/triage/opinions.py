"""What readers think of papers: the replay of their decisions, and what of it ranking learns from."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from papertriage.library import STATE_AFTER, DecisionRow, Library, Standing, stand


class Opinion(NamedTuple):
    """What one reader (or all of them, one after the other) came to on one paper."""

    standing: Standing
    since: str = ""  # the uid of the last event that said so

    @property
    def liked(self) -> bool | None:
        """Whether it is worth reading, as far as was said: accepted, read or starred against rejected."""
        if self.standing.state == "rejected":
            return False
        return True if self.standing.state in ("accepted", "read") or self.standing.starred else None


def opinions(library: Library, who: str | None = None) -> dict[str, Opinion]:
    """What a reader thinks, by the papers' public ids; None: all readers together, the last word holding."""
    said: dict[str, list[DecisionRow]] = {}
    for name, event in library.standing_decisions():
        if who is None or event.who == who:
            said.setdefault(name, []).append(event)
    return {name: opinion(events) for name, events in said.items()}


def opinion(events: Iterable[DecisionRow]) -> Opinion:
    """What these events on one paper come to."""
    listed = list(events)
    telling = [event.uid for event in listed if event.action in STATE_AFTER or event.action == "star"]
    return Opinion(stand((event.action, event.value) for event in listed), max(telling, default=""))


def by_reader(library: Library) -> dict[str, dict[str, Opinion]]:
    """What each reader thinks, by name and by the papers' public ids."""
    said: dict[str, dict[str, list[DecisionRow]]] = {}
    for name, event in library.standing_decisions():
        said.setdefault(event.who, {}).setdefault(name, []).append(event)
    return {
        who: {name: opinion(events) for name, events in papers.items()}
        for who, papers in sorted(said.items())
    }


def likes(thought: Mapping[str, Opinion]) -> dict[str, bool]:
    """Those of a reader's papers that are liked or not, in the order in which that was said last."""
    told = sorted((one.since, name, one.liked) for name, one in thought.items() if one.liked is not None)
    return {name: liked for _, name, liked in told}
