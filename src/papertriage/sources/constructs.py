"""What converters leave of Markdown, of pandoc and of HTML: the patterns, and a line in the reading."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_TAGS = (
    "a|article|b|br|button|center|code|div|em|figure|font|footer|form|h[1-6]|header|hr|i|img|input|label|li|main|nav|ol|p|path|picture"
    "|rect|circle|g|section|select|option|small|source|span|strong|sub|sup|svg|table|tbody|td|th|time|tr|u|ul|video|defs|polygon|line"
)
EVENT = re.compile(r"\\|!?\[|\]|<|\*\*|\{[.#]|\n")
TAG = re.compile(rf"<(/?)({_TAGS})(?=[\s/>])([^<>]*)>", re.IGNORECASE)
AUTOLINK = re.compile(r"<((?:https?://|/papers/)[^<>\s]+)>")
HREF = re.compile(r"\bhref=\"([^\"]*)\"")
ALT = re.compile(r"\balt=\"([^\"]*)\"")
ATTRIBUTES = re.compile(r"\{(?:[.#][^{}]*)\}")
TARGET = re.compile(
    r"\(\s*<?([^\s()<>\"]*(?:(?:\n|\([^\s()]*\))[^\s()<>\"]*)*)>?(?:\s+\"[^\"]*\"|\s+'[^']*')?\s*\)"
)
REF = re.compile(r"\[(\d{1,5})\]")
HEADING = re.compile(r"(#{1,6})[^\S\n]+")
BULLETS = re.compile(r"(\[?[^\S\n]*)((?:[*+•-][^\S\n]+)+)(?=[^\s\]])")
FENCE = re.compile(r":{3,}(?:[^\S\n].*)?")
SOFT = "_*[]#<>|~`"  # what converters that leave LaTeX alone escape
HARD = "\\`*_{}[]()#+.!<>~|$^'\"@-:&=/%"
BREAK = re.compile(r"\\[^\S\n]{2,}")


@dataclass
class LineInWork:
    """A line being put together."""

    offset: int
    level: int = 0
    inside: bool = False
    lines: int = 1
    parts: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    refs: list[int] = field(default_factory=list)
    alts: list[str] = field(default_factory=list)


class Opened(NamedTuple):
    """A bracket or an `<a>` that is not closed yet: where it stands, and where an `<a>` leads."""

    mark: str
    line: LineInWork
    part: int
    target: str = ""
