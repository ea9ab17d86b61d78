r"""Markup of journals within titles and abstracts: JATS, the HTML that stands for it, MathML; taken off.

Crossref's abstracts are JATS (https://www.crossref.org/documentation/schema-library/), its titles hold face
markup, and CSL's titles `<i>`, `<sub>`, `<span class="nocase">`. What is no tag of these stays: `a < b` is
words. Formulas given both as TeX and as MathML are taken once, as TeX.
"""

import re
from functools import cache

_BLOCK_NAMES = (
    "abstract break br caption disp-formula disp-quote div fig h1 h2 h3 h4 label li list list-item ol p"
    " sec section table tbody td th title tr trans-abstract ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_INLINE_NAMES = (
    "a alternatives b bold em email ext-link font i inline-formula inline-graphic italic math monospace"
    " named-content overline roman sans-serif sc scp small span strike strong styled-content sub sup tex-math"
    " tt u underline uri xref"
)
_ATTRIBUTES = r"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*"


def without_markup(words: str) -> str:
    """Give the words without markup, on one line if there was any; a leading heading `Abstract` goes too."""
    if "<" not in words and "&lt;" not in words:
        return words
    unescaped = _escaped().sub(lambda tag: f"<{tag[1]}>", words) if "&lt;" in words else words
    if "<" not in unescaped:
        return words
    if "tex-math" in unescaped:
        unescaped = _tex_alone(unescaped)
    if "title>" in unescaped:
        unescaped = _heading().sub(" ", unescaped, count=1)
    plain = _tag().sub(_gap, unescaped).strip()
    return " ".join(plain.split()) if "\n" in plain or "  " in plain else plain


def _gap(tag: re.Match[str]) -> str:
    """A paragraph's end is a space; the end of italics is not."""
    return " " if (tag[1] or "").rpartition(":")[2].lower() in _BLOCKS else ""


def _tex_alone(words: str) -> str:
    """Drop the MathML beside TeX, and the preamble of TeX that is a document of its own."""
    for opening, closing in (("<mml:math", "</mml:math>"), ("\\documentclass", "\\begin{document}")):
        words = _without(words, opening, closing)
    return words.replace("\\end{document}", "")


def _without(words: str, opening: str, closing: str) -> str:
    kept, at = [], 0
    while (start := words.find(opening, at)) >= 0 and (end := words.find(closing, start)) >= 0:
        kept.append(words[at:start])
        at = end + len(closing)
    return "".join([*kept, words[at:]])


@cache
def _tag() -> re.Pattern[str]:
    name = rf"(?:(?:{_names()})(?=[\s/>])|(?:jats|mml|m|ns[0-9]):[a-z][\w.-]*)"
    return re.compile(rf"</?({name}){_ATTRIBUTES}\s*/?>|<!--[^<>]*-->()", re.IGNORECASE | re.ASCII)


@cache
def _names() -> str:
    return "|".join(sorted([*_BLOCKS, *_INLINE_NAMES.split()], key=len, reverse=True))


@cache
def _escaped() -> re.Pattern[str]:
    return re.compile(
        rf"&lt;(/?(?:(?:jats|mml):[a-z-]+|(?:{_names()}))(?:\s[^&<>]*)?/?)&gt;", re.IGNORECASE | re.ASCII
    )


@cache
def _heading() -> re.Pattern[str]:
    return re.compile(
        r"<(?:jats:)?title(?:\s[^<>]*)?>\s*abstract\s*[.:]?\s*</(?:jats:)?title>", re.IGNORECASE
    )
