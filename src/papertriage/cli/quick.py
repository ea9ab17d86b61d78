"""A search that is plainly asked for, read without typer, which would take longer than the search.

Whatever is not plain is left to typer: help, mistakes, unwanted words, a value that begins with a dash,
completion. What is read here means the same there; tests/cli/test_quick.py holds the two to it.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from papertriage.cli.searching import Wish

COMPLETE = "_PAPERTRIAGE_COMPLETE"
"""The variable that a shell sets when it asks for completion."""

TEXTS = {
    "--topic": "topic", "-t": "topic", "--since": "since", "--until": "until",
    "--author-count": "author_count", "--org": "org", "--state": "state", "--reader": "reader",
    "--sort": "sort", "--facet": "facet", "--library": "library", "-L": "library",
}  # fmt: skip
NUMBERS = {"--limit": ("limit", 0), "-n": ("limit", 0), "--offset": ("offset", 0), "--page": ("page", 1)}
FLAGS = {
    "--any": ("any_topic", True), "--all": ("any_topic", False), "--new": ("new", True),
    "--why": ("why", True), "--explain": ("explain", True), "--json": ("json", True),
}  # fmt: skip
_DIGITS = 9  # of a number: none that is meant has more


def search(arguments: Sequence[str]) -> "Wish | None":
    """Read the arguments of a search; None where they are none, or not plain."""
    if arguments[:1] != ["search"] or COMPLETE in os.environ:
        return None
    words: list[str] = []
    values: dict[str, Any] = {}
    left = iter(arguments[1:])
    for each in left:
        if not each.startswith("-"):
            words.append(each)
        elif not _option(each, left, values):
            return None
    from papertriage.cli.searching import Wish

    return Wish(tuple(words), **values)


def _option(text: str, left: Iterator[str], values: dict[str, Any]) -> bool:
    """Read an option, and its value from what is left; give whether it is plain."""
    if text in FLAGS:
        name, is_on = FLAGS[text]
        values[name] = is_on
        return True
    option, equals, value = text.partition("=") if text.startswith("--") else (text, "", "")
    if option not in TEXTS and option not in NUMBERS:
        return False
    if not equals:
        value = next(left, "-")
    return not value.startswith("-") and _value(option, value, values)


def _value(option: str, value: str, values: dict[str, Any]) -> bool:
    if option in NUMBERS:
        name, least = NUMBERS[option]
        if not (value.isascii() and value.isdigit() and len(value) <= _DIGITS and int(value) >= least):
            return False
        values[name] = int(value)
    elif TEXTS[option] == "topic":
        values["topic"] = (*values.get("topic", ()), value)
    else:
        values[TEXTS[option]] = Path(value) if TEXTS[option] == "library" else value
    return True
