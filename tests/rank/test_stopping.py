"""Advice on when to stop: its test by counting, its estimate by invented readings."""

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.rank.stopping import advice, chance_of_so_few, chances_of_left


def reading(papers: int, relevant: int, quick: float, seed: int) -> list[bool]:
    """Invent the reading of a ranked list: relevant papers come early, after an exponential law."""
    random = np.random.default_rng(seed)
    ranks = np.argsort(
        np.concatenate([random.exponential(quick, relevant), random.random(papers - relevant)])
    )
    return [bool(at < relevant) for at in ranks]


def test_the_chance_of_few_finds_is_the_hypergeometric_one() -> None:
    """3 found of 10, then 20 without a find, 10 unread: were recall below 0.95, one or more would be left."""
    decided = np.array([True] * 3 + [False] * 27)
    missed = [3 // 0.95 + 1 - sum(decided[:start]) for start in range(30)]
    by_counting = min(
        sum(
            comb(int(left), finds) * comb(40 - start - int(left), 30 - start - finds)
            for finds in range(3 - sum(decided[:start]) + 1)
        )
        / comb(40 - start, 30 - start)
        for start, left in enumerate(missed)
    )
    assert chance_of_so_few(decided, 10, recall=0.95) == pytest.approx(by_counting)


def test_the_chance_is_that_of_drawing_such_a_sample() -> None:
    """2 found at once, 4 more read for nothing, 3 unread: all samples of 4 of 7 are counted."""
    samples = list(combinations(range(7), 4))
    without = sum(0 not in sample for sample in samples) / len(samples)
    decided = np.array([True, True, False, False, False, False])
    assert chance_of_so_few(decided, 3, recall=0.95) == pytest.approx(without)


@given(st.lists(st.booleans(), max_size=80), st.integers(0, 200))
@settings(max_examples=40, deadline=None)
def test_advice_keeps_its_bounds_whatever_was_decided(decided: list[bool], unread: int) -> None:
    said = advice(decided, unread)
    assert 0 <= said.low <= said.left <= said.high <= unread
    assert 0 <= said.recall_low <= said.recall <= said.recall_high <= 1
    assert 0 <= said.doubt <= 1
    assert (said.read, said.found) == (len(decided), sum(decided))
    assert said.known == (len(decided) >= 20 and any(decided))


def test_chances_are_shares_of_one() -> None:
    chances = chances_of_left(np.array(reading(500, 40, 0.1, 0)[:100]), 400)
    assert chances.sum() == pytest.approx(1)
    assert (chances >= 0).all()


def test_nothing_unread_is_enough() -> None:
    said = advice([True, False] * 20, 0)
    assert (said.left, said.low, said.high, said.recall, said.enough) == (0, 0, 0, 1.0, True)


def test_many_finds_lately_are_no_time_to_stop() -> None:
    said = advice([True, False] * 30, 500)
    assert not said.enough
    assert said.left > 20


def test_a_long_stretch_without_a_find_is() -> None:
    said = advice([True] * 30 + [False] * 500, 100)
    assert said.enough
    assert said.high < 10


def test_the_interval_covers_the_truth_nine_times_of_ten() -> None:
    covered = []
    for seed in range(60):
        found = reading(600, 60, (0.05, 0.1, 0.2)[seed % 3], seed)
        read = int((0.2, 0.4, 0.6, 0.8)[seed % 4] * len(found))
        said = advice(found[:read], len(found) - read)
        covered.append(said.low <= sum(found[read:]) <= said.high)
    assert np.mean(covered) >= 0.9


def test_the_hint_keeps_its_promise() -> None:
    """At the first hint, the recall that is wanted is reached: it fails in less than one of twenty."""
    reached = []
    for seed in range(20):
        found = np.array(reading(400, 40, 0.1, seed))
        stops = (
            at for at in range(20, 401, 20) if chance_of_so_few(found[:at], 400 - at, recall=0.95) < 0.05
        )
        reached.append(found[: next(stops, 400)].sum() >= 0.95 * 40)
    assert sum(reached) >= 19
