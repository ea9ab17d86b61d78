"""How much the beginning of a dump looks like a "Daily Papers" page."""

from papertriage.sources.blocks import LONG, Block, blocks
from papertriage.sources.cards import is_titlelike
from papertriage.sources.tokens import Kind

_LINES = 4_000


def likeness(head: str) -> float:
    """Tell how much a dump's beginning looks like such a page: by its small words, else by titles and abstracts in turn."""
    found = list(blocks(head.splitlines()[:_LINES]))
    kinds = [block.kind for block in found]
    dates, authors = kinds.count(Kind.DATE), kinds.count(Kind.AUTHORS)
    if kinds.count(Kind.HEADER) >= 3 or (dates and authors):
        return 0.95
    texts = [block for block in found if block.kind is Kind.TEXT]
    pairs = sum(is_titlelike(one) and len(two.text) > LONG for one, two in zip(texts, texts[1:], strict=False))
    if not pairs or pairs * 2 < 0.8 * len(texts):
        return 0.9 if authors and Kind.HEADER in kinds else 0.0
    return 0.9 if pairs > 1 or Kind.HEADER in kinds or dates else 0.4


def _texts(found: list[Block]) -> list[Block]:
    return [block for block in found if block.kind is Kind.TEXT]
