"""OpenAlex: works of its API (lists, single ones) and of its snapshot's lines.

A work's abstract is an inverted index, word to positions; null fields are many
(https://docs.openalex.org/api-entities/works/work-object). What it knows only a year of, it dates to the
first of January: such a day is read as the year alone.
"""

from collections.abc import Iterable
from typing import Any

from papertriage.ids import find_arxiv
from papertriage.model import Link, Sighting
from papertriage.sources.content import Content
from papertriage.sources.jats import without_markup
from papertriage.sources.json_entries import Entries, elements, members, text, year
from papertriage.sources.json_rows import rows, sample
from papertriage.sources.protocol import Reader

name = "openalex"
reads = "works of the OpenAlex API (lists, single works) and of its snapshot, as JSON and JSON lines"
cannot_know = "arXiv categories; line breaks of abstracts; the day of works it dates to the first of January"
unit = "entries"

WRAPPERS = frozenset({"results", "data", "works"})
_SIGNS = ("openalex.org/W", '"abstract_inverted_index"', '"db_response_time_ms"', '"authorships"')
_OWN_NAMES = (
    "authorships abstract_inverted_index primary_location best_oa_location open_access referenced_works"
    " cited_by_count cited_by_api_url host_venue alternate_host_venues publication_year counts_by_year"
)
_OWN = frozenset(_OWN_NAMES.split())


def likeness(head: str) -> float:
    """Tell by ids that are addresses of works at OpenAlex, or by names that only its works have."""
    if head[:2_000].lstrip("\ufeff \t\r\n")[:1] not in {"{", "["} or not any(sign in head for sign in _SIGNS):
        return 0.0
    _, found = sample(head, WRAPPERS)
    works = [work for row in found for work in _within(row) if isinstance(work, dict)]
    if not works or works[0].keys() >= {"meta", "results"}:
        return 0.95 if '"db_response_time_ms"' in head[:1_000] and '"results":' in head else 0.0
    return max(map(_work_likeness, works))


def reader(content: Content) -> Reader:
    """Read a dump."""
    return Entries(name, rows(content, WRAPPERS), _within, _read)


def _work_likeness(work: dict[str, Any]) -> float:
    if "openalex.org/W" in text(work.get("id")):
        return 1.0
    if "title" not in work and "display_name" not in work:
        return 0.0
    return {0: 0.0, 1: 0.2}.get(len(_OWN & work.keys()), 0.95)


def _within(row: Any) -> Iterable[Any]:
    return (row["work"],) if type(row) is dict and isinstance(row.get("work"), dict) else (row,)


def _read(work: Any, number: int) -> Sighting | str | None:
    if not isinstance(work, dict):
        return "null in place of a work" if work is None else "not a work"
    identity = text(work.get("id"))
    if (identity and "openalex.org/" in identity and "openalex.org/W" not in identity) or _is_no_paper(work):
        return None
    title = without_markup(text(work.get("display_name")) or text(work.get("title")) or "")
    if not title:
        reason = text(work.get("message")) or text(work.get("error"))
        return f"OpenAlex answered: {reason}" if reason else "no title"
    day = text(work.get("publication_date"))
    published = None if not day or day.endswith("-01-01") else day
    doi = text(work.get("doi")) or text(members(work.get("ids")).get("doi")) or text(work.get("external_id"))
    arxiv_id = _arxiv_id(work, doi)
    return Sighting(
        source=name,
        title=title,
        abstract=_abstract(work),
        authors=_authors(work.get("authorships")),
        published=published,
        arxiv_id=arxiv_id,
        doi=doi or None,
        links=() if doi or arxiv_id else _links(work),
        year=None if published else year(work.get("publication_year")) or year(day[:4]),
        line_start=number,
        line_end=number,
    )


def _is_no_paper(work: dict[str, Any]) -> bool:
    """Whether it is a cover, an index, an editorial board; or what is left of a work that was deleted."""
    return work.get("is_paratext") is True or work.get("type") == "paratext" or _is_deleted(work)


def _is_deleted(work: dict[str, Any]) -> bool:
    return work.get("display_name") == "Deleted Work" and not work.get("authorships")


def _abstract(work: dict[str, Any]) -> str | None:
    index = work.get("abstract_inverted_index")
    if type(index) is str:
        from papertriage.sources.json_value import decoded  # the snapshots of 2022 hold JSON within JSON

        index = decoded(index.encode("utf-8", "replace"))
    if type(index) is not dict:
        return text(work.get("abstract")) or None
    return without_markup(in_order(members(index.get("InvertedIndex")) or index)) or None


def in_order(index: dict[str, Any]) -> str:
    """Give the words of an inverted index in the order of their positions, whatever these are.

    Time and memory go with the positions listed, not with how large they are; holes are closed.
    """
    words: dict[int, str] = {}
    try:
        for word, positions in index.items():
            for position in positions:
                words[position] = word
        return " ".join([words[position] for position in sorted(words)])
    except TypeError:
        return _in_order_of_numbers(index)


def _in_order_of_numbers(index: dict[str, Any]) -> str:
    words = {
        position: word
        for word, positions in index.items()
        for position in elements(positions)
        if type(position) is int
    }
    return " ".join([words[position] for position in sorted(words)])


def _authors(authorships: Any) -> tuple[str, ...] | None:
    if not authorships or type(authorships) is not list:
        return None
    names = []
    for each in authorships:
        authorship = members(each)
        author = authorship.get("author")
        shown = author.get("display_name") if type(author) is dict else None
        names.append(shown or authorship.get("raw_author_name"))
    return tuple([each for each in names if type(each) is str and each]) or None


def _arxiv_id(work: dict[str, Any], doi: str) -> str | None:
    """Find the arXiv id: of its DOI, else of the places where the work can be read."""
    if "10.48550" in doi and (reference := find_arxiv(doi)):
        return reference.id
    for url in _addresses(work):
        if type(url) is str and ("arxiv" in url or "arXiv" in url) and (reference := find_arxiv(url)):
            version = f"v{reference.version}" if reference.version else ""
            return f"{reference.id}{version}"
    return None


def _addresses(work: dict[str, Any]) -> list[Any]:
    ids = members(work.get("ids"))
    found = [ids.get("arxiv"), members(work.get("open_access")).get("oa_url")]
    for place in _places(work):
        found += [place.get("landing_page_url"), place.get("pdf_url"), place.get("url"), place.get("id")]
    return found


def _places(work: dict[str, Any]) -> list[dict[str, Any]]:
    """Give its locations; until 2023 they were venues."""
    first = [work.get(key) for key in ("primary_location", "best_oa_location", "host_venue")]
    more = elements(work.get("locations")) + elements(work.get("alternate_host_venues"))
    return [place for place in first + more if type(place) is dict]


def _links(work: dict[str, Any]) -> tuple[Link, ...]:
    """Give the page of a work that no id leads to."""
    urls = (text(place.get("landing_page_url")) or text(place.get("pdf_url")) for place in _places(work))
    url = next(filter(None, urls), "")
    return (Link("paper", url),) if url else ()
