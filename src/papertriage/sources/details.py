"""What a card's small words say: upvotes, authors, date and comments; and where its links lead."""

from typing import NamedTuple

from papertriage.model import Link, PrintedDate
from papertriage.sources.block import Block
from papertriage.sources.targets import is_comments, is_login, paper_of
from papertriage.sources.tokens import Kind


class Details(NamedTuple):
    """What a card says of itself in numbers; None where it does not say."""

    upvotes: int | None
    authors: int | None
    printed: PrintedDate | None
    comments: int | None


def read_details(blocks: list[Block], title: Block, *, trending: bool) -> Details:
    """Read a card's small words. On a card with a date and no comments there are none: the site leaves a zero out.

    The trending page says nothing of comments, so there they are unknown.
    """
    upvotes = authors = comments = printed = None
    starred = False  # the number of stars at GitHub may follow
    awaited = False  # the number of `Upvote` stands in the next block
    for block in blocks:
        kind, token = block.kind, block.token
        if token is None or block is title:
            starred = False
            continue
        if kind is Kind.COUNT:
            if awaited or _is_upvotes(block, title, printed is not None or authors is not None):
                upvotes, awaited = token.number, False
            elif block.text not in "-–−" and not starred:
                comments = token.number
        elif kind is Kind.AUTHORS:
            authors, comments = (token.number, token.comments) if authors is None else (authors, comments)
        elif kind is Kind.DATE:
            if printed is None:
                printed, comments = token.date, token.comments if token.comments is not None else comments
        elif kind is Kind.BUTTON:
            starred = True
        elif kind is Kind.UPVOTE:
            awaited = token.number is None
            upvotes = token.number if token.number is not None else upvotes
    return Details(
        upvotes, authors, printed, 0 if comments is None and printed and not trending else comments
    )


def _is_upvotes(block: Block, title: Block, begun: bool) -> bool:
    targets = block.marks.targets if block.marks else ()
    if any(map(is_comments, targets)):
        return False
    return any(map(is_login, targets)) or (not begun and block.first <= title.first)


def read_targets(blocks: list[Block]) -> tuple[list[str], list[Link]]:
    """Give the arXiv ids that a card's links name, in order, and the links of its buttons."""
    ids: list[str] = []
    links: list[Link] = []
    for block in blocks:
        for target in _targets(block):
            if found := paper_of(target):
                ids.append(found)
            elif (
                block.kind in (Kind.BUTTON, Kind.UPVOTE)
                and target.startswith(("https://", "http://"))
                and not is_login(target)
            ):
                links.append(Link("code" if "github.com" in target else "other", target))
    return ids, links


def _targets(block: Block) -> tuple[str, ...]:
    if block.kind is Kind.ADDRESS and not (block.marks and block.marks.targets):
        return (block.text.strip("<>() "),)
    return block.marks.targets if block.marks else ()
