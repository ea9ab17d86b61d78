"""One line of a "Daily Papers" page: is it one of the page's own small words, and which?

The words are those of the pages of 2023 to 2026 as converters leave them (see fixtures/daily_papers/README.md).
"""

import re
from enum import IntEnum
from typing import NamedTuple

from papertriage import dates
from papertriage.model import PrintedDate


class Kind(IntEnum):
    """What a line or block of lines is."""

    TEXT = 0
    BLANK = 1
    COUNT = 2  # a bare number, or `-` for zero: upvotes or comments
    AUTHORS = 3  # `• 6 authors`
    DOT = 4  # `·`, between the authors and the date
    DATE = 5  # `Oct 6 2`
    HEADER = 6  # the page's title block: a new page begins
    TAB = 7  # Daily, Weekly, Monthly …: the last line of the title block
    FURNITURE = 8
    SUBMITTED = 9  # `Submitted by`
    UPVOTE = 10  # `Upvote 32`
    BUTTON = 11  # `GitHub 3.29k`, `arXiv Page`
    MARK = 12  # markup that is no word: `[`, `][33]`, an empty bullet
    ADDRESS = 13  # a line that is only a link's target
    NAME = 14  # after `Submitted by`


class Token(NamedTuple):
    """A line that is one of the page's words, with what it says."""

    kind: Kind
    number: int | None = None
    date: PrintedDate | None = None
    comments: int | None = None


HEADER = frozenset(
    {
        "new",
        "get trending papers in your email inbox!",
        "get trending papers in your email inbox once a day!",
        "get daily papers in your email inbox!",
        "subscribe",
        "daily papers",
        "by ak and the research community",
        "byak and the research community",
        "by",
        "ak",
        "and the research community",
    }
)
TABS = frozenset({"daily", "weekly", "monthly", "trending papers", "trending", "daily weekly monthly"})
# The site's menus and footer. All are words of Hugging Face's pages; none is ever a paper's title there.
CHROME = frozenset(
    """hugging face|hugging face's logo|models|datasets|spaces|buckets|buckets new|posts|docs|solutions|pricing
    |log in|sign up|log in or sign up|enterprise|team & enterprise|hugging face pro|enterprise support
    |inference providers|inference endpoints|storage buckets|website|tasks|huggingchat|collections|languages
    |organizations|community|blog|learn|discord|forum|github|papers|search papers|search|previous|next|login
    |expert support|enterprise hub|system theme|company|tos|privacy|about|careers|jobs|blog articles|toggle theme
    |← previous|next →|view all|load more|loading…|skip to content|tos privacy about careers|models datasets spaces
    pricing docs|© hugging face|website models datasets spaces pricing docs|image|avatar|thumbnail|references
    |visible links|hidden links:|visible links:|community:|terms of service|privacy policy|changelog|status|brand assets
    |press|hub|main menu|menu|inference support|dark|light|cookie settings|all papers|top papers|most upvoted""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
BUTTONS = frozenset({"upvote", "github", "arxiv page", "paper page", "view arxiv page", "view pdf", "project page", "arxiv", "pdf", "github page", "paper"})

_AUTHORS = re.compile(r"[\s•*∙‣◦o·+–-]*(\d{1,5})\s+authors?\s*", re.IGNORECASE)
_COUNT = re.compile(r"(?:\[ ?[-xX]? ?\]\s*|▲\s*|△\s*|☐\s*)?(-|–|−|\d{1,3}(?:,\d{3})+|\d{1,7}|\d{1,4}(?:\.\d{1,2})?k)")
_BUTTON = re.compile(r"(?:link:\s*)?(?:github(?:\s+repo)?|upvotes?|stars?)\s*:?\s*(-|\d[\d.,]*k?)", re.IGNORECASE)
_BULLET = re.compile(r"[•*∙‣◦+–-]\s+")
_MARKS = re.compile(r"[\[\]()•*∙‣◦+|>_=~`\\#\s–—-]+|\]\[\d+\]|\]\(\S*\)|_{3,}")
_ADDRESS = re.compile(r"(?:<|\(|•\s*|\d+\.\s+|\[\d+\]:?\s*)?(?:https?://|file://|/papers|/login|/akhaliq)\S*(?:>|\))?|\[\d+\]:\s+\S+(?:\s+\"[^\"]*\")?")
_DAY = re.compile(r"(?:previous|next|today|yesterday)?\s*(?:day)?", re.IGNORECASE)
_MONTH_START = frozenset("JFMASONDP0123456789")
_LONGEST = 80  # no word of the page's own is longer


def number(text: str) -> int:
    """Give the value of a printed count: `-` is zero, `1,234` and `3.29k` are what they say."""
    if not text[0].isdigit():
        return 0
    if text[-1] in "kK":
        return round(float(text[:-1]) * 1000)
    return int(text.replace(",", ""))


def token(line: str) -> Token | None:
    """Read a stripped, non-empty line as one of the page's words; None for text.

    A line of marks only (`[`, `][33]`) is Kind.MARK. Never raises; linear in the length of the line.
    """
    if len(line) > _LONGEST:
        return Token(Kind.ADDRESS) if _ADDRESS.fullmatch(line) else None
    if line == "·":
        return Token(Kind.DOT)
    if line[0] in _MONTH_START and (dated := _date(line)):
        return dated
    if authors := _AUTHORS.fullmatch(line):
        return Token(Kind.AUTHORS, number=int(authors[1]))
    if count := _COUNT.fullmatch(line):
        return Token(Kind.COUNT, number=number(count[1]))
    return _word(line)


def _date(line: str) -> Token | None:
    read = dates.parse_printed(line)
    return Token(Kind.DATE, date=read[0], comments=read[1]) if read else None


def _word(line: str) -> Token | None:
    word = line.rstrip(" :").casefold()
    for words, kind in ((HEADER, Kind.HEADER), (TABS, Kind.TAB), (CHROME, Kind.FURNITURE), (BUTTONS, Kind.BUTTON)):
        if word in words:
            return Token(Kind.UPVOTE if word == "upvote" else kind)
    if word.startswith("submitted by"):
        return Token(Kind.SUBMITTED, number=len(word) > 12)
    if button := _BUTTON.fullmatch(line):
        votes = line[:6].casefold() == "upvote"
        return Token(Kind.UPVOTE if votes else Kind.BUTTON, number=number(button[1].casefold()) if votes else None)
    if _MARKS.fullmatch(line):
        return Token(Kind.MARK)
    return Token(Kind.ADDRESS) if _ADDRESS.fullmatch(line) else None
