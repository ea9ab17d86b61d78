"""Python's way to print a value, `{'paper': {'id': '2503.02130', 'hidden': False}}`, read back: only values.

Nothing is run. Before Python's own parser sees the text it is known to hold nothing but strings, numbers,
brackets and a few words, not too long and not too deep for it.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

_LONGEST = 1 << 20  # characters; a row of the longest author list known has 70,000
_DEEPEST = 50


def read_repr(text: str) -> Any:
    """Read a dict or list as Python prints it; None for anything else.

    `datetime.datetime(2024, 5, 1, 13, 58)` is given as ISO text, nan and inf as None.
    """
    text = text.strip()
    if len(text) > _LONGEST or text[:1] not in {"{", "["} or not _is_plain(text):
        return None
    import ast  # start-up: for the few dumps that have such rows
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that are none
            return ast.literal_eval(_without_calls(text))
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None


def _is_plain(text: str) -> bool:
    depth = at = 0
    for found in _parts().finditer(text):
        if found.start() != at:
            return False
        at = found.end()
        bracket = found[1]
        if bracket:
            depth += 1 if bracket in "[{(" else -1
            if depth > _DEEPEST:
                return False
    return at == len(text)


def _without_calls(text: str) -> str:
    """Give dates as strings, and the names of numbers as None."""
    if "datetime." not in text and "nan" not in text and "inf" not in text:
        return text
    return _words().sub(_literal, text)


def _literal(found: re.Match[str]) -> str:
    if found["string"]:
        return found["string"]
    if not found["numbers"]:
        return "None"
    numbers = found["numbers"].replace(" ", "").split(",")
    day = "-".join(number.zfill(2) for number in numbers[:3])
    return repr(f"{day}T{':'.join(number.zfill(2) for number in [*numbers[3:6], '0', '0', '0'][:3])}")


_STRING = r"'[^'\\]*+(?:\\.[^'\\]*+)*+'|\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\""


@cache
def _parts() -> re.Pattern[str]:
    words = r"True|False|None|nan|inf|datetime|timezone|tzinfo|timedelta|date|utc|fold"
    number = r"[-+]?[0-9][0-9.]*+(?:[eE][-+]?[0-9]++)?"
    return re.compile(rf"([\[\]{{}}()])|{_STRING}|[\s,:=.]|{number}|-?\b(?:{words})\b", re.DOTALL)


@cache
def _words() -> re.Pattern[str]:
    zone = r"(?:,\s*tzinfo=[\w.]+(?:\([^()]*+\))?)?"
    return re.compile(
        rf"(?P<string>{_STRING})"
        rf"|datetime\.(?:datetime|date)\((?P<numbers>[0-9]++(?:,\s*[0-9]++)*+){zone}(?:,\s*fold=1)?\)"
        r"|-?\b(?:nan|inf)\b",
        re.DOTALL,
    )


def is_repr_of(text: str, first_keys: Mapping[str, object] | frozenset[str]) -> bool:
    """Tell quickly whether a text begins like a dict whose first key is one of these."""
    found = re.match(r"\s*\{\s*'(\w{1,40})'\s*:", text)
    return found is not None and found[1] in first_keys
