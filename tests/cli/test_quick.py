"""A search read without typer is the search that typer would have read."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.main import get_command

from papertriage.cli import quick, search, searching
from papertriage.cli.searching import Wish

OPTIONS = [*quick.TEXTS, *quick.NUMBERS, *quick.FLAGS]
WORDS = [
    "kv",
    "cache OR",
    '"key insight"',
    "title:x",
    "(a",
    "@weekly",
    "5",
    "",
    "2024..",
    "-video",
    "-",
    "--",
    "é",
]


def by_typer(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> Wish:
    """What the command itself would search for. Raises what typer raises."""
    found: list[Wish] = []
    with monkeypatch.context() as patch:
        patch.setattr(searching, "run", found.append)
        command = get_command(search.search)
        with command.make_context("search", list(arguments)) as context:
            command.invoke(context)
    return found[0]


def arguments() -> st.SearchStrategy[list[str]]:
    words = st.sampled_from(WORDS)
    values = st.sampled_from(["3", "0", "07", "-1", "x", "2024-06", "topic,year", "1_0", "٣", ""])
    apart = st.tuples(st.sampled_from(OPTIONS), values).map(list)
    joined = st.builds(lambda name, value: [f"{name}={value}"], st.sampled_from(OPTIONS), values)
    lone = st.sampled_from(OPTIONS).map(lambda name: [name])
    other = st.sampled_from([["--help"], ["--nothing"], ["-tq"], ["-n5"], ["--top", "x"]])
    plain = st.sampled_from([["--topic", "a"], ["-n", "4"], ["--json"], ["--page", "2"], ["--library", "f"]])
    pieces = st.lists(words.map(lambda word: [word]) | plain | apart | joined | lone | other, max_size=6)
    return pieces.map(lambda found: [each for piece in found for each in piece])


@settings(max_examples=300)
@given(given=arguments())
def test_what_is_read_quickly_is_what_typer_reads(given: list[str]) -> None:
    wish = quick.search(["search", *given])
    if wish is not None:
        with pytest.MonkeyPatch.context() as monkeypatch:
            assert wish == by_typer(given, monkeypatch)


def test_most_of_the_plain_ones_are_read() -> None:
    """Else the law above would hold of nothing."""
    plain = ["kv cache", "--topic", "a", "-t", "b", "--any", "-n", "5", "--page=2", "--json", "-L", "folder"]
    expected = Wish(("kv cache",), ("a", "b"), True, limit=5, page=2, json=True, library=Path("folder"))
    assert quick.search(["search", *plain]) == expected


@pytest.mark.parametrize(
    "given",
    [
        ["--help"], ["x", "-video"], ["--limit", "-1"], ["--limit", "many"], ["--page", "0"], ["--topic"],
        ["--unknown"], ["--", "x"], ["-n5"], ["--json=yes"], ["--limit", "1_0"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_is_not_plain_is_left_to_typer(given: list[str]) -> None:
    assert quick.search(["search", *given]) is None


def test_completion_and_other_commands_are_left_to_typer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert quick.search(["show", "x"]) is None
    assert quick.search([]) is None
    monkeypatch.setitem(os.environ, quick.COMPLETE, "complete_bash")
    assert quick.search(["search", "x"]) is None


def declared() -> Iterator[tuple[str, Any]]:
    for parameter in get_command(search.search).params:
        for name in (*parameter.opts, *parameter.secondary_opts):
            if name.startswith("-") and name != "--help":
                yield name, parameter


def test_every_option_of_the_command_is_known() -> None:
    assert {name for name, _ in declared()} == set(OPTIONS)
    for name, parameter in declared():
        known = quick.TEXTS.get(name) or (quick.NUMBERS.get(name) or quick.FLAGS[name])[0]
        assert parameter.name == known
        assert parameter.is_flag is (name in quick.FLAGS)
