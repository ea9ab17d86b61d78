"""Several readers: how far they agree, and on what they do not."""

import json
from pathlib import Path

import pytest

from library_samples import fill, paper
from papertriage import triage
from papertriage.library import Library, open_library
from papertriage.triage.readers import agreement_of, conflicts_of, verdicts
from sitting import Clock

NAMES = [paper(number).id for number in range(40)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    clock = Clock()
    with open_library(tmp_path / "library", write=True) as library:
        fill(library, range(40))

        def say(who: str, action: str, *numbers: int, reason: str | None = None) -> None:
            names = [NAMES[number] for number in numbers]
            triage.decide_all(library, action, names, triage.Said(clock(), who), reason=reason)

        say("ann", "accept", *range(20))
        say("ann", "reject", *range(20, 36))
        say("bob", "accept", *range(16))
        say("bob", "reject", *range(16, 35), reason="old")
        say("bob", "later", 36)
        say("bob", "star", 20)
        say("cy", "accept", 38)
    return tmp_path


def opened(folder: Path) -> Library:
    return open_library(folder / "library")


def test_what_was_put_off_is_no_verdict(folder: Path) -> None:
    with opened(folder) as library:
        said = verdicts(library)
    assert NAMES[36] not in said["bob"]
    assert said["bob"][NAMES[20]] == "irrelevant"  # rejected, though starred
    assert said["cy"] == {NAMES[38]: "relevant"}


def test_kappa_is_what_it_is_by_hand(folder: Path) -> None:
    with opened(folder) as library:
        said = agreement_of(library)
    (pair,) = [each for each in said.pairs if each.readers == ("ann", "bob")]
    # 16 both relevant, 4 ann alone, 15 both irrelevant: 31 of 35; by chance (20·16 + 15·19) / 35².
    chance = (20 * 16 + 15 * 19) / 35**2
    assert pair.overlap == 35
    assert pair.agreement.value == pytest.approx(31 / 35)
    assert pair.kappa.value == pytest.approx((31 / 35 - chance) / (1 - chance))
    assert said.warning is None


def test_conflicts_are_the_papers_on_which_readers_differ(folder: Path) -> None:
    with opened(folder) as library:
        found = conflicts_of(library)
    assert {conflict.name for conflict in found} == set(NAMES[16:20])
    assert [(one.reader, one.state, one.reason) for one in found[0].said] == [
        ("ann", "accepted", None),
        ("bob", "rejected", "old"),
    ]


def test_a_conflict_is_over_when_all_say_the_same_and_is_back_after_an_undo(folder: Path) -> None:
    def no_tagger() -> triage.Tagger:
        raise AssertionError

    with open_library(folder / "library", write=True) as library:
        said = triage.Said(Clock()(), "bob")
        triage.decide_all(library, "read", [NAMES[16]], said)
        assert NAMES[16] not in {conflict.name for conflict in conflicts_of(library)}
        triage.undo(library, said, no_tagger)
        assert NAMES[16] in {conflict.name for conflict in conflicts_of(library)}


def test_the_commands_say_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from papertriage.cli.run import run

    monkeypatch.setenv("PAPERTRIAGE_HOME", str(folder))
    assert run(["agree"]) == 0
    told = capsys.readouterr()
    assert "ann and bob\t35 papers\tagreement 0.89" in told.out
    assert told.err == ""
    assert run(["agree", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pairs"][0]["overlap"] == 35
    assert run(["conflicts", "--limit", "1"]) == 0
    told = capsys.readouterr()
    assert told.out.count("\n") == 1
    assert told.err == "1 of 4\n"


def test_a_small_overlap_is_warned_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from papertriage.cli.run import run

    with open_library(folder / "other", write=True) as library:
        fill(library, range(3))
        for who in ("ann", "bob"):
            triage.decide_all(library, "accept", NAMES[:2], triage.Said(Clock()(), who))
    monkeypatch.setenv("PAPERTRIAGE_LIBRARY", str(folder / "other"))
    assert run(["agree"]) == 0
    assert "only 2 papers were decided by two readers" in capsys.readouterr().err


def test_a_state_is_that_of_the_reader_who_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from papertriage.cli.run import run

    monkeypatch.setenv("PAPERTRIAGE_HOME", str(folder))

    def found(*arguments: str) -> int:
        assert run(["search", "--limit", "0", "--state", *arguments]) == 0
        return capsys.readouterr().out.count("\n")

    assert [found("accepted"), found("rejected"), found("later"), found("unread")] == [17, 20, 1, 2]
    assert [found("accepted", "--reader", "ann"), found("unread", "--reader", "ann")] == [20, 4]
    assert [found("later", "--reader", "bob"), found("rejected", "--reader", "bob")] == [1, 19]
    assert [found("unread", "--reader", "dee"), found("read", "--reader", "dee")] == [40, 0]
    assert run(["reject", "--state", "unread", "--reader", "ann", "--yes"]) == 0
    assert capsys.readouterr().out.count("\n") == 4
    assert found("unread", "--reader", "ann") == 0
