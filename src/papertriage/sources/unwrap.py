"""From a real file to the bytes of a dump, by steps that another process can take again.

A step is "gzip", "bzip2", "xz", "lzma", "zstandard", or "zip:N" for the member of that number. Every stage
can be rewound, and none keeps more than its window in memory.
"""

import io
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO, TypeVar, cast

Opened = TypeVar("Opened")

_DECODERS = frozenset(("error", "BadZipFile", "LZMAError", "ZstdError"))
"""Names of what zlib, struct, zipfile, lzma and zstd raise; told by name, so that none need be imported."""


class Damaged(OSError):
    """Bytes that are not what their format says; `str` says in which way."""


class _Window(io.RawIOBase):
    """A file with a position of its own, whoever else reads the same file, in this process or another.

    The descriptor is duplicated: closing one of them leaves the other open.
    """

    def __init__(self, descriptor: int) -> None:
        """Look at the file of `descriptor`, from its beginning."""
        self._at, self._descriptor = 0, os.dup(descriptor)

    def fileno(self) -> int:
        return self._descriptor

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        base = (0, self._at, os.fstat(self._descriptor).st_size)[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        count = os.preadv(self._descriptor, [buffer], self._at)
        self._at += count
        return count

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()


class _Stage(io.RawIOBase):
    """One compression taken off, with one kind of error for whatever is wrong with its bytes."""

    def __init__(self, step: str, file: BinaryIO, packed: BinaryIO | None) -> None:
        """Read `file`, which decodes `packed`; both are closed with this."""
        self._step, self._file, self._packed = step, file, packed

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place; backwards is to unpack again from the beginning."""
        with _sound(self._step, self._file):
            return self._file.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        with _sound(self._step, self._file):
            return self._file.read(size)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
            if self._packed:
                self._packed.close()
        super().close()


def window(file: BinaryIO) -> BinaryIO:
    """Give the same bytes once more, from the beginning, with a position of their own."""
    if isinstance(file, io.BytesIO):
        return io.BytesIO(file.getvalue())  # shares the bytes
    return cast(BinaryIO, _Window(file.fileno()))


def unwrap(file: BinaryIO, steps: Iterable[str]) -> BinaryIO:
    """Give the bytes that `steps` make of `file`, seekable; `file` itself is left as it is.

    Reading raises Damaged for what is not the format of a step.
    """
    found = window(file)
    for step in steps:
        found = unpacked(found, step)
    return found


def unpacked(packed: BinaryIO, step: str) -> BinaryIO:
    """Take one step; `packed` is closed with what is given."""
    return stage(step, lambda: _opened(packed, step), packed)


def stage(step: str, opener: Callable[[], BinaryIO], packed: BinaryIO | None = None) -> BinaryIO:
    """Give what `opener` opens with our errors, whatever it raises by then or later."""
    return cast(BinaryIO, _Stage(step, sound(step, opener, packed), packed))


def sound(step: str, opener: Callable[[], Opened], packed: BinaryIO | None = None) -> Opened:
    """Give what `opener` gives. Raises Damaged where it cannot."""
    with _sound(step, packed):
        return opener()


def _opened(packed: BinaryIO, step: str) -> BinaryIO:
    if step.startswith("zip:"):
        return _zip_member(packed, int(step[4:]))
    opener = {"gzip": _gzip, "bzip2": _bzip2, "xz": _xz, "lzma": _xz, "zstandard": _zstandard}[step]
    return opener(packed)


# Imported where they are needed: most dumps are not packed, and commands should start at once.


def _zip_member(packed: BinaryIO, number: int) -> BinaryIO:
    import zipfile

    archive = zipfile.ZipFile(packed)
    return cast(BinaryIO, archive.open(archive.infolist()[number]))


def _gzip(packed: BinaryIO) -> BinaryIO:
    import gzip

    return cast(BinaryIO, gzip.GzipFile(fileobj=io.BufferedReader(packed, 1 << 17), mode="rb"))  # type: ignore[type-var]


def _bzip2(packed: BinaryIO) -> BinaryIO:
    import bz2

    return cast(BinaryIO, bz2.BZ2File(packed))


def _xz(packed: BinaryIO) -> BinaryIO:
    import lzma

    return cast(BinaryIO, lzma.LZMAFile(packed))


def _zstandard(packed: BinaryIO) -> BinaryIO:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    return cast(BinaryIO, zstd.ZstdFile(packed))


class _sound:  # noqa: N801 - reads as a statement
    """Says Damaged for whatever a decompressor says."""

    def __init__(self, step: str, file: BinaryIO | None) -> None:
        self._step, self._file = step.partition(":")[0], file

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, EOFError):
            raise Damaged(f"the {self._step} data break off after {_place(self._file)}") from None
        if isinstance(error, RuntimeError):  # NotImplementedError among them
            raise Damaged(f"it is packed in a way that is not read ({error}); pack it anew") from None
        if _is_of_a_decoder(error):
            raise Damaged(f"the {self._step} data are damaged after {_place(self._file)}: {error}") from None


def _is_of_a_decoder(error: BaseException | None) -> bool:
    if isinstance(error, OSError):  # gzip and bz2 raise such, and no system call does
        return error.errno is None and not isinstance(error, Damaged)
    return isinstance(error, (ValueError, IndexError, MemoryError)) or type(error).__name__ in _DECODERS


def _place(file: BinaryIO | None) -> str:
    try:
        at = file.tell() if file else 0
    except (OSError, ValueError):
        at = 0
    return f"{at / 1e6:,.1f} MB" if at >= 100_000 else f"{at:,} bytes"
