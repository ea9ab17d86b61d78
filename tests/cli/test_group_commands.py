"""`papertriage group` as it is used, from writing the group's file to a calendar."""

import json
import re
from pathlib import Path

import pytest

from cli_program import Program

GROUP = """
name = "Readers"
time_zone = "Europe/Berlin"
[[slot]]
weekday = "tuesday"
time = "16:00"
[[member]]
name = "Ann"
[[member]]
name = "Bob"
"""


@pytest.fixture
def met(home: Path) -> Path:
    """A home with a group."""
    (home / "group.toml").write_text(GROUP, "utf-8")
    return home


def test_a_group_is_made_voted_in_planned_and_put_into_a_calendar(met: Path, program: Program) -> None:
    assert program(met, "group", "vote", "pocket ledger", "--by", "bob").code == 0
    listed = program(met, "group", "votes", "list").out
    assert listed.startswith("1\t")
    assert listed.endswith("\tBob\n")
    planned = program(met, "group", "plan", "--weeks", "2").out.splitlines()
    assert [line.split("\t")[2] for line in planned] == ["Ann", "Bob"]
    assert "1 vote, Bob's among them" in planned[1]
    calendar = program(met, "group", "agenda", "-f", "ics", "-o", "group.ics")
    assert (calendar.code, calendar.out) == (0, "")
    text = (met / "group.ics").read_bytes().decode()
    assert text.count("BEGIN:VEVENT\r\n") == 2
    assert text.count("SEQUENCE:0\r\n") == 2
    assert program(met, "group", "swap", "Ann", "Bob").code == 0
    assert program(met, "group", "agenda", "-f", "ics").out.count("SEQUENCE:1") == 2


def test_the_file_to_begin_with_is_written_once_and_read(home: Path, program: Program) -> None:
    assert program(home, "group", "init").code == 0
    assert program(home, "group", "plan", "--dry-run").code == 0
    ran = program(home, "group", "init")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "there already" in ran.err


def test_a_plan_that_is_only_shown_keeps_nothing(met: Path, program: Program) -> None:
    shown = program(met, "group", "plan", "--dry-run").out
    assert shown.startswith("planned\t")
    assert "Nothing is planned." in program(met, "group", "agenda").out
    assert program(met, "group", "plan").out == shown


def test_the_group_s_file_may_lie_with_the_library_or_anywhere(met: Path, program: Program) -> None:
    (met / "library" / "group.toml").write_text(GROUP.replace("Readers", "Of the library"), "utf-8")
    (met / "other.toml").write_text(GROUP.replace("Readers", "Elsewhere"), "utf-8")
    assert "# Of the library: agenda" in program(met, "group", "agenda").out
    assert "# Elsewhere: agenda" in program(met, "group", "agenda", "--group", "other.toml").out


def test_without_a_file_the_way_to_one_is_shown(home: Path, program: Program) -> None:
    ran = program(home, "group", "plan")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "papertriage group init" in ran.err


def test_votes_go_from_library_to_library(
    met: Path, tmp_path: Path, program: Program, process: Program
) -> None:
    for name in ("Ann", "Bob"):
        assert program(met, "group", "vote", "pocket ledger", "--by", name).code == 0
    exported = program(met, "group", "votes", "export").out
    assert len(exported.splitlines()) == 2
    (met / "votes.jsonl").write_text(exported + ">>>>>>> theirs\n", "utf-8")
    ran = program(met, "group", "votes", "import", "votes.jsonl", "--strict")
    assert (ran.code, ran.out) == (3, "2 votes read = 0 new + 2 known; 1 lines skipped\n")
    assert "line 3 is not JSON; skipped" in ran.err
    (tmp_path / "two").mkdir()
    ran = process(tmp_path / "two", "group", "votes", "import", "-", stdin=exported)
    assert ran.out == "2 votes read = 2 new + 0 known; 0 lines skipped\n"
    assert "not in this library" not in ran.err
    assert "2 are on papers that this library has not" in ran.err
    assert process(tmp_path / "two", "group", "votes", "export").out == exported


def test_who_has_read_what(met: Path, program: Program) -> None:
    ran = program(met, "group", "read", "pocket ledger", "--by", "ann")
    assert ran.out.endswith("\tread: Ann\tnot yet: Bob\n")
    (row,) = json.loads(program(met, "group", "read", "--json").out)
    assert (row["read"], row["unread"]) == (["Ann"], ["Bob"])
    assert program(met, "group", "read", "--by", "Ann").code == 2


@pytest.mark.parametrize("command", ["plan --json", "agenda --json", "votes list --json"])
def test_what_answers_with_data_answers_in_json(command: str, met: Path, program: Program) -> None:
    program(met, "group", "vote", "pocket ledger", "--by", "Ann")
    program(met, "group", "plan")
    found = json.loads(program(met, "group", *command.split()).out)
    assert "pocket" in json.dumps(found).lower() or re.search("arxiv:|title:", json.dumps(found))


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("vote zzzz --by Ann", "no paper 'zzzz'"),
        ("vote pocket --by Anne", "did you mean Ann"),
        ("swap Ann Bob", "run papertriage group plan"),
        ("agenda --format pdf", "md, html, ics"),
        ("plan --group missing.toml", "missing.toml: cannot be read"),
        ("votes import missing.jsonl", "missing.jsonl: cannot be read"),
        ("pln", "Did you mean 'plan'"),
    ],
)
def test_a_fault_is_one_line_that_helps(command: str, words: str, met: Path, program: Program) -> None:
    ran = program(met, "group", *command.split())
    assert ran.code in (1, 2)
    assert (ran.out, ran.err.count("\n")) == ("", 1)
    assert words in ran.err
