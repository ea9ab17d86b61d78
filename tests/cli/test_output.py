"""The whole output of every command: in a pipe, as JSON, and on a terminal with and without colour.

What is expected lies in `expected/`, one file a case. PAPERTRIAGE_TESTS_WRITE=1 writes the files anew: read
the difference.
"""

import json
import os
import re
import shlex
from pathlib import Path

import pytest

from cli_program import Program
from papertriage.cli.app import COMMANDS

EXPECTED = Path(__file__).parent / "expected"

PIPED = {
    "ingest": "ingest first.txt second.txt",
    "ingest-json": "ingest first.txt --json",
    "ingest-dry": "ingest --dry-run first.txt",
    "search-all": "search",
    "search-words": "search cache compression",
    "search-why": "search cache compression --why",
    "search-json": "search --json cache --limit 1",
    "search-nothing": "search zebra",
    "search-narrow": "search --topic quantization --since 2024 --author-count 1",
    "search-facets": "search --facet topic,year",
    "search-facets-json": "search cache --facet state --json",
    "search-explain": "search 'cache OR \"pocket ledger\" -zebra' title:two published:2024.. --explain",
    "search-explain-json": "search author:lovelace --explain --json",
    "searches-save": "searches save caches topic:kv-cache",
    "searches-save-json": "searches save caches topic:kv-cache --json",
    "similar": "similar pocket ledger --limit 2 --why",
    "stats-over": "stats --over year",
    "stats-over-by-json": "stats cache --over month --by topic --json",
    "show": "show pocket ledger",
    "show-json": "show pocket ledger --json",
    "export-csv": "export --format csv --sort title",
    "export-md": "export --format md quantization",
    "export-jsonl": "export cache",
    "export-json": "export --json --limit 1",
    "export-bibtex": "export -f bibtex --until 2024",
    "digest": "digest --since 2025-10-27 --until 2025-11-03",
    "digest-txt": "digest --since 2025-11-03 --until 2025-11-03 --format txt",
    "digest-html": "digest --since 2025-11-03 --until 2025-11-03 --format html --limit 1",
    "digest-json": "digest --since 2025-11-03 --until 2025-11-03 --json",
    "group-init": "group init",
    "site": "site build public",
    "stats-calendar": "stats --calendar",
    "topics-show": "topics show bookkeeping",
    "topics-show-json": "topics show ledgers --json",
    "topics-why": "topics why 'two bits' quantization",
    "topics-why-json": "topics why 'two bits' quantization --json",
    "stats": "stats",
    "stats-json": "stats --json",
    "accept": "accept 'pocket ledger' 'two bits' --reason 'for Tuesday'",
    "reject-json": "reject 'patient teachers' --json",
    "later": "later 'patient teachers'",
    "read": "read 'patient teachers'",
    "unread": "unread 'patient teachers'",
    "star": "star 'pocket ledger'",
    "unstar": "unstar 'pocket ledger'",
    "note": "note 'pocket ledger' see figure 2",
    "assign": "assign 'pocket ledger' 'two bits' --to ann",
    "undo": "later 'two bits' ; accept --search cache --yes ; undo",
    "redo": "accept 'two bits' ; undo ; redo",
    "log": "accept 'two bits' --reader ann --reason tidy ; note 'two bits' fine ; undo ; log --limit 3",
    "log-paper": "accept 'two bits' ; reject 'pocket ledger' ; log 'two bits'",
    "show-decided": "star 'two bits' ; assign 'two bits' --to ann ; note 'two bits' h ; undo ; show two bits",
    "conflicts": "accept 'two bits' --reader ann ; reject 'two bits' --reader bob --reason dull ; conflicts",
    "decisions-import": "decisions export -o log.jsonl ; decisions import log.jsonl log.jsonl",
    "next": "next --sort discussed --why --limit 3",
    "next-json": "next --sort newest --limit 2 --json",
    "duplicates": "duplicates",
    "merge": "merge 'pocket ledger' 'two bits' ; duplicates --merged",
    "merge-json": "merge 'pocket ledger' 'two bits' --json",
    "unmerge": "merge 'pocket ledger' 'two bits' ; unmerge 'pocket ledger'",
    "not-same": "not-same 'pocket ledger' 'two bits' --reason 'two authors'",
    "why-same": "why-same 'pocket ledger' 'two bits'",
    "why-same-json": "why-same 'pocket ledger' 'two bits' --json",
    "show-versions": "show 'pocket ledger' --versions",
    "tag": "tag 'patient teachers' ledgers --reason 'for Tuesday'",
    "untag": "untag 'pocket ledger' bookkeeping",
    "topics-retag": "topics retag",
    "topics-diff": "topics diff topics/bookkeeping.toml",
    "sources": "sources",
    "sources-json": "sources --json",
    "doctor": "doctor",
    "doctor-json": "doctor --json",
    "rebuild": "rebuild",
    "rebuild-json": "rebuild --json",
    "config-show": "config show",
    "config-show-json": "config show --json",
    "config-path": "config path",
    "completion-fish": "completion fish",
}
APART = {"agree", "simulate", "triage"}  # they speak on standard error too, and are tested apart
ON_TERMINAL = {
    "search-tty": "search cache compression",
    "next-tty": "next --sort discussed --limit 2 --why",
    "search-why-tty": "search quantization --why",
    "search-nothing-tty": "search zebra",
    "show-tty": "show two bits",
    "stats-tty": "stats",
    "stats-over-tty": "stats --over year",
    "stats-over-by-tty": "stats --over year --by topic",
    "search-facets-tty": "search --facet topic",
    "stats-calendar-tty": "stats --calendar",
}


def checked(name: str, said: str, home: Path) -> None:
    """Compare with the file, but for what differs from day to day and from folder to folder."""
    said = said.replace(str(home), "HOME").replace("\x1b", "\\e").replace("\r", "\\r")
    said = re.sub(r"20\d\d-\d\d-\d\dT[\d:]+(\+00:00)?", "NOW", said)
    said = re.sub(r"(read before, on )20\d\d-\d\d-\d\d", r"\1TODAY", said)
    said = re.sub(r"^((?:merged|suggested)\t.*\t)20\d\d-\d\d-\d\d$", r"\1TODAY", said, flags=re.MULTILINE)
    said = re.sub(r"(?<=\d\.)\d{6,}", "…", said)
    file = EXPECTED / f"{name}.txt"
    if "PAPERTRIAGE_TESTS_WRITE" in os.environ:
        file.write_text(said, "utf-8")
    assert said == file.read_text("utf-8")


@pytest.mark.parametrize("name", PIPED)
def test_what_a_pipe_gets(name: str, home: Path, program: Program) -> None:
    *before, last = PIPED[name].split(" ; ")
    for line in before:
        assert program(home, *shlex.split(line)).code == 0
    ran = program(home, *shlex.split(last))
    assert (ran.code, ran.err) == (0, "")
    if name.endswith("-json"):
        json.loads(ran.out)
    checked(name, ran.out, home)


@pytest.mark.parametrize("name", ON_TERMINAL)
def test_what_a_terminal_gets(name: str, prepared: Path, terminal: Program) -> None:
    ran = terminal(prepared, *shlex.split(ON_TERMINAL[name]))
    assert ran.code == 0
    checked(name, ran.out, prepared)


@pytest.mark.parametrize("name", ["search-tty", "show-tty"])
def test_no_color_is_honoured(name: str, prepared: Path, terminal: Program) -> None:
    coloured = terminal(prepared, *shlex.split(ON_TERMINAL[name])).out
    plain = terminal(prepared, *shlex.split(ON_TERMINAL[name]), NO_COLOR="1").out
    assert re.search(r"\x1b\[[0-9;]*3[36]m", coloured)
    assert not re.search(r"\x1b\[[0-9;]*3\dm", plain)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == re.sub(r"\x1b\[[0-9;]*m", "", plain)


def test_a_table_is_as_wide_as_the_terminal(prepared: Path, terminal: Program) -> None:
    lines = re.sub(r"\x1b\[[0-9;]*m", "", terminal(prepared, "search", "--why").out).splitlines()
    assert max(map(len, lines)) <= 80


def test_the_list_of_topics_counts_papers(prepared: Path, program: Program, terminal: Program) -> None:
    lines = [line.split("\t") for line in program(prepared, "topics", "list").out.splitlines()]
    assert ["kv-cache", "1", "KV cache"] in lines
    assert ["bookkeeping", "1", "Bookkeeping"] in lines
    assert len(lines) >= 17
    said = json.loads(program(prepared, "topics", "list", "--json").out)
    assert [[each["name"], str(each["papers"]), each["title"]] for each in said] == lines
    drawn = [line.split(maxsplit=2) for line in terminal(prepared, "topics", "list").out.splitlines()]
    assert drawn == lines


def test_every_command_and_every_file_is_covered() -> None:
    asked = {line.split()[0] for lines in PIPED.values() for line in lines.split(" ; ")}
    assert asked | APART == set(COMMANDS)
    assert {file.stem for file in EXPECTED.glob("*.txt")} == {*PIPED, *ON_TERMINAL}


def test_a_process_says_what_the_same_call_says(prepared: Path, process: Program, program: Program) -> None:
    for line in ("search cache", "stats --json", "topics show kv"):
        assert process(prepared, *line.split()) == program(prepared, *line.split())


def test_the_report_of_several_dumps_adds_them_up(fresh: Path, prepared: Path, program: Program) -> None:
    ran = program(fresh, "ingest", str(prepared / "first.txt"), str(prepared / "second.txt"))
    assert ran.out.splitlines()[-2].split(" = ")[0].strip() == "6 records read"
    assert program(fresh, "search").out.count("\n") == 5
