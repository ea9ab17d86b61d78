r"""The reading of arXiv's listings in text: blocks of one paper each, between rules, with words around them.

A rule is a line of dashes; `%-%-%-…` stands before the cross-lists, `%%--%%--…` before the replacements,
`%%%---%%%---…` at the end. A mail's `Date:` and `Subject:` come first, where it is a mail.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from papertriage.model import Furniture, PrintedDate, Skipped
from papertriage.sources.arxiv_fields import ID_LINE, Block, id_in_closing
from papertriage.sources.arxiv_mails import Mails
from papertriage.sources.content import Content
from papertriage.sources.protocol import Item, Tally

_MOST = 400_000  # characters of a block; arXiv's longest lists of authors have some 50,000
_RAW = 2_000  # characters kept of what was skipped
_QUOTE = re.compile(r"[>| \t]{0,40}")
_BARE = re.compile(r"\\{1,4}\s*")
_CLOSING = re.compile(r"\\{1,4} ?\(\s*(?:$|\S.*(?:/|\d ?kb))")
_RULE = re.compile(r"-{20,}\s*|(?:%-){5,}[%-]*\s*|(?:%%--){3,}[%-]*\s*|(?:%%%---){2,}[%-]*\s*")
_MAIL = re.compile(
    r"(?:From |(?:From|Date|Subject|To|Received|Return-Path|Message-ID|Delivered-To):)", re.IGNORECASE
)
_REPLACED_LIST = re.compile(
    r"[-*\s]{0,20}(?:Replaced|Replacements?|Revised):?\s.{0,40}(?:\d{7}|\d{4}\.\d{4})", re.IGNORECASE
)
_LOST = "a block without an end"
_LONGEST_STRETCH = 1_000  # lines of furniture given at once
_ID_STARTS = ("paper", "arxiv")
_SENTENCE_ENDS = tuple(".!?)]\"'$}")


class _Line(NamedTuple):
    number: int
    text: str


class _Open:
    r"""The block that is being gathered; `marks` are the places of its `\\` lines, without the first."""

    def __init__(self, opening: _Line | None, first: _Line, prefix: str) -> None:
        self.lines = [opening] if opening else []
        self.lines.append(first._replace(text=first.text[len(prefix) :]))
        self.header = 1 if opening else 0
        self.marks: list[int] = []
        self.size = 0
        self.is_wrapped = False  # a mail program has parted its last line
        self._prefix, self._bare = prefix, prefix.rstrip()

    def unquoted(self, text: str) -> str:
        """Take off what quotes or indents every line of the block."""
        if self._prefix and text.startswith(self._prefix):
            text = text[len(self._prefix) :]
        elif self._bare and text.startswith(self._bare):
            text = text[len(self._bare) :]
        return text.rstrip()

    def add(self, line: _Line, *, is_mark: bool = False) -> None:
        """Take one more line."""
        if is_mark:
            self.marks.append(len(self.lines))
        self.lines.append(line)
        self.size += len(line.text)

    @property
    def ends_in_mark(self) -> bool:
        r"""Whether its last line is a `\\`."""
        return bool(self.marks) and self.marks[-1] == len(self.lines) - 1

    def pop_mark(self) -> _Line | None:
        r"""Give back the last line, a `\\` that opens the next block rather than closing this."""
        if len(self.marks) < 2 or not self.ends_in_mark:
            return None
        self.marks.pop()
        return self.lines.pop()

    def abstract(self) -> tuple[str, int]:
        r"""Give the abstract, between the first and the last `\\`, and how many lines are the paper's."""
        marks, end = self.marks, len(self.lines)
        if not marks or (len(marks) == 1 and _CLOSING.match(self.lines[marks[0]].text)):
            return "", end
        if len(marks) == 1:
            return " ".join(self.texts(marks[0] + 1, end)), end
        if not _CLOSING.match(self.lines[marks[-1]].text):
            end = marks[-1] + 1
        return " ".join(self.texts(marks[0] + 1, marks[-1])), end

    def texts(self, start: int, end: int) -> list[str]:
        """The words of some of its lines."""
        return [line.text for line in self.lines[start:end]]


class Listing:
    """A reading of a listing. Every line that is not blank is a record's, furniture, or skipped."""

    def __init__(self, content: Content, source: str) -> None:
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self._content, self._source = content, source
        self._mails = Mails()
        self._opening: _Line | None = None  # a `\\` that may open a block
        self._block: _Open | None = None
        self._furniture: list[_Line] = []
        self._is_lost = False  # beyond the end of a block that was too long to be one

    @property
    def captured(self) -> str | None:
        """The day or moment of the latest mail met."""
        return self._mails.latest

    def __iter__(self) -> Iterator[Item]:
        """Give every paper, skipped span and stretch of furniture."""
        for number, raw in enumerate(self._content.lines(), 1):
            if raw and not raw.isspace():
                self.tally.total += 1
                line = _Line(number, raw)
                yield from self._outside(line) if self._block is None else self._inside(line, self._block)
        if self._block is not None:
            yield from self._close(self._block, is_cut=True)
        yield from self._end_of_furniture()

    def _outside(self, line: _Line) -> Iterator[Item]:
        prefix = _QUOTE.match(line.text)[0]  # type: ignore[index]
        text = line.text[len(prefix) :].rstrip()
        if text[:5].lower() in _ID_STARTS and ID_LINE.fullmatch(text):
            yield from self._open(line, prefix)
            return
        self._no_opening()
        if _BARE.fullmatch(text):
            self._opening = line._replace(text="\\\\")
            return
        if text[:1] in "-%" and _RULE.match(text):
            self._is_lost = False
        elif self._is_lost or _REPLACED_LIST.match(text):
            yield from self._end_of_furniture()
            yield self._skip([line], _LOST if self._is_lost else "a paper without a title")
            return
        self._mails.look(text)
        self._furniture.append(line)
        if len(self._furniture) >= _LONGEST_STRETCH:
            yield from self._end_of_furniture()

    def _open(self, line: _Line, prefix: str) -> Iterator[Item]:
        opening, self._opening = self._opening, None
        yield from self._end_of_furniture()
        self._is_lost = False
        self._block = _Open(opening, line, prefix)

    def _no_opening(self) -> None:
        if self._opening is not None:
            self._furniture.append(self._opening)
            self._opening = None

    def _end_of_furniture(self) -> Iterator[Item]:
        self._no_opening()
        lines, self._furniture = self._furniture, []
        if lines:
            self.tally.furniture += len(lines)
            yield Furniture(lines[0].number, lines[-1].number, len(lines))

    def _inside(self, raw: _Line, block: _Open) -> Iterator[Item]:
        text = block.unquoted(raw.text)
        line = _Line(raw.number, text)
        if (text[:1] in {"-", "%"} and _RULE.fullmatch(text)) or _is_mail_after(block, text):
            yield from self._close(block)
            yield from self._outside(raw)
        elif block.is_wrapped or (text[:1] == "\\" and _CLOSING.match(text)):
            block.add(line, is_mark=not block.is_wrapped)
            block.is_wrapped = ")" not in text
            if not block.is_wrapped:
                yield from self._close(block)
        elif text[:5].lower() in _ID_STARTS and _opens_next(block, text):
            opening = block.pop_mark()
            yield from self._close(block)
            self._opening = opening
            yield from self._open(raw, _QUOTE.match(raw.text)[0])  # type: ignore[index]
        else:
            block.add(line, is_mark=text[:1] == "\\" and bool(_BARE.fullmatch(text)))
            if block.size > _MOST:
                self._block, self._is_lost = None, True
                yield self._skip(block.lines, _LOST)

    def _close(self, block: _Open, *, is_cut: bool = False) -> Iterator[Item]:
        """Give what the block says; what stands behind its end is furniture."""
        self._block = None
        lines = block.lines
        header = Block(block.texts(block.header, block.marks[0] if block.marks else len(lines)))
        if not header.fields.get("title"):
            yield self._skip(lines, "no title")
        elif is_cut and not block.marks:
            yield self._skip(lines, "the dump breaks off here")
        else:
            yield from self._record(block, header, is_cut=is_cut)

    def _record(self, block: _Open, header: Block, *, is_cut: bool) -> Iterator[Item]:
        lines, (abstract, end) = block.lines, block.abstract()
        is_broken = bool(
            is_cut and len(block.marks) == 1 and abstract and not abstract.endswith(_SENTENCE_ENDS)
        )
        if is_broken:
            abstract, end = "", block.marks[0] + 1
        if header.id.isdigit():
            header.id = id_in_closing(lines[-1].text) or header.id
        self.tally.record += end
        sighting = header.sighting(self._source, abstract, self._mails.around)
        yield sighting._replace(line_start=lines[0].number, line_end=lines[end - 1].number)
        if is_broken:
            yield self._skip(lines[end:], "the dump breaks off in this abstract")
        else:
            self._furniture.extend(lines[end:])

    def _skip(self, lines: list[_Line], reason: str) -> Skipped:
        self.tally.skipped += len(lines)
        raw = "\n".join(line.text for line in lines)[:_RAW]
        return Skipped(self._source, reason, raw, lines[0].number, lines[-1].number)


def _is_mail_after(block: _Open, text: str) -> bool:
    return len(block.marks) > 1 and block.ends_in_mark and bool(_MAIL.match(text))


def _opens_next(block: _Open, text: str) -> bool:
    """Whether this names the next paper: not within an abstract, where a line may say just an id."""
    at_an_end = not block.marks or len(block.marks) > 1 or block.ends_in_mark
    return at_an_end and bool(ID_LINE.fullmatch(text))
