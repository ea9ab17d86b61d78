"""Use case: the topics have changed, and the library's papers get those of today.

Only topics that are new, gone or decided by another rule than the one that made their rows are looked at,
over the stored titles and abstracts; the result is that of tagging from nothing. All of it is one
transaction: until it is done the old tags stand, and an interrupted one changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from papertriage.ingest.work import Hits, Tagger
from papertriage.library import Library

if TYPE_CHECKING:
    from papertriage.library.writing import Derivation


class Narrowing(Tagger, Protocol):
    """A tagger that can be had for some of its topics alone; topics.Matcher is one."""

    def only(self, names: Collection[str]) -> Tagger:
        """Give a tagger of these topics alone, which judges them as this one does."""
        ...


class Change(NamedTuple):
    """What became of one topic: how many papers gained it and how many lost it."""

    name: str
    kind: str  # "changed", "new" or "removed"
    gained: int
    lost: int


class Report(NamedTuple):
    """What tagging again did."""

    papers: int  # of the library
    changed: int  # how many of them have other topics, scores or evidence than before
    topics: tuple[Change, ...]  # those that were looked at, by name


def retag(library: Library, tagger: Narrowing, advance: Callable[[int], None] = lambda _: None) -> Report:
    """Bring the topics of all papers up to date, in one transaction; `advance` is told papers.

    Where no topic changed nothing is written. The index comes after, of the papers that changed.
    """
    names = library.changed_topics(tagger.rules)
    if not names:
        return Report(library.paper_count(), 0, ())
    known = tagger.rules.keys()
    using = tagger if known <= set(names) else tagger.only(names)
    tally = _Tally()
    with library.derivation() as target:
        before = library.topics_tagged()
        for texts in library.texts():
            found = using.match_all([(title, abstract) for _, _, title, abstract in texts])
            named = {text[0]: (text[1], hits) for text, hits in zip(texts, found, strict=True)}
            tally.add(target, names, named)
            advance(len(texts))
        target.all_tagged_by(tagger.rules)
    return tally.report(names, known, before)


class _Tally:
    """What was changed so far."""

    def __init__(self) -> None:
        self._papers = self._changed = 0
        self._gained: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()

    def add(self, target: "Derivation", names: Sequence[str], named: Mapping[int, tuple[str, Hits]]) -> None:
        """Store the hits of some papers: number -> (public id, hits of the topics with these names)."""
        done = target.put_hits(names, named)
        self._papers += len(named)
        self._changed += len(done.papers)
        self._gained.update(done.gained)
        self._lost.update(done.lost)

    def report(self, names: Sequence[str], known: Collection[str], before: Collection[str]) -> Report:
        """Say what was done. `known` are the topics there are now, `before` those there were."""
        changes = [
            Change(name, _kind(name, known, before), self._gained[name], self._lost[name]) for name in names
        ]
        return Report(self._papers, self._changed, tuple(changes))


def _kind(name: str, known: Collection[str], before: Collection[str]) -> str:
    if name not in known:
        return "removed"
    return "changed" if name in before else "new"
