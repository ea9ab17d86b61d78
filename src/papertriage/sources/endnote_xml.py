"""EndNote's XML export, which Zotero writes too: <xml><records><record>, words in <style> or without it.

EndNote up to 7 wrote the same in capitals, with fewer levels: <XML><RECORDS><RECORD><TITLE>. There is no
public definition; elements are those of EndNote's RSXML.dtd as exports show them.
"""

import re
from typing import Any

from papertriage.ids import find_arxiv, parse_arxiv
from papertriage.model import Sighting, Skipped
from papertriage.sources.arxiv_feeds import first_doi
from papertriage.sources.bibliography import arxiv_in, arxiv_in_note, links_in
from papertriage.sources.content import Content
from papertriage.sources.partial_dates import NOTHING, Said, from_parts, read_date
from papertriage.sources.personal_names import complete, in_order
from papertriage.sources.protocol import Item
from papertriage.sources.xml_around import root
from papertriage.sources.xml_reader import Form, Outer, XmlReader
from papertriage.sources.xml_words import local, on_one_line, shown, words

name = "endnote-xml"
reads = "EndNote's XML export, also as Zotero writes it, and that of EndNote 7 in capitals"
cannot_know = "votes, comments, categories, versions; the day, unless the library has it"
unit = "entries"

_ROOTS = frozenset(("xml", "records"))
# Paths from the record in lower case, of today's exports and of those in capitals; `_` and `-` are one.
_TITLES = ("titles/title", "title", "titles/short-title")
_DOIS = ("electronic-resource-num", "doi")
_OWN_PLACES = ("accession-num", "electronic-resource-num", "number", "volume", "label", "isbn", "orig-pub")
_JOURNALS = ("titles/secondary-title", "periodical/full-title", "secondary-title", "custom3", "publisher")
_NOTES = (
    "notes",
    "research-notes",
    "custom1",
    "custom2",
    "custom4",
    "custom5",
    "custom6",
    "custom7",
    "work-type",
)


def likeness(head: str) -> float:
    """Tell it by records of references: a library's name, or titles among contributors, dates, a type."""
    found, rest = root(head)
    if found not in {"xml", "records", "record"}:
        return 0.0
    rest = rest[:40_000].lower()
    if re.search(r"<source-app\s+name=\"|<foreign-keys>|<style face=", rest) and "<record>" in rest:
        return 1.0
    signs = (
        "<ref-type",
        "<contributors>",
        "<titles>",
        "<reference_type>",
        "<authors>",
        "<dates>",
        "<periodical>",
    )
    return 0.95 if re.search(r"<record[\s>]", rest) and sum(sign in rest for sign in signs) >= 2 else 0.0


def reader(content: Content) -> XmlReader:
    """Read a library, or several that follow one another."""
    return XmlReader(content, Form(name, _ROOTS, ("record", "RECORD"), _item, lambda _: None))


def _item(record: Any, number: int, _: Outer) -> Item:
    said = _said(record)
    title = next((said[path][0] for path in _TITLES if path in said), "")
    if not title:
        return Skipped(name, "a record without a title", shown(record), number, number)
    addresses = [text for path, texts in said.items() if path.startswith("url") for text in texts]
    date = _date(said)
    doi, arxiv_id = _ids(said, addresses)
    return Sighting(
        source=name,
        title=on_one_line(title),
        abstract=_first(said, "abstract"),
        authors=_authors(said.get("contributors/authors/author") or said.get("authors/author") or []),
        published=date.day,
        arxiv_id=arxiv_id,
        doi=doi,
        links=tuple(
            link for link in links_in(addresses) if link.kind in {"code", "project", "model", "dataset"}
        ),
        year=None if date.day else date.year,
        line_start=number,
        line_end=number,
    )


def _said(record: Any) -> dict[str, list[str]]:
    """Give the words below a record by path, styles left out."""
    said: dict[str, list[str]] = {}
    places = [(part, "") for part in reversed(record)]
    while places:
        element, path = places.pop()
        path += local(element.tag).lower().replace("_", "-")
        inner = [part for part in element if local(part.tag).lower() != "style"]
        if inner:
            places += [(part, f"{path}/") for part in reversed(inner)]
        elif text := words(element):
            said.setdefault(path, []).append(text)
    return said


def _first(said: dict[str, list[str]], *paths: str) -> str | None:
    return next((said[path][0] for path in paths if path in said), None)


def _authors(names: list[str]) -> tuple[str, ...] | None:
    if len(names) == 1 and (";" in names[0] or "\n" in names[0] or "\r" in names[0]):
        names = re.split(r"[;\r\n]+", names[0])  # a library that was filled by hand
    return complete(
        [each for name in names for each in in_order(on_one_line(name).strip(" ,").split(",")) if each]
    )


def _date(said: dict[str, list[str]]) -> Said:
    """Put together year and day, `2021` and `Jun 1`; a whole date may stand in either."""
    year = _first(said, "dates/year", "year") or ""
    day = _first(said, "dates/pub-dates/date", "date") or ""
    for text in (day, year):
        if (found := read_date(text)).day:
            return found
    if not year:
        return read_date(day) if day else NOTHING
    return from_parts(year, day, "")


def _ids(said: dict[str, list[str]], addresses: list[str]) -> tuple[str | None, str | None]:
    """Give DOI and arXiv id: of the fields for them, else of addresses, the journal, or notes."""
    listed = first_doi(_first(said, *_DOIS))
    at_doi = next((address for address in addresses if "doi.org/10." in address), None)
    doi = listed if listed and "10." in listed else first_doi(at_doi)
    if doi and find_arxiv(doi) and (found := arxiv_in(doi)):
        return doi, found
    own = [text for path in _OWN_PLACES for text in said.get(path, []) if "arxiv" in text.lower()]
    labelled = [text for text in said.get("accession-num", []) if parse_arxiv(text)]
    journals = [text for path in _JOURNALS for text in said.get(path, []) if "arxiv" in text.lower()]
    found = arxiv_in(*own, *labelled, *addresses, *journals)
    notes = (arxiv_in_note(text) for path in _NOTES for text in said.get(path, []))
    return doi, found or next(filter(None, notes), None)
