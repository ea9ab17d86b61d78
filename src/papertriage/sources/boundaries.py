"""Where one card ends and the next begins."""

from collections.abc import Iterator, Sequence

from papertriage.sources.advertisements import is_stray
from papertriage.sources.block import LONG, Block
from papertriage.sources.pages import CHROME, Habits
from papertriage.sources.roles import DETAILS, UNENDED, is_body
from papertriage.sources.targets import is_comments, is_login, page_of
from papertriage.sources.tokens import Kind

_NEAR = 40  # blocks that any one decision looks ahead
_STRAYS = 4  # lines that may stand between an abstract and its details and still be passed over
_WITHOUT_BODY = 12  # lines of text before an abstract of which one may be its title
_PASSED = CHROME | {Kind.HEADER, Kind.TAB}  # `Subscribe` alone is an advertisement's
_BUTTONS = frozenset({Kind.BUTTON, Kind.UPVOTE})


class Card:
    """The blocks of the card that is open, and what has been seen of it."""

    __slots__ = (
        "authors",
        "awaited",
        "blocks",
        "body",
        "buttons",
        "counts",
        "date",
        "dot",
        "doubtful",
        "last",
        "page",
        "texts",
    )

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.texts = 0
        self.body = self.doubtful = self.authors = self.dot = self.date = self.buttons = False
        self.awaited = False  # the name of who submitted the paper comes next
        self.counts = 0  # numbers after the first detail
        self.page: str | None = None
        self.last = Kind.MARK  # of the last block that is one of the page's words

    @property
    def details(self) -> bool:
        """Whether any of authors, dot and date has been seen."""
        return self.authors or self.dot or self.date

    def has(self, kind: Kind) -> bool:
        """Tell whether a kind of detail stands on the card, or one that comes after it does."""
        return self.date or (kind is Kind.AUTHORS and self.authors) or (kind is Kind.DOT and self.dot)

    def add(self, block: Block, ahead: Sequence[Block], at: int, habits: Habits) -> None:
        """Put a block on the card; `ahead[at:]` are those that follow it."""
        kind = block.kind
        if kind is Kind.TEXT:
            if not habits.is_notice(block):
                self._add_text(block)
        elif kind is Kind.COUNT:
            block = self._counted(block, ahead, at)
        else:
            self.authors |= kind is Kind.AUTHORS
            self.dot |= kind is Kind.DOT
            self.date |= kind is Kind.DATE
            self.buttons |= kind in _BUTTONS and self.texts > 0
        if kind not in CHROME:
            self.awaited = kind is Kind.SUBMITTED and not (block.token and block.token.number)
            self.last = kind
        if self.page is None and (block.marks or kind is Kind.ADDRESS):
            self.page = page(block)
        self.blocks.append(block)

    def _add_text(self, block: Block) -> None:
        self.texts += not self.awaited
        # A long title may end as a sentence does; only after another text is it an abstract.
        if (len(block.text) > LONG or self.texts > 1) and is_body(block):
            self.doubtful = (not self.body or self.doubtful) and is_stray(block)
            self.body = True

    def _counted(self, block: Block, ahead: Sequence[Block], at: int) -> Block:
        target = "" if self.texts else _next_address(ahead, at)
        if target and page_of(target) and not is_login(target) and not is_comments(target):
            self.texts += 1
            return block._replace(kind=Kind.TEXT, token=None)  # a paper called `2048`
        self.counts += self.details
        return block


def page(block: Block) -> str | None:
    """Give the id of the paper whose page a block's links lead to."""
    if block.marks:
        return next(filter(None, map(page_of, block.marks.targets)), None)
    return page_of(block.text) if block.kind is Kind.ADDRESS else None


def is_other_paper(block: Block, than: str | None) -> bool:
    """Tell whether a block's links lead to a paper's page, other than the one named."""
    return (found := page(block)) is not None and found != than


def begins_card(card: Card, block: Block, ahead: Sequence[Block], at: int, habits: Habits) -> bool:
    """Tell whether a block begins the card after the open one; `ahead[at:]` are the blocks that follow it."""
    kind = block.kind
    if kind is Kind.TEXT:
        if card.date and card.texts and not card.awaited and not habits.is_notice(block):
            return True
        return _text_begins(card, block, _Following(ahead, at, habits))
    if kind in DETAILS:
        return card.has(kind)
    if kind is Kind.COUNT:
        return (card.texts > 0 or card.details) and _count_begins(card, block, _Following(ahead, at, habits))
    if kind is Kind.SUBMITTED:
        return card.texts > 0 or any(each.kind is Kind.SUBMITTED for each in card.blocks)
    return kind in (Kind.ADDRESS, Kind.MARK) and card.texts > 0 and _link_begins(card, block)


class _Following:
    """The blocks after the one in hand, and what the page does throughout."""

    __slots__ = ("at", "blocks", "habits")

    def __init__(self, blocks: Sequence[Block], at: int, habits: Habits) -> None:
        self.blocks = blocks
        self.at = at
        self.habits = habits

    def __iter__(self) -> Iterator[Block]:
        for at in range(self.at, min(self.at + _NEAR, len(self.blocks))):
            yield self.blocks[at]

    def details(self, card: Card) -> bool:
        """Tell whether the text in hand is an organization or a stray line.

        Details that the open card lacks come next.
        """
        strays = 0
        before = self.blocks[self.at - 1]
        for after in self:
            kind = after.kind
            if kind in DETAILS:
                return not card.has(kind)
            if kind is Kind.TEXT:
                if self.habits.is_notice(after):
                    continue
                strays += 1
                if strays > _STRAYS or _is_surely_next(before, after):
                    return False
                before = after
            elif kind not in _PASSED:
                return False
        return False

    def bullets(self) -> bool:
        """Avatars leave empty bullets behind, which look like a zero; authors or a date come after them."""
        for after in self:
            if after.kind in DETAILS:
                return True
            if after.kind not in (Kind.COUNT, Kind.MARK, Kind.ADDRESS, Kind.FURNITURE):
                return False
        return False


def _is_surely_next(before: Block, block: Block) -> bool:
    """Tell whether a text cannot be a stray line of the open card: an abstract, a heading.

    Or a summary below a title.
    """
    if _is_abstract(block) or (block.marks and block.marks.level >= 3):
        return True
    return (
        is_body(block)
        and not is_stray(block)
        and not before.text.endswith(UNENDED)
        and len(before.text) <= LONG
    )


def _is_abstract(block: Block) -> bool:
    """Tell whether a text is long enough to be an abstract, and no advertisement."""
    return len(block.text) > LONG and not is_stray(block)


def _text_begins(card: Card, block: Block, following: _Following) -> bool:
    if card.awaited or following.habits.is_notice(block):
        return False
    if not card.texts:
        return card.details
    return card.buttons or _is_next_heading(card, block) or _goes_past(card, block, following)


def _is_next_heading(card: Card, block: Block) -> bool:
    """Tell whether markup says that a text begins a card: a heading, or a link to another paper."""
    marks = block.marks
    return marks is not None and (
        marks.level >= 3 or (card.page is not None and is_other_paper(block, card.page))
    )


def _goes_past(card: Card, block: Block, following: _Following) -> bool:
    """Tell whether a text is past the end of the open card, by what the card has and what comes next."""
    if card.doubtful and (card.texts == 1 or is_stray(block) or block.text.endswith(UNENDED)):
        return False  # an advertisement stood where the title or the abstract should
    if card.details:
        return card.date or _is_abstract(block) or not following.details(card)
    if is_body(block):
        return card.body and not card.doubtful and (_is_abstract(block) or not following.details(card))
    return not following.details(card) if card.body else card.texts >= _WITHOUT_BODY


def _link_begins(card: Card, block: Block) -> bool:
    """A link to another paper's page, or its picture after the buttons of a card, is the next card's."""
    found = page(block)
    if found is None:
        return False
    if card.page is not None and found != card.page:
        return True
    return card.buttons and not is_comments(_target(block)) and not is_login(_target(block))


def _count_begins(card: Card, block: Block, following: _Following) -> bool:
    if card.last in _BUTTONS:
        return False  # the votes, or how many stars at GitHub
    target = _target(block) or _next_address(following.blocks, following.at)
    if is_comments(target):
        return False
    if is_login(target):
        return not (card.buttons or card.last is Kind.SUBMITTED)
    return _is_vote(card, block, following) if card.details else not following.bullets()


def _is_vote(card: Card, block: Block, following: _Following) -> bool:
    """Tell whether a number after details is the votes of the next card, and not the comments of this one."""
    habits = following.habits
    if block.text == "-" or card.counts or habits.inline or not (card.date or habits.submitted):
        return True  # comments stand after a date, or on day pages, where cards say who submitted them
    after = [each for each in following if each.kind not in CHROME][:2]
    if after and after[0].kind is Kind.COUNT and not (len(after) > 1 and is_body(after[1])):
        return False
    return habits.votes and not habits.submitted


def _next_address(ahead: Sequence[Block], at: int) -> str:
    for after in ahead[at : at + 4]:
        if after.kind is Kind.ADDRESS:
            return after.text
        if after.kind is not Kind.MARK:
            break
    return ""


def _target(block: Block) -> str:
    if block.marks and block.marks.targets:
        return block.marks.targets[-1]
    return block.text if block.kind is Kind.ADDRESS else ""
