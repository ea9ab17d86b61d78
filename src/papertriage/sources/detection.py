"""Which source a dump is of: by its content, never by its name."""

import re

from papertriage.errors import UnreadableDump
from papertriage.sources.protocol import Source
from papertriage.sources.table import table

_ENOUGH = 0.3  # likeness below which a dump is not read
_SURE = 0.9  # likeness at which no other needs to be asked: only one format has such signs
_GUESSES = (
    (re.compile(r"\s*(?:<!doctype html|<html|<head|<body|<div|<article)", re.IGNORECASE), "a page of HTML"),
    (re.compile(r"\s*<\?xml|\s*<[A-Za-z][\w:-]*[\s>]"), "XML"),
    (re.compile(r"\s*[\[{]\s*[\[{\"\]}]"), "JSON"),
    (re.compile(r"From \S+ .*\d{4}\s*$|(?:[A-Z][\w-]+: .*\n){3}", re.MULTILINE), "mail"),
)


def detect(name: str, head: str) -> Source:
    """Find the source whose dumps this beginning looks most like.

    Raises UnreadableDump with the closest guess where none is near.
    """
    likeness, source = _nearest(head)
    if likeness >= _ENOUGH:
        return source
    raise UnreadableDump(
        f"{name}: not a list of papers that papertriage knows "
        f"({_seems(head, source if likeness else None)}); save the page as text, or name a source "
        "with --source (papertriage sources lists them)"
    )


def is_list(head: str) -> bool:
    """Whether this is the beginning of a dump that some source reads."""
    return _nearest(head)[0] >= _ENOUGH


def _nearest(head: str) -> tuple[float, Source]:
    sources = table()
    best, nearest = 0.0, sources[0]
    for source in sources:
        likeness = source.likeness(head)
        if likeness > best:
            best, nearest = likeness, source
        if best >= _SURE:
            break
    return best, nearest


def _seems(head: str, near: Source | None) -> str:
    guess = next((what for pattern, what in _GUESSES if pattern.match(head)), None)
    words = [f"it looks like {guess} without papers"] if guess else []
    if near:
        words.append(f"the nearest is {near.name}")
    return "; ".join(words) or "nothing in it looks like a paper"
