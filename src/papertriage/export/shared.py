"""A large export is made by two processes: every other lot of papers is read and written in a second one.

It pays where a paper's piece of the file depends on nothing but the paper (`Apart`), which is so of CSV, TSV,
JSON Lines and Markdown. The second process gets the numbers of its papers as its standard input, all at
once, and gives the text of lot after lot as frames: four bytes of length, then UTF-8. It is never waited for
longer than it lives: where it dies, what it did not give is made here.
"""

import json
import os
import struct
import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast, runtime_checkable

from papertriage.export.protocol import About, Format
from papertriage.library import Library, open_library
from papertriage.model import Paper

if TYPE_CHECKING:
    from subprocess import Popen

LARGE = 20_000
"""Papers from which a second process pays: it needs a fifth of a second to start."""

LOT = 500
_PIPE = 1 << 20  # bytes: what the second process may be ahead
_LENGTH = struct.Struct(">I")
_CHILD = """
import json, sys
sys.path[:] = json.loads(sys.argv[2])
from papertriage.export.shared import main
main()
"""


@runtime_checkable
class Apart(Protocol):
    """A format in which a paper's piece depends on the paper alone."""

    def head(self, about: About) -> str:
        """Give what stands before the papers."""
        ...

    def piece(self, about: About) -> Callable[[Paper], str]:
        """Give what makes the piece of a paper."""
        ...

    def end(self, count: int) -> str:
        """Give what stands behind so many papers."""
        ...


class Numbers(Library):
    """A library that gives of each paper its number alone, as its id: for what only asks which papers."""

    def papers(self, pids: Sequence[int], *, full: bool = True) -> list[Paper]:  # noqa: ARG002 - it has neither
        """Papers that know no more than which they are."""
        return [Paper(str(pid), "") for pid in pids]


def can_be_shared(format_: Format, count: int) -> bool:
    """Whether two processes would be done sooner than one."""
    return isinstance(format_, Apart) and count >= LARGE and (os.cpu_count() or 1) > 1


def chunks(library: Library, pids: Sequence[int], format_: Format, about: About) -> Iterator[str]:
    """Give what `format_.chunks` gives of these papers, piece for piece joined to lots."""
    apart = cast(Apart, format_)
    yield apart.head(about)
    lots = [pids[at : at + LOT] for at in range(0, len(pids), LOT)]
    with _second(library.folder, format_.name, about, lots[1::2]) as frames:
        for at, lot in enumerate(lots):
            theirs = _frame(frames) if at % 2 and frames is not None else None
            yield _lot(library, lot, apart, about) if theirs is None else theirs
    yield apart.end(len(pids))


def main() -> None:
    """Be the second process."""
    import gc

    gc.set_threshold(200_000, 20, 20)
    folder, name, excel = json.loads(sys.argv[1])
    numbers = array("q", sys.stdin.buffer.read())
    from papertriage.export.table import find_format

    apart = cast(Apart, find_format(name))
    with open_library(Path(folder)) as library, suppress(BrokenPipeError):
        for at in range(0, len(numbers), LOT):
            text = _lot(library, numbers[at : at + LOT], apart, About(excel=excel)).encode()
            sys.stdout.buffer.write(_LENGTH.pack(len(text)) + text)
        sys.stdout.buffer.flush()


def _lot(library: Library, pids: Sequence[int], apart: Apart, about: About) -> str:
    return "".join(map(apart.piece(about), library.papers(pids)))


class _second:  # noqa: N801 - a context manager, read as a noun
    """The second process at work: its frames, or None where it could not be started."""

    def __init__(self, folder: Path, name: str, about: About, lots: list[Sequence[int]]) -> None:
        task = json.dumps([str(folder.absolute()), name, about.excel])
        self._command = [sys.executable, "-P", "-c", _CHILD, task, json.dumps(sys.path)]
        self._numbers = array("q", [pid for lot in lots for pid in lot]).tobytes()
        self._child: Popen[bytes] | None = None

    def __enter__(self) -> BinaryIO | None:
        import subprocess  # start-up: few exports are large

        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        with suppress(OSError):
            self._child = subprocess.Popen(self._command, **pipes, pipesize=_PIPE)  # type: ignore[call-overload]  # noqa: S603
            stdin = cast(BinaryIO, self._child.stdin)
            stdin.write(self._numbers)
            stdin.close()
        return None if self._child is None else cast(BinaryIO, self._child.stdout)

    def __exit__(self, *_: object) -> None:
        if self._child is not None:
            self._child.kill()
            for pipe in (self._child.stdin, self._child.stdout):
                with suppress(OSError):
                    cast(BinaryIO, pipe).close()
            self._child.wait()


def _frame(pipe: BinaryIO) -> str | None:
    """The next lot's text; None where there is no more, whyever."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = pipe.read(length)
    return body.decode() if len(body) == length else None
