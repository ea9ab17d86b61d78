"""RIS: `TY  - JOUR` … `ER  - `, as Zotero, EndNote, ProQuest, Ovid, Scopus, publishers and we write it.

Vendors put the same thing under several tags, space them differently and forget `ER`
(https://en.wikipedia.org/wiki/RIS_(file_format)). A file's first tag shows how it writes tags; anything
else is more of the line before it.
"""

import re
from functools import cache

from papertriage.ids import parse_arxiv, parse_doi
from papertriage.model import Link, Sighting
from papertriage.sources.bibliography import (
    Facts,
    arxiv_in,
    arxiv_in_note,
    first_doi,
    links_in,
    read_rest,
    sighting,
)
from papertriage.sources.content import Content
from papertriage.sources.partial_dates import Said, read_date
from papertriage.sources.tagged import Block, Field
from papertriage.sources.tagged_reading import Tagged, names_of

name = "ris"
reads = "RIS of reference managers, databases and publishers, and papertriage's own RIS export"
cannot_know = "all authors where a list ends in `et al.`; days where only a year is said; votes and comments"
unit = "lines"

_OPENING = ("TI", "T1", "AU", "A1", "ID", "AN", "JF", "JO")  # what begins an entry that has lost its TY
_OURS = "papertriage:"


def likeness(head: str) -> float:
    """Tell RIS by its first tag, which is `TY`, behind a few lines of a database at most."""
    if head[:200].lstrip("\ufeff \t\r\n")[:1] in {"<", "{", "[", "%", "@"}:
        return 0.0
    found = _first_type().search(head[:4_000])
    if found is None:
        return 0.0
    return 0.98 if found["tag"] else 0.0


def reader(content: Content) -> Tagged:
    """Read a file entry by entry."""
    return Tagged(name, content, _Ris(), _made, _captured)


class _Ris:
    """The tags of one file: two capitals, spaces, a hyphen, as its first `TY` has them."""

    ending = "ER"

    def __init__(self) -> None:
        self._spaces: set[str] = {"  "}
        self._is_upper, self._is_indented = True, False

    def field(self, line: str) -> Field | None:
        if len(line) < 3 or (line[0] in " \t\ufeff" and not (line := self._unindented(line))):
            return None
        found = _tag().match(line)
        if found is None:
            return None
        tag = found["tag"].upper()
        if tag == "TY":
            self._learn(found)
        if found["spaces"] not in self._spaces or (self._is_upper and not found["tag"].isupper()):
            return None
        return Field(tag, found["value"].strip())

    def begins(self, tag: str, block: Block | None, _: bool) -> bool:
        return tag == "TY" or (block is None and tag in _OPENING)

    def _unindented(self, line: str) -> str:
        stripped = line.lstrip(" \t\ufeff")
        if line[0] != "\ufeff" and _type_line().match(stripped):
            self._is_indented = True
        return stripped if self._is_indented or line[0] == "\ufeff" else ""

    def _learn(self, found: re.Match[str]) -> None:
        self._spaces.add(found["spaces"])
        self._is_upper = self._is_upper and found["tag"].isupper()


def _made(block: Block) -> Sighting | str:
    title = block.first_of("TI", "T1", "CT", "BT", "ST")
    if not title:
        return "an entry without a title"
    ours = next((note for note in block.all("N1") if note.startswith(_OURS)), None)
    rest = read_rest(ours.removeprefix(_OURS)) if ours is not None else {}
    facts = Facts(
        title=title if ours is not None else _untagged(title),
        abstract=" ".join(block.all("AB")) or block.first_of("N2") or None,
        authors=names_of(block.all("AU", "A1")),
        said=_said(block),
        arxiv_id=_arxiv_id(block) if "links" not in rest else block.first_of("AN") or None,
        doi=_doi(block) if "links" not in rest else block.first_of("DO") or None,
        links=_links(block),
    )
    return sighting(name, facts, rest, (block.first, block.last))


def _captured(block: Block) -> str | None:
    """Scopus notes in every entry when the file was made."""
    found = _export_date().match(block.first_of("N1")) if block.is_entry else None
    return read_date(found[1]).day if found else None


def _said(block: Block) -> Said:
    """Give the whole day where one is said; else the year that is said first."""
    dates = [read_date(value) for value in block.all("DA", "PY", "Y1", "DP")]
    day = next((date.day for date in dates if date.day), None)
    years = [read_date(value).year for value in block.all("PY", "Y1", "DA", "YR")]
    return Said(day, next((year for year in years if year), None))


def _arxiv_id(block: Block) -> str | None:
    sure = block.all(
        "UR", "AN", "M1", "JO", "JF", "T2", "JA", "IS", "C1", "C7", "M3", "PB", "LK", "L1", "L2", "VL"
    )
    found = arxiv_in(*(value for value in sure if "arxiv" in value.lower() or value.startswith("abs/")))
    if found:
        return found
    journal = block.first_of("JO", "JF", "T2", "JA", "PB", "DB").lower()
    if journal in {"arxiv", "corr", "arxiv.org"}:
        numbers = (parse_arxiv(value) for value in block.all("AN", "M1", "VL", "IS", "SP", "ID"))
        if listed := next(filter(None, numbers), None):
            return f"{listed.id}v{listed.version}" if listed.version else listed.id
    return next(filter(None, map(arxiv_in_note, block.all("N1"))), None)


def _doi(block: Block) -> str | None:
    """Give the DOI: of the tag for it, else of one where older programs put it."""
    if listed := block.first_of("DO", "DI"):
        return first_doi(listed)
    others = block.all("M3", "L3", "LK", "UR", "N1", "L2")
    return next((value for value in others if parse_doi(value)), None)


def _links(block: Block) -> tuple[Link, ...]:
    """Give the page of the entry, and of the others those that are more than another copy of the paper."""
    page = links_in(block.all("UR"), is_publisher=True)
    others = links_in(block.all("L1", "L2", "L3", "L4", "LK", "N1"))
    kept = [link for link in others if link.kind not in {"other", "paper"}]
    return tuple({link.url: link for link in (*page, *kept)}.values())


def _untagged(title: str) -> str:
    """Take off the few tags of HTML that Zotero and publishers leave in titles."""
    return _html().sub("", title) if "</" in title else title


@cache
def _tag() -> re.Pattern[str]:
    return re.compile(r"(?P<tag>[A-Za-z][A-Za-z0-9])(?P<spaces>[ \t]{0,4})-(?P<value>(?: .*)?$)")


@cache
def _type_line() -> re.Pattern[str]:
    return re.compile(r"(?P<tag>TY)[ \t]{0,4}-[ \t]{0,4}[A-Za-z]{2,12}\s*$", re.IGNORECASE | re.MULTILINE)


@cache
def _first_type() -> re.Pattern[str]:
    """The first line that looks like a tag of RIS; of the group `tag` where it is the type."""
    return re.compile(
        r"^[\ufeff \t]*(?:(?P<tag>TY)[ \t]{0,4}-[ \t]{0,4}[A-Z]{2,12}[ \t\r]*$"
        r"|[A-Z][A-Z0-9]{1,3}[ \t]{0,4}- )",
        re.IGNORECASE | re.MULTILINE,
    )


@cache
def _export_date() -> re.Pattern[str]:
    return re.compile(r"Export Date: ?([0-9]{1,2} [A-Z][a-z]{2,8} [0-9]{4})")


@cache
def _html() -> re.Pattern[str]:
    return re.compile(
        r"</?(?:i|b|em|strong|sub|sup|sc|span(?: (?:class|style)=\"[\w:; -]{1,60}\")?)>", re.IGNORECASE
    )
