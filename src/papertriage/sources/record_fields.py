"""The names that people give to the fields of a paper, in any case and spelling, and what each means."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

# By field, the names in the order in which they are believed: letters and digits alone, in lower case.
# What is inside `paper_…` comes first, since beside it stand the same names of something around the paper.
_NAMES = {
    "title": "papertitle title articletitle documenttitle",
    "abstract": "paperabstract abstract abstracttext papersummary summary description",
    "authors": "paperauthors authors author authornames authorlist authorslist authorsnames creators creator",
    "doi": "doi paperdoi doiurl externaldoi",
    "arxiv": "arxivid arxiv paperarxivid arxivnumber arxividentifier eprint",
    "id": "paperid id",
    "published": "paperpublishedat published publisheddate publishedat publishedon publicationdate"
    " datepublished pubdate datepublication firstpublished submitteddate submitted date",
    "updated": "updated updateddate updatedat dateupdated lastupdated lastrevised",
    "year": "year publicationyear pubyear paperyear publishedyear",
    "categories": "categories arxivcategories category subjects arxivcategory",
    "primary": "primarycategory primary primarysubject",
    "url": "arxivurl paperurl absurl url link paperlink href uri pdfurl pdf pdflink urlabs urlpdf arxivlink"
    " hfurl huggingfaceurl entryid",
    "code": "githubrepo githuburl github githublink codeurl code codelink repourl repository"
    " repo officialcode",
    "project": "projectpage projecturl project website homepage projectlink",
    "listed": "papersubmittedondailyat submittedondailyat",
    "sentence": "tldr paperaisummary aisummary",
    "upvotes": "paperupvotes upvotes",
    "comments": "numcomments",
    "venue": "venue journal journalref journalname conference booktitle containertitle publicationvenue",
}
_LISTS = frozenset({"links", "urls", "ids", "externalids", "external_ids", "identifiers"})
_FIELDS = {
    name: (field, place) for field, names in _NAMES.items() for place, name in enumerate(names.split())
}


@lru_cache(maxsize=4096)
def _field(key: str) -> tuple[str, int] | None:
    return _FIELDS.get(_signs().sub("", key.lower())) if len(key) < 40 else None


def fields(row: dict[Any, Any]) -> dict[str, Any]:
    """Give the members of a row under our names for them; of several the best that says something."""
    found: dict[str, Any] = {}
    places: dict[str, int] = {}
    for key, value in row.items():
        known = _field(key) if type(key) is str and value not in (None, "", [], {}) else None
        if known and known[1] < places.get(known[0], 99):
            found[known[0]], places[known[0]] = value, known[1]
    return found


def addresses(row: dict[Any, Any]) -> Iterable[str]:
    """Give what may be an address or an id of the paper: members named so, and those of `links`, `ids`."""
    for key, value in row.items():
        if type(key) is not str:
            continue
        known = _field(key)
        if (known and known[0] in {"arxiv", "doi", "id", "url"}) or key.lower() in _LISTS:
            yield from _texts(value)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in members:
        inner = each.get("url") or each.get("href") if isinstance(each, dict) else each
        if isinstance(inner, str):
            yield inner


@cache
def _signs() -> re.Pattern[str]:
    return re.compile(r"[\s_.:/()-]+")
