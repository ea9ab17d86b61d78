"""Bytes to lines.

Any file or stream a person may hand over, in any encoding, of any size, in little memory.
"""

import codecs
import hashlib
import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from papertriage.errors import UnreadableDump

LONGEST_LINE = (
    1_000_000  # characters kept of a line; what is longer is no record, and must not fill the memory
)
_CHUNK = 1 << 20
_HEAD = 1 << 16
_MAGIC = (
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"PK\x03\x04", "a zip archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ\x00", "an xz archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstandard archive; unpack it first"),
    (b"%PDF-", "a PDF; save the page as text or HTML instead"),
    (b"SQLite format 3\x00", "an SQLite database, not a dump"),
    (b"\x89PNG", "a picture; save the page as text instead"),
    (b"\xff\xd8\xff", "a picture; save the page as text instead"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Facts(NamedTuple):
    """What one pass over the bytes tells."""

    sha256: str
    size: int
    encoding: str


class Dump:
    """One dump: its name as given, and its bytes, which can be read more than once."""

    def __init__(self, name: str, handle: BinaryIO) -> None:
        self.name = name
        self._handle = handle

    @property
    def handle(self) -> BinaryIO:
        """The bytes themselves, for another process to read."""
        return self._handle

    def close(self) -> None:
        """Let go of the file."""
        self._handle.close()

    def __enter__(self) -> "Dump":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def facts(self, advance: Callable[[int], None] = lambda _: None) -> Facts:
        """Hash and measure the dump and find its encoding.

        Raises UnreadableDump for what is no text; `advance` is told bytes.
        """
        with _readable(self.name):
            self._handle.seek(0)
            first = self._handle.read(_HEAD)
            _refuse_binary(self.name, first)
            self._handle.seek(0)
            digest, sniffer, size = hashlib.sha256(), _Sniffer(first), 0
            while chunk := self._handle.read(_CHUNK):
                digest.update(chunk)
                sniffer.feed(chunk)
                size += len(chunk)
                advance(len(chunk))
        if not sniffer.has_words:
            raise UnreadableDump(f"{self.name}: empty; nothing to read")
        return Facts(digest.hexdigest(), size, sniffer.encoding())

    def lines(self, encoding: str, advance: Callable[[int], None] = lambda _: None) -> Iterator[str]:
        """Give the lines without their ends (LF, CRLF or CR).

        A line beyond LONGEST_LINE is cut; `advance` is told bytes.
        """
        self._handle.seek(0)
        text = io.TextIOWrapper(_Unclosed(self._handle), encoding=encoding, errors="replace", newline=None)
        carry: list[str] = []
        kept = at = 0
        with _readable(self.name):
            while chunk := text.read(_CHUNK):
                first, newline, rest = chunk.partition("\n")
                if kept < LONGEST_LINE:
                    carry.append(first[: LONGEST_LINE - kept])
                    kept += len(first)
                if newline:
                    lines = rest.split("\n")
                    last = lines.pop()
                    yield "".join(carry)
                    yield from lines
                    carry, kept = [last], len(last)
                now = self._handle.tell()
                advance(now - at)
                at = now
        if kept:
            yield "".join(carry)

    def head(self, encoding: str, characters: int = 400_000) -> str:
        """Give the first characters, to tell what the dump is."""
        self._handle.seek(0)
        text = io.TextIOWrapper(_Unclosed(self._handle), encoding=encoding, errors="replace", newline=None)
        return text.read(characters)


class _Unclosed(io.BufferedReader):
    """Lets a text wrapper go without closing the file below it."""

    def __init__(self, handle: BinaryIO) -> None:
        super().__init__(_Raw(handle))


class _Raw(io.RawIOBase):
    def __init__(self, handle: BinaryIO) -> None:
        self._handle = handle

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._handle.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Sniffer:
    """Follows the bytes of a dump and decides their encoding at the end.

    A BOM, UTF-16 by its NULs, UTF-8, else Windows-1252.
    """

    def __init__(self, first: bytes) -> None:
        self._bom = next((name for bom, name in _BOMS if first.startswith(bom)), None)
        self._wide = None if self._bom else _utf16_without_bom(first)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._good = self._bad = 0
        self.has_words = False

    def feed(self, chunk: bytes) -> None:
        if not self.has_words:
            self.has_words = bool(chunk.strip(b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf\xff\xfe"))
        if self._bom or self._wide or chunk.isascii():
            return
        text = self._decoder.decode(chunk)
        bad = text.count("\ufffd")
        self._bad += bad
        self._good += len(text) - len(text.encode("ascii", "ignore")) - bad

    def encoding(self) -> str:
        if self._bom or self._wide:
            return self._bom or self._wide or ""
        return "cp1252" if self._bad > self._good else "utf-8"


def _utf16_without_bom(first: bytes) -> str | None:
    even, odd = first[0::2].count(0), first[1::2].count(0)
    if len(first) < 4 or max(even, odd) * 2 < 0.4 * len(first) or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _refuse_binary(name: str, first: bytes) -> None:
    for magic, what in _MAGIC:
        if first.startswith(magic):
            raise UnreadableDump(f"{name}: this is {what}")
    if any(first.startswith(bom) for bom, _ in _BOMS) or _utf16_without_bom(first):
        return
    control = sum(first.count(byte) for byte in range(32) if byte not in b"\t\n\r\x0b\x0c\x1b\x08")
    if control > 0.02 * len(first) + 2:
        raise UnreadableDump(f"{name}: binary, not text; save the page as text")


def open_dump(name: str) -> Dump:
    """Open a file, or standard input for `-`.

    Raises UnreadableDump in one line that says what is wrong with it.
    """
    if name == "-":
        return Dump("stdin", _spooled(sys.stdin.buffer))
    with _readable(name):
        if Path(name).is_dir():
            raise UnreadableDump(f"{name}: a folder without a file to read in it")
        return Dump(name, Path(name).open("rb"))


def _spooled(stream: BinaryIO) -> BinaryIO:
    """A stream can be read once; a dump is read twice."""
    spool = tempfile.TemporaryFile(prefix="papertriage-")  # noqa: SIM115 - closed with the dump
    with _readable("stdin"):
        while chunk := stream.read(_CHUNK):
            spool.write(chunk)
    return spool


class _readable:  # noqa: N801 - reads as a statement
    """Says what is wrong with a file in our words, in one place."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, FileNotFoundError):
            raise UnreadableDump(f"{self._name}: no such file; check the name") from None
        if isinstance(error, OSError):
            raise UnreadableDump(
                f"{self._name}: cannot be read ({(error.strerror or str(error)).lower()})"
            ) from None
