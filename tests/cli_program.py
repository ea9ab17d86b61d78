"""How the tests of the command line start the program, and what a run of it gives."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
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


class Terminal:
    """A command on a terminal of 80 x 24, that keys can be pressed on."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self._ours, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            command(*arguments), env=environment(home, {"TERM": "xterm-256color"}), stdin=its,
            stdout=its, stderr=its, cwd=home, start_new_session=True,
        )  # fmt: skip
        os.close(its)
        self.sent = b""

    def press(self, key: str) -> None:
        self.sent = b""
        os.write(self._ours, key.encode())

    def wait_for(self, words: str, seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        while words.encode() not in self.sent:
            ready, _, _ = select.select([self._ours], [], [], max(0.0, until - time.monotonic()))
            assert ready, f"'{words}' was not shown: {self.sent[-2000:]!r}"
            self.sent += os.read(self._ours, 65_536)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)
        os.close(self._ours)


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
