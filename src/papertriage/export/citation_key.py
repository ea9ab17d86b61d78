"""Citation keys `[auth][year][word]`: ASCII, lower case, one paper one key.

The first author's family name (else the organization, else `anon`), the year of first publication where
it is known, and the first word of the title that says something: `tian2024visual`.
Other scripts are transliterated.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import count

from papertriage.model import Paper
from papertriage.text import search_fold

# fmt: off
_EMPTY_WORDS = frozenset([
    "a", "an", "the", "on", "in", "of", "for", "to", "and", "or", "with", "without", "from", "by", "at",
    "as", "is", "are", "be", "do", "does", "can", "via", "using", "use", "how", "what", "why", "when",
    "where", "which", "who", "towards", "toward", "into", "over", "its", "it", "we", "you", "your",
    "our", "not", "no", "all", "this", "that",
])
# fmt: on
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
_LONGEST = 24  # characters of each part; names and words are shorter
_LONGEST_READ = 1000  # characters that are looked at


class KeyRing:
    """The keys of one file. A key that is taken gets a letter, as they come: `x`, `xa` … `xz`, `xaa`."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._letters: dict[str, Iterator[int]] = {}

    def key(self, paper: Paper) -> str:
        """Give this paper's key, and take it."""
        base = bare_key(paper)
        key = base
        while key in self._taken:
            key = suffixed(base, next(self._letters.setdefault(base, count(1))))
        self._taken.add(key)
        return key


def bare_key(paper: Paper) -> str:
    """Give the key that a paper has where nobody else wants it: `[a-z0-9]`, never empty."""
    return _author(paper) + _year(paper) + _title_word(paper)


def _author(paper: Paper) -> str:
    family = _family_name(paper.authors[0]) if paper.authors else ""
    if not family and paper.organization:
        family = _ascii(paper.organization.slug) or _ascii(paper.organization.name)
    return family or "anon"


def _family_name(author: str) -> str:
    """Give the word before a comma, else the last word that is not `Jr.` or `III`."""
    before, comma, _ = author.partition(",")
    words = [_ascii(word) for word in ([before] if comma and " " not in before.strip() else before.split())]
    return next((word for word in reversed(words) if word and word not in _SUFFIXES), "")


def _year(paper: Paper) -> str:
    for year in ((paper.published or "")[:4], str(paper.year or "")):
        if len(year) == 4 and year.isascii() and year.isdigit():
            return year
    return ""


def _title_word(paper: Paper) -> str:
    first = ""
    for found in _words().finditer(paper.title[:_LONGEST_READ]):
        word = _ascii(found[0])
        if word and word not in _EMPTY_WORDS:
            return word
        first = first or word
    return first


def _ascii(text: str) -> str:
    folded = search_fold(text[:_LONGEST_READ])
    if not folded.isascii():
        from anyascii import anyascii  # start-up: only other scripts need its tables

        folded = anyascii(folded).lower()
    return _others().sub("", folded)[:_LONGEST]


def suffixed(base: str, number: int) -> str:
    """Give the key that is next when so many papers have the base: 0 is itself, 1 `a`, 26 `z`, 27 `aa`."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return base + letters


@cache
def _words() -> re.Pattern[str]:
    return re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@cache
def _others() -> re.Pattern[str]:
    return re.compile(r"[^a-z0-9]+")
