"""Authors as records of all kinds list them: texts, objects with a name or its parts, or all in one text."""

import re
from functools import cache
from typing import Any

from papertriage.sources.arxiv_authors import split_authors
from papertriage.sources.personal_names import complete, in_order
from papertriage.sources.python_repr import read_repr

_WHOLE = ("name", "fullname", "displayname", "authorname", "literal", "author")
_GIVEN = ("given", "firstname", "forename", "first", "givenname", "givennames")
_FAMILY = ("family", "lastname", "surname", "last", "familyname")
_LONGEST = 200_000  # characters of a list in one text: three thousand authors have 60,000


def listed_authors(value: Any) -> tuple[str, ...] | None:
    """Give the names in order; None where there are none, or not all."""
    if isinstance(value, str):
        return _in_one_text(value)
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return None
    names = [name for each in value for name in _names(each)]
    return complete(names)


def _names(value: Any, depth: int = 0) -> list[str]:
    if isinstance(value, str):
        return _in_natural_order(value)
    if isinstance(value, list):  # [last, first, suffix], as arXiv's metadata have it
        return [" ".join(part for part in (*value[1:2], *value[:1]) if isinstance(part, str)).strip()]
    if not isinstance(value, dict):
        return []
    members = {_signs().sub("", key).lower(): each for key, each in value.items() if isinstance(key, str)}
    whole = next((members[key] for key in _WHOLE if members.get(key)), None)
    if isinstance(whole, dict) and depth < 2:
        return _names(whole, depth + 1)
    if isinstance(whole, str):
        return _in_natural_order(whole)
    parts = [next((members[key] for key in keys if members.get(key)), "") for keys in (_GIVEN, _FAMILY)]
    name = " ".join(part for part in parts if isinstance(part, str)).strip()
    return [name] if name else []


def _in_one_text(text: str) -> tuple[str, ...] | None:
    if len(text) > _LONGEST or _breaks_off().search(text):
        return None
    if text[:1] == "[":
        value = read_repr(text)
        return listed_authors(value) if isinstance(value, list) else None
    if ";" in text or "|" in text or "\n" in text:
        return complete([name for part in _strong().split(text) for name in _in_natural_order(part)])
    parts = text.split(" and ")
    if all(part.count(",") == 1 for part in parts) and (len(parts) > 1 or _is_one_name(text)):
        return complete([name for part in parts for name in _in_natural_order(part)])
    return split_authors(text)


def _is_one_name(text: str) -> bool:
    """`Wit, Cees` is one; `Cees de Wit, Henry Ford` are two."""
    last, _, first = text.partition(",")
    return " " not in last.strip() and " " not in first.strip()


def _in_natural_order(name: str) -> list[str]:
    name = name.strip()
    if name.count(",") in {1, 2}:
        return in_order(name.split(","))
    return [name] if name else []


@cache
def _signs() -> re.Pattern[str]:
    return re.compile(r"[\s_.-]+")


@cache
def _strong() -> re.Pattern[str]:
    return re.compile(r"[;|\n]")


@cache
def _breaks_off() -> re.Pattern[str]:
    return re.compile(r"\bet\.? al\b|\band others\b|\.\.\.$|…$", re.IGNORECASE)
