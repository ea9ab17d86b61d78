"""What is asked of every searcher: a few kinds of question, each in the words of each searcher."""

import random
from typing import NamedTuple

from papertriage import index
from papertriage.library import Library

TOPIC = "quantization"
SINCE = "2025-01"


class Asked(NamedTuple):
    """One kind of question."""

    name: str
    ours: tuple[str, ...]  # arguments of `papertriage search`
    fts5: str | None  # in FTS5's language; None where it has no words for it
    words: str | None  # for bm25s, which knows words alone
    pattern: str | None  # for grep, an extended regular expression


def kinds(library: Library) -> list[Asked]:
    """The questions, their words chosen from those that the library has."""
    reader = index.open_reader(library)
    rare, common = rare_words(reader, 1)[0], common_word(reader)
    five = [common, *rare_words(reader, 4)]
    orred = " OR ".join(five)
    plain = [
        Asked("a rare word", (rare,), rare, rare, rare),
        Asked("a word of a third of all papers", (common,), common, common, common),
        Asked("a phrase", ('"key insight"',), '"key insight"', None, "key insight"),
        Asked("a prefix", ("quantiz*",), "quantiz*", None, r"\bquantiz"),
        Asked("five words, OR", (orred,), orred, " ".join(five), "|".join(five)),
    ]
    filtered = [
        Asked(
            f"{each.name}, topic and date", (*each.ours, "--topic", TOPIC, "--since", SINCE), None, None, None
        )
        for each in plain
    ]
    question = "how do sparse attention models trade accuracy for speed"
    rest = [
        Asked("a question of nine words", (question,), " OR ".join(question.split()), question, None),
        Asked("facets of the frequent word", (common, "--facet", "topic,year"), None, None, None),
    ]
    return plain + filtered + rest


def common_word(reader: index.Reader) -> str:
    """The word whose share of abstracts is nearest to a third."""
    words = reader.words_with_prefix("abstract", "", limit=2000)
    long = [(word, papers) for word, papers in words if len(word) > 4 and word.isalpha()]
    return min(long, key=lambda each: abs(each[1] - reader.papers / 3))[0]


def rare_words(reader: index.Reader, count: int, seed: int = 1) -> list[str]:
    """Words that a few papers have, the same ones for the same seed."""
    found = [
        word
        for start in ("ba", "do", "gu", "mi", "ra", "te", "vo", "zu")
        for word, papers in reader.words_with_prefix("abstract", start, limit=50_000)
        if 2 <= papers <= 20 and len(word) > 6 and word.isalpha()
    ]
    return random.Random(seed).sample(sorted(found), count)


def many(library: Library, count: int) -> dict[str, list[str]]:
    """So many questions of each kind, to be asked within one process."""
    reader = index.open_reader(library)
    chance = random.Random(2)
    words = [
        word
        for word, papers in reader.words_with_prefix("abstract", "", limit=3000)
        if len(word) > 3 and word.isalpha() and papers < reader.papers / 2
    ]
    rare = rare_words(reader, count, 3)
    frequent = words[:200]

    def some(of: list[str], size: int) -> list[str]:
        return chance.sample(of, size)

    return {
        "a rare word": rare,
        "a frequent word": [chance.choice(frequent) for _ in range(count)],
        "two words": [" ".join(some(words, 2)) for _ in range(count)],
        "a phrase": [f'"{" ".join(some(frequent, 2))}"' for _ in range(count)],
        "a prefix": [f"{chance.choice(words)[:5]}*" for _ in range(count)],
        "five words, OR": [" OR ".join(some(words, 5)) for _ in range(count)],
        "a frequent word, topic and date": [
            f"{chance.choice(frequent)} topic:{TOPIC} published:{SINCE}.." for _ in range(count)
        ],
    }
