"""One reading of a "Daily Papers" dump: its pages, their headers, and card after card."""

from collections.abc import Iterable, Iterator
from itertools import islice

from papertriage.model import Furniture, PrintedDate
from papertriage.sources.block import LONG, Block
from papertriage.sources.blocks import blocks
from papertriage.sources.boundaries import Card, begins_card, is_other_paper
from papertriage.sources.cards import Made, card
from papertriage.sources.pages import CHROME, Habits
from papertriage.sources.protocol import Item, Tally
from papertriage.sources.references import Waiting, definition
from papertriage.sources.roles import UNENDED, is_body
from papertriage.sources.tokens import Kind
from papertriage.sources.usual import usual

_PAGE = 400  # blocks looked at together: enough for fifty cards
_NEAR = 40  # blocks that any one decision looks ahead
_MOST = 2_000  # blocks in one card; it is closed, however wild the dump
_HEADING = frozenset({Kind.HEADER, Kind.TAB})
_DETAILS = frozenset({Kind.AUTHORS, Kind.DOT, Kind.COUNT})
_ANYBODYS = frozenset(
    {
        "new",
        "subscribe",
        "by",
        "ak",
        "daily",
        "weekly",
        "monthly",
        "trending",
        "daily papers",
        "trending papers",
    }
)
_RARE = _HEADING | {Kind.DEFINITION}
_BUTTONS = frozenset({Kind.BUTTON, Kind.UPVOTE})


class DailyPapers:
    """One reading. `page_date` is that of the first page in the dump."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self.captured: str | None = None  # front matter is looked for before any reading
        self.pages = 0  # title blocks met so far
        self._source = blocks(self._counted(lines))
        self._blocks: list[Block] = []  # a window on the dump
        self._at = 0  # the block after the one in hand, in that window
        self._page = 0  # where the page in hand begins, in that window
        self._habits = Habits()
        self._card = Card()
        self._in_header = True
        self._has_heading = False  # words of a page's title block have been seen
        self._outside = False  # before the header of a page, where only prose stands
        self._waiting = Waiting()

    def __iter__(self) -> Iterator[Item]:
        self._turn_page()
        while self._at < len(self._blocks):
            if self._at + _NEAR >= len(self._blocks):
                self._slide()
            block = self._blocks[self._at]
            if self._ends_card(block):
                yield from self._close()
            if found := self._usual(block):
                yield from found
                continue
            self._at += 1
            if (self._in_header or not self._card.blocks or block.kind in _RARE) and self._is_furniture(
                block
            ):
                yield from self._close()
                yield from self._furniture(block)
            else:
                self._in_header = False
                self._card.add(block, self._blocks, self._at, self._habits)
        yield from self._close()
        yield from self._waiting.rest()

    def _ends_card(self, block: Block) -> bool:
        held = self._card.blocks
        if not held:
            return False
        return begins_card(self._card, block, self._blocks, self._at + 1, self._habits) or len(held) >= _MOST

    def _usual(self, block: Block) -> list[Item]:
        """Read the next card at once, if it is one of the usual ones."""
        if self._card.blocks or self._in_header or self._outside or block.kind > Kind.COUNT:
            return []
        found = usual(self._blocks, self._at, self._habits)
        if not found:
            return []
        self._at += found.blocks
        self.tally.record += found.lines
        return self._waiting.passed([found.sighting], ())

    def _counted(self, lines: Iterable[str]) -> Iterator[str]:
        tally = self.tally
        for line in lines:
            if line and not line.isspace():
                tally.total += 1
            yield line

    def _slide(self) -> None:
        """Move the window on; what the page does throughout is learnt anew from what is in it."""
        more = list(islice(self._source, _PAGE))
        if more:
            behind = min(self._at - self._page, _PAGE // 2)
            self._page = max(0, self._page - (self._at - behind))
            self._blocks = self._blocks[self._at - behind :] + more
            self._at = behind
            self._habits = Habits(self._blocks[self._page :], self._habits.repeated)

    def _turn_page(self) -> None:
        if len(self._blocks) - self._at < _PAGE:
            self._slide()
        self._page = max(0, self._at - 1)
        self._habits = Habits(self._blocks[self._page : self._page + _PAGE], self._habits.repeated)
        self._in_header = True
        self._has_heading = False
        self._outside = self._is_prose_before_header()

    # -- the title block of a page ---------------------------------------------------------------------------

    def _is_prose_before_header(self) -> bool:
        """Tell whether a header comes and what stands before it has no card's details, links or abstracts."""
        pairs, before = 0, None
        for at in range(self._page, min(self._page + _PAGE, len(self._blocks))):
            block = self._blocks[at]
            if block.kind is Kind.HEADER and self._is_header(at):
                return pairs < 2
            if block.kind in (Kind.AUTHORS, Kind.DOT, Kind.SUBMITTED) or is_other_paper(block, None):
                return False
            if block.kind is Kind.TEXT and not self._habits.is_notice(block):
                pairs += (
                    before is not None
                    and len(before.text) <= LONG
                    and not before.text.endswith(UNENDED)
                    and is_body(block)
                )
                before = block
        return False

    def _is_header(self, at: int) -> bool:
        """Tell whether a word of the header is one: words that anybody may use must stand beside others."""
        if self._blocks[at].text.casefold().strip(" :!") not in _ANYBODYS:
            return True
        words: set[str] = set()
        for near in (self._blocks[at : at + 4], self._blocks[max(0, at - 3) : at][::-1]):
            for block in near:
                if block.kind in _HEADING:
                    words.add(block.text.casefold())
                elif block.kind in _DETAILS:
                    break  # another card's
        return len(words) > 1

    def _is_furniture(self, block: Block) -> bool:
        kind = block.kind
        if kind in _HEADING:
            return self._is_heading()
        if kind is Kind.DEFINITION:
            return self._is_end_of_definitions(block)
        if self._card.blocks:
            return False
        if kind in (Kind.ADDRESS, Kind.MARK):
            return not is_other_paper(block, None)
        return kind is Kind.FURNITURE or kind in _BUTTONS or (self._in_header and self._is_of_header(block))

    def _is_of_header(self, block: Block) -> bool:
        """Tell whether a line is the search that was asked, the page's date, or a mark of the menu."""
        kind = block.kind
        if kind is Kind.TEXT:
            return self._precedes_tabs(block)
        if kind is Kind.DATE and self._has_heading:
            self.page_date = self.page_date or (block.token.date if block.token else None)
            return True
        if kind is Kind.COUNT and not self._has_heading:
            after = next((each for each in self._ahead(8) if each.kind is not Kind.MARK), None)
            return after is not None and after.kind in (Kind.FURNITURE, Kind.HEADER, Kind.TAB)
        return False

    def _is_heading(self) -> bool:
        if self._is_header(self._at - 1):
            if not self._in_header:
                self._turn_page()
            self._outside = False
            self.pages += not self._has_heading
            self._has_heading = True
            return True
        if self._in_header:
            return True
        return not self._card.blocks

    def _is_end_of_definitions(self, block: Block) -> bool:
        """Take in a link definition: of the many at a page's end.

        Or of the few after a paragraph, when the card goes on.
        """
        if found := definition(block.text):
            self._waiting.define(*found)
        after = next(iter(self._ahead(1)), None)
        return not self._card.blocks or after is None or after.kind is Kind.DEFINITION

    def _ahead(self, most: int = _NEAR) -> Iterator[Block]:
        return islice(self._blocks, self._at, self._at + most)

    def _precedes_tabs(self, block: Block) -> bool:
        """A line of text before Daily, Weekly, Monthly or before the page date is the search that was asked.

        Or a menu's word.
        """
        if len(block.text) > 120 or (block.marks and (block.marks.level >= 3 or is_other_paper(block, None))):
            return False
        for at in range(self._at, min(self._at + _NEAR, len(self._blocks))):
            kind = self._blocks[at].kind
            if kind in _HEADING:
                return kind is Kind.TAB if self._has_heading else self._is_header(at)
            if kind is Kind.DATE:
                return self._has_heading
            if kind not in CHROME:
                return False
        return False

    # -- what is given on ------------------------------------------------------------------------------------

    def _furniture(self, block: Block) -> list[Item]:
        self.tally.furniture += block.lines
        return (
            self._waiting.passed([Furniture(block.first, block.last, block.lines)], ()) if block.lines else []
        )

    def _close(self) -> list[Item]:
        if not self._card.blocks:
            return []
        made: Made = card(self._card.blocks, self._habits, outside=self._outside)
        self._card = Card()
        self.tally.record += made.record
        self.tally.furniture += made.furniture
        self.tally.skipped += made.skipped
        return self._waiting.passed(made.items, made.refs)
