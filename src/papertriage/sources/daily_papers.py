"""Hugging Face "Daily Papers" pages as text: the search, day and trending pages, after any converter.

A card is [upvotes] title, abstract, then authors or an organization, `·`, a date, comments; any part but the title may be missing.
The page's small words are anchors; what lies between them is decided by length, punctuation and markup: an abstract is long
or ends as a sentence does, a title does neither.
"""

from collections import deque
from collections.abc import Iterable, Iterator

from papertriage.model import Furniture, PrintedDate, Skipped
from papertriage.sources.blocks import LONG, Block, blocks
from papertriage.sources.cards import NAME, card, is_body, is_titlelike
from papertriage.sources.marks import paper_of
from papertriage.sources.protocol import Item, Tally
from papertriage.sources.references import Waiting
from papertriage.sources.tokens import Kind

name = NAME
reads = "text or Markdown of Hugging Face's daily, search and trending pages, from any converter or a browser's select-all"
cannot_know = "authors' names; the year of a date the page prints without one; arXiv ids where the converter dropped the links"

_AHEAD = 400  # blocks of a page looked at before its first card is read: enough for fifty cards
_STRAYS = 4  # lines that may stand between an abstract and its details and still be passed over
_DETAILS = frozenset({Kind.AUTHORS, Kind.DOT, Kind.DATE})
_HEADING = frozenset({Kind.HEADER, Kind.TAB})
_CHROME = frozenset({Kind.FURNITURE, Kind.MARK, Kind.ADDRESS})


def reader(lines: Iterable[str]) -> "DailyPapers":
    """Read the lines of one dump (without their line ends)."""
    return DailyPapers(lines)


def likeness(head: str) -> float:
    """Tell how much a dump's beginning looks like such a page: by its small words, else by titles and abstracts in turn."""
    found = list(blocks(head.splitlines()[:4000]))
    kinds = [block.kind for block in found]
    dates, authors = kinds.count(Kind.DATE), kinds.count(Kind.AUTHORS)
    if kinds.count(Kind.HEADER) >= 3 or (dates and authors):
        return 0.95
    texts = [block for block in found if block.kind is Kind.TEXT]
    pairs = sum(is_titlelike(one) and len(two.text) > LONG for one, two in zip(texts, texts[1:], strict=False))
    if not pairs or pairs * 2 < 0.8 * len(texts):
        return 0.9 if authors and Kind.HEADER in kinds else 0.0
    return 0.9 if pairs > 1 or Kind.HEADER in kinds or dates else 0.4


class _Habits:
    """What one page does throughout: whether its cards show upvotes, and whether they say who submitted them."""

    def __init__(self, ahead: Iterable[Block]) -> None:
        kinds = [block.kind for block in ahead if block.kind not in _CHROME]
        self.submitted = Kind.SUBMITTED in kinds
        self.votes = self._votes(kinds, any(block.text == "-" for block in ahead))

    @staticmethod
    def _votes(kinds: list[Kind], dashes: bool) -> bool:
        """A number before the first title, or two after a date, are upvotes; a date followed by a title says there are none."""
        first = next((at for at, kind in enumerate(kinds) if kind is Kind.TEXT), 0)
        if first and kinds[first - 1] is Kind.COUNT:
            return True
        after = [_run_of_counts(kinds, at + 1) for at, kind in enumerate(kinds) if kind is Kind.DATE and at + 2 < len(kinds)]
        return 2 in after or (dashes and 0 not in after[1:])


def _run_of_counts(kinds: list[Kind], at: int) -> int:
    end = at
    while end < len(kinds) and kinds[end] is Kind.COUNT:
        end += 1
    return end - at


class DailyPapers:
    """One reading. `page_date` is that of the first page in the dump."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self._blocks = blocks(self._counted(lines))
        self._ahead: deque[Block] = deque()
        self._habits = _Habits(())
        self._card: list[Block] = []
        self._has_text = self._has_body = self._has_details = False
        self._in_header = False
        self._waiting = Waiting()

    def __iter__(self) -> Iterator[Item]:
        self._turn_page()
        while self._ahead:
            block = self._ahead.popleft()
            if not self._ahead:
                self._look_ahead(_STRAYS + 4)
            if item := self._furniture(block):
                yield from self._close()
                yield from self._waiting.pass_on(item)
            elif self._begins_card(block):
                yield from self._close()
                self._add(block)
            else:
                self._add(block)
        yield from self._close()
        yield from self._waiting.rest()

    def _counted(self, lines: Iterable[str]) -> Iterator[str]:
        tally = self.tally
        for line in lines:
            if line and not line.isspace():
                tally.total += 1
            yield line

    def _look_ahead(self, wanted: int) -> None:
        ahead, source = self._ahead, self._blocks
        while len(ahead) < wanted and (block := next(source, None)):
            ahead.append(block)

    def _turn_page(self) -> None:
        self._look_ahead(_AHEAD)
        self._habits = _Habits(self._ahead)
        self._in_header = True

    # -- the title block of a page -----------------------------------------------------------------------------------

    def _furniture(self, block: Block) -> Furniture | None:
        kind = block.kind
        if kind in _HEADING:
            if not self._in_header:
                self._turn_page()
        elif not (self._in_header and not self._card and self._belongs_to_header(block)) and not self._is_idle_chrome(block):
            return None
        self.tally.furniture += block.lines
        return Furniture(block.first, block.last, block.lines)

    def _belongs_to_header(self, block: Block) -> bool:
        if block.kind is Kind.DATE:
            self.page_date = self.page_date or (block.token.date if block.token else None)
            return True
        if block.kind is Kind.TEXT:
            return self._precedes_tabs(block)
        return False

    def _precedes_tabs(self, block: Block) -> bool:
        """A line of text before Daily, Weekly, Monthly or before the page date is the search that was asked, or a menu's word."""
        if len(block.text) > 120 or (block.words and block.words.heading):
            return False
        for after in self._ahead:
            if after.kind in _HEADING or after.kind is Kind.DATE:
                return True
            if after.kind not in _CHROME:
                return False
        return False

    def _is_idle_chrome(self, block: Block) -> bool:
        """Menu words and marks with no card open; an address may be of the card that follows."""
        if block.kind is Kind.FURNITURE:
            return not self._card or not self._has_text or self._has_details
        return not self._card and block.kind in (Kind.MARK, Kind.BUTTON, Kind.UPVOTE)

    # -- where one card ends and the next begins ---------------------------------------------------------------------

    def _begins_card(self, block: Block) -> bool:
        kind = block.kind
        if not self._has_text:
            return kind is Kind.SUBMITTED and any(each.kind is Kind.SUBMITTED for each in self._card)
        if kind is Kind.TEXT:
            return self._text_begins_card(block)
        if kind is Kind.COUNT:
            return self._count_begins_card(block)
        if kind is Kind.ADDRESS:
            return self._has_details and "/login?" in block.text and self._card[-1].kind is not Kind.UPVOTE
        return kind is Kind.SUBMITTED

    def _text_begins_card(self, block: Block) -> bool:
        if self._card[-1].kind is Kind.SUBMITTED:
            return False
        if block.words and block.words.heading:
            return True
        if self._has_details:
            return not (self._lacks_date() and self._details_follow())
        if is_body(block):
            return self._has_body
        return self._has_body and not self._details_follow()

    def _lacks_date(self) -> bool:
        return all(block.kind is not Kind.DATE for block in self._card)

    def _details_follow(self) -> bool:
        """Tell whether the text in hand is an organization or a stray line, because details of the open card come next."""
        for at, after in enumerate(self._ahead):
            if after.kind in _DETAILS:
                return True
            if at >= _STRAYS or (after.kind is Kind.TEXT and (is_body(after) or (after.words and after.words.heading))):
                return False
            if after.kind not in (Kind.TEXT, Kind.MARK, Kind.ADDRESS):
                return False
        return False

    def _count_begins_card(self, block: Block) -> bool:
        before = self._card[-1].kind
        if before is Kind.UPVOTE or before is Kind.SUBMITTED:
            return False
        targets = block.words.targets if block.words else ()
        if any("#community" in target for target in targets):
            return False
        if any("/login?" in target for target in targets):
            return True
        if not self._has_details:
            return not self._bullets_follow()
        if block.text == "-" or any(each.kind is Kind.COUNT for each in self._details()):
            return True
        following = next((after for after in self._ahead if after.kind not in _CHROME), None)
        if following and following.kind is Kind.COUNT:
            return False
        return self._habits.votes and not self._habits.submitted

    def _details(self) -> Iterator[Block]:
        """The blocks of the open card from its first detail on."""
        begun = False
        for block in self._card:
            begun = begun or block.kind in _DETAILS
            if begun:
                yield block

    def _bullets_follow(self) -> bool:
        """Avatars leave empty bullets behind, which look like a zero; authors or a date come after them."""
        for after in self._ahead:
            if after.kind in _DETAILS:
                return True
            if after.kind not in (Kind.COUNT, Kind.MARK, Kind.ADDRESS, Kind.FURNITURE):
                return False
        return False

    # -- the open card -----------------------------------------------------------------------------------------------

    def _add(self, block: Block) -> None:
        kind = block.kind
        self._in_header = False
        if kind is Kind.TEXT:
            named = bool(self._card) and self._card[-1].kind is Kind.SUBMITTED and not (self._card[-1].token or block).number
            self._has_text = self._has_text or not named
            self._has_body = self._has_body or is_body(block)
        elif kind in _DETAILS:
            self._has_details = True
        self._card.append(block)

    def _close(self) -> Iterator[Item]:
        if not self._card:
            return
        made, self._card = card(self._card), []
        self._has_text = self._has_body = self._has_details = False
        self.tally.record += made.record
        self.tally.furniture += made.furniture
        for item, lines in made.skipped:
            self.tally.skipped += lines
            yield from self._waiting.pass_on(item)
        if made.sighting:
            yield from self._waiting.record(made.sighting, made.refs)
        self._waiting.define(made.definitions)
