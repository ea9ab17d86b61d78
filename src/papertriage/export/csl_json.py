"""CSL-JSON: one array of items, for Zotero, pandoc and every processor of citation styles.

Whatever CSL has a variable for stands in it (CSL 1.0.2, https://docs.citationstyles.org/en/stable/):
preprints as Zotero writes them, with `number` and `publisher`. The rest of the record stands under
`custom.papertriage`, which processors pass over; so the file reads back to the same records.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from papertriage.dates import iso_day
from papertriage.export.address import paper_address
from papertriage.export.citation_key import KeyRing
from papertriage.export.protocol import PLAIN, About
from papertriage.export.record import Record, record, to_json
from papertriage.model import Paper

name = "csl-json"
extension = "csl.json"
what = "CSL-JSON: one item a paper, for Zotero, pandoc and citation styles"
lost = "topics' scores and evidence, sightings"

# Of the record, what stands under `custom`: all that CSL cannot say, or not in the same words.
_CUSTOM = (
    "id", "author_count", "organization", "published_inferred", "updated", "announced", "listed",
    "first_seen", "comments", "upvotes", "arxiv_id", "arxiv_version", "categories", "links",
    "repaired_from", "state",
)  # fmt: skip
_EMPTY: tuple[object, ...] = (None, "", False, [])
_ORGANIZATIONS_NAMES = (
    "ai alliance association authors center centre collaboration community company consortium"
    " contributors corporation council deepmind department foundation group inc initiative institute lab"
    " laboratory labs llc ltd network organization project research school society team technologies"
    " technology university working"
)
_ORGANIZATIONS = frozenset(_ORGANIZATIONS_NAMES.split())
_NO_FAMILY_NAMES = "jr sr ii iii iv phd md bin ibn al el di da de del der den des du la le van von ter"
_NO_FAMILY = frozenset(_NO_FAMILY_NAMES.split())


def chunks(papers: Iterable[Paper], about: About = PLAIN) -> Iterator[str]:
    """Give the array, one item a line. Of the papers before, only the keys are remembered."""
    key = about.keys or KeyRing().key
    before = "[\n"
    for paper in papers:
        yield before + to_json(item(paper, key(paper)))
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def item(paper: Paper, key: str) -> Record:
    """Give a paper as an item of CSL; what is not said is left out."""
    arxiv_id = paper.arxiv_id
    variables: Record = {
        "id": key,
        "type": "article",
        "title": paper.title,
        "author": [csl_name(author) for author in paper.authors or ()],
        "issued": _issued(paper),
        "abstract": paper.abstract,
        "publisher": "arXiv" if arxiv_id else None,
        "number": f"arXiv:{arxiv_id}" if arxiv_id else None,
        "version": str(paper.arxiv_version) if arxiv_id and paper.arxiv_version else None,
        "DOI": paper.doi,
        "URL": paper_address(paper),
        "keyword": ", ".join([hit.name for hit in paper.topics]),
    }
    given = {variable: value for variable, value in variables.items() if value not in _EMPTY}
    return {**given, "title": paper.title, "custom": {"papertriage": _custom(paper)}}


def csl_name(author: str) -> dict[str, str]:
    """Give a name in CSL's parts where it is certain which they are, else whole.

    Certain are a given name (initials behind it or not) and one family name: `Ann Q. Bée`. Not certain are
    particles, suffixes, three names, other scripts, and names of groups.
    """
    found = _person().fullmatch(author)
    if found is None:
        return {"literal": author}
    family = found["family"]
    words = {word.lower().strip(".") for word in re.split(r"[ .]", author)}
    is_group = not words.isdisjoint(_ORGANIZATIONS) or (len(family) > 1 and family.isupper())
    if is_group or not words.isdisjoint(_NO_FAMILY):
        return {"literal": author}
    return {"family": family, "given": found["given"]}


def _issued(paper: Paper) -> Record | None:
    if paper.published and (day := iso_day(paper.published)):
        return {"date-parts": [[int(part) for part in day.split("-")]]}
    return {"date-parts": [[paper.year]]} if paper.year else None


def _custom(paper: Paper) -> Record:
    whole: dict[str, Any] = record(paper)
    custom = {field: whole[field] for field in _CUSTOM if whole[field] not in _EMPTY or whole[field] == 0}
    if paper.published and iso_day(paper.published) != paper.published:
        custom["published"] = paper.published  # as it stands, where CSL cannot say it
    if paper.authors:
        custom.pop("author_count", None)
    return {field: value for field, value in custom.items() if value is not False}


@cache
def _person() -> re.Pattern[str]:
    """Match a given name, initials, and a family name, of Latin letters, each beginning with a capital."""
    upper, letter = "A-ZÀ-ÖØ-ÞĀ-ſ", "A-Za-zÀ-ÖØ-öø-ſ'’"
    word = rf"[{upper}][{letter}]+(?:-[A-Za-zÀ-ÖØ-öø-ſ][{letter}]*)?"
    return re.compile(rf"(?P<given>(?:{word}|[{upper}]\.)(?: [{upper}]\.?)*) (?P<family>{word})")
