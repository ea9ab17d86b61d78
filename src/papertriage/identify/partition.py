"""IDENTIFY: which sightings are one paper.

Ids decide by themselves, then what a reader said, then the points of `evidence`. The answer depends on the
set of sightings alone, never on their order, and only on those that hang together: so a new dump is settled
by looking at its neighbours, and `rebuild` comes to the same papers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from papertriage.identify.evidence import MERGE, said
from papertriage.model import Cleaned
from papertriage.text import title_hash

MARGIN = 0.5
"""Points by which the best match must be better than another that cannot also be right."""


class Candidate(NamedTuple):
    """A sighting as identity sees it.

    `title` is the folded title's hash, None when nothing is left of the title.
    """

    sighting: int
    arxiv_id: str | None
    doi: str | None
    title: str | None
    repaired: bool = False  # the arXiv id was damaged, and is what it must have been
    content: str = ""  # hash of what is said: decides where points do not, whatever was read first


class Likeness(NamedTuple):
    """Two sightings with the points that say they are one paper; `first` is read before `second`."""

    first: int
    second: int
    points: float


class Verdicts(NamedTuple):
    """What readers said of pairs of sightings: (first, second), the smaller number first."""

    same: frozenset[tuple[int, int]] = frozenset()
    different: frozenset[tuple[int, int]] = frozenset()


class Settled(NamedTuple):
    """Sightings divided into papers: by which likenesses, and which were left for a reader to judge."""

    groups: list[list[Candidate]]
    joined: list[Likeness]
    left: list[Likeness]


def candidate(sighting: int, cleaned: Cleaned) -> Candidate:
    """Reduce a sighting to what decides its identity."""
    return Candidate(
        sighting,
        cleaned.arxiv_id,
        cleaned.doi,
        title_hash(cleaned.title_key) if cleaned.title_key else None,
        cleaned.repaired_from is not None,
        wording(cleaned),
    )


def wording(cleaned: Cleaned) -> str:
    """Hash all that a record says, its ids too: nothing tells two apart that have it in common."""
    words = repr((*said(cleaned), cleaned.arxiv_id, cleaned.doi))
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def keys(cleaned: Cleaned) -> tuple[str, ...]:
    """Give the ids under which others are surely the same paper: `arxiv:…`, `doi:…`, surest first."""
    found = []
    if cleaned.arxiv_id:
        found.append(f"arxiv:{cleaned.arxiv_id}")
    if cleaned.doi:
        found.append(f"doi:{cleaned.doi}")
    return tuple(found)


def title_name(cleaned: Cleaned) -> str | None:
    """Name a paper by its title; None where the title has no letter or digit."""
    return f"title:{title_hash(cleaned.title_key)}" if cleaned.title_key else None


def public_id(group: Iterable[Candidate]) -> str:
    """Name a paper by what is surest.

    That is its arXiv id, else its DOI, else its title, else the one sighting that nothing can match.
    """
    return min(name for seen in group for name in _names(seen))  # arxiv: < doi: < title:


def _names(seen: Candidate) -> list[str]:
    kinds = (("arxiv", seen.arxiv_id), ("doi", seen.doi), ("title", seen.title))
    return [f"{kind}:{value}" for kind, value in kinds if value] or [
        f"title:{title_hash(f'sighting {seen.sighting}')}"
    ]


def public_ids(groups: Sequence[Sequence[Candidate]], elsewhere: Iterable[Candidate] = ()) -> list[str]:
    """Name papers that were divided together; `elsewhere` are sightings of others.

    Give, of all that have a title in common with a sighting, or say the very same, one of another paper if
    there is one. A title of two papers names neither: there, what else is said of the paper joins the name,
    and where another says the very same, the number of its first sighting.
    """
    papers = [*groups, list(elsewhere)]
    titled = Counter(title for group in papers for title in {seen.title for seen in group if seen.title})
    said = Counter(content for group in papers for content in {seen.content for seen in group})
    return [_clear_name(group, titled, said) for group in groups]


def _clear_name(group: Sequence[Candidate], titled: Mapping[str, int], said: Mapping[str, int]) -> str:
    name, longer, longest = possible_names(group)
    if not name.startswith("title:") or all(titled[seen.title] < 2 for seen in group if seen.title):
        return name
    return longer if said[min(seen.content for seen in group)] < 2 else longest


def possible_names(group: Sequence[Candidate]) -> tuple[str, str, str]:
    """Give the names that a paper may have: by what is surest, by what else is said, by where it stands."""
    name = public_id(group)
    longer = _longer(name, min(seen.content for seen in group))
    return name, longer, _longer(longer, str(min(seen.sighting for seen in group)))


def _longer(name: str, more: str) -> str:
    return f"title:{title_hash(f'{name} {more}')}"


NO_VERDICTS = Verdicts()


def partition(
    candidates: Sequence[Candidate],
    likenesses: Iterable[Likeness] = (),
    verdicts: Verdicts = NO_VERDICTS,
) -> Settled:
    """Divide sightings into papers.

    Give all that share an id with any of them, or are like any of them: the answer is then final for these.

    Groups come in the order of their first sighting; within a group, sightings in theirs. A candidate whose
    repaired id is another paper's comes back without it.
    """
    groups = _Groups(_believed(candidates), verdicts)
    groups.join_same("arxiv_id")
    groups.join_unless_conflicting("doi")
    groups.join_as_said()
    joined, left = groups.join_alike(likenesses)
    return Settled(groups.all(), joined, left)


def _believed(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Take repaired ids away where they may be another paper's.

    One is believed with the title of a sighting that has the id whole, or, where none has, of all others that
    were repaired to it.
    """
    if not any(seen.repaired for seen in candidates):
        return candidates
    titles: dict[tuple[str | None, bool], set[str | None]] = defaultdict(set)
    for seen in candidates:
        titles[seen.arxiv_id, seen.repaired].add(seen.title)

    def holds(seen: Candidate) -> bool:
        whole = titles.get((seen.arxiv_id, False))
        return seen.title in whole if whole else len(titles[seen.arxiv_id, True]) == 1

    return [
        seen if not seen.repaired or holds(seen) else seen._replace(arxiv_id=None, repaired=False)
        for seen in candidates
    ]


class _Groups:
    """Union-find over candidates.

    Each group knows its arXiv ids and DOIs, of which it should hold one each, and its members.
    """

    def __init__(self, candidates: Sequence[Candidate], verdicts: Verdicts) -> None:
        self._candidates = sorted(candidates, key=lambda seen: seen.sighting)
        self._at = {seen.sighting: at for at, seen in enumerate(self._candidates)}
        self._parent = list(range(len(self._candidates)))
        self._ids = [({seen.arxiv_id} - {None}, {seen.doi} - {None}) for seen in self._candidates]
        self._members = [{at} for at in range(len(self._candidates))]
        self._near: dict[int, list[Likeness]] = defaultdict(list)  # root -> what it is alike enough to
        self._same = _among(verdicts.same, self._at)
        self._apart: dict[int, set[int]] = defaultdict(set)  # root -> candidates that must not join it
        for a, b in _among(verdicts.different, self._at):
            self._apart[a].add(b)
            self._apart[b].add(a)

    def _root(self, at: int) -> int:
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def _join(self, members: Iterable[int]) -> None:
        first, *others = sorted({self._root(at) for at in members})
        for root in others:
            self._parent[root] = first
            self._members[first] = _united(self._members[first], self._members[root])
            for mine, theirs in zip(self._ids[first], self._ids[root], strict=True):
                mine.update(theirs)
            if root in self._apart:
                self._apart[first] |= self._apart.pop(root)

    def _sharing(self, field: str) -> list[list[int]]:
        by_value: dict[str, list[int]] = defaultdict(list)
        for at, seen in enumerate(self._candidates):
            if (value := getattr(seen, field)) is not None:
                by_value[value].append(at)
        return [by_value[value] for value in sorted(by_value) if len(by_value[value]) > 1]

    def join_same(self, field: str) -> None:
        """Join all that share a value."""
        for members in self._sharing(field):
            self._join(members)

    def join_as_said(self) -> None:
        """Join what a reader said is one paper, whatever else speaks against it."""
        for pair in self._same:
            self._join(pair)

    def join_unless_conflicting(self, field: str) -> None:
        """Join what shares a value, unless the whole of what would become one paper has two ids of one kind.

        Where it has, only sightings of groups without any other id are joined: to the one group with ids,
        if there is but one.
        """
        for component in self._components(self._sharing(field)):
            members = {self._root(at) for values in component for at in values}
            if all(
                len(set[str | None]().union(*kind)) <= 1
                for kind in zip(*(self._ids[root] for root in members), strict=True)
            ):
                self._join(members)
                continue
            for values in component:
                self._join_bare(values)

    def _components(self, sharing: list[list[int]]) -> list[list[list[int]]]:
        """Gather the values that would end up in one paper if all were joined."""
        home: dict[int, int] = {}  # a second union-find, over roots

        def top(root: int) -> int:
            while home.setdefault(root, root) != root:
                root = home[root]
            return root

        for values in sharing:
            first, *others = sorted({top(self._root(at)) for at in values})
            home.update(dict.fromkeys(others, first))
        components: dict[int, list[list[int]]] = defaultdict(list)
        for values in sharing:
            components[top(self._root(values[0]))].append(values)
        return list(components.values())

    def _join_bare(self, values: list[int]) -> None:
        """Join the groups without an arXiv id among those that share a DOI."""
        roots = {self._root(at) for at in values}
        named = {root for root in roots if self._ids[root][0]}
        bare = roots - named
        if bare:
            self._join(bare | named if len(named) == 1 else bare)

    def join_alike(self, likenesses: Iterable[Likeness]) -> tuple[list[Likeness], list[Likeness]]:
        """Join what is alike enough, the most alike first, but not where another is as like.

        Give the likenesses that joined two groups, and those between groups that stayed apart.
        """
        ordered = sorted(
            (each for each in likenesses if each.first in self._at and each.second in self._at),
            key=lambda each: (-each.points, self._order(each)),
        )
        for each in ordered:
            if each.points >= MERGE:
                for end in each[:2]:
                    self._near[self._root(self._at[end])].append(each)
        joined = [each for each in ordered if self._join_if_clear(each)]
        left = [each for each in ordered if not self._settled(each)]
        return joined, left

    def _order(self, each: Likeness) -> tuple[str, str, int, int]:
        first, second = sorted(self._candidates[self._at[end]].content for end in each[:2])
        return first, second, each.first, each.second

    def _join_if_clear(self, each: Likeness) -> bool:
        mine, theirs = self._root(self._at[each.first]), self._root(self._at[each.second])
        if each.points < MERGE or mine == theirs or self._conflict(mine, theirs):
            return False
        if self._rivalled(mine, theirs, each.points) or self._rivalled(theirs, mine, each.points):
            return False
        near = self._near.pop(mine, []), self._near.pop(theirs, [])
        self._join((mine, theirs))
        short, long = sorted(near, key=len)
        long += short
        self._near[self._root(mine)] = long
        return True

    def _rivalled(self, mine: int, theirs: int, points: float) -> bool:
        """Whether `mine` is about as like to another group, which cannot be the same as `theirs`."""
        if not any(self._ids[theirs]) and theirs not in self._apart:
            return False  # it can be the same as any
        return any(
            self._conflict(other, theirs) and not self._conflict(other, mine)
            for each, other in self._others_near(mine)
            if other != theirs and each.points >= points - MARGIN
        )

    def _others_near(self, mine: int) -> Iterator[tuple[Likeness, int]]:
        """What is like a group, and the group it leads to; what leads back is forgotten on the way."""
        near, at = self._near[mine], 0
        while at < len(near):
            first, second = (self._root(self._at[end]) for end in near[at][:2])
            if first != second:
                yield near[at], second if first == mine else first
                at += 1
            else:
                near[at] = near[-1]
                near.pop()

    def _conflict(self, mine: int, theirs: int) -> bool:
        """Whether two groups have different ids of a kind, or a reader said that they are two papers."""
        (my_arxiv, my_doi), (their_arxiv, their_doi) = self._ids[mine], self._ids[theirs]
        if (my_arxiv and their_arxiv and my_arxiv != their_arxiv) or (
            my_doi and their_doi and my_doi != their_doi
        ):
            return True
        return self._parted(mine, theirs)

    def _parted(self, mine: int, theirs: int) -> bool:
        apart = self._apart.get(mine)
        return apart is not None and not apart.isdisjoint(self._members[theirs])

    def _settled(self, each: Likeness) -> bool:
        mine, theirs = self._root(self._at[each.first]), self._root(self._at[each.second])
        return mine == theirs or self._conflict(mine, theirs)

    def all(self) -> list[list[Candidate]]:
        """Give the groups."""
        found: dict[int, list[Candidate]] = defaultdict(list)
        for at, seen in enumerate(self._candidates):
            found[self._root(at)].append(seen)
        return list(found.values())


def _united(one: set[int], other: set[int]) -> set[int]:
    """Pour the smaller of two sets into the larger: many in a row would else take their square in time."""
    small, large = sorted((one, other), key=len)
    large |= small
    return large


def _among(pairs: Iterable[tuple[int, int]], at: dict[int, int]) -> list[tuple[int, int]]:
    """Give the pairs of sightings that are among these, by their places."""
    return sorted((at[a], at[b]) for a, b in pairs if a in at and b in at)
