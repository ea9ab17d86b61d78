"""Atom (RFC 4287): a feed with an entry a paper, for feed readers and for programs.

An entry's date is that of its newest version, as the papers say it, never the clock's; so the same papers
give the same feed. The feed's own date is the newest of them. Where nobody told it beforehand it stands
behind the entries: "the order of appearance of the child elements of atom:feed" has no meaning (4.1.1).
"""

from collections.abc import Iterable, Iterator

from papertriage.dates import iso_day
from papertriage.export.address import arxiv_address, doi_address, encoded, paper_address, web_address
from papertriage.export.markup import element, escaped
from papertriage.export.protocol import PLAIN, About
from papertriage.model import Link, Paper

name = "atom"
extension = "atom"
what = "Atom: a feed with an entry a paper, for feed readers"
lost = (
    "counts, scores, evidence, state, sightings, the organization beside authors, dates but `published` "
    "and the newest; line ends within a text"
)

_BEGINNING = "1970-01-01"  # Atom wants a date of everything; papers without one are older than any
_ARXIV = "http://arxiv.org/schemas/atom"  # the scheme that arXiv's own feeds give its categories


def chunks(papers: Iterable[Paper], about: About = PLAIN) -> Iterator[str]:
    """Give the feed's head, an entry a paper, the end."""
    updated = iso_day(about.updated) if about.updated else None
    yield _head(about) + (_moment("updated", updated) if updated else "")
    newest = _BEGINNING
    for paper in papers:
        newest = max(newest, changed(paper))
        yield entry(paper)
    yield ("" if updated else _moment("updated", newest)) + "</feed>\n"


def changed(paper: Paper) -> str:
    """Give the ISO day of the last change that is known of a paper: the date of its entry."""
    said = [iso_day(day) for day in (paper.updated, paper.published) if day]
    seen = [iso_day(day) for day in (paper.announced, paper.listed, paper.first_seen) if day]
    known = [day for day in said if day] or [day for day in seen if day]
    if known:
        return max(known)
    return iso_day(f"{paper.year:04d}-01-01") or _BEGINNING if paper.year else _BEGINNING


def entry(paper: Paper) -> str:
    """Give one entry. Its id is the paper's page where it has one, and never changes with its text."""
    address = paper_address(paper)
    published = iso_day(paper.published) if paper.published else None
    parts = [
        "<entry>\n",
        element("id", _identity(paper)),
        element("title", paper.title) or "<title>(no title)</title>\n",
        _moment("updated", changed(paper)),
        _moment("published", published) if published else "",
        f'<link rel="alternate" href="{escaped(address)}"/>\n' if address else "",
        *[_related(link) for link in paper.links],
        _authors(paper),
        *[_category(hit.name) for hit in paper.topics],
        *[_category(category, f' scheme="{_ARXIV}"') for category in paper.categories],
        _words(paper, "summary" if address else "content"),
        "</entry>\n",
    ]
    return "".join(parts)


def _head(about: About) -> str:
    address = web_address(about.address) if about.address else None
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
        element("id", address or _uuid(f"feed {about.title}")),
        element("title", about.title) or "<title>Papers</title>\n",
        "<generator>papertriage</generator>\n",
        f'<link rel="self" href="{escaped(address)}"/>\n' if address else "",
    ]
    return "".join(parts)


def _identity(paper: Paper) -> str:
    kind, _, rest = paper.id.partition(":")
    if kind == "arxiv" and paper.arxiv_id == rest and rest:
        return arxiv_address(rest)
    if kind == "doi" and paper.doi == rest and rest:
        return doi_address(rest)
    return _uuid(paper.id)


def _uuid(named: str) -> str:
    from uuid import NAMESPACE_URL, uuid5  # start-up: only feeds need it

    return f"urn:uuid:{uuid5(NAMESPACE_URL, 'papertriage:' + encoded(named))}"


def _moment(tag: str, day: str) -> str:
    return f"<{tag}>{day}T00:00:00Z</{tag}>\n"


def _related(link: Link) -> str:
    address = web_address(link.url)
    if address is None:
        return ""
    return f'<link rel="related" title="{escaped(link.kind)}" href="{escaped(address)}"/>\n'


def _authors(paper: Paper) -> str:
    """Atom wants an author of every entry; where only their number is known, that is said."""
    named = [element("name", author) for author in paper.authors or ()]
    if not any(named) and paper.organization:
        named = [element("name", paper.organization.name)]
    if not any(named):
        count = paper.author_count
        said = "not named" if count is None else "1 author" if count == 1 else f"{count} authors"
        named = [element("name", said)]
    return "".join([f"<author>{each.strip()}</author>\n" for each in named if each])


def _category(term: str, scheme: str = "") -> str:
    words = escaped(term)
    return f'<category term="{words}"{scheme}/>\n' if words else ""


def _words(paper: Paper, tag: str) -> str:
    """Give the abstract; an entry that leads nowhere must have content (4.1.2), were it but the title."""
    return element(tag, paper.abstract or ("" if tag == "summary" else paper.title)) or (
        "" if tag == "summary" else "<content/>\n"
    )
