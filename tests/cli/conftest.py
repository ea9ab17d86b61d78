"""The program as a process, and a library that it has read two invented dumps into."""

import fcntl
import os
import pty
import shutil
import struct
import subprocess
import termios
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import pytest

from cli_program import DUMPS, SECONDS, TOPIC, Program, Ran, command, environment
from papertriage.cli import start as run
from papertriage.topics import Matcher, Topic, learned, tagging


@pytest.fixture(scope="session")
def process() -> Program:
    """The program as a process of its own; further keywords are `stdin` or variables of its environment."""

    def start(home: Path, *arguments: str, **more: str) -> Ran:
        stdin = more.pop("stdin", "")
        done = subprocess.run(
            command(*arguments),
            env=environment(home, more),
            input=stdin.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=home,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return start


@pytest.fixture(scope="session", autouse=True)
def matchers_are_made_once() -> Iterator[None]:
    """Compile the same topics once for all runs of the program within this process: using changes nothing.

    Compiling the built-in ones takes longer than most of these runs.
    """
    made = lru_cache(maxsize=8)(Matcher)

    def matcher(topics: Sequence[Topic]) -> Matcher:
        return made(tuple(topics))

    with pytest.MonkeyPatch.context() as patch:
        for module in (tagging, learned):
            patch.setattr(module, "Matcher", matcher)
        yield


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program within this process: the same answers in a hundredth of the time."""

    def start(home: Path, *arguments: str, **more: str) -> Ran:
        for key in ("LIMIT", "SORT", "LIBRARY", "TOPICS", "CONFIG", "READER"):
            monkeypatch.delenv(f"PAPERTRIAGE_{key}", raising=False)
        for key, value in {"PAPERTRIAGE_HOME": str(home), "COLUMNS": "80", **more}.items():
            monkeypatch.setenv(key, value)
        monkeypatch.chdir(home)
        capsys.readouterr()
        code = run(list(arguments))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return start


@pytest.fixture(scope="session")
def terminal() -> Program:
    """The program on a terminal of 80 columns; `out` has all that the terminal was sent."""

    def start(home: Path, *arguments: str, **more: str) -> Ran:
        ours, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
        done = subprocess.Popen(
            command(*arguments),
            env=environment(home, more),
            stdin=subprocess.DEVNULL,
            stdout=its,
            stderr=its,
            cwd=home,
        )
        os.close(its)
        sent = b"".join(iter(lambda: _sent(ours), b""))
        os.close(ours)
        return Ran(done.wait(SECONDS), sent.decode().replace("\r\n", "\n"), "")

    return start


def _sent(ours: int) -> bytes:
    try:
        return os.read(ours, 65_536)
    except OSError:  # how Linux says that the other side is closed
        return b""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, process: Program) -> Path:
    """A home whose library has read two dumps of different days; not to be changed."""
    home = tmp_path_factory.mktemp("prepared")
    for dump in sorted(DUMPS.glob("*.txt")):
        shutil.copy(dump, home)
    (home / "topics").mkdir()
    (home / "topics" / "bookkeeping.toml").write_text(TOPIC, "utf-8")
    assert process(home, "ingest", "first.txt", "--captured", "2025-10-28").code == 0
    assert process(home, "ingest", "second.txt", "--captured", "2025-11-03").code == 0
    return home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """A copy of the prepared home, to change at will."""
    shutil.copytree(prepared, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A home without a library."""
    (tmp_path / "fresh").mkdir()
    return tmp_path / "fresh"


@pytest.fixture
def contents() -> Callable[[Path], str]:
    """What a library's tables hold, row by row."""
    import sqlite3

    def dumped(home: Path) -> str:
        db = sqlite3.connect(home / "library" / "library.sqlite")
        try:
            return "\n".join(db.iterdump())
        finally:
            db.close()

    return dumped
