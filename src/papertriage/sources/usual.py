"""The cards of a clean plain-text dump, read at once: title, abstract.

Nothing or `• 6 authors` or an organization, `·`, a date.

They are nearly all that the large dumps hold. Whatever is not exactly so, and surely ended by the card
after it, goes the long way through `boundaries` and `cards`, which give the same record for these; tests
hold the two together.
"""

from collections.abc import Sequence
from typing import NamedTuple

from papertriage.model import Sighting
from papertriage.sources.block import HUGE, LONG, Block
from papertriage.sources.cards import NAME
from papertriage.sources.organizations import organization
from papertriage.sources.pages import Habits
from papertriage.sources.roles import SUMMARY, is_prose, may_be_organization, stands_alone, worth
from papertriage.sources.tokens import Kind

_MOST = 8  # blocks that are looked at: the card and what follows


class Usual(NamedTuple):
    """A record, of how many blocks and non-blank lines it is."""

    sighting: Sighting
    blocks: int
    lines: int


def usual(ahead: Sequence[Block], start: int, habits: Habits) -> Usual | None:
    """Read the usual card that begins at `ahead[start]`; None for any other."""
    if start + _MOST > len(ahead) or habits.trending or habits.submitted:
        return None
    at = start + (ahead[start].kind is Kind.COUNT)
    title, body, third = ahead[at], ahead[at + 1], ahead[at + 2]
    if (
        title.kind is not Kind.TEXT
        or body.kind is not Kind.TEXT
        or not len(title.text) < LONG < len(body.text) <= HUGE
    ):
        return None
    if title.marks or body.marks or habits.is_notice(title) or habits.is_notice(body):
        return None
    if ahead[at + 3].kind is Kind.DOT and ahead[at + 4].kind is Kind.DATE:
        return _detailed(ahead, start, at, habits)
    if at == start and third.kind is Kind.TEXT and _is_bare(title, body, ahead[at + 2 : at + 4], habits):
        return Usual(
            Sighting(NAME, title.text, body.text, line_start=title.first, line_end=body.last),
            2,
            title.lines + body.lines,
        )
    return None


def _detailed(ahead: Sequence[Block], start: int, at: int, habits: Habits) -> Usual | None:
    title, body, third, dot, date = ahead[at : at + 5]
    listed = third.kind is Kind.TEXT
    if third.marks or dot.marks or date.marks or date.token is None or not _is_ended(ahead[at + 5], habits):
        return None
    if listed and (habits.is_notice(third) or not may_be_organization(third, [third])):
        return None
    if not listed and third.kind is not Kind.AUTHORS:
        return None
    if title.text.startswith("Submitted by "):
        return None
    upvotes = ahead[start].token if at > start else None
    sighting = Sighting(
        NAME,
        title.text,
        body.text,
        False,
        None,
        None if listed or third.token is None else third.token.number,
        organization(third) if listed else None,
        date.token.date,
        None,
        None,
        None,
        None,
        date.token.comments or 0,
        upvotes.number if upvotes else None,
        line_start=ahead[start].first,
        line_end=date.last,
    )
    return Usual(sighting, at + 5 - start, sum([block.lines for block in ahead[start : at + 5]]))


def _is_ended(after: Block, habits: Habits) -> bool:
    """Tell whether what follows a date surely begins the next card."""
    if after.kind is Kind.TEXT:
        return after.marks is None and not habits.is_notice(after)
    return after.kind is Kind.COUNT and after.marks is None and (after.text == "-" or habits.inline)


def _is_bare(title: Block, body: Block, after: Sequence[Block], habits: Habits) -> bool:
    """Tell whether a title and an abstract are followed by another title and abstract, and are no prose."""
    one, two = after
    if (
        one.marks
        or len(one.text) > LONG
        or habits.is_notice(one)
        or two.kind is not Kind.TEXT
        or len(two.text) <= SUMMARY
    ):
        return False
    return (
        two.marks is None
        and not habits.is_notice(two)
        and stands_alone(title, worth(title))
        and not is_prose(body)
    )
