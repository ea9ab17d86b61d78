"""Groups of papers that no topic covers."""

import builtins
from random import Random
from typing import Any

import pytest

from papertriage.errors import UsageFault
from papertriage.topics import suggest
from papertriage.topics.propose import Text

KINDS = {
    "honey bee": ["hive", "pollen", "nectar", "swarm", "queen", "honey bee", "comb"],
    "glaze pottery": ["kiln", "feldspar", "vase", "clay", "wheel", "glaze pottery", "zirconia"],
    "railway signal": ["track", "points", "locomotive", "platform", "timetable", "railway signal", "freight"],
}


def papers(each: int = 12) -> list[Text]:
    chance = Random(7)
    found: list[Text] = []
    for kind, words in KINDS.items():
        for _ in range(each):
            body = " ".join(chance.choices(words, k=30))
            number = len(found)
            found.append(
                (number, f"a:{number:03}", f"The {kind} {chance.choice(words)}", f"We study {kind}: {body}.")
            )
    return found


def test_papers_that_are_alike_are_a_group_with_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sklearn")
    monkeypatch.setattr(suggest, "_PAPERS_A_GROUP", 12)
    found = suggest.groups(papers(), limit=9)
    assert len(found) == 3
    for group in found:
        kinds = {next(kind for kind in KINDS if kind in title) for _, title in group.papers}
        assert len(kinds) == 1
        assert group.size == 12
        assert len(group.papers) == suggest.TITLES
        assert set(group.words) & {*KINDS[kinds.pop()], *(word for kind in KINDS for word in kind.split())}
    assert suggest.groups(papers(), limit=1) == found[:1]


def test_the_same_seed_gives_the_same_groups() -> None:
    pytest.importorskip("sklearn")
    assert suggest.groups(papers(), limit=5, seed=3) == suggest.groups(papers(), limit=5, seed=3)


@pytest.mark.parametrize("some", [[], papers()[:2], [(n, f"a:{n}", "The of and", None) for n in range(9)]])
def test_too_little_to_say_is_no_group(some: list[Text]) -> None:
    pytest.importorskip("sklearn")
    assert suggest.groups(some, limit=5) == []


def test_papers_that_are_all_the_same_are_at_most_a_group() -> None:
    pytest.importorskip("sklearn")
    same: list[Text] = [(n, f"a:{n}", "Honey bees", "The hive of bees.") for n in range(60)]
    assert len(suggest.groups(same, limit=5)) <= 1


def test_a_sample_is_as_large_as_it_may_be_and_keeps_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggest, "MOST_READ", 10)
    chosen = suggest.sampled(papers(), 0)
    assert len(chosen) == 10
    assert chosen == sorted(chosen)
    assert chosen == suggest.sampled(papers(), 0) != suggest.sampled(papers(), 1)
    assert suggest.sampled(chosen, 1) == chosen


def test_without_scikit_learn_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.startswith("sklearn"):
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageFault, match=r"papertriage\[learn\]"):
        suggest.groups(papers(), limit=1)
