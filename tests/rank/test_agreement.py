"""Agreement of readers: published examples, laws, and what is said where little can be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from papertriage.rank.agreement import agreement

# Krippendorff 2011, "Computing Krippendorff's alpha-reliability": example C, four observers, with gaps.
FOUR_OBSERVERS = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]

decisions = st.dictionaries(st.sampled_from("abcdefghij"), st.sampled_from(["accept", "reject", "later"]))
logs = st.dictionaries(st.sampled_from(["ann", "bo", "cy"]), decisions, min_size=2)


def said(rows: list[str]) -> dict[str, dict[str, str]]:
    return {
        f"reader {at}": {
            f"paper {paper:02}": value for paper, value in enumerate(row.split()) if value != "."
        }
        for at, row in enumerate(rows)
    }


def test_alpha_of_four_observers_with_gaps_is_as_published() -> None:
    found = agreement(said(FOUR_OBSERVERS))
    assert found.alpha.value == pytest.approx(0.743, abs=0.0005)
    assert (found.papers, found.overlap) == (12, 11)
    assert found.conflicts == ("paper 01", "paper 05", "paper 07")


def test_alpha_of_two_observers_is_as_published() -> None:
    """The same paper, examples A (two values) and B (more)."""
    binary = ["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"]
    letters = ["a a b b d c c c e d d a", "b a b b b c c c e d d d"]
    assert agreement(said(binary)).alpha.value == pytest.approx(0.095, abs=0.0005)
    assert agreement(said(letters)).alpha.value == pytest.approx(0.692, abs=0.0005)


def test_kappa_is_as_in_the_textbook() -> None:
    """50 proposals: 20 both yes, 15 both no, 5 and 10 apart: kappa 0.4."""
    one = "y " * 20 + "n " * 15 + "y " * 5 + "n " * 10
    other = "y " * 20 + "n " * 15 + "n " * 5 + "y " * 10
    [pair] = agreement(said([one, other])).pairs
    assert pair.agreement.value == pytest.approx(0.7)
    assert pair.kappa.value == pytest.approx(0.4)
    assert pair.kappa.low is not None
    assert pair.kappa.high is not None
    assert pair.kappa.low < 0.4 < pair.kappa.high


@given(logs)
@settings(max_examples=40, deadline=None)
def test_kappa_is_that_of_scikit_learn(log: dict[str, dict[str, str]]) -> None:
    for pair in agreement(log).pairs:
        one, other = (log[reader] for reader in pair.readers)
        both = sorted(one.keys() & other.keys())
        values = [[each[paper] for paper in both] for each in (one, other)]
        if len({*values[0], *values[1]}) > 1:
            assert pair.kappa.value == pytest.approx(cohen_kappa_score(*values))
        else:
            assert pair.kappa.value is None


@given(logs)
@settings(max_examples=40, deadline=None)
def test_who_comes_first_changes_nothing(log: dict[str, dict[str, str]]) -> None:
    backwards = {reader: dict(reversed(log[reader].items())) for reader in reversed(log)}
    assert agreement(backwards) == agreement(log)


@given(decisions)
@settings(max_examples=20, deadline=None)
def test_readers_who_say_the_same_agree(one: dict[str, str]) -> None:
    found = agreement({"ann": one, "bo": one})
    assert found.conflicts == ()
    assert found.agreement.value == (1 if one else None)
    assert found.alpha.value == (pytest.approx(1) if len(set(one.values())) > 1 else None)


def test_intervals_hold_the_value_and_narrow_with_more_papers() -> None:
    few, many = (agreement(said(["y n y y n n " * times, "y n n y n y " * times])) for times in (2, 40))
    for found in (few, many):
        assert found.alpha.low is not None
        assert found.alpha.value is not None
        assert found.alpha.high is not None
        assert found.alpha.low <= found.alpha.value <= found.alpha.high
    assert (many.alpha.high or 0) - (many.alpha.low or 0) < (few.alpha.high or 0) - (few.alpha.low or 0)


@pytest.mark.parametrize(
    ("log", "warning"),
    [
        ({}, "no paper"),
        ({"ann": {"a": "accept"}}, "no paper"),
        ({"ann": {"a": "accept"}, "bo": {"b": "accept"}}, "no paper"),
        ({"ann": {"a": "accept"}, "bo": {"a": "reject"}}, "only 1 paper was"),
        (said(["y n " * 14, "y n " * 14]), "only 28 papers were"),
        (said(["y n " * 15, "y n " * 15]), None),
    ],
)
def test_a_small_overlap_is_warned_of(log: dict[str, dict[str, str]], warning: str | None) -> None:
    found = agreement(log).warning
    assert (found is None) if warning is None else (found or "").startswith(warning)
