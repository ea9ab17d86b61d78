"""All sightings that may be the same papers as some others: what is known of each, and how alike they are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from papertriage import identify
from papertriage.identify import (
    MERGE,
    SUGGEST,
    Candidate,
    Facts,
    Likeness,
    Verdicts,
    compare,
    possible_names,
)
from papertriage.ingest.hanging import Hanging
from papertriage.ingest.work import Work
from papertriage.library import NearKeys, StoredSighting
from papertriage.merge import Seen

if TYPE_CHECKING:
    from papertriage.ingest.derive import Cleaner
    from papertriage.library.writing import Derivation

Pair = tuple[int, int]

_FACTS = 4000  # sightings whose words are kept for comparing


def near_keys(sighting: int, work: Work) -> NearKeys:
    """Give what the library needs to find records of nearly one text."""
    cleaned = work.cleaned
    return NearKeys(sighting, cleaned.arxiv_id is not None and cleaned.repaired_from is None, work.near)


class Known(NamedTuple):
    """A sighting that was looked at."""

    work: Work
    stored: StoredSighting | None  # None: it is of the chunk that is being settled


class Neighbourhood:
    """Sightings that hang together by ids, by likeness, or because a reader said so.

    `inside` are those to be divided into papers; others were looked at, and found to be like none of them.
    What has the title of one inside counts for its name alone, and is inside only where its own name changes.
    """

    def __init__(self, target: "Derivation", cleaner: "Cleaner") -> None:
        self._target, self._cleaner = target, cleaner
        self.verdicts = Verdicts(*target.verdicts)
        self.inside: set[int] = set()
        self._known: dict[int, Known] = {}
        self._new: dict[str, list[int]] = {}  # id -> those of this chunk; the library may not have them
        self._asked: set[str] = set()
        self._points: dict[tuple[int, int], float] = {}
        self._namesakes: dict[int, set[int]] = {}  # those met that have the same title
        self._hanging = Hanging()
        self._put_off: set[int] = set()
        self._linked = _links(self.verdicts)
        self._facts: dict[int, Facts] = {}

    @property
    def spoken_of(self) -> set[int]:
        """The sightings that a reader said are one paper with another."""
        return set(self._linked)

    def add_new(self, sighting: int, work: Work) -> None:
        """Make a sighting of this chunk known."""
        self._known[sighting] = Known(work, None)
        for key in work.keys:
            self._new.setdefault(key, []).append(sighting)

    def add_stored(self, found: Iterable[StoredSighting]) -> None:
        """Make sightings from the library known."""
        for stored in found:
            if stored.id not in self._known:
                self._known[stored.id] = Known(self._cleaner.clean(stored), stored)

    def know(self, sightings: Iterable[int]) -> None:
        """Fetch those that are not known."""
        missing = [each for each in sightings if each not in self._known]
        if missing:
            self.add_stored(self._target.sightings(missing))

    def crowded(self, met: Mapping[int, Iterable[int]]) -> set[int]:
        """Compare sightings with those that they met; give all that hang on another, or have its title."""
        linked = self._look(met)
        return {end for pair in linked for end in pair} | self._namesakes.keys()

    def grow(self, start: Iterable[int], most: int | None = None) -> list[set[int]]:
        """Take these inside, and all that hangs together with them.

        Where more than `most` hang together none of them is inside; give them, as far as they are known.
        """
        fresh = set(start) - self.inside
        while fresh:
            self.know(fresh)
            self.inside |= fresh
            found = set()
            for one, other in self._links_of(fresh):
                self._hanging.join(one, other)
                found.add(other)
            found -= self.inside
            fresh = found if most is None else {each for each in found if self._count(each) <= most}
        if most is None:
            self._put_off -= self.inside
            return []
        large = [part for part in self._hanging.parts() if len(part) > most]
        self._put_off.update(*large)
        self.inside -= self._put_off
        return large

    def _count(self, sighting: int) -> int:
        return len(self._hanging.around(sighting))

    def _links_of(self, fresh: set[int]) -> list[Pair]:
        """Give what hangs together with some: one of these first, then the other."""
        links = self._links_by_ids(fresh)
        links += [(each, other) for each in fresh for other in self._linked.get(each, ())]
        links += self._look(
            self._target.near.meet([near_keys(each, self._known[each].work) for each in sorted(fresh)])
        )
        return links

    def _links_by_ids(self, fresh: set[int]) -> list[Pair]:
        holders = {key: each for each in sorted(fresh) for key in self._known[each].work.keys}
        keys = holders.keys() - self._asked
        self._asked |= keys
        stored = self._target.neighbours(keys) if keys else []
        self.add_stored(stored)
        links = [(holders[key], other) for key in keys for other in self._new.get(key, ())]
        for each in stored:
            links += [(holders[key], each.id) for key in keys.intersection(self._known[each.id].work.keys)]
        return links

    def _look(self, met: Mapping[int, Iterable[int]]) -> list[Pair]:
        """Compare sightings with those that they met; give the pairs that hang together for it."""
        self.know({other for others in met.values() for other in others})
        pairs = [(sighting, other) for sighting, others in sorted(met.items()) for other in others]
        return [pair for pair in pairs if self._compare(*pair) >= MERGE]

    def _compare(self, one: int, other: int) -> float:
        pair = (min(one, other), max(one, other))
        if pair not in self._points:
            self._points[pair] = compare(self._facts_of(one), self._facts_of(other)).points
            title = self._known[one].work.cleaned.title_key
            if title and title == self._known[other].work.cleaned.title_key:
                self._namesakes.setdefault(one, set()).add(other)
                self._namesakes.setdefault(other, set()).add(one)
        return self._points[pair]

    def _facts_of(self, sighting: int) -> Facts:
        """Give what comparing needs; the words of abstracts are large, and few are needed at once."""
        if sighting not in self._facts:
            if len(self._facts) >= _FACTS:
                self._facts.clear()
            self._facts[sighting] = Facts(self._known[sighting].work.cleaned)
        return self._facts[sighting]

    # -- names -----------------------------------------------------------------------------------------------

    def take_in_renamed(self) -> None:
        """Take in the papers that lose their name, since a paper inside has their title or says the same."""
        while pids := self._renamed():
            self.take_in(pids)

    def take_in(self, pids: Collection[int]) -> None:
        """Take these papers inside, and all that hangs together with them."""
        stored = self._target.stored(sorted(pids))
        self.add_stored(stored)
        self.grow(each.id for each in stored)

    def _renamed(self) -> set[int]:
        others = [each.sighting for each in self.elsewhere() if each.sighting not in self._put_off]
        names = self._target.names({pid for each in others if (pid := self.pid(each)) is not None})
        titled = sorted(pid for pid, name in names.items() if name.startswith("title:"))
        if not titled:
            return set()
        stored = self._target.stored(titled)
        self.add_stored(stored)
        said = {each.content for each in self.candidates()}
        found = set()
        for pid in titled:
            group = [self._candidate(each.id) for each in stored if each.pid == pid]
            name, longer, _ = possible_names(group)
            if names[pid] == name or (names[pid] == longer and min(each.content for each in group) in said):
                found.add(pid)
        return found

    def elsewhere(self) -> list[Candidate]:
        """Give what was met of other papers' sightings that have the title of one inside."""
        met = {other for each in self.inside for other in self._namesakes.get(each, ())}
        return [self._candidate(each) for each in sorted(met - self.inside)]

    def _candidate(self, sighting: int) -> Candidate:
        return identify.candidate(sighting, self._known[sighting].work.cleaned)

    # -- what is known ---------------------------------------------------------------------------------------

    def candidates(self) -> list[Candidate]:
        """Give those inside as identity sees them."""
        return [self._candidate(each) for each in sorted(self.inside)]

    def likenesses(self) -> list[Likeness]:
        """Give all pairs of sightings looked at that are alike enough to be worth a question."""
        return [
            Likeness(first, second, points)
            for (first, second), points in self._points.items()
            if points >= SUGGEST and self._put_off.isdisjoint((first, second))
        ]

    def seen(self, sighting: int) -> Seen:
        """Give a sighting as merging sees it."""
        work = self._known[sighting].work
        return Seen(sighting, work.when, work.cleaned)

    def sources(self, sightings: Iterable[int]) -> list[str]:
        """Give the sources that these sightings are from."""
        return sorted({self._known[each].work.sighting.source for each in sightings})

    def is_new(self, sighting: int) -> bool:
        """Whether it is of no paper yet."""
        return self.pid(sighting) is None

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
