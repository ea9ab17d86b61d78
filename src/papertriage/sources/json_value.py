"""One JSON value: decoded with the digits of its ids, looked through for rows, shown again."""

import json
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from papertriage.sources.json_feed import LONGEST_RAW, NOT_JSON, Fault

_HOLDERS = frozenset({"paper", "row", "_source"})
DEEPEST = 6  # objects around the rows of a document


def decoded(raw: bytes) -> Any:
    """Decode a JSON value; a Fault for what is none."""
    import orjson  # start-up: listing sources needs no JSON

    try:
        return orjson.loads(raw)
    except ValueError:
        return exactly(raw)


def strictly(raw: bytes) -> Any:
    """Decode a JSON value; None for what is none."""
    import orjson  # start-up: as above

    try:
        return orjson.loads(raw)
    except ValueError:
        return None


def exactly(raw: bytes) -> Any:
    """Decode a JSON value with the digits of its numbers, forgiving what people's tools write; or a Fault.

    Forgiven are NaN (None then), control characters in strings, half a surrogate pair, bytes that are no
    UTF-8. Numbers that could be an id are `Decimal`.
    """
    try:
        text = raw.decode("utf-8", "replace").removeprefix("\ufeff")
        return json.loads(text, strict=False, parse_float=_number, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return Fault(NOT_JSON, raw)


def _number(text: str) -> Decimal | float:
    whole, _, fraction = text.partition(".")
    return Decimal(text) if len(whole) in {3, 4} and fraction.isdecimal() else float(text)


def is_rounded(row: Any, keys: Iterable[str] | None = None, depth: int = 0) -> bool:
    """Tell whether an id of the row went through a number: of `2503.02130` is 2503.0213 left then.

    `keys` are those of its `id_keys`, where they are known.
    """
    if type(row) is not dict or depth > DEEPEST:
        return False
    for key in id_keys(row) if keys is None else keys:
        value = row[key]
        if type(value) is float or (type(value) is dict and is_rounded(value, None, depth + 1)):
            return True
    return False


def id_keys(keys: Iterable[Any]) -> tuple[str, ...]:
    """Give the names that may stand for an id, or for an object that has one."""
    return tuple([key for key in keys if type(key) is str and _names_id(key)])


@lru_cache(maxsize=4096)
def _names_id(key: str) -> bool:
    lower = key.lower()
    return lower.endswith(("id", "ids", "eprint")) or "arxiv" in lower or lower in _HOLDERS


def listed(
    value: dict[str, Any], wrappers: frozenset[str], outer: dict[str, Any], depth: int = 0
) -> list[Any] | None:
    """Give the rows that an object lists under one of `wrappers`, or None; put its scalars into `outer`."""
    if wrappers.isdisjoint(value) or _is_paper(value) or depth > DEEPEST:
        return None
    found: list[Any] | None = None
    for key, member in value.items():
        if key in wrappers and isinstance(member, list | dict):
            rows = member if isinstance(member, list) else listed(member, wrappers, outer, depth + 1)
            found = [*(found or ()), *([member] if rows is None else rows)]
    if found is not None:
        outer.update((key, member) for key, member in value.items() if not isinstance(member, list | dict))
    return found


def shown(value: Any) -> str:
    """Write a row as one line of JSON, for a Skipped; what is beyond `LONGEST_RAW` is cut."""
    try:
        return json.dumps(value, ensure_ascii=False, default=str)[:LONGEST_RAW]
    except (ValueError, TypeError, RecursionError):
        return ""


def _is_paper(value: dict[str, Any]) -> bool:
    """A paper may have `items` or `data` of its own."""
    return isinstance(value.get("title"), str) and not value.keys().isdisjoint(("abstract", "authors"))
