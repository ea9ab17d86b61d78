"""One card's blocks to one record: which line is the title, which the abstract, what the details say."""

import re
from typing import NamedTuple

from papertriage.model import Link, Organization, PrintedDate, Sighting, Skipped
from papertriage.sources.blocks import LONG, Block
from papertriage.sources.marks import organization_of, paper_of
from papertriage.sources.references import definition
from papertriage.sources.tokens import Kind

NAME = "daily-papers"

_SENTENCE = 80  # characters: a line so long that ends as a sentence does is a body
_SUMMARY = 320  # characters: the site's one-sentence summaries are shorter; 5 in 9,577 abstracts are
_ENDS = (".", "!", ".)", '."', ".”", ".’", "…", ".'", "?)")
_ADVERTISEMENT = re.compile(
    r"\b(?:sponsor(?:ed|s)?|advert(?:isement|orial)?s?|ad choices|promo(?:ted|tion)?|newsletter|subscribe|sign up|free trial|click here"
    r"|buy now|off today|discount|limited time|download (?:our|the) app|try it free|learn more|cookies?|shop now|webinar|special offer"
    r"|upgrade to|book a demo|get started|join (?:us|our)|hiring|coupon)\b|^ads?\b|\d% off|\$\d+(?:\.\d+)?/mo",
    re.IGNORECASE,
)
_SLUG = re.compile(r"[A-Za-z0-9][\w.-]*")
_PLAIN_WORD = re.compile(r"[A-Z][a-z]+")
_DETAILS = frozenset({Kind.AUTHORS, Kind.DOT, Kind.DATE})
_SMALL = frozenset({Kind.MARK, Kind.ADDRESS, Kind.FURNITURE})


class Made(NamedTuple):
    """What became of one card's blocks, and of how many non-blank lines."""

    sighting: Sighting | None
    refs: tuple[int, ...]
    skipped: list[tuple[Skipped, int]]
    definitions: list[tuple[int, str]]
    record: int
    furniture: int


def is_titlelike(block: Block) -> bool:
    """Tell whether a block could well be a title, by its length and its end."""
    text = block.text
    return 20 <= len(text) <= LONG and " " in text and not text.endswith((*_ENDS, ",", ":", ";"))


def is_body(block: Block) -> bool:
    """Tell whether a block is an abstract or a summary: longer than any title, or a long sentence that ends as one."""
    text = block.text
    if len(text) > LONG:
        return True
    if len(text) < _SENTENCE or not text.endswith(_ENDS) or (block.words and block.words.heading):
        return False
    return not _ADVERTISEMENT.search(text)


def card(blocks: list[Block]) -> Made:
    """Make a record of one card's blocks, in their order; what is not the record's comes back as skipped or furniture."""
    texts = [block for block in blocks if block.kind is Kind.TEXT]
    submitter = _submitter(blocks)
    if submitter is not None:
        texts = [block for block in texts if block is not submitter]
    definitions = [found for block in blocks if block.kind is Kind.ADDRESS and (found := definition(block.raw))]
    if not texts:
        return _without_text(blocks, definitions)
    title, body, organization = _roles(texts, blocks)
    if title is None:
        reason = "an abstract without a title" if body else "neither a title with its abstract or details nor the page's own words"
        return _none(blocks, reason, definitions)
    own = (title, body, organization, submitter)
    strays = [block for block in texts if not any(block is each for each in own)]
    return _made(blocks, _sighting(blocks, title, body, organization), strays, definitions)


# -- which line is what ----------------------------------------------------------------------------------------------


def _submitter(blocks: list[Block]) -> Block | None:
    """Find who submitted the paper: the block after `Submitted by`, unless the name stands on the same line."""
    for at, block in enumerate(blocks):
        if block.kind is Kind.SUBMITTED and not (block.token and block.token.number):
            return next((after for after in blocks[at + 1 :] if after.kind not in _SMALL), None)
    return None


def _roles(texts: list[Block], blocks: list[Block]) -> tuple[Block | None, Block | None, Block | None]:
    details = next((block.first for block in blocks if block.kind in _DETAILS), None)
    body = next((block for block in texts if len(block.text) > LONG), None) or next((block for block in texts[1:] if is_body(block)), None)
    if body is None and is_body(texts[0]) and not (texts[0].words and _targets_paper(texts[0])):
        body = texts[0]
    before = _before(texts, body, details)
    organization = _organization(texts, blocks, body)
    before = [block for block in before if block is not organization]
    if body is None and len(before) > 1 and before[-1].text.endswith(_ENDS) and details is not None and not _is_stray(before[-1]):
        body, before = before[-1], before[:-1]
    title = max(before, key=lambda block: (_title_worth(block), block.first), default=None)
    if title and not _is_believable(title, body, details is not None, blocks):
        title = None
    return title, body, organization


def _before(texts: list[Block], body: Block | None, details: int | None) -> list[Block]:
    if body is not None:
        return texts[: next(at for at, block in enumerate(texts) if block is body)]
    return [block for block in texts if details is None or block.first <= details] or texts


def _title_worth(block: Block) -> int:
    """Weigh a line as a title: markup is the strongest sign, then not being a sentence or an advertisement."""
    worth = 4 * bool(block.words and block.words.heading) + 3 * _targets_paper(block)
    worth -= 2 * block.text.endswith((*_ENDS, ",", ";", ":")) + 3 * _is_stray(block)
    return worth


def _is_stray(block: Block) -> bool:
    return bool(_ADVERTISEMENT.search(block.text))


def _targets_paper(block: Block) -> bool:
    return bool(block.words and any(paper_of(target) for target in block.words.targets if "/login" not in target))


def _is_believable(title: Block, body: Block | None, has_details: bool, blocks: list[Block]) -> bool:
    """A title alone is a record only with details or markup; a sentence is a title only with markup or details."""
    worth = _title_worth(title)
    if worth > 0:
        return True
    if any(block.kind is Kind.SUBMITTED for block in blocks):
        return True
    if has_details:
        return worth > -3 or body is not None
    return worth >= 0 and body is not None


def _organization(texts: list[Block], blocks: list[Block], body: Block | None) -> Block | None:
    """Find the text right before the dot or the date, after the body: `nyu-visionx NYU VisionX`."""
    for at, block in enumerate(blocks):
        if block.kind is Kind.DOT or block.kind is Kind.DATE:
            before = [each for each in blocks[:at] if each.kind not in _SMALL]
            last = before[-1] if before else None
            return last if last and _may_be_organization(last, texts, body) else None
    return None


def _may_be_organization(block: Block, texts: list[Block], body: Block | None) -> bool:
    if block.kind is not Kind.TEXT or block is body or block is texts[0] or len(block.text) > 120:
        return False
    if block.words and any(organization_of(target) for target in block.words.targets):
        return True
    return not block.text.endswith(_ENDS) and not _is_stray(block) and not (block.words and block.words.heading)


def organization(block: Block) -> Organization:
    """Read an organization as listed: `slug Name`, or a linked name whose link is the slug."""
    words = block.words
    slug = next(filter(None, map(organization_of, words.targets)), None) if words else None
    alt = words.alts[0] if words and words.alts and _SLUG.fullmatch(words.alts[0]) else None
    text = re.sub(r"^\[([\w.-]+)\]\s*", r"\1 ", block.text)
    first, _, rest = text.partition(" ")
    if slug or alt:
        known = slug or alt or ""
        return Organization(known, rest.strip() if rest and first.casefold() == known.casefold() else text)
    if rest and _SLUG.fullmatch(first) and not (_PLAIN_WORD.fullmatch(first) and first[0] != rest.lstrip()[:1]):
        return Organization(first, rest.strip())
    return Organization("", text)


# -- what the details say --------------------------------------------------------------------------------------------


class _Details(NamedTuple):
    upvotes: int | None
    authors: int | None
    printed: PrintedDate | None
    comments: int | None


def _details(blocks: list[Block], title: Block) -> _Details:
    upvotes = authors = comments = printed = None
    begun, upvote = False, False
    for block in blocks:
        kind, token = block.kind, block.token
        if token is None:
            upvote = False
        elif kind is Kind.UPVOTE:
            upvotes, upvote = (token.number, False) if token.number is not None else (upvotes, True)
        elif kind is Kind.COUNT:
            if upvote or (not begun and block.first <= title.first):
                upvotes, upvote = token.number, False
            elif begun and block.text not in "-–−":
                comments = token.number
        elif kind in _DETAILS:
            begun = True
            authors = token.number if kind is Kind.AUTHORS and authors is None else authors
            if kind is Kind.DATE and printed is None:
                printed, comments = token.date, token.comments if token.comments is not None else comments
    return _Details(upvotes, authors, printed, 0 if comments is None and printed else comments)


def _sighting(blocks: list[Block], title: Block, body: Block | None, listed: Block | None) -> Sighting:
    details = _details(blocks, title)
    ids, links = _targets(blocks)
    own = [block for block in blocks if block.kind not in _SMALL]
    return Sighting(
        source=NAME,
        title=title.text,
        abstract=body.text if body else None,
        is_summary=body is not None and len(body.text) <= _SUMMARY and any(block.kind in (Kind.UPVOTE, Kind.BUTTON) for block in blocks),
        author_count=details.authors,
        organization=organization(listed) if listed else None,
        printed=details.printed,
        comments=details.comments,
        upvotes=details.upvotes,
        arxiv_id=ids[0] if ids else None,
        links=tuple(links),
        line_start=own[0].first,
        line_end=own[-1].last,
    )


def _targets(blocks: list[Block]) -> tuple[list[str], list[Link]]:
    ids: list[str] = []
    links: list[Link] = []
    for block in blocks:
        targets = block.words.targets if block.words else ((block.text.strip("<>() "),) if block.kind is Kind.ADDRESS else ())
        for target in targets:
            if found := paper_of(target):
                ids.append(found)
            elif block.kind is Kind.BUTTON and target.startswith(("https://", "http://")):
                links.append(Link("code" if "github.com" in target else "other", target))
    return ids, links


# -- where the lines went --------------------------------------------------------------------------------------------


def _made(blocks: list[Block], sighting: Sighting, strays: list[Block], definitions: list[tuple[int, str]]) -> Made:
    skipped = [(_skipped([block], "a line inside a card that is none of its parts"), block.lines) for block in strays]
    furniture = sum(block.lines for block in blocks if block.kind is Kind.FURNITURE)
    lines = sum(block.lines for block in blocks)
    refs = tuple(ref for block in blocks if block.words for ref in block.words.refs)
    return Made(sighting, refs, skipped, definitions, lines - furniture - sum(count for _, count in skipped), furniture)


def _without_text(blocks: list[Block], definitions: list[tuple[int, str]]) -> Made:
    """Small words alone: link lists and buttons are furniture; numbers, authors and dates belonged to a record that is gone."""
    lost = [block for block in blocks if block.kind in (Kind.AUTHORS, Kind.DATE, Kind.DOT, Kind.COUNT)]
    if not lost:
        return Made(None, (), [], definitions, 0, sum(block.lines for block in blocks))
    return _none(blocks, "details without a title", definitions)


def _none(blocks: list[Block], reason: str, definitions: list[tuple[int, str]]) -> Made:
    named = [block for block in blocks if block.kind not in _SMALL]
    furniture = sum(block.lines for block in blocks) - sum(block.lines for block in named)
    return Made(None, (), [(_skipped(named, reason), sum(block.lines for block in named))], definitions, 0, furniture)


def _skipped(blocks: list[Block], reason: str) -> Skipped:
    raw = "\n".join(dict.fromkeys(block.raw or block.text for block in blocks))
    return Skipped(NAME, reason, raw, blocks[0].first, blocks[-1].last)
