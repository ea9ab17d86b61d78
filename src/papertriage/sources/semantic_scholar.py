"""Semantic Scholar: answers of its Graph, Recommendations and v1 APIs, lines of its datasets and of S2ORC.

A row is a paper, or holds one under `citingPaper`, `citedPaper` or `paper`, or is an author with `papers`
(https://api.semanticscholar.org/api-docs/). A batch answers null for ids it does not know. The datasets write
the same names in small letters; the older corpora have `paperAbstract` or `arxiv_id`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from papertriage.ids import find_arxiv
from papertriage.model import Link, Sighting
from papertriage.sources.content import Content
from papertriage.sources.json_entries import Entries, elements, id_text, members, text, year
from papertriage.sources.json_rows import rows, sample
from papertriage.sources.protocol import Reader

name = "semantic-scholar"
reads = (
    "Semantic Scholar's API answers (search, bulk, batch, paper, citations, references, recommendations, "
    "author's papers) and JSON lines of its datasets"
)
cannot_know = (
    "arXiv categories and versions; citations and references listed within a paper that has a title are "
    "not read; fields that were not asked for"
)
unit = "entries"

WRAPPERS = frozenset({"data", "recommendedPapers", "papers"})
_SIGNS = (
    '"paperId"', '"externalIds"', '"corpusid"', '"corpusId"', '"paperAbstract"', '"s2_url"',
    '"recommendedPapers"', "semanticscholar", "aper not found", "itle match not found", "with id ",
)  # fmt: skip
_OWN_NAMES = (
    "paperId corpusId corpusid externalIds externalids influentialCitationCount influentialcitationcount"
    " tldr s2FieldsOfStudy s2fieldsofstudy citationVelocity arxivId openAccessPdf publicationVenue"
    " matchScore s2Url s2PdfUrl paperAbstract s2_url mag_field_of_study has_pdf_parse publicationTypes"
    " numCitedBy openAccessInfo"
)
_OWN = frozenset(_OWN_NAMES.split())
_PAGES = frozenset({"total", "offset", "next", "token"})
_HASH = re.compile(r"[0-9a-f]{40}")
_OWN_WORDS = re.compile(
    r"semanticscholar\.org|paper not found|title match not found|paper with id \S+ not found"
    r"|unrecognized or unsupported fields|author with id \S+ not found",
    re.IGNORECASE,
)


def likeness(head: str) -> float:
    """Tell by its `paperId` of 40 digits, or by names that no other API has; by its words for an error."""
    beginning = head[:50_000]
    start = head[:2_000].lstrip("\ufeff \t\r\n")
    if start[:1] not in {"{", "["}:
        return 0.0
    if '"data"' not in start[:200] and not any(sign in beginning for sign in _SIGNS):
        return 0.0
    outer, found = sample(_leading_nulls().sub("[", head, count=1), WRAPPERS)
    entries = [entry for row in found for entry in _within(row) if isinstance(entry, dict)]
    if entries:
        return max(map(_entry_likeness, entries))
    if '"recommendedPapers"' in start[:200] and not found:
        return 0.95
    pages = bool(outer) and outer.keys() <= _PAGES and not outer.keys().isdisjoint(("offset", "token"))
    return 0.6 if pages and not found and '"data"' in start[:200] else 0.0


def reader(content: Content) -> Reader:
    """Read a dump."""
    return Entries(name, rows(content, WRAPPERS), _within, _read)


@cache
def _leading_nulls() -> re.Pattern[str]:
    """Match the ids that a batch did not know before the first that it did."""
    return re.compile(r"\A\s*\[(?:\s*null\s*,)+")


def _entry_likeness(entry: dict[str, Any]) -> float:
    if isinstance(entry.get("title"), str):
        if isinstance(hashed := entry.get("paperId"), str) and _HASH.fullmatch(hashed):
            return 1.0
        return {0: 0.0, 1: 0.5}.get(len(_OWN & entry.keys()), 0.95)
    if reason := _error(entry):
        return 0.95 if _OWN_WORDS.search(reason) else 0.0
    known = entry.keys() & {"paperId", "corpusId", "corpusid", "externalIds", "abstract"}
    return 0.6 if len(known) > 1 else 0.0


def _within(row: Any) -> Iterable[Any]:
    """Give the papers of a row; a paper without a title stands for those that it cites or that cite it."""
    if type(row) is not dict or "title" in row:
        return (row,)
    for key in ("citingPaper", "citedPaper", "paper"):
        if isinstance(row.get(key), dict):
            return (row[key],)
    nested = next((row[key] for key in ("papers", "citations", "references") if row.get(key)), None)
    return list(_nested(nested)) if isinstance(nested, list) else (row,)


def _nested(rows_: list[Any]) -> Iterator[Any]:
    for row in rows_:
        held = members(row).get("citingPaper") or members(row).get("citedPaper")
        yield held if isinstance(held, dict) else row


def _read(paper: Any, number: int) -> Sighting | str | None:
    if not isinstance(paper, dict):
        return "null in place of a paper: its id is not known" if paper is None else "not a paper"
    title = text(paper.get("title"))
    if not title:
        return _why_not(paper)
    abstract = text(paper.get("abstract")) or text(paper.get("paperAbstract"))
    summary = "" if abstract else text(members(paper.get("tldr")).get("text"))
    arxiv_id, doi = _ids(paper)
    published = text(paper.get("publicationDate")) or text(paper.get("publicationdate"))
    return Sighting(
        source=name,
        title=title,
        abstract=abstract or summary or None,
        is_summary=bool(summary),
        authors=_authors(paper.get("authors")),
        published=published or None,
        arxiv_id=arxiv_id,
        doi=doi,
        links=_links(paper),
        year=None if published else year(paper.get("year")),
        line_start=number,
        line_end=number,
    )


def _why_not(entry: dict[str, Any]) -> str | None:
    if "authorId" in entry and "paperId" not in entry:
        return None  # an author without papers
    reason = _error(entry)
    if reason:
        return f"Semantic Scholar answered: {reason}"
    return "the answer lists no papers" if entry.get("data", 0) is None else "no title"


def _error(entry: dict[str, Any]) -> str:
    """Give the API's own words; gateways name the field `message`, the service itself `error`."""
    if len(entry) > 4:
        return ""
    return text(entry.get("error")) or text(entry.get("message")) or text(entry.get("detail"))


def _ids(paper: dict[str, Any]) -> tuple[str | None, str | None]:
    external = paper.get("externalIds") or paper.get("externalids")
    if not isinstance(external, dict):
        access = members(paper.get("openAccessInfo") or paper.get("openaccessinfo"))
        external = members(access.get("externalIds") or access.get("externalids"))
    arxiv = external.get("ArXiv") or paper.get("arxivId") or paper.get("arxiv_id") or external.get("arxiv")
    doi = text(external.get("DOI")) or text(paper.get("doi"))
    if not arxiv and "pdfUrls" in paper:
        found = (find_arxiv(url) for url in elements(paper["pdfUrls"]) if "arxiv.org" in text(url))
        arxiv = next((reference.id for reference in found if reference), None)
    return (id_text(arxiv) or None) if arxiv else None, doi or None


def _authors(listed: Any) -> tuple[str, ...] | None:
    if not listed or type(listed) is not list:
        return None
    try:
        names = [author["name"] for author in listed]
        return tuple(names) if all(names) and all(type(each) is str for each in names) else _any(listed)
    except (KeyError, TypeError, IndexError):
        return _any(listed)


def _any(listed: list[Any]) -> tuple[str, ...] | None:
    """Read names given as text, or in the parts of S2ORC; one without a name is left out."""
    names = (text(each) or text(members(each).get("name")) or _joined(members(each)) for each in listed)
    return tuple(filter(None, names)) or None


def _joined(parts: dict[str, Any]) -> str:
    middle = [text(each) for each in elements(parts.get("middle"))]
    return " ".join(
        filter(None, [text(parts.get("first")), *middle, text(parts.get("last")), text(parts.get("suffix"))])
    )


def _links(paper: dict[str, Any]) -> tuple[Link, ...]:
    """Give the open copy of a paper, but for those that its ids lead to."""
    url = text(members(paper.get("openAccessPdf")).get("url"))
    return (Link("paper", url),) if url and "arxiv.org" not in url and "doi.org" not in url else ()
