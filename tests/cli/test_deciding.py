"""Deciding on all that a search finds: seen and agreed to first, and taken back as a whole."""

from pathlib import Path

import pytest

from cli_program import Program, Terminal


def accepted(home: Path, program: Program) -> int:
    return program(home, "search", "--state", "accepted").out.count("\n")


def test_a_search_is_decided_on_and_taken_back_as_a_whole(home: Path, program: Program) -> None:
    ran = program(home, "accept", "--search", "cache or images", "--yes")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "no paper matches: nothing is decided\n"
    ran = program(home, "accept", "--state", "unread", "--yes")
    assert (ran.code, ran.out.count("\n")) == (0, 5)
    assert accepted(home, program) == 5
    assert program(home, "undo").out.count("\n") == 5
    assert accepted(home, program) == 0
    assert program(home, "redo", "--json").code == 0
    assert accepted(home, program) == 5
    ran = program(home, "redo")
    assert (ran.code, ran.out, ran.err) == (0, "", "there is nothing to redo\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--search", "cache"], "the search finds 1 paper: add --yes to reject them without being asked"),
        (["pocket ledger", "--search", "cache", "--yes"], "name papers, or search for them"),
        ([], "name papers to reject, or --search QUERY"),
        (["--state", "burnt", "--yes"], "no such state"),
        (["--topic", "nonesuch", "--yes"], "nonesuch"),
    ],
)
def test_what_cannot_be_meant_decides_nothing(
    home: Path, program: Program, arguments: list[str], words: str
) -> None:
    ran = program(home, "reject", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert program(home, "log").out == ""


def test_on_a_terminal_the_papers_are_shown_and_the_reader_is_asked(home: Path, program: Program) -> None:
    terminal = Terminal(home, "accept", "--search", "cache")
    terminal.wait_for("accept 1 paper? [y/N] ")
    assert b"unread    Pocket Ledger" in terminal.sent
    terminal.press("n\n")
    terminal.wait_for("nothing is decided")
    assert terminal.process.wait(30) == 1
    assert accepted(home, program) == 0
    terminal = Terminal(home, "accept", "--search", "cache")
    terminal.wait_for("[y/N] ")
    terminal.press("y\n")
    terminal.wait_for("accepted")
    assert terminal.process.wait(30) == 0
    assert accepted(home, program) == 1


def test_a_log_that_cannot_be_read_is_one_line(home: Path, program: Program) -> None:
    ran = program(home, "decisions", "import", "missing.jsonl")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "papertriage: missing.jsonl: cannot be read (no such file or directory)\n"


def test_lines_that_are_no_event_are_named_and_the_others_merged(home: Path, program: Program) -> None:
    program(home, "accept", "pocket ledger")
    program(home, "decisions", "export", "-o", "log.jsonl")
    (home / "log.jsonl").write_text("{}\n\x1b[31m\n" + (home / "log.jsonl").read_text("utf-8"), "utf-8")
    ran = program(home, "decisions", "import", "log.jsonl", "--strict")
    assert ran.code == 3
    assert ran.out.splitlines() == ["read\t1", "added\t0", "known\t1", "skipped\t2", "waiting\t0"]
    assert ran.err.startswith("skipped: log.jsonl:1: ")
    assert "\x1b" not in ran.err
