"""Mends an entry of XML that no parser takes, where what was meant is certain.

Bytes that are no UTF-8, control characters, an ampersand that begins no reference, HTML's names of characters
(`&nbsp;`), which XML does not have, and prefixes that are declared nowhere.
"""

import re
from functools import cache
from html.entities import html5

from papertriage.sources.xml_around import cdata_apart

_XML_S_OWN = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))


def mended(raw: bytes, opening: bytes) -> bytes:
    """Give an entry that may be read, with a tag like `opening` in front and its end behind."""
    text = _forbidden().sub(" ", raw.decode("utf-8", "replace"))
    parts = enumerate(cdata_apart(text))
    text = "".join(
        _verbatim(part) if index % 2 else _reference().sub(_escaped, part) for index, part in parts
    )
    declared = set(_declared().findall(opening.decode()))
    unknown = sorted(set(_prefix().findall(text)) - declared - {"xml", "xmlns"})
    names = "".join(f' xmlns:{name}="urn:undeclared:{name}"' for name in unknown[:100])
    return opening[:-1] + f"{names}>{text}</x>".encode("utf-8", "replace")


def _verbatim(text: str) -> str:
    return f"<![CDATA[{text}]]>"


def _escaped(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    if name in _XML_S_OWN:
        return found[0]
    if name.startswith("#"):
        digits = name[1:-1]
        number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        return found[0] if _is_allowed(number) and digits[0] != "X" else ""
    character = html5.get(name)
    return f"&amp;{name}" if character is None else character.replace("&", "&amp;").replace("<", "&lt;")


def _is_allowed(number: int) -> bool:
    """Whether XML has this character: https://www.w3.org/TR/xml/#charsets."""
    if number < 0x20:
        return number in (0x9, 0xA, 0xD)
    return number < 0xD800 or 0xDFFF < number < 0xFFFE or 0xFFFF < number < 0x110000


@cache
def _forbidden() -> re.Pattern[str]:
    return re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@cache
def _reference() -> re.Pattern[str]:
    return re.compile(r"&(#[0-9]{1,8};|#[xX][0-9a-fA-F]{1,7};|[A-Za-z][A-Za-z0-9]{1,31};)?")


@cache
def _prefix() -> re.Pattern[str]:
    return re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]{0,50}):(?=[A-Za-z_][\w.-]{0,200}[\s=/>])", re.ASCII)


@cache
def _declared() -> re.Pattern[str]:
    return re.compile(r"\sxmlns:([\w.-]+)=")
