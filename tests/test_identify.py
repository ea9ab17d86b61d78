"""Which sightings are one paper: by the ids and titles that they share, in whatever order they come."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.identify import Candidate, keys, partition, public_id

A, B = "2404.02905", "2210.17323"
X, Y = "10.1000/x", "10.1000/y"


def groups(*candidates: Candidate) -> list[list[int]]:
    return [[seen.sighting for seen in group] for group in partition(candidates)]


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
    assert groups(_candidate(1, *first), _candidate(2, *second)) == [[1, 2]]


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
    assert groups(_candidate(1, *first), _candidate(2, *second)) == [[1], [2]]


def test_a_title_of_two_papers_names_neither() -> None:
    bare = Candidate(3, None, None, "t")
    assert groups(Candidate(1, A, None, "t"), Candidate(2, B, None, "t"), bare) == [[1], [2], [3]]


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


@given(_CANDIDATES, st.randoms())
def test_the_order_does_not_matter(candidates: list[Candidate], chance: random.Random) -> None:
    shuffled = list(candidates)
    chance.shuffle(shuffled)
    assert partition(shuffled) == partition(candidates)


@given(_CANDIDATES)
def test_every_sighting_is_of_one_paper_and_every_paper_has_its_own_name(candidates: list[Candidate]) -> None:
    found = partition(candidates)
    assert sorted(seen.sighting for group in found for seen in group) == list(range(len(candidates)))
    names = [public_id(group) for group in found]
    assert len(set(names)) == len(names)


@given(_CANDIDATES)
def test_two_arxiv_ids_are_never_one_paper_and_one_is_never_two(candidates: list[Candidate]) -> None:
    ids = [{seen.arxiv_id for seen in group} - {None} for group in partition(candidates)]
    assert all(len(each) <= 1 for each in ids)
    named = [next(iter(each)) for each in ids if each]
    assert len(set(named)) == len(named)


@given(_CANDIDATES)
def test_only_sightings_that_share_a_key_are_joined(candidates: list[Candidate]) -> None:
    for group in partition(candidates):
        for seen in group:
            others = {key for each in group if each is not seen for key in keys(each)}
            assert len(group) == 1 or not others.isdisjoint(keys(seen))


@given(_CANDIDATES)
def test_a_neighbourhood_is_settled_alone_as_it_is_among_all(candidates: list[Candidate]) -> None:
    whole = partition(candidates)
    for seen in candidates:
        near = _neighbourhood(seen, candidates)
        alone = next(group for group in partition(near) if seen.sighting in {each.sighting for each in group})
        assert alone in whole


def _neighbourhood(seen: Candidate, candidates: list[Candidate]) -> list[Candidate]:
    """All that can be reached over shared keys, the slow and obvious way."""
    near, reached = [seen], set(keys(seen))
    while more := [each for each in candidates if each not in near and not reached.isdisjoint(keys(each))]:
        near += more
        reached.update(key for each in more for key in keys(each))
    return near


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
    own, strange = partition([Candidate(1, A, None, "t"), Candidate(2, A, None, "u", True)])
    assert (public_id(own), public_id(strange)) == (f"arxiv:{A}", "title:u")
