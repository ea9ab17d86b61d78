"""IDENTIFY: which sightings are one paper.

Ids decide: sightings with one arXiv id are one paper, and two arXiv ids are two. A DOI or a folded title
joins what no id keeps apart. The answer depends on the set of sightings alone, never on their order, and only
on those that share a key with each other: so a new dump is settled by looking at its neighbours, and
`rebuild` comes to the same papers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from papertriage.model import Cleaned
from papertriage.text import title_hash


class Candidate(NamedTuple):
    """A sighting as identity sees it.

    `title` is the folded title's hash, None when nothing is left of the title.
    """

    sighting: int
    arxiv_id: str | None
    doi: str | None
    title: str | None
    repaired: bool = False  # the arXiv id was damaged, and is what it must have been


def candidate(sighting: int, cleaned: Cleaned) -> Candidate:
    """Reduce a sighting to what decides its identity."""
    return Candidate(
        sighting,
        cleaned.arxiv_id,
        cleaned.doi,
        title_hash(cleaned.title_key) if cleaned.title_key else None,
        cleaned.repaired_from is not None,
    )


def keys(seen: Candidate) -> tuple[str, ...]:
    """Give the keys under which others may be the same paper.

    `arxiv:…`, `doi:…`, `title:…`, strongest first.
    """
    found = []
    if seen.arxiv_id:
        found.append(f"arxiv:{seen.arxiv_id}")
    if seen.doi:
        found.append(f"doi:{seen.doi}")
    if seen.title:
        found.append(f"title:{seen.title}")
    return tuple(found)


def public_id(group: Iterable[Candidate]) -> str:
    """Name a paper by what is surest.

    That is its arXiv id, else its DOI, else its title, else the one sighting that nothing can match.
    """
    every = sorted(
        name for seen in group for name in keys(seen) or (f"title:{title_hash(f'sighting {seen.sighting}')}",)
    )
    return every[0]  # arxiv: < doi: < title:


def partition(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Divide sightings into papers.

    Give all that share a key with any of them: the answer is then final for these.

    Groups come in the order of their first sighting; within a group, sightings in theirs. A candidate whose
    repaired id is another paper's comes back without it.
    """
    groups = _Groups(_believed(candidates))
    groups.join_same("arxiv_id")
    groups.join_unless_conflicting("doi")
    groups.join_unless_conflicting("title")
    return groups.all()


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

    Each group knows its arXiv ids and DOIs, of which it should hold one each.
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = sorted(candidates, key=lambda seen: seen.sighting)
        self._parent = list(range(len(self._candidates)))
        self._ids = [({seen.arxiv_id} - {None}, {seen.doi} - {None}) for seen in self._candidates]

    def _root(self, at: int) -> int:
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def _join(self, members: Iterable[int]) -> None:
        first, *others = sorted({self._root(at) for at in members})
        for root in others:
            self._parent[root] = first
            for mine, theirs in zip(self._ids[first], self._ids[root], strict=True):
                mine.update(theirs)

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

    def join_unless_conflicting(self, field: str) -> None:
        """Join what shares a value, unless the whole of what would become one paper has two ids of one kind.

        Where it has, only sightings of groups without any id are joined: to the one group with ids, if there
        is but one.
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
                self._join_bare(values, of_arxiv_only=field == "doi")

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

    def _join_bare(self, values: list[int], *, of_arxiv_only: bool) -> None:
        """Join the groups without ids.

        Where a DOI is what is shared, all have that, and only arXiv ids count.
        """
        roots = {self._root(at) for at in values}
        named = {root for root in roots if self._ids[root][0] or (self._ids[root][1] and not of_arxiv_only)}
        bare = roots - named
        if bare:
            self._join(bare | named if len(named) == 1 else bare)

    def all(self) -> list[list[Candidate]]:
        """Give the groups."""
        found: dict[int, list[Candidate]] = defaultdict(list)
        for at, seen in enumerate(self._candidates):
            found[self._root(at)].append(seen)
        return list(found.values())
