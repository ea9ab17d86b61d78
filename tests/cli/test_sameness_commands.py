"""duplicates, merge, unmerge, not-same, why-same, show --versions and ingest --reference, as typed."""

import json
from pathlib import Path

import pytest

from cli_program import Program
from dump_samples import Record, dump

LONG = "Lanterns Remember Quiet Harbour Tides at Winter Dusk"
FIRST = Record(LONG, "A lantern is given a memory of the tides, and asks it before every single night.")
ALIKE = Record(
    "Lanterns Remember Quiet Harbour Floods at Winter Dusk",
    "Floods are another matter: here a lantern is asked about water that nobody expected to come.",
    who="  • 5 authors",
)
HOSTILE = Record(
    "Lanterns \x1b[31mRemember\x07 Quiet Harbour Storms at Winter Dusk",
    "Of storms, and of little else besides.",
)


@pytest.fixture
def home(tmp_path: Path, program: Program) -> Path:
    (tmp_path / "a.txt").write_text(dump([FIRST, ALIKE]), "utf-8")
    assert program(tmp_path, "ingest", "a.txt").code == 0
    return tmp_path


def names(home: Path, program: Program) -> list[str]:
    return [json.loads(line)["id"] for line in program(home, "export").out.splitlines()]


def test_suggestions_say_their_points_and_why(home: Path, program: Program) -> None:
    ran = program(home, "duplicates")
    assert ran.code == 0
    assert ran.out.startswith("suggested\t")
    assert "instead of each other" in ran.out
    (found,) = json.loads(program(home, "duplicates", "--json").out)["suggested"]
    assert found["titles"] == [LONG, ALIKE.title]
    assert found["compared"]["verdict"] == "perhaps"


def test_merge_unmerge_and_not_same_are_said_and_hold(home: Path, program: Program) -> None:
    one, other = names(home, program)
    merged = program(home, "merge", one, other, "--reason", "the same tide")
    assert (merged.code, len(names(home, program))) == (0, 1)
    assert "said" in program(home, "duplicates", "--merged").out
    parted = program(home, "unmerge", names(home, program)[0])
    assert parted.out.count("unmerge\t") == 2
    assert sorted(names(home, program)) == sorted((one, other))
    assert program(home, "not-same", one, other).code == 0
    assert program(home, "duplicates", "--suggested").out == ""
    program(home, "rebuild")
    assert sorted(names(home, program)) == sorted((one, other))
    assert "different\ta reader said so" in program(home, "why-same", one, other).out


def test_what_cannot_be_done_is_one_line(home: Path, program: Program) -> None:
    one, _ = names(home, program)
    for asked in (("unmerge", one), ("not-same", one, one), ("merge", one, "arxiv:9999.99999")):
        ran = program(home, *asked)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


def test_a_search_finds_what_a_merge_made(home: Path, program: Program) -> None:
    one, other = names(home, program)
    program(home, "merge", one, other)
    assert len(program(home, "search", "lanterns").out.splitlines()) == 1


def test_versions_are_listed_with_their_sightings(home: Path, program: Program) -> None:
    one = names(home, program)[0]
    assert "no id" in program(home, "show", one, "--versions").out
    (version,) = json.loads(program(home, "show", one, "--versions", "--json").out)["versions"]
    assert len(version["sightings"]) == 1


def test_a_reference_is_reported_and_gives_ids(home: Path, program: Program) -> None:
    row = {
        "id": "2404.00001",
        "title": LONG,
        "abstract": FIRST.abstract,
        "authors": "A. Wick",
        "categories": "cs.LG",
    }
    (home / "snapshot.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    ran = program(home, "ingest", "--reference", "snapshot.jsonl")
    assert ran.code == 0
    assert "1 of 2 papers without an arXiv id have one now" in ran.out
    assert "arxiv:2404.00001" in names(home, program)
    told = json.loads(program(home, "ingest", "a.txt", "--reference", "snapshot.jsonl", "--json").out)
    assert [(each.get("dump"), each.get("reference")) for each in told] == [
        ("a.txt", None),
        (None, "snapshot.jsonl"),
    ]


def test_a_reference_that_is_not_there_is_one_line_and_a_failure(home: Path, program: Program) -> None:
    ran = program(home, "ingest", "--reference", "gone.jsonl")
    assert ran.code == 1
    assert "gone.jsonl" in ran.err
    assert program(home, "ingest").code == 2
    assert program(home, "ingest", "a.txt", "--dry-run", "--reference", "a.txt").code == 2


def test_no_escape_of_a_title_reaches_the_terminal(home: Path, program: Program) -> None:
    (home / "b.txt").write_text(dump([HOSTILE, FIRST._replace(comments=3)]), "utf-8")
    program(home, "ingest", "b.txt")
    every = names(home, program)
    for asked in (("duplicates",), ("why-same", every[0], every[-1]), ("merge", every[0], every[-1])):
        ran = program(home, *asked)
        assert ran.code == 0
        assert not any(c < " " and c not in "\n\t" for c in ran.out + ran.err)
