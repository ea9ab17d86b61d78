"""Whoever waits while papers or the index are derived again sees how far that is; a pipe sees nothing."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cli_program import Program
from papertriage.cli import deriving, progress
from papertriage.library.connection import FILE_NAME

BAR = "━"

Shown = list[tuple[str, int | None, int]]
"""Each bar: of what, the whole, and how much of it was told."""


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """The bars of this process, where one paper is already worth waiting for."""
    bars: Shown = []

    @contextmanager
    def bar(what: str, total: int | None, unit: str = "bytes") -> Iterator[Callable[[int], None]]:
        steps: list[int] = []
        yield steps.append
        if unit != "bytes":
            bars.append((what, total, sum(steps)))

    monkeypatch.setattr(progress, "bar", bar)
    monkeypatch.setattr(deriving, "_WAITED_FOR", 1)
    return bars


def papers(home: Path, program: Program) -> int:
    return program(home, "search", "--limit", "0").out.count("\n")


@pytest.mark.parametrize("arguments", [("doctor", "--fix"), ("rebuild",)])
def test_on_a_terminal_a_bar_shows_how_far_the_index_is(
    arguments: tuple[str, ...], home: Path, terminal: Program, process: Program
) -> None:
    shutil.rmtree(home / "library" / "index")
    ran = terminal(home, *arguments)
    assert ran.code == 0
    assert BAR in ran.out
    assert process(home, "doctor").code == 0
    assert BAR not in terminal(home, "doctor").out  # nothing is wrong


def test_in_a_pipe_doctor_shows_no_bar(home: Path, process: Program) -> None:
    shutil.rmtree(home / "library" / "index")
    ran = process(home, "doctor", "--fix")
    assert (ran.code, ran.err) == (0, "")
    assert BAR not in ran.out


@pytest.mark.parametrize(
    "arguments", [("doctor", "--fix"), ("search", "cache"), ("ingest", "first.txt"), ("rebuild",)]
)
def test_a_lost_index_is_made_again_with_a_bar_that_counts_all_papers(
    arguments: tuple[str, ...], home: Path, program: Program, shown: Shown
) -> None:
    every = papers(home, program)
    shutil.rmtree(home / "library" / "index")
    assert program(home, *arguments).code == 0
    assert ("index", every, every) in shown


def test_papers_that_are_identified_anew_are_counted_before_a_dump_is_read(
    home: Path, program: Program, shown: Shown
) -> None:
    with closing(sqlite3.connect(home / "library" / FILE_NAME)) as file, file:
        file.execute("UPDATE meta SET value = 0 WHERE key = 'identity_rules'")
    assert program(home, "ingest", "first.txt").code == 0
    (first, sightings, done), (second, every, indexed) = shown
    assert (first, second) == ("papers", "index")
    assert sightings == done
    assert every == indexed == papers(home, program)
