"""Source `json-records`: any other JSON of papers, whose fields have the names that people give them.

Scripts and data sets save lists of papers in shapes of their own. What has a title, and beside it what only
papers have (an arXiv id, a DOI, an abstract, authors), is read under the usual names (`record_fields`); what
another source of JSON knows is left to that.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from papertriage.dates import iso_day
from papertriage.ids import find_arxiv, parse_arxiv, parse_doi, repair_arxiv
from papertriage.model import Link, Sighting
from papertriage.sources import (
    arxiv_metadata,
    crossref,
    csl_json,
    hf_json,
    openalex,
    openreview,
    papertriage_json,
    semantic_scholar,
)
from papertriage.sources.content import Content
from papertriage.sources.json_entries import Entries, id_text
from papertriage.sources.json_rows import rows, sample
from papertriage.sources.listed_authors import listed_authors
from papertriage.sources.partial_dates import read_date
from papertriage.sources.protocol import Reader
from papertriage.sources.record_fields import addresses, fields
from papertriage.text import link_kind

name = "json-records"
reads = "any other JSON or JSON lines of papers: a title, with an id, abstract or authors under usual names"
cannot_know = "what stands under names of its own; what a date means that is only called `date`"
unit = "entries"

_WRAPPER_NAMES = (
    "data papers results items records entries articles publications documents docs hits works library rows"
    " paper_list paperList response result feed entry articleList"
)
_WRAPPERS = frozenset(_WRAPPER_NAMES.split())
_SPECIFIC = (
    papertriage_json, hf_json, arxiv_metadata, semantic_scholar, openalex, crossref, openreview, csl_json
)  # fmt: skip
_READ = 0.3  # likeness from which a dump is read
_OF_OTHERS_NAMES = (  # of feeds, shops, films, songs, recipes, issues, posts: they too have title and author
    "content_html content_text guid permalink slug feed_url enclosure price sku asin imdb_id imdbid runtime"
    " director cast ingredients album artist subreddit salary dependencies scripts score_html body_html"
    " product_id pages_read state labels milestone"
)
_OF_OTHERS = frozenset(_OF_OTHERS_NAMES.split())
_HF = ("huggingface.co/papers/", "hf.co/papers/")


def likeness(head: str) -> float:
    """Half sure where most of the first rows are papers, and no other source knows them."""
    _, first = sample(head, _WRAPPERS)
    entries = [entry for row in first for entry in _entries(row) if isinstance(entry, dict)][:20]
    found = [_likeness(entry) for entry in entries]
    if sum(each >= _READ for each in found) * 2 < len(found) or not found:
        return 0.0
    return 0.0 if any(source.likeness(head) >= _READ for source in _SPECIFIC) else max(found)


def reader(content: Content) -> Reader:
    """Read such a dump."""
    return Entries(name, rows(content, _WRAPPERS), _entries, _read)


def _likeness(row: dict[str, Any]) -> float:
    known = fields(row)
    if not isinstance(known.get("title"), str):
        return 0.0
    if _arxiv_id(known, row) or _doi(known, row):
        return 0.5
    abstract = known.get("abstract")
    if isinstance(abstract, str) and "abstract" in "".join(row).lower() and " " in abstract:
        return 0.5
    if not _OF_OTHERS.isdisjoint(row) or not listed_authors(known.get("authors")):
        return 0.0
    beside = sum(field in known for field in ("year", "published", "venue", "abstract", "url"))
    if "authors" in {key.lower() for key in row}:
        return 0.4 if beside else _READ
    return 0.4 if "year" in known and beside > 1 else 0.0


def _entries(row: Any) -> Iterable[Any]:
    """The entries of a row: of an object whose members are papers, each under its id, those."""
    if type(row) is not dict:
        return row if type(row) is list else (row,)
    for wrapper in ("_source", "row"):
        if type(row.get(wrapper)) is dict:
            return (row[wrapper],)
    values = list(row.values())
    if values and all(type(value) is dict and "title" in fields(value) for value in values):
        return [{"id": key, **value} for key, value in row.items()]
    return (row,)


def _read(row: Any, number: int) -> Sighting | str:
    if type(row) is not dict:
        return "a row that is no object"
    known = fields(row)
    title = known.get("title")
    if not isinstance(title, str) or not title.strip():
        return "a paper without a title"
    published, year = _date(known.get("published"))
    abstract, sentence = _text(known.get("abstract")), _text(known.get("sentence"))
    upvotes, comments = _counts(known, row)
    return Sighting(
        source=name,
        title=" ".join(title.split()) if "\n" in title else title,
        abstract=abstract or sentence,
        is_summary=abstract is None and sentence is not None,
        authors=listed_authors(known.get("authors")),
        published=published,
        updated=_date(known.get("updated"))[0],
        listed=_date(known.get("listed"))[0],
        comments=comments,
        upvotes=upvotes,
        arxiv_id=_arxiv_id(known, row),
        doi=_doi(known, row),
        categories=_categories(known),
        links=_links(known),
        year=None if published else _year(known.get("year")) or year,
        line_start=number,
        line_end=number,
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _date(value: Any) -> tuple[str | None, int | None]:
    """Give the day, else the year, that a date says."""
    if not isinstance(value, str):
        return None, _year(value)
    if iso_day(value):
        return value[:10], None
    said = read_date(value)
    return said.day, said.year


def _year(value: Any) -> int | None:
    if isinstance(value, str):
        return int(value) if len(value) == 4 and value.isascii() and value.isdecimal() else None
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and 1000 <= value < 3000:
        return int(value)
    return None


def _arxiv_id(known: dict[str, Any], row: dict[str, Any]) -> str | None:
    """Give what is an arXiv id, or is listed as one; else that of an address."""
    listed, other = id_text(known.get("arxiv")), id_text(known.get("id"))
    if listed and not listed.startswith("http"):
        return listed
    if other and (parse_arxiv(other) or repair_arxiv(other)):
        return other
    for each in addresses(row):
        found = find_arxiv(each) if len(each) < 500 else None
        if found:
            return f"{found.id}v{found.version}" if found.version else found.id
    return None


def _doi(known: dict[str, Any], row: dict[str, Any]) -> str | None:
    listed = _text(known.get("doi"))
    if listed:
        return listed
    return next((doi for each in addresses(row) if "doi.org/" in each and (doi := parse_doi(each))), None)


def _counts(known: dict[str, Any], row: dict[str, Any]) -> tuple[int | None, int | None]:
    """Give upvotes and comments where they are Hugging Face's."""
    upvotes, comments = known.get("upvotes"), known.get("comments")
    if upvotes is None and comments is None:
        return None, None
    if "paper_upvotes" not in row and not any(site in each for each in addresses(row) for site in _HF):
        return None, None
    return upvotes if type(upvotes) is int else None, comments if type(comments) is int else None


def _categories(known: dict[str, Any]) -> tuple[str, ...]:
    """Give those that are arXiv's, the primary one first."""
    values = [known.get("primary"), known.get("categories")]
    texts = [text for value in values for text in (value if isinstance(value, list) else [value])]
    words = [word for text in texts if isinstance(text, str) for word in _between().split(text)]
    return tuple(dict.fromkeys(word for word in words if _category().fullmatch(word)))


def _links(known: dict[str, Any]) -> tuple[Link, ...]:
    links = [
        Link(kind, url) for kind in ("code", "project") if (url := _address(known.get(kind))) is not None
    ]
    url = _address(known.get("url"))
    if url and (kind := link_kind(url)) not in {"paper", "other"}:
        links.append(Link(kind, url))
    return tuple(dict.fromkeys(links))


def _address(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip().startswith(("http:", "https:")) else None


@cache
def _between() -> re.Pattern[str]:
    return re.compile(r"[\s,;|'\"\[\]()]+")


@cache
def _category() -> re.Pattern[str]:
    return re.compile(r"(?:[a-z]{2,8}(?:-[a-z]{2,4})?\.[A-Za-z-]{2,20}|[a-z]{2,7}-[a-z]{2,4})")
