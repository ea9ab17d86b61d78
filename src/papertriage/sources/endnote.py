"""EndNote's tagged export, which refer and BibIX began: `%0 Journal Article`, `%A`, `%T`, a line a field.

Google Scholar's and many publishers' `.enw` files are the same. Entries are parted by empty lines; goes-on
lines have no tag.
"""

import re
from functools import cache

from papertriage.ids import parse_doi
from papertriage.model import Link, Sighting
from papertriage.sources.bibliography import Facts, arxiv_in, arxiv_in_note, first_doi, links_in, sighting
from papertriage.sources.content import Content
from papertriage.sources.partial_dates import Said, from_parts, read_date
from papertriage.sources.tagged import Block, Field
from papertriage.sources.tagged_reading import Tagged, names_of

name = "endnote"
reads = "EndNote's tagged export and refer (.enw, `%A`, `%T`)"
cannot_know = "all authors where a list ends in `et al.`; days where only a year is said; votes and comments"
unit = "lines"


def likeness(head: str) -> float:
    """Tell it by its first lines: a type, or an author and a title."""
    start = head[:4_000].lstrip("\ufeff \t\r\n")
    if start[:1] != "%":
        return 0.0
    if _type_line().match(start):
        return 0.98
    tags = {line[:2] for line in start.split("\n")[:12] if _tag().match(line)}
    return 0.9 if _tag().match(start.partition("\n")[0]) and {"%A", "%T"} <= tags else 0.0


def reader(content: Content) -> Tagged:
    """Read a file entry by entry."""
    return Tagged(name, content, _EndNote(), _made)


class _EndNote:
    """Tags of a percent sign and one more."""

    ending = ""

    def field(self, line: str) -> Field | None:
        found = _tag().match(line)
        return Field(found["tag"], found["value"].strip()) if found else None

    def begins(self, tag: str, block: Block | None, after_blank: bool) -> bool:
        if block is None or tag == "%0":
            return True
        return after_blank and "%T" in block.tags and tag in {"%A", "%T"} and not _goes_on(tag, block)


def _goes_on(tag: str, block: Block) -> bool:
    return tag == "%A" and "%0" in block.tags and "%A" not in block.tags


def _made(block: Block) -> Sighting | str:
    title = block.first_of("%T", "%!")
    if not title:
        return "an entry without a title"
    facts = Facts(
        title=title,
        abstract=" ".join(block.all("%X")) or None,
        authors=names_of(block.all("%A")),
        said=_said(block),
        arxiv_id=_arxiv_id(block),
        doi=_doi(block),
        links=_links(block),
    )
    return sighting(name, facts, {}, (block.first, block.last))


def _said(block: Block) -> Said:
    """`%8` is the date, often without its year, which `%D` has."""
    date, year = block.first_of("%8"), block.first_of("%D")
    said = read_date(date)
    return said if said.day else from_parts(year or str(said.year or ""), date if not said.year else "", "")


def _arxiv_id(block: Block) -> str | None:
    found = arxiv_in(
        *(value for value in block.all("%U", "%J", "%B", "%M", "%R", "%N", "%>") if "arxiv" in value.lower())
    )
    return found or next(filter(None, map(arxiv_in_note, block.all("%Z", "%O"))), None)


def _doi(block: Block) -> str | None:
    if listed := block.first_of("%R"):
        return first_doi(listed)
    return next((value for value in block.all("%U", "%M", "%3") if parse_doi(value)), None)


def _links(block: Block) -> tuple[Link, ...]:
    return links_in(block.all("%U"), is_publisher=True)


@cache
def _tag() -> re.Pattern[str]:
    return re.compile(r"\ufeff?(?P<tag>%[A-Z0-9@!#$&()*+<=>?\[\]^~])(?P<value>(?:[ \t].*)?$)")


@cache
def _type_line() -> re.Pattern[str]:
    return re.compile(r"%0[ \t]{1,4}[A-Z][A-Za-z /&-]{2,60}[ \t]*(?:[\r\n]|$)")
