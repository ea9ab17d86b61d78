"""A phrase of a topic file, as a regular expression that cannot run long.

The grammar is small on purpose, so that every phrase compiles to a bounded RE2 program:

    KV cache            words; a space also matches a hyphen, a slash, an underscore or nothing; plurals match
    (KV|key-value) cache    one of several; an empty choice makes a word optional: `video (diffusion|) model`
    quantiz*            any ending; British spelling matches as well
    masked ... autoencoder  at most two words between

A phrase matches whole words only. Patterns are ASCII: the text they meet has been through `stand_in`,
which replaces each character by exactly one, so that offsets stay those of the text as displayed.
"""

import re
import unicodedata
from functools import lru_cache

GRAMMAR_VERSION = 2  # a change to what a phrase matches must change every fingerprint

MAX_CHARACTERS = 800
MAX_CHOICES = 80
MAX_GAPS = 2
MAX_REACH = 20

# Words of many papers, without a plural's s: a phrase with a gap is first looked for by its other words.
# They matter for speed only.
EVERYDAY = frozenset(
    re.findall(
        r"\w+",
        """
        analysi data dataset generat generate generation image inference information input iteration
        language large layer learning llm method model modeling network neural object optimization parameter
        performance pretraining reduc represent representation scene select shar show sound space system
        task text token train training vector via view visual weight with
        """,
    )
)

ANY_CASE = "(?i)"  # how a pattern begins that matches in any case

_TOKEN = re.compile(r"\.\.\.|[()|]|[A-Za-z0-9]+\*?|[- \t\n\r/_]+|.", re.DOTALL)
# White space is spelt out because RE2 and `re` differ on what \s is.
_SEPARATOR = r"[- \t\n\r/_]{0,2}"  # two: "key--value", and "key- value" where a line was wrapped
_GAP = r"[- \t\n\r/_]+(?:[^- \t\n\r/_.,;:()]+[- \t\n\r/_]+){0,2}?"
_DASHES = "‐‑‒–—―−⁃"


class BadPhrase(ValueError):
    """A phrase outside the grammar; the message says what to mend."""


@lru_cache(maxsize=4096)
def phrase_pattern(text: str, *, exact: bool = False, edge: str = r"\b") -> str:
    """Return the regular expression for a phrase; the same words mean the same to RE2 and to `re`.

    `edge` is what must stand before and after a word.
    Raises BadPhrase for what the grammar does not know and for what would be too large.
    """
    parts = _TOKEN.findall(text.strip())
    _check(text, parts)
    body = "".join(_piece(parts, place, exact=exact) for place in range(len(parts)))
    start = edge if parts[0][0].isalnum() or parts[0] == "(" else ""
    end = edge if parts[-1][-1].isalnum() or parts[-1][-1] in "*)" else ""
    return f"{'' if exact else ANY_CASE}{start}(?:{body}){end}"


def telling_pieces(text: str, *, exact: bool = False) -> tuple[str, ...]:
    """Return those of a phrase's pieces whose words are no everyday ones; the shortest if all are."""
    parts = [part for part in text.split("...") if part.strip()]
    telling = [part for part in parts if not _everyday(part)] or [
        min(parts, key=lambda part: part.count("|"))
    ]
    edge = r"(?:\b|_)" if len(parts) > 1 else r"\b"  # a gap may begin and end with an underscore
    return tuple(phrase_pattern(part, exact=exact, edge=edge) for part in telling)


def _everyday(part: str) -> bool:
    """Return whether a piece is one word or one choice of words, and one of them stands in most papers."""
    choices = part.strip().removeprefix("(").removesuffix(")").lower()
    one_choice = "(" not in choices and ")" not in choices
    return one_choice and any(choice.rstrip("s*") in EVERYDAY for choice in choices.split("|"))


def reaching_pattern(text: str, reach: int, *, over_commas: bool, exact: bool = False) -> str:
    """Return the pattern of an exclusion: the phrase and up to `reach` words of the same clause after it."""
    between = " \\t\\n\\r" + ("," if over_commas else "")
    following = f"(?:[{between}]+[^ \\t\\n\\r.,;:()]+){{0,{reach}}}"
    return phrase_pattern(text, exact=exact) + (following if reach else "")


def _check(text: str, parts: list[str]) -> None:
    if len(text) > MAX_CHARACTERS:
        raise BadPhrase(
            f"{len(text)} characters long, at most {MAX_CHARACTERS}; split it into several phrases"
        )
    if not text.isascii():
        raise BadPhrase("has a letter outside ASCII; write the plain letter, accents are matched without")
    if parts.count("|") >= MAX_CHOICES:
        raise BadPhrase(f"has more than {MAX_CHOICES} choices; split it into several phrases")
    if parts.count("...") > MAX_GAPS or parts[:1] == ["..."] or parts[-1:] == ["..."]:
        raise BadPhrase(f"may have {MAX_GAPS} gaps (...) at most, and only between words")
    if sum(character.isalnum() for character in text) < 2:
        raise BadPhrase("needs two letters or digits at least")
    _check_brackets(parts)


def _check_brackets(parts: list[str]) -> None:
    depth = 0
    for part in parts:
        depth += {"(": 1, ")": -1}.get(part, 0)
        if depth not in (0, 1):
            raise BadPhrase("has brackets inside brackets, or one too many; write (one|other), not nested")
        if part == "..." and depth:
            raise BadPhrase("has a gap (...) inside brackets; split it into several phrases")
        if part == "|" and not depth:
            raise BadPhrase("has a | outside brackets; write (one|other)")
        if part == "*":
            raise BadPhrase("has a * that does not end a word; write it after the letters: quantiz*")
    if depth:
        raise BadPhrase("has a bracket that is not closed")


def _piece(parts: list[str], place: int, *, exact: bool) -> str:
    """Return one part as a pattern."""
    part = parts[place]
    if part == "...":
        return _GAP
    if part in "()|":
        return {"(": "(?:", ")": ")", "|": "|"}[part]
    if part[0] in "-_/ \t\n\r":
        beside_gap = "..." in (parts[place - 1], parts[min(place + 1, len(parts) - 1)])
        return "" if beside_gap else _SEPARATOR
    if not part[0].isalnum():
        return re.escape(part)
    return _exact_word(part) if exact else _word(part)


def _exact_word(word: str) -> str:
    """Return the pattern of an acronym: `DiT` is DiT or DiTs."""
    if word.endswith("*"):
        return word[:-1] + r"\w*"
    return word + "s?" if word[-1].isalpha() else word


def _word(word: str) -> str:
    """Return the pattern of a word in either case, spelling and number."""
    stem = word.lower()
    if stem.endswith("*"):
        return _spellings(stem[:-1]) + r"\w*"
    if len(stem) < 3 or not stem[-1].isalpha():
        return _spellings(stem)
    if stem.endswith("y") and stem[-2] not in "aeiou":
        return f"{_spellings(stem[:-1])}(?:y|ies)"
    if stem.endswith(("ss", "x", "ch", "sh")):
        return _spellings(stem) + "(?:es)?"
    return _spellings(stem) + ("" if stem.endswith("s") else "s?")


def _spellings(stem: str) -> str:
    stem = re.sub(r"(?<=[a-z]{2}[a-z])iz(?=$|e|i|a)", "i[sz]", stem)
    stem = re.sub(r"(?<=mod|lab)el(?=ing|ed|er)", "ell?", stem)
    return stem.replace("behavior", "behaviou?r")


def as_ascii(text: str) -> bytes:
    """Return the text with one ASCII byte for each character, so that byte and character offsets agree."""
    if text.isascii():
        return text.encode("ascii")
    return re.sub(r"[^\x00-\x7f]", lambda found: _stand_in(found[0]), text).encode("ascii")


@lru_cache(maxsize=4096)
def _stand_in(character: str) -> str:
    """Return a base letter for an accented one, a hyphen for a dash, `_` for any other letter."""
    if character in _DASHES:
        return "-"
    if character.isspace():
        return " "
    base = unicodedata.normalize("NFKD", character)[0]
    if base.isascii():
        return base
    if unicodedata.east_asian_width(character) in "WF":  # scripts that put no spaces between words
        return " "
    return "_" if character.isalnum() else "'"
