"""Where a link on a Hugging Face page leads.

A paper, a login button before it, its comments, an organization.
"""

import re
from urllib.parse import unquote

_PAGE = re.compile(r"/papers/([0-9]{4}\.[0-9]{4,5})(?:v\d+)?(?=[#?/&)]|$)")
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf|html)/([^\s?#]+)")
_ORGANIZATION = re.compile(r"(?:https?://(?:www\.)?huggingface\.co)?/([A-Za-z0-9][\w.-]{1,95})/?")
_SLASHED = re.compile(r"\s*\((/[^\s()]*)\)")
_LINKED = re.compile(r"\s*\(((?:https?://|/)[^\s()]*)\)")
_LINE = 400  # characters: in a longer line only a target at its end is one
_TARGET = 120
_WORDS = 60
_NOT_ORGANIZATIONS = frozenset(
    [
        "papers",
        "login",
        "join",
        "akhaliq",
        "models",
        "datasets",
        "spaces",
        "docs",
        "pricing",
        "posts",
        "blog",
        "enterprise",
        "storage",
        "tasks",
        "chat",
        "collections",
        "languages",
        "organizations",
        "support",
        "pro",
        "learn",
        "forum",
        "new",
        "settings",
    ]
)


def page_of(target: str) -> str | None:
    """Give the id of the paper whose page, comments or login button a link leads to."""
    if "papers" not in target:
        return None
    found = _PAGE.search(target) or ("%2" in target and _PAGE.search(unquote(target)))
    return found[1] if found else None


def paper_of(target: str) -> str | None:
    """Give the arXiv id that a link's target names, as written: of a paper's page.

    Or of the paper at arXiv.
    """
    if found := page_of(target):
        return found
    if "arxiv.org" not in target:
        return None
    at_arxiv = _ARXIV.search(target)
    return at_arxiv[1].removesuffix(".pdf") if at_arxiv else None


def is_login(target: str) -> bool:
    """Tell whether a link is a button that asks to log in first: that of the upvotes."""
    return "/login?" in target


def is_comments(target: str) -> bool:
    """Tell whether a link leads to a paper's comments."""
    return "#community" in target


def organization_of(target: str) -> str | None:
    """Give the slug of the organization whose page a link leads to."""
    found = _ORGANIZATION.fullmatch(target)
    return found[1] if found and found[1].casefold() not in _NOT_ORGANIZATIONS else None


def without_targets(text: str) -> tuple[str, list[str]]:
    """Take off targets in parentheses after their words, `Title (/papers/2606.00683)`: the site's own.

    A button's.
    """
    if len(text) > _LINE:
        end = _SLASHED.search(text, len(text) - _TARGET)
        return (text[: end.start()].rstrip(), [end[1]]) if end and end.end() == len(text) else (text, [])
    found = [match[1] for match in _LINKED.finditer(text)]
    bare = _LINKED.sub("", text).strip()
    if any(each[0] != "/" for each in found) and (len(bare) > _WORDS or bare.endswith((".", ","))):
        return text, []  # an address in a sentence
    return bare, found
