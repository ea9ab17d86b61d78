"""Text to text: what is shown, searched, tells titles apart, may go to a terminal; which links are named.

Every function here is pure, takes any `str` (lone surrogates included), never raises for what it holds, and
is linear in its length. Patterns are compiled at their first use, since commands that only read must start
quickly.
"""

from typing import TYPE_CHECKING, Any

from papertriage.text.unseen import plain, terminal_safe

if TYPE_CHECKING:
    from papertriage.text.cells import guarded, unguarded
    from papertriage.text.folding import search_fold, shown_key, title_hash, title_key
    from papertriage.text.links import find_links, link_identity, link_kind, tidy_url
    from papertriage.text.shown import display, latex

__all__ = [
    "display",
    "find_links",
    "guarded",
    "latex",
    "link_identity",
    "link_kind",
    "plain",
    "search_fold",
    "shown_key",
    "terminal_safe",
    "tidy_url",
    "title_hash",
    "title_key",
    "unguarded",
]

_HOMES = {
    "guarded": "cells", "unguarded": "cells",
    "search_fold": "folding", "shown_key": "folding", "title_hash": "folding", "title_key": "folding",
    "find_links": "links", "link_identity": "links", "link_kind": "links", "tidy_url": "links",
    "display": "shown", "latex": "shown",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import what is asked for: a search that only prints is spared the rest."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f"papertriage.text.{_HOMES[name]}"), name)
    return found
