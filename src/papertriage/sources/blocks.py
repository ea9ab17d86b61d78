"""Lines to blocks: which lines are one paragraph, and which are the page's small words.

A converter either leaves each paragraph on one long line or wraps it; titles and abstracts from arXiv may carry hard line
breaks of their own. A run of lines without a blank one between them is looked at as a whole.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from papertriage.sources.marks import Words, undo
from papertriage.sources.tokens import Kind, Token, token

LONG = 200  # characters: no title is so long (the longest of 9,877 on the daily pages has 175)
_WRAPPED = 40  # a line that was broken is at least so long; a whole title may be shorter
_DETAILS = (Kind.AUTHORS, Kind.DATE)


class Block(NamedTuple):
    """One paragraph or one small word, and where it stands (1-based lines, inclusive)."""

    kind: Kind
    text: str
    first: int
    last: int
    lines: int = 1  # how many of them are not blank
    token: Token | None = None
    words: Words | None = None  # what its markup said, where it had any
    raw: str = ""


class _Line(NamedTuple):
    number: int
    raw: str
    text: str
    token: Token | None
    words: Words | None
    counts: int = 1  # 0 for the later parts of a line that was split


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Give the blocks of a dump, in order, with Kind.BLANK ones left out. Every non-blank line is in exactly one block."""
    run: list[tuple[int, str]] = []
    builder = _Builder()
    for number, line in enumerate(lines, 1):
        if line and not line.isspace():
            run.append((number, line))
            if len(run) >= 2000:  # no paragraph is so long: a file without blank lines is read piece by piece
                yield from builder.of_run(run)
                run = []
        elif run:
            yield from builder.of_run(run)
            run = []
    yield from builder.of_run(run)


class _Builder:
    """Turns runs into blocks; remembers only whether the dump has shown Markdown, and whether a link is still open."""

    def __init__(self) -> None:
        self.markdown = False

    def of_run(self, run: list[tuple[int, str]]) -> list[Block]:
        if len(run) == 1:
            number, raw = run[0]
            if len(raw) > LONG and not self.markdown and "[" not in raw and "](" not in raw and "·" not in raw:
                return [Block(Kind.TEXT, raw.strip(), number, number, raw=raw)]
        lines = [line for number, raw in run for line in self._lines(number, raw)]
        return list(_joined(_without_words_in_prose(lines)))

    def _lines(self, number: int, raw: str) -> list[_Line]:
        stripped = raw.strip()
        words = undo(stripped, markdown=self.markdown)
        if words.text is stripped:
            plain = None
        else:
            plain = words
            self.markdown = self.markdown or bool(words.heading or any("/" in target for target in words.targets))
        text = words.text
        if not text:
            return [_Line(number, raw, "", Token(Kind.MARK), plain)]
        if "·" in text and len(text) <= LONG and (parts := _parts(text)):
            return [_Line(number, raw, part, token(part), plain, int(not at)) for at, part in enumerate(parts)]
        return [_Line(number, raw, text, token(text), plain)]


def _parts(text: str) -> list[str]:
    """Split `6 authors · Oct 6 2` at its dots, when they are the page's own."""
    pieces = [piece.strip() for piece in text.split("·")]
    tokens = [token(piece) for piece in pieces if piece]
    if not any(found and found.kind in _DETAILS for found in tokens):
        return []
    parts: list[str] = []
    for position, piece in enumerate(pieces):
        parts += ["·"] * bool(position)
        parts += [piece] * bool(piece)
    return parts


def _without_words_in_prose(lines: list[_Line]) -> list[_Line]:
    """Take a small word for text where it stands in the middle of a wrapped sentence."""
    for at in range(1, len(lines) - 1):
        before, here, after = lines[at - 1], lines[at], lines[at + 1]
        if here.token and here.token.kind is not Kind.MARK and _broken(before) and after.token is None:
            lines[at] = here._replace(token=None)
    return lines


def _broken(line: _Line) -> bool:
    """Tell whether a line is text that goes on in the next."""
    return line.token is None and _WRAPPED <= len(line.text) <= LONG and line.text[-1] not in ".!?:"


def _joined(lines: list[_Line]) -> Iterator[Block]:
    texts: list[_Line] = []
    for line in lines:
        if line.token is None:
            if texts and _apart(texts, line):
                yield _paragraph(texts)
                texts = []
            texts.append(line)
            continue
        if texts:
            yield _paragraph(texts)
            texts = []
        yield _small(line)
    if texts:
        yield _paragraph(texts)


def _apart(texts: list[_Line], line: _Line) -> bool:
    """Tell whether a line of text begins a new paragraph although no blank line stands before it."""
    before = texts[-1]
    if line.words and (line.words.heading or _is_card_link(line.words)):
        return True
    if before.words and before.words.heading:
        return len(line.text) > LONG or len(before.text) < _WRAPPED
    if len(line.text) > LONG or len(before.text) > LONG:
        return True
    return len(before.text) < _WRAPPED and before.words is None and line.words is None and len(texts) == 1


def _is_card_link(words: Words) -> bool:
    return words.closed and any("/papers/" in target and "#" not in target for target in words.targets)


def _paragraph(lines: list[_Line]) -> Block:
    text = lines[0].text if len(lines) == 1 else " ".join(line.text for line in lines)
    words = _united([line.words for line in lines if line.words])
    raw = lines[0].raw if len(lines) == 1 else "\n".join(line.raw for line in lines)
    return Block(Kind.TEXT, text, lines[0].number, lines[-1].number, sum(line.counts for line in lines), None, words, raw)


def _united(words: list[Words]) -> Words | None:
    if len(words) < 2:
        return words[0] if words else None
    return Words(
        "",
        tuple(target for each in words for target in each.targets),
        tuple(ref for each in words for ref in each.refs),
        any(each.heading for each in words),
        tuple(alt for each in words for alt in each.alts),
        words[-1].closed,
    )


def _small(line: _Line) -> Block:
    assert line.token is not None
    return Block(line.token.kind, line.text, line.number, line.number, line.counts, line.token, line.words, line.raw)
