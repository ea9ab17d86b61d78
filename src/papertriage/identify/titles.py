"""Two titles compared: what they share, in what they differ, and whether that makes two papers."""

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from rapidfuzz.distance import OSA, Levenshtein

from papertriage.identify.words import (
    BEFORE,
    CHANGING,
    GENERIC,
    KINDS,
    NEGATIONS,
    OPPOSITES,
    STOP,
    is_number,
)

NAME_WORTH, WORD_WORTH, LITTLE_WORTH = 1.5, 1.0, 0.2
_ENDINGS = frozenset(("", "s", "es", "y", "ies", "e", "ed", "ing", "ings"))
_LONG = 8  # letters of a word that may have two typing errors

Words = Sequence[str]
Parts = frozenset[tuple[str, ...]]
_NO_PARTS: tuple[Parts, Parts] = (frozenset(), frozenset())


class TitleDifference(NamedTuple):
    """In what two titles differ, in words that say it."""

    shared: float  # how much the common words tell, in words
    lost: tuple[str, ...] = ()  # words of one that the other has not
    typos: tuple[str, ...] = ()  # `wrod/word`
    replaced: tuple[str, ...] = ()  # other words in their place: `kernel/graph`
    veto: str | None = None  # why these are two papers, whatever else agrees
    doubt: str | None = None  # why they may well be two papers
    part: bool = False  # one is the other without its subtitle, or without what stands before the colon

    @property
    def differs(self) -> bool:
        """Whether there are words that only one of them has."""
        return bool(self.lost or self.replaced)


def worth(words: Words) -> float:
    """How much words tell of a paper: 1 for a word, more for a name with a number, little for *survey*."""
    return sum([_worth(word) for word in words])


def _worth(word: str) -> float:
    if word in STOP or word in GENERIC:
        return LITTLE_WORTH
    if len(word) == 1 and word > "\u2fff":
        return WORD_WORTH / 2  # a letter of a script that parts no words
    return NAME_WORTH if is_number(word) and len(word) > 2 else WORD_WORTH


def difference(first: Words, second: Words, parts: tuple[Parts, Parts] = _NO_PARTS) -> TitleDifference:
    """Compare two titles' words (`words.title_words`).

    `parts` are what is left of each without what stands on one side of a colon.
    """
    if first == second:
        return TitleDifference(worth(first))
    found = _Found()
    shared = 0.0
    for tag, a_start, a_end, b_start, b_end in _blocks(first, second):
        if tag == "equal":
            shared += worth(first[a_start:a_end])
        else:
            shared += found.compare(first[a_start:a_end], second[b_start:b_end])
    part = tuple(second) in parts[0] or tuple(first) in parts[1]
    return TitleDifference(
        shared, tuple(found.lost), tuple(found.typos), tuple(found.replaced), found.veto, found.doubt, part
    )


def _blocks(first: Words, second: Words) -> list[tuple[str, int, int, int, int]]:
    """What is equal and what is not, in turn; neighbouring differences are one."""
    blocks: list[tuple[str, int, int, int, int]] = []
    for change in Levenshtein.opcodes(first, second):
        tag = "equal" if change.tag == "equal" else "other"
        a_start, a_end = change.src_start, change.src_end
        b_start, b_end = change.dest_start, change.dest_end
        if blocks and blocks[-1][0] == tag:
            blocks[-1] = (tag, blocks[-1][1], a_end, blocks[-1][3], b_end)
        else:
            blocks.append((tag, a_start, a_end, b_start, b_end))
    return blocks


class _Found:
    """What was found to differ so far."""

    def __init__(self) -> None:
        self.lost: list[str] = []
        self.typos: list[str] = []
        self.replaced: list[str] = []
        self.veto: str | None = None
        self.doubt: str | None = None

    def compare(self, mine: Words, theirs: Words) -> float:
        """Compare what stands between two equal parts; give how much of it is the same after all."""
        if "".join(mine) == "".join(theirs) or _abbreviates(mine, theirs) or _abbreviates(theirs, mine):
            return max(worth(mine), worth(theirs))
        mine, theirs = _without_common(mine, theirs)
        self._judge_special(mine, theirs)
        pairs, mine, theirs = _related(mine, theirs)
        shared = sum([self._pair(a, b) for a, b in pairs])
        if len(mine) == len(theirs):
            return shared + sum([self._pair(a, b) for a, b in zip(mine, theirs, strict=True)])
        self._lose([*mine, *theirs])
        return shared

    def _pair(self, a: str, b: str) -> float:
        if _is_typo(a, b):
            self.typos.append(f"{a}/{b}")
            return min(_worth(a), _worth(b))
        if {a, b} <= STOP:
            return LITTLE_WORTH
        if _is_opposite(a, b):
            self.veto = f"'{a}' is not '{b}'"
        self.replaced.append(f"{a}/{b}")
        return 0.0

    def _lose(self, words: Words) -> None:
        self.lost += [word for word in words if word not in STOP or word in NEGATIONS]
        changing = [word for word in words if word in CHANGING]
        if changing and self.doubt is None:
            self.doubt = f"only one says '{changing[0]}'"

    def _judge_special(self, mine: Words, theirs: Words) -> None:
        for kind, what in ((NEGATIONS, "says"), (KINDS, "is a")):
            only = {word for word in mine if word in kind} ^ {word for word in theirs if word in kind}
            if only:
                self.veto = f"only one {what} '{min(only)}'"
        numbers = [sorted([word for word in words if is_number(word)]) for words in (mine, theirs)]
        if numbers[0] == numbers[1]:
            return
        if all(numbers) or (any(numbers) and _renamed(mine, theirs)):
            self.veto = f"numbers or versions differ: {_words(mine)} and {_words(theirs)}"
        else:
            self.doubt = f"only one says '{(numbers[0] or numbers[1])[0]}'"


def _without_common(mine: Words, theirs: Words) -> tuple[Words, Words]:
    """Leave out what both have, in another order."""
    common = set(mine) & set(theirs)
    if not common:
        return mine, theirs
    return [word for word in mine if word not in common], [word for word in theirs if word not in common]


def _related(mine: Words, theirs: Words) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Pair words that are forms, misspellings or opposites of each other; give the pairs and what is left."""
    pairs: list[tuple[str, str]] = []
    left, others = [], list(theirs)
    for a in mine:
        b = next((b for b in others if _is_typo(a, b) or _is_opposite(a, b)), None)
        if b is None:
            left.append(a)
        else:
            others.remove(b)
            pairs.append((a, b))
    return pairs, left, others


def _renamed(mine: Words, theirs: Words) -> bool:
    """Whether one has a name and the other the name with a number: `llama`, `llama2`."""
    return any(
        a != b and (a.startswith(b) or b.startswith(a))
        for a in mine
        for b in theirs
        if is_number(a) != is_number(b)
    )


def _abbreviates(short: Words, long: Words) -> bool:
    """Whether one word is made of the first letters of several: `llm`."""
    return len(short) == 1 and len(long) > 1 and short[0] == "".join([word[0] for word in long])


def _is_typo(a: str, b: str) -> bool:
    """Whether two words are one with a typing error, a plural or another ending, and no other word."""
    short, long = sorted((a, b), key=len)
    if is_number(a) or is_number(b) or _is_opposite(a, b):
        return False
    if _is_form(short, long):
        return True
    if len(short) < 5 or (a[0] != b[0] and len(short) < _LONG):
        return False
    allowed = 2 if len(long) >= _LONG and a[0] == b[0] else 1
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed


def _is_form(short: str, long: str) -> bool:
    """Whether two words are one with two endings: `model`, `models`, `modeling`; `memory`, `memories`."""
    if long in (f"{short}s", f"{short}es") and len(short) >= 3:
        return True
    stem = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(short, long, strict=False)))
    return stem >= 4 and short[stem:] in _ENDINGS and long[stem:] in _ENDINGS


def _is_opposite(a: str, b: str) -> bool:
    """Whether two words stand against each other: `micro`, `macro`; `convex`, `nonconvex`."""
    if frozenset((a, b)) in OPPOSITES:
        return True
    short, long = sorted((a, b), key=len)
    return len(short) >= 4 and long.endswith(short) and long[: -len(short)] in BEFORE


def _words(words: Words) -> str:
    return f"'{' '.join(words)}'" if words else "nothing"
