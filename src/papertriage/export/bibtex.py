"""BibTeX: one `@misc` a paper, UTF-8, as biber and classic BibTeX both read it.

Preprints carry eprint, archivePrefix and primaryClass (https://info.arxiv.org/help/hypertex/bibstyles/).
How words become TeX is in `tex`. The day stands in `day`, as JabRef and Zotero read it: `date` beside
`year` and `month` makes biber warn and overwrite. What BibTeX has no field for stands in `papertriage`,
which styles pass over.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from papertriage.export.address import paper_address
from papertriage.export.citation_key import KeyRing
from papertriage.export.protocol import PLAIN, About
from papertriage.export.rest import is_odd, on_one_line, rest
from papertriage.export.tex import tex, tex_plain, tex_title
from papertriage.model import Paper

name = "bibtex"
extension = "bib"
what = "BibTeX: one @misc a paper, with citation keys such as tian2024visual"
lost = "`id`, state, sightings, scores, evidence, `first_seen`, `repaired_from`; line ends within a text"

FieldsOf = Callable[[Paper], Iterator[tuple[str, str]]]
"""Gives a paper's fields by name, their values in braces; an empty value means that there is none."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# An id is not escaped, and must not end its braces.
_IDS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def chunks(papers: Iterable[Paper], about: About = PLAIN) -> Iterator[str]:
    """Give one entry a paper, parted by empty lines. Of the papers before, only the keys are remembered."""
    return entries(papers, about, fields)


def entries(papers: Iterable[Paper], about: About, fields_of: FieldsOf) -> Iterator[str]:
    """Give one `@misc` a paper, with the fields that `fields_of` gives in their order."""
    key = about.keys or KeyRing().key
    before = ""
    for paper in papers:
        given = "".join([f"  {field} = {value},\n" for field, value in fields_of(paper) if value])
        yield f"{before}@misc{{{key(paper)},\n{given}}}\n"
        before = "\n"


def tex_name(author: str) -> str:
    """Give a name as TeX, in braces where BibTeX would take it for several names or for one turned round."""
    written = tex_plain(author)
    turned = written.count(",") == 1 and not written.startswith(",") and not written.endswith(",")
    if written and (_several().search(written) or (is_odd(author) and not turned)):
        return f"{{{written}}}"
    return written


def fields(paper: Paper) -> Iterator[tuple[str, str]]:
    """Give the fields in their order; an empty value means that the field is left out."""
    year, month, day = _day(paper.published or "")
    year = year or str(paper.year or "")
    yield "title", f"{{{tex_title(paper.title)}}}"
    yield "author", _braced(" and ".join(filter(None, map(tex_name, paper.authors or ()))))
    yield "organization", _braced(tex_plain(paper.organization.name)) if paper.organization else ""
    yield "year", _braced(year)
    yield "month", month
    yield "day", _braced(day)
    if paper.arxiv_id:
        yield "eprint", _braced(_id(paper.arxiv_id))
        yield "archivePrefix", "{arXiv}"
        yield "primaryClass", _braced(tex_plain(paper.categories[0])) if paper.categories else ""
    yield "doi", _braced(_id(paper.doi or ""))
    yield "url", _braced(paper_address(paper) or "")
    yield "abstract", _braced(tex(paper.abstract or ""))
    yield "keywords", _braced(", ".join([tex_plain(hit.name).replace(",", ";") for hit in paper.topics]))
    yield "note", _braced(_note(paper))
    yield "papertriage", _braced(tex_plain(rest(paper, _said_in_fields(paper))))


def _said_in_fields(paper: Paper) -> set[str]:
    said = {"name", "author_count"}
    whole = paper.arxiv_id and len(paper.categories) == 1 and _category().fullmatch(paper.categories[0])
    return said | {"categories"} if whole else said


def _note(paper: Paper) -> str:
    notes = []
    if not paper.authors and paper.author_count is not None:
        notes.append("1 author" if paper.author_count == 1 else f"{paper.author_count} authors")
    if paper.published_inferred:
        notes.append("year inferred")
    return "; ".join(notes)


def _day(published: str) -> tuple[str, str, str]:
    """Give the year in digits, BibTeX's own name of the month, the day; "" for what the date does not say."""
    found = _date().match(published)
    if found is None:
        return "", "", ""
    month, day = int(found[2] or 0), int(found[3] or 0)
    if not 1 <= month <= 12:
        return found[1], "", ""
    return found[1], _MONTHS[month - 1], str(day) if 1 <= day <= 31 else ""


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""


def _id(text: str) -> str:
    return on_one_line(text).replace(" ", "%20").translate(_IDS)


@cache
def _several() -> re.Pattern[str]:
    return re.compile(r"(?:^| )and(?: |$)|^others$", re.IGNORECASE)


@cache
def _date() -> re.Pattern[str]:
    return re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?![0-9])")


@cache
def _category() -> re.Pattern[str]:
    """Match the name of a category of arXiv's, which `primaryClass` says in full."""
    return re.compile(r"[a-z][a-z-]{1,15}(?:\.[A-Za-z][A-Za-z-]{1,15})?")
