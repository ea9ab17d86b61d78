"""One span of LaTeX mathematics as Unicode, or not at all: half a formula is worse than its source."""

import re
from functools import cache, lru_cache
from unicodedata import normalize

from papertriage.text import tex_signs as signs

LONGEST = 160  # characters of a span; longer ones are formulas that one line of text cannot hold

_FONTS = (
    "mathrm|mathbf|mathsf|mathtt|mathit|boldsymbol|bm|operatorname|mbox|text(?:rm|bf|it|sf|tt|sc|normal|up)?"
    "|emph|underline"
)
_NEXT = (
    r"(?:(?<=\s)|(?![A-Za-z]))"  # an argument without braces does not prolong the name: `\tilde x`, `\tildeΘ`
)
_PIECE = rf"""
    (?P<script>[_^])\s*(?:\{{(?P<group>[^{{}}\\]*)\}}|\{{?\\(?P<raised>[A-Za-z]+)\}}?|(?P<one>[^\s{{}}\\]))
  | \\(?P<alphabet>mathbb|mathcal|mathscr|mathfrak)\s*(?:\{{(?P<drawn>[A-Z])\}}|(?<=\s)(?P<drawn1>[A-Z]))
  | \\(?P<accent>{"|".join(signs.MATH_ACCENTS)})\s*(?:\{{(?P<under>[^\W_])\}}|{_NEXT}(?P<under1>[^\W_]))
  | \\sqrt\s*(?:\{{(?P<root>[^\W_]+)\}}|{_NEXT}(?P<root1>[^\W_]))
  | \\unicode\{{x(?P<code>[0-9A-Fa-f]{{2,5}})\}}
  | \\(?P<name>[A-Za-z]+)(?P<gap>\s*)
  | \\(?P<sign>[^A-Za-z])
  | \{{(?P<braced>[^{{}}\\]*)\}}
  | (?P<plain>[^\\{{}}_^$]+)
"""
_APPLY = "\u2061"  # Unicode's own mark between a function and its argument; gone when a span is done


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_PIECE, re.VERBOSE)


@cache
def _font() -> re.Pattern[str]:
    return re.compile(
        rf"\\(?:{_FONTS})\s*\{{([^{{}}$]*)\}}|\{{\\(?:rm|bf|it|sf|tt|cal|em)\s+([^{{}}\\$]*)\}}"
    )


@cache
def _grouped_name() -> re.Pattern[str]:
    r"""`{\sim}`: braces that only keep the name's spacing; not an argument, not a script."""
    return re.compile(r"(?<![A-Za-z}_^ ])\{(\\[A-Za-z]+)\}")


@cache
def _prose() -> re.Pattern[str]:
    """Two words side by side that no command named: what stands between two prices, not in a formula."""
    return re.compile(r"(?<![A-Za-z\\])[A-Za-z]{3,}[,.;:]? +[A-Za-z]{2,}")


@cache
def _bare() -> re.Pattern[str]:
    """Match spans without TeX that are still certain: letters, numbers, signs, and simple terms of them."""
    return re.compile(r"[A-Za-z0-9.,:;+\-=<>/|!'*()\[\] %Α-Ωα-ωϵϑϕ\u2100-\u22ff]+")


@cache
def _relation() -> re.Pattern[str]:
    return re.compile(r"[-=<>+*/|]|\\(?:" + "|".join(signs.BETWEEN) + ")(?![A-Za-z])")


def is_math(span: str, after: str) -> bool:
    """Whether a span between two `$` is mathematics, not words between prices; `after` is what follows."""
    if not span or len(span) > LONGEST or span[0].isspace() or span[-1].isspace():
        return False
    if _has_tex(span):
        return not _prose().search(_font().sub("", span))
    if not _bare().fullmatch(span):
        return False
    if " " in span and re.search("[A-Za-z]{2}|^[0-9](?:[^-=<>+*/|]|-(?! ))*$", span):
        return False
    if not span.isascii() or not re.search("[A-Za-z0-9]", span):
        return True
    following = after[:1]
    return not following.isdigit() and (not following.isalpha() or (len(span) == 1 and span.isalpha()))


@lru_cache(maxsize=4096)  # `k`, `n`, `\\times` are written again and again
def math(span: str) -> str | None:
    """Write a span of mathematics as Unicode; None where one line of text cannot say it for certain."""
    if len(span) > LONGEST:
        return None
    for _ in range(3 if "\\" in span else 0):  # fonts stand within fonts, seldom deeper
        span = _font().sub(lambda found: found[1] if found[1] is not None else found[2], span)
    if "{\\" in span:
        span = _grouped_name().sub(r"\1{}", span)
    pieces: list[str] = []
    position = 0
    while position < len(span):
        found = _pattern().match(span, position)
        piece = _piece(found, pieces) if found else None
        if found is None or piece is None:
            return None
        pieces.append(piece)
        position = found.end()
    return _spaced("".join(pieces))


def _has_tex(span: str) -> bool:
    return "\\" in span or "_" in span or "^" in span or "{" in span


def _piece(found: re.Match[str], before: list[str]) -> str | None:
    """One token as Unicode, after the pieces `before` it."""
    if found["plain"] is not None:
        return found["plain"].replace("~", " ")
    if found["name"]:
        return _named(found, before)
    if found["script"]:
        return _script(found)
    if found["sign"]:
        return _sign(found["sign"])
    if found["braced"] is not None:
        return found["braced"]
    return _drawn(found)


def _named(found: re.Match[str], before: list[str]) -> str | None:
    """Write a name. The space after it ends it; around a relation, on both sides, it is also meant."""
    name, gap = found["name"], " " if found["gap"] else ""
    if name in signs.LETTERS:
        return signs.LETTERS[name] + (gap if _relation().match(found.string, found.end()) else "")
    if name in signs.BETWEEN:
        return signs.BETWEEN[name] + (gap if before and before[-1].endswith(" ") else "")
    if name in signs.FUNCTIONS:
        return f"{_APPLY}{name}{_APPLY}"
    if name in signs.SPACES:
        return signs.SPACES[name]
    return "" if name in signs.NOTHING else None


def _script(found: re.Match[str]) -> str | None:
    if found["raised"]:
        raised = found["raised"]
        if raised in signs.FUNCTIONS:
            return script(found["script"], raised)
        return signs.RAISED_SIGNS.get(raised) if found["script"] == "^" else None
    words = found["group"] if found["group"] is not None else found["one"]
    return script(found["script"], words)


def script(place: str, words: str) -> str | None:
    """Write `words` as superscript (`^`) or subscript (`_`); None unless Unicode has all its characters."""
    table = signs.SUPERSCRIPTS if place == "^" else signs.SUBSCRIPTS
    words = words.strip()
    if words and all(ord(c) in table for c in words):
        return words.translate(table)
    return None


def _sign(sign: str) -> str | None:
    if sign in "%&#_${}":
        return sign
    return "‖" if sign == "|" else signs.SPACES.get(sign)


def _drawn(found: re.Match[str]) -> str | None:
    """Write a letter of an alphabet, a letter under an accent, a root, a character by its number."""
    if found["alphabet"]:
        letter = found["drawn"] or found["drawn1"]
        hole = signs.ALPHABET_HOLES[found["alphabet"]].get(letter)
        return hole or chr(signs.ALPHABETS[found["alphabet"]] + ord(letter) - ord("A"))
    if found["accent"]:
        return normalize("NFC", (found["under"] or found["under1"]) + signs.MATH_ACCENTS[found["accent"]])
    if found["code"]:
        sign = chr(int(found["code"], 16))
        return sign if sign.isprintable() else None
    root = found["root"] or found["root1"]
    return f"√{root}" if len(root) == 1 or root.isdecimal() else None


def _spaced(s: str) -> str:
    """Put a space only where a function meets a letter or number: `n log n`, `log(n)`, `log² n`."""
    if _APPLY in s:
        s = re.sub(rf"(?<=[\w)\]]){_APPLY}+ ?(?=[^\W²³¹⁰-₟])| ?{_APPLY}+ ", " ", s).replace(_APPLY, "")
    return re.sub(r" (?=[)\]])|(?<=[(\[]) ", "", " ".join(s.split()))
