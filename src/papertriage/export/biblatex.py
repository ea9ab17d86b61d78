"""BibLaTeX, for biber: one `@misc` a paper, with its whole date and the version of a preprint.

The fields are those of BibTeX but for `date`, which says a whole day, and `version`; biber takes
`archivePrefix` and `primaryClass` for its own `eprinttype` and `eprintclass`.
"""

from collections.abc import Iterable, Iterator

from papertriage.dates import iso_day
from papertriage.export import bibtex
from papertriage.export.protocol import PLAIN, About
from papertriage.model import Paper

name = "biblatex"
extension = "biblatex.bib"
what = "BibLaTeX: one @misc a paper, for biber"
lost = "as `bibtex`"


def chunks(papers: Iterable[Paper], about: About = PLAIN) -> Iterator[str]:
    """Give one entry a paper, parted by empty lines."""
    return bibtex.entries(papers, about, _fields)


def _fields(paper: Paper) -> Iterator[tuple[str, str]]:
    for field, value in bibtex.fields(paper):
        if field == "year":
            yield "date", f"{{{iso_day(paper.published or '') or value.strip('{}')}}}" if value else ""
        elif field not in ("month", "day"):
            yield field, value
        if field == "primaryClass" and paper.arxiv_version:
            yield "version", f"{{{paper.arxiv_version}}}"
