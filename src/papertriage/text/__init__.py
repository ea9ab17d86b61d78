"""Text to text: what is shown, searched, tells titles apart, may go to a terminal; which links are named.

Every function here is pure, takes any `str` (lone surrogates included), never raises for what it holds, and
is linear in its length. Patterns are compiled at their first use, since commands that only read must start
quickly.
"""

from papertriage.text.cells import guarded, unguarded
from papertriage.text.folding import search_fold, shown_key, title_hash, title_key
from papertriage.text.links import find_links, link_identity, link_kind, tidy_url
from papertriage.text.shown import display, latex
from papertriage.text.unseen import plain, terminal_safe

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
