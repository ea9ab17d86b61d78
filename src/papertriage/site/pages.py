"""The pages of a site, as HTML. A paper's own words never become markup; links between pages are relative."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from papertriage.export import html_page
from papertriage.export.address import paper_address
from papertriage.export.coins import coins
from papertriage.export.markup import element, escaped
from papertriage.model import Paper
from papertriage.site.entry import Entry
from papertriage.site.marked import marked
from papertriage.site.names import topic_file

ON_INDEX = 50
ON_PAGE = 200

_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'"


class Topic(NamedTuple):
    """A topic and its papers."""

    name: str
    file: str
    title: str
    definition: str
    entries: tuple[Entry, ...]


class Site(NamedTuple):
    """All that is on the pages but the papers' own words."""

    title: str
    topics: tuple[Topic, ...]
    entries: tuple[Entry, ...]


def index_page(site: Site) -> str:
    """Give the front page: the filter, the topics, the newest papers."""
    newest = site.entries[:ON_INDEX]
    more = len(site.entries) - len(newest)
    count = _counted(len(site.entries), "paper")
    rest = f'<p><a href="all/1.html">All {count}</a></p>\n' if more else ""
    return "".join(
        [
            _head(site, site.title, "", scripted=True),
            f"<h1>{escaped(site.title) or 'Papers'}</h1>\n",
            _filter(""),
            f"<section><h2>{'Newest papers' if more else 'Papers'}</h2>\n",
            f"{_list(newest, '')}{rest}</section>\n",
            _topic_list(site.topics),
            _FOOT,
        ]
    )


def list_pages(site: Site) -> Iterator[tuple[str, str]]:
    """Give the pages of all papers, by file name."""
    pages = _paged(site.entries)
    files = [f"{number}.html" for number in range(1, len(pages) + 1)]
    for number, entries in enumerate(pages, start=1):
        title = f"All papers, page {number} of {len(pages)}"
        parts = [
            _head(site, f"{title}: {site.title}", "../", scripted=True),
            f"<h1>{title}</h1>\n",
            _filter("../"),
            _turned(_list(entries, "../"), files, number),
            _FOOT,
        ]
        yield f"all/{files[number - 1]}", "".join(parts)


def topic_pages(site: Site, topic: Topic) -> Iterator[tuple[str, str]]:
    """Give the pages of a topic, by file name."""
    pages = _paged(topic.entries)
    files = [topic_file(topic.name, number) for number in range(1, len(pages) + 1)]
    names = [file.rpartition("/")[2] for file in files]
    for number, entries in enumerate(pages, start=1):
        of = f", page {number} of {len(pages)}" if len(pages) > 1 else ""
        parts = [
            _head(site, f"{topic.title}{of}: {site.title}", "../"),
            f"<h1>{escaped(topic.title)}{of}</h1>\n",
            element("p", topic.definition),
            element("p", _counted(len(topic.entries), "paper"), ' class="count"'),
            _turned(_list(entries, "../"), names, number),
            _FOOT,
        ]
        yield files[number - 1], "".join(parts)


def paper_page(site: Site, paper: Paper, topics: Mapping[str, Topic]) -> str:
    """Give the page of one paper."""
    title = escaped(paper.title) or "(no title)"
    address = paper_address(paper)
    link = f'<a href="{escaped(address)}">Read it at {escaped(_host(address))}</a>' if address else ""
    read = f"<p>{link}</p>\n" if link else ""
    abstract = f'<p class="abstract" dir="auto">{marked(paper)}</p>\n' if paper.abstract else ""
    return "".join(
        [
            _head(site, f"{paper.title}: {site.title}", "../"),
            f"<article>\n<h1><bdi>{title}</bdi></h1>\n{html_page.facts(paper)}{read}{abstract}",
            _why(paper, topics),
            html_page.links(paper),
            _seen(paper),
            f"{coins(paper)}\n</article>\n",
            _FOOT,
        ]
    )


def _why(paper: Paper, topics: Mapping[str, Topic]) -> str:
    """Give the paper's topics, each with the words that made it."""
    items = []
    for hit in paper.topics:
        topic = topics[hit.name]
        words = ", ".join(list(dict.fromkeys(each.text for each in hit.evidence))[:6])
        why = f" <span>({escaped(words)})</span>" if words else ""
        items.append(f'<li><a href="../{escaped(topic.file)}">{escaped(topic.title)}</a>{why}</li>\n')
    return f"<h2>Topics</h2>\n<ul>\n{''.join(items)}</ul>\n" if items else ""


def _seen(paper: Paper) -> str:
    """Say which sources list the paper; the files that were read are nobody's business."""
    sources = sorted({each.source for each in paper.sightings})
    day = f", first seen {paper.first_seen}" if paper.first_seen else ""
    return element("p", f"Listed by {', '.join(sources)}{day}", ' class="facts"') if sources else ""


def _head(site: Site, title: str, up: str, *, scripted: bool = False) -> str:
    """Give a page up to its main part; `up` leads from its folder to the site's."""
    script = f'<script src="{up}filter.js" defer></script>\n' if scripted else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="generator" content="papertriage">\n'
        f'<meta name="referrer" content="no-referrer">\n<title>{escaped(title)}</title>\n'
        f'<link rel="stylesheet" href="{up}style.css">\n'
        f'<link rel="alternate" type="application/atom+xml" title="Newest papers" href="{up}feed.xml">\n'
        f"{script}</head>\n<body>\n"
        '<a class="skip" href="#main">Skip to the papers</a>\n'
        f'<header><nav aria-label="Site"><a href="{up}index.html">{escaped(site.title) or "Papers"}</a> '
        f'<a href="{up}index.html#topics">Topics</a> <a href="{up}all/1.html">All papers</a> '
        f'<a href="{up}feed.xml">Feed</a></nav></header>\n<main id="main" tabindex="-1">\n'
    )


_FOOT = "</main>\n</body>\n</html>\n"


def _filter(up: str) -> str:
    """Give the filter; it shows itself where scripts run."""
    return (
        f'<form id="filter" role="search" data-up="{up}" hidden>\n<label for="words">Filter papers</label>\n'
        '<input id="words" type="search" autocomplete="off" spellcheck="false" aria-describedby="found">\n'
        '<p id="found" role="status"></p>\n'
        '<ol id="hits" class="papers" aria-label="Papers found"></ol>\n</form>\n'
    )


def _topic_list(topics: Sequence[Topic]) -> str:
    """Give all topics, the largest first."""
    ordered = sorted(topics, key=lambda topic: (-len(topic.entries), topic.name))
    links = [f'<a href="{escaped(each.file)}">{escaped(each.title)}</a>' for each in ordered]
    items = [
        f"<li>{link} <span>{len(each.entries)}</span></li>\n"
        for link, each in zip(links, ordered, strict=True)
    ]
    listed = "".join(items)
    return (
        f'<section id="topics"><h2>Topics</h2>\n<ul class="topics">\n{listed}</ul></section>\n'
        if items
        else ""
    )


def _list(entries: Iterable[Entry], up: str) -> str:
    items = "".join([_item(entry, up) for entry in entries])
    return f'<ol class="papers">\n{items}</ol>\n' if items else "<p>No papers.</p>\n"


def _item(entry: Entry, up: str) -> str:
    facts = [
        entry.byline,
        entry.published,
        _counted(entry.upvotes, "upvote"),
        _counted(entry.comments, "comment"),
        ", ".join(entry.topics),
    ]
    line = " · ".join([escaped(fact) for fact in facts if fact])
    under = f'<p class="facts">{line}</p>' if line else ""
    return f'<li><a href="{up}{entry.file}"><bdi>{escaped(entry.title)}</bdi></a>{under}</li>\n'


def _paged(entries: Sequence[Entry]) -> list[Sequence[Entry]]:
    return [entries[at : at + ON_PAGE] for at in range(0, len(entries), ON_PAGE)] or [()]


def _turned(listed: str, files: Sequence[str], number: int) -> str:
    """Put the links to the pages around one above and below its list, where there are several."""
    if len(files) == 1:
        return listed
    before = f'<a rel="prev" href="{files[number - 2]}">Page {number - 1}</a> ' if number > 1 else ""
    after = f'<a rel="next" href="{files[number]}">Page {number + 1}</a>' if number < len(files) else ""
    above, below = (
        f'<nav class="turn" aria-label="Pages, {place}">{before}{after}</nav>\n'
        for place in ("above", "below")
    )
    return f"{above}{listed}{below}"


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0]


def _counted(count: int | None, noun: str) -> str:
    return "" if count is None else f"{count} {noun}{'s' * (count != 1)}"
