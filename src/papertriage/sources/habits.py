"""What one page does throughout, learnt from its blocks before the first card is read."""

from collections.abc import Sequence

from papertriage.sources.blocks import LONG, Block
from papertriage.sources.tokens import Kind

CHROME = frozenset({Kind.FURNITURE, Kind.MARK, Kind.ADDRESS})
_DETAILS = frozenset({Kind.AUTHORS, Kind.DOT, Kind.DATE})
_LONGEST_NOTICE = 400  # characters of a line that is repeated as advertisements are


class Habits:
    """Whether a page's cards show upvotes before their titles, where comments stand, which lines are repeated between others."""

    __slots__ = ("inline", "repeated", "submitted", "votes")

    def __init__(self, ahead: Sequence[Block] = ()) -> None:
        seen = [block for block in ahead if block.kind not in CHROME]
        kinds = [block.kind for block in seen]
        self.submitted = Kind.SUBMITTED in kinds
        self.inline = any(block.kind is Kind.DATE and block.token and block.token.comments is not None for block in seen)
        self.votes = Kind.COUNT in kinds and _votes(seen, kinds)
        self.repeated = repeated(ahead)


def _votes(seen: list[Block], kinds: list[Kind]) -> bool:
    """A number before the first title, or two after a date, are upvotes; a date followed by a title says there are none."""
    first = next((at for at, kind in enumerate(kinds) if kind is Kind.TEXT), 0)
    if first and kinds[first - 1] is Kind.COUNT:
        return True
    runs = [_counts(seen, at + 1) for at, kind in enumerate(kinds) if kind is Kind.DATE and at + 2 < len(kinds)]
    return runs.count(2) > 0 or (0 not in runs[1:] and any(block.text == "-" for block in seen if block.kind is Kind.COUNT))


def _counts(seen: list[Block], at: int) -> int:
    """How many numbers stand in a row; of numbers right before an abstract, the last is a title."""
    end = at
    while end < len(seen) and seen[end].kind is Kind.COUNT:
        end += 1
    titled = end < len(seen) and end - at > 1 and seen[end].kind is Kind.TEXT and len(seen[end].text) > LONG
    return end - at - titled


def repeated(ahead: Sequence[Block]) -> frozenset[str]:
    """Find the lines that come again and again between different others, as advertisements do and papers do not.

    A card listed twice is followed by the same abstract each time; a submitter stands after `Submitted by`; an organization
    is always followed by the dot or the date.
    """
    followers: dict[str, list[tuple[Kind, str]]] = {}
    for at, block in enumerate(ahead):
        if block.kind is Kind.TEXT and len(block.text) <= _LONGEST_NOTICE:
            before = ahead[at - 1] if at else None
            after = next((each for each in ahead[at + 1 : at + 4] if each.kind not in CHROME), None)
            if not (before and before.kind is Kind.SUBMITTED) and not (block.marks and block.marks.level >= 3) and after:
                followers.setdefault(block.text, []).append((after.kind, after.text[:60]))
    return frozenset(text for text, after in followers.items() if len(after) > 1 and _is_between(after))


def _is_between(after: list[tuple[Kind, str]]) -> bool:
    if all(kind is Kind.DOT or kind is Kind.DATE for kind, _ in after):
        return False
    different = len(set(after))
    return different == len(after) or (len(after) > 2 and different > 1)
