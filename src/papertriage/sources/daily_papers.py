"""Hugging Face "Daily Papers" pages as text: the search, day and trending pages, after any converter.

A card is [upvotes] title, abstract, then authors or an organization, `·`, a date, comments; any part but the title may be missing.
The page's small words are anchors; what lies between them is decided by length, punctuation and markup: an abstract is long
or ends as a sentence does, a title does neither.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from papertriage.model import Furniture, PrintedDate
from papertriage.sources.blocks import LONG, Block, blocks
from papertriage.sources.cards import DETAILS, NAME, SUMMARY, card, is_body, is_labelled_advertisement, is_titlelike
from papertriage.sources.habits import CHROME, Habits
from papertriage.sources.protocol import Item, Tally
from papertriage.sources.references import Waiting
from papertriage.sources.targets import is_comments, is_login, page_of
from papertriage.sources.tokens import Kind

name = NAME
reads = "text or Markdown of Hugging Face's daily, search and trending pages, from any converter or a browser's select-all"
cannot_know = "authors' names; the year of a date the page prints without one; arXiv ids where the converter dropped the links"

_PAGE = 400  # blocks looked at together: enough for fifty cards
_NEAR = 40  # blocks that any one decision looks ahead
_STRAYS = 4  # lines that may stand between an abstract and its details and still be passed over
_WITHOUT_BODY = 12  # lines of text before an abstract of which one may be its title
_HEADING = frozenset({Kind.HEADER, Kind.TAB})
_BUTTONS = frozenset({Kind.BUTTON, Kind.UPVOTE})


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


class _Card:
    """The blocks of the card that is open, and what has been seen of it."""

    __slots__ = ("authors", "blocks", "body", "buttons", "date", "dot", "page", "texts")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.texts = 0
        self.body = self.authors = self.dot = self.date = self.buttons = False
        self.page: str | None = None

    @property
    def details(self) -> bool:
        return self.authors or self.dot or self.date

    def has(self, kind: Kind) -> bool:
        """Tell whether a kind of detail stands on the card, or one that comes after it does."""
        if kind is Kind.AUTHORS:
            return self.authors or self.date
        return self.date or (kind is Kind.DOT and self.dot)

    def add(self, block: Block) -> None:
        self.blocks.append(block)
        kind = block.kind
        if kind is Kind.AUTHORS:
            self.authors = True
        elif kind is Kind.DOT:
            self.dot = True
        elif kind is Kind.DATE:
            self.date = True
        elif kind in _BUTTONS and self.texts:
            self.buttons = True
        if self.page is None:
            self.page = page(block)


def page(block: Block) -> str | None:
    """Give the id of the paper whose page a block's links lead to."""
    if block.marks:
        return next(filter(None, map(page_of, block.marks.targets)), None)
    return page_of(block.text) if block.kind is Kind.ADDRESS else None


class DailyPapers:
    """One reading. `page_date` is that of the first page in the dump."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self._source = blocks(self._counted(lines))
        self._blocks: list[Block] = []  # a window on the dump
        self._at = 0  # the block in hand, in that window
        self._habits = Habits()
        self._card = _Card()
        self._in_header = True
        self._header_ahead = False
        self._waiting = Waiting()

    def __iter__(self) -> Iterator[Item]:
        self._turn_page()
        while self._at < len(self._blocks) or self._slide():
            block = self._blocks[self._at]
            if self._at + _NEAR >= len(self._blocks):
                self._slide()
            self._at += 1
            if self._is_furniture(block):
                yield from self._close()
                self.tally.furniture += block.lines
                yield from self._waiting.pass_on(Furniture(block.first, block.last, block.lines))
                continue
            if self._card.blocks and self._begins_card(block):
                yield from self._close()
            self._add(block)
        yield from self._close()
        yield from self._waiting.rest()

    def _counted(self, lines: Iterable[str]) -> Iterator[str]:
        tally = self.tally
        for line in lines:
            if line and not line.isspace():
                tally.total += 1
            yield line

    def _slide(self) -> bool:
        """Move the window on; what the page does throughout is learnt anew from what is in it."""
        more = list(islice(self._source, _PAGE))
        if not more:
            return self._at < len(self._blocks)
        self._blocks = self._blocks[self._at :] + more
        self._at = 0
        self._habits = Habits(self._blocks)
        return True

    def _turn_page(self) -> None:
        if len(self._blocks) - self._at < _PAGE:
            self._slide()
        self._habits = Habits(self._blocks[self._at : self._at + _PAGE])
        self._in_header = True
        self._header_ahead = self._is_prose_before_header()

    def _ahead(self, most: int = _NEAR) -> Iterator[Block]:
        return islice(self._blocks, self._at, self._at + most)

    # -- the title block of a page -----------------------------------------------------------------------------------

    def _is_prose_before_header(self) -> bool:
        """Tell whether a header comes and nothing before it has a card's details or links."""
        pairs, before = 0, None
        for at in range(self._at, min(self._at + _PAGE, len(self._blocks))):
            block = self._blocks[at]
            if block.kind is Kind.HEADER and self._is_header(at):
                return pairs < 3
            if block.kind in (Kind.AUTHORS, Kind.DOT, Kind.SUBMITTED) or page(block):
                return False
            if block.kind is Kind.TEXT:
                pairs += before is not None and is_titlelike(before) and len(block.text) > LONG
                before = block
        return False

    def _is_header(self, at: int) -> bool:
        """Tell whether a word of the header stands among others of the header: one alone is an advertisement's."""
        near = self._blocks[max(0, at - 3) : at + 4]
        return sum(block.kind in _HEADING for block in near) > 1

    def _is_furniture(self, block: Block) -> bool:
        kind = block.kind
        if kind is Kind.TEXT:
            return self._in_header and not self._card.blocks and self._precedes_tabs(block)
        if kind in _HEADING:
            return self._is_heading()
        if kind is Kind.DATE and self._in_header and not self._card.blocks:
            self.page_date = self.page_date or (block.token.date if block.token else None)
            return True
        if kind is Kind.FURNITURE:
            return not self._card.blocks
        if kind is Kind.COUNT and self._in_header and not self._card.blocks:
            after = next((each for each in self._ahead(8) if each.kind is not Kind.MARK), None)
            return after is not None and after.kind in (Kind.FURNITURE, Kind.HEADER, Kind.TAB)
        return not self._card.blocks and (kind is Kind.MARK or kind in _BUTTONS)

    def _is_heading(self) -> bool:
        if self._in_header or self._is_header(self._at - 1):
            if not self._in_header:
                self._turn_page()
            self._header_ahead = False
            return True
        return not self._card.blocks

    def _precedes_tabs(self, block: Block) -> bool:
        """A line of text before Daily, Weekly, Monthly or before the page date is the search that was asked, or a menu's word."""
        if len(block.text) > 120 or (block.marks and (block.marks.level >= 3 or page(block))):
            return False
        for after in self._ahead():
            if after.kind in _HEADING or after.kind is Kind.DATE:
                return True
            if after.kind not in CHROME:
                return False
        return False

    # -- where one card ends and the next begins ---------------------------------------------------------------------

    def _begins_card(self, block: Block) -> bool:
        kind, card = block.kind, self._card
        if kind is Kind.TEXT:
            return self._text_begins_card(block)
        if kind in DETAILS:
            return card.has(kind)
        if kind is Kind.COUNT:
            return card.texts > 0 and self._count_begins_card(block)
        if kind is Kind.SUBMITTED:
            return card.texts > 0 or any(each.kind is Kind.SUBMITTED for each in card.blocks)
        if kind is Kind.ADDRESS or kind is Kind.MARK:
            return card.texts > 0 and self._link_begins_card(block)
        return False

    def _link_begins_card(self, block: Block) -> bool:
        """A link to another paper's page, or its picture after the buttons of a card, is the next card's."""
        found = page(block)
        if found is None:
            return False
        if self._card.page is not None and found != self._card.page:
            return True
        return self._card.buttons and not is_comments(_target(block)) and not is_login(_target(block))

    def _text_begins_card(self, block: Block) -> bool:
        card = self._card
        if self._is_notice(block):
            return False
        if card.blocks[-1].kind is Kind.SUBMITTED and not self._names_submitter(card.blocks[-1]):
            return False
        if not card.texts:
            return card.details
        marks = block.marks
        if marks:
            found = page(block)
            if marks.level >= 3 or (found and card.page and found != card.page):
                return True
        if card.buttons:
            return True
        body = is_body(block)
        if card.details:
            return (body and len(block.text) > SUMMARY) or not self._details_follow()
        if body:
            return card.body and (len(block.text) > SUMMARY or not self._details_follow())
        return not self._details_follow() if card.body else card.texts >= _WITHOUT_BODY

    @staticmethod
    def _names_submitter(block: Block) -> bool:
        return bool(block.token and block.token.number)

    def _is_notice(self, block: Block) -> bool:
        return block.text in self._habits.repeated or is_labelled_advertisement(block.text)

    def _details_follow(self) -> bool:
        """Tell whether the text in hand is an organization or a stray line: details that the open card lacks come next."""
        strays = 0
        for after in self._ahead():
            kind = after.kind
            if kind in DETAILS:
                return not self._card.has(kind)
            if kind is Kind.TEXT:
                if self._is_notice(after):
                    continue
                strays += 1
                if strays > _STRAYS or (is_body(after) and len(after.text) > SUMMARY) or (after.marks and after.marks.level >= 3):
                    return False
            elif kind not in CHROME:
                return False
        return False

    def _count_begins_card(self, block: Block) -> bool:
        card = self._card
        before = card.blocks[-1].kind
        if before is Kind.UPVOTE:
            return False
        target = _target(block) or self._next_address()
        if is_comments(target):
            return False
        if is_login(target):
            return not (card.buttons or before is Kind.SUBMITTED)
        if not card.details:
            return not self._bullets_follow()
        if block.text == "-" or self._habits.inline or any(each.kind is Kind.COUNT for each in self._after_details()):
            return True
        following = list(islice((after for after in self._ahead() if after.kind not in CHROME), 2))
        if following and following[0].kind is Kind.COUNT and not (len(following) > 1 and is_body(following[1])):
            return False
        return self._habits.votes and not self._habits.submitted

    def _next_address(self) -> str:
        after = next((each for each in self._ahead(4) if each.kind is not Kind.MARK), None)
        return after.text if after is not None and after.kind is Kind.ADDRESS else ""

    def _after_details(self) -> Iterator[Block]:
        """The blocks of the open card from its first detail on."""
        begun = False
        for block in self._card.blocks:
            begun = begun or block.kind in DETAILS
            if begun:
                yield block

    def _bullets_follow(self) -> bool:
        """Avatars leave empty bullets behind, which look like a zero; authors or a date come after them."""
        for after in self._ahead():
            if after.kind in DETAILS:
                return True
            if after.kind not in (Kind.COUNT, Kind.MARK, Kind.ADDRESS, Kind.FURNITURE):
                return False
        return False

    # -- the open card -----------------------------------------------------------------------------------------------

    def _add(self, block: Block) -> None:
        card = self._card
        self._in_header = False
        if block.kind is Kind.COUNT and not card.texts and (target := self._next_address()) and page_of(target):
            if not is_login(target) and not is_comments(target):
                block = block._replace(kind=Kind.TEXT, token=None)  # a paper called `2048`
        if block.kind is Kind.TEXT and not self._is_notice(block):
            named = bool(card.blocks) and card.blocks[-1].kind is Kind.SUBMITTED and not self._names_submitter(card.blocks[-1])
            card.texts += not named
            card.body = card.body or is_body(block)
        card.add(block)

    def _close(self) -> Iterator[Item]:
        if not self._card.blocks:
            return
        made = card(self._card.blocks, self._habits.repeated, strict=self._header_ahead)
        self._card = _Card()
        self.tally.record += made.record
        self.tally.furniture += made.furniture
        for item, lines in made.skipped:
            self.tally.skipped += lines
            yield from self._waiting.pass_on(item)
        if made.sighting:
            yield from self._waiting.record(made.sighting, made.refs)
        self._waiting.define(made.definitions)


def _target(block: Block) -> str:
    targets = block.marks.targets if block.marks else ()
    return targets[-1] if targets else block.text if block.kind is Kind.ADDRESS else ""
