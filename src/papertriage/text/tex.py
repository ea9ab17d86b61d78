r"""LaTeX in running text as Unicode, where it is certain what it stands for; all else exactly as it was.

Never touched: addresses, Windows paths, code between backticks, prices, and formulas that one line cannot
say. One call does one layer (`\textbf{\emph{x}}` is two); `display` repeats it until nothing changes.
"""

import re
from collections.abc import Iterator
from functools import cache, partial
from unicodedata import normalize

from papertriage.text import tex_signs as signs
from papertriage.text.tex_math import is_math, math, script

_FONTS = (
    "emph|text(?:bf|it|tt|sc|sf|rm|sl|up|md|normal|color\\{[a-zA-Z]{1,20}\\})?|underline|mbox"
    "|mathrm|mathbf|mathsf|mathtt|mathit"
)
_ACCENT = r"""\\(?P<accent>["'`^~=.]|[uvHckrbd](?=\{)|[uvHck](?=[ ]))
    (?:[ ]?\{\\?(?P<base>[A-Za-z])\}|\\(?P<dotless>[ij])(?![A-Za-z])(?:\{\})?
    |(?:(?<=[uvHck])[ ])?(?P<bare>[A-Za-z]))"""
# Every branch starts with a literal character: the scan for it is then as quick as `in`.
_IN_TEXT = rf"""
    \\(?:{_FONTS})\s?\{{(?P<words>[^{{}}$]*)\}}
  | \\enquote\{{(?P<quoted>[^{{}}$]*)\}}
  | \\text(?P<place>super|sub)script\{{(?P<script>[^{{}}$\\]*)\}}
  | {_ACCENT}
  | \\(?P<name>[A-Za-z]+)(?:(?P<ended>\{{\}})|(?P<gap>[ ]))?
  | \\(?P<sign>[%&_\#$])
  | \\,(?<=\w\\,)(?=\w) | \\[ ](?<=[.\w)]\\[ ])
  | \\\\
"""
_BRACED = rf"""
    \{{\\(?:em|bf|it|sc|tt|sf|rm|sl)\s+(?P<words>[^{{}}$]*)\}}
  | \{{{_ACCENT}\}}
  | \{{(?<!\\.\{{)\\(?P<name>{"|".join(signs.FOREIGN_LETTERS)})\}}
"""
_URLS = (r"https?://[^\s{}]+", r"www\.[^\s{}]+")
_CODE = (r"`(?<!``)(?!`)[^`'\"]{1,200}`(?!`)", r"``(?<!```)(?!`)[^`'\"]{1,200}``(?!`)")
_DELIMITED = tuple(
    rf"\\{opening}[^\\$]{{0,160}}(?:\\[^{opening}{closing}$][^\\$]{{0,160}}){{0,40}}\\{closing}"
    for opening, closing in (("\\(", "\\)"), ("\\[", "\\]"))
)
_DISPLAYED = (r"\$\$[^$]{1,400}\$\$",)
_PATHS = (
    r"(?<![A-Za-z])[A-Za-z]:\\\S*",
    r"(?<![^\s(\"'])[\w.]*(?:\\[A-Za-z0-9]\w*)+\\[A-Za-z0-9][\w-]*\.[A-Za-z]{1,4}\b",
)
_WORD = "A-Za-z0-9À-ɏͰ-Ͽ"


@cache
def _in_text() -> re.Pattern[str]:
    return re.compile(_IN_TEXT, re.VERBOSE)


@cache
def _braced() -> re.Pattern[str]:
    return re.compile(_BRACED, re.VERBOSE)


@cache
def _left_alone(*wanted: bool) -> re.Pattern[str]:
    """Match what is never touched, of the kinds that may be there: to look for all in every text is slow."""
    kinds = zip(wanted, (_URLS, _CODE, _DELIMITED, _DISPLAYED, _PATHS), strict=True)
    return re.compile("|".join(branch for is_wanted, branches in kinds if is_wanted for branch in branches))


@cache
def _path_end() -> re.Pattern[str]:
    return re.compile(r"\\[A-Za-z0-9][\w-]*\.[A-Za-z]{1,4}\b")


@cache
def _address() -> re.Pattern[str]:
    href = r"(?P<dollar>\$)?\\href\s?\{(?P<href>[^{}\s]*)\}\s?\{(?P<anchor>[^{}]*)\}(?(dollar)\$)"
    return re.compile(rf"\\url\s?\{{(?P<url>[^{{}}\s]*)\}}|{href}")


@cache
def _escaped_quotes() -> re.Pattern[str]:
    r"""`\"` and the like before a space or a stop: somebody's escaped quotation marks, so no accents."""
    return re.compile(r"\\([\"'`])(?=[\s.,;:!?)\]]|$)")


@cache
def _contraction() -> re.Pattern[str]:
    return re.compile(r"(?:s|re|ll|m|d|ve|t)(?![A-Za-z])")


@cache
def _tie() -> re.Pattern[str]:
    r"""Match a tie, which is a space. Not one: `~3`, `3~4`, `8B~70B`, `x~y`, `step1~step3`, `/~user`."""
    after_word = rf"~(?<=[{_WORD}.)'’][A-Za-zÀ-ɏͰ-Ͽ).,:;-]~)"
    no_range = r"(?<![0-9][A-Za-z]~)(?<![0-9][A-Za-z]{2}~)"
    after_number = r"~(?<=[ (0-9.][0-9%]~)"
    return re.compile(
        rf"{after_word}(?:(?=[A-Za-zÀ-ɏͰ-Ͽ(\[“‘\\$`])|(?=[0-9]){no_range})|{after_number}(?=[A-Za-z(\\])"
    )


@cache
def _quotes() -> re.Pattern[str]:
    double = r"``(?<!```)(?!`)(?P<double>[^`\"]{1,400}?)(?:''|\")"
    return re.compile(rf"{double}|`(?<![\w`'\\]`)(?P<single>[^`'\s][^`']{{0,80}})'(?![\w'])")


@cache
def _dashes() -> re.Pattern[str]:
    tight = r"(?<=[\w)%×°’”]{0})(?=[\w(‘“])"
    loose = r"(?<=[\w).,'’”\"%×°\]}}][ ]{0})(?=[ ])"
    return re.compile(
        f"---(?:{tight.format('---')}|{loose.format('---')})|--(?:{tight.format('--')}|{loose.format('--')})"
    )


def unicode_of(raw: str) -> str:
    """Write one layer of the LaTeX in `raw` as Unicode."""
    if "\\url" in raw or "\\href" in raw:
        raw = _address().sub(_plain_address, raw)
    return "".join(_pieces(raw))


def _pieces(s: str) -> Iterator[str]:
    """Take `s` apart into what is left alone and what is running text, and write the latter anew."""
    urls, code, backslash = "://" in s or "www." in s, "`" in s, "\\" in s
    delimited, displayed = backslash and ("\\(" in s or "\\[" in s), "$$" in s
    paths = backslash and (":\\" in s or (s.count("\\") > 1 and _path_end().search(s) is not None))
    start = 0
    if urls or code or delimited or displayed or paths:
        for kept in _left_alone(urls, code, delimited, displayed, paths).finditer(s):
            yield from _outside(s[start : kept.start()])
            yield _delimited(kept[0])
            start = kept.end()
    yield from _outside(s[start:])


def _plain_address(found: re.Match[str]) -> str:
    address = re.sub(r"\\([_%#&~])", r"\1", found["url"] if found["url"] is not None else found["href"])
    anchor = (found["anchor"] or "").strip()
    return address if not anchor or anchor in address else f"{anchor} ({address})"


def _delimited(kept: str) -> str:
    r"""`\(…\)` is mathematics only where it holds some; Markdown escapes its parentheses in the same way."""
    if not kept.startswith("\\("):
        return kept
    span = kept[2:-2]
    written = math(span.strip()) if any(mark in span for mark in "\\^_") else None
    return kept if written is None else written


def _outside(s: str) -> Iterator[str]:
    """Write running text with its `$…$`: mathematics as Unicode or left alone, the rest as text."""
    if "$" not in s:
        yield _text(s)
        return
    parts = s.split("$")
    text = parts[0]
    i = 1
    while i < len(parts):
        span, escaped = parts[i], text.endswith("\\")
        closed = not escaped and i + 1 < len(parts) and not span.endswith("\\")
        if not closed or not is_math(span, parts[i + 1]):
            text += "$" + span
            i += 1
            continue
        yield _text(text)
        written = math(span)
        yield f"${span}$" if written is None else written
        text = parts[i + 1]
        i += 2
    yield _text(text)


def _text(s: str) -> str:
    if "\\" in s:
        rewrite = partial(_unicode, frozenset(_escaped_quotes().findall(s)))
        if "{\\" in s:
            s = _braced().sub(_unbraced, s)
        s = _in_text().sub(rewrite, s)
    if "~" in s:
        s = _tie().sub(" ", s)
    if "`" in s:
        s = _quotes().sub(_curled, s)
    if "--" in s:
        s = _dashes().sub(lambda found: "—" if len(found[0]) == 3 else "–", s)
    return s


def _unbraced(found: re.Match[str]) -> str:
    r"""`{\em words}`, `{\"o}`, `{\o}`: what stands in braces of its own is certain."""
    if found["accent"]:
        return _letter(found)
    return signs.FOREIGN_LETTERS[found["name"]] if found["name"] else found["words"]


def _unicode(quotes: frozenset[str], found: re.Match[str]) -> str:
    """Write one piece of LaTeX, or leave it; `quotes` are the marks that serve as escaped quotation marks."""
    kind = found.lastgroup
    if found["accent"]:
        return found[0] if found["bare"] and not _is_accent(quotes, found) else _letter(found)
    if found["name"]:
        return _named(found)
    if kind in {"sign", "words"}:
        return found[kind]
    if kind == "script":
        return script("^" if found["place"] == "super" else "_", found["script"]) or found[0]
    if kind == "quoted":
        return f"“{found['quoted']}”"
    return found[0] if found[0] == "\\\\" else " "


def _letter(found: re.Match[str]) -> str:
    """Give the letter with its accent, where Unicode has it as one character."""
    base = found["base"] or found["dotless"] or found["bare"]
    letter = normalize("NFC", base + signs.ACCENTS[found["accent"]])
    return letter if len(letter) == 1 else found[0]


def _is_accent(quotes: frozenset[str], found: re.Match[str]) -> bool:
    r"""Whether an accent without braces is one: `G\"odel` is, `it\'s`, `\"example\"`, `a\.exe` are not."""
    mark, s, start = found["accent"], found.string, found.start()
    in_word = start > 0 and s[start - 1].isalpha()
    if mark in "=.":
        return False
    if mark in "^~uvHckrbd":
        return in_word
    if mark == "'" and _contraction().match(s, found.start("bare")):
        return False
    return in_word or mark not in quotes


def _named(found: re.Match[str]) -> str:
    r"""Write a name in text: `\textemdash`, `\eg`, `\o`, `\times`; an unknown one is left as it is."""
    name, gap = found["name"], found["gap"] or ""
    if (
        name in signs.TEXT_SIGNS
    ):  # TeX swallows the space after every name; only after a dash is that also meant
        return signs.TEXT_SIGNS[name] + ("" if name.endswith("dash") else gap)
    if name in signs.SHORT_FORMS:
        dotted = not gap and found.string[found.end() : found.end() + 1] == "."
        return signs.SHORT_FORMS[name][: -1 if dotted else None] + gap
    if name in signs.FOREIGN_LETTERS:
        return _foreign(found)
    before = found.string[max(0, found.start() - 2) : found.start()]
    if name in signs.SIGNS and not found["ended"] and not before.isalpha():
        return signs.SIGNS[name] + gap
    return gap if name == "xspace" else found[0]


def _foreign(found: re.Match[str]) -> str:
    r"""`{\o}`, `\O{}rsted`, `S\o ren`; a lone `\o` may be anything."""
    in_word = found.string[found.start() - 1 : found.start()].isalpha()
    followed = found.string[found.end() : found.end() + 1].isalpha()
    if found["ended"] or in_word:
        return signs.FOREIGN_LETTERS[found["name"]] + ("" if followed else found["gap"] or "")
    return found[0]


def _curled(found: re.Match[str]) -> str:
    return f"“{found['double']}”" if found["double"] is not None else f"‘{found['single']}’"
