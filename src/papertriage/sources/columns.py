"""Names of columns, as programs and people write them, and what stands in such a column.

Facts: the exports of Zotero, Scopus, Web of Science, PubMed, Embase, IEEE Xplore, Dimensions, Lens, OpenAlex,
Publish or Perish, ASReview, Rayyan, Covidence, and of arXiv's metadata by Kaggle.
"""

import re
from collections.abc import Sequence

_NAMES = {
    "title": (
        "title titles articletitle documenttitle papertitle primarytitle displayname referencetitle"
        " originaltitle"
    ),
    "abstract": (
        "abstract abstracts abstractnote abstracttext summary summaries paperabstract originalabstract"
    ),
    "authors": (
        "authorfullnames authors author authornames authorlist allauthors firstauthors paperauthors"
        " authorshipsauthordisplayname authorshipsrawauthorname authorsparsed creators firstauthor"
    ),
    "author_count": "authorcount numauthors numberofauthors",
    "year": "year publicationyear publishedyear pubyear py yearpublished publicationyears",
    "month": "month publishedmonth publicationmonth",
    "day": "day publishedday",
    "published": (
        "published publisheddate datepublished publicationdate publishdate submitted submitteddate"
        " submissiondate publishedat date pubdate publicationdates coverdate"
    ),
    "updated": "updated updateddate updatedate lastupdated",
    "announced": "announced announceddate",
    "listed": "listed listeddate",
    "comments": "comments numcomments commentcount",
    "upvotes": "upvotes numupvotes upvotecount",
    "arxiv_id": "arxivid arxiv eprint arxivnumber arxividentifier arxiveprint arxivno",
    "id": "id paperid identifier entryid key externalid",
    "version": "arxivversion",
    "doi": "doi dois doilink doiurl articledoi digitalobjectidentifier",
    "categories": ("categories category arxivcategories primarycategory arxivprimarycategory terms subjects"),
    "links": "links",
    "organization": "organization",
    "url": (
        "url urls link articleurl paperurl pdfurl pdflink pdf fulltexturl fulltextlink openurllink"
        " htmlurl absurl arxivurl dimensionsurl externalurl sourceurl bestoalocationpdfurl"
    ),
    "code": (
        "code codeurl codelink github githuburl githublink repo repository projectpage projecturl website"
    ),
    "notes": (
        "extra archiveid archivelocation archive number reportnumber journal journaltitle"
        " publicationtitle source sourcetitle journalbook notes note howpublished venue"
    ),
    "versions": "versions",
    "inferred": "publishedinferred",
    "repaired": "repairedfrom",
    "queried": "querydate",
}
FIELDS: dict[str, tuple[str, int]] = {
    spelling: (field, rank) for field, names in _NAMES.items() for rank, spelling in enumerate(names.split())
}
"""Folded name -> the field it holds, and its rank among the names of that field; the lowest comes first."""

_WEB_OF_SCIENCE = {
    "TI": "title", "AB": "abstract", "AF": "authorfullnames", "AU": "authors", "PY": "year", "DI": "doi",
    "SO": "source",
}  # fmt: skip
_OURS = frozenset({"title", "authorcount", "publishedinferred", "firstseen", "arxivid"})

# Columns that only lists of papers have; a list of books, films or staff has titles and authors too.
_OF_PAPERS = (
    "abstract abstracts abstractnote abstracttext paperabstract doi dois doilink pmid pmcid pubmedid"
    " arxivid eprint arxivcategories primarycategory journal journaltitle journalbook journalref"
    " journalabbreviation publicationtitle sourcetitle sourcetitleanthologytitle eid authorkeywords"
    " itemtype issn cites citedby citedbycount timescited labelincluded asreviewlabel openalexid"
    " corpusid semanticscholarid gsrank covidence abstractsummary venue citationcount accessionnumber"
    " documenttype emtreedrugindexterms booktitle conference articletitle papertitle publicationid ut"
)
_OF_BOOKS_TOO = (
    "authors author authorfullnames authornames firstauthors allauthors summary summaries keywords"
    " included label finalincluded relevant categories terms publication proceedings pages volume"
    " issue pdfurl citations"
)
_OF_ANYTHING = "year publicationyear pubyear published date publicationdate url link publisher source"
_OF_OTHERS = (
    "price salary department email phone quantity qty sku genre genres rating ratings director artist"
    " album duration imdb runtime employee employeeid firstname lastname jobtitle jobdescription"
    " company brand stock product productid isbn13 bookid goodreadsid averagerating votes channel"
    " views likes subscribers episode season asin manager city country address invoice status assignee"
    " priority location"
)
_SURE = frozenset(_OF_PAPERS.split())
_GOOD = frozenset(_OF_BOOKS_TOO.split())
_WEAK = frozenset(_OF_ANYTHING.split())
_FOREIGN = frozenset(_OF_OTHERS.split())
_SPLIT = re.compile(r"[\W_]+")


def fold(name: str) -> str:
    """Bring a column's name to what tells it: letters and digits in lower case."""
    return _SPLIT.sub("", name).lower() if len(name) <= 100 else ""


def folded(header: Sequence[str]) -> list[str]:
    """Fold all names of a header; the two-letter names of Web of Science become words."""
    names = [name.strip("\ufeff \t\"'") for name in header]
    if {"PT", "AU", "TI", "SO"} <= set(names):
        return [_WEB_OF_SCIENCE.get(name, f"tag{name}") for name in names]
    return [fold(name) for name in names]


def is_ours(names: Sequence[str]) -> bool:
    """Whether these are the columns of our own export."""
    return set(names) >= _OURS


def certainty(names: Sequence[str]) -> float:
    """How sure it is that such a table lists papers: 0 to 1. `names` are folded.

    A title, and something beside it that lists of other things do not have.
    """
    known = set(names)
    if not any(FIELDS.get(name, ("",))[0] == "title" for name in known):
        return 0.0
    sure, good = len(known & _SURE), len(known & _GOOD)
    if len(known & _FOREIGN) > 3 * sure:
        return 0.0
    if sure > 1 or (sure and good):
        return 0.95
    if sure:
        return 0.9
    if good > 1:
        return 0.7
    return 0.5 if good and (known & _WEAK or {"label", "included"} & known) else 0.0


def plan(names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Tell for each field which columns may hold it, the likeliest first."""
    found: dict[str, list[tuple[int, int]]] = {}
    for at, name in enumerate(names):
        field, rank = FIELDS.get(name, ("", 0))
        if field:
            found.setdefault(field, []).append((rank, at))
    return {field: tuple(at for _, at in sorted(columns)) for field, columns in found.items()}
