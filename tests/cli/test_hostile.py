"""What a dump, a file's name or a question says is never obeyed by the terminal."""

import re
import shutil
from pathlib import Path

import pytest

from cli_program import Program
from dump_samples import Record, dump
from papertriage.library import open_library

ESC = "\x1b"
TITLES = [
    f"Red {ESC}[31mTitle{ESC}[0m That Clears {ESC}[2J the Screen",
    f"Link {ESC}]8;;https://evil.example{ESC}\\Here{ESC}]8;;{ESC}\\ in a Title",
    "Bidi \u202eedisrever\u202c Override and \u2066Isolate\u2069",
    "C1 \x9b31m Control and \x9d0;title\x9c String",
    "Bell \x07 Backspace \x08 Delete \x7f and [bold]Markup[/bold] :smile:",
]
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, process: Program) -> Path:
    """A library whose rows themselves hold what a terminal would obey, as if our cleaning had failed."""
    home = tmp_path_factory.mktemp("hostile")
    text = dump(
        [
            Record(
                title,
                f"The KV cache {ESC}[32mcompression{ESC}[0m of model {number} \u202e is evil, for all of us.",
                f"evil-{ESC}[31morg Evil \u202eOrg",
            )
            for number, title in enumerate(TITLES)
        ]
    )
    (home / "evil.txt").write_text(text, "utf-8")
    shutil.copy(home / "evil.txt", home / f"evil {ESC}[31m\u202e.txt")
    assert process(home, "ingest", f"evil {ESC}[31m\u202e.txt").code == 0
    with open_library(home / "library", write=True) as library, library.transaction():
        library.db.run(
            "UPDATE papers SET title = title || ?, org_name = ?",
            [f" {ESC}[31m\u202e\n\x9b", f"{ESC}]0;x\x07"],
        )
        library.db.run(
            "UPDATE papers SET abstract = ?, abstract_from = NULL", [f"A cache {ESC}[2J of \u202e evil."]
        )
    process(home, "reject", "bell backspace", "--reason", f"too {ESC}[31mred\n\u202e")
    return home


LINES = [
    "search",
    "search cache --why",
    "search --json cache",
    "search --facet org,topic,state",
    "search 'cache \x1b[31m' --explain",
    "stats --over year --by org",
    "searches save red cache \x1b[31m\u202e",
    "searches list",
    "show bell backspace",
    "show bell backspace --json",
    "topics why 'bell backspace'",
    "stats",
    "stats --json",
    "doctor",
    "export -f md",
    "export -f jsonl",
    "export -f bibtex",
    "export -f csv",
    "later bell",
    "rebuild",
    "ingest evil.txt --dry-run",
    "config show",
    f"show {ESC}[31mnothing",
    f"ingest {ESC}[31m\u202emissing",
    f"search --topic {ESC}[31m",
    f"search --sort {ESC}[31m",
    f"search --{ESC}[31m",
    f"{ESC}[31mserch",
    f"search --since {ESC}[31m",
    f"search {ESC}[31mx",
    f"config show --library {ESC}[31mx",
    f"completion {ESC}[31m",
    f"stats --library {ESC}[31mx",
    f"export -o {ESC}[31m/x",
]


@pytest.mark.parametrize("line", LINES, ids=ascii)
def test_no_control_reaches_a_pipe(line: str, hostile: Path, tmp_path: Path, program: Program) -> None:
    home = Path(shutil.copytree(hostile, tmp_path / "home"))
    ran = program(home, *(word.strip("'") for word in re.findall(r"'[^']*'|[^ ]+", line)))
    said = ran.out.replace("\r\n", "\n")
    if line.endswith("csv"):  # a file for other programs: the marks of right-to-left text are text there
        said = re.sub("[\u202a-\u202e\u2066-\u2069]", "", said)
    assert not OBEYED.search(said)
    assert not OBEYED.search(ran.err)
    assert ran.err.count("\n") <= 1


@pytest.mark.parametrize(
    "line",
    [
        "search",
        "search cache --why",
        "show bell backspace",
        "topics why bell",
        "stats",
        "show nothing-like-it",
    ],
)
def test_a_terminal_gets_colours_and_no_other_control(line: str, hostile: Path, terminal: Program) -> None:
    ran = terminal(hostile, *line.split())
    assert not OBEYED.search(COLOURS.sub("", ran.out))
    assert f"{ESC}[31m" not in ran.out


def test_what_looks_like_our_own_markup_is_shown_as_it_is(hostile: Path, terminal: Program) -> None:
    assert "[bold]Markup[/bold] :smile:" in COLOURS.sub(
        "", terminal(hostile, "show", "bell", "backspace").out
    )
