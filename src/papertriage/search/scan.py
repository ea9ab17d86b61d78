"""What is typed, cut into words, quoted words, fields and signs, each with its place.

Signs that make no sense are faults, and are left out: whether faults matter is the parser's to say.
"""

import re
from collections.abc import Container
from itertools import pairwise
from typing import NamedTuple

from papertriage.search.little_words import LITTLE

DEEPEST = 30  # groups within groups; nobody means more

_QUOTES = '"“”„'
_SPACE = re.compile(r"\s+")
_QUOTED = re.compile(f"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]")
_FIELD = re.compile(r"([A-Za-z_]{2,20}):(?=\S)")
_UNWANTED = re.compile(r"-+(?!\d[\d.,]*(?:\s|$))(?=[^\s)-])")  # but -20 is a number
_WORD = re.compile(r"\S+")
_PROSE = 20  # words; in sentences …
_LITTLE = 0.25  # … so many of them are little ones …
_SIGNS = 0.1  # … and not more of them are OR, AND or NOT
_LIST = 15  # words, ORs among them
_OPERATORS = {"OR": "or", "AND": "and", "NOT": "not"}
_ENDS = ("word", "quoted", ")")  # what may stand before an OR
_STARTS = ("word", "quoted", "(", "not", "field")  # and behind one


class Token(NamedTuple):
    """A piece of a query: its kind is word, quoted, field, not, or, `(` or `)`."""

    kind: str
    text: str  # without quotes, without the colon of a field
    start: int
    end: int


class Fault(NamedTuple):
    """What is wrong with some characters, and the mend."""

    message: str
    start: int
    end: int


class Scan(NamedTuple):
    """The tokens that make sense, and what does not."""

    tokens: list[Token]
    faults: list[Fault]


def scan(text: str, fields: Container[str]) -> Scan:
    """Cut a query into tokens; `fields` are the names, in lower case, that may stand before a colon."""
    scanner = _Scanner(text, fields)
    at = 0
    while at < len(text):
        at = scanner.step(at)
    tokens = scanner.closed()
    kept, faults = _joined(tokens)
    return Scan(kept, sorted([*scanner.faults, *faults], key=lambda fault: fault.start))


def is_prose(text: str) -> bool:
    """Whether these are sentences, such as an abstract, and not a query that someone has put together."""
    words = text.split()
    if len(words) < _PROSE or sum(word in _OPERATORS for word in words) > _SIGNS * len(words):
        return False
    return sum(word in LITTLE for word in words) >= _LITTLE * len(words)


def is_list(text: str) -> bool:
    """Whether these are many words with an OR between each two."""
    words = text.split()
    return len(words) > _LIST and all(word == "OR" for word in words[1::2])


def is_whole(found: Scan) -> bool:
    """Whether no bracket or quote lacks its other half, nor found it beyond an OR."""
    return not found.faults and not any(
        token.kind == "quoted" and " OR " in token.text for token in found.tokens
    )


def scan_words(text: str, fields: Container[str]) -> Scan:
    """Cut sentences or a list into words: no other signs are in them but fields, and the ORs of a list."""
    tokens: list[Token] = []
    joined = is_list(text)
    for word in _WORD.finditer(text):
        start, end = word.span()
        field = _FIELD.match(word[0])
        if field and field[1].lower() in fields:
            tokens.append(Token("field", field[1].lower(), start, start + field.end()))
            start += field.end()
        is_or = joined and word[0] == "OR"
        tokens.append(Token("or" if is_or else "word", text[start:end], start, end))
    return Scan(_joined(tokens)[0], [])


class _Scanner:
    def __init__(self, text: str, fields: Container[str]) -> None:
        self._text, self._fields = text, fields
        self._tokens: list[Token] = []
        self._open: list[int] = []  # where in the tokens groups begin that are not closed yet
        self.faults: list[Fault] = []

    def step(self, at: int) -> int:
        """Read what begins here; return where it ends."""
        text, sign = self._text, self._text[at]
        if space := _SPACE.match(text, at):
            return space.end()
        if sign == "(":
            self._open.append(len(self._tokens))
            return self._put("(", "(", at, at + 1)
        if sign == ")":
            return self._close(at)
        if sign in _QUOTES:
            return self._quoted(at)
        if sign == "-" and (found := _UNWANTED.match(text, at)):
            return self._put("not", "-", at, found.end())
        return self._field(at) or self._word(at)

    def closed(self) -> list[Token]:
        """Give the tokens, without groups that nothing closes."""
        for place in self._open:
            start = self._tokens[place].start
            self.faults.append(Fault("this ( is never closed: add a ) or leave it out", start, start + 1))
        unclosed = set(self._open)
        return [token for place, token in enumerate(self._tokens) if place not in unclosed]

    def _put(self, kind: str, text: str, start: int, end: int) -> int:
        self._tokens.append(Token(kind, text, start, end))
        return end

    def _close(self, at: int) -> int:
        if not self._open:
            self._stray(at)
            return at + 1
        if len(self._open) > DEEPEST:
            start = self._tokens[self._open[-1]].start
            self.faults.append(
                Fault(f"groups stand more than {DEEPEST} deep in each other here", start, start + 1)
            )
            self._tokens[self._open.pop()] = Token("and", "", start, start)  # a sign that joins nothing
            return at + 1
        self._open.pop()
        return self._put(")", ")", at, at + 1)

    def _quoted(self, at: int) -> int:
        if found := _QUOTED.match(self._text, at):
            return self._put("quoted", found[1], at, found.end())
        self.faults.append(Fault("this quote is never closed: add another or leave it out", at, at + 1))
        return at + 1

    def _field(self, at: int) -> int:
        """Read a field and, unless it is quoted or a group, its value, whatever it has; 0 for none."""
        found = _FIELD.match(self._text, at)
        if not found or found[1].lower() not in self._fields:
            return 0
        self._put("field", found[1].lower(), found.start(), found.end())
        value = self._text[found.end()]
        return found.end() if value in {"(", *_QUOTES} else self._word(found.end(), value=True)

    def _word(self, at: int, *, value: bool = False) -> int:
        found = _WORD.match(self._text, at)
        assert found is not None  # noqa: S101 - what is no space begins a word
        word = found[0]
        if ")" in word:
            word = self._before(word, at)
        end = at + len(word)
        plain = value or (self._tokens and self._tokens[-1].kind == "not" and self._tokens[-1].end == at)
        kind = "word" if plain else _OPERATORS.get(word, "word")
        return self._put(kind, word, at, end) if word else self._close(at)

    def _before(self, word: str, at: int) -> str:
        """The word without what closes groups: the brackets at its end that it has not opened itself."""
        body = word.rstrip(".,;:!?")
        closing = len(body) - len(body.rstrip(")"))
        surplus = min(word.count(")") - word.count("("), closing)
        if surplus > len(self._open):
            self._stray(at + len(body) - 1)
        surplus = min(surplus, len(self._open))
        return body[:-surplus] if surplus > 0 else word

    def _stray(self, at: int) -> None:
        self.faults.append(Fault("nothing is open that this ) could close: leave it out", at, at + 1))


def _joined(tokens: list[Token]) -> tuple[list[Token], list[Fault]]:
    """Leave out operators that have nothing to join, and say so."""
    kept: list[Token] = []
    faults: list[Fault] = []
    for token, after in pairwise([*tokens, Token("end", "", 0, 0)]):
        before = kept[-1].kind if kept else "start"
        if token.kind == "or" and not (before in _ENDS and after.kind in _STARTS):
            side = "before" if before not in _ENDS else "behind"
            faults.append(Fault(f"nothing stands {side} this OR: write A OR B", token.start, token.end))
        elif token.kind == "not" and after.kind not in _STARTS:
            faults.append(Fault("nothing stands behind this: write -WORD", token.start, token.end))
        elif token.kind != "and":
            kept.append(token)
    return kept, faults
