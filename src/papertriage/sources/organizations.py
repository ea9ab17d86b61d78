"""Read who a paper is listed under in place of, or beside, its authors: `nyu-visionx NYU VisionX`."""

import re

from papertriage.model import Organization
from papertriage.sources.block import Block
from papertriage.sources.targets import organization_of
from papertriage.sources.tokens import Kind

_SLUG = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9_-])?")
_PLAIN_WORD = re.compile(r"[A-Z][a-z]+")
_ALT = re.compile(r"\[([\w.-]+)\]\s*")


def organization(block: Block, address: str = "", picture: str = "") -> Organization:
    """Read an organization as listed: `slug Name`, or a linked name whose link is the slug.

    `address` is a target on the next line, `picture` the words of an image on the line before; the slug is
    "" where the dump has lost it.
    """
    marks = block.marks
    targets = marks.targets if marks and marks.targets else (address,) if address else ()
    slug = next(filter(None, map(organization_of, targets)), None)
    alt = next((alt for alt in (*(marks.alts if marks else ()), picture) if _SLUG.fullmatch(alt)), None)
    text = block.text
    if named := _ALT.match(text):
        alt, text = alt or named[1], text[named.end() :] or named[1]
    first, _, rest = text.partition(" ")
    if known := slug or alt:
        return Organization(known, rest.strip() if rest and first.casefold() == known.casefold() else text)
    # A plain word before others is a slug only where the name goes on from it: `Qwen Qwen`, but not `Harrow
    # College`.
    if (
        rest
        and _SLUG.fullmatch(first)
        and not (_PLAIN_WORD.fullmatch(first) and first[0] != rest.lstrip()[:1])
    ):
        return Organization(first, rest.strip())
    return Organization("", text)


def slug_worth(block: Block) -> int:
    """Weigh a line as an organization: a link to one.

    Or a slug before the name, tells it from a stray line.
    """
    if block.marks and any(map(organization_of, block.marks.targets)):
        return 3
    return 2 * bool(organization(block).slug) - block.text.endswith((",", ":", "?"))


def beside(blocks: list[Block], listed: Block) -> tuple[str, str]:
    """Where a name's link leads and the words of its picture, in dumps that give each a line of its own."""
    at = next(at for at, block in enumerate(blocks) if block is listed)
    after = blocks[at + 1] if at + 1 < len(blocks) else None
    before = blocks[at - 1]
    alts = before.marks.alts if before.kind is Kind.MARK and before.marks else ()
    return (after.text if after and after.kind is Kind.ADDRESS else "", alts[-1] if alts else "")
