"""The pieces of a JSON document that is too large to be held, or that breaks off: found by their brackets."""

import io
import re
from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import BinaryIO, NamedTuple

BREAKS_OFF = "the JSON breaks off here"
TOO_LONG = "longer than 16 MB"
NOT_JSON = "not JSON"
LONGEST_RAW = 2_000  # characters kept of what could not be read

_LONGEST = 16 << 20  # bytes of one row
_PIECE = 1 << 20
_BUFFER = 1 << 16
_NEWLINE = ord("\n")
_KEPT = 8_000  # bytes kept of what could not be read
_BOM = b"\xef\xbb\xbf"


class Fault(NamedTuple):
    """What stands in place of a value that could not be read, and the beginning of its text."""

    reason: str
    raw: bytes

    @property
    def text(self) -> str:
        """Give the text, as much of it as is kept."""
        return self.raw[: 4 * LONGEST_RAW].decode("utf-8", "replace")[:LONGEST_RAW]


class Feed:
    """The rest of a document: what has been read of it, from `at` on in `data`, and more to come."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = _large(pieces)
        self.data, self.at, self.ended = b"", 0, False
        self._key, self._next = b"", _first_key()
        self.on_last_line = False  # of `lines`, and that it has no end

    def more(self) -> bool:
        """Read on. False at the end of the document."""
        piece = next(self._pieces, None)
        if piece is None:
            self.ended = True
            return False
        self.data = self.data[self.at :] + piece
        self.at = 0
        return True

    def fill(self, size: int) -> bool:
        """Read on up to `size` bytes; tell whether that is the whole document."""
        pieces, length = [self.data], len(self.data)
        for piece in self._pieces:
            pieces.append(piece)
            length += len(piece)
            if length > size:
                break
        else:
            self.ended = True
        self.data = b"".join(pieces) if len(pieces) > 1 else self.data
        return self.ended

    def stop(self) -> None:
        """Read no further."""
        self._pieces = iter(())
        self.data, self.at, self.ended = b"", 0, True

    def peek(self) -> int:
        """Skip white space, commas and marks; give the next byte, or -1 at the end."""
        while True:
            between = _between().match(self.data, self.at)
            self.at = between.end() if between else self.at
            if self.at < len(self.data):
                return self.data[self.at]
            if not self.more():
                return -1

    def ahead(self) -> bytes:
        """Give the beginning of what comes, to be kept in case that it cannot be read."""
        return self.data[self.at : self.at + _KEPT]

    def take(self, size: int) -> bytes:
        """Take that many bytes."""
        self.at += size
        return self.data[self.at - size : self.at]

    def line(self) -> bytes:
        """Take the rest of the line, as far as it has been read."""
        end = self.data.find(b"\n", self.at)
        return self.take((end if end >= 0 else len(self.data)) - self.at)

    def lines(self) -> Iterator[bytes | Fault]:
        """Take all that is left, line by line with the ends; what is too long to be held is a fault."""
        stream: BinaryIO = io.BufferedReader(_Rest(self.data[self.at :], self._pieces), _BUFFER)
        self.data, self.at = b"", 0
        for line in iter(partial(stream.readline, _LONGEST), b""):
            if line[-1] == _NEWLINE:
                yield line
            elif len(line) < _LONGEST:
                self.on_last_line = True
                yield line
            else:
                yield Fault(TOO_LONG, line[:_KEPT])
                _end_line(stream)

    def element(self, longest: int | None = None) -> bytes | None:
        """Take the value that begins here, by its brackets.

        None where it does not end or is longer: nothing is taken then, but what was read of it is held.
        """
        depth, at, longest = 0, self.at, longest or _LONGEST
        while at - self.at <= longest:
            found = (_bracket() if depth else _value()).match(self.data, at)
            if found is None or self._may_go_on(found):
                if len(self.data) - self.at > longest:
                    return None
                passed = at - self.at
                if self.more():
                    at = passed
                    continue
                if found is None:
                    return None
            at = found.end()
            depth += _step(found)
            if depth <= 0:
                return self.take(at - self.at)
        return None

    def alike(self) -> bytes:
        """Give all up to the next object that begins like this one: mostly this one. Nothing is taken."""
        key = _first_key().match(self.data, self.at)
        if key is None:
            return b""
        if key[0] != self._key:
            self._key, self._next = key[0], re.compile(rb"\}\s*+,\s*+" + re.escape(key[0]))
        found = self._next.search(self.data, self.at)
        return self.data[self.at : found.start() + 1] if found else b""

    def pass_over(self) -> bool:
        """Take a value of any length without holding it. False where it does not end."""
        depth = 0
        while True:
            found = (_bracket() if depth else _value()).match(self.data, self.at)
            if found is None:
                filler = _filler().match(self.data, self.at) if depth else None
                self.at = filler.end() if filler else self.at
                if len(self.data) - self.at > _LONGEST or not self.more():
                    return False
                continue
            self.at = found.end()
            depth += _step(found)
            if depth <= 0:
                return True

    def _may_go_on(self, found: re.Match[bytes]) -> bool:
        """A number or word at the end of what has been read may be the half of one."""
        return found.end() == len(self.data) and not self.ended and found[0][-1:] not in b'"{}[]:'


def _step(found: re.Match[bytes]) -> int:
    bracket = found[1]
    if bracket is None:
        return 0
    return 1 if bracket in b"{[" else -1


def _end_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(_LONGEST)) and rest[-1] != _NEWLINE:
        pass


class _Rest(io.RawIOBase):
    """What is left of a document, as a file."""

    def __init__(self, rest: bytes, pieces: Iterator[bytes]) -> None:
        self._rest, self._pieces = memoryview(rest), pieces

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _large(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Join small pieces: a dump in another encoding comes line by line."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _PIECE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_FILLER = rb'(?:[^"{}\[\]]++|' + _STRING + rb")*+"


@cache
def _between() -> re.Pattern[bytes]:
    return re.compile(rb"(?:[\s,\x1e\x00]|" + _BOM + rb")*+")


@cache
def _bracket() -> re.Pattern[bytes]:
    """Match up to the next bracket outside of strings."""
    return re.compile(_FILLER + rb"([{}\[\]])", re.DOTALL)


@cache
def _first_key() -> re.Pattern[bytes]:
    return re.compile(rb'\{\s*+"[^"\\]{1,60}"')


@cache
def _filler() -> re.Pattern[bytes]:
    return re.compile(_FILLER, re.DOTALL)


@cache
def _value() -> re.Pattern[bytes]:
    """Match a bracket, a string, a colon, or a word up to whatever ends it."""
    return re.compile(rb"([{}\[\]])|" + _STRING + rb'|:|[^\s,:"{}\[\]]++', re.DOTALL)
