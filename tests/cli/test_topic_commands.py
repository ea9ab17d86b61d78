"""Topics of a library from the command line: corrected, tagged again, compared."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli_program import Program
from topic_samples import Listed, as_file, dump

PAPERS = [
    Listed("Zirconia in ledgers", "We look at zirconia at the length of an abstract.", "2401.00001"),
    Listed("Zirconia in vases", "We look at feldspar at the length of an abstract.", "2401.00002"),
    Listed("Feldspar alone", "We look at nothing else at the length of an abstract.", "2401.00003"),
]


@pytest.fixture
def shelf(fresh: Path, program: Program) -> Path:
    """A home with a topic of its own and three papers, two of which have it."""
    as_file(fresh / "topics", "minerals", "zirconia", aliases=["stones"])
    dump(fresh, "papers.jsonl", PAPERS)
    assert program(fresh, "ingest", "papers.jsonl").code == 0
    return fresh


def having(home: Path, program: Program, topic: str = "minerals") -> list[str]:
    found = program(home, "search", "--topic", topic, "--json", "--sort", "title")
    return [paper["arxiv_id"] for paper in json.loads(found.out)["papers"]]


def told(home: Path, program: Program, *words: str) -> Any:
    return json.loads(program(home, *words, "--json").out)


# --- tag and untag ---


def test_tag_and_untag_say_what_they_did_and_search_follows(shelf: Path, program: Program) -> None:
    tagged = program(shelf, "tag", "2401.00003", "minerals")
    assert tagged == (0, "tag\tminerals\tarxiv:2401.00003\tFeldspar alone\n", "")
    untagged = program(shelf, "untag", "zirconia in vases", "stones", "--reason", "vases are art")
    assert untagged == (0, "untag\tminerals\tarxiv:2401.00002\tZirconia in vases\n", "")
    assert having(shelf, program) == ["2401.00003", "2401.00001"]
    assert "topic\tminerals\t2\n" in program(shelf, "stats").out


def test_a_tagged_paper_is_given_as_json(shelf: Path, program: Program) -> None:
    topics = told(shelf, program, "tag", "2401.00003", "stones")["topics"]
    assert topics == [{"name": "minerals", "score": 1.0, "evidence": []}]


def test_show_says_that_the_reader_tagged_it(shelf: Path, program: Program) -> None:
    program(shelf, "tag", "2401.00003", "minerals", "--reason", "feldspar is one")
    shown = program(shelf, "show", "2401.00003").out
    assert "topic\tminerals 1.00: tagged by the reader\n" in shown
    assert "tag minerals: feldspar is one\n" in shown
    assert told(shelf, program, "show", "2401.00003")["corrections"] == {"minerals": "tag"}


def test_why_says_that_the_reader_tagged_it_and_that_no_word_did(shelf: Path, program: Program) -> None:
    program(shelf, "tag", "2401.00003", "minerals", "--reason", "feldspar is one")
    _, first, second = program(shelf, "topics", "why", "2401.00003").out.splitlines()
    assert first == "minerals\tapplies\t0 of 3 points, score 0.00"
    assert second.startswith("\ttagged\tby the reader on 20")
    assert second.endswith(": feldspar is one")


def test_why_says_that_the_reader_untagged_it_however_strong_its_words(shelf: Path, program: Program) -> None:
    program(shelf, "untag", "2401.00001", "minerals")
    said = program(shelf, "topics", "why", "2401.00001", "minerals").out
    assert "minerals\tdoes not apply\t9 of 3 points" in said
    assert "\tuntagged\tby the reader on 20" in said
    assert "\t+3\t'Zirconia' in the title, at 0" in said
    (topic,) = told(shelf, program, "topics", "why", "2401.00001", "minerals")["topics"]
    assert (topic["applies"], topic["correction"]["action"]) == (False, "untag")


def test_a_paper_without_corrections_has_none_in_json(shelf: Path, program: Program) -> None:
    (topic,) = told(shelf, program, "topics", "why", "2401.00001", "minerals")["topics"]
    assert (topic["applies"], topic["correction"]) == (True, None)
    assert told(shelf, program, "show", "2401.00001")["corrections"] == {}


@pytest.mark.parametrize("action", ["tag", "untag"])
def test_an_unknown_topic_or_paper_changes_nothing(action: str, shelf: Path, program: Program) -> None:
    missing = program(shelf, action, "2401.00001", "minerals", "mineral")
    assert missing.code == 2
    assert "did you mean minerals" in missing.err
    nobody = program(shelf, action, "2401.99999", "minerals")
    assert (nobody.code, nobody.err) == (2, "papertriage: no paper '2401.99999'\n")
    assert program(shelf, action, "2401.00001").code == 2
    assert "decisions\t0\n" in program(shelf, "stats").out


def test_a_tag_with_a_topic_that_is_no_more_can_be_taken_back(shelf: Path, program: Program) -> None:
    program(shelf, "tag", "2401.00003", "minerals")
    (shelf / "topics" / "minerals.toml").unlink()
    program(shelf, "topics", "retag")
    assert told(shelf, program, "stats")["topics"] == {"minerals": 1}
    assert program(shelf, "tag", "2401.00001", "minerals").code == 2
    assert program(shelf, "untag", "2401.00003", "minerals").code == 0
    assert told(shelf, program, "stats")["topics"] == {}


# --- retag ---

CHANGED = (
    "minerals changed since papers were tagged (3 papers): papertriage topics retag brings all up to date\n"
)


def test_retag_brings_all_papers_up_to_date(shelf: Path, program: Program) -> None:
    as_file(shelf / "topics", "minerals", "feldspar")
    assert having(shelf, program) == ["2401.00001", "2401.00002"]
    done = program(shelf, "topics", "retag")
    assert done == (0, "minerals\tchanged\t1 gained\t1 lost\n3 of 3 papers changed\n", "")
    assert having(shelf, program) == ["2401.00003", "2401.00002"]
    assert program(shelf, "topics", "retag") == (0, "0 of 3 papers changed\n", "")


def test_retag_as_json(shelf: Path, program: Program) -> None:
    as_file(shelf / "topics", "pots", "vase", "vases")
    assert told(shelf, program, "topics", "retag") == {
        "papers": 3,
        "changed": 1,
        "topics": [{"name": "pots", "kind": "new", "gained": 1, "lost": 0}],
    }


def test_commands_say_that_topics_changed_until_all_is_tagged_again(shelf: Path, program: Program) -> None:
    as_file(shelf / "topics", "minerals", "feldspar")
    assert program(shelf, "stats").err == CHANGED
    assert program(shelf, "search", "--topic", "minerals").err == CHANGED
    assert program(shelf, "topics", "why", "2401.00001", "minerals").err == CHANGED
    assert program(shelf, "search", "--topic", "kv-cache").err == ""  # which is what it was
    dump(shelf, "more.jsonl", [Listed("Vases of feldspar", "At the length that an abstract has.")])
    assert program(shelf, "ingest", "more.jsonl").err == CHANGED.replace("3 papers", "4 papers")
    assert len(having(shelf, program)) == 3  # two by the old rule and the new paper by the new one
    assert program(shelf, "topics", "retag").err == ""
    for words in (["stats"], ["search", "--topic", "minerals"], ["ingest", "papers.jsonl"]):
        assert program(shelf, *words).err == ""


def test_topics_that_were_changed_for_a_while_are_not_forgotten(shelf: Path, program: Program) -> None:
    as_file(shelf / "topics", "minerals", "feldspar")
    dump(shelf, "more.jsonl", [Listed("Vases of feldspar", "At the length that an abstract has.")])
    program(shelf, "ingest", "more.jsonl")
    as_file(shelf / "topics", "minerals", "zirconia", aliases=["stones"])
    assert program(shelf, "stats").err == CHANGED.replace("3 papers", "4 papers")
    assert program(shelf, "topics", "retag").out.startswith("minerals\tchanged\t0 gained\t1 lost\n")
    assert program(shelf, "stats").err == ""


def test_a_topic_file_that_cannot_be_read_is_named_beside_the_answer(shelf: Path, program: Program) -> None:
    (shelf / "topics" / "minerals.toml").write_text("name = ", "utf-8")
    said = program(shelf, "stats")
    assert (said.code, said.out.splitlines()[0], said.err.count("\n")) == (0, "papers\t3", 1)
    assert "topics/minerals.toml" in said.err


def test_a_rebuild_is_as_good(shelf: Path, program: Program) -> None:
    as_file(shelf / "topics", "minerals", "feldspar")
    assert program(shelf, "rebuild").err == ""
    assert program(shelf, "stats").err == ""
    assert having(shelf, program) == ["2401.00003", "2401.00002"]


def test_a_comment_in_a_topic_file_changes_no_topic(shelf: Path, program: Program) -> None:
    file = shelf / "topics" / "minerals.toml"
    file.write_text(f"# stones\n{file.read_text('utf-8')}", "utf-8")
    assert program(shelf, "stats").err == ""


def test_without_a_library_there_is_nothing_to_tag(fresh: Path, program: Program) -> None:
    as_file(fresh / "topics", "minerals", "feldspar")
    assert program(fresh, "topics", "retag").out == "0 of 0 papers changed\n"


def test_a_terminal_sees_how_far_it_is(shelf: Path, terminal: Program) -> None:
    as_file(shelf / "topics", "minerals", "feldspar")
    shown = terminal(shelf, "topics", "retag")
    assert shown.code == 0
    assert "3 of 3 papers changed" in shown.out


# --- diff ---


def test_diff_shows_who_gains_and_who_loses_and_changes_nothing(shelf: Path, program: Program) -> None:
    draft = as_file(shelf / "drafts", "minerals", "feldspar")
    said = program(shelf, "topics", "diff", str(draft))
    assert said.code == 0
    assert said.out.splitlines() == [
        "minerals\t1 gained\t1 lost",
        "\t+\t0.75\tarxiv:2401.00003\tFeldspar alone\tFeldspar in title",
        "\t-\t0.88\tarxiv:2401.00001\tZirconia in ledgers\tZirconia in title; zirconia in abstract",
    ]
    assert having(shelf, program) == ["2401.00001", "2401.00002"]


def test_diff_of_two_files_and_of_two_folders(shelf: Path, program: Program) -> None:
    as_file(shelf / "old", "minerals", "zirconia")
    as_file(shelf / "new", "minerals", "feldspar")
    as_file(shelf / "new", "pots", "vases")
    of_files = program(shelf, "topics", "diff", "old/minerals.toml", "new/minerals.toml").out
    assert of_files.splitlines()[0] == "minerals\t1 gained\t1 lost"
    of_folders = program(shelf, "topics", "diff", "old", "new").out
    assert of_folders.startswith(of_files)
    assert (
        "pots\t1 gained\t0 lost\n\t+\t0.75\tarxiv:2401.00002\tZirconia in vases\tvases in title\n"
        in of_folders
    )


def test_diff_as_json_has_the_evidence(shelf: Path, program: Program) -> None:
    as_file(shelf / "drafts", "minerals", "feldspar")
    (topic,) = told(shelf, program, "topics", "diff", "drafts")
    assert topic["name"] == "minerals"
    assert [paper["id"] for paper in topic["lost"]] == ["arxiv:2401.00001"]
    (gained,) = topic["gained"]
    assert gained["evidence"] == [{"field": "title", "start": 0, "end": 8, "text": "Feldspar", "weight": 3.0}]


def test_diff_leaves_out_what_the_reader_said(shelf: Path, program: Program) -> None:
    program(shelf, "tag", "2401.00001", "minerals")
    program(shelf, "untag", "2401.00003", "minerals")
    as_file(shelf / "drafts", "minerals", "feldspar")
    assert program(shelf, "topics", "diff", "drafts").out == "minerals\t0 gained\t0 lost\n"


def test_diff_of_the_same_rules(shelf: Path, program: Program) -> None:
    assert program(shelf, "topics", "diff", "topics").out == "the rules are the same\n"
    assert told(shelf, program, "topics", "diff", "topics") == []


def test_diff_says_what_is_wrong_with_a_file(shelf: Path, program: Program) -> None:
    (shelf / "empty").mkdir()
    (shelf / "bad.toml").write_text("name = 3\n", "utf-8")
    for place, words in (
        ("empty", "no topic files"),
        ("bad.toml", "bad.toml"),
        ("gone.toml", "cannot be read"),
    ):
        said = program(shelf, "topics", "diff", place)
        assert said.code == 1
        assert words in said.err
        assert said.err.count("\n") == 1
