r"""BibTeX's braces taken off: `{LLM}` is LLM, `{\"o}` and `\emph{x}` keep theirs for whoever decodes TeX.

Signs that were escaped only for TeX's sake (`\&`, `\%`, `\textbraceleft{}`) become themselves. Commands,
accents and formulas stay as they are: `normalise` decodes them where it is certain what they stand for.
"""

import re
from functools import cache

_NAMES_OF_SIGNS = {
    "backslash": "\\",
    "braceleft": "{",
    "braceright": "}",
    "asciitilde": "~",
    "asciicircum": "^",
    "less": "<",
    "greater": ">",
    "bar": "|",
}
_SIGNS = {f"text{name}": sign for name, sign in _NAMES_OF_SIGNS.items()} | dict.fromkeys(
    ("ldots", "dots", "textellipsis"), "…"
)
_FORMS = {"escaped": "{}", "letter": "\\{}{{}}", "math": "${}$"}
_PIECE = rf"""
    \\text(?P<sign>{"|".join(_NAMES_OF_SIGNS)})(?:\{{\}}|(?![A-Za-z]))
  | \\(?P<dots>ldots|dots|textellipsis)(?:\{{\}}|(?![A-Za-z]))
  | \\(?P<letter>AA|aa|AE|ae|OE|oe|O|o|L|l|ss)(?:\s|(?![A-Za-z]))
  | \\ensuremath\{{(?P<math>[^{{}}$]*)\}}
  | \\(?P<escaped>[$&\#%_{{}}])
  | \\(?P<idle>[-/])
  | \{{\\(?P<alone>[A-Za-z]+)\s?\}}
  | (?P<kept>\\[A-Za-z]+\s?\{{ | \\["'`^~=.]\s?\{{ | (?<![\\])[_^]\{{
           | \{{(?=\\(?:["'`^~=.]|[uvHckrbd](?![A-Za-z])|(?:em|it|bf|sc|tt|sf|rm|sl)\s)))
  | (?P<plain>\$[^$]*\$ | \\[A-Za-z]+ | \\.)
  | (?P<open>\{{)
  | (?P<close>\}}\s?\{{ | \}})
"""


def words(value: str) -> str:
    """Give the words of a field's value on one line, without the braces that only BibTeX needs."""
    if "\\" in value or "$" in value or "_{" in value or "^{" in value:
        value = _without_braces(value)
    elif "{" in value or "}" in value:
        value = value.replace("{", "").replace("}", "")
    return " ".join(value.split())


def uncommented(value: str) -> str:
    """Drop lines that begin with `%`, which people take for comments within a value."""
    return _comment_line().sub("", value) if "%" in value and "\n" in value else value


def split_names(value: str) -> list[str]:
    """Cut a list of names at each `and` in no braces; a list without one perhaps at its semicolons."""
    value = " ".join(value.split())
    names = split_outside(f" {value} ", " and")
    if len(names) == 1 and ";" in value:
        names = split_outside(value, ";")
    return [name for name in (name.strip() for name in names) if name]


def split_outside(value: str, sign: str) -> list[str]:
    """Cut a text at each `sign` that is in no braces: a comma, a semicolon, or ` and` before a space."""
    pattern = _cuts(sign)
    if "{" not in value:
        return pattern.split(value)
    parts, start, depth = [], 0, 0
    for found in _marks(sign).finditer(value):
        mark = found[0]
        if mark in "{}":
            depth += 1 if mark == "{" else -1
        elif depth <= 0:
            parts.append(value[start : found.start()])
            start = found.end()
    return [*parts, value[start:]]


def _without_braces(value: str) -> str:
    out: list[str] = []
    kept: list[bool] = []  # of every open brace, whether it stays
    start = 0
    for found in _pieces().finditer(value):
        out.append(value[start : found.start()])
        out.append(_written(found, kept))
        start = found.end()
    out.append(value[start:])
    return "".join(out)


def _written(found: re.Match[str], kept: list[bool]) -> str:
    kind, text = found.lastgroup, found[0]
    if kind in {"kept", "open"}:
        kept.append(kind == "kept")
    if kind == "close":
        return _closed(text, kept)
    if kind == "alone":
        return _SIGNS.get(found["alone"]) or f"\\{found['alone']}{{}}"
    if kind in {"sign", "dots"}:
        return _SIGNS[text[1:].rstrip("{}")]
    if kind in _FORMS:
        return _FORMS[kind].format(found[kind])
    return text if kind in {"kept", "plain"} else ""


def _closed(text: str, kept: list[bool]) -> str:
    """Write `}`, or `}{`, which opens the second argument of a command where the first was one's."""
    stays = kept.pop() if kept else False
    if len(text) == 1:
        return "}" if stays else ""
    kept.append(stays)
    return text if stays else text[1:-1]


@cache
def _pieces() -> re.Pattern[str]:
    return re.compile(_PIECE, re.VERBOSE | re.DOTALL)


@cache
def _cuts(sign: str) -> re.Pattern[str]:
    return re.compile(sign + "(?= )" if sign == " and" else sign, re.IGNORECASE)


@cache
def _marks(sign: str) -> re.Pattern[str]:
    return re.compile("[{}]|" + _cuts(sign).pattern, re.IGNORECASE)


@cache
def _comment_line() -> re.Pattern[str]:
    return re.compile(r"(?:^|\n)[ \t]{0,200}%[^\n]*")
