"""Crossref: works of its REST API (lists, single ones), of its public data files and of JSON lines of them.

Titles are lists, dates are `date-parts` that may be a year alone, abstracts are JATS
(https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md). Entries without a paper behind them
(journals, funders, issues, peer reviews) are furniture.
"""

from collections.abc import Iterable
from typing import Any

from papertriage.ids import find_arxiv
from papertriage.model import Link, Sighting
from papertriage.sources.content import Content
from papertriage.sources.date_parts import of_date_parts
from papertriage.sources.jats import without_markup
from papertriage.sources.json_entries import Entries, elements, id_text, members, text
from papertriage.sources.json_rows import rows, sample
from papertriage.sources.partial_dates import NOTHING, Said
from papertriage.sources.protocol import Reader

name = "crossref"
reads = "works of the Crossref API (lists, single works) and of its public data files, as JSON and JSON lines"
cannot_know = "arXiv categories; days of publication where only a year or a month was registered"
unit = "entries"

WRAPPERS = frozenset({"message", "items"})
_SIGNS = ('"message-type"', '"title":[', '"title": [')
_OWN_NAMES = (
    "reference-count references-count is-referenced-by-count member prefix indexed content-domain"
    " deposited short-title container-title published-print published-online posted relation ISSN-type"
    " issn-type score reference subtitle"
)
_OWN = frozenset(_OWN_NAMES.split())
_NO_PAPERS_NAMES = (
    "journal journal-issue journal-volume component grant peer-review proceedings-series book-series"
    " book-set report-series report-component database"
)
_NO_PAPERS = frozenset(_NO_PAPERS_NAMES.split())
_DATES = ("posted", "published-online", "published-print", "published", "issued", "published-other")


def likeness(head: str) -> float:
    """Tell by the `message-type` of its answers, or by works whose titles are lists and that have a DOI."""
    if head[:2_000].lstrip("\ufeff \t\r\n")[:1] not in {"{", "["} or not any(sign in head for sign in _SIGNS):
        return 0.0
    outer, found = sample(head, WRAPPERS)
    kind = outer.get("message-type")
    if isinstance(kind, str):
        return 1.0 if kind in {"work", "work-list", "validation-failure"} else 0.0
    return max((_work_likeness(row) for row in found if isinstance(row, dict)), default=0.0)


def reader(content: Content) -> Reader:
    """Read a dump."""
    return Entries(name, rows(content, WRAPPERS), _within, _read)


def _work_likeness(work: dict[str, Any]) -> float:
    if not isinstance(work.get("title"), list) or not isinstance(work.get("DOI"), str):
        return 0.0
    return 0.95 if _OWN & work.keys() else 0.6


def _within(row: Any) -> Iterable[Any]:
    """Unwrap whole answers that stand in a list or on lines."""
    if type(row) is not dict or not isinstance(row.get("message"), dict):
        return (row,)
    message = row["message"]
    return message["items"] if isinstance(message.get("items"), list) else (message,)


def _read(work: Any, number: int) -> Sighting | str | None:
    if not isinstance(work, dict):
        return "null in place of a work" if work is None else _error(work)
    if text(work.get("type")) in _NO_PAPERS or ("DOI" not in work and _is_of_another_list(work)):
        return None
    title = _title(work)
    if not title:
        return _error(work)
    dated = _dated(work)
    arxiv_id, links = _versions(work.get("relation"))
    abstract = text(work.get("abstract"))
    return Sighting(
        source=name,
        title=title,
        abstract=(without_markup(abstract) or None) if abstract else None,
        authors=_authors(work.get("author")),
        published=dated.day,
        arxiv_id=arxiv_id,
        doi=text(work.get("DOI")) or None,
        links=links,
        year=None if dated.day else dated.year,
        line_start=number,
        line_end=number,
    )


def _is_of_another_list(entry: dict[str, Any]) -> bool:
    """Whether it is a journal, a funder, a member, a type: what the other resources of the API list."""
    return not isinstance(entry.get("title"), list) and not entry.keys().isdisjoint(
        ("counts", "ISSN", "location", "label", "uri", "hierarchy", "title", "primary-name")
    )


def _error(entry: Any) -> str:
    words = text(entry) or text(members(entry).get("message"))
    return f"Crossref answered: {words}" if words else "no title"


def _title(work: dict[str, Any]) -> str:
    """Give the first title, with the subtitle behind a colon unless the title has it already."""
    titles, subtitles = work.get("title"), work.get("subtitle")
    title = without_markup(_first(titles))
    subtitle = without_markup(_first(subtitles)) if subtitles and title else ""
    if not subtitle or subtitle.casefold() in title.casefold():
        return title
    return f"{title.rstrip()}{'' if title.rstrip()[-1:] in ':?!' else ':'} {subtitle}"


def _first(listed: Any) -> str:
    if isinstance(listed, str):
        return text(listed)
    return next(filter(None, map(text, elements(listed))), "")


def _authors(listed: Any) -> tuple[str, ...] | None:
    names = (person(author) for author in elements(listed) if type(author) is dict)
    return tuple([each for each in names if each]) or None


def person(author: dict[str, Any]) -> str:
    """Give the name of a person or of an organization."""
    parts = [author.get("given"), author.get("family"), author.get("suffix")]
    written = " ".join([part.strip() for part in parts if type(part) is str and part])
    return written or text(author.get("name")) or text(author.get("literal"))


def _dated(work: dict[str, Any]) -> Said:
    """Give the earliest date of publication; where the earliest is a year alone, that year.

    When a record was made is no date of publication, but for preprints, which are registered when posted.
    """
    said = [_said(work[key]) for key in _DATES if key in work]
    if work.get("type") == "posted-content" and not any(each.year for each in said):
        said = [_said(work.get("created"))]
    years = [each.year for each in said if each.year]
    if not years:
        return NOTHING
    first = min(years)
    return Said(min((each.day for each in said if each.day and each.year == first), default=None), first)


def _said(value: Any) -> Said:
    return of_date_parts(members(value).get("date-parts"))


def _versions(relation: Any) -> tuple[str | None, tuple[Link, ...]]:
    """Read the other forms of a work: its arXiv id, the addresses of other preprints and of the article."""
    if not relation or type(relation) is not dict:
        return None, ()
    arxiv_id, links = None, []
    for key in ("has-preprint", "is-preprint-of", "is-version-of", "is-same-as"):
        for each in map(members, elements(relation.get(key))):
            kind, listed = text(each.get("id-type")), id_text(each.get("id"))
            reference = find_arxiv(listed) if "arxiv" in f"{kind} {listed}".lower() else None
            if reference:
                arxiv_id = arxiv_id or reference.id
            elif listed and kind == "doi" and key.endswith(("preprint", "preprint-of")):
                links.append(Link("paper", f"https://doi.org/{listed}"))
    return arxiv_id, tuple(links)
