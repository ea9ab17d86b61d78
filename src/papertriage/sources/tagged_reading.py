"""One reading of a line-tagged bibliography: blocks made records, and every line accounted for."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from papertriage.model import Furniture, PrintedDate, Sighting, Skipped
from papertriage.sources.bibliography import LONGEST_RAW
from papertriage.sources.content import Content
from papertriage.sources.personal_names import complete, in_order, is_others
from papertriage.sources.protocol import Item, Tally
from papertriage.sources.tagged import Block, Shape, blocks


class Tagged:
    """One reading: `made` makes a sighting of an entry, or says in words why there is none.

    `captured` finds in an entry the day when the file was made.
    """

    def __init__(
        self,
        name: str,
        content: Content,
        shape: Shape,
        made: Callable[[Block], Sighting | str],
        captured: Callable[[Block], str | None] = lambda _: None,
    ) -> None:
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self.captured: str | None = None
        self._name, self._made, self._captured = name, made, captured
        self._blocks = blocks(content.lines(), shape, self.tally)

    def __iter__(self) -> Iterator[Item]:
        """Give the items in order."""
        for block in self._blocks:
            self.captured = self.captured or self._captured(block)
            yield self._item(block)

    def _item(self, block: Block) -> Item:
        if block.is_entry:
            made = self._made(block)
        elif all(map(_is_furniture, block.raw)):
            self.tally.furniture += block.lines
            return Furniture(block.first, block.last, block.lines)
        else:
            made = "text outside of entries"
        if isinstance(made, str):
            self.tally.skipped += block.lines
            raw = "\n".join(block.raw)[:LONGEST_RAW]
            return Skipped(self._name, made, raw, block.first, block.last)
        self.tally.record += block.lines
        return made


def names_of(values: list[str]) -> tuple[str, ...] | None:
    """Give author fields as names: one a field, or several that semicolons part."""
    names: list[str] = []
    for value in values:
        for listed in value.split(";"):
            if is_others(listed.strip()):
                return None
            names += in_order(listed.split(","))
    return complete(names)


def _is_furniture(line: str) -> bool:
    """A ruler, a number before an entry, or what a database writes above its answer."""
    return not _letters().search(line) or _header().match(line.strip()) is not None


@cache
def _letters() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]")


@cache
def _header() -> re.Pattern[str]:
    return re.compile(
        r"\ufeff?(?:Provider|Database|Content|Record|Export(?:ed)?|Date|Source|Total|Citation)\b[^:]{0,40}:"
        r"|</?pre>|<\d+>|ER\s*-?\s*$|EF\s*-?\s*$|```|Record \d+ of \d+",
        re.IGNORECASE,
    )
