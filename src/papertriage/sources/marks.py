"""Undo what converters add to a page's words: Markdown links and images, reference numbers, heading and list marks.

Nothing here judges what a line means; it only separates the words from where their links lead.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote


class Words(NamedTuple):
    """A line's words, and what its markup said."""

    text: str
    targets: tuple[str, ...] = ()  # where its links lead, in order
    refs: tuple[int, ...] = ()  # numbers of link definitions that stand elsewhere
    heading: bool = False  # a Markdown heading of the third level or deeper: a card's title
    alts: tuple[str, ...] = ()  # the words of its images
    closed: bool = True  # False: a link begins here and ends on a later line


_IMAGE = re.compile(r"!\[([^\[\]]*)\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[\d+\])?")
_NAMED_IMAGE = re.compile(r"\[(?:图片|image|img)\s*[::]\s*([^\[\]]*)\]", re.IGNORECASE)
_LABEL = re.compile(r"\[LINK:\s*")
_LINK = re.compile(r"\[([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\](?:\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)|\[(\d{1,5})\])")
_OPEN = re.compile(r"^\[(?![^\[\]]*\])\s*")
_CLOSE = re.compile(r"\s*\](?:\((\S*?)(?:\s+\"[^\"]*\")?\)|\[(\d{1,5})\])$")
_LYNX = re.compile(r"(?:(?<=^)|(?<=[\s(]))\[(\d{1,4})\](?=\S)")
_ANGLED = re.compile(r"<(https?://[^<>\s]+|/papers/[^<>\s]+|/[^<>\s]+)>")
_HEADING = re.compile(r"^(#{1,6})\s+")
_ATTRIBUTES = re.compile(r"\{[#.][^{}]*\}")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!<>~|$^'\"@-])")
_BREAK = re.compile(r"\\+$|\\\\\s\s+")
_BOLD = re.compile(r"\*\*(\S(?:[^*]*\S)?)\*\*|__(\S(?:[^_]*\S)?)__")
_SHORT = 80
_LONGEST = 20_000  # characters; no abstract is longer, and the patterns below are only fast on lines of a person's making
_HINTS = ("](", "][", "![", "](<")

_PAPER = re.compile(r"(?:huggingface\.co|hf\.co)?/papers/([0-9]{4}\.[0-9]{4,5})(?:v\d+)?(?=[#?/&]|$)|arxiv\.org/(?:abs|pdf|html)/([^\s?#]+)")
_ORGANIZATION = re.compile(r"(?:https?://(?:www\.)?huggingface\.co)?/([A-Za-z0-9][\w.-]{1,95})/?$")
_NOT_ORGANIZATIONS = frozenset({"papers", "login", "join", "akhaliq", "models", "datasets", "spaces", "docs", "pricing", "posts", "blog"})


def undo(line: str, *, markdown: bool = False) -> Words:
    """Separate a stripped line's words from its markup. Plain lines come back as they are, at the cost of a few searches.

    `markdown` says that the dump has shown Markdown, so that backslash escapes in it are a converter's and not LaTeX.
    """
    if not _may_carry_marks(line, markdown):
        return Words(line)
    text, heading = _unhead(line)
    alts: list[str] = []
    targets: list[str] = []
    refs: list[int] = []
    text = _NAMED_IMAGE.sub(lambda m: _keep_alt(m, alts), _LABEL.sub("[", text))
    text = _IMAGE.sub(lambda m: _keep_alt(m, alts), text)
    text = _links(text, targets, refs)
    if len(text) <= _SHORT or text.startswith("["):
        text = _LYNX.sub(lambda m: _keep_ref(m, refs), text)
    text, closed = _half_links(text, targets, refs)
    if markdown:
        text = _BOLD.sub(r"\1\2", _ESCAPE.sub(r"\1", _BREAK.sub(" ", _ATTRIBUTES.sub("", text))))
    return Words(text.strip(), tuple(targets), tuple(refs), heading, tuple(alts), closed)


def _may_carry_marks(line: str, markdown: bool) -> bool:
    return len(line) <= _LONGEST and (
        line[0] in "[#!]"
        or any(hint in line for hint in _HINTS)
        or (markdown and ("\\" in line or "**" in line or "]{" in line))
        or (len(line) <= _SHORT and ("[" in line or line[-1] == "]" or "](" in line or "<" in line))
    )


def _unhead(line: str) -> tuple[str, bool]:
    head = _HEADING.match(line)
    return (line[head.end() :].rstrip("# "), len(head[1]) >= 3) if head else (line, False)


def _keep_alt(match: re.Match[str], alts: list[str]) -> str:
    if match[1]:
        alts.append(match[1].strip("[] "))
    return " "


def _keep_ref(match: re.Match[str], refs: list[int]) -> str:
    refs.append(int(match[1]))
    return ""


def _links(text: str, targets: list[str], refs: list[int]) -> str:
    def words(match: re.Match[str]) -> str:
        if match[2] is not None:
            targets.append(match[2].strip("<>"))
        else:
            refs.append(int(match[3]))
        apart = match.start() and match.string[match.start() - 1].isalnum() and match[1].strip().isdigit()
        return f" {match[1]}" if apart else match[1]

    for _ in range(3):  # an image or a reference inside a link's words, at most so deep on these pages
        text, found = _LINK.subn(words, text)
        if not found:
            break
    if "<" in text:
        text = _ANGLED.sub(lambda m: targets.append(m[1]) or " ", text)  # type: ignore[func-returns-value]
    return text


def _half_links(text: str, targets: list[str], refs: list[int]) -> tuple[str, bool]:
    """Take off the beginning or the end of a link that stands on several lines."""
    closed = True
    if _OPEN.match(text):
        text, closed = _OPEN.sub("", text), False
    if (end := _CLOSE.search(text)) and text.count("[", 0, end.start()) <= text.count("]", 0, end.start()):
        text, closed = text[: end.start()], True
        if end[1]:
            targets.append(end[1].strip("<>"))
        elif end[2]:
            refs.append(int(end[2]))
    return text, closed


def paper_of(target: str) -> str | None:
    """Give the arXiv id that a link's target names, as written: of a paper's page, or of the login link before it."""
    if "papers" not in target and "arxiv.org" not in target:
        return None
    found = _PAPER.search(unquote(target))
    return (found[1] or found[2].removesuffix(".pdf")) if found else None


def organization_of(target: str) -> str | None:
    """Give the slug of the organization whose page a link leads to."""
    found = _ORGANIZATION.fullmatch(target)
    return found[1] if found and found[1].casefold() not in _NOT_ORGANIZATIONS else None
