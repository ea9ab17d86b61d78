"""Which lines are one paragraph: wrapped by a converter, or broken by arXiv itself."""

from papertriage.sources.block import WRAPPED, Block, Line, united
from papertriage.sources.dialect import Dialect
from papertriage.sources.tokens import DOT, Kind

_HARD_BROKEN = 3  # lines of text in a row that are more likely one paragraph than titles and advertisements
_NARROW = 60  # characters that the widest of them has at least
_NAME = 80  # characters: no organization's name is longer
_ADDRESSED = 20  # characters before an address that goes on a sentence
_ENDS = (".", "!", "?", ".)", "…", '."', ".”")


def without_words_in_prose(lines: list[Line]) -> list[Line]:
    """Take a small word for text where it stands in the middle of a wrapped sentence.

    Or of a link round one.
    """
    for at in range(1, len(lines)):
        before, here = lines[at - 1], lines[at]
        if here.token is None or before.token is not None or here.token.kind is Kind.MARK or not before.text:
            continue
        after = lines[at + 1] if at + 1 < len(lines) else None
        if _is_prose(before, here, after):
            lines[at] = here._replace(token=None, goes_on=True)
    return lines


def _is_prose(before: Line, here: Line, after: Line | None) -> bool:
    if here.marks and here.marks.inside:
        return True
    if here.token and here.token.kind is Kind.ADDRESS:
        is_address = here.text.lstrip("(<").startswith("http")
        return is_address and _ADDRESSED < len(before.text) <= WRAPPED and before.text[-1] not in ".!?"
    return _is_broken(before) and after is not None and after.token is None and after.text[:1].islower()


def _is_broken(line: Line) -> bool:
    """Tell whether a line is text that goes on in the next."""
    return not line.apart and 1 <= len(line.text) <= WRAPPED and line.text[-1] not in ".!?:"


def joined(lines: list[Line], dialect: Dialect) -> list[Block]:
    """Make blocks of the lines of one run.

    A paragraph of several lines is one block, each small word another.
    """
    found: list[Block] = []
    texts: list[Line] = []
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


def _next(lines: list[Line], at: int) -> Line | None:
    """The next line that is no advertisement."""
    return next(
        (line for line in lines[at + 1 : at + 4] if not line.token or line.token.kind is not Kind.NOTICE),
        None,
    )


def _width(lines: list[Line], at: int) -> tuple[int, int]:
    """How wide the lines of text from here on are, and how many, where they are broken at all."""
    width = size = 0
    for line in lines[at : at + 60]:
        if line.token is not None or len(line.text) > WRAPPED:
            break
        width, size = max(width, len(line.text)), size + 1
    return width, size


def _is_one_paragraph(before: Line, line: Line, width: int, size: int) -> bool:
    """Tell whether two lines are one paragraph where the converter breaks none.

    ArXiv's own line breaks were kept.
    """
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
        size > _HARD_BROKEN and width >= _NARROW and not before.text.endswith(_ENDS)
    ) or size > 2 * _HARD_BROKEN


def _is_apart(before: Line, line: Line, width: int, after: Line | None) -> bool:
    """Tell whether a line of text begins a new paragraph although no blank line stands before it."""
    marks = line.marks
    if line.apart or before.apart or (marks and marks.level and not _is_same_heading(before, line)):
        return True
    if line.goes_on or (marks and marks.inside):
        return False
    if before.marks and before.marks.level and (before.marks.targets or before.marks.refs):
        return True  # the heading's link is complete
    if before.marks and before.marks.level and max(len(before.text), len(line.text)) <= WRAPPED:
        return not marks and line.text.endswith(_ENDS) and len(line.text) > _NARROW
    return _is_other(before, line) or _is_listed(before, line, after) or not _goes_on(before, line, width)


def _is_other(before: Line, line: Line) -> bool:
    """Tell whether a line is wider than broken ones are, or has links though the one before has none."""
    if len(before.text) > WRAPPED or len(line.text) > WRAPPED:
        return True
    linked = line.marks and (line.marks.refs or line.marks.targets)
    return bool(linked) and not before.text.endswith("-") and before.marks is None


def _is_listed(before: Line, line: Line, after: Line | None) -> bool:
    """Tell whether a line stands right above the dot: an organization."""
    return after is not None and after.token is DOT and len(line.text) <= _NAME and before.text[-1] != "-"


def _goes_on(before: Line, line: Line, width: int) -> bool:
    """Tell whether a line is full, so that the next goes on with it, or the next says so itself."""
    if line.text[0].islower() or before.text[-1] in "-,/":
        return True
    return len(before.text) + 1 + len(line.text.partition(" ")[0]) > width


def _is_same_heading(before: Line, line: Line) -> bool:
    """Tell whether a heading was broken and its mark printed again: its first line was full."""
    level = before.marks.level if before.marks else 0
    return (
        bool(line.marks)
        and level == (line.marks.level if line.marks else 0)
        and len(before.raw) + len(line.text.partition(" ")[0]) > 78
    )


def _paragraph(lines: list[Line]) -> Block:
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
        united([line.marks for line in lines if line.marks]),
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


_SMALL_WORDS = frozenset(
    [
        "and",
        "for",
        "with",
        "to",
        "or",
        "in",
        "on",
        "is",
        "are",
        "as",
        "at",
        "by",
        "we",
        "the",
        "that",
        "which",
    ]
)
