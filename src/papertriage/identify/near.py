"""Keys under which papers with nearly one text meet, so that no two papers need be compared without cause.

Word-deletion keys: two titles of which one has a word more, less or other share one. A part before or after
a colon is a title of its own, for a subtitle that is lost. Pairs of sentences of the abstract stand for a
title that was changed. All that is said stands for itself: under a title that very many have, not all meet.
"""

from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from zlib import crc32

from papertriage.identify.partition import wording
from papertriage.identify.words import COLON, content, is_number, title_words
from papertriage.model import Cleaned

KEY_BITS = 36
"""Of a key that are kept: one in a million of a million papers' keys is then another's by chance."""

_MASK = (1 << 64) - 1
_DROP = 64 - KEY_BITS
_FEWEST = 4  # content words of a title that may lose one: three words are those of many papers
_HEAD, _TAIL = 3, 5  # … of a part that stands for it: *a systematic literature review* is no paper's own
_SENTENCE = 40  # characters of a sentence that is a paper's own
_SENTENCES = 3


def near_keys(cleaned: Cleaned) -> tuple[int, ...]:
    """Give the keys of a record, each of KEY_BITS bits, in no order that means anything."""
    found = _of_title(cleaned.title)
    if cleaned.title_key:
        found.add(_digest_of(f"={cleaned.title_key}"))
    if cleaned.arxiv_id is None or cleaned.repaired_from:
        found.add(_digest_of(f"~{wording(cleaned)}"))  # with others of its title it may not meet its like
    if cleaned.abstract and not cleaned.is_summary:
        found.update(_of_abstract(cleaned.abstract))
    return tuple([key >> _DROP for key in found])


def _of_title(title: str) -> set[int]:
    pieces = [[_number(word) for word in content(title_words(piece))] for piece in COLON.split(title)]
    words = [word for piece in pieces for word in piece]
    if not words:
        return set()
    found = _of_parts([[number for number, _ in piece] for piece in pieces]) if len(pieces) > 1 else set()
    whole = sum([number for number, _ in words]) & _MASK
    found.add(whole)
    if len(words) >= _FEWEST:
        # What counts is never the word that is lost: *Part 12* and *Part 13* need not meet.
        found.update([(whole - number) & _MASK for number, counts in words if not counts])
    return found


def _of_parts(pieces: list[list[int]]) -> set[int]:
    """What may stand for the title: it without what stands on one side of its first or last colon."""
    found = set()
    for at in {1, len(pieces) - 1}:
        for part, fewest in ((pieces[:at], _HEAD), (pieces[at:], _TAIL)):
            if sum(map(len, part)) >= fewest:
                found.add(sum(map(sum, part)) & _MASK)
    return found


def _of_abstract(abstract: str) -> list[int]:
    """Give pairs of the sentences of smallest check sum: two texts with most sentences in common share one.

    One sentence alone may be that of a whole series of abstracts.
    """
    sentences = [
        each.encode("utf-8", "surrogatepass")
        for each in abstract.lower().split(". ")
        if len(each) >= _SENTENCE
    ]
    chosen = [each.rstrip(b". ") for each in sorted(sentences, key=crc32)[:_SENTENCES]]
    pairs = combinations(chosen, 2) if len(chosen) > 1 else [chosen] if chosen else []
    return [_digest(b" ".join(pair)) for pair in pairs]


@lru_cache(maxsize=65_536)
def _number(word: str) -> tuple[int, bool]:
    """A number for a word, whether it stands for one or for several; and whether the word counts."""
    counts = is_number(word)
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
    return _digest_of(word), counts


def _digest_of(text: str) -> int:
    return _digest(text.encode("utf-8", "surrogatepass"))


def _digest(text: bytes) -> int:
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")
