"""`topics eval` and `topics learn` as commands: on labels with texts, and on those the library has."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli_program import Program
from topic_samples import Listed, as_file, dump

LABELS: list[dict[str, Any]] = [
    {"title": "An amber lamp", "abstract": "Of resin.", "topics": ["amber"]},
    {"title": "A lamp", "abstract": "Made of resin.", "topics": ["amber"]},
    {"title": "Amber, again", "abstract": "A traffic light.", "topics": []},
    {"title": "Lamps", "abstract": None, "topics": [], "grey": ["amber"]},
]


@pytest.fixture
def shelf(fresh: Path) -> Path:
    """A home with the topic `amber` and labels of it."""
    as_file(fresh / "topics", "amber", "amber", aliases=["resin"])
    (fresh / "labels.json").write_text(json.dumps(LABELS), "utf-8")
    return fresh


def bees() -> list[dict[str, Any]]:
    """Papers that the words settle and the rule (`hive`) does not."""
    found: list[dict[str, Any]] = []
    for place in ("meadow", "orchard", "valley", "coast", "forest", "village", "garden", "island"):
        for title, abstract, has in (
            (f"A hive in the {place}", "Foragers bring nectar.", True),
            (f"Foragers of the {place}", "Workers carry nectar and pollen.", True),
            (f"Hive for the {place}", "SQL queries on warehouse tables.", False),
            (f"Elms of the {place}", "Their leaves and bark.", False),
        ):
            found.append({"title": title, "abstract": abstract, "topics": ["honey-bees"] * has})
    return found


def test_figures_are_a_line_a_topic(shelf: Path, program: Program) -> None:
    ran = program(shelf, "topics", "eval", "labels.json")
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert [row[0] for row in rows] == ["topic", "amber", "micro", "macro"]
    assert rows[1][1:4] == ["0.500", "0.500", "0.500"]
    assert rows[1][5:] == ["1", "1", "1"]


def test_errors_come_with_their_evidence(shelf: Path, program: Program) -> None:
    out = program(shelf, "topics", "eval", "labels.json", "--errors").out
    assert "amber\tfalse\tAmber, again\n" in out
    assert "\t+3\t'Amber' in the title, at 0\n" in out
    assert "amber\tmissed\tA lamp\n" in out
    assert "\tmissing\t0 of 3 points: none of its phrases" in out


def test_the_same_as_json(shelf: Path, program: Program) -> None:
    told = json.loads(program(shelf, "topics", "eval", "labels.json", "--json").out)
    assert told["papers"] == 4
    assert told["topics"][0]["f1"]["value"] == told["micro"]["f1"]["value"] == 0.5
    assert [(error["kind"], error["title"]) for error in told["errors"]] == [
        ("missed", "A lamp"),
        ("false", "Amber, again"),
    ]
    assert told["errors"][1]["mentions"][0]["text"] == "Amber"


def test_texts_come_from_the_library(shelf: Path, program: Program) -> None:
    listed = [Listed(str(row["title"]), str(row["abstract"] or "")) for row in LABELS]
    assert program(shelf, "ingest", str(dump(shelf, "papers.jsonl", listed))).code == 0
    keys = [
        {"key": "".join(c for c in str(row["title"]).lower() if c.isalnum()), "topics": row["topics"]}
        for row in LABELS[:3]
    ]
    keys.append({"key": "notthere", "topics": ["amber"]})
    (shelf / "keys.jsonl").write_text("".join(json.dumps(row) + "\n" for row in keys), "utf-8")
    ran = program(shelf, "topics", "eval", "keys.jsonl")
    assert ran.code == 0
    assert "1 labelled paper is not in the library" in ran.err
    assert ran.out == program(shelf, "topics", "eval", "labels.json").out


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"title": "A", "abstract": "", "topics": ["ambre"]}, "amber"),
        ({"title": "A", "topics": []}, "library"),
        ({"topics": []}, "needs a title or a key"),
    ],
)
def test_a_fault_in_the_labels_is_one_line(
    row: dict[str, object], words: str, shelf: Path, program: Program
) -> None:
    (shelf / "bad.json").write_text(json.dumps([row]), "utf-8")
    ran = program(shelf, "topics", "eval", "bad.json")
    assert ran.code != 0
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert words in ran.err


def test_aliases_are_understood(shelf: Path, program: Program) -> None:
    rows = [{**row, "topics": ["resin" for _ in row["topics"] or ()]} for row in LABELS]
    (shelf / "aliases.json").write_text(json.dumps(rows), "utf-8")
    ran = program(shelf, "topics", "eval", "aliases.json")
    assert ran.out == program(shelf, "topics", "eval", "labels.json").out


def test_what_is_learned_is_saved_and_used(shelf: Path, program: Program) -> None:
    pytest.importorskip("sklearn", reason="learning needs papertriage[learn]")
    as_file(shelf / "topics", "honey-bees", "hive")
    (shelf / "bees.json").write_text(json.dumps(bees()), "utf-8")
    ran = program(shelf, "topics", "learn", "bees.json")
    assert ran.code == 0
    assert "kept for honey-bees" in ran.err
    row = ran.out.splitlines()[1].split("\t")
    assert row[:3] == ["honey-bees", "16", "16"]
    assert row[3].startswith("0.500 (")
    assert row[-1].startswith("yes")
    saved = (shelf / "topics" / "learned.json").read_bytes()
    both = json.loads(program(shelf, "topics", "eval", "bees.json", "--json").out)
    rules = json.loads(program(shelf, "topics", "eval", "bees.json", "--rules", "--json").out)
    assert rules["micro"]["f1"]["value"] == 0.5
    assert both["micro"]["f1"]["value"] == 1
    program(shelf, "topics", "learn", "bees.json")
    assert (shelf / "topics" / "learned.json").read_bytes() == saved


def test_corrections_alone_teach_too(shelf: Path, program: Program) -> None:
    pytest.importorskip("sklearn", reason="learning needs papertriage[learn]")
    as_file(shelf / "topics", "honey-bees", "hive")
    rows = bees()
    listed = [Listed(str(row["title"]), str(row["abstract"])) for row in rows]
    assert program(shelf, "ingest", str(dump(shelf, "papers.jsonl", listed))).code == 0
    for row in rows[:24]:
        action = "tag" if row["topics"] else "untag"
        assert program(shelf, action, str(row["title"]), "honey-bees").code == 0
    ran = program(shelf, "topics", "learn", "--json")
    assert ran.code == 0
    (told,) = json.loads(ran.out)
    assert (told["topic"], told["positives"], told["negatives"], told["kept"]) == ("honey-bees", 12, 12, True)


def test_without_labels_there_is_nothing_to_learn(shelf: Path, program: Program) -> None:
    ran = program(shelf, "topics", "learn")
    assert (ran.code, ran.out) == (2, "")
    assert "nothing to learn from" in ran.err
    assert not (shelf / "topics" / "learned.json").exists()


def test_a_damaged_model_is_a_fault_that_names_its_mend(shelf: Path, program: Program) -> None:
    (shelf / "topics" / "learned.json").write_text("{", "utf-8")
    ran = program(shelf, "topics", "eval", "labels.json")
    assert ran.code == 1
    assert "learned.json: is not JSON; make it again with `papertriage topics learn`" in ran.err
    assert program(shelf, "topics", "eval", "labels.json", "--rules").code == 0


def test_scikit_learn_missing_is_one_line(
    shelf: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "sklearn", None)
    ran = program(shelf, "topics", "learn", "labels.json")
    assert (ran.code, ran.out) == (1, "")
    assert "pip install 'papertriage[learn]'" in ran.err
