"""COinS (OpenURL 1.0 in a span): what Zotero's connector and other reference managers find in a page.

Zotero reads the Dublin Core form with `rft.type` naming one of its item types, `rft_id` for address and DOI,
`rft.description` for the abstract, `rft.subject` for tags; a value's `+` it takes for a space.
"""

from collections.abc import Iterator
from urllib.parse import quote

from papertriage.export.address import paper_address
from papertriage.export.rest import on_one_line
from papertriage.model import Paper

_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~%")
_FORM = "ctx_ver=Z39.88-2004&amp;rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Adc"


def coins(paper: Paper) -> str:
    """Give a paper as an empty span for its element in a page."""
    pairs = [f"{key}={_quoted(words)}" for key, value in _pairs(paper) if (words := on_one_line(value))]
    return f'<span class="Z3988" title="{"&amp;".join([_FORM, *pairs])}"></span>'


def _quoted(words: str) -> str:
    """Percent-encode as `quote` does; ASCII, as most abstracts are, sign by sign in a sixth of its time."""
    if not words.isascii():
        return quote(words, safe="")
    words = words.replace("%", "%25")
    for sign in set(words) - _SAFE:
        words = words.replace(sign, f"%{ord(sign):02X}")
    return words


def _pairs(paper: Paper) -> Iterator[tuple[str, str]]:
    """Give the keys in an order that Zotero understands: the type first."""
    yield "rft.type", "preprint" if paper.arxiv_id and not paper.doi else "document"
    yield "rft.title", paper.title
    yield from (("rft.au", author) for author in paper.authors or ())
    if not paper.authors and paper.organization:
        yield "rft.aucorp", paper.organization.name
    yield "rft.date", paper.published or str(paper.year or "")
    yield "rft_id", paper_address(paper) or ""
    if paper.doi:
        yield "rft_id", f"info:doi/{paper.doi}"
    if paper.arxiv_id:
        yield "rft.publisher", "arXiv"
        yield "rft.identifier", f"arXiv:{paper.arxiv_id}"
    yield "rft.description", paper.abstract or ""
    yield from (("rft.subject", hit.name) for hit in paper.topics)
