"""Searches that are saved by name: what may be a name, and the query that a name stands for."""

import re
from collections.abc import Callable

from papertriage.errors import NotFound, UsageFault
from papertriage.library import Library

_NAME = re.compile(r"[^\W_][\w.-]{0,59}")


def checked_name(name: str) -> str:
    """Give a name without its `@`. Raises UsageFault for one that could not be asked for by `@NAME`."""
    plain = name.removeprefix("@")
    if not _NAME.fullmatch(plain):
        raise UsageFault(
            f"'{name}' cannot name a search: write a letter or digit, then letters, digits, . _ -"
        )
    return plain


def saved_queries(library: Library) -> Callable[[str], str]:
    """How a query finds what was saved under a name: raises NotFound with the nearest names."""

    def query(name: str) -> str:
        found = library.saved_search(name)
        if found is not None:
            return found.query
        raise NotFound(
            f"no saved search @{name}{_near(name, [each.name for each in library.saved_searches()])}"
        )

    return query


def _near(name: str, names: list[str]) -> str:
    import difflib  # only on the way to an error

    near = difflib.get_close_matches(name, names, 3)
    if near:
        return f"; did you mean {' or '.join(f'@{each}' for each in near)}?"
    return "; `papertriage searches list` shows them" if names else "; none is saved yet"
