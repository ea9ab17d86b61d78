"""Which sightings are one paper: by ids, by likeness, by a reader's word, in whatever order they come."""

import random
from collections.abc import Iterable
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.identify import (
    MERGE,
    Candidate,
    Likeness,
    Verdicts,
    partition,
    possible_names,
    public_id,
    public_ids,
)
from papertriage.identify.partition import MARGIN

A, B = "2404.02905", "2210.17323"
X, Y = "10.1000/x", "10.1000/y"


SURE = MERGE + 5.0
JUST = MERGE


def groups(*candidates: Candidate, alike: Iterable[Likeness] = ()) -> list[list[int]]:
    return [[seen.sighting for seen in group] for group in partition(candidates, alike).groups]


def by_title(candidates: Iterable[Candidate]) -> list[Likeness]:
    """All that have one title are surely alike."""
    return [
        Likeness(a.sighting, b.sighting, SURE)
        for a, b in combinations(candidates, 2)
        if a.title is not None and a.title == b.title
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((A, None, "t"), (A, None, "u")),
        ((A, None, None), (A, None, None)),
        ((None, X, "t"), (None, X, "u")),
        ((None, None, "t"), (None, None, "t")),
        ((A, None, "t"), (None, None, "t")),
        ((A, X, "t"), (None, X, "u")),
        ((A, None, "t"), (None, X, "t")),
        ((A, X, "t"), (A, Y, "u")),
    ],
)
def test_what_shares_an_id_or_a_title_is_one_paper(
    first: tuple[str | None, str | None, str | None], second: tuple[str | None, str | None, str | None]
) -> None:
    both = _candidate(1, *first), _candidate(2, *second)
    assert groups(*both, alike=by_title(both)) == [[1, 2]]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((A, None, "t"), (B, None, "t")),
        ((A, X, "t"), (B, X, "t")),
        ((None, X, "t"), (None, Y, "t")),
        ((None, None, None), (None, None, None)),
        ((None, None, "t"), (None, None, "u")),
        ((A, None, None), (None, X, None)),
        ((A, X, None), (None, Y, None)),
        ((A, None, "t"), (None, None, None)),
    ],
)
def test_what_shares_nothing_or_has_two_ids_of_a_kind_is_two_papers(
    first: tuple[str | None, str | None, str | None], second: tuple[str | None, str | None, str | None]
) -> None:
    both = _candidate(1, *first), _candidate(2, *second)
    assert groups(*both, alike=by_title(both)) == [[1], [2]]


def test_a_title_of_two_papers_names_neither() -> None:
    seen = Candidate(1, A, None, "t"), Candidate(2, B, None, "t"), Candidate(3, None, None, "t")
    assert groups(*seen, alike=by_title(seen)) == [[1], [2], [3]]


def test_of_two_papers_the_one_that_is_clearly_more_alike_is_meant() -> None:
    seen = Candidate(1, A, None, "t"), Candidate(2, B, None, "t"), Candidate(3, None, None, "t")
    clearly = [Likeness(1, 3, SURE), Likeness(2, 3, SURE - MARGIN - 0.1)]
    assert groups(*seen, alike=clearly) == [[1, 3], [2]]
    hardly = [Likeness(1, 3, SURE), Likeness(2, 3, SURE - MARGIN)]
    assert groups(*seen, alike=hardly) == [[1], [2], [3]]


def test_what_is_a_little_alike_is_left_for_a_reader() -> None:
    one, other = Candidate(1, A, None, "t"), Candidate(2, None, None, "u")
    settled = partition([one, other], [Likeness(1, 2, MERGE - 0.1)])
    assert (len(settled.groups), settled.joined) == (2, [])
    assert settled.left == [Likeness(1, 2, MERGE - 0.1)]


def test_what_joined_two_is_told() -> None:
    one, other, third = (Candidate(number, None, None, None) for number in (1, 2, 3))
    alike = [Likeness(1, 2, SURE), Likeness(2, 3, JUST), Likeness(1, 3, JUST)]
    settled = partition([one, other, third], alike)
    assert len(settled.groups) == 1
    assert len(settled.joined) == 2  # two joins make one of three
    assert settled.joined[0] == Likeness(1, 2, SURE)
    assert settled.left == []


# -- a reader's word -----------------------------------------------------------------------------------------


def said(same: Iterable[tuple[int, int]] = (), different: Iterable[tuple[int, int]] = ()) -> Verdicts:
    return Verdicts(frozenset(same), frozenset(different))


def test_a_reader_makes_one_paper_of_two_with_two_ids() -> None:
    seen = [Candidate(1, A, X, "t"), Candidate(2, B, Y, "u")]
    assert len(partition(seen, (), said(same=[(1, 2)])).groups) == 1


def test_a_reader_keeps_apart_what_is_alike() -> None:
    seen = [Candidate(1, A, None, "t"), Candidate(2, None, None, "t")]
    settled = partition(seen, by_title(seen), said(different=[(1, 2)]))
    assert [len(group) for group in settled.groups] == [1, 1]
    assert settled.left == []


def test_what_is_kept_apart_is_not_joined_by_way_of_a_third() -> None:
    seen = [Candidate(number, None, None, "t", content=str(number)) for number in (1, 2, 3)]
    settled = partition(seen, by_title(seen), said(different=[(1, 2)]))
    homes = {each.sighting: at for at, group in enumerate(settled.groups) for each in group}
    assert homes[1] != homes[2]


def test_ids_decide_even_where_a_reader_said_otherwise() -> None:
    seen = [Candidate(1, A, None, "t"), Candidate(2, A, None, "u")]
    assert len(partition(seen, (), said(different=[(1, 2)])).groups) == 1


# -- names ---------------------------------------------------------------------------------------------------


def test_two_papers_with_one_title_have_two_names_and_neither_is_the_title_s() -> None:
    groups = [[Candidate(1, None, None, "t", content="a")], [Candidate(2, None, None, "t", content="b")]]
    names = public_ids(groups)
    assert len(set(names)) == 2
    assert "title:t" not in names
    assert public_ids(groups[::-1]) == names[::-1]
    assert public_ids(groups[:1]) == ["title:t"]


def test_a_paper_with_an_id_keeps_its_name_beside_one_with_its_title() -> None:
    groups = [[Candidate(1, A, None, "t")], [Candidate(2, None, None, "t", content="b")]]
    named, other = public_ids(groups)
    assert named == f"arxiv:{A}"
    assert other not in ("title:t", named)


def test_two_papers_that_say_the_very_same_have_two_names_too() -> None:
    groups = [[Candidate(number, None, None, "t", content="a")] for number in (1, 2)]
    assert len(set(public_ids(groups))) == 2


def test_a_paper_elsewhere_with_the_title_or_the_very_words_counts_for_the_name() -> None:
    own = [[Candidate(1, None, None, "t", content="a")]]
    plain, longer, longest = possible_names(own[0])
    assert len({plain, longer, longest}) == 3
    assert public_ids(own) == [plain]
    assert public_ids(own, [Candidate(2, None, None, "u", content="b")]) == [plain]
    assert public_ids(own, [Candidate(2, A, None, "t", content="b")]) == [longer]
    assert public_ids(own, [Candidate(2, None, None, "t", content="a")]) == [longest]


def test_a_doi_of_two_arxiv_papers_names_neither_and_is_one_other() -> None:
    found = groups(
        Candidate(1, A, X, None),
        Candidate(2, B, X, None),
        Candidate(3, None, X, "t"),
        Candidate(4, None, X, "u"),
    )
    assert found == [[1], [2], [3, 4]]


def test_a_sighting_without_any_key_is_named_after_itself() -> None:
    first, second = (public_id([Candidate(number, None, None, None)]) for number in (1, 2))
    assert first != second
    assert first.startswith("title:")


def test_the_strongest_id_names_a_paper() -> None:
    assert public_id([Candidate(1, None, None, "f" * 16), Candidate(2, None, X, None)]) == f"doi:{X}"
    assert public_id([Candidate(2, None, X, None), Candidate(1, A, None, "0")]) == f"arxiv:{A}"


_CANDIDATES = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["1", "2", "3"]),
        st.none() | st.sampled_from(["x", "y", "z"]),
        st.none() | st.sampled_from(["p", "q", "r", "s"]),
        st.booleans(),
    ),
    max_size=9,
).map(lambda facts: [_candidate(number, *each) for number, each in enumerate(facts)])


def _candidate(
    number: int, arxiv_id: str | None, doi: str | None, title: str | None, repaired: bool = False
) -> Candidate:
    return Candidate(number, arxiv_id, doi, title, repaired and arxiv_id is not None)


@st.composite
def _neighbourhoods(draw: st.DrawFn) -> tuple[list[Candidate], list[Likeness], Verdicts]:
    """Candidates, what is alike among them, and what readers said."""
    candidates = draw(_CANDIDATES)
    pairs = list(combinations(range(len(candidates)), 2))
    some = st.lists(st.sampled_from(pairs), unique=True, max_size=8) if pairs else st.just([])
    points = st.sampled_from([MERGE - 1, MERGE, MERGE + 0.4, MERGE + 1.0, SURE])
    alike = [Likeness(a, b, draw(points)) for a, b in draw(some)]
    same, different = draw(some)[:2], draw(some)[:3]
    return (
        candidates,
        alike,
        said([], different) if draw(st.booleans()) else said(same, set(different) - set(same)),
    )


@given(_neighbourhoods(), st.randoms())
def test_the_order_does_not_matter(
    around: tuple[list[Candidate], list[Likeness], Verdicts], chance: random.Random
) -> None:
    candidates, alike, verdicts = around
    shuffled, others = list(candidates), list(alike)
    chance.shuffle(shuffled)
    chance.shuffle(others)
    assert partition(shuffled, others, verdicts) == partition(candidates, alike, verdicts)


@given(_neighbourhoods())
def test_every_sighting_is_of_one_paper_and_every_paper_has_its_own_name(
    around: tuple[list[Candidate], list[Likeness], Verdicts],
) -> None:
    found = partition(*around).groups
    assert sorted(seen.sighting for group in found for seen in group) == list(range(len(around[0])))
    names = public_ids(found)
    assert len(set(names)) == len(names)


@given(_neighbourhoods())
def test_two_arxiv_ids_are_one_paper_only_where_a_reader_said_so_and_one_is_never_two(
    around: tuple[list[Candidate], list[Likeness], Verdicts],
) -> None:
    _candidates, _alike, verdicts = around
    ids = [{seen.arxiv_id for seen in group} - {None} for group in partition(*around).groups]
    assert verdicts.same or all(len(each) <= 1 for each in ids)
    named = [one for each in ids for one in each]
    assert len(set(named)) == len(named)


@given(_neighbourhoods())
def test_what_a_reader_keeps_apart_stays_apart_unless_an_id_joins_it(
    around: tuple[list[Candidate], list[Likeness], Verdicts],
) -> None:
    candidates, _alike, verdicts = around
    by_ids = partition(candidates, (), Verdicts(verdicts.same, frozenset())).groups
    for group in partition(*around).groups:
        every = {seen.sighting for seen in group}
        for a, b in verdicts.different:
            if {a, b} <= every:
                assert any({a, b} <= {seen.sighting for seen in group} for group in by_ids)


@given(_neighbourhoods())
def test_only_what_shares_an_id_or_is_alike_or_was_said_to_be_one_is_joined(
    around: tuple[list[Candidate], list[Likeness], Verdicts],
) -> None:
    _candidates, alike, verdicts = around
    links = [{each.first, each.second} for each in alike if each.points >= MERGE] + [
        set(pair) for pair in verdicts.same
    ]
    for group in partition(*around).groups:
        for seen in group:
            others = {key for each in group if each is not seen for key in _ids(each)}
            linked = any(
                seen.sighting in link and link <= {each.sighting for each in group} for link in links
            )
            assert len(group) == 1 or linked or not others.isdisjoint(_ids(seen))


@given(_neighbourhoods())
def test_a_neighbourhood_is_settled_alone_as_it_is_among_all(
    around: tuple[list[Candidate], list[Likeness], Verdicts],
) -> None:
    candidates, alike, verdicts = around
    whole = partition(*around).groups
    for seen in candidates:
        near = _neighbourhood(seen, candidates, alike, verdicts)
        found = partition(near, alike, verdicts).groups
        assert next(group for group in found if seen.sighting in {each.sighting for each in group}) in whole


def _ids(seen: Candidate) -> set[str]:
    return {each for each in (seen.arxiv_id, seen.doi and f"doi {seen.doi}") if each}


def _neighbourhood(
    seen: Candidate, candidates: list[Candidate], alike: list[Likeness], verdicts: Verdicts
) -> list[Candidate]:
    """All that can be reached over shared ids, likeness and a reader's word, the slow and obvious way."""
    links = [(each.first, each.second) for each in alike if each.points >= MERGE] + list(verdicts.same)
    near = {seen.sighting}
    while True:
        ids = {key for each in candidates if each.sighting in near for key in _ids(each)}
        more = {each.sighting for each in candidates if not ids.isdisjoint(_ids(each))}
        more |= {end for link in links if not near.isdisjoint(link) for end in link}
        if more <= near:
            return [each for each in candidates if each.sighting in near]
        near |= more


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        # A repaired id is believed where the title is that of the paper with the whole id.
        ([Candidate(1, A, None, "t"), Candidate(2, A, None, "t", True)], [[1, 2]]),
        ([Candidate(1, A, None, "t"), Candidate(2, A, None, "u", True)], [[1], [2]]),
        ([Candidate(1, A, None, "t"), Candidate(2, A, None, None, True)], [[1], [2]]),
        # Where nobody has it whole, all that were repaired to it must agree.
        ([Candidate(1, A, None, "t", True), Candidate(2, A, None, "t", True)], [[1, 2]]),
        ([Candidate(1, A, None, "t", True), Candidate(2, A, None, "u", True)], [[1], [2]]),
        ([Candidate(1, A, None, "t", True)], [[1]]),
        # What is not believed is still joined by other keys.
        (
            [Candidate(1, A, None, "t"), Candidate(2, A, X, "u", True), Candidate(3, None, X, "v")],
            [[1], [2, 3]],
        ),
    ],
)
def test_a_repaired_id_never_joins_another_paper(seen: list[Candidate], found: list[list[int]]) -> None:
    assert groups(*seen) == found


def test_a_paper_is_not_named_by_a_repaired_id_that_is_another_s() -> None:
    own, strange = partition([Candidate(1, A, None, "t"), Candidate(2, A, None, "u", True)]).groups
    assert (public_id(own), public_id(strange)) == (f"arxiv:{A}", "title:u")
