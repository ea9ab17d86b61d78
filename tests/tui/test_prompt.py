"""The loop line by line, and what keys and words it knows."""

import io
import shutil
from pathlib import Path

import pytest

from papertriage.errors import ConfigError
from papertriage.library import open_library
from papertriage.triage.desks import Wish
from papertriage.triage.places import Asked
from papertriage.triage.readers import conflicts_of
from papertriage.tui import prompt
from papertriage.tui.keys import DOINGS, keys_of, meant
from sitting import NAMES, TITLES, made, sitting

FILE = Path("config.toml")
USUAL = keys_of({}, FILE)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("sitting") / "library")


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "library"))


def said(folder: Path, *lines: str, wish: Wish | None = None, reader: str | None = None) -> list[str]:
    """What the loop writes for these lines: the first paper, then an answer and a paper for each line."""
    out = io.StringIO()
    with sitting(folder, wish, Asked(order="discussed"), reader) as loop:
        prompt.run(loop, USUAL, [f"{line}\n" for line in lines], out)
    return out.getvalue().split("> ")


def states(folder: Path) -> list[str]:
    with open_library(folder) as library:
        return [paper.state for paper in library.iter_papers()]


def test_a_command_a_line_decides(folder: Path) -> None:
    first, *others = said(folder, "accept", "x", "note two bees", "later", "skip", "quit", "accept")
    assert first.startswith(TITLES[0])
    assert [other.splitlines()[0] for other in others] == [
        f"accept: {TITLES[0]}", f"reject: {TITLES[1]}", "note: kept", f"later: {TITLES[2]}",
        "passed over for now", "3 decided, 1 liked · 0.4 a minute · 2 left",
    ]  # fmt: skip
    assert states(folder) == ["accepted", "rejected", "later", "unread", "unread", "unread"]
    with open_library(folder) as library:
        assert library.standings(NAMES)[NAMES[2]].notes == ("two bees",)


def test_what_is_no_command_decides_nothing(folder: Path) -> None:
    _, *others = said(folder, "acept", "re", "", "tag nonesuch", "note", "\x1b[31m")
    assert [other.splitlines()[0] for other in others[:1]] == ["no command 'acept': try help"]
    assert "no command 're'" in others[1]  # reject, read or redo
    assert all("\x1b" not in other for other in others)
    assert states(folder) == ["unread"] * 6


def test_the_end_of_the_lines_ends_it_and_the_list_comes_to_an_end(folder: Path) -> None:
    *_, last, far = said(folder, *["reject"] * 6, "accept")
    assert last.startswith("there is no paper to say that of\nno paper is left")
    assert far == "6 decided, 0 liked · 0.5 a minute · 0 left\n"
    assert states(folder) == ["rejected"] * 6


def test_help_names_everything_that_can_be_done(folder: Path) -> None:
    _, shown, _ = said(folder, "help", "quit")
    assert [line.split()[0] for line in shown.splitlines()[: len(DOINGS)]] == [each.name for each in DOINGS]


def test_a_reader_goes_through_what_that_reader_has_not_decided(folder: Path) -> None:
    said(folder, "accept", reader="ann")
    assert said(folder, reader="bob")[0].startswith(TITLES[0])
    assert said(folder, reader="ann")[0].startswith(TITLES[1])
    assert said(folder)[0].startswith(TITLES[1])
    with open_library(folder) as library:
        assert [event.who for event in library.log()] == ["ann"]


def test_a_word_a_beginning_or_a_key_is_meant() -> None:
    for word in ("accept", "acc", "ACC", "a"):
        assert meant(word, USUAL) == "accept"
    assert meant("/", USUAL) == "search"
    assert meant("U", USUAL) == "redo"
    for word in ("re", "zz"):
        assert meant(word, USUAL) is None


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"acept": "y"}, "did you mean 'accept'"),
        ({"burn": "y"}, "there are accept, reject"),
        ({"accept": "x"}, "'x' is the key of accept already"),
        ({"accept": "escape"}, "scrolls or leaves"),
    ],
)
def test_keys_that_cannot_be_name_the_file_and_the_mend(keys: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=r"config\.toml: keys\.") as fault:
        keys_of(keys, FILE)
    assert words in str(fault.value)


def test_two_keys_can_change_places() -> None:
    keys = keys_of({"accept": "x", "reject": "a", "search": "/"}, FILE)
    assert (keys["accept"], keys["reject"], keys["search"]) == ("x", "a", "slash")


def test_of_conflicts_it_says_who_said_what_and_otherwise_everyone_reads_blind(folder: Path) -> None:
    said(folder, "accept", reader="ann")
    said(folder, "reject", reader="bob")
    assert "ann" not in said(folder, reader="cy")[0]
    out = io.StringIO()
    with sitting(
        folder, asked=Asked(order="title", state=None, only=frozenset(NAMES[:1])), reader="ann"
    ) as loop:
        prompt.run(loop, USUAL, ["reject\n"], out)
    assert "ann accepted\nbob rejected\n" in out.getvalue()
    with open_library(folder) as library:
        assert conflicts_of(library) == []
