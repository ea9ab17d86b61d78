"""Which line of a card is its title, which its abstract, which its organization."""

from typing import NamedTuple

from papertriage.sources.advertisements import advertises, is_stray
from papertriage.sources.block import HUGE, LONG, Block
from papertriage.sources.organizations import slug_worth
from papertriage.sources.pages import Habits
from papertriage.sources.targets import organization_of, page_of
from papertriage.sources.tokens import Kind

_SENTENCE = 80  # characters: a line so long that ends as a sentence does is a body
SUMMARY = 320  # characters: the site's one-sentence summaries are shorter; 5 in 9,577 abstracts are
ENDS = (".", "!", ".)", '."', ".”", ".’", "…", ".'", "?)", '!"', '?"')
UNENDED = (*ENDS, ",", ":", ";", "→", ">", "»")
_OPENING = 300  # characters in which a letter or a note has said to whom it speaks
_SPEAKS = frozenset(
    [
        "you",
        "your",
        "You",
        "Your",
        "please",
        "Please",
        "me",
        "my",
        "My",
        "I",
        "I'm",
        "I've",
        "I'll",
        "thanks",
        "Thanks",
        "Dear",
        "Hi",
        "Hello",
    ]
)
DETAILS = frozenset({Kind.AUTHORS, Kind.DOT, Kind.DATE})
PAGES_OWN = frozenset({Kind.FURNITURE, Kind.TAB, Kind.HEADER, Kind.DEFINITION})
SMALL = PAGES_OWN | {Kind.MARK, Kind.ADDRESS}


class Roles(NamedTuple):
    """Which blocks of a card are its words."""

    title: Block | None = None
    body: Block | None = None
    organization: Block | None = None
    submitter: Block | None = None


def is_body(block: Block) -> bool:
    """Tell whether a block is an abstract or a summary: longer than any title.

    Or a long sentence that ends as one.
    """
    text = block.text
    if len(text) > LONG:
        return len(text) <= HUGE
    if len(text) < _SENTENCE or not text.endswith(ENDS) or (block.marks and block.marks.level):
        return False
    return not advertises(text)


def is_weak(blocks: list[Block]) -> bool:
    """Tell whether nothing but a short text above a long one says that this is a record."""
    for block in blocks:
        if block.kind in (Kind.AUTHORS, Kind.DATE, Kind.SUBMITTED, Kind.UPVOTE):
            return False
        if block.marks and (block.marks.level >= 3 or any(map(page_of, block.marks.targets))):
            return False
    return True


def is_prose(body: Block | None) -> bool:
    """A weak record whose text speaks to somebody is none: abstracts say `we`.

    Letters and notes say `you` and `I`.
    """
    if body is None:
        return False
    words = body.text[:_OPENING].split()
    return not _SPEAKS.isdisjoint(words) and sum(word in _SPEAKS for word in words) > 1


def submitter_of(blocks: list[Block]) -> Block | None:
    """Find who submitted the paper.

    The block after `Submitted by`, unless the name stands on the same line.
    """
    for at, block in enumerate(blocks):
        if block.kind is Kind.SUBMITTED and not (block.token and block.token.number):
            return next((after for after in blocks[at + 1 : at + 4] if after.kind not in SMALL), None)
    return None


def roles_of(texts: list[Block], blocks: list[Block]) -> Roles:
    """Find a card's title, abstract and organization among its texts, in their order."""
    details = next((block.first for block in blocks if block.kind in DETAILS), None)
    body = _body(texts, details)
    listed = _organization(texts, blocks, body) if len(texts) > 1 else None
    before = [
        block for block in _before(texts, body, details) if listed is None or block.first < listed.first
    ]
    if (
        body is None
        and len(before) > 1
        and details is not None
        and before[-1].text.endswith(ENDS)
        and not is_stray(before[-1])
    ):
        body, before = before[-1], before[:-1]
    title = before[0] if len(before) == 1 else _best(before)
    if title and not _is_believable(title, body, blocks):
        title = None
    return Roles(title, body, listed)


def _best(before: list[Block]) -> Block | None:
    """Of several lines above an abstract, the title: by markup, then by not being a sentence.

    The last.
    """
    return max(before, key=lambda block: (worth(block), block.first), default=None)


def _is_capitalized(text: str) -> bool:
    """Tell whether a line is set as most titles are: with a colon, or its longer words with capitals."""
    long = [word for word in text.split() if len(word) > 3]
    return ": " in text or 3 * sum(not word[0].islower() for word in long) > 2 * len(long)


def _body(texts: list[Block], details: int | None) -> Block | None:
    """The first long text before the details, else the first that ends as a sentence does after another."""
    long = [
        block for block in texts if LONG < len(block.text) <= HUGE and not (block.marks and block.marks.level)
    ]
    if len(long) > 1:
        long = [block for block in long if details is None or block.first < details] or long
    sure = next((block for block in long if not is_stray(block)), None)
    sure = sure or next((block for block in texts[1:] if is_body(block) and not is_stray(block)), None)
    if sure or long:
        return sure or long[0]
    first = texts[0]
    return first if is_body(first) and not (first.marks and any(map(page_of, first.marks.targets))) else None


def _before(texts: list[Block], body: Block | None, details: int | None) -> list[Block]:
    if body is not None:
        before = texts[: next(at for at, block in enumerate(texts) if block is body)]
    else:
        before = [block for block in texts if details is None or block.first <= details] or texts
    return [block for block in before if len(block.text) <= LONG or (block.marks and block.marks.level >= 3)]


def worth(block: Block) -> int:
    """Weigh a line as a title: markup is the strongest sign.

    Not being a sentence or an advertisement.
    """
    if block.text.startswith("Submitted by "):
        return -9  # a whole card that a converter put on one line: where its title ends cannot be told
    weight = -2 * block.text.endswith(UNENDED) - 3 * is_stray(block)
    if block.marks:
        weight += 4 * (block.marks.level >= 3) + 3 * any(map(page_of, block.marks.targets))
    return weight


def _is_believable(title: Block, body: Block | None, blocks: list[Block]) -> bool:
    """A title alone is a record only with authors, a dot or markup.

    A sentence is a title only with markup or details.
    """
    kinds = {block.kind for block in blocks}
    if title.text.endswith(UNENDED) and is_stray(title) and not title.marks:
        return False
    if (
        body is not None
        and kinds & DETAILS
        and len(title.text) < LONG
        and not title.text.startswith("Submitted by ")
    ):
        return (
            not title.text.endswith(UNENDED)
            or _is_capitalized(title.text)
            or bool(kinds & {Kind.COUNT, Kind.SUBMITTED})
            or worth(title) > 0
        )
    weight = worth(title)
    if weight > 0 or (weight > -9 and Kind.SUBMITTED in kinds):
        return True
    if body is None:
        return weight > -3 and bool(kinds & {Kind.AUTHORS, Kind.DOT})
    return stands_alone(title, weight)


def stands_alone(title: Block, weight: int) -> bool:
    """Tell whether a line is a title though nothing but the abstract below says so.

    `MUG` may be one, `Agenda` is not.
    """
    text = title.text
    if " " not in text and sum(not letter.islower() for letter in text) < 2:
        return False
    return weight >= 0 or (weight == -2 and text.endswith(".") and _is_capitalized(text))


def number_title(blocks: list[Block], body: Block, habits: Habits) -> Block | None:
    """A paper may be called `2048`: the number right above an abstract.

    Where another number or a name stands before it.
    """
    before = [
        block for block in blocks if block.kind in (Kind.COUNT, Kind.SUBMITTED) and block.first < body.first
    ]
    if not before or before[-1].kind is not Kind.COUNT or len(before[-1].text) < 2:
        return None
    counts = sum(block.kind is Kind.COUNT for block in before)
    return before[-1] if counts > 1 or habits.trending or before[0].kind is Kind.SUBMITTED else None


def _organization(texts: list[Block], blocks: list[Block], body: Block | None) -> Block | None:
    """Find the text between the body, or the title, and the dot or the date: `nyu-visionx NYU VisionX`."""
    end = next(
        (at for at, block in enumerate(blocks) if block.kind is Kind.DOT or block.kind is Kind.DATE), 0
    )
    start = next((at for at, block in enumerate(blocks) if block is (body or texts[0])), end)
    if any(block.kind is Kind.AUTHORS for block in blocks[start:end]):
        return None
    found = [block for block in blocks[start + 1 : end] if may_be_organization(block, texts)]
    return max(found, key=lambda block: (slug_worth(block), block.first), default=None)


def may_be_organization(block: Block, texts: list[Block]) -> bool:
    """Tell whether one of a card's texts may name an organization.

    It is short, no sentence and no advertisement.
    """
    if len(block.text) > 120 or not any(block is each for each in texts):
        return False
    if block.marks and any(map(organization_of, block.marks.targets)):
        return True
    return not block.text.endswith(ENDS) and not is_stray(block) and not (block.marks and block.marks.level)
