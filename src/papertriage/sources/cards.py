"""One card's blocks to one record, and to what is none."""

from typing import NamedTuple

from papertriage.model import Furniture, Sighting, Skipped
from papertriage.sources.advertisements import is_stray
from papertriage.sources.block import Block
from papertriage.sources.details import read_details, read_targets
from papertriage.sources.organizations import beside, organization
from papertriage.sources.pages import Habits
from papertriage.sources.protocol import Item
from papertriage.sources.roles import (
    PAGES_OWN,
    SMALL,
    SUMMARY,
    Roles,
    is_prose,
    is_weak,
    number_title,
    roles_of,
    submitter_of,
)
from papertriage.sources.tokens import Kind

NAME = "daily-papers"

_STRAY = "a line inside a card that is none of its parts"


class Made(NamedTuple):
    """What became of one card's blocks, and of how many non-blank lines."""

    items: list[Item]
    refs: tuple[int, ...] = ()
    record: int = 0
    furniture: int = 0
    skipped: int = 0


def card(blocks: list[Block], habits: Habits, *, outside: bool = False) -> Made:
    """Make a record of one card's blocks, in their order.

    What is not the record's comes back as skipped or furniture.

    `outside` says that the card stands before the header of a page: what is there is no record for being a
    short line above a long one.
    """
    submitter = submitter_of(blocks)
    texts = [
        block
        for block in blocks
        if block.kind is Kind.TEXT and block is not submitter and not habits.is_notice(block)
    ]
    roles = roles_of(texts, blocks) if texts else Roles()
    if roles.title is None and roles.body:
        roles = roles._replace(title=number_title(blocks, roles.body, habits))
    if roles.title is None or (is_weak(blocks) and (outside or is_prose(roles.body))):
        return _none(blocks, roles)
    at = _start(blocks, texts, roles.title)
    made = _made(blocks[at:], roles.title, roles._replace(submitter=submitter), habits)
    return _after(_none(blocks[:at], Roles()), made) if at else made


def _start(blocks: list[Block], texts: list[Block], title: Block) -> int:
    """Find where a card's own blocks begin.

    What stands above another text than an advertisement was of another card.
    """
    if title.marks:
        return 0
    at = next((at for at, block in enumerate(blocks) if block is title), 0)
    for before in range(at - 1, -1, -1):
        block = blocks[before]
        if any(block is each for each in texts) and not is_stray(block):
            return before + 1
    return 0


def _after(lost: Made, made: Made) -> Made:
    return Made(
        lost.items + made.items,
        made.refs,
        made.record,
        lost.furniture + made.furniture,
        lost.skipped + made.skipped,
    )


def _made(blocks: list[Block], title: Block, roles: Roles, habits: Habits) -> Made:
    """A record from its first part to its last.

    Lines before, after and among them that are none of its parts beside it.
    """
    body, listed = roles.body, roles.organization
    details = read_details(blocks, title, trending=habits.trending)
    ids, links = read_targets(blocks)
    own = [block for block in blocks if _is_own(block, roles)]
    first, last = own[0].first, own[-1].last
    sighting = Sighting(
        NAME,
        title.text,
        body.text if body else None,
        habits.trending and body is not None and len(body.text) <= SUMMARY,
        None,
        details.authors,
        organization(listed, *beside(blocks, listed)) if listed else None,
        details.printed,
        comments=details.comments,
        upvotes=details.upvotes,
        arxiv_id=ids[0] if ids else None,
        links=tuple(links),
        line_start=first,
        line_end=last,
    )
    refs = tuple(ref for block in blocks if block.marks for ref in block.marks.refs)
    if len(own) == len(blocks):
        return Made([sighting], refs, sum([block.lines for block in blocks]))
    return _with_others(blocks, sighting, refs, own)


def _is_own(block: Block, roles: Roles) -> bool:
    if block.kind is Kind.TEXT:
        return any(block is each for each in roles)
    return block.kind not in PAGES_OWN and block.kind is not Kind.NOTICE


def _with_others(blocks: list[Block], sighting: Sighting, refs: tuple[int, ...], own: list[Block]) -> Made:
    before: list[Item] = []
    after: list[Item] = []
    counts = {True: 0, False: 0}  # skipped, furniture
    kept = set(map(id, own))
    for block in blocks:
        if id(block) in kept:
            continue
        stray = block.kind is Kind.TEXT or block.kind is Kind.NOTICE
        counts[stray] += block.lines
        place = before if block.first < sighting.line_start else after
        if stray:
            place.append(_skipped([block], _STRAY))
        elif not sighting.line_start <= block.first <= sighting.line_end and block.lines:
            place.append(Furniture(block.first, block.last, block.lines))
    record = sum(block.lines for block in own)
    return Made([*before, sighting, *after], refs, record, counts[False], counts[True])


def _none(blocks: list[Block], roles: Roles) -> Made:
    """No record: link lists, menus and buttons are furniture; anything else was a record's.

    Or is no word of the page.
    """
    named = [block for block in blocks if block.kind not in SMALL]
    lost = [block for block in named if block.kind not in (Kind.BUTTON, Kind.UPVOTE)]
    if not lost:
        return Made(_furniture(blocks), (), 0, sum(block.lines for block in blocks), 0)
    start, end = named[0].first, named[-1].last
    skipped = sum(block.lines for block in named)
    items: list[Item] = [
        *_furniture([block for block in blocks if block.last < start]),
        _skipped(named, _reason(lost, roles)),
        *_furniture([block for block in blocks if block.first > end]),
    ]
    return Made(items, (), 0, sum(block.lines for block in blocks) - skipped, skipped)


def _furniture(blocks: list[Block]) -> list[Item]:
    return [Furniture(block.first, block.last, block.lines) for block in blocks if block.lines]


def _reason(lost: list[Block], roles: Roles) -> str:
    if not any(block.kind is Kind.TEXT for block in lost):
        return "details without a title"
    if roles.title:
        return "prose outside the page's cards"
    return (
        "an abstract without a title"
        if roles.body
        else "neither a title with its abstract or details nor the page's own words"
    )


def _skipped(blocks: list[Block], reason: str) -> Skipped:
    raw = "\n".join(dict.fromkeys(block.raw or block.text for block in blocks))
    return Skipped(NAME, reason, raw, blocks[0].first, blocks[-1].last)
