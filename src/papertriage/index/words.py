"""Words: how texts are cut and folded for the index, and which forms of a word are the same to a reader.

Words are indexed as they stand; the forms of a word are gathered when it is asked for
(docs/decisions/0003-words-are-indexed-as-they-stand.md).
"""

import re
import unicodedata
from collections.abc import Sequence

import tantivy
from tantivy import Filter, Tokenizer

ANALYSER_VERSION = 2
"""Raise it when words are cut or folded otherwise: indexes of other versions are made anew."""

ANALYSER = (
    tantivy.TextAnalyzerBuilder(Tokenizer.simple())
    .filter(Filter.remove_long(80))
    .filter(Filter.lowercase())
    .build()
)
_STEMMER = tantivy.TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()
_LONGEST_ACRONYM = 6
_SHORTEST_STEM = 3  # a shorter one stands for too many words

# What Unicode does not take apart, as people type it.
_LETTERS = str.maketrans({
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "AE",
    "œ": "oe", "Œ": "OE", "ı": "i", "ð": "d", "þ": "th",
})  # fmt: skip
_MARKS = re.compile("[\u0300-\u036f\ud800-\udfff]")


def fold(text: str) -> str:
    """The text without accents and typographic variants. ASCII, which most of it is, costs nothing.

    Done here and not by a filter of tantivy, which would look at every word of every text. The slow steps
    are taken only where the bytes show that there is work for them: combining marks begin with CC or CD, our
    letters with C3 to C5, halves of surrogate pairs with ED.
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text)
    raw = text.encode("utf-8", "surrogatepass")
    if b"\xcc" in raw or b"\xcd" in raw or b"\xed" in raw:
        text = _MARKS.sub("", text)
    if b"\xc3" in raw or b"\xc4" in raw or b"\xc5" in raw:
        text = text.translate(_LETTERS)
    return text


def words_of(text: str) -> list[str]:
    """Cut a text into words as they are indexed: folded, in lower case."""
    return list(ANALYSER.analyze(fold(text)))


def stem(word: str) -> str:
    """The English stem of a word as it is indexed: *quantize*, *quantized* and *quantizing* have one."""
    return stems([word])[0]


def stems(words: Sequence[str]) -> list[str]:
    """The English stems of words as they are indexed, in their order; of what is no word, itself.

    Numbers, and what has a digit in it, are left alone, and so are words of two letters.
    """
    together = " ".join(words)
    found = _STEMMER.analyze(together)
    if together.split() != list(words):  # an empty word, or one with a space in it
        found = [(_STEMMER.analyze(word) or [word])[0] for word in words]
    return [
        root if len(root) >= _SHORTEST_STEM and word.isalpha() else word
        for word, root in zip(words, found, strict=True)
    ]


def is_name(word: str) -> bool:
    """Whether a word as it is typed is an acronym, or a name with capitals or digits in it: `AIDS`, `LoRA`.

    A long word all in capitals is taken for a shouted one.
    """
    capitals = sum(map(str.isupper, word))
    if capitals == len(word) > _LONGEST_ACRONYM:
        return False
    return capitals > 1 or any(map(str.isdigit, word))


def forms_of_name(name: str) -> tuple[str, ...]:
    """A name as typed, as it is indexed: itself and its plural, `LLM` and `LLMs`, and the other way round.

    An S in capitals is no plural's: `AIDS`.
    """
    word = fold(name).lower()
    if not word.isalpha():
        return (word,)
    return (word, word[:-1]) if name.endswith("s") and len(word) > _SHORTEST_STEM else (word, word + "s")


def day(date: str | None) -> int | None:
    """`2024-04-03` as 20240403, how dates are indexed; None for none or for what is no date."""
    if date is None or len(date) < 10 or not (digits := date[:4] + date[5:7] + date[8:10]).isdecimal():
        return None
    return int(digits)
