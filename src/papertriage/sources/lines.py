"""Lines freed of their markup and read as the page's words.

Where a link, a date or a definition takes up several of them.
"""

import re

from papertriage.sources.block import LONG, Line, united
from papertriage.sources.dialect import Dialect, Marks
from papertriage.sources.marks import undo
from papertriage.sources.targets import is_comments, is_login, page_of
from papertriage.sources.tokens import DEFINITION, DOT, MARK, Kind, Token, token

_DETAILS = (Kind.AUTHORS, Kind.DATE)


def freed(run: list[str], first: int, dialect: Dialect) -> list[Line]:
    """Free the lines of one run of their markup and read each; `first` is the number of its first line."""
    lines: list[Line] = []
    found = _numbered(run, first)
    lines += found
    run, first = run[sum(line.lines for line in found) :], first + sum(line.lines for line in found)
    for words in undo(run, dialect) if run else ():
        taken = run[words.offset : words.offset + words.lines]
        raw = taken[0] if len(taken) == 1 else "\n".join(taken)
        marks = words.marks
        plain = marks == _NOTHING and words.text == raw
        line = Line(first + words.offset, raw, words.text, None, None if plain else marks, words.lines)
        if not words.text:
            lines.append(line._replace(token=MARK))
        else:
            lines.append(line._replace(token=_token(words.text, marks)))
    return dotted(_linked(lines))


def _linked(lines: list[Line]) -> list[Line]:
    """Put the page's own words together where a link round them was broken.

    `GitHub` and, on the next line, `131`.
    """
    found: list[Line] = []
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
                marks = united([each.marks for each in (before, line) if each.marks])
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


def _numbered(run: list[str], first: int) -> list[Line]:
    """Take off link definitions at the beginning of a run.

    What follows one without a number of its own belongs to it.
    """
    if not run[0].startswith("[") or not _DEFINITION.match(run[0]):
        return []
    starts = [at for at, text in enumerate(run) if text.startswith("[") and _DEFINITION.match(text)]
    ends = [*starts[1:], starts[-1] + 1]
    if len(run) > ends[-1] and run[starts[-1]].endswith(("-", "/")):
        ends[-1] += 1
    lines: list[Line] = []
    for start, end in zip(starts, ends, strict=True):
        raw = "".join(run[start:end])
        lines.append(Line(first + start, raw, raw, DEFINITION, None, end - start))
    return lines


def _token(text: str, marks: Marks) -> Token | None:
    """Read a line that had markup: a link to a paper.

    Or a card's heading, may be a title that looks like a number.
    """
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


def dotted(lines: list[Line]) -> list[Line]:
    """Split the lines that hold the page's dot; put a date together first that was broken after it."""
    found: list[Line] = []
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
            marks = united([each.marks for each in (line, after) if each.marks])
            line = line._replace(raw=raw, text=text, marks=marks, lines=line.lines + after.lines)
        found += _split(line)
    return found


def _is_date(text: str) -> bool:
    found = token(text) if text else None
    return found is not None and found.kind is Kind.DATE


def _split(line: Line) -> list[Line]:
    """Split `6 authors · Oct 6 2` at its dots, when they are the page's own."""
    bare = line.text.strip("•*-–+○∙‣ ")
    pieces = [piece.strip() for piece in (bare if bare[:1] == "·" else line.text).split("·")]
    tokens = [token(piece) if piece else None for piece in pieces]
    if pieces[0] and pieces[-1] and not any(found and found.kind in _DETAILS for found in tokens):
        return [line]
    parts: list[Line] = []
    for at, (piece, found) in enumerate(zip(pieces, tokens, strict=True)):
        if at:
            parts.append(line._replace(text="·", token=DOT, marks=None))
        if piece:
            parts.append(
                line._replace(text=piece, token=found, apart=at > 0 or not (line.marks and line.marks.inside))
            )
    return [part._replace(lines=0, number=part.last) if at else part for at, part in enumerate(parts)]
