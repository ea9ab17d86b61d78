"""Web addresses that may stand in a file: http and https alone, no character that ends its place."""

import re
from functools import cache

from papertriage.model import Paper

_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/?#:@!;,=+&%")


def web_address(url: str) -> str | None:
    """Give an http or https address with every doubtful character percent-encoded; None for any other scheme.

    What is safe is safe in Markdown, in HTML attributes (but for `&`), in BibTeX braces and in an `url`
    command of TeX.
    """
    url = url.strip()
    if not _scheme().match(url):
        return None
    return encoded(url)


def encoded(text: str) -> str:
    """Percent-encode, as UTF-8, everything but ASCII letters, digits and the signs that an address needs."""
    if _plain().fullmatch(text):
        return text
    return "".join([c if c in _SAFE else _percent(c) for c in text])


def paper_address(paper: Paper) -> str | None:
    """Say where a paper can be read: at arXiv, behind its DOI, else at its first link to a paper."""
    if paper.arxiv_id:
        return arxiv_address(paper.arxiv_id)
    if paper.doi:
        return doi_address(paper.doi)
    return next(filter(None, (web_address(url) for kind, url in paper.links if kind == "paper")), None)


def arxiv_address(arxiv_id: str) -> str:
    """Give the page of the abstract."""
    return f"https://arxiv.org/abs/{encoded(arxiv_id)}"


def doi_address(doi: str) -> str:
    """Give the resolver's address of a DOI, whose `%`, `#` and `?` are its own and not an address's."""
    return "https://doi.org/" + encoded(doi.replace("%", "%25").replace("#", "%23").replace("?", "%3F"))


def _percent(character: str) -> str:
    return "".join([f"%{byte:02X}" for byte in character.encode("utf-8", "replace")])


@cache
def _scheme() -> re.Pattern[str]:
    return re.compile(r"https?://[^\s/]", re.IGNORECASE)


@cache
def _plain() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z0-9\-._~/?#:@!;,=+&%]*")
