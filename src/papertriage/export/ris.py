"""RIS: one entry a paper, for Zotero, EndNote, Mendeley and whatever else reads it.

A preprint is `UNPB`; anything else is `GEN`, since a DOI does not tell a journal from a proceedings. What RIS
has no tag for stands in one note, `papertriage: version: 2; …` (`rest`).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from papertriage.export.address import paper_address
from papertriage.export.csl_json import csl_name
from papertriage.export.protocol import PLAIN, About
from papertriage.export.rest import is_odd, on_one_line, rest
from papertriage.model import Paper

name = "ris"
extension = "ris"
what = "RIS: one entry a paper, for reference managers"
lost = "state, sightings, scores, evidence, `first_seen`, `repaired_from`; line ends within a text"


def chunks(papers: Iterable[Paper], _: About = PLAIN) -> Iterator[str]:
    """Give one entry a paper, parted by empty lines; line ends are CRLF, as the format has them."""
    before = ""
    for paper in papers:
        lines = [f"{tag}  - {words}\r\n" for tag, value in _fields(paper) if (words := on_one_line(value))]
        yield f"{before}{''.join(lines)}ER  - \r\n"
        before = "\r\n"


def ris_name(author: str) -> str:
    """Give a name as `Family, Given`, where it is certain which is which; else as it stands."""
    parts = csl_name(author)
    return f"{parts['family']}, {parts['given']}" if "family" in parts and not is_odd(author) else author


def _fields(paper: Paper) -> Iterator[tuple[str, str]]:
    date = _date().match(paper.published or "")
    yield "TY", "UNPB" if paper.arxiv_id and not paper.doi else "GEN"
    yield "ID", paper.id
    yield "TI", paper.title
    yield from (("AU", ris_name(on_one_line(author))) for author in paper.authors or ())
    yield "AB", paper.abstract or ""
    yield "PY", date[1] if date else str(paper.year or "")
    yield "DA", f"{date[1]}/{date[2]}/{date[3]}" if date and date[2] else ""
    yield "AN", f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else ""
    yield "DO", paper.doi or ""
    yield "UR", paper_address(paper) or ""
    yield from (("KW", hit.name) for hit in paper.topics)
    yield "N1", _note(paper)


def _note(paper: Paper) -> str:
    """Give the rest; a mark alone where a title has angle brackets, which are then its own and not HTML's."""
    kept = rest(paper)
    return f"papertriage: {kept}" if kept or "<" in paper.title else ""


@cache
def _date() -> re.Pattern[str]:
    return re.compile(r"([0-9]{4})(?:-([0-9]{2})-([0-9]{2}))?(?![0-9])")
