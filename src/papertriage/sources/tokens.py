"""One line of a "Daily Papers" page: whether it is one of the page's own small words, and which.

The words are those of the pages of 2023 to 2026 as converters leave them (see
fixtures/daily_papers/README.md).
"""

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from papertriage import dates
from papertriage.model import PrintedDate


class Kind(IntEnum):
    """What a line or block of lines is."""

    TEXT = 0
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
    DEFINITION = 14  # `[32]: https://…`, for the numbers elsewhere
    NOTICE = 15  # a line that says of itself that it is an advertisement


class Token(NamedTuple):
    """A line that is one of the page's words, with what it says."""

    kind: Kind
    number: int | None = None
    date: PrintedDate | None = None
    comments: int | None = None


MARK = Token(Kind.MARK)
DOT = Token(Kind.DOT)
_ADDRESS = Token(Kind.ADDRESS)
DEFINITION = Token(Kind.DEFINITION)
_NOTICE = Token(Kind.NOTICE)
_ZERO = Token(Kind.COUNT, 0)

_HEADER = """new|get trending papers in your email inbox|get trending papers in your email inbox once a day
    |get daily papers in your email inbox|subscribe|daily papers|by ak and the research community
    |byak and the research community|by|ak|and the research community"""
_TABS = "daily|weekly|monthly|trending papers|trending|daily weekly monthly"
# The site's menus and footer. All are words of Hugging Face's pages; none is ever a paper's title there.
_CHROME = """hugging face|hugging face's logo|hugging face's logo hugging face|models|datasets|spaces|
    buckets|buckets new|posts|docs|solutions|pricing|log in|sign up|log in or sign up|
    enterprise|team & enterprise|hugging face pro|enterprise support|inference providers|
    inference endpoints|storage buckets|website|tasks|huggingchat|collections|languages|
    organizations|community|blog|learn|discord|forum|papers|search papers|search|
    previous|next|login|expert support|enterprise hub|system theme|company|tos|privacy|
    about|careers|jobs|blog articles|toggle theme|view all|load more|loading|
    skip to content|© hugging face|image|avatar|thumbnail|references|visible links|
    hidden links|terms of service|privacy policy|changelog|status|brand assets|press|hub|
    main menu|menu|inference support|dark|light|cookie settings|all papers|top papers|
    most upvoted|back to articles|page title|daily papers - hugging face|markdown content|copy markdown"""
_BUTTONS = "github|arxiv page|paper page|view arxiv page|view pdf|project page|arxiv|pdf|github page|paper"


def _words() -> dict[str, Token]:
    kinds = (
        (_CHROME, Kind.FURNITURE),
        (_TABS, Kind.TAB),
        (_HEADER, Kind.HEADER),
        (_BUTTONS, Kind.BUTTON),
        ("upvote", Kind.UPVOTE),
    )
    return {word.strip(): Token(kind) for words, kind in kinds for word in words.split("|")}


_WORDS = _words()
_MENU = frozenset(
    word for word, found in _WORDS.items() if found.kind in (Kind.FURNITURE, Kind.TAB) and " " not in word
)

_AUTHORS = re.compile(r"(\d{1,5})\s+authors?(?:\s+(\d{1,5}))?", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:\[\d{1,5}\]:|\d{1,5}\.)\s+<?(?:https?://|file://|/)\S*(?:\s.*)?")
_COUNT = re.compile(r"(?:▲\s*|△\s*|☐\s*)?(-|–|−|\d{1,3}(?:,\d{3})+|\d{1,7}|\d{1,4}(?:\.\d{1,2})?k)")
_BULLETS = r"•*∙‣◦+–\-□☆○●▪■⁃"
_BULLET = re.compile(rf"(?:[{_BULLETS}o]\s+)+|\(BUTTON\)\s*")
_CHECKBOX = re.compile(r"\[ ?[-xX]? ?\]\s*")
_ONLY_MARKS = re.compile(
    rf"[\[\]()|>_=~`\\#:\s—━─☐{_BULLETS}]+|\]\[\d+\]|\[\s*\]|\[[\w.-]{{1,40}}\]|\]\(\S*\)|\(BUTTON\)"
)
_TARGET = re.compile(
    r"(?:<|\(|•\s*|\d+\.\s+|\[\d+\]:?\s*)?(?:https?://|file://|/papers|/login|/akhaliq|data:image/)\S*"
    r"(?:\s+\"[^\"]*\")?"
    r"|\[\d+\]:\s+\S+(?:\s+\"[^\"]*\")?"
)
_NUMBER = r"-|\d{1,3}(?:,\d{3})+|\d{1,7}(?:\.\d{1,2})?k?"
_BUTTON = re.compile(  # of words between single spaces
    r"(?:(?:link: )?(?:upvotes?|github(?: repo| page)?|stars?|arxiv(?: page)?|(?:paper|project) page|view"
    r" pdf)"
    rf":?(?: (?:{_NUMBER}))?(?: |$))+",
    re.IGNORECASE,
)
_UPVOTES = re.compile(rf"upvotes?:?(?: ({_NUMBER}))?(?: |$)", re.IGNORECASE)
_LONGEST_WORD = 24
_STARTS = frozenset(
    [
        "submitted",
        "github",
        "upvote",
        "upvotes",
        "arxiv",
        "link:",
        "stars",
        "star",
        "paper",
        "project",
        "view",
        "retrieved:",
        "exported:",
        "captured:",
        "accessed:",
        "fetched:",
        "saved:",
        "url:",
        "statuscode:",
        "url",
        "source",
        "published",
        "generated",
        "extraction:",
        "retrieved",
        "exported",
        "captured",
    ]
)
_BUTTON_STARTS = frozenset({"gith", "upvo", "arxi", "link", "star", "pape", "proj", "view"})
_METADATA = re.compile(
    r"(?:retrieved|exported|captured|accessed|fetched|saved|url|statuscode|url source|source url|source html"
    r"|source sha256|published time)(?: \(utc\))?:\s|(?:generated from|extraction):\s`"
)
_SOURCES = ("URL Source: ", "Source URL: ", "Source HTML: ", "Source SHA256: ", "Extraction: `")
_LABEL = re.compile(
    r"\W{0,4}(?:(?:advertisement|advertorial|sponsored|promoted|anzeige|werbung|publicité)\b|ads?\b\W{0,4}(?:$|[:|–—-])|ad\])",
    re.IGNORECASE,
)
_NOTICED = frozenset("aAsSpPwW[(*—–-»>")
_VOTES = re.compile(r"(\d{1,7})\s+(?=github|arxiv)", re.IGNORECASE)
_MONTH_START = frozenset("JFMASONDP0123456789")
_LONGEST = 80  # no word of the page's own is longer


def number(text: str) -> int:
    """Give the value of a printed count: `-` is zero, `1,234` and `3.29k` are what they say."""
    if not text[0].isdecimal():
        return 0
    if text[-1] in "kK":
        return round(float(text[:-1].replace(",", "")) * 1000)
    return int(float(text.replace(",", "")))


@lru_cache(maxsize=4096)
def short_token(line: str) -> Token | None:
    """Read a line as `token` does.

    For lines that come again and again, such as `·`, `• 6 authors` and `Oct 6 2`.
    """
    return token(line)


def token(line: str) -> Token | None:
    """Read a stripped, non-empty line as one of the page's words; None for text.

    A line of marks only (`[`, `][33]`) is Kind.MARK. Never raises; linear in the length of the line.
    """
    if len(line) > _LONGEST:
        return _far(line)
    first = line[0]
    if first in _NOTICED and _LABEL.match(line):
        return _NOTICE
    if first.isalpha() and line[:2] != "o ":
        return (_dated(line) if first in _MONTH_START and line[-1].isdecimal() else None) or _word(line)
    if line == "·":
        return DOT
    return _numbered(line) if first.isdecimal() else _bulleted(line)


def _far(line: str) -> Token | None:
    """A line longer than any word of the page: a footer of many words, a link's target, a rule, or text."""
    if line[0] in "hf/<([•0123456789" and len(line) <= 4000:
        if _NUMBERED.fullmatch(line):
            return DEFINITION
        if _TARGET.fullmatch(line):
            return _ADDRESS
    if len(line) <= 400:
        if line[0] in _NOTICED and _LABEL.match(line):
            return _NOTICE
        if _is_menu(line) or line.removeprefix("- ").startswith(_SOURCES):
            return Token(Kind.FURNITURE)
    return MARK if not line.strip("_=-━─*:") else None


def _dated(line: str) -> Token | None:
    read = dates.parse_printed(line)
    return Token(Kind.DATE, None, read[0], read[1]) if read else None


def _numbered(line: str) -> Token | None:
    if authors := _AUTHORS.fullmatch(line):
        return Token(Kind.AUTHORS, int(authors[1]), None, int(authors[2]) if authors[2] else None)
    if count := _COUNT.fullmatch(line):
        return Token(Kind.COUNT, number(count[1]))
    if _NUMBERED.fullmatch(line):
        return DEFINITION
    if (votes := _VOTES.match(line)) and _BUTTON.fullmatch(" ".join(line[votes.end() :].split())):
        return Token(Kind.COUNT, number(votes[1]))
    return _dated(line) or (_ADDRESS if _TARGET.fullmatch(line) else None)


def _bulleted(line: str) -> Token | None:
    """Read a line that begins with a mark: a bullet before a word, a box before a count, or marks only."""
    if line[0] == "[":
        return _boxed(line)
    if line in {"-", "–", "−"}:
        return _ZERO
    if _ONLY_MARKS.fullmatch(line):
        return MARK
    if (bullet := _BULLET.match(line)) and bullet.end() < len(line):
        return token(line[bullet.end() :])
    if count := _COUNT.fullmatch(line):
        return Token(Kind.COUNT, number(count[1]))
    return _word(line) or (_ADDRESS if _TARGET.fullmatch(line) else None)


def _boxed(line: str) -> Token | None:
    """Read a line that begins with a bracket: a definition, an empty box, or one before a count."""
    box = _CHECKBOX.match(line)
    found = token(line[box.end() :]) if box and box.end() < len(line) else None
    if found and found.kind in (Kind.COUNT, Kind.UPVOTE):
        return found
    if _ONLY_MARKS.fullmatch(line):
        return MARK
    return DEFINITION if _NUMBERED.fullmatch(line) else None


def _word(line: str) -> Token | None:
    word = line.rstrip(" :!…→").lstrip("← ").casefold()
    if found := _WORDS.get(word):
        return found
    start = word.partition(" ")[0]
    known = start in _STARTS or start in _MENU or line[0] == "h" or word.endswith("face")
    return _words_of(line, word) if known or len(word) <= _LONGEST_WORD else None


def _words_of(line: str, word: str) -> Token | None:
    """Read several words of the page: a button and its count, a menu, `Submitted by` and a name."""
    if word.startswith("submitted by") and len(word.split()) <= 3:
        return Token(Kind.SUBMITTED, int(len(word) > 12))
    if word[:4] in _BUTTON_STARTS and _BUTTON.fullmatch(spaced := " ".join(line.split())):
        votes = _UPVOTES.search(spaced)
        count = number(votes[1].casefold()) if votes and votes[1] else None
        return Token(Kind.UPVOTE, count) if votes else Token(Kind.BUTTON)
    if word.endswith("- hugging face") or _is_menu(word) or _METADATA.match(word):
        return Token(Kind.FURNITURE)
    return _ADDRESS if line[0] == "h" and _TARGET.fullmatch(line) else None


def _is_menu(line: str) -> bool:
    """Tell whether a line is nothing but words of the site's menus: `TOS Privacy About Careers`."""
    words = line.casefold().split()
    return len(words) > 1 and all(word in _MENU for word in words)
