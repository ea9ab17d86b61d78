"""Hugging Face "Daily Papers" pages as text: the search, day and trending pages, after any converter.

A card is [upvotes] title, abstract, then authors or an organization, `·`, a date, comments; any part but
the title may be missing. The page's small words are anchors; what lies between them is decided by length,
punctuation and markup: an abstract is long or ends as a sentence does, a title does neither. Lines become
blocks (`marks`, `tokens`, `blocks`), blocks become cards (`boundaries`, `usual`), cards become records
(`cards`, `details`, `organizations`).
"""

from papertriage.sources.cards import NAME
from papertriage.sources.content import Content
from papertriage.sources.likeness import likeness
from papertriage.sources.reading import DailyPapers

__all__ = ["cannot_know", "likeness", "name", "reader", "reads", "unit"]

name = NAME
reads = (
    "text or Markdown of Hugging Face's daily, search and trending pages, from any converter or a browser's"
    " select-all"
)
cannot_know = (
    "authors' names; the year of a date the page prints without one; arXiv ids where the"
    " converter dropped the links"
)

unit = "lines"


def reader(content: Content) -> DailyPapers:
    """Read the lines of one dump."""
    return DailyPapers(content.lines())
