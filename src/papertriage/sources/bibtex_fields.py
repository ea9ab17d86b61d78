"""One BibTeX entry to its fields, by pybtex's low-level parser; what many get wrong is mended.

pybtex reads BibTeX's own grammar: `#`, macros, parentheses, numbers. It is given one entry at a time, and a
key of ours, since programs write entries without one and keys with spaces in them.
"""

import re
from functools import cache
from typing import Any

from papertriage.errors import PapertriageError


class BrokenEntry(PapertriageError):
    """An entry that BibTeX itself could not read; the message says where."""


class Macros(dict[str, str]):
    """`@string` macros by name, in any case; one that is not known, such as a month, stands for itself."""

    def __getitem__(self, name: str) -> str:
        return self.get(name.lower(), name)

    def __setitem__(self, name: str, value: str) -> None:
        super().__setitem__(name.lower(), value)


class Entry:
    """An entry's type, key and fields: names in lower case, values raw; of two alike the first."""

    __slots__ = ("fields", "key", "kind")

    def __init__(self, kind: str, key: str, fields: dict[str, str]) -> None:
        self.kind, self.key, self.fields = kind, key, fields


def entry(text: str, macros: Macros) -> Entry:
    """Read an entry, as a Cutter gives it. Raises BrokenEntry."""
    head = _head().match(text)
    if head is None:
        raise BrokenEntry("an entry without fields")
    body = text[head.end() :]
    try:
        fields = _fields(body, text[-1:], macros)
    except BrokenEntry:
        mended = _mended(body)
        if mended == body:
            raise
        fields = _fields(mended, text[-1:], macros)
    return Entry(head["kind"].lower(), " ".join((head["key"] or "").split()), fields)


def remember(text: str, macros: Macros) -> None:
    """Take in an `@string`; a broken one defines nothing."""
    from pybtex.database.input.bibtex import LowLevelParser  # start-up: only BibTeX needs it
    from pybtex.exceptions import PybtexError

    try:
        for _ in LowLevelParser(text, macros=macros):
            pass
    except PybtexError:
        return


def _fields(body: str, closing: str, macros: Macros) -> dict[str, str]:
    from pybtex.database.input.bibtex import LowLevelParser  # start-up: only BibTeX needs it
    from pybtex.exceptions import PybtexError

    opening = "(" if closing == ")" else "{"
    try:
        _, (_, listed) = next(iter(LowLevelParser(f"@x{opening}k,{body}", macros=macros)))
    except PybtexError as error:
        raise BrokenEntry(f"not BibTeX: {_what(error)}") from None
    fields: dict[str, str] = {}
    for name, parts in listed:
        value = "".join(parts)
        if value.strip() and name.lower() not in fields:
            fields[name.lower()] = value
    return fields


def _what(error: Any) -> str:
    """Say what the parser missed, and in which line of the entry."""
    words = str(error.args[0] if error.args else error)
    line = getattr(error, "lineno", None)
    return f"{words[:80]} (line {line} of the entry)" if line else words[:80]


def _mended(body: str) -> str:
    """Put in commas forgotten at ends of lines, drop comments, join names such as `Early Access Date`."""
    body = _comment().sub(r"\1", body)
    body = _no_comma().sub(r"\1,\2", body)
    return _spaced_name().sub(lambda found: "_".join(found["name"].split()) + " =", body)


@cache
def _head() -> re.Pattern[str]:
    """The beginning up to the comma after the key; a key that holds `=` is a field, and there is no key."""
    return re.compile(
        r"\s*@(?P<kind>[A-Za-z]+)\s*[{(]\s*(?:(?P<key>[^,={}\"]{0,400}),|(?=[A-Za-z_-]{1,60}\s{0,20}=))"
    )


@cache
def _no_comma() -> re.Pattern[str]:
    return re.compile(r"([}\"0-9])([ \t]{0,20}\n\s{0,40}[A-Za-z][A-Za-z_-]{1,40}[ \t]{0,20}=)")


@cache
def _comment() -> re.Pattern[str]:
    """A comment behind a comma, or on a line of its own, where BibTeX allows none."""
    return re.compile(r"(,[ \t]{0,40}|(?:^|\n)[ \t]{0,40})%[^\n]*")


@cache
def _spaced_name() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?<=\n)|(?<=\n )|(?<=\n  ))(?P<name>[A-Za-z]{2,20}(?: [A-Za-z]{2,20}){1,3}) ?=(?= ?[{\"])"
    )
