"""What the markup of a line says, and what a dump has shown of the markup that it is written in."""

from dataclasses import dataclass
from typing import NamedTuple


class Marks(NamedTuple):
    """What the markup of a line said."""

    targets: tuple[str, ...] = ()  # where its links lead, in order
    refs: tuple[int, ...] = ()  # numbers of link definitions that stand elsewhere
    level: int = 0  # of a Markdown heading; 0 for none. A card's title has 3 or more
    alts: tuple[str, ...] = ()  # the words of its images
    inside: bool = False  # the line begins within a link that began on an earlier line


class Words(NamedTuple):
    """One line freed of its markup.

    It may take up several lines of the dump where a target or tag was broken.
    """

    text: str
    marks: Marks
    offset: int  # of its first line, among those read together
    lines: int


@dataclass
class Dialect:
    """What a dump has shown of itself so far; it decides what a backslash and an ampersand mean."""

    markdown: bool = False  # links, so that `\_` is a converter's and not LaTeX
    escaped: bool = False  # pandoc's divs or attributes: every backslash of the page's own was doubled
    tags: bool = False  # HTML, so that `&amp;` is a converter's
    unbroken: bool = False  # each paragraph on one line, however long


def may_carry(run: str, dialect: Dialect) -> bool:
    """Tell by a few searches whether lines may carry markup.

    For plain text the answer is nearly always no.
    """
    if (
        "[" in run
        or "](" in run
        or "][" in run
        or "<" in run
        or "(/" in run
        or run[0] in "#:"
        or "\n#" in run
        or "\n:::" in run
    ):
        return True
    return dialect.markdown and (
        "\\" in run or "**" in run or "{" in run or "]" in run or "&" in run or run[0] in "-*+"
    )
