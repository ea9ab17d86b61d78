"""Exports to standard output, a file or a folder; whether what is on disk is what would be written.

A file is replaced in one step, and only when all of it is there.
"""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path

from papertriage.errors import PapertriageError, UsageFault
from papertriage.export import Note
from papertriage.text import terminal_safe

Piece = str | bytes


def written(chunks: Iterable[Piece], output: str) -> None:
    """Write an export to a file, or to standard output for `-`. Raises PapertriageError naming the file."""
    if output == "-":
        _to_standard_output(chunks)
        return
    with _told(output):
        replace(Path(output), map(encoded, chunks))


def replace(target: Path, pieces: Iterable[bytes]) -> None:
    """Put these bytes into the place of a file, or leave it as it was. Raises OSError."""
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".papertriage-", delete=False) as file:
        try:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
            _take_mode(file.name, target)
            Path(file.name).replace(target)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def encoded(chunk: Piece) -> bytes:
    """Give a piece of an export as the bytes of its file."""
    return chunk.encode() if isinstance(chunk, str) else chunk


def differs(chunks: Iterable[Piece], output: str) -> str:
    """Say in words where a file is not what would be written; "" where it is, byte for byte.

    Raises PapertriageError for a file that cannot be read.
    """
    line = 1
    try:
        with Path(output).open("rb") as file:
            for piece in map(encoded, chunks):
                there = file.read(len(piece))
                if there != piece:
                    return f"{output}: differs from line {line + _same_lines(there, piece)} on"
                line += piece.count(b"\n")
            return f"{output}: goes on where it would end, after line {line - 1}" if file.read(1) else ""
    except FileNotFoundError:
        return f"{output}: is not there"
    except OSError as error:
        raise _unreadable(output, error) from None


class Folder:
    """Notes written into a folder, each in one step; what the reader keeps in them stays."""

    def __init__(self, output: str) -> None:
        if output == "-":
            raise UsageFault("notes go into a folder: name it with --output FOLDER")
        self._output = output
        self.written = self.same = 0
        self.not_ours: list[str] = []

    def write(self, notes: Iterable[Note]) -> None:
        """Write those that are not there as they would be. Raises PapertriageError naming the file."""
        with _told(self._output):
            Path(self._output).mkdir(parents=True, exist_ok=True)
        for target, whole in self._changed(notes):
            with _told(str(target)):
                replace(target, [whole])
            self.written += 1

    def differences(self, notes: Iterable[Note]) -> Iterator[str]:
        """Say of each note that would be written why: it is not there, or differs."""
        for target, _ in self._changed(notes):
            yield f"{target}: {'differs' if target.exists() else 'is not there'}"

    def _changed(self, notes: Iterable[Note]) -> Iterator[tuple[Path, bytes]]:
        from papertriage.export.obsidian import merged

        for note in notes:
            target = Path(self._output) / note.name
            existing = _existing(target)
            whole = merged(note, existing)
            if whole is None:
                self.not_ours.append(str(target))
            elif whole == existing:
                self.same += 1
            else:
                yield target, whole


def _existing(target: Path) -> bytes | None:
    try:
        return target.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(str(target), error) from None


def _unreadable(name: str, error: OSError) -> PapertriageError:
    return PapertriageError(
        terminal_safe(f"{name}: cannot be read ({(error.strerror or str(error)).lower()})")
    )


def _same_lines(there: bytes, piece: bytes) -> int:
    """How many lines of a piece are there in full before the first byte that is another."""
    pairs = zip(there.splitlines(keepends=True), piece.splitlines(keepends=True), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _to_standard_output(chunks: Iterable[Piece]) -> None:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    for chunk in chunks:
        if isinstance(chunk, str):
            sys.stdout.write(chunk)
        elif sys.stdout.isatty():
            raise UsageFault("this format is no text for a terminal: name a file with --output FILE")
        else:
            sys.stdout.buffer.write(chunk)


class _told:  # noqa: N801 - a context manager, read as a verb
    """Says in one line that a file cannot be written."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            why = (error.strerror or str(error)).lower()
            raise PapertriageError(terminal_safe(f"{self._name}: cannot be written ({why})")) from None


def _take_mode(fresh: str, target: Path) -> None:
    """Give the new file the mode that a newly made, or the replaced, file has.

    A temporary one is its owner's alone.
    """
    if target.exists():
        mode = target.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    Path(fresh).chmod(mode)
