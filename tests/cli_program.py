"""How the tests of the command line start the program, and what a run of it gives."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

import papertriage

DUMPS = Path(__file__).parent / "cli" / "dumps"
SECONDS = 60


class Ran(NamedTuple):
    """How a run of the program ended and what it wrote."""

    code: int
    out: str
    err: str


class Program(Protocol):
    """Runs the program with these arguments in a home folder."""

    def __call__(self, home: Path, *arguments: str, **more: str) -> Ran: ...


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """A process's environment with nothing of this one's that the program looks at."""
    clean = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PAPERTRIAGE", "_PAPER", "COMP_", "_TYPER"))
    }
    source = str(Path(papertriage.__file__).parents[1])
    given = {
        "PAPERTRIAGE_HOME": str(home),
        "PYTHONPATH": source,
        "COLUMNS": "80",
        "TERM": "xterm",
        "PYTHONUTF8": "1",
    }
    return {**clean, **given, **(more or {})}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "papertriage", *arguments]


TOPIC = """
name = "bookkeeping"
title = "Bookkeeping"
definition = "Keeping accounts of what a model did."
applies = ["ledgers"]
does_not = ["books"]
aliases = ["ledgers"]

[[phrase]]
text = "ledger"
weight = 3
"""
