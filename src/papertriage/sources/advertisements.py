"""Lines that somebody put among a page's own: which of them read like advertisements."""

import re

from papertriage.sources.block import Block

NOTICE = 400  # characters: no advertisement among the lines of a page is longer
_WORDS = frozenset(
    [
        "sponsor",
        "sponsors",
        "sponsored",
        "advert",
        "adverts",
        "advertise",
        "advertising",
        "advertisement",
        "advertisements",
        "advertorial",
        "newsletter",
        "subscribe",
        "coupon",
        "coupons",
    ]
)
_PHRASES = (
    "ad choices",
    "sign up",
    "free trial",
    "click here",
    "buy now",
    "off today",
    "limited time",
    "download our",
    "download the app",
    "try it free",
    "shop now",
    "special offer",
    "book now",
    "order now",
    "upgrade to",
    "upgrade now",
    "book a demo",
    "get started",
    "join us",
    "join our",
    "promo code",
    "promotion code",
    "are hiring",
    "we're hiring",
)
_STARTS = frozenset(phrase.partition(" ")[0] for phrase in _PHRASES)
_WORD = re.compile(r"[a-z']+")


def is_stray(block: Block) -> bool:
    """Tell whether a block reads like an advertisement."""
    text = block.text
    return len(text) <= NOTICE and advertises(text)


def advertises(text: str) -> bool:
    """Tell whether a text uses the words of advertisements, which titles and abstracts hardly do."""
    folded = text.casefold()
    words = _WORD.findall(folded)
    if not _WORDS.isdisjoint(words):
        return True
    return (
        (not _STARTS.isdisjoint(words) and any(phrase in folded for phrase in _PHRASES))
        or "% off" in folded
        or "/mo" in folded
    )
