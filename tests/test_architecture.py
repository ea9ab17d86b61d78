"""What is imported when: the read path starts quickly because of what it leaves alone.

By module name, never by time. The direction of imports is import-linter's (`make imports`); this is
about what a process really loads.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

DEMO = Path(__file__).resolve().parents[1] / "fixtures" / "demo" / "daily.txt"

SLOW = frozenset({"pydantic", "numpy", "scipy", "sklearn"})  # 100 to 1,400 ms each: never on the read path
DRAWING = frozenset({"rich", "typer"})  # the shells' own
CLEANING = frozenset({"ftfy", "pylatexenc"})  # for what comes in
OTHERS = frozenset({"orjson", "rapidfuzz"})
ASKED_FOR = frozenset({"jinja2", "pyarrow", "anyascii"})  # by one format, or by few papers

READ_PATH = ["model", "errors", "ids", "text", "library", "index", "search", "export"]

READING_COMMANDS = [
    ("search", "quantization"),
    ("search", "--topic", "kv-cache", "--json"),
    ("search", "kv cache", "--topic", "efficiency", "--why"),
    ("search", "title:quantization published:2024.. OR has:code", "--facet", "topic,year"),
    ("search", "--sort", "title"),
    ("digest", "--since", "2025-10"),
    ("digest", "--since", "2025-10", "--format", "eml"),
    ("stats", "--calendar"),
    ("export", "--format", "csv"),
    ("export", "--format", "jsonl"),
    ("export", "--format", "md"),
    ("export", "--format", "bibtex"),
    ("export", "--format", "html"),
    ("export", "--format", "atom"),
    ("show", "Two Bits Are Company: Post-Training Quantization with Paired Codebook Rows"),
]


def imported(*arguments: str, home: str = os.devnull) -> set[str]:
    """Run Python with these arguments; give the top-level packages that it imported."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PAPERTRIAGE_")}
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        env={**environment, "PAPERTRIAGE_HOME": home},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    lines = [line for line in ended.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    """Make a library of the demo's papers."""
    with TemporaryDirectory(prefix="papertriage-test-") as folder:
        imported("-m", "papertriage", "ingest", str(DEMO), home=folder)
        yield folder


def test_the_list_of_imports_shows_what_was_imported() -> None:
    assert {"pydantic", "typer"} <= imported("-c", "import pydantic, typer")


@pytest.mark.parametrize("module", READ_PATH)
def test_a_module_of_the_read_path_imports_nothing_slow(module: str) -> None:
    loaded = imported("-c", f"import papertriage.{module}")
    assert "papertriage" in loaded
    assert not loaded & (SLOW | DRAWING | CLEANING | OTHERS | ASKED_FOR)


@pytest.mark.parametrize("command", READING_COMMANDS, ids=" ".join)
def test_a_command_that_reads_imports_nothing_slow(command: tuple[str, ...], home: str) -> None:
    loaded = imported("-m", "papertriage", *command, home=home)
    assert "sqlite3" in loaded  # it did read the library
    assert not loaded & (SLOW | CLEANING | ASKED_FOR)


PLAIN_SEARCHES = [
    ("quantization",), ("--topic", "kv-cache", "--json"), ("cache", "--facet", "topic,year"), ("a", "--why")
]  # fmt: skip


@pytest.mark.parametrize("arguments", PLAIN_SEARCHES, ids=" ".join)
def test_a_plain_search_in_a_pipe_draws_nothing_and_needs_no_typer(
    arguments: tuple[str, ...], home: str
) -> None:
    loaded = imported("-m", "papertriage", "search", *arguments, home=home)
    assert "sqlite3" in loaded
    assert not loaded & (DRAWING | {"inspect", "shutil", "subprocess"})


def test_the_version_is_told_without_typer() -> None:
    loaded = imported("-m", "papertriage", "--version")
    assert not loaded & (SLOW | DRAWING | CLEANING | OTHERS | {"tantivy", "sqlite3", "re2"})


def test_help_imports_nothing_slow() -> None:
    """It shows a line of every command, hence it imports them all."""
    assert not imported("-m", "papertriage", "--help") & (SLOW | CLEANING)
