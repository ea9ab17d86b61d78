"""BibTeX and BibLaTeX files, of any program: Zotero, JabRef, Mendeley, DBLP, Google Scholar, arXiv, our own.

The file is cut into entries (`bibtex_entries`), each is read by itself (`bibtex_fields`), and what it says
is gathered here. A child without a year takes that of the volume it names with `crossref`, when that stands
before it or not far behind; nothing else is inherited, since a volume's DOI is not the paper's.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from functools import cache

from papertriage.ids import parse_arxiv
from papertriage.model import Furniture, Link, PrintedDate, Sighting, Skipped
from papertriage.sources import bibtex_entries as cut
from papertriage.sources.bibliography import (
    LONGEST_RAW,
    Facts,
    arxiv_in,
    arxiv_in_note,
    first_doi,
    link_of_kind,
    links_in,
    read_rest,
    sighting,
)
from papertriage.sources.bibtex_fields import BrokenEntry, Entry, Macros, entry, remember
from papertriage.sources.bibtex_names import authors_of
from papertriage.sources.bibtex_words import uncommented, words
from papertriage.sources.content import Content
from papertriage.sources.partial_dates import NOTHING, Said, from_parts, read_date
from papertriage.sources.protocol import Item, Tally

name = "bibtex"
reads = "BibTeX and BibLaTeX of any program or site, and papertriage's own BibTeX export"
cannot_know = (
    "all authors where a list ends in `and others`; days where only a month is said; votes and comments"
)
unit = "lines"

_HEAD = 40_000  # characters that tell what a file is
_AHEAD = 2_000  # items that are held back while a child waits for its volume
_VOLUMES = frozenset({"proceedings", "book", "collection", "mvproceedings", "mvbook", "mvcollection"})
_LINKS = (
    *(("code", field) for field in ("code", "github", "git", "repository", "software")),
    *(("project", field) for field in ("website", "project", "homepage", "demo")),
    *(("dataset", field) for field in ("dataset", "data")),
    ("model", "model"),
)
_PAGES = frozenset({"online", "misc", "www", "electronic", "software", "unpublished"})
# Where an arXiv id may stand, beside `eprint`, in the order of how sure it is.
_PLACES = (
    "arxivid",
    "arxiv",
    "url",
    "journal",
    "journaltitle",
    "number",
    "eid",
    "howpublished",
    "pages",
    "ee",
)
_BRACES = (("%7B", "{"), ("%7D", "}"), ("%5C", "\\"))  # as our exporter writes them within a DOI


def likeness(head: str) -> float:
    """Tell BibTeX by its entries: most lines are inside of one, or are a comment."""
    if "@" not in head or head[:200].lstrip("\ufeff \t\r\n")[:1] in {"<", "{", "["}:
        return 0.0
    if not cut.has_beginning(head[:_HEAD]):
        return 0.0
    inside = outside = 0
    for piece in cut.Cutter(head[:_HEAD].split("\n"), Tally()):
        if _entry_shape().match(piece.text):
            inside += piece.lines
        elif piece.kind != cut.FURNITURE:
            outside += piece.lines
    if not inside:
        return 0.0
    if inside >= 2 * outside:
        return 0.97
    return 0.5 if inside >= outside else 0.2 * inside / (inside + outside)


def reader(content: Content) -> "BibTeX":
    """Read a file entry by entry."""
    return BibTeX(content)


class BibTeX:
    """One reading."""

    def __init__(self, content: Content) -> None:
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self.captured: str | None = None
        self._pieces = cut.Cutter(content.lines(), self.tally)
        self._macros = Macros()
        self._years: dict[str, Said] = {}  # of volumes, by key: a few bytes each

    def __iter__(self) -> Iterator[Item]:
        """Give the items in order; those behind a child that waits for its volume wait with it."""
        held: deque[tuple[Item, str]] = deque()
        for piece in self._pieces:
            item, parent = self._item(piece)
            held.append((item, parent))
            while held and (len(held) > _AHEAD or not held[0][1] or held[0][1] in self._years):
                first, its_parent = held.popleft()
                yield self._dated(first, its_parent)
        while held:
            yield self._dated(*held.popleft())

    def _item(self, piece: cut.Piece) -> tuple[Item, str]:
        """Give what a piece is, and the key of the volume whose year it needs."""
        if piece.kind in {cut.FURNITURE, cut.MACRO}:
            if piece.kind == cut.MACRO:
                remember(piece.text, self._macros)
            elif self.captured is None and "EXPORT DATE:" in piece.text:
                self.captured = _export_date(piece.text)
            self.tally.furniture += piece.lines
            return Furniture(piece.first, piece.last, piece.lines), ""
        if piece.kind == cut.TEXT:
            return self._skipped(piece, "text outside of entries"), ""
        if piece.kind == cut.UNCLOSED:
            return self._skipped(piece, "an entry that is not closed"), ""
        try:
            found = entry(piece.text, self._macros)
        except BrokenEntry as error:
            return self._skipped(piece, str(error)), ""
        said = _said(found.fields)
        if found.kind in _VOLUMES and found.key and said.year:
            self._years[found.key.lower()] = Said(None, said.year)
        title = _title(found.fields)
        if not title:
            return self._skipped(piece, "an entry without a title"), ""
        self.tally.record += piece.lines
        rest = read_rest(words(found.fields["papertriage"])) if "papertriage" in found.fields else {}
        if "links" in rest:  # the address may be of another paper, which a link leads to
            found.fields.pop("url", None)
        made = sighting(name, _facts(found, title, said), rest, (piece.first, piece.last))
        return made, "" if said.year else found.fields.get("crossref", "").strip().lower()

    def _dated(self, item: Item, parent: str) -> Item:
        if parent and isinstance(item, Sighting) and parent in self._years:
            return item._replace(year=self._years[parent].year)
        return item

    def _skipped(self, piece: cut.Piece, reason: str) -> Skipped:
        self.tally.skipped += piece.lines
        return Skipped(name, reason, piece.text[:LONGEST_RAW], piece.first, piece.last)


def _facts(found: Entry, title: str, said: Said) -> Facts:
    fields = found.fields
    authors = authors_of(fields.get("author", ""), found.key.startswith("DBLP:"))
    note = words(fields.get("note", ""))
    return Facts(
        title=title,
        abstract=words(fields["abstract"]) if "abstract" in fields else None,
        authors=authors,
        author_count=_counted(note) if authors is None else None,
        said=said,
        arxiv_id=_arxiv_id(fields, note),
        doi=_doi(fields),
        categories=_categories(fields),
        links=_links(found, note),
        organization=words(fields.get("organization", "")) or None,
    )


def _title(fields: Mapping[str, str]) -> str:
    """Give the title, with the subtitle that BibLaTeX keeps apart."""
    title, subtitle = words(uncommented(fields.get("title", ""))), words(fields.get("subtitle", ""))
    if not title or not subtitle or subtitle in title:
        return title
    return f"{title} {subtitle}" if title[-1] in ".:?!–—" else f"{title}: {subtitle}"


def _said(fields: Mapping[str, str]) -> Said:
    date = read_date(words(fields.get("date", ""))) if "date" in fields else NOTHING
    if date.day:
        return date
    year, month, day = (words(fields.get(part, "")) for part in ("year", "month", "day"))
    parts = from_parts(year, month.strip("#"), day)  # JabRef writes a macro in braces as `{#apr#}`
    return parts if parts.day or date.year is None else date


def _arxiv_id(fields: Mapping[str, str], note: str) -> str | None:
    eprint = words(fields.get("eprint", ""))
    kind = (fields.get("eprinttype") or fields.get("archiveprefix") or "").strip("{} ").lower()
    if eprint and (kind == "arxiv" or (not kind and parse_arxiv(eprint))):
        return eprint
    if found := arxiv_in(*(words(fields[place]) for place in _PLACES if place in fields)):
        return found
    return _corr(fields) or arxiv_in_note(note)


def _corr(fields: Mapping[str, str]) -> str | None:
    """`journal = {CoRR}, volume = {abs/2404.02905}`, as DBLP and Semantic Scholar have it."""
    journal, volume = words(fields.get("journal", "")).lower(), words(fields.get("volume", ""))
    if journal not in {"corr", "arxiv", "arxiv preprint", "arxiv e-prints", "computing research repository"}:
        return None
    reference = parse_arxiv(volume)
    return volume.removeprefix("abs/") if reference else None


def _doi(fields: Mapping[str, str]) -> str | None:
    doi = words(fields.get("doi", ""))
    for written, sign in _BRACES if "%" in doi else ():
        doi = doi.replace(written, sign)
    if not doi:
        address = words(fields.get("url", ""))
        return address if _at_doi_org().match(address) else None
    return first_doi(doi)


def _categories(fields: Mapping[str, str]) -> tuple[str, ...]:
    category = words(fields.get("primaryclass") or fields.get("eprintclass") or "")
    category = category or words(fields.get("eprint", "")).partition(" [")[2].rstrip("]")
    return (category,) if _category().fullmatch(category) else ()


def _links(found: Entry, note: str) -> tuple[Link, ...]:
    fields = found.fields
    listed = links_in([words(fields.get("url", ""))], is_publisher=found.kind not in _PAGES)
    named = (link_of_kind(kind, words(fields[field])) for kind, field in _LINKS if field in fields)
    loose = links_in([words(fields.get("howpublished", "")), note])
    return tuple({link.url: link for links in (loose, listed, *named) for link in links}.values())


def _counted(note: str) -> int | None:
    """`6 authors`, as our exporter notes where it knows no name."""
    found = _author_count().match(note)
    return int(found[1]) if found else None


def _export_date(text: str) -> str | None:
    found = re.search(r"EXPORT DATE: ?([^\n]{6,30})", text)
    return read_date(found[1]).day if found else None


@cache
def _entry_shape() -> re.Pattern[str]:
    """`@word{key, name =`, with or without the key; or a command."""
    return re.compile(
        r"\s*@(?:(?:string|comment|preamble)\s*[{(]"
        r"|\w+\s*[{(]\s*(?:[^,={}\"]{0,400},)?\s*(?:%[^\n]*\s*)?[A-Za-z][\w -]{0,40}=)",
        re.IGNORECASE,
    )


@cache
def _category() -> re.Pattern[str]:
    return re.compile(r"[a-z][a-z-]{1,15}(?:\.[A-Za-z][A-Za-z-]{1,15})?")


@cache
def _at_doi_org() -> re.Pattern[str]:
    return re.compile(r"(?:https?://)?(?:dx\.)?doi\.org/10\.", re.IGNORECASE)


@cache
def _author_count() -> re.Pattern[str]:
    return re.compile(r"([0-9]{1,6}) authors?(?:;|$)")
