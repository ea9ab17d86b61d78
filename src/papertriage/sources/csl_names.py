"""CSL's names, from their parts: `given`, `family`, particles and suffix, or whole as `literal`."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

_PARTS = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")


def names(listed: Any) -> tuple[str, ...] | None:
    """Give the names in order, given name first; those of nobody are left out."""
    if type(listed) is dict:
        listed = [listed]
    if not listed or type(listed) is not list:
        return None
    found = [_name(each) for each in listed]
    return tuple([each for each in found if each]) or None


def _name(author: Any) -> str:
    if type(author) is not dict:
        return author.strip() if type(author) is str else ""
    given, family = author.get("given"), author.get("family")
    if len(author) == 2 and type(given) is str and type(family) is str and given.isascii():
        return f"{given} {family}".strip()
    whole = author.get("literal") or author.get("name")
    if type(whole) is str and not family:
        return whole
    parts = {key: author[key].strip() for key in _PARTS if type(author.get(key)) is str}
    if family and given and _ideographs().fullmatch(f"{family}{given}"):
        return f"{family}{given}"
    if author.get("static-ordering") is True:
        return _joined([parts.pop("family", ""), *parts.values()])
    return _joined(parts.get(key, "") for key in _PARTS)


def _joined(parts: Iterable[str]) -> str:
    """Join with spaces, but `d'` and `al-` with nothing."""
    whole = ""
    for part in filter(None, parts):
        whole += part if not whole or whole.endswith(("'", "’", "-")) else f" {part}"
    return whole


@cache
def _ideographs() -> re.Pattern[str]:
    """Match names of Chinese, Japanese and Korean script, whose family name stands first without a space."""
    return re.compile("[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
