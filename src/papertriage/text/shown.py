"""What is shown of a dump's words: mojibake repaired, entities and LaTeX decoded where certain.

Showing twice is showing once: the steps are repeated until nothing changes. A text that will not settle,
which takes deliberate nesting, is shown as it stands but for white space and the unseen, and so is every
later showing of it.
"""

import re
from collections.abc import Callable
from functools import cache

from papertriage.text.unseen import is_plain_ascii, plain

_PASSES = 8
_LONGEST_REPAIR = 20_000  # characters; ftfy costs about 1 µs each, and no title or abstract is longer

REACH = 8  # characters beside a letter beyond ASCII that ftfy looks at, which is slow: not at all of a text

# Names of HTML 4 that are also words or code: `x &and; y` may mean what it says.
_NAMES = (
    "and cap cong cup empty exist forall image int isin lang ni not oline or part prod prop rang real"
    " sub sum sup"
)
_WORDS = frozenset(_NAMES.split())


@cache
def _entities() -> re.Pattern[str]:
    return re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}[0-9]{0,2});")


@cache
def _neighbours() -> re.Pattern[str]:
    """Match two neighbours beyond ASCII: no mojibake is without, and ftfy's own test is far slower."""
    return re.compile("[^\x00-\x7f](?:[^\x00-\x7f]|(?<=[ÂÃ]) )")


@cache
def _beyond_ascii() -> re.Pattern[str]:
    """Match letters beyond ASCII with what stands between those that are near to each other."""
    return re.compile(f"[^\x00-\x7f](?:.{{0,{2 * REACH}}}[^\x00-\x7f])*", re.DOTALL)


@cache
def _mojibake() -> tuple[Callable[[str], bool], Callable[[str], str]]:
    """Load ftfy's test and its repair of encodings alone: quotes, widths, entities are not its business."""
    import ftfy
    from ftfy.badness import is_bad

    config = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    return is_bad, lambda s: ftfy.fix_encoding(s, config)


def has_tex(s: str) -> bool:
    """Whether there is anything in `s` that `latex` might change: a few scans for single characters."""
    return "\\" in s or "$" in s or "`" in s or "~" in s or "--" in s


def latex(raw: str) -> str:
    r"""Write LaTeX as Unicode where certain: `na\"{\i}ve`, `$\mu$P`, `H$_2$O`, ``quoted'', `\emph{x}`.

    One call does one layer; `display` repeats it until nothing changes.
    """
    if not has_tex(raw):
        return raw
    from papertriage.text.tex import unicode_of

    return unicode_of(raw)


def display(raw: str) -> str:
    """Give the words of `raw` as they are shown. Idempotent; linear; clean ASCII text comes back at once.

    White space is folded to single spaces; controls, escape sequences, bidi overrides and zero-width marks
    are dropped; mojibake, HTML entities and LaTeX are decoded where it is certain what they stand for.
    Markdown is left alone.
    """
    if is_plain_ascii(raw) and "&" not in raw and not has_tex(raw):
        return raw
    for start in (raw, plain(raw)):
        settled = _settle(start)
        if settled is not None:
            return settled
    return plain(raw)


def _settle(s: str) -> str | None:
    for _ in range(_PASSES):
        tidier = _step(s)
        if tidier == s:
            return s
        s = tidier
    return None


def _step(s: str) -> str:
    if not s.isascii():
        s = _without_mojibake(s)
    s = tidied = plain(s)
    if "&" in s and ";" in s:
        s = _entities().sub(_character, s)
    s = latex(s)
    return tidied if s == tidied else plain(s)


def _without_mojibake(s: str) -> str:
    if len(s) > _LONGEST_REPAIR or _has_one_letter_beyond(s) or not _neighbours().search(s):
        return s
    is_bad, repaired = _mojibake()
    around = (s[max(0, found.start() - REACH) : found.end() + REACH] for found in _beyond_ascii().finditer(s))
    return repaired(s) if any(map(is_bad, around)) else s


def _has_one_letter_beyond(s: str) -> bool:
    """Whether there is but one letter beyond ASCII, as in most English texts that have any."""
    return len(s.encode("utf-8", "surrogatepass")) - len(s) < 2 and "Â" not in s and "Ã" not in s


def _character(found: re.Match[str]) -> str:
    """Decode one entity, unless it is unknown, a word, or stands for something unseen."""
    from html import unescape
    from html.entities import name2codepoint

    entity = found[0]
    name = entity[1:-1]
    if name[0] != "#" and name != "apos" and (name not in name2codepoint or name in _WORDS):
        return entity
    decoded = unescape(entity)
    return (
        entity
        if decoded in {"", "\ufffd"} or not (decoded.isprintable() or decoded.isspace() or name == "shy")
        else decoded
    )
