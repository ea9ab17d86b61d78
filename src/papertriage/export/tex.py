r"""Words as TeX: text escaped, mathematics kept, capitals that mean something protected.

Mathematics is kept where it certainly is some (`$O(n \log n)$`) and compiles with the AMS packages alone; all
other dollars are dollars. BibTeX's styles change the case of what stands outside of braces, so it stands in
them. Letters and signs that pdfLaTeX has only in mathematics are written so: `μP` is `{$\mu$}P`.
BibTeX counts braces even behind a backslash, so a brace of the words' own is written by its name.
"""

import re
from collections.abc import Iterator
from functools import cache

from papertriage.export.rest import on_one_line
from papertriage.export.tex_formula import compiles, sign_pattern, signs

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
} | {sign: "\\" + sign for sign in "$&#%_"}
# Direction marks and the like, which no font of TeX's has: they are not seen anyhow.
_UNSEEN = str.maketrans("", "", "\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff\xad")


def tex(text: str) -> str:
    """Give words as TeX that prints those words, on one line."""
    return "".join([words if kept else _escaped(words) for words, kept in _parts(text)])


def tex_title(title: str) -> str:
    """Give a title as TeX, words whose capitals mean something in braces: `{LLM}`, `{GPT}-4`, `{3D}`."""
    return "".join([words if kept else _protected_words(words) for words, kept in _parts(title)])


def tex_plain(text: str) -> str:
    """Give words as TeX without any mathematics: names, and what programs read."""
    return _escaped(_words(text))


def _words(text: str) -> str:
    words = on_one_line(text)
    return words if words.isprintable() else words.translate(_UNSEEN)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Give the words in parts: TeX that is kept as it stands (True), and words to be escaped (False)."""
    words = _words(text)
    if "$" not in words:
        yield from _with_signs(words)
        return
    start = 0
    for found in _dollars().finditer(words):
        if compiles(found[1], words[found.end() : found.end() + 1]):
            yield words[start : found.start()], False
            yield f"{{{found[0]}}}", True
            start = found.end()
    yield words[start:], False


def _with_signs(words: str) -> Iterator[tuple[str, bool]]:
    """Part words without dollars at the signs that are written as mathematics.

    Where there are dollars too, nobody could tell which of them are whose when it is read back.
    """
    start = 0
    if not words.isascii() and _beyond_latin(words):
        for found in sign_pattern().finditer(words):
            yield words[start : found.start()], False
            yield f"{{${signs(found[0])}$}}", True
            start = found.end()
    yield words[start:], False


def _beyond_latin(words: str) -> bool:
    """Whether a sign may be in them: none is among the first 256 characters, which most texts keep to."""
    try:
        words.encode("latin-1")
    except UnicodeEncodeError:
        return True
    return False


def _escaped(words: str) -> str:
    return _special().sub(lambda found: _TEX[found[0]], words)


def _protected_words(words: str) -> str:
    return _special_and_words().sub(lambda found: _TEX.get(found[0]) or _protected(found), words)


def _protected(found: re.Match[str]) -> str:
    word = found[0]
    if len(word) == 1:
        return f"{{{word}}}" if word.isupper() and (word != "A" or _joined(found)) else word
    capital_inside = word[1:] != word[1:].lower()
    named_with_number = word[0].isupper() and not word.isalpha()
    return f"{{{word}}}" if capital_inside or named_with_number else word


def _joined(found: re.Match[str]) -> bool:
    """Whether a hyphen or a sign stands beside it: `A*`, `A-share`, `Q&A` are names, `A Survey` is not."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return not (before.strip(":—–“\"'(").strip() == "" and after.strip(":,.!?").strip() == "")


@cache
def _dollars() -> re.Pattern[str]:
    return re.compile(r"(?<![\\$])\$([^$]{1,160})\$(?!\$)")


@cache
def _special() -> re.Pattern[str]:
    return re.compile(r"[\\{}~^<>|$&#%_]")


@cache
def _special_and_words() -> re.Pattern[str]:
    return re.compile(r"[\\{}~^<>|$&#%_]|[^\W_]+")
