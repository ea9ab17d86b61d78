"""Folded forms: what is searched, and what makes two titles the same title."""

import re
from functools import cache
from unicodedata import category, normalize

from papertriage.text.shown import display

# Letters that Unicode does not decompose, as people type them; and marks that are no part of a word.
_PLAIN_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "™": "",
        "℠": "",
    }
)
_NOT_KEY = bytes(c for c in range(128) if not chr(c).isalnum())


@cache
def _accents() -> re.Pattern[str]:
    """Match marks of Latin, Greek and Cyrillic letters; those of other scripts are part of the word."""
    return re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")


@cache
def _plus_or_sharp() -> re.Pattern[str]:
    """`C++`, `C#`, `LoRA+`: a name's last sign, not one between two words."""
    return re.compile(r"(?<=[^\W\d_])(?:\+{1,2}|#)(?![\w+#])")


def search_fold(s: str) -> str:
    """Fold case, accents, sub- and superscripts, width and white space; Greek stays Greek. Idempotent."""
    if s.isascii():
        return " ".join(s.lower().split())
    s = normalize("NFKD", s.translate(_PLAIN_LETTERS)).casefold().translate(_PLAIN_LETTERS)
    s = _accents().sub("", normalize("NFKD", s))
    return normalize("NFC", " ".join(s.split()))


def title_key(title: str) -> str:
    """Fold a title to what identifies it: its letters and digits, in any script, without spaces.

    `+` and `#` stay where they end a name (`C++` is not `C`). "" when no letter or digit is left: such a
    title names nothing.
    """
    return shown_key(display(title))


def shown_key(shown: str) -> str:
    """Give the `title_key` of a title that `display` has tidied already."""
    folded = shown.lower() if shown.isascii() else search_fold(shown)
    if "+" in folded or "#" in folded:
        return _key_with_signs(folded)
    return _letters(folded)


def title_hash(key: str) -> str:
    """16 hexadecimal digits (64 bits of BLAKE2b) of a title key, for the id of a paper that has no other."""
    from hashlib import blake2b

    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _letters(s: str) -> str:
    if s.isascii():
        return s.encode().translate(None, _NOT_KEY).decode()
    kept = "".join(c for c in s if c.isalnum() or category(c)[0] == "M")
    return kept if any(c.isalnum() for c in kept) else ""


def _key_with_signs(s: str) -> str:
    pieces = []
    start = 0
    for sign in _plus_or_sharp().finditer(s):
        pieces += [_letters(s[start : sign.start()]), sign[0]]
        start = sign.end()
    pieces.append(_letters(s[start:]))
    return "".join(pieces)
