"""CSL-JSON: items as Zotero, Better BibTeX, pandoc, citation.js, doi.org and we ourselves write them.

The names of variables are those of CSL 1.0.2 (https://docs.citationstyles.org/en/stable/specification.html).
An arXiv id has no variable of its own: Zotero puts it into `number` (`arXiv:2404.02905`), its older versions
into `note` or the container's title, others into `archive_location` or the URL. What we write under
`custom.papertriage` is read back; csl_custom.py.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from papertriage.ids import find_arxiv, parse_arxiv
from papertriage.model import Link, Sighting
from papertriage.sources.content import Content
from papertriage.sources.csl_custom import with_custom
from papertriage.sources.csl_names import names
from papertriage.sources.date_parts import of_date_parts, of_words
from papertriage.sources.jats import without_markup
from papertriage.sources.json_entries import Entries, elements, id_text, members, text
from papertriage.sources.json_rows import rows, sample
from papertriage.sources.partial_dates import NOTHING, Said
from papertriage.sources.protocol import Reader

name = "csl-json"
reads = "CSL-JSON of Zotero, Better BibTeX, pandoc, citation.js, doi.org, and our own export"
cannot_know = (
    "arXiv categories, but for our own export and DataCite's; votes and comments, but for our own export"
)
unit = "entries"

WRAPPERS = frozenset({"items", "references"})
# Those of CSL 1.0.2, then those of Crossref, which doi.org gives in their place.
_TYPES_NAMES = (
    "article article-journal article-magazine article-newspaper bill book broadcast chapter classic"
    " collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing"
    " interview legal_case legislation manuscript map motion_picture musical_score pamphlet"
    " paper-conference patent performance periodical personal_communication post post-weblog regulation"
    " report review review-book software song speech standard thesis treaty webpage journal-article"
    " posted-content proceedings-article book-chapter monograph dissertation"
)
_TYPES = frozenset(_TYPES_NAMES.split())
_SIGNS = ('"issued"', '"family"', '"literal"', '"container-title"', '"DOI"', '"URL"', '"custom"', '"csljson"')
_OWN_NAMES = (
    "container-title container-title-short title-short issued accessed DOI ISSN ISBN URL PMID page"
    " volume issue publisher publisher-place event-title event-place collection-title number-of-pages"
    " archive_location archive citation-key note genre number source language custom keyword abstract"
    " call-number"
)
_OWN = frozenset(_OWN_NAMES.split())
_BARE = ("number", "archive_location", "archive-location", "arxiv", "arXiv", "eprint", "archiveID")
_WITHIN = ("DOI", "URL", "container-title", "number", "archive_location", "page", "id")


def likeness(head: str) -> float:
    """Tell by items with a type of CSL and names that only CSL writes so."""
    if head[:2_000].lstrip("\ufeff \t\r\n")[:1] not in {"{", "["} or not any(sign in head for sign in _SIGNS):
        return 0.0
    _, found = sample(head, WRAPPERS)
    items = [item for row in found for item in _within(row) if isinstance(item, dict)]
    return max(map(_item_likeness, items[:20]), default=0.0)


def reader(content: Content) -> Reader:
    """Read a dump."""
    return Entries(name, rows(content, WRAPPERS), _within, _read)


def _item_likeness(item: dict[str, Any]) -> float:
    if not isinstance(item.get("title"), str) or "itemType" in item or "authorships" in item:
        return 0.0
    people = members(next(iter(elements(item.get("author"))), None))
    has_names = not people.keys().isdisjoint(("family", "literal"))
    has_date = not members(item.get("issued")).keys().isdisjoint(("date-parts", "raw", "literal"))
    if text(item.get("type")) not in _TYPES:
        return 0.8 if has_names and has_date else 0.0
    if has_names or has_date or "custom" in item:
        return 0.97
    known = len(_OWN & item.keys())
    return 0.85 if known > 1 else 0.5 if known else 0.0


def _within(row: Any) -> Iterable[Any]:
    """Unwrap items that stand under `csljson`, as Zotero's API gives them, or under their ids."""
    if type(row) is not dict or "type" in row or "title" in row:
        return (row,)
    if isinstance(row.get("csljson"), dict):
        return (row["csljson"],)
    by_id = row and all(type(item) is dict and "type" in item for item in row.values())
    return row.values() if by_id else (row,)


def _read(item: Any, number: int) -> Sighting | str | None:
    if not isinstance(item, dict):
        return "not an item"
    title, abstract = text(item.get("title")), text(item.get("abstract"))
    if not title:
        return "no title"
    if "custom" in item and isinstance(own := members(item["custom"]).get("papertriage"), dict):
        return with_custom(_sighting(item, number), own)._replace(title=title, abstract=abstract or None)
    return _sighting(item, number) if without_markup(title) else "no title"


def _sighting(item: dict[str, Any], number: int) -> Sighting:
    dated = _dated(item.get("issued"))
    return Sighting(
        source=name,
        title=without_markup(item["title"]),
        abstract=without_markup(text(item.get("abstract"))) or None,
        authors=names(item.get("author")),
        published=dated.day,
        arxiv_id=_arxiv_id(item),
        doi=_doi(item),
        categories=_categories(item),
        links=_links(item),
        year=None if dated.day else dated.year,
        line_start=number,
        line_end=number,
    )


def _dated(issued: Any) -> Said:
    """Read `issued`: the first day of a range; of a date that is about then, the year."""
    if isinstance(issued, str):
        return of_words(issued)
    date = members(issued)
    said = of_date_parts(date.get("date-parts"))
    if said == NOTHING and (words := text(date.get("raw")) or text(date.get("literal"))):
        said = of_words(words)
    return Said(None, said.year) if date.get("circa") else said


def _arxiv_id(item: dict[str, Any]) -> str | None:
    listed = _listed_id(item) or _id_within(item) or _id_of_note(text(item.get("note")))
    if listed and "version" in item and (version := id_text(item["version"])).isdigit():
        versioned = parse_arxiv(f"{listed}v{version}")
        return f"{listed}v{version}" if versioned else listed
    return listed


def _listed_id(item: dict[str, Any]) -> str | None:
    """Give what stands in an arXiv id's place, damaged or not: behind `arXiv:`, or beside arXiv's name."""
    for key in _BARE:
        if key not in item:
            continue
        listed = id_text(item[key]).strip()
        if listed[:6].lower() == "arxiv:":
            return listed[6:].strip().partition(" ")[0]
        if listed and (key in {"arxiv", "arXiv"} or _is_at_arxiv(item)) and _id_like().fullmatch(listed):
            return listed
    return None


def _is_at_arxiv(item: dict[str, Any]) -> bool:
    return any("arxiv" in text(item.get(key)).lower() for key in ("archive", "publisher", "genre"))


def _id_within(item: dict[str, Any]) -> str | None:
    for key in _WITHIN:
        words = item.get(key)
        if type(words) is list:
            words = next(iter(words), None)
        if type(words) is str and "arxiv" in words.lower() and (reference := find_arxiv(words)):
            return f"{reference.id}v{reference.version}" if reference.version else reference.id
    if text(item.get("container-title")).lower() in {"corr", "arxiv"}:
        reference = parse_arxiv(id_text(item.get("volume")).removeprefix("abs/"))
        return reference.id if reference else None
    return None


def _id_of_note(note: str) -> str | None:
    """Give the id of a note's line that begins with it; one elsewhere in a note is often another paper's."""
    for line in note.splitlines() if "rxiv" in note.lower() else ():
        reference = find_arxiv(line[:200]) if line[:20].lstrip().lower().startswith("arxiv") else None
        if reference:
            return f"{reference.id}v{reference.version}" if reference.version else reference.id
    return None


def _doi(item: dict[str, Any]) -> str | None:
    if doi := text(item.get("DOI")) or text(item.get("doi")):
        return doi
    if "doi.org/10." in (url := text(item.get("URL"))):
        return url
    note = text(item.get("note"))
    found = _doi_line().search(note) if "10." in note else None
    return found[1] if found else None


def _categories(item: dict[str, Any]) -> tuple[str, ...]:
    """Give arXiv's: of DataCite's `Machine Learning (cs.LG)`, else of Zotero's `arXiv:2404.02905 [cs.CV]`."""
    if "categories" in item:
        listed = (_in_brackets().search(text(each)) for each in elements(item["categories"]))
        return tuple([found[1] for found in listed if found])
    for key in ("note", "number", "container-title"):
        words = item.get(key)
        if type(words) is str and "[" in words and "arxiv" in words.lower():
            return tuple(_in_brackets().findall(words)[:1])
    return ()


def _links(item: dict[str, Any]) -> tuple[Link, ...]:
    """Give the page of an item, unless an id leads there."""
    url = text(item.get("URL"))
    if not url or "arxiv.org/" in url.lower() or "doi.org/" in url:
        return ()
    return (Link("other", url),)


@cache
def _id_like() -> re.Pattern[str]:
    return re.compile(r"[0-9]{3,4}\.[0-9]{3,20}(?:v[0-9]+)?|[a-z-]+(?:\.[A-Za-z-]+)?/[0-9]{7}(?:v[0-9]+)?")


@cache
def _doi_line() -> re.Pattern[str]:
    return re.compile(r"^DOI:\s*(10\.\S+)", re.MULTILINE | re.IGNORECASE)


@cache
def _in_brackets() -> re.Pattern[str]:
    archives = "hep-th|hep-ph|hep-ex|hep-lat|gr-qc|quant-ph|nucl-th|nucl-ex|math-ph"
    return re.compile(rf"[(\[]([a-z]{{2,8}}(?:-[a-z]{{2,4}})?\.[A-Za-z-]{{2,17}}|{archives})[)\]]")
