"""arXiv's `.abs` files: the metadata of one paper, in the block that its listings have too."""

import re

from papertriage.sources.arxiv_blocks import Listing
from papertriage.sources.arxiv_mail import is_single
from papertriage.sources.content import Content

name = "arxiv-abs"
reads = "an `.abs` file of arXiv: the metadata of one paper, with the dates of its versions"
cannot_know = "upvotes, comments and organizations; the day it was announced"
unit = "lines"

_START = re.compile(r"[\ufeff\s]*(?:-{20,}\s+)*\\{1,4}[ \t]*\n(?:Paper: ?|arXiv: ?)\S")
_SECOND = re.compile(r"^\\{1,4}[ \t]*\n(?:Paper(?: \(\*cross-listing\*\))?: ?|arXiv: ?)\S", re.MULTILINE)


def likeness(head: str) -> float:
    """Tell such a file by its first lines, and by holding one block only."""
    if not _START.match(head[:2_000]):
        return 0.0
    return 0.98 if len(_SECOND.findall(head)) == 1 and is_single(head) else 0.0


def reader(content: Content) -> Listing:
    """Read such a file."""
    return Listing(content, name)
