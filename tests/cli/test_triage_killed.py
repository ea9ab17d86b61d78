"""Killed right after a key: what the screen showed as done is there."""

from pathlib import Path

import pytest

from cli_program import Program, Terminal
from papertriage.library import open_library

KEYS = {"a": "accept", "x": "reject", "s": "star"}


def test_what_was_shown_as_decided_is_there_after_a_kill(home: Path, process: Program) -> None:
    wanted: list[str] = []
    for key, action in KEYS.items():
        terminal = Terminal(home, "triage", "--sort", "title")
        terminal.wait_for("left")
        terminal.press(key)
        terminal.wait_for(f"{action}:")
        terminal.kill()
        wanted.append(action)
        with open_library(home / "library") as library:
            assert [event.action for event in library.log()] == wanted
    assert process(home, "search", "--state", "accepted").out.count("\n") == 1
    assert process(home, "doctor").code == 0


def test_keys_pressed_in_a_hurry_are_all_there(home: Path) -> None:
    terminal = Terminal(home, "triage", "--sort", "title")
    terminal.wait_for("left")
    terminal.press("axl")
    terminal.wait_for("3 decided")
    terminal.kill()
    with open_library(home / "library") as library:
        assert [event.action for event in library.log()] == ["accept", "reject", "later"]
        assert len({event.paper for event in library.log()}) == 3


def test_a_dumb_terminal_has_a_prompt(home: Path, process: Program) -> None:
    ran = process(home, "triage", stdin="accept\nquit\n", TERM="dumb")
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "accept: " in ran.out
    assert process(home, "search", "--state", "accepted").out.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [("--sort", "luck"), ("--state", "burnt"), ("--only",), ("--like", "zzzzzz")]
)
def test_what_cannot_be_asked_for_is_one_line(
    home: Path, process: Program, arguments: tuple[str, ...]
) -> None:
    ran = process(home, "triage", *arguments)
    assert ran.code == 2
    assert ran.err.count("\n") == 1
