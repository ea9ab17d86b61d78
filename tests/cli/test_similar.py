"""papertriage similar: neighbours of a paper of the library, of a file, of what comes in."""

import json
from pathlib import Path

from cli_program import Program


def ids(out: str) -> list[str]:
    return [line.split("\t")[0] for line in out.splitlines()]


def test_a_paper_has_neighbours_and_is_none_of_them(home: Path, program: Program) -> None:
    [first] = ids(program(home, "search", "--sort", "title", "-n", "1").out)
    said = program(home, "similar", first, "--why", "-n", "3")
    assert (said.code, said.err) == (0, "")
    assert 1 <= len(ids(said.out)) <= 3
    assert first not in ids(said.out)
    assert all("score" in line.split("\t")[4] for line in said.out.splitlines())


def test_a_file_and_standard_input_have_the_same_neighbours(
    home: Path, program: Program, process: Program
) -> None:
    [first] = ids(program(home, "search", "--sort", "title", "-n", "1").out)
    paper = json.loads(program(home, "show", first, "--json").out)
    text = f"{paper['title']}\n{paper['abstract']}"
    (home / "draft.txt").write_text(text, "utf-8")
    of_file = program(home, "similar", "draft.txt")
    assert of_file.code == 0
    assert ids(of_file.out)[0] == first
    assert process(home, "similar", "-", stdin=text).out == of_file.out


def test_neighbours_as_json_say_which_words_they_share(home: Path, program: Program) -> None:
    [first] = ids(program(home, "search", "--sort", "title", "-n", "1").out)
    said = json.loads(program(home, "similar", first, "--json", "-n", "2").out)
    assert said["compared"] >= len(said["papers"]) >= 1
    for paper in said["papers"]:
        assert paper["why"]["parts"]
        assert paper["why"]["score"] > 0


def test_options_narrow_the_neighbours(home: Path, program: Program) -> None:
    [first] = ids(program(home, "search", "--sort", "title", "-n", "1").out)
    every, narrowed = program(home, "similar", first), program(home, "similar", first, "--state", "accepted")
    assert ids(every.out)
    assert (narrowed.code, narrowed.out) == (0, "")
    assert narrowed.err == "papertriage: no paper shares a telling word\n"


def test_what_is_not_there_and_what_is_no_text_is_one_line(home: Path, program: Program) -> None:
    (home / "picture.png").write_bytes(b"\x89PNG\x00\x00")
    for asked in ("picture.png", "no such paper at all"):
        said = program(home, "similar", asked)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1), said
        assert asked in said.err


def test_a_terminal_shows_the_neighbours_as_a_table(home: Path, program: Program, terminal: Program) -> None:
    [first] = ids(program(home, "search", "--sort", "title", "-n", "1").out)
    said = terminal(home, "similar", first, "-n", "2")
    assert said.code == 0
    assert "most alike first" in said.out
