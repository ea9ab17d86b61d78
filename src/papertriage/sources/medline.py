"""MEDLINE as PubMed saves it (.nbib, .txt): `PMID- ` and tags of up to four signs, the rest behind spaces.

Fields are those of https://www.nlm.nih.gov/bsd/mms/medlineelements.html. Records are parted by empty lines.
"""

import re
from collections.abc import Iterator
from functools import cache

from papertriage.ids import parse_arxiv, parse_doi
from papertriage.model import Sighting
from papertriage.sources.bibliography import Facts, sighting
from papertriage.sources.content import Content
from papertriage.sources.partial_dates import Said, read_date
from papertriage.sources.personal_names import complete, in_order
from papertriage.sources.tagged import Block, Field
from papertriage.sources.tagged_reading import Tagged

name = "medline"
reads = "PubMed's own format (.nbib, MEDLINE text)"
cannot_know = "links; days where only a month or a season is said; votes and comments"
unit = "lines"


def likeness(head: str) -> float:
    """Tell it by its first tag, `PMID- ` with a number."""
    start = head[:2_000].lstrip("\ufeff \t\r\n")
    if not start.startswith(("PMID", "UI", "<pre>", "OWN")):
        return 0.0
    return 0.98 if _first_tag().match(start) else 0.0


def reader(content: Content) -> Tagged:
    """Read a file record by record."""
    return Tagged(name, content, _Medline(), _made)


class _Medline:
    """Tags in capitals, filled up with spaces to four letters."""

    ending = ""

    def field(self, line: str) -> Field | None:
        if line[0] in " \t":
            return None
        found = _tag().match(line)
        return Field(found["tag"], found["value"].strip()) if found else None

    def begins(self, tag: str, block: Block | None, after_blank: bool) -> bool:
        if block is None:
            return True
        return (tag == "PMID" and (after_blank or "PMID" in block.tags)) or (tag == "UI" and after_blank)


def _made(block: Block) -> Sighting | str:
    title = block.first_of("TI", "BTI", "CTI", "TT")
    if not title:
        return "a record without a title"
    ids = block.all("LID", "AID", "SO")
    facts = Facts(
        title=title,
        abstract=block.first_of("AB", "OAB") or None,
        authors=_authors(block),
        said=_said(block),
        arxiv_id=next(filter(None, map(_arxiv_id, ids)), None),
        doi=next(_dois(ids), None),
    )
    return sighting(name, facts, {}, (block.first, block.last))


def _authors(block: Block) -> tuple[str, ...] | None:
    """Give full names where they are listed, else short ones, with the groups that signed as authors."""
    whole = bool(block.all("FAU"))
    names: list[str] = []
    for value in block.all("FAU", "CN") if whole else ():
        names += in_order(value.split(","))
    for value in block.all("AU", "CN") if not whole else ():
        names.append(_short().sub(r"\2 \1\3", value))
    return complete(names)


def _said(block: Block) -> Said:
    """Give the day it appeared: on the web where that is said, else in print."""
    on_web, printed = (read_date(block.first_of(tag)) for tag in ("DEP", "DP"))
    return Said(on_web.day or printed.day, printed.year or on_web.year)


def _arxiv_id(listed: str) -> str | None:
    """`arXiv:2303.01234v1 [pii]`, as PubMed lists preprints."""
    found = parse_arxiv(listed.partition(" [")[0]) if "arxiv" in listed.lower() else None
    return listed.partition(" [")[0] if found else None


def _dois(listed: list[str]) -> Iterator[str]:
    """Find `10.1000/x [doi]`, and at the end of a citation `doi: 10.1000/x.`."""
    for value in listed:
        doi, sign, kind = value.rpartition(" [")
        if sign and kind == "doi]":
            yield doi
        elif found := _cited().search(value):
            doi = found[1].rstrip(".")
            if parse_doi(doi):
                yield doi


@cache
def _tag() -> re.Pattern[str]:
    return re.compile(r"\ufeff?(?P<tag>[A-Z][A-Z0-9]{1,3})(?P<spaces> {0,2})-(?P<value>(?: .*)?$)")


@cache
def _first_tag() -> re.Pattern[str]:
    return re.compile(r"(?:<pre>\s*)?(?:PMID ?- ?[0-9]{1,9}\s|UI  - ?[0-9]{6,9}\s|OWN - ?[A-Z]{2,9}\s)")


@cache
def _short() -> re.Pattern[str]:
    """`Wit CA Jr`: the family name, initials, perhaps a suffix."""
    return re.compile(r"^(.{1,100}) ([A-Z]{1,4})( (?:Jr|Sr|2nd|3rd|II|III|IV))?$")


@cache
def _cited() -> re.Pattern[str]:
    return re.compile(r"\bdoi: ?(10\.\S+)", re.IGNORECASE)
