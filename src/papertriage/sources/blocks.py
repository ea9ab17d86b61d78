"""Lines to blocks: which lines are one paragraph, and which are the page's small words.

A converter either leaves each paragraph on one long line or wraps it; titles and abstracts from arXiv may
carry hard line breaks of their own. A run of lines without a blank one between them is looked at as a
whole.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from papertriage.sources.block import HUGE, LONG, UNBROKEN, Block, Line
from papertriage.sources.dialect import Dialect, may_carry
from papertriage.sources.lines import dotted, freed
from papertriage.sources.paragraphs import joined, without_words_in_prose
from papertriage.sources.tokens import Kind, short_token, token

_RUN = 2_000  # lines without a blank one that are looked at together
_SHORT = 24  # characters of the small words that come again and again
_BEGINNING = 400  # lines that tell whether a dump's paragraphs are broken
_TERMINAL = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_]?)")
_FRONT = re.compile(r"[A-Za-z][\w -]{0,30}:(?:\s.*)?|\s*-\s.*|\s+\S.*")


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Give the blocks of a dump, in order. Every line that is not blank is in exactly one block."""
    source = iter(lines)
    begun = list(islice(source, _BEGINNING))
    dialect = Dialect(unbroken=any(len(line) > UNBROKEN and _is_words(line) for line in begun))
    run: list[str] = []
    first = 1
    for number, line in enumerate(chain(begun, source), 1):
        text = line.strip()
        if text:
            if not run:
                first = number
            run.append(text)
            if len(run) < _RUN:
                continue
        if run:
            yield from _plain(run, first, dialect) or _of_run(run, first, dialect)
            run = []
    if run:
        yield from _plain(run, first, dialect) or _of_run(run, first, dialect)


def _is_words(line: str) -> bool:
    """Tell whether a line is a paragraph, and not long only for the targets or tags in it."""
    return "](" not in line and "<" not in line and line.count(" ") * 12 > len(line)


def _plain(run: list[str], first: int, dialect: Dialect) -> list[Block] | None:
    """Read a run the quick way: small words and lines that stand alone, without markup.

    None where it takes a closer look.
    """
    if dialect.markdown:
        return None
    found: list[Block] = []
    last = len(run) - 1
    for at, text in enumerate(run):
        if "]" in text or "[" in text or "<" in text or "\x1b" in text:
            return None
        number = first + at
        if len(text) > UNBROKEN:
            if len(text) > HUGE or (last and len(text) <= LONG):
                return None
            found.append(Block(Kind.TEXT, text, number, number, 1, None, None, text))
            dialect.unbroken = True
            continue
        if text[0] in "#:-" or "(/" in text or ("·" in text and text != "·"):
            return None
        word = short_token(text) if len(text) <= _SHORT else token(text)
        if word is None:
            if last and not (at < last and run[at + 1] == "·" and (not at or len(run[at - 1]) > UNBROKEN)):
                return None
            found.append(Block(Kind.TEXT, text, number, number, 1, None, None, text))
        else:
            found.append(Block(word.kind, text, number, number, 1, word, None, text))
    return found


def _of_run(run: list[str], first: int, dialect: Dialect) -> list[Block]:
    if any(len(text) > HUGE for text in run):
        return _around_huge(run, first, dialect)
    if run[0] == "---" and (length := _front_matter(run)):
        block = Block(Kind.FURNITURE, "---", first, first + length - 1, length, raw="\n".join(run[:length]))
        return [block, *(_of_run(run[length:], first + length, dialect) if length < len(run) else ())]
    whole = run[0] if len(run) == 1 else "\n".join(run)
    if "\x1b" in whole:
        run = [_TERMINAL.sub("", text).strip() or "—" for text in run]
        whole = "\n".join(run)
    if may_carry(whole, dialect):
        lines = freed(run, first, dialect)
    else:
        lines = [Line(first + at, text, text, token(text)) for at, text in enumerate(run)]
        if "·" in whole:
            lines = dotted(lines)
    return joined(without_words_in_prose(lines) if len(lines) > 1 else lines, dialect)


def _around_huge(run: list[str], first: int, dialect: Dialect) -> list[Block]:
    """Set lines apart that are too long to be looked at."""
    found: list[Block] = []
    start = 0
    for at, text in enumerate(run):
        if len(text) > HUGE:
            if start < at:
                found += _of_run(run[start:at], first + start, dialect)
            found.append(Block(Kind.TEXT, text, first + at, first + at, raw=text))
            start = at + 1
    return found + (_of_run(run[start:], first + start, dialect) if start < len(run) else [])


def _front_matter(run: list[str]) -> int:
    """Count the lines of a block of `key: value` lines between two rules; 0 where there is none."""
    for at in range(1, min(len(run), 60)):
        if run[at] in ("---", "..."):
            return at + 1 if at > 1 else 0
        if not _FRONT.fullmatch(run[at][:200]):
            return 0
    return 0
