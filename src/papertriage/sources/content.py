"""What a source is given to read: a dump's lines, its bytes or its whole text, each from the beginning."""

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from papertriage.errors import UnreadableDump
from papertriage.sources.dump import Dump

LARGEST_DOCUMENT = 256 << 20
"""Bytes of a document that must be held whole, such as a page of HTML; other formats stream."""

_PIECE = 1 << 20


class Content:
    """One dump for one reading. Ask for one of its forms, once."""

    def __init__(self, dump: Dump, encoding: str, advance: Callable[[int], None] = lambda _: None) -> None:
        """`advance` is told how many bytes have been read since it was told last."""
        self._dump, self.encoding, self._advance = dump, encoding, advance

    @classmethod
    def of(cls, text: str | bytes, name: str = "dump") -> "Content":
        """Make one of a text, or of its bytes in UTF-8."""
        raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        return cls(Dump(name, io.BytesIO(raw)), "utf-8")

    @property
    def name(self) -> str:
        """The dump's name, for messages."""
        return self._dump.name

    def lines(self) -> Iterator[str]:
        """Give the lines without their ends; one beyond `dump.LONGEST_LINE` is cut."""
        return self._dump.lines(self.encoding, self._advance)

    def pieces(self) -> Iterator[bytes]:
        """Give the bytes, piece by piece, as UTF-8 without a mark in front, whatever the dump's encoding."""
        if self.encoding == "utf-8":
            yield from self._dump.pieces(self._advance)
            return
        for line in self._dump.lines(self.encoding, self._advance, longest=LARGEST_DOCUMENT):
            yield line.encode("utf-8", "replace") + b"\n"

    def stream(self) -> BinaryIO:
        """Give the same as a file to read from."""
        return io.BufferedReader(_Pieces(self.pieces()), _PIECE)

    def whole(self, largest: int = LARGEST_DOCUMENT) -> bytes:
        """Give all of it at once. Raises UnreadableDump beyond `largest` bytes."""
        pieces, size = [], 0
        for piece in self.pieces():
            pieces.append(piece)
            size += len(piece)
            if size > largest:
                raise UnreadableDump(
                    f"{self.name}: more than {largest >> 20} MB in one document; divide it, or save it as "
                    "JSON lines, BibTeX or text, which can be read piece by piece"
                )
        return b"".join(pieces)


class _Pieces(io.RawIOBase):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
