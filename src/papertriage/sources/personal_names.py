"""Names as bibliographies write them, given as people say them: `de Wit, Cees` is Cees de Wit.

An author list that breaks off (`and others`, `et al.`) is no author list, for a paper's authors are all of
them or not known.
"""

import re
from collections.abc import Sequence
from functools import cache

_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "md"])
_OTHERS = frozenset({"others", "et al", "et al.", "et.al.", "...", "…", "and others", "[et al.]"})


def complete(names: Sequence[str]) -> tuple[str, ...] | None:
    """Give the names, or None where there are none or the list says that there are more."""
    if any(map(is_others, names)):
        return None
    return tuple(names) or None


def is_others(name: str) -> bool:
    """Whether a name stands for those that are not named."""
    folded = name.lower()
    return folded in _OTHERS or folded.endswith((" et al", " et al.", ", et al", ", et al."))


def in_order(parts: Sequence[str]) -> list[str]:
    """Put the parts of a name between its commas in the order of speech; whole names where they are several.

    `Wit, Cees`, `Ford, Jr., Henry` (BibTeX) and `Ford, Henry, Jr.` (RIS) are one name each.
    """
    parts = [part.strip() for part in parts]
    given = [part for part in parts[1:] if part and not _is_suffix(part)]
    suffix = [part for part in parts[1:] if part and _is_suffix(part)]
    if len(given) > 1 and all(" " in part for part in parts if part):
        return [part for part in parts if part]  # whole names, with commas for `and`
    if len(given) > 1:
        given = [*given[1:], parts[0], given[0]]
        return [" ".join(part for part in [*given, *suffix] if part)]
    name = " ".join(part for part in [*given, parts[0], *suffix] if part)
    return [name] if name else []


def _is_suffix(part: str) -> bool:
    return _letters().sub("", part).lower() in _SUFFIXES


@cache
def _letters() -> re.Pattern[str]:
    return re.compile(r"[^A-Za-z]")
