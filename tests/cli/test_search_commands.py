"""Searching as a person does it: faults pointed at, pages, counts, searches under a name, pictures."""

import json
import sys
from pathlib import Path

import pytest

from cli_program import Program

ALL = 5  # papers of the prepared library


def ids(out: str) -> list[str]:
    return [line.split("\t")[0] for line in out.splitlines()]


@pytest.mark.parametrize(
    ("query", "under"),
    [
        ("cache published:20x4", "  cache published:20x4\n                  ^^^^\n"),
        ("a OR (b", "  a OR (b\n       ^\n"),
        ("topic:kv-cash", "  topic:kv-cash\n        ^^^^^^^\n"),
        ("日本 state:reed", "  日本 state:reed\n             ^^^^\n"),
        (f"{'long ' * 40}state:reed", f"  …{('long ' * 40)[-54:]}state:reed\n{' ' * 63}^^^^\n"),
    ],
)
def test_a_fault_in_a_query_is_pointed_at(query: str, under: str, prepared: Path, program: Program) -> None:
    ran = program(prepared, "search", query)
    assert (ran.code, ran.out) == (2, "")
    first, _, rest = ran.err.partition("\n")
    assert first.startswith("papertriage: ")
    assert rest == under


def test_what_is_typed_is_never_obeyed_by_the_terminal(prepared: Path, program: Program) -> None:
    ran = program(prepared, "search", "state:re\x1b[31med")
    assert ran.code == 2
    assert "\x1b" not in ran.err


def test_pages_are_parts_of_the_whole(prepared: Path, program: Program) -> None:
    whole = ids(program(prepared, "search", "--limit", "0").out)
    assert len(whole) == ALL
    assert ids(program(prepared, "search", "-n", "2", "--page", "2").out) == whole[2:4]
    assert ids(program(prepared, "search", "-n", "2", "--offset", "1").out) == whole[1:3]
    assert program(prepared, "search", "-n", "2", "--page", "9").out == ""


@pytest.mark.parametrize("line", ["--page 2 --offset 3", "--page 2 --limit 0"])
def test_pages_need_a_size_and_no_other_start(line: str, prepared: Path, program: Program) -> None:
    ran = program(prepared, "search", *line.split())
    assert (ran.code, ran.out) == (2, "")
    assert "--page counts pages" in ran.err


@pytest.mark.parametrize("limit", ["0", "3", "5000"])
def test_json_is_one_document_however_long(limit: str, prepared: Path, program: Program) -> None:
    said = json.loads(program(prepared, "search", "--json", "--limit", limit).out)
    assert said["total"] == ALL
    assert len(said["papers"]) == min(ALL, int(limit) or ALL)


def test_a_group_is_any_of_its_topics(prepared: Path, program: Program) -> None:
    of_group = ids(program(prepared, "search", "--topic", "efficiency").out)
    either = ids(program(prepared, "search", "topic:kv-cache,quantization").out)
    assert sorted(of_group) == sorted(either)
    assert len(either) == 2
    assert ids(program(prepared, "search", "topic:ledgers").out)  # the reader's own, by its alias


def test_notes_go_to_standard_error(prepared: Path, program: Program) -> None:
    ran = program(prepared, "search", "quantizaton")
    assert ran.code == 0
    assert ran.out
    assert ran.err == (
        "papertriage: no paper has 'quantizaton': did you mean quantization? Searched for that\n"
    )
    assert json.loads(program(prepared, "search", "quantizaton", "--json").out)["notes"]


def test_an_export_speaks_the_same_language_and_brings_nothing_else(prepared: Path, program: Program) -> None:
    asked = "(cache OR quantization) -zebra published:2024.. topic:kv-cache,quantization"
    exported = program(prepared, "export", asked, "--format", "jsonl").out.splitlines()
    found = ids(program(prepared, "search", asked, "--limit", "0").out)
    assert [json.loads(line)["id"] for line in exported] == found
    assert found
    nothing = program(prepared, "export", "pocket zebra")
    assert (nothing.out, nothing.err) == ("", "papertriage: no paper has all of these 2 words\n")


def test_an_unwanted_word_stays_where_it_is_typed(prepared: Path, program: Program) -> None:
    either = program(prepared, "search", "zebra", "OR", "-ledger", "-n0").out
    assert len(ids(either)) == ALL - 1
    plan = program(prepared, "search", '-"pocket ledger"', "OR", "pocket", "--explain").out
    assert plan.splitlines()[1:3] == ["  any of:", "    not:"]


def test_the_most_discussed_are_worked_out_when_they_are_asked_for(home: Path, program: Program) -> None:
    first = program(home, "search", "--sort", "discussed", "--why")
    assert len(ids(first.out)) == ALL
    assert "more discussed than" in first.out
    assert program(home, "search", "--sort", "discussed", "--why") == first


def test_a_saved_search_tells_what_is_new_until_it_was_looked_at(
    fresh: Path, prepared: Path, program: Program
) -> None:
    program(fresh, "ingest", str(prepared / "first.txt"))
    saved = program(fresh, "searches", "save", "mine", "ledger", "OR", "images")
    assert (saved.code, saved.out) == (0, "saved\t@mine\tledger OR images\n")
    assert program(fresh, "searches", "list").out.split("\t")[:2] == ["mine", "0"]
    program(fresh, "ingest", str(prepared / "second.txt"))
    count = int(program(fresh, "searches", "list").out.split("\t")[1])
    assert count == len(ids(program(fresh, "search", "@mine", "--new", "-n", "1", "--json").out)) == 1
    [listed] = json.loads(program(fresh, "searches", "list", "--json").out)
    assert listed["new"] == 0
    assert listed["looked_at"]
    assert program(fresh, "search", "@mine", "--new").out == ""
    assert program(fresh, "search", "@mine").out
    program(fresh, "rebuild")
    assert program(fresh, "search", "@mine", "--new").out == ""
    assert program(fresh, "searches", "rm", "@mine").out == "removed\t@mine\n"
    gone = program(fresh, "search", "@mine")
    assert gone.code == 2
    assert "none is saved yet" in gone.err


def test_what_was_not_shown_stays_new(fresh: Path, prepared: Path, program: Program) -> None:
    program(fresh, "searches", "save", "all", "has:abstract")
    program(fresh, "ingest", str(prepared / "first.txt"))
    some = program(fresh, "search", "@all", "--new", "-n", "1")
    assert len(ids(some.out)) == 1
    assert some.err.endswith("stay so: --limit 0 shows all\n")
    assert len(ids(program(fresh, "search", "@all", "--new", "-n", "0").out)) > 1
    assert program(fresh, "search", "@all", "--new").out == ""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("search cache --new", "search @NAME --new"),
        ("search @nobody", "none is saved yet"),
        ("searches rm nobody", "no saved search @nobody"),
        ("searches save a/b cache", "cannot name a search"),
        ("searches save mine state:reed", "did you mean read"),
        ("searches save mine @mine", "a part of itself"),
        ("search --facet topics", "did you mean topic"),
        ("stats --over mont", "year, quarter, month, week, day"),
        ("stats --by year", "topic, org, category, source, state"),
        ("stats --plot papers.gif", ".svg or .png"),
    ],
)
def test_what_cannot_be_asked_says_what_can(line: str, words: str, home: Path, program: Program) -> None:
    ran = program(home, *line.split())
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_saving_again_names_what_was_there(home: Path, program: Program) -> None:
    program(home, "searches", "save", "mine", "cache")
    assert program(home, "searches", "save", "mine", "ledger").err == "papertriage: @mine was: cache\n"


def test_a_saved_search_whose_topic_is_gone_is_listed_all_the_same(home: Path, program: Program) -> None:
    program(home, "searches", "save", "own", "topic:ledgers")
    (home / "topics" / "bookkeeping.toml").unlink()
    listed = program(home, "searches", "list")
    assert listed.code == 0
    assert listed.out.startswith("own\t?\t")
    assert "no topic" in json.loads(program(home, "searches", "list", "--json").out)[0]["error"]


def test_a_shell_completes_names_of_saved_searches(home: Path, program: Program, process: Program) -> None:
    program(home, "searches", "save", "weekly", "cache")
    for words in ("papertriage search @we", "papertriage searches rm we"):
        asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
        assert "weekly" in process(home, _PAPERTRIAGE_COMPLETE="complete_bash", **asked).out


@pytest.mark.parametrize(("file", "starts"), [("all.svg", b"<?xml"), ("all.png", b"\x89PNG")])
@pytest.mark.parametrize("by", [(), ("--by", "topic")])
def test_papers_over_time_are_drawn_into_a_file(
    file: str, starts: bytes, by: tuple[str, ...], home: Path, program: Program
) -> None:
    ran = program(home, "stats", "--over", "month", *by, "--plot", file)
    assert (ran.code, ran.out, ran.err) == (0, "", f"written: {file}\n")
    first = (home / file).read_bytes()
    assert first.startswith(starts)
    program(home, "stats", "--over", "month", *by, "--plot", file)
    assert (home / file).read_bytes() == first  # the same counts, the same picture


def test_without_matplotlib_a_picture_says_how_to_get_it(
    home: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    ran = program(home, "stats", "--plot", "all.svg")
    assert ran.code == 1
    assert "pip install 'papertriage[plot]'" in ran.err
    assert not (home / "all.svg").exists()


def test_on_a_terminal_the_best_sentence_stands_under_the_title(prepared: Path, terminal: Program) -> None:
    shown = terminal(prepared, "search", "compression", NO_COLOR="1").out
    assert "We introduce Pocket Ledger" in shown
    assert "Serving long conversations" not in shown


def test_an_index_of_an_earlier_version_is_made_anew_by_the_next_search(home: Path, program: Program) -> None:
    before = program(home, "search", "cache")
    version = home / "library" / "index" / "version.json"
    said = json.loads(version.read_text("utf-8"))
    version.write_text(json.dumps({**said, "schema": said["schema"] - 1}), "utf-8")
    assert program(home, "search", "cache") == before
    assert json.loads(version.read_text("utf-8")) == said
