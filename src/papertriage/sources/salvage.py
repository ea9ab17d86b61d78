"""A zip that is cut off has no directory; its files can still be told by what stands before each."""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from papertriage.errors import UnreadableDump
from papertriage.sources.entry import Budget, Entry, Raw, member_name, spooled
from papertriage.sources.unwrap import Damaged, window

_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_PIECE = 1 << 16


def salvaged(name: str, raw: Raw, why: str) -> Iterator[Entry]:
    """Give the files that stand whole before the damage, then raise UnreadableDump."""
    last = "its beginning"
    with window(raw.base) as whole:
        file = io.BufferedReader(whole, _PIECE)  # type: ignore[type-var]
        while header := _header(file):
            raw.budget.count()
            last = member_name("", header[0])[1:]
            try:
                spool = spooled(cast(BinaryIO, _Member(file, header, raw.budget)), raw.budget)
            except (Damaged, zlib.error):
                break
            try:
                yield Entry(f"{name}/{last}", spool)
            finally:
                spool.let_go()
            _pass_sizes(file)
    raise UnreadableDump(f"{name}: damaged at {last} ({why}); what stands before that is read; get it again")


def _header(file: BinaryIO) -> tuple[str, int, int] | None:
    """Read what stands before a file: its name, its compression and its length where that is known."""
    fixed = file.read(_LOCAL.size)
    if len(fixed) < _LOCAL.size or not fixed.startswith(b"PK\x03\x04"):
        return None
    _, _, flags, method, _, _, _, size, _, name_size, extra_size = _LOCAL.unpack(fixed)
    name = file.read(name_size).decode("utf-8" if flags & 0x800 else "cp437", "replace")
    file.read(extra_size)
    known = method == _STORED and not flags & 0x8 and size != 0xFFFFFFFF
    if flags & 0x1 or not (known or method == _DEFLATED):
        return None
    return name, method, size


def _pass_sizes(file: "io.BufferedReader[Any]") -> None:
    """Go to the next header: some writers put sums and sizes, of 12 to 24 bytes, behind a file."""
    ahead = file.peek(32)[:32]
    at = ahead.find(b"PK\x03\x04")
    file.read(max(0, at))


class _Member(io.RawIOBase):
    """One file of the zip, which must be whole; nothing of the next is read."""

    def __init__(self, file: "io.BufferedReader[Any]", header: tuple[str, int, int], budget: Budget) -> None:
        _, method, self._left = header
        self._file, self._budget = file, budget
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS) if method == _DEFLATED else None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stored(size) if self._inflater is None else self._inflated(self._inflater, size)
        self._budget.spend(len(data))
        return data

    def _stored(self, size: int) -> bytes:
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        if self._left and not data:
            raise Damaged("it breaks off")
        return data

    def _inflated(self, inflater: "zlib._Decompress", size: int) -> bytes:
        data = b""
        while not data and not inflater.eof:
            packed = self._file.peek(_PIECE)
            if not packed:
                raise Damaged("it breaks off")
            data = inflater.decompress(packed, size)
            self._file.read(len(packed) - len(inflater.unconsumed_tail) - len(inflater.unused_data))
        return data
