"""One reading of an XML dump for any source: each entry made an item, and all of them counted."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from papertriage.errors import UnreadableDump
from papertriage.model import PrintedDate, Sighting, Skipped
from papertriage.sources.content import Content
from papertriage.sources.protocol import Item, Tally
from papertriage.sources.xml_around import Begin, Leaf
from papertriage.sources.xml_entries import LONGEST_RAW, Damaged, Entries

Outer = Mapping[str, str]
"""What a document says around its entries, by path (`feed/updated`): the first of each."""

_MOST_SAID = 200  # elements around entries that are kept


class Form(NamedTuple):
    """What one source knows of its XML."""

    source: str
    roots: frozenset[str]  # local names, in lower case, of the documents that may have no entry at all
    tags: tuple[str, ...]  # local names of entries
    item: Callable[[Any, int, Outer], Item]  # of an entry's element, its number, and what is said around it
    captured: Callable[[Outer], str | None]
    error: Callable[[Leaf, Outer], str | None] = lambda *_: None  # the words of a refusal


class XmlReader:
    """Reads a dump entry by entry; `line_start` and `line_end` are the number of the entry."""

    def __init__(self, content: Content, form: Form) -> None:
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self.captured: str | None = None
        self._content, self._form = content, form
        self._roots: set[str] = set()
        self._outer: dict[str, str] = {}

    def __iter__(self) -> Iterator[Item]:
        """Give every entry. Raises UnreadableDump for another document, or one cut before its first entry."""
        form, tally = self._form, self.tally
        for found in Entries(self._content, form.tags, form.roots):
            item: Item | None
            if not isinstance(found, (Begin, Leaf, Damaged)):  # an element
                tally.total += 1
                item = form.item(found, tally.total, self._outer)
            elif isinstance(found, Begin):
                self._roots.add(found.root)
                self._outer.clear()
                continue
            elif isinstance(found, Leaf):
                item = self._said(found)
                if item is None:
                    continue
            else:
                item = self._damaged(found)
            self._count(item)
            yield item
        if not tally.total and not self._roots & form.roots:
            raise UnreadableDump(
                f"{self._content.name}: no <{form.tags[0]}> in it; save what {form.source} reads"
            )

    def _said(self, leaf: Leaf) -> Skipped | None:
        if len(self._outer) < _MOST_SAID:
            self._outer.setdefault(leaf.path, leaf.text)
        if self.captured is None:
            self.captured = self._form.captured(self._outer)
        words = self._form.error(leaf, self._outer)
        if words is None:
            return None
        self.tally.total += 1
        return Skipped(self._form.source, words, leaf.text[:LONGEST_RAW], self.tally.total, self.tally.total)

    def _damaged(self, found: Damaged) -> Skipped:
        if not self.tally.total and not found.raw and self._roots:
            raise UnreadableDump(
                f"{self._content.name}: {found.reason}, before its first entry; save it again"
            )
        self.tally.total += 1
        number = self.tally.total
        return Skipped(self._form.source, found.reason, found.raw, number, number)

    def _count(self, item: Item) -> None:
        if type(item) is Sighting:
            self.tally.record += 1
        elif type(item) is Skipped:
            self.tally.skipped += 1
        else:
            self.tally.furniture += 1
