"""Where links of a saved page of huggingface.co lead, however it was saved.

As the site writes them (`/papers/2404.02905`), made whole by a browser, kept by the Internet Archive
(`/web/20240801000000/https://huggingface.co/papers/…`), made relative by a copier. What leads to another
site, a mirror for one, is no link of this.
"""

import re

from papertriage.sources.targets import organization_of

_ARCHIVE = re.compile(r"(?:https?://web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/")
_SITE = re.compile(r"(?:https?:)?//(?:www\.)?(?:huggingface\.co|hf\.co)(?=[/?#]|$)", re.IGNORECASE)
_RELATIVE = re.compile(r"(?:\.\.?/)+")
_PAPER = re.compile(r"/papers/([0-9]{4}\.[0-9]{4,5})(?:v\d{1,3})?(?:\.html)?/?(?:[?#].*)?")
_PLAIN = re.compile(r"/papers/([0-9]{4}\.[0-9]{4,5})")  # as the site writes nearly all
_LONGEST = 1_000


def local(href: str) -> str | None:
    """Give the path of a link on the site; None for a link to anywhere else."""
    href = href.strip()[:_LONGEST]
    if archived := _ARCHIVE.match(href):
        href = href[archived.end() :]
    if site := _SITE.match(href):
        return href[site.end() :] or "/"
    if relative := _RELATIVE.match(href):
        return "/" + href[relative.end() :]
    return href if href.startswith("/") and not href.startswith("//") else None


def paper_at(href: str) -> str | None:
    """Give the id of the paper whose page, or a place on whose page, a link leads to."""
    if "/papers/" not in href:
        return None
    if plain := _PLAIN.fullmatch(href):
        return plain[1]
    path = local(href)
    found = _PAPER.fullmatch(path) if path else None
    return found[1] if found else None


def organization_at(href: str) -> str | None:
    """Give the slug of the organization whose page a link leads to."""
    path = local(href)
    return organization_of(path.removesuffix(".html")) if path else None


def is_login_at(href: str) -> bool:
    """Tell whether a link is a button that asks to log in first."""
    path = local(href) or ""
    return path.startswith("/login")
