"""The words of a query, cut and folded as the index has them."""

from typing import NamedTuple

TEXTS = ("title", "abstract")
"""The fields that words are looked for in where none is named."""


class Term(NamedTuple):
    """Words that must stand together: one, or a phrase."""

    words: tuple[str, ...]  # folded, in lower case, as the index has them
    text: str  # as typed
    exact: bool = False  # in quotes: these very words, and no other forms of them
    fields: tuple[str, ...] = TEXTS  # of the index
    prefix: bool = False  # the last word is only the beginning of one
