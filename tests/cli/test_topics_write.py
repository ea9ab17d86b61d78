"""The commands of one who writes topics: a topic begun, checked, tried, and groups that want one."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cli_program import Program
from topic_samples import Listed, as_file, dump

LONG = "at the length that an abstract has, so that it is read as one and not as a line of a list."
PAPERS = [
    Listed("Honey bees in winter", f"Honey bees keep warm in the hive {LONG}", "2401.00001"),
    Listed("The hive as a clock", f"A honey bee leaves its hive at noon {LONG}", "2401.00002"),
    Listed("Wings of honey bees", f"The flight around a hive {LONG}", "2401.00003"),
    Listed("Wasps are no bees", f"Wasps build nests of paper {LONG}", "2401.00004"),
    *(
        Listed(f"Glazes {word}", f"Feldspar and clay {LONG} We fire {word} vases.", f"2402.0000{number}")
        for number, word in enumerate(("blue", "green", "red", "brown"), 1)
    ),
]


@pytest.fixture
def shelf(fresh: Path, program: Program) -> Path:
    """A home with eight papers, of which no built-in topic is."""
    dump(fresh, "papers.jsonl", PAPERS)
    assert program(fresh, "ingest", "papers.jsonl").code == 0
    return fresh


def told(home: Path, program: Program, *words: str, code: int = 0) -> Any:
    ran = program(home, *words, "--json")
    assert ran.code == code, ran.err
    return json.loads(ran.out)


# --- new ---

NEW = ("topics", "new", "Honey bees", "2401.00001", "the hive as a clock")


def test_new_writes_a_topic_that_is_in_use_from_then_on(shelf: Path, program: Program) -> None:
    done = program(shelf, *NEW)
    file = shelf / "topics" / "honey-bees.toml"
    assert (done.code, done.out.splitlines()[0]) == (0, f"wrote\t{file}")
    assert "phrase\t3\thoney bee\n" in done.out
    assert "finds\t3 papers, 2 of the 2 examples among them\n" in done.out
    assert "\tarxiv:2401.00003\tWings of honey bees\thoney bees in title" in done.out
    assert "papertriage topics retag" in done.err
    assert program(shelf, "topics", "retag").out.startswith("honey-bees\tnew\t3 gained\t0 lost\n")
    assert told(shelf, program, "search", "--topic", "honey-bees")["total"] == 3


def test_new_keeps_a_file_that_is_there_unless_forced(shelf: Path, program: Program) -> None:
    file = as_file(shelf / "topics", "honey-bees", "hive")
    before = file.read_text("utf-8")
    refused = program(shelf, *NEW)
    assert (refused.code, refused.out) == (2, "")
    assert "--force" in refused.err
    assert program(shelf, *NEW, "--dry-run").code == 0
    assert file.read_text("utf-8") == before
    assert program(shelf, *NEW, "--force").code == 0
    assert file.read_text("utf-8") != before


def test_new_does_not_take_the_place_of_a_built_in_topic_by_accident(shelf: Path, program: Program) -> None:
    refused = program(shelf, "topics", "new", "survey", "2401.00001")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "built-in" in refused.err
    assert not (shelf / "topics").exists()


def test_a_dry_run_is_the_file_on_standard_output_and_nothing_else(shelf: Path, program: Program) -> None:
    shown = program(shelf, *NEW, "--dry-run")
    assert not (shelf / "topics").exists()
    program(shelf, *NEW)
    assert shown.out == (shelf / "topics" / "honey-bees.toml").read_text("utf-8")
    assert "finds\t3 papers" in shown.err


def test_new_as_json(shelf: Path, program: Program) -> None:
    said = told(shelf, program, *NEW, "--not", "wasps are no bees")
    assert (said["name"], said["finds"]) == ("honey-bees", 3)
    assert said["file"] == str(shelf / "topics" / "honey-bees.toml")
    assert said["toml"] == (shelf / "topics" / "honey-bees.toml").read_text("utf-8")
    assert 'does_not = ["Wasps are no bees"]' in said["toml"]
    assert len(said["papers"]) == 3
    assert said["papers"][0]["evidence"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["蜂", "2401.00001"], "no words"),
        (["bees", "2499.99999"], "no paper"),
        (["bees", "2401.00001", "--not", "2499.99999"], "no paper"),
    ],
)
def test_new_says_in_a_line_what_is_wrong(words: list[str], said: str, shelf: Path, program: Program) -> None:
    ran = program(shelf, "topics", "new", *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


@pytest.mark.skipif(os.name != "posix", reason="a file in the folder's place is a fault of POSIX's")
def test_a_folder_that_cannot_be_written_is_said_in_a_line(shelf: Path, program: Program) -> None:
    (shelf / "topics").touch()
    ran = program(shelf, *NEW)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "cannot be written" in ran.err


# --- lint ---


def test_lint_names_file_line_and_mend_and_fails_on_errors(shelf: Path, program: Program) -> None:
    file = as_file(shelf / "topics", "bees", "honey bee", "dit")
    ran = program(shelf, "topics", "lint")
    assert ran.code == 1
    first, second, last = ran.out.splitlines()
    assert first.startswith(f"{file}:10: error: short-word: phrase 2, 'dit': ")
    assert second.startswith(f"{file}:10: warning: dead-phrase: phrase 2, 'dit': it stands in no paper")
    assert last == "1 topic: 1 errors, 1 warnings"


def test_warnings_alone_are_no_failure(shelf: Path, program: Program) -> None:
    as_file(shelf / "topics", "bees", "honey bee", "zirconia")
    ran = program(shelf, "topics", "lint", "bees")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("1 topic: 0 errors, 1 warnings\n")


def test_lint_without_a_library_says_what_it_left_out(fresh: Path, program: Program) -> None:
    file = as_file(fresh, "bees", "zirconia")
    ran = program(fresh, "topics", "lint", str(file))
    assert (ran.code, ran.out) == (0, "1 topic: 0 errors, 0 warnings\n")
    assert "left out" in ran.err
    assert "dead phrases" in ran.err
    assert told(fresh, program, "topics", "lint", str(file))["left_out"][0] == "dead phrases"


def test_a_file_that_is_no_topic_is_an_error_beside_the_others(shelf: Path, program: Program) -> None:
    as_file(shelf / "topics", "bees", "honey bee")
    (shelf / "topics" / "wasps.toml").write_text("name = [", "utf-8")
    said = told(shelf, program, "topics", "lint", code=1)
    assert said["topics"] == ["bees"]
    assert [(each["kind"], Path(each["file"]).name) for each in said["findings"]] == [
        ("invalid", "wasps.toml")
    ]


def test_what_new_writes_passes_lint(shelf: Path, program: Program) -> None:
    program(shelf, *NEW)
    said = told(shelf, program, "topics", "lint", "honey-bees")
    assert [each for each in said["findings"] if each["severity"] == "error"] == []


def test_lint_of_no_topic_at_all(shelf: Path, program: Program) -> None:
    assert program(shelf, "topics", "lint") == (0, "0 topics: 0 errors, 0 warnings\n", "")
    ran = program(shelf, "topics", "lint", "kv-cash")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean kv-cache" in ran.err


# --- test ---


def tables(folder: Path, name: str, fires: list[str], does_not: list[str]) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.cases.toml"
    file.write_text(f"fires = {json.dumps(fires)}\ndoes_not = {json.dumps(does_not)}\n", "utf-8")
    return file


def test_tables_that_hold(fresh: Path, program: Program) -> None:
    file = as_file(fresh, "bees", "honey bee")
    tables(fresh, "bees", ["Honey bees", "Hives || of honey bees"], ["Wasps"])
    assert program(fresh, "topics", "test", str(file)) == (0, "bees\t3 of 3 cases hold\n", "")


def test_a_table_that_does_not_hold_says_what_was_found_or_missing(fresh: Path, program: Program) -> None:
    as_file(fresh / "topics", "bees", "honey bee")
    file = tables(fresh / "topics", "bees", ["Hives"], ["Honey bees || in amber"])
    ran = program(fresh, "topics", "test")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines() == [
        "bees\t0 of 2 cases hold",
        f"\tmust fire\tHives\t{file}:1",
        "\t\t0 of 3 points: none of its phrases stands in the title or the abstract",
        f"\tmust not fire\tHoney bees\t{file}:2",
        "\t\t+3 'Honey bees' in the title",
        "\t\t6 of 3 points",
    ]
    (said,) = told(fresh, program, "topics", "test", "bees", code=1)
    assert [each["fires"] for each in said["failed"]] == [True, False]


def test_built_in_topics_are_tried_on_a_folder_of_tables(fresh: Path, program: Program) -> None:
    tables(fresh / "cases", "quantization", ["Post-training quantization of language models"], ["Bees"])
    ran = program(fresh, "topics", "test", "--cases", "cases")
    assert ran == (0, "quantization\t2 of 2 cases hold\n", "")
    assert program(fresh, "topics", "test", "quantization", "--cases", "cases") == ran


def test_without_tables_it_says_where_to_write_them(fresh: Path, program: Program) -> None:
    nothing = program(fresh, "topics", "test")
    assert (nothing.code, nothing.out) == (0, "")
    assert "NAME.cases.toml" in nothing.err
    as_file(fresh / "topics", "bees", "honey bee")
    asked = program(fresh, "topics", "test", "bees")
    assert (asked.code, asked.out) == (2, "")
    assert str(fresh / "topics" / "bees.cases.toml") in asked.err
    assert program(fresh, "topics", "test", "--cases", "nowhere").code == 2


def test_a_fault_in_a_table_is_a_line(fresh: Path, program: Program) -> None:
    file = as_file(fresh, "bees", "honey bee")
    (fresh / "bees.cases.toml").write_text("fires = [", "utf-8")
    ran = program(fresh, "topics", "test", str(file))
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "bees.cases.toml: is not TOML" in ran.err


# --- suggest ---


def test_suggest_gives_groups_and_the_command_that_begins_a_topic(shelf: Path, program: Program) -> None:
    pytest.importorskip("sklearn")
    ran = program(shelf, "topics", "suggest")
    assert ran.code == 0
    assert "8 of 8 papers have no topic" in ran.err
    said = told(shelf, program, "topics", "suggest", "--seed", "0")
    assert (said["papers"], said["uncovered"], said["looked_at"]) == (8, 8, 8)
    assert [group["name"] for group in said["groups"]]
    for group in said["groups"]:
        assert group["command"] in ran.out
        words = group["command"].split()[1:]
        assert program(shelf, *words, "--dry-run").code == 0


def test_suggest_leaves_out_what_a_topic_covers(shelf: Path, program: Program) -> None:
    pytest.importorskip("sklearn")
    as_file(shelf / "topics", "all", "length")
    assert "8 papers" in program(shelf, "topics", "suggest").err  # topics changed since papers were tagged
    program(shelf, "topics", "retag")
    said = told(shelf, program, "topics", "suggest")
    assert said["uncovered"] == 0
    assert said["groups"] == []


def test_suggest_is_the_same_each_time(shelf: Path, program: Program) -> None:
    pytest.importorskip("sklearn")
    assert program(shelf, "topics", "suggest", "--limit", "1") == program(
        shelf, "topics", "suggest", "-n", "1"
    )
