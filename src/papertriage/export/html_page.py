"""HTML: one page that stands alone, to read, print and send; nothing in it runs or is fetched.

Its policy (Content Security Policy, in a `meta`, since a file has no headers) allows its own style sheet, by
hash, and nothing else. `head`, `article`, `coins` and `FOOT` are for whoever makes other pages.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from papertriage.export.address import doi_address, paper_address, web_address
from papertriage.export.coins import coins
from papertriage.export.html_style import STYLE
from papertriage.export.markup import element, escaped
from papertriage.export.protocol import PLAIN, About
from papertriage.model import Link, Paper, TopicHit

name = "html"
extension = "html"
what = "HTML: one page that stands alone, to read, print, and take into Zotero"
lost = (
    "ids of papers without arXiv id or DOI, categories, sightings, scores, dates but `published`; "
    "authors past 20 and words past 3 of a topic; line ends within a text"
)

FOOT = "</main>\n</body>\n</html>\n"
_WORDS_OF_EVIDENCE = 3
_AUTHORS = 20


def chunks(papers: Iterable[Paper], about: About = PLAIN) -> Iterator[str]:
    """Give the head, an article a paper, then how many there were."""
    yield f"{head(about.title)}<main>\n<h1>{escaped(about.title) or 'Papers'}</h1>\n"
    count = 0
    for paper in papers:
        count += 1
        yield article(paper)
    yield f'<p class="count">{_counted(count, "paper")}</p>\n{FOOT}'


def head(title: str, *, style: str = STYLE, more: str = "") -> str:
    """Give a page up to `<body>`: its policy, its style sheet, and `more` elements of the head."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(style)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="generator" content="papertriage">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escaped(title) or 'Papers'}</title>\n{more}<style>{style}</style>\n</head>\n<body>\n"
    )


@cache
def policy(style: str, more: str = "") -> str:
    """Give the policy of a page whose only style sheet is this; `more` directives begin with `; `."""
    import base64
    import hashlib  # brings OpenSSL, 5 ms that only pages need

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'{more}"


def article(paper: Paper, *, level: int = 2, address: str | None = None) -> str:
    """Give one paper as an `article`; `address` is where its title leads, if not to the paper itself."""
    leads_to = address or paper_address(paper)
    title = f"<bdi>{escaped(paper.title) or '(no title)'}</bdi>"
    if leads_to:
        title = f'<a href="{escaped(leads_to)}">{title}</a>'
    parts = [
        f"<article>\n<h{level}>{title}</h{level}>\n",
        facts(paper),
        topics(paper),
        element("p", paper.abstract or "", ' class="abstract" dir="auto"'),
        links(paper),
        f"{coins(paper)}\n</article>\n",
    ]
    return "".join(parts)


def facts(paper: Paper) -> str:
    """Give who, when, and how much it was talked of, on one line; "" where nothing is known."""
    published = paper.published or (str(paper.year) if paper.year else "")
    inferred = " (year inferred)" if paper.published_inferred and published else ""
    said = [
        _authors(paper),
        escaped(paper.organization.name) if paper.organization else "",
        f"<time>{escaped(published)}</time>{inferred}" if published else "",
        _counted(paper.upvotes, "upvote"),
        _counted(paper.comments, "comment"),
        escaped(paper.state) if paper.state != "unread" else "",
    ]
    line = " · ".join([f"<span>{each}</span>" for each in said if each])
    return f'<p class="facts">{line}</p>\n' if line else ""


def topics(paper: Paper) -> str:
    """Give the topics with the words that made each, as a list; "" where there are none."""
    items = "".join([_topic(hit) for hit in paper.topics])
    return f'<ul class="topics">{items}</ul>\n' if items else ""


def links(paper: Paper) -> str:
    """Give DOI and links on one line; what is no web address is shown and not linked."""
    made = [_link(link) for link in paper.links]
    if paper.doi:
        made.insert(0, f'<a href="{escaped(doi_address(paper.doi))}">doi</a>')
    return f'<p class="links">{" · ".join(made)}</p>\n' if made else ""


def _authors(paper: Paper) -> str:
    if paper.authors is None:
        return _counted(paper.author_count, "author")
    named = ", ".join([f"<bdi>{escaped(author)}</bdi>" for author in paper.authors[:_AUTHORS]])
    more = len(paper.authors) - _AUTHORS
    return f"{named} and {more} more" if more > 0 else named


def _topic(hit: TopicHit) -> str:
    words = list(dict.fromkeys([found.text for found in hit.evidence]))[:_WORDS_OF_EVIDENCE]
    why = f' title="{escaped(", ".join(words))}"' if words else ""
    return f"<li{why}>{escaped(hit.name)}</li>"


def _link(link: Link) -> str:
    address = web_address(link.url)
    if address is None:
        return f"{escaped(link.kind)} {escaped(link.url)}"
    return f'<a href="{escaped(address)}">{escaped(link.kind) or "link"}</a>'


def _counted(count: int | None, noun: str) -> str:
    return "" if count is None else f"{count} {noun}" if count == 1 else f"{count} {noun}s"
