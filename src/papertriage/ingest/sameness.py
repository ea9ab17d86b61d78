"""Use case: which papers are one, and why; a reader's word on two of them, and taking a merge back.

What a reader says is an event of the record; papers are derived from it as from everything else. The index
is the caller's to bring up to date.
"""

import datetime
from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

from papertriage.errors import UsageFault
from papertriage.identify import Comparison, Facts, compare
from papertriage.ingest.derive import Cleaner, Deriver
from papertriage.ingest.work import Tagger
from papertriage.library import AlikeRow, Library, StoredSighting, VerdictRow

_MOST = 12  # sightings of a paper that are compared with those of another


class Said(NamedTuple):
    """A reader's word: when, who, why."""

    now: datetime.datetime
    who: str = ""
    reason: str | None = None


class Weighed(NamedTuple):
    """Two sightings compared, with what they are of."""

    comparison: Comparison
    one: StoredSighting
    other: StoredSighting
    said: bool | None = None  # what a reader said of these two: one paper, or not


class Found(NamedTuple):
    """Two papers that may be one, or that were made one: public ids and titles, and the evidence."""

    ids: tuple[str, str]  # the same where they are one paper
    titles: tuple[str, str]  # as listed
    weighed: Weighed | None  # None: a reader said so
    when: str  # when the later of the two was read, or when the reader said so


class Listed(NamedTuple):
    """Some pairs, and how many there are in all."""

    found: list[Found]
    total: int


def why_same(library: Library, one: int, other: int, today: datetime.date) -> list[Weighed]:
    """Compare two papers (by number), sighting by sighting, the best match first.

    One paper given twice is compared within itself.
    """
    stored = {pid: library.stored([pid])[:_MOST] for pid in {one, other}}
    weigh = _Scales(library, today)
    pairs = product(stored[one], stored[other])
    found = [weigh(a, b) for a, b in pairs if a.id < b.id or (one != other and a.id != b.id)]
    return sorted(found, key=lambda each: (-each.comparison.points, each.one.id, each.other.id))


class _Scales:
    """Weighs stored sightings; knows what readers said of them."""

    def __init__(self, library: Library, today: datetime.date) -> None:
        self._cleaner = Cleaner(today)
        self._verdicts = library.verdicts()

    def __call__(self, one: StoredSighting, other: StoredSighting) -> Weighed:
        facts = [Facts(self._cleaner.clean(each).cleaned) for each in (one, other)]
        return Weighed(compare(*facts), one, other, self.said(one.id, other.id))

    def said(self, one: int, other: int) -> bool | None:
        """What a reader said last of two sightings: one paper, or not; None where nobody spoke of them."""
        for verdict in reversed(self._verdicts):
            if any(one in mine and other in theirs for mine, theirs in _both_ways(verdict)):
                return verdict.same
        return None


def _both_ways(verdict: VerdictRow) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    return (verdict.one, verdict.other), (verdict.other, verdict.one)


def suggestions(library: Library, today: datetime.date, limit: int = 0) -> Listed:
    """Pairs of papers that may be one, the most alike first; at most `limit` of them (0: all)."""
    rows = library.suggestions()
    return Listed(_weighed(library, rows[: limit or None], _Scales(library, today)), len(rows))


def merges(library: Library, today: datetime.date, limit: int = 0) -> Listed:
    """What was made one paper by likeness or by a reader, the latest first; at most `limit` (0: all)."""
    rows = library.joins()
    said = list(_said_to_be_one(library))
    found = _weighed(library, rows[: limit or None], _Scales(library, today))
    ordered = sorted((*found, *said), key=lambda each: each.when, reverse=True)
    return Listed(ordered[: limit or None], len(rows) + len(said))


def _weighed(library: Library, rows: Sequence[AlikeRow], weigh: _Scales) -> list[Found]:
    stored = {each.id: each for each in library.sightings(sorted({end for row in rows for end in row[:2]}))}
    papers = library.papers_by_pid(sorted({pid for row in rows for pid in (row.one, row.other)}))
    found = []
    for row in rows:
        one, other = stored[row.first], stored[row.second]
        ids = papers[row.one].id, papers[row.other].id
        titles = one.sighting.title, other.sighting.title
        found.append(Found(ids, titles, weigh(one, other), max(one.read_at, other.read_at)))
    return found


def _said_to_be_one(library: Library) -> Iterable[Found]:
    for verdict in library.verdicts():
        stored = {each.id: each for each in library.sightings((verdict.one[0], verdict.other[0]))}
        one, other = stored[verdict.one[0]], stored[verdict.other[0]]
        if verdict.same and one.pid is not None and one.pid == other.pid:
            name = library.papers([one.pid], full=False)[0].id
            yield Found((name, name), (one.sighting.title, other.sighting.title), None, verdict.at)


# -- a reader's word ---------------------------------------------------------------------------------------


def merge_papers(library: Library, pids: tuple[int, int], said: Said, tagger: Tagger) -> str:
    """Make one paper of two, whatever their ids; give its public id. One paper already stays one."""
    if pids[0] == pids[1]:
        return library.papers(pids[:1], full=False)[0].id
    one, other = _sides(library, pids)
    _settle(library, tagger, _verdict(True, one, other, said))
    return _name_of(library, one[1][0])


def keep_apart(library: Library, pids: tuple[int, int], said: Said, tagger: Tagger) -> tuple[str, str]:
    """Say for ever that two papers are two; give their public ids."""
    one, other = _sides(library, pids)
    _settle(library, tagger, _verdict(False, one, other, said))
    return _name_of(library, one[1][0]), _name_of(library, other[1][0])


def unmerge(
    library: Library, pid: int, said: Said, tagger: Tagger, *, sighting: int | None = None
) -> tuple[str, str]:
    """Take back what made one paper of two, or take one sighting out; give the two public ids.

    Without a sighting it is the latest merge, by a reader or by likeness, that is taken back.
    Raises UsageFault where the sightings share an id: ids decide by themselves.
    """
    stored = library.stored([pid])
    name = library.papers([pid], full=False)[0].id
    pieces = _pieces(stored)
    if sighting is not None:
        out = next((piece for piece in pieces if sighting in piece), None)
        if out is None:
            raise UsageFault(f"{name} has no sighting {sighting}: papertriage show --versions lists them")
    else:
        out = _latest(library, pid, pieces)
    rest = sorted({each.id for each in stored} - set(out))
    if not rest:
        raise UsageFault(
            f"{name}: nothing to take back: its sightings share an id, and ids decide by themselves"
        )
    one, other = sorted((rest, sorted(out)))
    _settle(library, tagger, _verdict(False, (name, one), (name, other), said))
    return _name_of(library, one[0]), _name_of(library, other[0])


def _pieces(stored: Sequence[StoredSighting]) -> list[list[int]]:
    """The sightings of a paper as their ids alone put them together."""
    pieces: list[tuple[set[str], list[int]]] = []
    cleaner = Cleaner(datetime.date.max)
    for each in stored:
        keys, members = set(cleaner.clean(each).keys), [each.id]
        for piece in [piece for piece in pieces if not keys.isdisjoint(piece[0])]:
            pieces.remove(piece)
            keys, members = keys | piece[0], piece[1] + members
        pieces.append((keys, members))
    return [sorted(members) for _, members in pieces]


def _latest(library: Library, pid: int, pieces: list[list[int]]) -> list[int]:
    """One side of the join that came last: without it, the paper falls in two."""
    members = {sighting for piece in pieces for sighting in piece}
    read = [
        (verdict.one[0], verdict.other[0])
        for verdict in library.verdicts()
        if verdict.same and {verdict.one[0], verdict.other[0]} <= members
    ]
    joins = [(row.first, row.second) for row in library.joins([pid])]  # the latest first
    edges = [*reversed(read), *joins]
    for at, last in enumerate(edges):
        sides = _joined(pieces, [*edges[:at], *edges[at + 1 :]])
        if len(sides) > 1:
            return next(side for side in sides if last[1] in side)
    return sorted(members)


def _joined(pieces: list[list[int]], edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    sides = [set(piece) for piece in pieces]
    for edge in edges:
        touched = [side for side in sides if not side.isdisjoint(edge)]
        sides = [side for side in sides if side not in touched] + [set[int]().union(*touched)]
    return [sorted(side) for side in sides if side]


_Side = tuple[str, list[int]]  # public id, sightings


def _sides(library: Library, pids: tuple[int, int]) -> tuple[_Side, _Side]:
    if pids[0] == pids[1]:
        name = library.papers(pids[:1], full=False)[0].id
        raise UsageFault(f"{name} is one paper: papertriage unmerge {name} makes two of it")
    one, other = (
        (library.papers([pid], full=False)[0].id, [each.id for each in library.stored([pid])]) for pid in pids
    )
    return one, other


def _verdict(same: bool, one: _Side, other: _Side, said: Said) -> VerdictRow:
    at = said.now.isoformat(timespec="seconds")
    return VerdictRow(same, tuple(one[1]), tuple(other[1]), one[0], other[0], at, said.who, said.reason)


def _settle(library: Library, tagger: Tagger, verdict: VerdictRow) -> None:
    with library.derivation() as target:
        target.say(verdict)
        today = datetime.date.fromisoformat(verdict.at[:10])
        Deriver(target, tagger, None, Cleaner(today)).settle_again([*verdict.one, *verdict.other])


def _name_of(library: Library, sighting: int) -> str:
    (stored,) = library.sightings([sighting])
    return library.papers([stored.pid or 0], full=False)[0].id
