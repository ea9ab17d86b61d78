"""`papertriage site build` as it is used."""

import json
from pathlib import Path

import pytest

from cli_program import Program


def test_a_site_of_the_library_is_built_and_built_again(home: Path, program: Program) -> None:
    ran = program(home, "site", "build", "public", "--title", "Ours")
    assert (ran.code, ran.err) == (0, "")
    assert "0 unchanged; 0 removed" in ran.out
    assert "<h1>Ours</h1>" in (home / "public" / "index.html").read_text("utf-8")
    assert len(list((home / "public" / "papers").iterdir())) == 5
    again = json.loads(program(home, "site", "build", "public", "--title", "Ours", "--json").out)
    assert (again["written"], again["removed"], again["left"]) == (0, 0, [])


def test_a_site_of_a_search_has_its_papers_alone(home: Path, program: Program) -> None:
    program(home, "site", "build", "public")
    ran = program(home, "site", "build", "public", "pocket", "ledger")
    assert ran.code == 0
    assert len(list((home / "public" / "papers").iterdir())) == 1


def test_a_topic_has_its_title_and_definition(home: Path, program: Program) -> None:
    program(home, "site", "build", "public")
    text = (home / "public" / "topics" / "bookkeeping.html").read_text("utf-8")
    assert "<h1>Bookkeeping</h1>\n<p>Keeping accounts of what a model did.</p>" in text


def test_the_feed_names_itself_by_the_address(home: Path, program: Program) -> None:
    program(home, "site", "build", "public", "--address", "https://papers.example/x/")
    assert "https://papers.example/x/feed.xml" in (home / "public" / "feed.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "words"),
    [("index.html", "not made by papertriage"), ("", "cannot be written")],
)
def test_what_is_in_the_way_is_one_line(before: str, words: str, home: Path, program: Program) -> None:
    if before:
        (home / "public").mkdir()
    (home / "public" / before if before else home / "public").write_text("mine", "utf-8")
    ran = program(home, "site", "build", "public")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert words in ran.err


def test_what_somebody_changed_is_left_and_named(home: Path, program: Program) -> None:
    program(home, "site", "build", "public")
    for file in (home / "public" / "papers").iterdir():
        file.write_text("mine", "utf-8")
    for file in list((home / "public" / "papers").iterdir())[:4]:
        file.unlink()
    ran = program(home, "site", "build", "public", "zzzzzz")
    assert ran.code == 0
    assert ran.err.endswith("changed since it was made: left\n")
