"""BibTeX cut into entries: line by line, so that a broken entry breaks nothing but itself.

BibTeX counts braces, also behind a backslash and between quotation marks, and ends an entry where they are
even (Patashnik, "BibTeXing", 1988). What stands between entries is its comment. An entry that is not closed
ends before the next line that begins with `@word{`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from papertriage.sources.protocol import Tally

LONGEST_ENTRY = 4_000_000  # characters; more is an entry that was never closed
_LONGEST_TEXT = 200  # lines of a stretch between entries that is given in one piece

ENTRY, FURNITURE, TEXT, UNCLOSED, MACRO = "entry", "furniture", "text", "unclosed", "macro"
_NO_PAPERS = frozenset({"comment", "preamble", "control", "ieeetranbstctl", "xdata", "set", "bibnote"})


class Piece(NamedTuple):
    """A stretch of a file: what it is, its text, its first and last line, and how many it has for its own."""

    kind: str
    text: str
    first: int
    last: int
    lines: int  # not blank, and not those of a piece before it on the same line


class Cutter:
    """One reading. Counts every line that is not blank in `tally.total`, and nothing else."""

    def __init__(self, lines: Iterable[str], tally: Tally) -> None:
        self._lines, self._tally = lines, tally
        self._number = 0
        self._is_free = False  # the line in hand is not blank, and nobody's yet
        self._kind = ""  # of the piece in hand; "" is none
        self._text: list[str] = []
        self._first = self._last = self._own = self._size = 0
        self._depth = 0
        self._in_parentheses = False

    def __iter__(self) -> Iterator[Piece]:
        """Give the pieces in their order; together they are all lines that are not blank."""
        for line in self._lines:
            self._number += 1
            if not line or line.isspace():
                self._is_free = False
                if self._depth:
                    self._add(line)
                continue
            self._tally.total += 1
            self._is_free = True
            if self._depth and "@" not in line and line.count("}") < self._depth and not self._in_parentheses:
                self._add(line)
                self._depth += line.count("{") - line.count("}")
            else:
                yield from self._cut(line)
            if self._size > LONGEST_ENTRY:
                yield self._piece(UNCLOSED if self._depth else self._kind)
        if self._kind:
            yield self._piece(UNCLOSED if self._depth else self._kind)

    def _cut(self, line: str) -> Iterator[Piece]:
        """Follow a line that may end an entry, begin one, or both, more than once."""
        if self._depth and self._kind != FURNITURE and _new_line().match(line):
            yield self._piece(UNCLOSED)
        rest = line
        while rest:
            if self._depth:
                end = self._end(rest)
                self._add(rest[:end])
                if self._depth:
                    return
                yield self._piece(self._kind)
                rest = rest[end:]
                continue
            start = _start().search(rest) if "@" in rest and rest.lstrip()[:1] != "%" else None
            before = rest[: start.start("at")] if start else rest
            if _letter().search(before) or (start is None and self._is_free):
                yield from self._between(before)
            if start is None:
                return
            if self._kind:
                yield self._piece(self._kind)
            self._open(start)
            rest = rest[start.start("at") :]

    def _open(self, start: re.Match[str]) -> None:
        word = start["word"].lower()
        self._kind = MACRO if word == "string" else FURNITURE if word in _NO_PAPERS else ENTRY
        self._in_parentheses = start["paren"] is not None
        self._first, self._own, self._size, self._text = self._number, 0, 0, []
        self._depth = -1  # not yet at its opening sign

    def _end(self, text: str) -> int:
        """Find the place after the sign that ends the entry in hand, or the end of `text`; keep the depth."""
        depth, inner = max(self._depth, 0), self._in_parentheses
        for sign in (_signs() if inner else _braces()).finditer(text):
            if sign[0] in "()":  # count in parentheses only where no brace is open
                depth += (1 if depth == 0 else 0) if sign[0] == "(" else (-1 if depth == 1 else 0)
            else:
                depth += 1 if sign[0] == "{" else -1
            if depth <= 0:
                self._depth = 0
                return sign.end()
        self._depth = depth
        return len(text)

    def _between(self, text: str) -> Iterator[Piece]:
        """Take in text that stands between entries, with the lines before it where they are of its kind."""
        kind = FURNITURE if is_furniture(text) else TEXT
        if self._kind and (self._kind != kind or len(self._text) >= _LONGEST_TEXT):
            yield self._piece(self._kind)
        if not self._kind:
            self._kind, self._first, self._own, self._size, self._text = kind, self._number, 0, 0, []
        self._add(text)

    def _add(self, text: str) -> None:
        self._text.append(text)
        self._size += len(text) + 1
        if text and not text.isspace():
            self._last = self._number
        if self._is_free:
            self._own += 1
            self._is_free = False

    def _piece(self, kind: str) -> Piece:
        piece = Piece(kind, "\n".join(self._text), self._first, self._last, self._own)
        self._kind, self._depth, self._size, self._text = "", 0, 0, []
        return piece


def is_furniture(line: str) -> bool:
    """Whether a line between entries is a comment, a ruler, a fence, or what a program writes of itself."""
    start = line.strip()
    return start[:1] == "%" or not _letter().search(start) or _program().match(start) is not None


def has_beginning(text: str) -> bool:
    """Whether there may be an entry or a command of BibTeX in `text`: one quick search."""
    return _first().search(text) is not None


@cache
def _start() -> re.Pattern[str]:
    """An entry's beginning within a line; in parentheses only with a key, since prose has those too."""
    return re.compile(
        r"(?:^|(?<=[\s})>,;*\-.\]\"'`:#|]))(?P<at>@)(?P<word>[A-Za-z]{2,40})\s{0,20}"
        r"(?:\{|(?P<paren>\((?=\s{0,20}[^\s,(){}]{1,200}\s{0,20}[,=])))"
    )


@cache
def _new_line() -> re.Pattern[str]:
    return re.compile(r"\s{0,40}@[A-Za-z]{2,40}\s{0,20}[{(]")


@cache
def _first() -> re.Pattern[str]:
    return re.compile(r"@[A-Za-z]{2,40}\s{0,20}(?:\{|\(\s{0,20}[^\s,(){}]{1,200}\s{0,20}[,=])")


@cache
def _braces() -> re.Pattern[str]:
    return re.compile("[{}]")


@cache
def _signs() -> re.Pattern[str]:
    return re.compile("[{}()]")


@cache
def _letter() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]")


@cache
def _program() -> re.Pattern[str]:
    """What Mendeley, JabRef, Scopus, Web of Science and Markdown put around entries."""
    return re.compile(
        r"```|~~~|</?(?:pre|code)\b|Automatically generated by Mendeley|Any changes to this file will be lost"
        r"|BibTeX export options can be customized|This file was created with|Encoding: ?\S+$"
        r"|Scopus$|EXPORT DATE:|FN (?:Clarivate|Thomson|ISI)|VR 1\.0$|EF$",
        re.IGNORECASE,
    )
