"""Killed at any moment, or with another at work, the library stays whole; the next run finishes the work."""

import json
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from cli_program import Program, command, environment
from dump_samples import Record, dump
from papertriage.library import open_library
from papertriage.library.doctor import run

SIZES = {"one.txt": 500, "two.txt": 400, "three.txt": 300}
TOTAL = 1100  # a hundred of the third are of the second too


def records(first: int, last: int) -> list[Record]:
    about = "It compresses the KV cache, or says so, and it is listed with many others of its kind in a list."
    return [
        Record(
            f"Paper {number} of a List Too Long to Read",
            f"This is what paper {number} says. {about}",
            comments=number % 7,
        )
        for number in range(first, last)
    ]


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("dumps")
    for name, (first, last) in {"one.txt": (0, 500), "two.txt": (500, 900), "three.txt": (800, 1100)}.items():
        (folder / name).write_text(dump(records(first, last)), "utf-8")
    return [str(folder / name) for name in SIZES]


def exported(home: Path, process: Program) -> list[dict[str, object]]:
    """The library's records but for when and from which batch they came."""
    said = [json.loads(line) for line in process(home, "export").out.splitlines()]
    for record in said:
        record.pop("first_seen")
        for sighting in record["sightings"]:
            sighting.pop("batch")
        record["sightings"].sort(key=lambda sighting: sighting["dump"])
    return sorted(said, key=lambda record: str(record["id"]))


@pytest.fixture(scope="module")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, dumps: list[str], process: Program
) -> tuple[list[dict[str, object]], float]:
    """What an undisturbed reading gives, and how long it takes here and now."""
    home = tmp_path_factory.mktemp("undisturbed")
    start = time.monotonic()
    assert process(home, "ingest", *dumps).code == 0
    took = time.monotonic() - start
    return exported(home, process), took


def whole(home: Path) -> None:
    """Every batch is wholly there or wholly absent; the index may be behind, nothing else is wrong."""
    if not (home / "library" / "library.sqlite").exists():
        return
    with open_library(home / "library") as library:
        assert [
            finding.name for finding in run(library) if finding.problems and finding.name != "leftovers"
        ] == []
        for batch in library.batches():
            assert batch.counts.read == SIZES[Path(batch.dump).name]


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_reading_leaves_whole_batches_and_the_next_run_finishes(
    seed: int,
    fresh: Path,
    dumps: list[str],
    program: Program,
    undisturbed: tuple[list[dict[str, object]], float],
) -> None:
    wanted, took = undisturbed
    moments = random.Random(seed)
    for third in range(3):
        started = subprocess.Popen(
            command("ingest", *dumps),
            env=environment(fresh),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moments.uniform(0.1 + 0.3 * third, 0.4 + 0.3 * third) * took)
        started.kill()
        assert started.wait(60) in {0, -signal.SIGKILL}
        whole(fresh)
    assert program(fresh, "ingest", *dumps).code == 0
    assert program(fresh, "doctor", "--fix").code == 0
    assert exported(fresh, program) == wanted
    assert program(fresh, "search", "compresses", "--limit", "0").out.count("\n") == TOTAL


def test_a_killed_rebuild_leaves_the_old_answer(
    fresh: Path, dumps: list[str], program: Program, undisturbed: tuple[list[dict[str, object]], float]
) -> None:
    wanted, took = undisturbed
    program(fresh, "ingest", *dumps)
    for part in (0.3, 0.6, 0.9):
        started = subprocess.Popen(
            command("rebuild"), env=environment(fresh), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(part * took)
        started.kill()
        started.wait(60)
        whole(fresh)
        assert exported(fresh, program) == wanted
    assert program(fresh, "doctor", "--fix").code == 0


def together(home: Path, *lines: list[str]) -> list[tuple[int, str, str]]:
    started = [
        subprocess.Popen(
            command(*line), env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for line in lines
    ]
    said = [each.communicate(timeout=60) for each in started]
    return [(each.returncode, *both) for each, both in zip(started, said, strict=True)]


def test_two_at_once_both_succeed(
    fresh: Path, dumps: list[str], program: Program, undisturbed: tuple[list[dict[str, object]], float]
) -> None:
    ran = together(fresh, ["ingest", dumps[0], dumps[1]], ["ingest", dumps[2]])
    assert [code for code, _, _ in ran] == [0, 0]
    assert all(err == "" or "waiting for it to end" in err for _, _, err in ran)
    assert exported(fresh, program) == undisturbed[0]
    assert program(fresh, "doctor").code == 0


def test_two_reading_the_same_dump_read_it_once(fresh: Path, dumps: list[str], program: Program) -> None:
    ran = together(fresh, ["ingest", dumps[0]], ["ingest", dumps[0]])
    assert [code for code, _, _ in ran] == [0, 0]
    assert sum("500 new" in out for _, out, _ in ran) == 1
    assert sum("nothing changes" in out for _, out, _ in ran) == 1
    assert program(fresh, "stats").out.startswith("papers\t500\nsightings\t500\ndumps\t1\n")


def test_a_search_during_a_reading_answers_with_what_was_there(
    fresh: Path, dumps: list[str], program: Program
) -> None:
    program(fresh, "ingest", dumps[0])
    with subprocess.Popen(
        command("ingest", dumps[1]), env=environment(fresh), stdout=subprocess.DEVNULL
    ) as reading:
        answers = []
        while reading.poll() is None:
            answers.append(program(fresh, "search", "compresses", "--limit", "0"))
    assert answers
    for answer in answers:
        assert answer.code == 0
        assert answer.out.count("\n") in {500, 900}
        assert answer.err == "" or "changing this library" in answer.err
    assert program(fresh, "search", "compresses", "--limit", "0").out.count("\n") == 900
