"""BibTeX: one `@misc` a paper, UTF-8, as biber and classic BibTeX both read it.

Preprints carry eprint, archivePrefix and primaryClass (https://info.arxiv.org/help/hypertex/bibstyles/).
Signs that TeX acts on are escaped; words whose capitals mean something are braced, since styles put
titles into small letters. BibTeX counts braces even behind a backslash, so a brace of the paper's own is
written by its name. The day stands in `day`, as JabRef and Zotero read it: `date` beside `year` and `month`
makes biber warn and overwrite. What BibTeX has no field for stands in `papertriage`, which styles pass over.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from papertriage.export.address import paper_address
from papertriage.export.citation_key import KeyRing
from papertriage.export.protocol import PLAIN, About
from papertriage.export.rest import is_odd, on_one_line, rest
from papertriage.model import Paper

name = "bibtex"
extension = "bib"
what = "BibTeX: one @misc a paper, with citation keys such as tian2024visual"
lost = "`id`, state, sightings, scores, evidence, `first_seen`, `repaired_from`; line ends within a text"

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
} | {sign: "\\" + sign for sign in "$&#%_"}
# An id is not escaped, and must not end its braces.
_IDS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def chunks(papers: Iterable[Paper], about: About = PLAIN) -> Iterator[str]:
    """Give one entry a paper, parted by empty lines. Of the papers before, only the keys are remembered."""
    key = about.keys or KeyRing().key
    before = ""
    for paper in papers:
        fields = "".join([f"  {field} = {value},\n" for field, value in _fields(paper) if value])
        yield f"{before}@misc{{{key(paper)},\n{fields}}}\n"
        before = "\n"


def tex(text: str) -> str:
    """Give words as TeX that prints those words, on one line."""
    return _signs().sub(lambda found: _TEX[found[0]], on_one_line(text))


def tex_title(title: str) -> str:
    """Give a title as TeX, words whose capitals mean something in braces: `{LLM}`, `{GPT}-4`, `{3D}`."""
    return _signs_and_words().sub(lambda found: _TEX.get(found[0]) or _protected(found), on_one_line(title))


def tex_name(author: str) -> str:
    """Give a name as TeX, in braces where BibTeX would take it for several names or for one turned round."""
    written = tex(author)
    turned = written.count(",") == 1 and not written.startswith(",") and not written.endswith(",")
    if written and (_several().search(written) or (is_odd(author) and not turned)):
        return f"{{{written}}}"
    return written


def _fields(paper: Paper) -> Iterator[tuple[str, str]]:
    """Give the fields in their order; an empty value means that the field is left out."""
    year, month, day = _day(paper.published or "")
    year = year or str(paper.year or "")
    yield "title", f"{{{tex_title(paper.title)}}}"
    yield "author", _braced(" and ".join(filter(None, map(tex_name, paper.authors or ()))))
    yield "organization", _braced(tex(paper.organization.name)) if paper.organization else ""
    yield "year", _braced(year)
    yield "month", month
    yield "day", _braced(day)
    if paper.arxiv_id:
        yield "eprint", _braced(_id(paper.arxiv_id))
        yield "archivePrefix", "{arXiv}"
        yield "primaryClass", _braced(tex(paper.categories[0])) if paper.categories else ""
    yield "doi", _braced(_id(paper.doi or ""))
    yield "url", _braced(paper_address(paper) or "")
    yield "abstract", _braced(tex(paper.abstract or ""))
    yield "keywords", _braced(", ".join([tex(hit.name).replace(",", ";") for hit in paper.topics]))
    yield "note", _braced(_note(paper))
    yield "papertriage", _braced(tex(rest(paper, _said_in_fields(paper))))


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


def _protected(found: re.Match[str]) -> str:
    word = found[0]
    if len(word) == 1:
        return f"{{{word}}}" if word.isupper() and (word != "A" or _joined(found)) else word
    capital_inside = word[1:] != word[1:].lower()
    named_with_number = word[0].isupper() and not word.isalpha()
    return f"{{{word}}}" if capital_inside or named_with_number else word


def _joined(found: re.Match[str]) -> bool:
    """Whether a hyphen or a sign stands beside it: `A*`, `A-share`, `Q&A` are names, `A Survey` is not."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return not (before.strip(":—–“\"'(").strip() == "" and after.strip(":,.!?").strip() == "")


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""


def _id(text: str) -> str:
    return on_one_line(text).replace(" ", "%20").translate(_IDS)


@cache
def _signs() -> re.Pattern[str]:
    return re.compile(r"[\\{}~^<>|$&#%_]")


@cache
def _signs_and_words() -> re.Pattern[str]:
    return re.compile(r"[\\{}~^<>|$&#%_]|[^\W_]+")


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
