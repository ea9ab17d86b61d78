"""Bytes to lines.

Any file or stream a person may hand over, in any encoding, of any size, in little memory.
"""

import codecs
import hashlib
import io
import os
import re
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from papertriage.errors import UnreadableDump
from papertriage.sources import kinds
from papertriage.sources.unwrap import Damaged, window

LONGEST_LINE = (
    1_000_000  # characters kept of a line; what is longer is no record, and must not fill the memory
)
_CHUNK = 1 << 20
_HEAD = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARABLE = ("iso8859", "cp", "koi8", "gb", "big5", "euc", "shift_jis", "mac")  # codecs of texts


_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\x0b\x0c\x1b\x08")
_WIDER = {  # what browsers take for what is declared (WHATWG, Encoding): people's pages are in the wider one
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}


class Facts(NamedTuple):
    """What one pass over the bytes tells."""

    sha256: str
    size: int
    encoding: str


class Dump:
    """One dump: its name as given, and its bytes, which can be read more than once.

    Another process finds the same bytes in `unwrap.unwrap(file, steps)`.
    """

    def __init__(
        self, name: str, handle: BinaryIO, *, file: BinaryIO | None = None, steps: tuple[str, ...] = ()
    ) -> None:
        """`handle` gives what `steps` make of `file`; without steps the two are one."""
        self.name, self.steps = name, steps
        self._handle, self._file = handle, file or handle

    @property
    def handle(self) -> BinaryIO:
        """The bytes themselves."""
        return self._handle

    @property
    def file(self) -> BinaryIO:
        """The file they come from: a real one, with a descriptor, for another process to read."""
        if isinstance(self._file, io.BytesIO):
            real = tempfile.TemporaryFile(prefix="papertriage-")  # noqa: SIM115 - closed with the dump
            real.write(self._file.getbuffer())
            real.flush()
            self._file = cast(BinaryIO, real)
        return self._file

    def close(self) -> None:
        """Let go of the file."""
        self._handle.close()
        self._file.close()

    def __enter__(self) -> "Dump":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def facts(self, advance: Callable[[int], None] = lambda _: None) -> Facts:
        """Hash and measure the dump and find its encoding.

        Raises UnreadableDump for what is no text; `advance` is told bytes.
        """
        with readable(self.name):
            self._handle.seek(0)
            first = self._handle.read(_HEAD)
            if what := binary(first):
                raise UnreadableDump(f"{self.name}: {what}")
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

    def pieces(self, advance: Callable[[int], None] = lambda _: None) -> Iterator[bytes]:
        """Give the bytes as they are, piece by piece."""
        self._handle.seek(0)
        with readable(self.name):
            while chunk := self._handle.read(_CHUNK):
                yield chunk
                advance(len(chunk))

    def lines(
        self,
        encoding: str,
        advance: Callable[[int], None] = lambda _: None,
        longest: int = LONGEST_LINE,
    ) -> Iterator[str]:
        """Give the lines without their ends (LF, CRLF or CR).

        A line beyond `longest` characters is cut; `advance` is told bytes.
        """
        self._handle.seek(0)
        text = io.TextIOWrapper(_Unclosed(self._handle), encoding=encoding, errors="replace", newline=None)
        carry: list[str] = []
        kept = at = 0
        with readable(self.name):
            while chunk := text.read(_CHUNK):
                first, newline, rest = chunk.partition("\n")
                if kept < longest:
                    carry.append(first[: longest - kept])
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
        with readable(self.name):
            self._handle.seek(0)
            text = io.TextIOWrapper(
                _Unclosed(self._handle), encoding=encoding, errors="replace", newline=None
            )
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
        self._declared = _declared(first)
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
        return self._declared if self._bad > self._good else "utf-8"


def _declared(first: bytes) -> str:
    """The encoding that XML or HTML declares, for what is not UTF-8; Windows-1252 where none is."""
    found = re.search(rb"(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{1,40})", first[:4096])
    try:
        name = codecs.lookup(found[1].decode("ascii", "replace")).name if found else ""
    except LookupError:
        name = ""
    # What is declared as UTF-8 and is not, is mostly Windows-1252.
    return _WIDER.get(name, name) if name.startswith(_DECLARABLE) else "cp1252"


def _utf16_without_bom(first: bytes) -> str | None:
    even, odd = first[0::2].count(0), first[1::2].count(0)
    if len(first) < 4 or max(even, odd) * 2 < 0.4 * len(first) or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def binary(first: bytes) -> str | None:
    """Say what a dump with these first bytes is, if it is no text."""
    if what := kinds.refusal(first):
        return f"this is {what}"
    if any(first.startswith(bom) for bom, _ in _BOMS) or _utf16_without_bom(first):
        return None
    control = len(first) - len(first.translate(None, _CONTROLS))
    return "binary, not text; save the page as text" if control > 0.02 * len(first) + 2 else None


def open_dump(name: str) -> Dump:
    """Open a file as it is, or standard input for `-`.

    Raises UnreadableDump in one line that says what is wrong with it.
    """
    return Dump("stdin" if name == "-" else name, open_file(name))


def open_file(name: str, largest: int | None = None) -> BinaryIO:
    """Open a file, or standard input for `-`, for reading again and again.

    What can be read but once is kept in a temporary file, of at most `largest` bytes. Raises UnreadableDump.
    """
    if name == "-":
        return _standard_input(largest)
    with readable(name):
        if Path(name).is_dir():
            raise UnreadableDump(f"{name}: a folder without a file to read in it")
        mode = Path(name).stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
            raise UnreadableDump(f"{name}: a device, not a file")
        with Path(name).open("rb") as file:
            if stat.S_ISREG(mode):
                return window(cast(BinaryIO, file))
            return _spooled(name, cast(BinaryIO, file), largest)


def _standard_input(largest: int | None) -> BinaryIO:
    stream = sys.stdin.buffer
    with readable("stdin"):
        if _is_whole_file(stream):
            return window(stream)
        return _spooled("stdin", stream, largest)


def _is_whole_file(stream: BinaryIO) -> bool:
    """Whether a stream is a file at its beginning, as after `<`: such a one need not be copied."""
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode) and stream.tell() == 0
    except OSError:
        return False


def _spooled(name: str, stream: BinaryIO, largest: int | None) -> BinaryIO:
    """A stream can be read once; a dump is read twice."""
    with tempfile.TemporaryFile(prefix="papertriage-") as spool:
        while chunk := stream.read(_CHUNK):
            spool.write(chunk)
            if largest is not None and spool.tell() > largest:
                raise UnreadableDump(
                    f"{name}: more than {largest:,} bytes; if you want them all, raise `expanded` "
                    "under [limits] in config.toml"
                )
        spool.flush()
        return window(cast(BinaryIO, spool))


class readable:  # noqa: N801 - reads as a statement
    """Says what is wrong with a file in our words, in one place."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, FileNotFoundError):
            raise UnreadableDump(f"{self._name}: no such file; check the name") from None
        if isinstance(error, Damaged):
            raise UnreadableDump(f"{self._name}: damaged ({error}); get it again") from None
        if isinstance(error, OSError):
            raise UnreadableDump(
                f"{self._name}: cannot be read ({(error.strerror or str(error)).lower()})"
            ) from None
