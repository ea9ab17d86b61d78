"""Data goes to standard output and all else to standard error.

Whoever goes away or interrupts is met quietly.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cli_program import Program, command, environment
from dump_samples import HEAD, Record


def many(count: int, seed: str = "a") -> str:
    """A dump of so many invented papers."""
    about = "It is short, and it is about nothing but the number that it has in this long list of papers."
    records = (
        Record(f"Paper {seed} {number} of a Long List", f"This is what paper {seed} {number} says. {about}")
        for number in range(count)
    )
    return HEAD + "".join(record.text() for record in records)


@pytest.fixture(scope="module")
def long_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("long") / "long.txt"
    file.write_text(many(3000), "utf-8")
    return file


@pytest.fixture(scope="module")
def long_library(tmp_path_factory: pytest.TempPathFactory, long_list: Path, process: Program) -> Path:
    home = tmp_path_factory.mktemp("longhome")
    assert process(home, "ingest", str(long_list)).code == 0
    return home


@pytest.mark.parametrize(
    "arguments",
    ["export", "export -f csv", "search --limit 0", "stats", "--help", "search --help", "--version"],
)
@pytest.mark.parametrize("lines", [0, 1])
def test_a_reader_that_closes_the_pipe_ends_it_quietly(
    arguments: str, lines: int, long_library: Path
) -> None:
    started = subprocess.Popen(
        command(*arguments.split()),
        env=environment(long_library),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert started.stdout is not None
    assert started.stderr is not None
    for _ in range(lines):
        started.stdout.readline()
    started.stdout.close()
    assert started.stderr.read() == b""
    started.stderr.close()
    assert started.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", ["export", "stats", "--version", "search --help"])
def test_an_output_that_cannot_be_written_is_said_in_one_line(arguments: str, long_library: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            command(*arguments.split()),
            env=environment(long_library),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ran.returncode, ran.stderr) == (1, b"papertriage: standard output: no space left on device\n")


@pytest.mark.parametrize("closed", [0, 1, 2])
@pytest.mark.parametrize(
    "arguments", [["stats"], ["search", "paper"], ["nonsense"], ["ingest", "-"], ["ingest", "missing.txt"]]
)
def test_a_stream_that_was_closed_does_no_harm(
    closed: int, arguments: list[str], home: Path, contents: Callable[[Path], str]
) -> None:
    before = contents(home)
    ran = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}{"<" if closed == 0 else ">"}&-', "sh", *command(*arguments)],
        env=environment(home),
        capture_output=True,
        check=False,
        cwd=home,
        input=None if closed == 0 else b"",
    )
    assert b"Traceback" not in ran.stderr
    assert ran.returncode == {"nonsense": 2, "ingest": 1}.get(arguments[0], 0)
    assert contents(home) == before


@pytest.mark.parametrize("part", [0.2, 0.3, 0.4, 0.5, 0.7, 0.85])
def test_an_interrupt_ends_with_130_and_one_line_and_the_next_run_works(
    part: float, fresh: Path, long_list: Path, program: Program, took: float
) -> None:
    started = subprocess.Popen(
        command("ingest", str(long_list)),
        env=environment(fresh),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(part * took)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=60)
    # At the very first Python is not up yet, and dies of the signal; at the very last all is done.
    if started.returncode not in {0, -signal.SIGINT}:
        assert (started.returncode, out) == (130, b"")
        assert err == b"papertriage: interrupted; nothing half-done was kept\n"
    assert program(fresh, "ingest", str(long_list)).code == 0
    assert program(fresh, "doctor").code == 0
    assert program(fresh, "search", "--limit", "0").out.count("\n") == 3000


@pytest.fixture(scope="module")
def took(long_list: Path, tmp_path_factory: pytest.TempPathFactory, process: Program) -> float:
    """How long an undisturbed reading takes here and now."""
    start = time.monotonic()
    process(tmp_path_factory.mktemp("timed"), "ingest", str(long_list))
    return time.monotonic() - start


def test_reports_and_progress_do_not_mix_with_data(fresh: Path, prepared: Path, process: Program) -> None:
    ran = process(fresh, "ingest", str(prepared / "first.txt"), "missing.txt", "--json")
    assert ran.code == 1
    assert ran.out.startswith("[")
    assert ran.err == "papertriage: missing.txt: no such file; check the name\n"


def test_a_terminal_as_input_is_told_how_to_end(fresh: Path) -> None:
    ours, its = os.openpty()
    started = subprocess.Popen(
        command("ingest", "-"),
        env=environment(fresh),
        stdin=its,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    os.close(its)
    os.write(ours, b"\x04")
    _, err = started.communicate(timeout=60)
    os.close(ours)
    assert started.returncode == 1
    assert b"Ctrl-D" in err
    assert b"stdin: empty" in err


def test_strict_says_3_where_something_was_skipped_and_nothing_else_changes(
    fresh: Path, prepared: Path, process: Program
) -> None:
    whole = (prepared / "first.txt").read_text("utf-8")
    damaged = whole.replace("Patient Teachers Wait\n", "").replace("Distillation usually shows", "Shows")
    (fresh / "damaged.txt").write_text(
        f"{damaged}\n  • 4 authors\n·\nOct 2\n\n  • 3 authors\n·\nOct 3\n", "utf-8"
    )
    ran = process(fresh, "ingest", "damaged.txt", "--json", "--strict", "--dry-run")
    skipped = '"skipped": 0' not in ran.out
    assert skipped
    assert ran.code == 3
    assert process(fresh, "ingest", "damaged.txt").code == 0


def test_a_dry_run_changes_nothing(home: Path, contents: Callable[[Path], str], process: Program) -> None:
    (home / "more.txt").write_text(many(5), "utf-8")
    before, index = contents(home), sorted((home / "library" / "index").iterdir())
    for arguments in (["more.txt"], ["first.txt", "--captured", "2025-10-30"], ["missing.txt"]):
        process(home, "ingest", "--dry-run", *arguments)
    assert contents(home) == before
    assert sorted((home / "library" / "index").iterdir()) == index


def test_a_dry_run_without_a_library_makes_none(fresh: Path, prepared: Path, process: Program) -> None:
    ran = process(fresh, "ingest", "--dry-run", str(prepared / "first.txt"))
    assert "4 new" in ran.out
    assert not (fresh / "library").exists()
