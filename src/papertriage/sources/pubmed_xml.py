"""PubMed's XML: answers of efetch and files of the annual baseline, articles and book chapters.

Elements are those of https://dtd.nlm.nih.gov/ncbi/pubmed/doc/out/250101/index.html. The <!DOCTYPE> line in
front is never followed; a list of deleted citations holds no papers.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from papertriage.model import Furniture, Sighting, Skipped
from papertriage.sources.content import Content
from papertriage.sources.partial_dates import NOTHING, Said, from_parts
from papertriage.sources.protocol import Item
from papertriage.sources.xml_around import Leaf, root
from papertriage.sources.xml_reader import Form, Outer, XmlReader
from papertriage.sources.xml_words import line, local, shown, words

name = "pubmed-xml"
reads = "PubMed's XML (efetch, the annual baseline): articles, and chapters of books"
cannot_know = (
    "votes, comments, links, arXiv's categories; often the day, where a journal prints a month or a season"
)
unit = "entries"

_ENTRIES = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation", "DeleteCitation", "DeleteDocument")
_ROOTS = frozenset(("pubmedarticleset", "pubmedbookarticleset", "medlinecitationset"))


def likeness(head: str) -> float:
    """Tell it by its first element, which no other format has."""
    found, _ = root(head)
    return (
        1.0 if found in _ROOTS or found in {"pubmedarticle", "pubmedbookarticle", "medlinecitation"} else 0.0
    )


def reader(content: Content) -> XmlReader:
    """Read a set of articles, or several that follow one another."""
    return XmlReader(content, Form(name, _ROOTS, _ENTRIES, _item, lambda _: None, _error))


def _error(leaf: Leaf, _: Outer) -> str | None:
    """Give the words of efetch for an id it does not know."""
    return f"PubMed answers: {leaf.text}" if leaf.path.endswith("/error") and leaf.text else None


def _item(entry: Any, number: int, _: Outer) -> Item:
    kind = local(entry.tag)
    if kind.startswith("Delete"):
        return Furniture(number, number, 1)
    citation = entry if kind == "MedlineCitation" else _child(entry, "MedlineCitation", "BookDocument")
    article = citation if kind == "PubmedBookArticle" else _child(citation, "Article")
    title = _title(article)
    if not title:
        return Skipped(name, "an article without a title", shown(entry), number, number)
    said = _date(article)
    doi, arxiv_id = _ids(entry, citation, article)
    return Sighting(
        source=name,
        title=title,
        abstract=_abstract(article) or _abstract(citation, "OtherAbstract"),
        authors=_authors(article),
        published=said.day,
        arxiv_id=arxiv_id,
        doi=doi,
        year=None if said.day else said.year,
        line_start=number,
        line_end=number,
    )


def _title(article: Any) -> str:
    for names in (("ArticleTitle",), ("VernacularTitle",), ("Book", "BookTitle")):
        found = article
        for each in names:
            found = _child(found, each)
        if found is not None and (title := line(found)):
            return title
    return ""


def _abstract(place: Any, tag: str = "Abstract") -> str | None:
    """Join the parts of an abstract, each with its label in front, as PubMed shows them."""
    parts = []
    for part in _children(_child(place, tag), "AbstractText"):
        text, label = words(part), part.get("Label")
        if text:
            parts.append(f"{label}: {text}" if label and label.upper() != "UNLABELLED" else text)
    return "\n".join(parts) or None


def _authors(article: Any) -> tuple[str, ...] | None:
    """Give the names; None where the list says that it is not complete. Books may have editors alone."""
    lists = list(_children(article, "AuthorList")) or list(_children(_child(article, "Book"), "AuthorList"))
    lists.sort(key=lambda each: each.get("Type") == "editors")
    if not lists or lists[0].get("CompleteYN") == "N":
        return None
    names = (_name(author) for author in _children(lists[0], "Author") if author.get("ValidYN") != "N")
    return tuple(filter(None, names)) or None


def _name(author: Any) -> str:
    parts = {local(part.tag): line(part) for part in author}
    if "CollectiveName" in parts:
        return parts["CollectiveName"]
    given = parts.get("ForeName") or parts.get("FirstName") or parts.get("Initials")
    return " ".join(filter(None, (given, parts.get("LastName"), parts.get("Suffix"))))


def _ids(entry: Any, citation: Any, article: Any) -> tuple[str | None, str | None]:
    """Give the article's own DOI and arXiv id; those below ReferenceList are of the papers that it cites."""
    places = (_child(entry, "PubmedData", "PubmedBookData"), citation, article)
    lists = (_children(_child(place, "ArticleIdList"), "ArticleId") for place in places)
    located = (part for part in _children(article, "ELocationID") if part.get("ValidYN") != "N")
    own = [(part.get("EIdType") or part.get("IdType"), words(part)) for part in chain(located, *lists)]
    doi = next((text for kind, text in own if kind == "doi" and text), None)
    arxiv_id = next((text for _, text in own if text.lower().startswith("arxiv:")), None)
    return doi, arxiv_id


def _date(article: Any) -> Said:
    """Give the first of the whole days that are said; without one, the year of the issue or of the book."""
    issue = _child(_child(_child(article, "Journal"), "JournalIssue"), "PubDate")
    printed = issue if issue is not None else _child(_child(article, "Book"), "PubDate")
    found = [_said(part) for part in _children(article, "ArticleDate", "ContributionDate")]
    of_issue = _said(printed)
    days = sorted(said.day for said in (*found, of_issue) if said.day)
    if days:
        return Said(days[0], int(days[0][:4]))
    return of_issue if of_issue.year else next((said for said in found if said.year), NOTHING)


def _said(date: Any) -> Said:
    parts = {local(part.tag): words(part) for part in date} if date is not None else {}
    if "MedlineDate" in parts:  # `1998 Dec-1999 Jan`, `Spring 2000`: the year of the issue stands first
        year = re.search(r"(?<![0-9])[12][0-9]{3}(?![0-9])", parts["MedlineDate"][:80])
        return Said(None, int(year[0])) if year else NOTHING
    return from_parts(parts.get("Year", ""), parts.get("Month", ""), parts.get("Day", ""))


def _child(place: Any, *tags: str) -> Any:
    return next(_children(place, *tags), None)


def _children(place: Any, *tags: str) -> Iterator[Any]:
    return (part for part in place if local(part.tag) in tags) if place is not None else iter(())
