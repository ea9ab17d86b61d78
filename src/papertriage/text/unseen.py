"""Characters nobody should see: controls, escape sequences, bidi overrides, zero-width marks, odd spaces.

Escape sequences are those of ECMA-48 (CSI, OSC, DCS, SOS, PM, APC, in their 7-bit and 8-bit forms). A
control string ends at BEL or ST; one that is never ended loses its introducer only, so that a stray byte
cannot swallow a paper.
"""

import re
from functools import cache
from unicodedata import normalize

# No introducer inside a control string: each is then scanned once, and the whole stays linear.
_ESCAPES = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
_CONTROLS = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_BIDI = r"\u061c\u202a-\u202e\u2066-\u2069"
# Soft hyphen, Mongolian vowel separator, zero-width space, direction marks, word joiner, invisible operators,
# deprecated format characters, BOM, annotation anchors, musical format characters, tags, noncharacters.
# None of them is `str.isprintable`.
_UNSEEN = (
    r"\xad\u180e\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\ufdd0-\ufdef\ufeff\ufff0-\ufffb"
    r"\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
# Joiners mean something between letters of Arabic, Indic and like scripts and between emoji: nowhere else.
_JOINED = r"[\u0590-\u1fff\u2190-\u2fff\u3040-\U0010ffff]"

_PRINTABLE = bytes(
    range(32, 127)
)  # `bytes.translate` finds the others five times as fast as `str.isprintable`


@cache
def _escapes() -> re.Pattern[str]:
    return re.compile(_ESCAPES)


@cache
def _dropped() -> re.Pattern[str]:
    return re.compile(f"[{_CONTROLS}{_BIDI}{_UNSEEN}]+")


@cache
def _idle_joiners() -> re.Pattern[str]:
    return re.compile(f"(?<!{_JOINED})[\u200c\u200d]|[\u200c\u200d](?!{_JOINED})")


@cache
def _unsafe() -> re.Pattern[str]:
    return re.compile(f"[{_CONTROLS}{_BIDI}]+")


@cache
def _ligatures() -> re.Pattern[str]:
    return re.compile("[\ufb00-\ufb06]")


def is_plain_ascii(s: str) -> bool:
    """Whether `s` is printable ASCII with single spaces inside and none around: nothing for `plain` to do."""
    return s.isascii() and not s.encode().translate(None, _PRINTABLE) and _is_spaced(s)


def plain(s: str) -> str:
    """Fold white space, drop what cannot be seen, compose (NFC); the words stay. Idempotent."""
    if not s.isprintable():
        s = _dropped().sub("", normalize("NFC", _whole_characters(_without_escapes(s))))
        if "\u200c" in s or "\u200d" in s:
            s = _idle_joiners().sub("", s)
        s = " ".join(s.split())
    elif not _is_spaced(s):
        s = " ".join(s.split())
    if s.isascii():
        return s
    if "ﬁ" in s or "ﬂ" in s or "ﬀ" in s or "ﬃ" in s or "ﬄ" in s:  # PDF text; quicker than a pattern
        s = _ligatures().sub(lambda found: normalize("NFKC", found[0]), s)
    return normalize("NFC", s)


def terminal_safe(s: str) -> str:
    """Make `s` safe to print on one line: no control, escape sequence, bidi override or lone surrogate.

    Printable text is unchanged; a line break or a tab becomes one space.
    """
    if s.isprintable():
        return s
    s = _whole_characters(_without_escapes(s))
    for broken in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029":
        if broken in s:
            s = s.replace(broken, " ")
    return _unsafe().sub("", s)


def _is_spaced(s: str) -> bool:
    """Whether printable text has single spaces inside and none around."""
    return "  " not in s and s[:1] != " " and s[-1:] != " "


def _without_escapes(s: str) -> str:
    if "\x1b" in s or not s.isascii():
        return _escapes().sub("", s)
    return s


def _whole_characters(s: str) -> str:
    """Join surrogate pairs, and put U+FFFD for a surrogate that stands alone."""
    try:
        s.encode()
    except UnicodeEncodeError:
        return s.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return s
