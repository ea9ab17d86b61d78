"""The names of a BibTeX author field as people say them: `von Last, Jr., First` is First von Last Jr."""

import re
from functools import cache

from papertriage.sources.bibtex_words import split_names, split_outside, uncommented, words
from papertriage.sources.personal_names import in_order, is_others


def authors_of(value: str, is_dblp: bool = False) -> tuple[str, ...] | None:
    """Give the names of an author field; None where there are none, or the list ends in `others`.

    In DBLP's files people of the same name have numbers, `Wei Wang 0001`, which are dropped.
    """
    names: list[str] = []
    for listed in split_names(uncommented(value).replace("~", " ")):
        if is_others(listed):
            return None  # BibTeX's own word for more than are named; as a name it would stand in braces
        names += _name(listed)
    if is_dblp:
        names = [_homonym().sub("", each) for each in names]
    return tuple(names) or None


def _name(listed: str) -> list[str]:
    if listed.startswith(("family=", "given=")):
        return [_by_parts(listed)]
    parts = split_outside(listed, ",")
    if len(parts) == 1:
        return [each for each in (words(listed),) if each]
    return in_order([words(part) for part in parts]) or [words(listed)]


def _by_parts(listed: str) -> str:
    """`family=Vries, given=Jan, prefix=de`, as BibLaTeX allows."""
    parts = dict(part.strip().partition("=")[::2] for part in split_outside(listed, ","))
    order = (parts.get(part, "").strip('" ') for part in ("given", "prefix", "family", "suffix"))
    return " ".join(words(part) for part in order if part)


@cache
def _homonym() -> re.Pattern[str]:
    return re.compile(r" 0[0-9]{3}$")
