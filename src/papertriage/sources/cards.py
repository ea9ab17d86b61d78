"""One card's blocks to one record: which line is the title, which the abstract, what the details say."""

import re
from collections.abc import Collection
from typing import NamedTuple

from papertriage.model import Organization, Sighting, Skipped
from papertriage.sources.blocks import HUGE, LONG, Block
from papertriage.sources.details import read_details, read_targets
from papertriage.sources.references import definition
from papertriage.sources.targets import organization_of, page_of
from papertriage.sources.tokens import Kind

NAME = "daily-papers"

_SENTENCE = 80  # characters: a line so long that ends as a sentence does is a body
SUMMARY = 320  # characters: the site's one-sentence summaries are shorter; 5 in 9,577 abstracts are
ENDS = (".", "!", ".)", '."', ".”", ".’", "…", ".'", "?)", '!"', '?"')
_UNENDED = (*ENDS, ",", ":", ";", "→", ">", "»")
_ADVERTISEMENT = re.compile(
    r"\b(?:sponsor(?:ed|s)?|advert(?:isement|orial|ise|ising)?s?|ad choices|newsletter|subscribe|sign up|free trial|click here"
    r"|buy now|off today|limited time|download (?:our|the) app|try it free|shop now|special offer|book now|order now"
    r"|upgrade (?:to|now)|book a demo|get started|join (?:us|our)|we'?re hiring|coupons?|promo(?:ted|tion)? code)\b|\d% off|\$\d+(?:\.\d+)?/mo",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:\W*(?:advertisement|sponsored|promoted|promotion|anzeige|werbung|publicité)\b|ads?\b\W*(?:$|[:|–—-])|\[ad\])", re.IGNORECASE)
_CHATTY = re.compile(r"\b(?:I|I'm|I've|I'll|me|my|you|your|yours|please|thanks|hello|dear)\b")
_SLUG = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9_-])?")
_PLAIN_WORD = re.compile(r"[A-Z][a-z]+")
_ALT = re.compile(r"\[([\w.-]+)\]\s*")
DETAILS = frozenset({Kind.AUTHORS, Kind.DOT, Kind.DATE})
_SMALL = frozenset({Kind.MARK, Kind.ADDRESS, Kind.FURNITURE, Kind.TAB, Kind.HEADER})
_STRAY = "a line inside a card that is none of its parts"


class Made(NamedTuple):
    """What became of one card's blocks, and of how many non-blank lines."""

    sighting: Sighting | None
    refs: tuple[int, ...]
    skipped: list[tuple[Skipped, int]]
    definitions: list[tuple[int, str]]
    record: int
    furniture: int


class Roles(NamedTuple):
    """Which blocks of a card are its words."""

    title: Block | None = None
    body: Block | None = None
    organization: Block | None = None


def is_titlelike(block: Block) -> bool:
    """Tell whether a block could well be a title, by its length and its end."""
    text = block.text
    return 20 <= len(text) <= LONG and " " in text and not text.endswith(_UNENDED)


def is_body(block: Block) -> bool:
    """Tell whether a block is an abstract or a summary: longer than any title, or a long sentence that ends as one."""
    text = block.text
    if len(text) > LONG:
        return len(text) <= HUGE
    if len(text) < _SENTENCE or not text.endswith(ENDS) or (block.marks and block.marks.level):
        return False
    return not _ADVERTISEMENT.search(text)


def is_labelled_advertisement(text: str) -> bool:
    """Tell whether a line says of itself that it is an advertisement."""
    return bool(_LABEL.match(text))


def card(blocks: list[Block], strays: Collection[str] = (), *, strict: bool = False) -> Made:
    """Make a record of one card's blocks, in their order; what is not the record's comes back as skipped or furniture.

    `strays` are lines known to be advertisements. `strict` asks for details or markup: what stands outside a page is no record
    for being a short line above a long one.
    """
    definitions = [found for block in blocks if block.kind is Kind.ADDRESS and (found := definition(block.raw))]
    submitter = _submitter(blocks)
    texts = [
        block
        for block in blocks
        if block.kind is Kind.TEXT and block is not submitter and block.text not in strays and not is_labelled_advertisement(block.text)
    ]
    roles = _roles(texts, blocks) if texts else Roles()
    if roles.title is None and roles.body and (number := _number_title(blocks, roles.body)):
        roles = roles._replace(title=number)
    if roles.title is None or (strict and is_weak(blocks)) or (is_weak(blocks) and _is_prose(roles)):
        return _none(blocks, roles, definitions)
    return _made(blocks, roles, submitter, definitions)


def is_weak(blocks: list[Block]) -> bool:
    """Tell whether nothing but a short text above a long one says that this is a record."""
    for block in blocks:
        if block.kind in (Kind.AUTHORS, Kind.DATE, Kind.SUBMITTED, Kind.UPVOTE):
            return False
        if block.marks and (block.marks.level >= 3 or any(map(page_of, block.marks.targets))):
            return False
    return True


def _is_prose(roles: Roles) -> bool:
    """A weak record whose text speaks to somebody is none: abstracts say `we`, letters and notes `you` and `I`."""
    return roles.body is not None and len(_CHATTY.findall(roles.body.text[:2000])) >= 2


# -- which line is what ----------------------------------------------------------------------------------------------


def _submitter(blocks: list[Block]) -> Block | None:
    """Find who submitted the paper: the block after `Submitted by`, unless the name stands on the same line."""
    for at, block in enumerate(blocks):
        if block.kind is Kind.SUBMITTED and not (block.token and block.token.number):
            return next((after for after in blocks[at + 1 : at + 4] if after.kind not in _SMALL), None)
    return None


def _roles(texts: list[Block], blocks: list[Block]) -> Roles:
    details = next((block.first for block in blocks if block.kind in DETAILS), None)
    body = _body(texts, details)
    organization = _organization(texts, blocks, body)
    before = [block for block in _before(texts, body, details) if block is not organization]
    if body is None and len(before) > 1 and details is not None and before[-1].text.endswith(ENDS) and not is_stray(before[-1]):
        body, before = before[-1], before[:-1]
    title = max(before, key=lambda block: (_worth(block), block.first), default=None)
    if title and not _is_believable(title, body, blocks):
        title = None
    return Roles(title, body, organization)


def _body(texts: list[Block], details: int | None) -> Block | None:
    """The first long text, else the first after another text that ends as a sentence does; advertisements last."""
    long = [block for block in texts if LONG < len(block.text) <= HUGE and not (block.marks and block.marks.level)]
    long = [block for block in long if details is None or block.first < details] or long
    if long:
        return next((block for block in long if not is_stray(block)), long[0])
    for block in texts[1:]:
        if is_body(block):
            return block
    first = texts[0]
    return first if is_body(first) and not (first.marks and any(map(page_of, first.marks.targets))) else None


def _before(texts: list[Block], body: Block | None, details: int | None) -> list[Block]:
    if body is not None:
        before = texts[: next(at for at, block in enumerate(texts) if block is body)]
    else:
        before = [block for block in texts if details is None or block.first <= details] or texts
    return [block for block in before if len(block.text) <= LONG or (block.marks and block.marks.level >= 3)]


def _worth(block: Block) -> int:
    """Weigh a line as a title: markup is the strongest sign, then not being a sentence or an advertisement."""
    worth = -2 * block.text.endswith(_UNENDED) - 3 * is_stray(block)
    if block.marks:
        worth += 4 * (block.marks.level >= 3) + 3 * any(map(page_of, block.marks.targets))
    return worth


def is_stray(block: Block) -> bool:
    """Tell whether a block reads like an advertisement."""
    return bool(_ADVERTISEMENT.search(block.text)) or is_labelled_advertisement(block.text)


def _is_believable(title: Block, body: Block | None, blocks: list[Block]) -> bool:
    """A title alone is a record only with authors, a dot or markup; a sentence is a title only with markup or details."""
    worth = _worth(title)
    if worth > 0 or any(block.kind is Kind.SUBMITTED for block in blocks):
        return True
    kinds = {block.kind for block in blocks}
    if body is None:
        return worth > -3 and bool(kinds & {Kind.AUTHORS, Kind.DOT})
    return worth > -3 if kinds & DETAILS else worth >= 0 or (worth == -2 and title.text.endswith(".") and len(title.text) > 12)


def _number_title(blocks: list[Block], body: Block) -> Block | None:
    """A paper may be called `2048`: the number right above an abstract, where another number or a name stands before it."""
    before = [block for block in blocks if block.kind not in _SMALL and block.first < body.first]
    if not before or before[-1].kind is not Kind.COUNT or len(before[-1].text) < 2:
        return None
    counts = sum(block.kind is Kind.COUNT for block in before)
    elsewhere = any(block.kind is Kind.UPVOTE for block in blocks) or before[0].kind is Kind.SUBMITTED
    return before[-1] if counts > 1 or elsewhere else None


# -- the organization ------------------------------------------------------------------------------------------------


def _organization(texts: list[Block], blocks: list[Block], body: Block | None) -> Block | None:
    """Find the text between the body, or the title, and the dot or the date: `nyu-visionx NYU VisionX`."""
    end = next((at for at, block in enumerate(blocks) if block.kind is Kind.DOT or block.kind is Kind.DATE), 0)
    start = next((at for at, block in enumerate(blocks) if block is (body or texts[0])), end)
    if any(block.kind is Kind.AUTHORS for block in blocks[start:end]):
        return None
    found = [block for block in blocks[start + 1 : end] if _may_be_organization(block, texts)]
    return max(found, key=lambda block: (_slug_worth(block), block.first), default=None)


def _slug_worth(block: Block) -> int:
    if block.marks and any(map(organization_of, block.marks.targets)):
        return 3
    return 2 * bool(organization(block).slug) - block.text.endswith((",", ":", "?"))


def _may_be_organization(block: Block, texts: list[Block]) -> bool:
    if len(block.text) > 120 or not any(block is each for each in texts):
        return False
    if block.marks and any(map(organization_of, block.marks.targets)):
        return True
    return not block.text.endswith(ENDS) and not is_stray(block) and not (block.marks and block.marks.level)


def organization(block: Block) -> Organization:
    """Read an organization as listed: `slug Name`, or a linked name whose link is the slug."""
    marks = block.marks
    slug = next(filter(None, map(organization_of, marks.targets)), None) if marks else None
    alt = next((alt for alt in marks.alts if _SLUG.fullmatch(alt)), None) if marks else None
    text = block.text
    if named := _ALT.match(text):
        alt, text = alt or named[1], text[named.end() :] or named[1]
    first, _, rest = text.partition(" ")
    if known := slug or alt:
        return Organization(known, rest.strip() if rest and first.casefold() == known.casefold() else text)
    if rest and _SLUG.fullmatch(first) and not (_PLAIN_WORD.fullmatch(first) and first[0] != rest.lstrip()[:1]):
        return Organization(first, rest.strip())
    return Organization("", text)


# -- where the lines went --------------------------------------------------------------------------------------------


def _made(blocks: list[Block], roles: Roles, submitter: Block | None, definitions: list[tuple[int, str]]) -> Made:
    title, body, listed = roles
    assert title is not None
    details = read_details(blocks, title)
    ids, links = read_targets(blocks)
    own = (title, body, listed, submitter)
    strays = [block for block in blocks if block.kind is Kind.TEXT and not any(block is each for each in own)]
    furniture = sum(block.lines for block in blocks if block.kind in (Kind.FURNITURE, Kind.HEADER, Kind.TAB) and block is not title)
    named = [block for block in blocks if block.kind not in _SMALL and block not in strays]
    sighting = Sighting(
        NAME,
        title.text,
        body.text if body else None,
        is_summary=body is not None and len(body.text) <= SUMMARY and any(block.kind in (Kind.UPVOTE, Kind.BUTTON) for block in blocks),
        author_count=details.authors,
        organization=organization(listed) if listed else None,
        printed=details.printed,
        comments=details.comments,
        upvotes=details.upvotes,
        arxiv_id=ids[0] if ids else None,
        links=tuple(links),
        line_start=named[0].first,
        line_end=named[-1].last,
    )
    skipped = [(_skipped([block], _STRAY), block.lines) for block in strays]
    lines = sum(block.lines for block in blocks)
    refs = tuple(ref for block in blocks if block.marks for ref in block.marks.refs)
    return Made(sighting, refs, skipped, definitions, lines - furniture - sum(block.lines for block in strays), furniture)


def _none(blocks: list[Block], roles: Roles, definitions: list[tuple[int, str]]) -> Made:
    """No record: link lists, menus and buttons are furniture; anything else was a record's, or is no word of the page."""
    named = [block for block in blocks if block.kind not in _SMALL]
    lost = [block for block in named if block.kind not in (Kind.BUTTON, Kind.UPVOTE)]
    lines = sum(block.lines for block in blocks)
    if not lost:
        return Made(None, (), [], definitions, 0, lines)
    skipped = sum(block.lines for block in named)
    return Made(None, (), [(_skipped(named, _reason(lost, roles)), skipped)], definitions, 0, lines - skipped)


def _reason(lost: list[Block], roles: Roles) -> str:
    if not any(block.kind is Kind.TEXT for block in lost):
        return "details without a title"
    if roles.title:
        return "prose outside the page's cards"
    return "an abstract without a title" if roles.body else "neither a title with its abstract or details nor the page's own words"


def _skipped(blocks: list[Block], reason: str) -> Skipped:
    raw = "\n".join(dict.fromkeys(block.raw or block.text for block in blocks))
    return Skipped(NAME, reason, raw, blocks[0].first, blocks[-1].last)
