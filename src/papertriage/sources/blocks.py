"""Lines to blocks: which lines are one paragraph, and which are the page's small words.

A converter either leaves each paragraph on one long line or wraps it; titles and abstracts from arXiv may carry hard line
breaks of their own. A run of lines without a blank one between them is looked at as a whole.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from papertriage.sources.marks import Dialect, Marks, may_carry, undo
from papertriage.sources.targets import is_comments, is_login, page_of
from papertriage.sources.tokens import DEFINITION, DOT, MARK, Kind, Token, short_token, token

LONG = 200  # characters: no title is so long (the longest of 9,877 on the daily pages has 175)
HUGE = 20_000  # characters: no abstract is so long, and such a line is looked at no closer
_RUN = 2_000  # lines without a blank one that are looked at together
_WRAPPED = 130  # characters: converters break their lines at 72 to 120
_UNBROKEN = 180  # characters: a converter that leaves one such line breaks none
_SHORT = 24  # characters of the small words that come again and again
_BEGINNING = 400  # lines that tell whether a dump's paragraphs are broken
_HARD_BROKEN = 3  # lines of text in a row that are more likely one paragraph than titles and advertisements
_NARROW = 60  # characters that the widest of them has at least
_ADDRESSED = 20  # characters before an address that goes on a sentence
_DETAILS = (Kind.AUTHORS, Kind.DATE)
_ENDS = (".", "!", "?", ".)", "…", '."', ".”")
_TERMINAL = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_]?)")
_FRONT = re.compile(r"[A-Za-z][\w -]{0,30}:(?:\s.*)?|\s*-\s.*|\s+\S.*")


class Block(NamedTuple):
    """One paragraph or one small word, and where it stands (1-based lines, inclusive)."""

    kind: Kind
    text: str
    first: int
    last: int
    lines: int = 1  # how many of them are not blank
    token: Token | None = None
    marks: Marks | None = None  # what its markup said, where it had any
    raw: str = ""


class _Line(NamedTuple):
    number: int
    raw: str
    text: str
    token: Token | None
    marks: Marks | None = None
    lines: int = 1  # 0 for the later parts of a line that was split
    apart: bool = False  # a part of a split line: it continues nothing
    goes_on: bool = False  # what looked like one of the page's words is in the middle of a sentence

    @property
    def last(self) -> int:
        return self.number + max(self.lines, 1) - 1


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Give the blocks of a dump, in order. Every line that is not blank is in exactly one block."""
    source = iter(lines)
    begun = list(islice(source, _BEGINNING))
    dialect = Dialect(unbroken=any(len(line) > _UNBROKEN and _is_words(line) for line in begun))
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
    """Read a run the quick way: small words and lines that stand alone, without markup; None where it takes a closer look."""
    if dialect.markdown:
        return None
    found: list[Block] = []
    last = len(run) - 1
    for at, text in enumerate(run):
        if "]" in text or "[" in text or "<" in text or "\x1b" in text:
            return None
        number = first + at
        if len(text) > _UNBROKEN:
            if len(text) > HUGE or (last and len(text) <= LONG):
                return None
            found.append(Block(Kind.TEXT, text, number, number, 1, None, None, text))
            dialect.unbroken = True
            continue
        if text[0] in "#:-" or "(/" in text or ("·" in text and text != "·"):
            return None
        word = short_token(text) if len(text) <= _SHORT else token(text)
        if word is None:
            if last and not (at < last and run[at + 1] == "·" and (not at or len(run[at - 1]) > _UNBROKEN)):
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
    joined = run[0] if len(run) == 1 else "\n".join(run)
    if "\x1b" in joined:
        run = [_TERMINAL.sub("", text).strip() or "—" for text in run]
        joined = "\n".join(run)
    if may_carry(joined, dialect):
        lines = _freed(run, first, dialect)
    else:
        lines = [_Line(first + at, text, text, token(text)) for at, text in enumerate(run)]
        if "·" in joined:
            lines = _dotted(lines)
    return _joined(_without_words_in_prose(lines) if len(lines) > 1 else lines, dialect)


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


# -- lines with markup ---------------------------------------------------------------------------------------------------


def _freed(run: list[str], first: int, dialect: Dialect) -> list[_Line]:
    lines: list[_Line] = []
    found = _numbered(run, first)
    lines += found
    run, first = run[sum(line.lines for line in found) :], first + sum(line.lines for line in found)
    for words in undo(run, dialect) if run else ():
        taken = run[words.offset : words.offset + words.lines]
        raw = taken[0] if len(taken) == 1 else "\n".join(taken)
        marks = words.marks
        plain = marks == _NOTHING and words.text == raw
        line = _Line(first + words.offset, raw, words.text, None, None if plain else marks, words.lines)
        if not words.text:
            lines.append(line._replace(token=MARK))
        else:
            lines.append(line._replace(token=_token(words.text, marks)))
    return _dotted(_linked(lines))


def _linked(lines: list[_Line]) -> list[_Line]:
    """Put the page's own words together where a link round them was broken: `GitHub` and, on the next line, `131`."""
    found: list[_Line] = []
    for line in lines:
        before = found[-1] if found else None
        if (
            before
            and line.marks
            and line.marks.inside
            and before.text
            and len(before.text) + len(line.text) < 80
        ):
            text = f"{before.text} {line.text}"
            whole = token(text)
            if whole and whole.kind not in (Kind.MARK, Kind.DATE, Kind.AUTHORS):
                marks = _united([each.marks for each in (before, line) if each.marks])
                found[-1] = before._replace(
                    raw=f"{before.raw}\n{line.raw}",
                    text=text,
                    token=whole,
                    marks=marks,
                    lines=before.lines + line.lines,
                )
                continue
        found.append(line)
    return found


_NOTHING = Marks()
_ALT = re.compile(r"\[[^\[\]]*\]\s*")
_DEFINITION = re.compile(r"\[\d{1,5}\]:\s")


def _numbered(run: list[str], first: int) -> list[_Line]:
    """Take off link definitions at the beginning of a run: what follows one without a number of its own belongs to it."""
    if not run[0].startswith("[") or not _DEFINITION.match(run[0]):
        return []
    starts = [at for at, text in enumerate(run) if text.startswith("[") and _DEFINITION.match(text)]
    ends = [*starts[1:], starts[-1] + 1]
    if len(run) > ends[-1] and run[starts[-1]].endswith(("-", "/")):
        ends[-1] += 1
    lines: list[_Line] = []
    for start, end in zip(starts, ends, strict=True):
        raw = "".join(run[start:end])
        lines.append(_Line(first + start, raw, raw, DEFINITION, None, end - start))
    return lines


def _token(text: str, marks: Marks) -> Token | None:
    """Read a line that had markup: a link to a paper, or a card's heading, may be a title that looks like a number."""
    found = token(text)
    if found is None and "[" in text and len(text) <= 80 and (bare := _ALT.sub("", text).strip()):
        found = token(bare)  # an image's words before the page's own
    if found and found.kind in (Kind.COUNT, Kind.DATE, Kind.HEADER, Kind.TAB, Kind.FURNITURE, Kind.BUTTON):
        titled = any(map(page_of, marks.targets)) and not any(
            is_login(target) or is_comments(target) for target in marks.targets
        )
        if marks.level >= 3 or (titled and found.kind is Kind.COUNT):
            return None
    if found is None and 0 < marks.level < 3 and not any(map(page_of, marks.targets)):
        return Token(Kind.FURNITURE) if len(text) <= 60 else None
    return found


def _dotted(lines: list[_Line]) -> list[_Line]:
    """Split the lines that hold the page's dot; put a date together first that was broken after it."""
    found: list[_Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if "·" not in line.text or line.text == "·" or len(line.text) > LONG:
            found.append(line)
            continue
        after = lines[at] if at < len(lines) else None
        if (
            after
            and _is_date(f"{line.text.rpartition('·')[2]} {after.text}".strip())
            and not _is_date(line.text.rpartition("·")[2].strip())
        ):
            at += 1
            text, raw = f"{line.text} {after.text}", f"{line.raw}\n{after.raw}"
            marks = _united([each.marks for each in (line, after) if each.marks])
            line = line._replace(raw=raw, text=text, marks=marks, lines=line.lines + after.lines)
        found += _split(line)
    return found


def _is_date(text: str) -> bool:
    found = token(text) if text else None
    return found is not None and found.kind is Kind.DATE


def _split(line: _Line) -> list[_Line]:
    """Split `6 authors · Oct 6 2` at its dots, when they are the page's own."""
    bare = line.text.strip("•*-–+○∙‣ ")
    pieces = [piece.strip() for piece in (bare if bare[:1] == "·" else line.text).split("·")]
    tokens = [token(piece) if piece else None for piece in pieces]
    if pieces[0] and pieces[-1] and not any(found and found.kind in _DETAILS for found in tokens):
        return [line]
    parts: list[_Line] = []
    for at, (piece, found) in enumerate(zip(pieces, tokens, strict=True)):
        if at:
            parts.append(line._replace(text="·", token=DOT, marks=None))
        if piece:
            parts.append(
                line._replace(text=piece, token=found, apart=at > 0 or not (line.marks and line.marks.inside))
            )
    return [part._replace(lines=0, number=part.last) if at else part for at, part in enumerate(parts)]


# -- lines to paragraphs -------------------------------------------------------------------------------------------------


def _without_words_in_prose(lines: list[_Line]) -> list[_Line]:
    """Take a small word for text where it stands in the middle of a wrapped sentence, or of a link round one."""
    for at in range(1, len(lines)):
        before, here = lines[at - 1], lines[at]
        if here.token is None or before.token is not None or here.token.kind is Kind.MARK or not before.text:
            continue
        after = lines[at + 1] if at + 1 < len(lines) else None
        if _is_prose(before, here, after):
            lines[at] = here._replace(token=None, goes_on=True)
    return lines


def _is_prose(before: _Line, here: _Line, after: _Line | None) -> bool:
    if here.marks and here.marks.inside:
        return True
    if here.token and here.token.kind is Kind.ADDRESS:
        is_address = here.text.lstrip("(<").startswith("http")
        return is_address and _ADDRESSED < len(before.text) <= _WRAPPED and before.text[-1] not in ".!?"
    return _is_broken(before) and after is not None and after.token is None and after.text[:1].islower()


def _is_broken(line: _Line) -> bool:
    """Tell whether a line is text that goes on in the next."""
    return not line.apart and 1 <= len(line.text) <= _WRAPPED and line.text[-1] not in ".!?:"


def _joined(lines: list[_Line], dialect: Dialect) -> list[Block]:
    found: list[Block] = []
    texts: list[_Line] = []
    width = 0
    size = 0
    for at, line in enumerate(lines):
        if line.token is None:
            if texts and (
                _is_apart(texts[-1], line, width, _next(lines, at))
                or (dialect.unbroken and not _is_one_paragraph(texts[-1], line, width, size))
            ):
                found.append(_paragraph(texts))
                texts = []
            if not texts:
                width, size = _width(lines, at)
            texts.append(line)
            continue
        if texts:
            found.append(_paragraph(texts))
            texts = []
        found.append(
            Block(
                line.token.kind,
                line.text,
                line.number,
                line.last,
                line.lines,
                line.token,
                line.marks,
                line.raw,
            )
        )
    if texts:
        found.append(_paragraph(texts))
    return found


def _next(lines: list[_Line], at: int) -> _Line | None:
    """The next line that is no advertisement."""
    return next(
        (line for line in lines[at + 1 : at + 4] if not line.token or line.token.kind is not Kind.NOTICE),
        None,
    )


def _width(lines: list[_Line], at: int) -> tuple[int, int]:
    """How wide the lines of text from here on are, and how many, where they are broken at all."""
    width = size = 0
    for line in lines[at : at + 60]:
        if line.token is not None or len(line.text) > _WRAPPED:
            break
        width, size = max(width, len(line.text)), size + 1
    return width, size


def _is_one_paragraph(before: _Line, line: _Line, width: int, size: int) -> bool:
    """Tell whether two lines are one paragraph where the converter breaks none: arXiv's own line breaks were kept."""
    if (
        line.goes_on
        or before.goes_on
        or (line.marks and line.marks.inside)
        or (before.marks and before.marks.level)
    ):
        return True
    if line.text[0].islower() or before.text[-1] in "-,":
        return True
    return (
        size > _HARD_BROKEN
        and width >= _NARROW
        and not before.text.endswith(_ENDS)
        or size > 2 * _HARD_BROKEN
    )


def _is_apart(before: _Line, line: _Line, width: int, after: _Line | None) -> bool:
    """Tell whether a line of text begins a new paragraph although no blank line stands before it."""
    marks = line.marks
    if line.apart or before.apart or (marks and marks.level and not _is_same_heading(before, line)):
        return True
    if line.goes_on or (marks and marks.inside):
        return False
    if len(before.text) > _WRAPPED or len(line.text) > _WRAPPED:
        return True
    if marks and (marks.refs or marks.targets) and not before.text.endswith("-") and before.marks is None:
        return True
    if before.marks and before.marks.level:
        return not marks and line.text.endswith(_ENDS) and len(line.text) > 60
    if after and after.token is DOT and len(line.text) <= 80 and before.text[-1] != "-":
        return True
    if line.text[0].islower() or before.text[-1] in "-,/":
        return False
    return len(before.text) + 1 + len(line.text.partition(" ")[0]) <= width


def _is_same_heading(before: _Line, line: _Line) -> bool:
    """Tell whether a heading was broken and its mark printed again: its first line was full."""
    level = before.marks.level if before.marks else 0
    return (
        bool(line.marks)
        and level == (line.marks.level if line.marks else 0)
        and len(before.raw) + len(line.text.partition(" ")[0]) > 78
    )


def _paragraph(lines: list[_Line]) -> Block:
    first, last = lines[0], lines[-1]
    if len(lines) == 1:
        return Block(
            Kind.TEXT, first.text, first.number, first.last, first.lines, None, first.marks, first.raw
        )
    text = first.text
    for line in lines[1:]:
        text += line.text if _is_glued(text, line.text) else " " + line.text
    raw = "\n".join(line.raw for line in lines)
    count = sum(line.lines for line in lines)
    return Block(
        Kind.TEXT,
        text,
        first.number,
        last.last,
        count,
        None,
        _united([line.marks for line in lines if line.marks]),
        raw,
    )


def _is_glued(text: str, following: str) -> bool:
    """Tell whether a line was broken inside a word: at its hyphen, or after `https://`."""
    if text.endswith("://"):
        return True
    if text[-1] == "/" and "://" in text[-80:].rpartition(" ")[2]:
        return following.partition(" ")[0] not in _SMALL_WORDS
    if text[-1] != "-" or not text[-2:-1].isalnum() or not following[0].isalnum():
        return False
    return following.partition(" ")[0] not in ("and", "or", "to")


_SMALL_WORDS = frozenset("and for with to or in on is are as at by we the that which".split())


def _united(marks: list[Marks]) -> Marks | None:
    if len(marks) < 2:
        return marks[0] if marks else None
    return Marks(
        tuple(target for each in marks for target in each.targets),
        tuple(ref for each in marks for ref in each.refs),
        max(each.level for each in marks),
        tuple(alt for each in marks for alt in each.alts),
    )
