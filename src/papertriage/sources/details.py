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
    """Read a card's small words.

    On a card with a date and no comments there are none: the site leaves a zero out. The trending page says
    nothing of comments, so there they are unknown.
    """
    upvotes, comments = _counts(blocks, title)
    authors = printed = None
    for block in blocks:
        if block.token is None or block is title:
            continue
        if block.kind is Kind.AUTHORS and authors is None:
            authors = block.token.number
        elif block.kind is Kind.DATE and printed is None:
            printed = block.token.date
    return Details(
        upvotes, authors, printed, 0 if comments is None and printed and not trending else comments
    )


def _counts(blocks: list[Block], title: Block) -> tuple[int | None, int | None]:
    """Read the numbers: which are votes, which comments, on their own or at the end of a detail."""
    upvotes = comments = None
    begun = False  # authors or a date have been seen
    starred = False  # the number of stars at GitHub may follow
    awaited = False  # the number of `Upvote` stands in the next block
    for block in blocks:
        kind, token = block.kind, block.token
        if token is None or block is title:
            starred = False
            continue
        if kind is Kind.COUNT:
            if awaited or _is_upvotes(block, title, begun):
                upvotes, awaited = token.number, False
            elif block.text not in "-–−" and not starred:
                comments = token.number
        elif kind in (Kind.AUTHORS, Kind.DATE):
            comments, begun = token.comments if comments is None else comments, True
        elif kind is Kind.UPVOTE:
            awaited = token.number is None
            upvotes = upvotes if awaited else token.number
        starred = kind is Kind.BUTTON or (starred and kind is not Kind.COUNT)
    return upvotes, comments


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
