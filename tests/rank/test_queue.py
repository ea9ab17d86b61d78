"""The reading list: its slots, what makes way, and that it is the same each time."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.errors import UsageFault
from papertriage.rank.features import Features, Text
from papertriage.rank.queue import MIX, Candidates, compose, drawn, read_mix
from papertriage.rank.taste import Ranking, Taste

NAMES = [f"{first}{last}" for first in ("am", "bas", "ced", "del") for last in ("ber", "alt", "ora", "tane")]
PAPERS = [
    Text(
        f"{one} {other}",
        f"study {at} of {one} and {other} by method {at * 7}, season {at * 3}, with site{at} and gear{at}",
    )
    for at, (one, other) in enumerate(combinations(NAMES, 2))
]
EVERY = range(len(PAPERS))


@pytest.fixture(scope="module")
def ranking() -> Ranking:
    return Taste(Features.of(PAPERS)).learn({0: True, 40: False})


@pytest.mark.parametrize(
    ("text", "mix"),
    [
        ("taste=14,explore=4,discussed=2", MIX),
        (" taste = 1 ".replace(" = ", "="), {"taste": 1}),
        ("taste=0, explore=3", {"taste": 0, "explore": 3}),
    ],
)
def test_a_mix_is_read(text: str, mix: dict[str, int]) -> None:
    assert read_mix(text) == mix


@pytest.mark.parametrize(
    "text",
    [
        "",
        "taste",
        "taste=",
        "taste=-1",
        "taste=x",
        "tastes=3",
        "taste=1,taste=2",
        "taste=0",
        "taste=1;explore=2",
        "taste=²",
        "taste=99999999",
    ],
)
def test_a_mix_that_cannot_be_meant_is_one_clear_fault(text: str) -> None:
    with pytest.raises(UsageFault):
        read_mix(text)


def test_slots_share_the_list_as_the_mix_says(ranking: Ranking) -> None:
    talk = {row: float(row) for row in range(60, 80)}
    places = compose(Candidates(ranking, EVERY, talk), MIX, limit=20)
    assert len(places) == 20
    counts = {slot: [place.slot for place in places].count(slot) for slot in MIX}
    assert counts == MIX
    assert places[0].slot == "taste"
    assert {place.row for place in places if place.slot == "discussed"} <= set(talk)


def test_a_short_list_is_mixed_as_well(ranking: Ranking) -> None:
    assert {place.slot for place in compose(Candidates(ranking, EVERY), MIX, limit=6)} == {"taste", "explore"}


def test_taste_comes_in_the_order_of_scores(ranking: Ranking) -> None:
    scores = [place.score for place in compose(Candidates(ranking, EVERY), {"taste": 1}, limit=15)]
    assert scores == sorted(scores, reverse=True)


def test_discussed_comes_in_the_order_of_talk(ranking: Ranking) -> None:
    talk = {3: 5.0, 50: 9.0, 90: 7.0, 100: 0.0}
    places = compose(Candidates(ranking, EVERY, talk), {"discussed": 1}, limit=10)
    assert [place.row for place in places] == [50, 90, 3]


@given(
    st.sets(st.sampled_from(EVERY)),
    st.integers(0, 30),
    st.integers(0, 5),
    st.dictionaries(st.sampled_from(["taste", "explore", "discussed"]), st.integers(0, 5)).filter(
        lambda mix: any(mix.values())
    ),
)
@settings(max_examples=20, deadline=None)
def test_a_list_holds_each_paper_once_and_only_what_is_unread(
    rows: set[int], limit: int, seed: int, mix: dict[str, int]
) -> None:
    ranking = Taste(Features.of(PAPERS)).learn({0: True, 40: False})
    candidates = Candidates(ranking, sorted(rows), {5: 2.0, 6: 1.0})
    places = compose(candidates, mix, limit=limit, seed=seed)
    listed = [place.row for place in places]
    assert len(listed) == len(set(listed)) <= limit
    assert set(listed) <= rows
    if mix.get("taste"):
        assert len(listed) == min(limit, len(rows))
    assert places == compose(
        candidates._replace(rows=sorted(rows, reverse=True)), mix, limit=limit, seed=seed
    )


def test_another_seed_explores_elsewhere(ranking: Ranking) -> None:
    lists = {
        tuple(place.row for place in compose(Candidates(ranking, EVERY), {"explore": 1}, limit=8, seed=seed))
        for seed in range(5)
    }
    assert len(lists) == 5


def test_a_draw_is_a_paper_s_own_whichever_others_there_are() -> None:
    import numpy as np

    some, all_of_them = np.array([3, 7]), np.arange(10)
    assert drawn(some, 1).tolist() == drawn(all_of_them, 1)[[3, 7]].tolist()
    assert len(set(drawn(np.arange(1000), 0).tolist())) == 1000


def test_near_duplicates_make_way_and_are_named() -> None:
    papers = [*PAPERS, PAPERS[1], PAPERS[1], PAPERS[2]]
    last = len(PAPERS)
    ranking = Taste(Features.of(papers)).learn({1: True, 40: False})
    unread = [2, 30, last, last + 1, last + 2]
    places = compose(Candidates(ranking, unread), {"taste": 1}, limit=3)
    first = places[0]
    assert {first.row, *first.made_way} == {last, last + 1}
    assert {row for place in places for row in (place.row, *place.made_way)} == set(unread)


def test_what_made_way_comes_back_where_there_is_room() -> None:
    ranking = Taste(Features.of([PAPERS[0]] * 4)).learn({0: True})
    places = compose(Candidates(ranking, [1, 2, 3]), {"taste": 1}, limit=5)
    assert sorted(place.row for place in places) == [1, 2, 3]
