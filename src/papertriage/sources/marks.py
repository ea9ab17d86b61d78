r"""Undo what converters add to a page's words.

Links and images, reference numbers, HTML tags, headings, escapes.

Nothing here judges what a line means; it only separates the words from where their links lead. A link, a
target or a tag may begin on one line and end on a later one, so the lines between two blank ones are read
together, once, from left to right.
"""

import html
import re

from papertriage.sources.constructs import (
    ALT,
    ATTRIBUTES,
    AUTOLINK,
    BREAK,
    BULLETS,
    EVENT,
    FENCE,
    HARD,
    HEADING,
    HREF,
    REF,
    SOFT,
    TAG,
    TARGET,
    LineInWork,
    Opened,
)
from papertriage.sources.dialect import Dialect, Marks, Words
from papertriage.sources.targets import without_targets
from papertriage.sources.tokens import token

_SHORT = 90
_FEW = 8  # parts of a line


def undo(lines: list[str], dialect: Dialect) -> list[Words]:
    """Free lines (stripped, none blank) of their markup. Linear in their length.

    What is not markup comes back as it is.
    """
    reading = _Reading(dialect)
    reading.read("\n".join(lines))
    return reading.words


class _Reading:
    """One pass over lines that were joined; every construct is consumed where it begins."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.words: list[Words] = []
        self.lines: list[LineInWork] = []
        self.open: list[Opened] = []
        self.line = LineInWork(0)
        self.text = ""
        self._handlers = {"\n": self._newline, "]": self._closing, "<": self._tag, "\\": self._backslash}

    def read(self, text: str) -> None:
        self.text = text
        at = self._line_start(0)
        while event := EVENT.search(text, at):
            if event.start() > at:
                self.line.parts.append(text[at : event.start()])
            at = self._event(event)
        self.line.parts.append(text[at:])
        self._unfinished()
        self.words = [_words(line, self.dialect) for line in (*self.lines, self.line)]

    def _event(self, event: re.Match[str]) -> int:
        mark, at = event[0], event.start()
        if handle := self._handlers.get(mark):
            return handle(at)
        if mark in ("[", "!["):
            self._push(mark)
            return event.end()
        if mark == "**":
            return self._keep(mark, at, self.dialect.markdown)
        return self._attributes(at)

    def _keep(self, mark: str, at: int, drop: bool) -> int:
        if not drop:
            self.line.parts.append(mark)
        return at + len(mark)

    def _push(self, mark: str, target: str = "") -> None:
        self.open.append(Opened(mark, self.line, len(self.line.parts), target))
        self.line.parts.append(mark if not target else "")

    # -- lines ---------------------------------------------------------------------------------------------
    # -------------

    def _line_start(self, at: int) -> int:
        """Take off what stands before a line's words: bullets, a heading's mark, pandoc's fence."""
        text = self.text
        bullets = BULLETS.match(text, at)
        if bullets:
            if bullets[1].strip():
                self._push("[")
            at = bullets.end()
        if text.startswith(":::", at) and (fence := FENCE.match(text, at)):
            self.dialect.escaped = self.dialect.markdown = True
            return fence.end()
        if heading := HEADING.match(text, at):
            self.line.level = len(heading[1])
            self.dialect.markdown = self.dialect.markdown or self.line.level == 3
            at = heading.end()
        return at

    def _newline(self, at: int) -> int:
        before = self.line
        self.lines.append(before)
        self.line = LineInWork(before.offset + before.lines, inside=bool(self.open))
        return self._line_start(at + 1)

    def _unfinished(self) -> None:
        """Take off brackets at the beginning of a line that nothing closes.

        Their links end after the next blank line.
        """
        for opened in self.open:
            if opened.mark == "[" and (
                opened.part == 0 or not "".join(opened.line.parts[:3][: opened.part]).strip()
            ):
                opened.line.parts[opened.part] = ""

    def _consumed(self, start: int, end: int) -> int:
        """Count the line breaks inside a construct that leaves no words."""
        self.line.lines += self.text.count("\n", start, end)
        return end

    # -- constructs ------------------------------------------------------------------------------------------

    def _backslash(self, at: int) -> int:
        if not self.dialect.markdown:
            return self._keep("\\", at, drop=False)
        return self._line_break(at) or self._escape(at)

    def _line_break(self, at: int) -> int:
        """Take off a hard line break: two backslashes, or one where it can be nothing else."""
        text, escaped = self.text, self.dialect.escaped
        rest = text[at : at + 3].rstrip("\n")
        if rest == "\\\\" and text[at + 2 : at + 3] in ("\n", "") and not escaped:
            return at + 2
        return at + 1 if text[at + 1 : at + 2] in ("\n", "") and (escaped or self.open) else 0

    def _escape(self, at: int) -> int:
        follower = self.text[at + 1 : at + 2]
        if follower == "\\" and self.text[at + 2 : at + 3].strip():
            self.dialect.escaped = True  # `\\eg`: a converter doubled LaTeX's own
        if follower and follower in (HARD if self.dialect.escaped else SOFT):
            self.line.parts.append(follower)
            return at + 2
        if not self.dialect.escaped and follower == "-" and not self._words_before():
            return at + 1
        if spaces := BREAK.match(self.text, at):
            self.line.parts.append(" ")
            return spaces.end()
        return self._keep("\\", at, drop=False)

    def _attributes(self, at: int) -> int:
        found = ATTRIBUTES.match(self.text, at) if self.dialect.markdown else None
        if not found:
            return self._keep("{", at, drop=False)
        self.dialect.escaped = True
        return self._consumed(at, found.end())

    def _tag(self, at: int) -> int:
        if link := AUTOLINK.match(self.text, at):
            self.line.targets.append(link[1])
            self.line.parts.append(link[1])
            return link.end()
        tag = TAG.match(self.text, at)
        if not tag:
            return self._keep("<", at, drop=False)
        self.dialect.tags = self.dialect.markdown = self.dialect.escaped = True
        name = tag[2].casefold()
        if name == "a":
            self._anchor(tag)
        elif name == "img" and (alt := ALT.search(tag[3])) and alt[1]:
            self.line.alts.append(html.unescape(alt[1]))
        return self._consumed(at, tag.end())

    def _anchor(self, tag: re.Match[str]) -> None:
        href = HREF.search(tag[3])
        if not tag[1]:
            self._push("<a>", html.unescape(href[1]) if href and href[1] else "#")
        elif any(each.mark == "<a>" for each in self.open[-3:]):
            while self.open:
                opened = self.open.pop()
                if opened.mark == "<a>":
                    self._leads(opened.target, opened)
                    break

    def _leads(self, target: str, opened: Opened | None) -> None:
        """Note where a link leads, on the line that its words end on."""
        self.dialect.markdown = self.dialect.markdown or "/" in target
        line = opened.line if opened and not self._words_before() else self.line
        line.targets.append(target)

    def _closing(self, at: int) -> int:
        """A `]`: of a link, an image, a number of lynx's, or of the page's own words."""
        opened = self.open.pop() if self.open and self.open[-1].mark != "<a>" else None
        target = TARGET.match(self.text, at + 1)
        if target and self._is_target(target[1], opened):
            return self._linked(opened, target[1].replace("\n", ""), self._consumed(at, target.end()))
        ref = REF.match(self.text, at + 1)
        if ref and self._is_numbered(opened):
            if opened is None or opened.mark == "[":
                self.line.refs.append(int(ref[1]))
            self._unbracket(opened)
            return ref.end()
        if opened and self.text.startswith("{.", at + 1) and self.dialect.markdown:
            self._unbracket(opened)
            return at + 1
        return self._bare(opened, at)

    def _is_target(self, target: str, opened: Opened | None) -> bool:
        """Tell `[words](target)` from the page's own `p[i](t)`."""
        return "/" in target or self.dialect.markdown or (opened is not None and opened.mark == "![")

    def _is_numbered(self, opened: Opened | None) -> bool:
        """Tell `[words][12]` from citations, `[11][12]`, in the middle of a sentence."""
        if opened is None:
            return not self._words_before()
        content = self._content(opened)
        if opened.line is not self.line or not content.strip().isdecimal() or content[0].isspace():
            return True
        before = "".join(self.line.parts[: opened.part][:_FEW]).strip()
        return not before or token(before) is not None

    def _linked(self, opened: Opened | None, target: str, end: int) -> int:
        self._unbracket(opened)
        if opened is None or opened.mark == "[":
            self._leads(target, opened)
        following = self.text[end : end + 1]
        if following == "[":  # `[GitHub 131](…)[arXiv Page](…)`
            self.line.parts.append(" ")
        if following == "{" and (attributes := ATTRIBUTES.match(self.text, end)):
            self.dialect.escaped = True
            return self._consumed(end, attributes.end())
        return end

    def _content(self, opened: Opened) -> str:
        """The words since a bracket on this line; nothing where they are many.

        For then no rule asks for them.
        """
        parts = self.line.parts
        return "".join(parts[opened.part + 1 :]) if len(parts) - opened.part <= 5 else "…"

    def _last(self, before: int) -> str:
        """The character before a part of this line; a space at the line's start."""
        return next(
            (part[-1] for part in reversed(self.line.parts[max(0, before - 3) : before]) if part), " "
        )

    def _unbracket(self, opened: Opened | None) -> None:
        """Take off a bracket whose link is complete, or an image with its words."""
        if opened is None:
            return
        parts = opened.line.parts
        if opened.mark == "![":
            if opened.line is not self.line:
                self.line.parts.clear()  # its words were broken over two lines
            elif alt := self._content(opened).strip("[] "):
                self.line.alts.append(alt)
            del parts[opened.part :]
            parts.append(" ")
        elif opened.line is self.line:
            apart = self._content(opened).strip().isdecimal() and self._last(opened.part).isalnum()
            parts[opened.part] = " " if apart else ""
        else:
            parts[opened.part] = ""

    def _words_before(self) -> bool:
        return bool("".join(self.line.parts[-3:]).strip("[ "))

    def _is_early(self, opened: Opened) -> bool:
        return opened.part <= 6 and sum(map(len, self.line.parts[: opened.part])) <= _SHORT

    def _bare(self, opened: Opened | None, at: int) -> int:
        """Brackets without a target: a number of lynx's, an image without words, an image's words.

        Or the page's own.
        """
        if opened is None or opened.line is not self.line:
            return self._keep("]", at, drop=not self._words_before() and opened is not None)
        parts = self.line.parts
        content = self._content(opened).strip()
        if not content and (opened.mark == "![" or self.text[at - 1] == "[" or opened.part == 0):
            del parts[opened.part :]
            parts.append(" ")
        elif content.isdecimal() and len(content) <= 4 and self._is_lynx(opened, at):
            self.line.refs.append(int(content))
            del parts[opened.part :]
        elif content[:6].casefold() == "image:" or content[:3] in ("图片:", "图片："):
            del parts[opened.part :]
            self.line.alts.append(content.partition(":")[2].strip() or content)
        else:
            parts.append("]")
        return at + 1

    def _is_lynx(self, opened: Opened, at: int) -> bool:
        after = self.text[at + 1 : at + 2]
        if opened.part == 0:
            return (not after.strip() and after != " ") or not after.isspace()
        return (
            self._last(opened.part).isspace()
            and self._is_early(opened)
            and (after.isalnum() or after in "$\"'“-")
        )


def _words(line: LineInWork, dialect: Dialect) -> Words:
    text = "".join(line.parts).strip()
    if "  " in text:
        text = " ".join(text.split())
    if dialect.tags and "&" in text:
        text = html.unescape(text)
    if line.level:
        text = text.rstrip("# ")
    if "(/" in text or ("(http" in text and text.endswith(")")):
        text, targets = without_targets(text)
        line.targets += targets
    marks = Marks(tuple(line.targets), tuple(line.refs), line.level, tuple(line.alts), line.inside)
    return Words(text, marks, line.offset, line.lines)
