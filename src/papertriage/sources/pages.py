"""What one page does throughout, learnt from its blocks before its cards are read."""

from collections.abc import Sequence

from papertriage.sources.advertisements import NOTICE, is_stray
from papertriage.sources.block import LONG, Block
from papertriage.sources.organizations import slug_worth
from papertriage.sources.tokens import Kind

CHROME = frozenset({Kind.FURNITURE, Kind.MARK, Kind.ADDRESS, Kind.DEFINITION, Kind.NOTICE})
_PLACES = 50  # of a line that comes again and again are looked at
_FEW = 4  # times that a title may stand among the cards of joined and damaged dumps
_ORGANIZATION = 120  # characters: no organization's name is longer
_KNOWN = 200  # repeated lines that are remembered
_PAST = 4  # advertisements in a row
_SENTENCE = 80  # characters: a text so long that ends as a sentence does may be an abstract
_DETAILS = frozenset({Kind.AUTHORS, Kind.DOT, Kind.DATE})


class Habits:
    """Whether a page's cards show upvotes before their titles, where comments stand.

    Which lines are repeated between others.
    """

    __slots__ = ("inline", "repeated", "submitted", "trending", "votes")

    def __init__(self, ahead: Sequence[Block] = (), known: frozenset[str] = frozenset()) -> None:
        """Learn from the blocks `ahead`; `known` are the lines found to be repeated on the page before."""
        seen = [block for block in ahead if block.kind not in CHROME]
        kinds = [block.kind for block in seen]
        self.submitted = Kind.SUBMITTED in kinds
        # Day pages print no dates, search pages no submitters: both together, or an `Upvote`, are the
        # trending page.
        self.trending = Kind.UPVOTE in kinds or (
            self.submitted and Kind.DATE in kinds[kinds.index(Kind.SUBMITTED) :]
        )
        if Kind.BUTTON in kinds and not self.trending:  # `GitHub 3.29k`; the site's menu has a `GitHub` too
            self.trending = any(
                block.kind is Kind.BUTTON and any(map(str.isdecimal, block.text)) for block in seen
            )
        self.inline = any(
            block.kind is Kind.DATE and block.token and block.token.comments is not None for block in seen
        )
        self.votes = Kind.COUNT in kinds and _votes(seen, kinds)
        self.repeated = repeated(seen) | (known if len(known) <= _KNOWN else frozenset())

    def is_notice(self, block: Block) -> bool:
        """Tell whether a text is certainly no part of a card: it is repeated as advertisements are."""
        return block.text in self.repeated


def _votes(seen: list[Block], kinds: list[Kind]) -> bool:
    """A number right above a title, or two after a date, are votes.

    A date with a title right below says that there are none.
    """
    if any(kind is Kind.COUNT and _is_above_title(kinds, at) for at, kind in enumerate(kinds)):
        return True
    runs = [
        _counts(seen, at + 1) for at, kind in enumerate(kinds) if kind is Kind.DATE and at + 1 < len(kinds)
    ]
    return 2 in runs or (bool(runs) and 0 not in runs[1 if len(runs) > 1 else 0 :])


def _is_above_title(kinds: list[Kind], at: int) -> bool:
    """Tell whether a number stands between texts, or first of all.

    No date is near whose comments it could count.
    """
    return kinds[at + 1 : at + 2] == [Kind.TEXT] and (
        at == 0 or kinds[at - 1] in (Kind.TEXT, Kind.HEADER, Kind.TAB)
    )


def _counts(seen: list[Block], at: int) -> int:
    """How many numbers stand in a row; of numbers right before an abstract, the last is a title."""
    end = at
    while end < len(seen) and seen[end].kind is Kind.COUNT:
        end += 1
    titled = end < len(seen) and end - at > 1 and seen[end].kind is Kind.TEXT and len(seen[end].text) > LONG
    return end - at - titled


def repeated(seen: Sequence[Block]) -> frozenset[str]:
    """Find the lines that come again and again between different others.

    As advertisements do and papers do not.

    A card listed twice is followed by the same abstract each time, and that abstract by the same title
    before it; a submitter stands after `Submitted by`; an organization is followed by the dot or the date.
    """
    places: dict[str, list[int]] = {}
    for at, block in enumerate(seen):
        if block.kind is Kind.TEXT and len(block.text) <= NOTICE:
            places.setdefault(block.text, []).append(at)
    several = {text: found[:_PLACES] for text, found in places.items() if len(found) > 1}
    if not several:
        return frozenset()
    often = frozenset(
        text for text, found in several.items() if len(found) > _FEW and _is_between(seen, found, frozenset())
    )
    # What comes a few times is judged by its neighbours past the advertisements already known.
    few = (text for text, found in several.items() if len(found) <= _FEW and _is_between(seen, found, often))
    return often.union(few)


def _is_between(seen: Sequence[Block], places: list[int], known: frozenset[str]) -> bool:
    text = seen[places[0]]
    before = [_neighbour(seen, at, -1, known) for at in places]
    after = [_neighbour(seen, at, 1, known) for at in places]
    if _is_named(text, before, after) or _is_title(before, after) or _is_abstract(text, before, after):
        return False
    fewer, more = sorted((_different(before), _different(after)))
    least = 3 if _is_long(text) else 2  # a sentence may be an abstract that a damaged dump has twice
    if len(places) <= _FEW:
        return fewer >= max(least, len(places) - 1)
    always_dotted = all(each is not None and each.kind is Kind.DOT for each in after)
    return more >= least and (fewer > 1 or always_dotted)


def _is_abstract(text: Block, before: list[Block | None], after: list[Block | None]) -> bool:
    """Tell whether a long line is the abstract of several papers: the only one below a title, most times."""
    bodies = sum(map(_is_sole_body, before, after))
    return _is_long(text) and 2 * bodies >= len(before)


def _is_named(text: Block, before: list[Block | None], after: list[Block | None]) -> bool:
    """Tell whether a repeated line is a heading, a submitter or an organization."""
    if text.marks and text.marks.level >= 3:
        return True
    if any(each is not None and each.kind is Kind.SUBMITTED for each in before):
        return True
    dotted = sum(each is not None and each.kind in (Kind.DOT, Kind.DATE) for each in after)
    if len(text.text) > _ORGANIZATION or text.text.endswith("."):
        return False
    # A damaged dump may have lost an organization's dot in places.
    return dotted == len(after) or (3 * dotted >= len(after) and slug_worth(text) > 0)


def _is_title(before: list[Block | None], after: list[Block | None]) -> bool:
    """Tell whether a repeated line is a title that joining or damage has left several times."""
    sole = sum(_is_sole_title(one, other) for one, other in zip(before, after, strict=True))
    if 2 * sole >= len(after):
        return True
    if len(after) > _FEW:
        return False
    return (
        sole > 0
        or 2 * sum(map(_is_long, after)) >= len(after)
        or (len(after) == 2 and None in (*before, *after))
    )


def _neighbour(seen: Sequence[Block], at: int, step: int, known: frozenset[str]) -> Block | None:
    """The block next to one, past the lines that are advertisements themselves."""
    own = seen[at].text
    for _ in range(_PAST):
        at += step
        if not 0 <= at < len(seen):
            return None
        block = seen[at]
        if block.kind is not Kind.TEXT or not (block.text == own or block.text in known or is_stray(block)):
            return block
    return None


def _different(blocks: list[Block | None]) -> int:
    return len({block and (block.kind, block.text[:60]) for block in blocks})


def _is_sole_title(before: Block | None, after: Block | None) -> bool:
    """Tell whether a line stands above an abstract and no other line there could be its title."""
    return _is_long(after) and (before is None or before.kind is not Kind.TEXT or _is_long(before))


def _is_sole_body(before: Block | None, after: Block | None) -> bool:
    """Tell whether a long line stands below a title and no other line there could be its abstract."""
    return before is not None and before.kind is Kind.TEXT and not _is_long(before) and not _is_long(after)


def _is_long(block: Block | None) -> bool:
    if block is None or block.kind is not Kind.TEXT:
        return False
    return len(block.text) > LONG or (len(block.text) >= _SENTENCE and block.text.endswith("."))
