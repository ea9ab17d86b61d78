"""The figures of an order, against what they say in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.rank.measures import curve, mean, measured

orders = st.lists(st.booleans(), min_size=2, max_size=60).filter(lambda found: 0 < sum(found) < len(found))


def test_the_figures_of_an_order_worked_out_by_hand() -> None:
    figures = measured([True, False, True, False, False, False, False, False, False, True])
    assert figures.recall_10 == pytest.approx(1 / 3)
    assert figures.wss_95 == pytest.approx(0.95 - 1)
    assert figures.atd == pytest.approx(100 * (1 + 3 + 10) / 3 / 10)
    assert figures.loss == pytest.approx(((1 + 3 + 10) / 3 - 2) / 7)


def test_a_perfect_order_loses_nothing_and_the_worst_all() -> None:
    assert [measured(found).loss for found in ([True] * 3 + [False] * 7, [False] * 7 + [True] * 3)] == [0, 1]


@pytest.mark.parametrize("found", [[], [True], [False, False], [True, True]])
def test_an_order_of_one_kind_cannot_be_measured(found: list[bool]) -> None:
    with pytest.raises(ValueError, match="both"):
        measured(found)


@given(orders)
def test_the_figures_are_what_their_words_say(found: list[bool]) -> None:
    papers, relevant = len(found), sum(found)
    figures = measured(found)
    assert figures.recall_10 == sum(found[: max(1, round(papers / 10))]) / relevant
    read = next(at for at in range(papers + 1) if sum(found[:at]) >= 0.95 * relevant - 1e-9)
    assert figures.wss_95 == pytest.approx(0.95 - read / papers)
    later = sum(found[:at].count(False) for at in range(papers) if found[at])
    assert figures.loss == pytest.approx(later / relevant / (papers - relevant))  # wrong pairs among all


@given(orders)
def test_a_recall_curve_rises_from_nothing_to_all(found: list[bool]) -> None:
    points = curve(found)
    assert (points[0], points[-1]) == ((0, 0), (1, 1))
    assert points == sorted(points)


def test_the_mean_is_that_of_each_figure() -> None:
    some = [measured([True, False]), measured([False, True, False, False])]
    assert mean(some).papers == 3
    assert mean(some).loss == pytest.approx((some[0].loss + some[1].loss) / 2)
