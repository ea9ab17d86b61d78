"""Two tables of hostile pairs: one paper however different it looks, and two papers however alike."""

import datetime
import tomllib
from pathlib import Path
from typing import Any

import pytest

from papertriage.identify import MERGE, Facts, candidate, compare, near_keys, partition
from papertriage.identify.partition import Likeness
from papertriage.model import Cleaned, Page, Sighting
from papertriage.normalise import normalise

PAIRS = Path(__file__).resolve().parents[2] / "fixtures" / "pairs"


def read(name: str) -> list[Any]:
    table = tomllib.loads((PAIRS / name).read_text("utf-8"))
    return [
        pytest.param(*(_record(pair[side], table["abstracts"]) for side in ("one", "other")), id=pair["why"])
        for pair in table["pair"]
    ]


def _record(said: dict[str, Any], abstracts: dict[str, str]) -> Cleaned:
    fields = dict(said)
    if str(fields.get("abstract", "")).startswith("@"):
        fields["abstract"] = abstracts[fields["abstract"][1:]]
    if "authors" in fields:
        fields["authors"] = tuple(fields["authors"])
    return normalise(Sighting("csv", **fields), Page(), datetime.date(2026, 11, 1))


SAME, NOT_SAME = read("same.toml"), read("not-same.toml")


def are_one(one: Cleaned, other: Cleaned) -> bool:
    """Whether the two become one paper: they meet under a key, and are alike enough."""
    if set(near_keys(one)).isdisjoint(near_keys(other)):
        return False
    alike = Likeness(1, 2, compare(Facts(one), Facts(other)).points)
    return len(partition([candidate(1, one), candidate(2, other)], [alike]).groups) == 1


def test_there_are_sixty_of_each_and_the_second_table_is_the_longer() -> None:
    assert 60 <= len(SAME) < len(NOT_SAME)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_is_one_paper_is_found_to_be_one(one: Cleaned, other: Cleaned) -> None:
    assert are_one(one, other), compare(Facts(one), Facts(other))


@pytest.mark.parametrize(("one", "other"), NOT_SAME)
def test_what_is_two_papers_is_never_merged(one: Cleaned, other: Cleaned) -> None:
    compared = compare(Facts(one), Facts(other))
    assert compared.points < MERGE, compared


@pytest.mark.parametrize(("one", "other"), [*SAME, *NOT_SAME])
def test_the_two_sides_may_change_places(one: Cleaned, other: Cleaned) -> None:
    there, back = compare(Facts(one), Facts(other)), compare(Facts(other), Facts(one))
    assert (there.points, there.veto) == (back.points, back.veto)


@pytest.mark.parametrize(("one", "other"), [*SAME, *NOT_SAME])
def test_every_comparison_says_why(one: Cleaned, other: Cleaned) -> None:
    compared = compare(Facts(one), Facts(other))
    assert compared.evidence or compared.veto
    assert all(each.found for each in compared.evidence)
