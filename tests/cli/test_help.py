"""Help says how a command is used, and its examples are true."""

import datetime
import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from cli_program import Program, Ran
from dump_samples import NOW, Tagger
from papertriage.cli.app import COMMANDS
from papertriage.group import load
from papertriage.group.file import EXAMPLE
from papertriage.group.plan import plan
from papertriage.identify import candidate, keys
from papertriage.index import open_writer
from papertriage.ingest.derive import Cleaner, Deriver
from papertriage.ingest.work import Chunk, Work
from papertriage.library import BatchRow, Counts, open_library
from papertriage.model import Page, Sighting
from papertriage.normalise import normalise
from topic_samples import as_file

WORDS = [*([name] for name in COMMANDS if name not in {"topics", "config", "group", "site"})]
WORDS += [
    ["topics", name] for name in ("list", "show", "why", "retag", "diff", "new", "lint", "test", "suggest")
]
WORDS += [["config", "show"], ["config", "path"], ["site", "build"]]
WORDS += [["group", name] for name in ("init", "plan", "agenda", "swap", "read", "vote")]
WORDS += [["group", "votes", name] for name in ("list", "export", "import")]


def examples(shown: str) -> list[list[str]]:
    """The calls of the program in a help page's examples, without the rest of their pipes."""
    lines = shown.partition("Examples:\n")[2].splitlines()
    return [
        shlex.split(re.split(r" [|>]{1,2} |\)", line.partition("papertriage ")[2])[0])
        for line in lines
        if line.strip()
    ]


@pytest.fixture
def shelf(home: Path) -> Path:
    """A home with everything that the examples speak of."""
    shutil.copy(home / "first.txt", home / "dump.txt")
    (home / "saved").mkdir()
    for file in ("bees.toml", "bees-draft.toml", "earlier/bees.toml", "drafts/bees.toml"):
        as_file((home / file).parent, "bees", "bee", called=Path(file).stem)
    shutil.copy(home / "second.txt", home / "saved")
    with open_library(home / "library", write=True) as library:
        listed = [
            Sighting("daily-papers", "Visual Autoregressive Modeling", arxiv_id="2404.02905"),
            Sighting("daily-papers", "Accurate Quantization", arxiv_id="2210.17323"),
        ]
        with library.batch(BatchRow("aa", "daily-papers", "more.txt", NOW.isoformat())) as batch:
            cleaned = [normalise(each, Page(), NOW.date()) for each in listed]
            work = [
                Work(each, its, keys(candidate(0, its)), NOW.isoformat())
                for each, its in zip(listed, cleaned, strict=True)
            ]
            numbers = batch.add_sightings([(each.sighting, each.keys) for each in work])
            Deriver(batch, Tagger(), None, Cleaner(NOW.date())).settle(
                numbers,
                Chunk(work, Tagger().match_all([(each.cleaned.title, None) for each in work]), [], []),
                [],
            )
            batch.finish(Counts(read=2, new=2))
        open_writer(library).close()
    (home / "library" / "group.toml").write_text(EXAMPLE, "utf-8")
    with open_library(home / "library", write=True) as library:
        plan(library, load(home / "library" / "group.toml"), datetime.datetime.now(datetime.UTC), weeks=8)
    (home / "votes.jsonl").write_text("", "utf-8")
    labels = [{"title": f"Bees {number}", "topics": ["bees"] * (number % 2)} for number in range(8)]
    (home / "labels.json").write_text(json.dumps(labels), "utf-8")
    (home / "labels.csv").write_text("title,abstract,topics\nBees,Of bees.,bees\nAnts,Of ants.,\n", "utf-8")
    (home / "handout.tex.j2").write_text("{% for p in papers %}{{ p.title | tex }}{% endfor %}")
    (home / "cases").mkdir()
    for table in ("bees-draft.cases.toml", "cases/survey.cases.toml"):
        (home / table).write_text('fires = ["A survey of bees"]\n', "utf-8")
    return home


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_every_example_of_every_help_page_works(
    words: list[str], shelf: Path, program: Program, process: Program
) -> None:
    shown = program(shelf, *words, "--help")
    assert shown.code == 0
    found = examples(shown.out)
    assert found
    for example in found:
        assert example[: len(words)] == words
        ran = _run(example, shelf, program, process)
        assert ran.code == 0, (example, ran.err)


def _run(example: list[str], home: Path, program: Program, process: Program) -> Ran:
    example = [word.replace("~/", f"{home}/") for word in example]
    if "-" in example:
        return process(home, *example, stdin=(home / "first.txt").read_text("utf-8"))
    if "--library" in example:
        shutil.copytree(home / "library", home / "reading-group", dirs_exist_ok=True)
    return program(home, *example)


def test_the_front_page_names_every_command(fresh: Path, program: Program) -> None:
    shown = program(fresh, "--help").out
    assert all(re.search(rf"^  {name} ", shown, re.MULTILINE) for name in COMMANDS)


def test_without_a_command_the_help_is_shown_as_a_fault(fresh: Path, program: Program) -> None:
    ran = program(fresh)
    assert (ran.code, ran.out) == (2, "")
    assert "Commands:" in ran.err


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_the_version(flag: str, fresh: Path, process: Program) -> None:
    assert re.fullmatch(r"papertriage \d+\.\d+\.\d+\n", process(fresh, flag).out)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("serch", "Did you mean 'search'"),
        ("topics lst", "Did you mean 'list'"),
        ("search --topc x", "--topic"),
        ("search --topic kv-cash", "kv-cache"),
        ("search --state reed", "unread, accepted, rejected, later, read"),
        ("search --sort titel", "relevance, published, comments, title"),
        ("search --author-count many", "write 3, 1..3, >5 or <=2"),
        ("search --since soon", "write 2024"),
        ("search --since 9999y", "write 2024"),
        ("search --limit -1", "x>=0"),
        ("search --limit many", "int"),
        ("export --format bibtx", "bibtex"),
        ("topics show quantisation", "quantization"),
        ("topics why pocket zzzqqqzzz", "topics list"),
        ("show zzzzz", "no paper 'zzzzz'"),
        ("show 'pocket leger'", ""),
        ("accept zzzzz", "no paper 'zzzzz'"),
        ("completion ksh", "bash, zsh, fish, powershell"),
        ("ingest first.txt --source hugging", "daily-papers"),
        ("ingest first.txt --captured 2025", "2025-10-30"),
        ("ingest first.txt --captured 2999-01-01", "still to come"),
        ("show", "ID|TITLE"),
        ("ingest", "FILE"),
    ],
)
def test_a_fault_in_the_question_is_one_line_that_helps(
    line: str, words: str, prepared: Path, program: Program
) -> None:
    ran = program(prepared, *shlex.split(line))
    if words:
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("papertriage: ")
        assert ran.err.count("\n") == 1
        assert words in ran.err
    else:
        assert ran.code == 0


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("search -quantization", 4),
        ("search pocket -ledger", 0),
        ("search '-\"pocket ledger\"' --limit 2", 2),
        ("search -n2 -zebra", 2),
        ("search -tkv-cache", 1),
        ("export -fbibtex -zebra -n 1", 1),
        ("search --limit 1 -- -zebra", 1),
        ("search -- --zebra", 5),
    ],
)
def test_a_word_with_a_minus_is_unwanted_and_not_an_option(
    line: str, count: int, prepared: Path, program: Program
) -> None:
    ran = program(prepared, *shlex.split(line))
    assert (ran.code, ran.err) == (0, "")
    assert len(re.findall(r"^(?:title:|@)", ran.out, re.MULTILINE)) == count


def test_a_decision_on_one_paper_that_is_not_there_decides_nothing(home: Path, program: Program) -> None:
    assert program(home, "accept", "pocket ledger", "zzzzz").code == 2
    assert program(home, "search", "--state", "accepted").out == ""
