"""What the lines of a dump become: lines freed of their markup.

Blocks, each one paragraph or one small word.
"""

from typing import NamedTuple

from papertriage.sources.dialect import Marks
from papertriage.sources.tokens import Kind, Token

LONG = 200  # characters: no title is so long (the longest of 9,877 on the daily pages has 175)
HUGE = 20_000  # characters: no abstract is so long, and such a line is looked at no closer
WRAPPED = 130  # characters: converters break their lines at 72 to 120
UNBROKEN = 180  # characters: a converter that leaves one such line breaks none


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


class Line(NamedTuple):
    """One line, or a part of one, freed of its markup and read as one of the page's words where it is one."""

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
        """The number of the last of its lines."""
        return self.number + max(self.lines, 1) - 1


def united(marks: list[Marks]) -> Marks | None:
    """Put together what the markup of several lines said."""
    if len(marks) < 2:
        return marks[0] if marks else None
    return Marks(
        tuple(target for each in marks for target in each.targets),
        tuple(ref for each in marks for ref in each.refs),
        max(each.level for each in marks),
        tuple(alt for each in marks for alt in each.alts),
    )
