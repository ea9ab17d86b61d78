"""arXiv's listings by e-mail, and the monthly files of them: since 1992, in the same blocks of lines."""

import re

from papertriage.sources.arxiv_blocks import Listing
from papertriage.sources.arxiv_mails import MAILING
from papertriage.sources.content import Content

name = "arxiv-mail"
reads = (
    "arXiv's daily listings by e-mail and its monthly listings as text (papers between `\\\\` lines), since "
    "1992; forwarded, quoted or put together in one file"
)
cannot_know = "upvotes, comments and organizations; the abstract of replacements and of monthly listings"
unit = "lines"

_ID = r"(?:Paper(?: \(\*cross-listing\*\))?: ?|arXiv: ?)(?:arXiv:)?[A-Za-z.-]{0,30}/?\d{3,7}"
_OPENING = re.compile(rf"^[>| \t]{{0,40}}\\{{1,4}}[ \t]*\n[>| \t]{{0,40}}{_ID}", re.MULTILINE)
_WITHOUT = re.compile(
    rf"^[>| \t]{{0,40}}{_ID}\S{{0,9}}(?: \(\*cross-listing\*\))?\n[>| \t]{{0,40}}(?:From|Date):", re.MULTILINE
)
_SUBJECT = re.compile(
    r"^[>| \t*]{0,40}Subject:[* \t]{1,9}(?:Fwd?: )?(.{1,200})$", re.MULTILINE | re.IGNORECASE
)
_EMPTY = re.compile(
    r"^[>| \t]{0,40}(?:received from\s|No new papers|Submissions to:)", re.MULTILINE | re.IGNORECASE
)
_RULES = "-" * 20
_LONGEST_ABS = 100_000  # characters of an .abs file


def likeness(head: str) -> float:
    """Tell a listing by the two lines that open a paper in it, or, where it has none, by its mail headers."""
    if head[:200].lstrip("\ufeff \n")[:1] in {"<", "{", "[", "@"}:
        return 0.0
    openings = len(_OPENING.findall(head)) if "\\\n" in head or "\\ \n" in head else 0
    if openings:
        return 0.0 if openings == 1 and is_single(head) else 0.97
    if "\nDate:" in head and "\nTitle:" in head and _WITHOUT.search(head):
        return 0.92
    subject = _SUBJECT.search(head[:20_000])
    is_empty = subject and MAILING.match(subject[1]) and _RULES in head and _EMPTY.search(head)
    return 0.95 if is_empty else 0.0


def is_single(head: str) -> bool:
    """Tell an `.abs` file: one block and nothing else, without the address that ends those of a listing."""
    if len(head) > _LONGEST_ABS or head.lstrip("\ufeff \n-")[:1] != "\\":
        return False
    parts = re.split(r"^\\{1,4}[ \t]*$", head, maxsplit=20, flags=re.MULTILINE)
    return "\\ (" not in head and not parts[-1].strip() if len(parts) > 3 else "\\ (" not in head


def reader(content: Content) -> Listing:
    """Read a listing."""
    return Listing(content, name)
