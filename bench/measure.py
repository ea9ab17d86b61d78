"""Time and memory of whole processes, in a pipe or on a terminal of their own."""

import fcntl
import math
import os
import pty
import shutil
import statistics
import struct
import subprocess
import termios
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import psutil

COLUMNS, LINES = 120, 40
MISSING = 127  # as a shell says it
WATCH = 0.1  # seconds between two looks at the memory of a process and its children
BREATH = 0.02  # seconds of quiet before a timed run


class Command(NamedTuple):
    """What to start. On a terminal its three streams are a pseudo-terminal of COLUMNS by LINES, in colour."""

    argv: tuple[str, ...]
    terminal: bool = False


class Run(NamedTuple):
    """How one process went."""

    seconds: float
    peak_mb: float  # of this process, or of a child that it waited for if that took more
    status: int
    output: bytes


def run(command: Command, environment: Mapping[str, str]) -> Run:
    """Run to the end; a program that is not there fails. In a pipe, standard error is not kept."""
    if shutil.which(command.argv[0]) is None:
        return Run(math.nan, math.nan, MISSING, b"")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PAPERTRIAGE_")}
    environment = {**inherited, **environment}
    if command.terminal:
        return _on_terminal(command.argv, {**environment, "TERM": "xterm-256color"})
    started = time.perf_counter()
    process = subprocess.Popen(
        command.argv,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    with process.stdout as stream:
        output = stream.read()
    return _ended(process, started, output)


def watched(command: Command, environment: Mapping[str, str]) -> Run:
    """Run to the end in a pipe; the peak is that of the process and all its children together.

    Looked at every WATCH seconds. Pages of files that are mapped do not count: the system may drop them.
    """
    ended: list[Run] = []
    runner = Thread(target=lambda: ended.append(run(command, environment)))
    runner.start()
    peak, me = 0, psutil.Process()
    while runner.is_alive():
        sizes = []
        for process in me.children(recursive=True):
            with suppress(psutil.Error):
                taken = process.memory_info()
                sizes.append(taken.rss - getattr(taken, "shared", 0))
        peak = max(peak, sum(sizes))
        runner.join(WATCH)
    return ended[0]._replace(peak_mb=peak / 1e6)


def medians(
    commands: Mapping[str, Command], environment: Mapping[str, str], *, rounds: int
) -> dict[str, float]:
    """Milliseconds of each command, the median of its runs.

    The commands take turns, so that a busy minute of the machine falls on all of them; a first turn, to fill
    the caches, is not counted. A command that ever fails has no time: its place holds NaN.
    """
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            time.sleep(BREATH)
            measured = run(command, environment)
            if turn:
                seconds[name].append(math.nan if measured.status else measured.seconds)
    return {name: median(times) * 1000 for name, times in seconds.items()}


def median(values: list[float]) -> float:
    """Give the median, or NaN where one of the values is NaN."""
    return math.nan if any(map(math.isnan, values)) else statistics.median(values)


def size_mb(path: Path) -> float:
    """Give the size of a file, or of all files in a folder, in MB of a million; NaN where there is none."""
    if not path.exists():
        return math.nan
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def _on_terminal(argv: tuple[str, ...], environment: Mapping[str, str]) -> Run:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    started = time.perf_counter()
    process = subprocess.Popen(
        argv, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    output = _drain(master)
    os.close(master)
    return _ended(process, started, output)


def _drain(terminal: int) -> bytes:
    """Read until the other side is closed: an error of input to Linux, an end of file to others."""
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts)


def _ended(process: subprocess.Popen[bytes], started: float, output: bytes) -> Run:
    """Wait for this process by itself: else the peak would be the highest of all children so far."""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(seconds, usage.ru_maxrss / 1024, process.returncode, output)
