"""All sightings that may be the same papers as some others: what is known of each, and how alike they are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from papertriage import identify
from papertriage.identify import SUGGEST, Candidate, Facts, Likeness, Verdicts
from papertriage.ingest.work import Work
from papertriage.library import NearKeys, StoredSighting
from papertriage.merge import Seen

if TYPE_CHECKING:
    from papertriage.ingest.derive import Cleaner
    from papertriage.library.writing import Derivation


def near_keys(sighting: int, work: Work) -> NearKeys:
    """Give what the library needs to find records of nearly one text."""
    cleaned = work.cleaned
    return NearKeys(sighting, cleaned.arxiv_id is not None and cleaned.repaired_from is None, work.near)


class Known(NamedTuple):
    """A sighting that was looked at."""

    work: Work
    facts: Facts
    stored: StoredSighting | None  # None: it is of the chunk that is being settled


class Neighbourhood:
    """Sightings that hang together by ids, by likeness, by their title, or because a reader said so.

    `inside` are those to be divided into papers; others were looked at, and found to be like none of them.
    """

    def __init__(self, target: "Derivation", cleaner: "Cleaner") -> None:
        self._target, self._cleaner = target, cleaner
        self.verdicts = Verdicts(*target.verdicts)
        self._known: dict[int, Known] = {}
        self._likenesses: dict[tuple[int, int], float] = {}
        self._linked = _links(self.verdicts)
        self.inside: set[int] = set()

    @property
    def spoken_of(self) -> set[int]:
        """The sightings that a reader said are one paper with another."""
        return set(self._linked)

    def add_new(self, sighting: int, work: Work) -> None:
        """Make a sighting of this chunk known."""
        self._known[sighting] = Known(work, Facts(work.cleaned), None)

    def add_stored(self, found: Iterable[StoredSighting]) -> None:
        """Make sightings from the library known."""
        for stored in found:
            if stored.id not in self._known:
                work = self._cleaner.clean(stored)
                self._known[stored.id] = Known(work, Facts(work.cleaned), stored)

    def look(self, met: Mapping[int, Iterable[int]]) -> set[int]:
        """Compare sightings with those that they met; give all that hang together with another for it."""
        self.know({other for others in met.values() for other in others})
        near: set[int] = set()
        for sighting, others in met.items():
            for other in others:
                if self._hangs_on(sighting, other):
                    near |= {sighting, other}
        return near

    def know(self, sightings: Iterable[int]) -> None:
        """Fetch those that are not known."""
        missing = [each for each in sightings if each not in self._known]
        if missing:
            self.add_stored(self._target.sightings(missing))

    def grow(self, start: Iterable[int]) -> None:
        """Take these inside, and all that hangs together with them."""
        asked: set[str] = set()
        fresh = set(start) - self.inside
        while fresh:
            self.know(fresh)
            self.inside |= fresh
            keys = {key for each in fresh for key in self._known[each].work.keys} - asked
            asked |= keys
            stored = self._target.neighbours(keys) if keys else []
            self.add_stored(stored)
            found = {each.id for each in stored} | self._sharing(keys)
            found.update(linked for each in fresh for linked in self._linked.get(each, ()))
            found |= self.look(
                self._target.near.meet([near_keys(each, self._known[each].work) for each in sorted(fresh)])
            )
            fresh = found - self.inside

    def _sharing(self, keys: set[str]) -> set[int]:
        """Give those of this chunk that have one of these ids: the library may not have their keys yet."""
        return {
            sighting
            for sighting, known in self._known.items()
            if known.stored is None and not keys.isdisjoint(known.work.keys)
        }

    def _hangs_on(self, sighting: int, other: int) -> bool:
        pair = (min(sighting, other), max(sighting, other))
        mine, theirs = self._known[sighting], self._known[other]
        if pair not in self._likenesses:
            self._likenesses[pair] = identify.compare(mine.facts, theirs.facts).points
        title = mine.work.cleaned.title_key
        return self._likenesses[pair] >= identify.MERGE or (
            title != "" and title == theirs.work.cleaned.title_key
        )

    # -- what is known ---------------------------------------------------------------------------------------

    def candidates(self) -> list[Candidate]:
        """Give those inside as identity sees them."""
        return [identify.candidate(each, self._known[each].work.cleaned) for each in sorted(self.inside)]

    def likenesses(self) -> list[Likeness]:
        """Give all pairs of sightings looked at that are alike enough to be worth a question."""
        return [
            Likeness(first, second, points)
            for (first, second), points in self._likenesses.items()
            if points >= SUGGEST
        ]

    def seen(self, sighting: int) -> Seen:
        """Give a sighting as merging sees it."""
        work = self._known[sighting].work
        return Seen(sighting, work.when, work.cleaned)

    def sources(self, sightings: Iterable[int]) -> list[str]:
        """Give the sources that these sightings are from."""
        return sorted({self._known[each].work.sighting.source for each in sightings})

    def is_new(self, sighting: int) -> bool:
        """Whether it is of the chunk that is being settled."""
        return self._known[sighting].stored is None

    def pid(self, sighting: int) -> int | None:
        """Give the paper that a sighting was believed to be of; None for a new one."""
        stored = self._known[sighting].stored
        return stored.pid if stored else None

    def batch(self, sighting: int) -> int | None:
        """Give the batch that a sighting was stored with; None for a new one."""
        stored = self._known[sighting].stored
        return stored.batch if stored else None

    def members(self) -> dict[int, set[int]]:
        """Give the papers that those inside were believed to be, with their sightings."""
        found: dict[int, set[int]] = {}
        for sighting in self.inside:
            if (pid := self.pid(sighting)) is not None:
                found.setdefault(pid, set()).add(sighting)
        return found


def _links(verdicts: Verdicts) -> Mapping[int, Sequence[int]]:
    links: dict[int, list[int]] = {}
    for first, second in verdicts.same:
        links.setdefault(first, []).append(second)
        links.setdefault(second, []).append(first)
    return links
