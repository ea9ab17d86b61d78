"""Use case: a static site of papers: index, topic pages, a page a paper, a feed, a filter within the page.

Every page works without a script, fetches nothing from elsewhere and says so (Content Security Policy). The
same papers give the same bytes. A re-build replaces what it made before and nothing else (manifest.py).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from papertriage.export import About, atom
from papertriage.model import Paper
from papertriage.site import manifest
from papertriage.site.entry import Entry, entry_of
from papertriage.site.manifest import Built
from papertriage.site.names import topic_file
from papertriage.site.pages import Site, Topic, index_page, list_pages, paper_page, topic_pages

__all__ = ["Built", "Plan", "build"]

IN_FEED = 50
_STATIC = ("style.css", "filter.js")


class Plan(NamedTuple):
    """What a site is made of."""

    title: str
    papers: Callable[[], Iterable[Paper]]  # the newest first; asked for twice, read one at a time
    topics: Mapping[str, tuple[str, str]]  # name -> title and definition, of topics that have them
    address: str = ""  # where the site will stand on the web, if that is known
    advance: Callable[[int], None] = lambda _: None  # told how many papers were written


def build(folder: Path, plan: Plan, *, force: bool = False) -> Built:
    """Write the site. Raises PapertriageError naming what is in the way, before anything is written.

    Decisions are not published: a state says what the group thinks, and not what the paper is.
    """
    entries = [entry_of(paper) for paper in plan.papers()]
    site = Site(plan.title, tuple(_topics(entries, plan.topics)), tuple(entries))
    pages = list(_pages(site, plan))
    names = [*(name for name, _ in pages), *(each.file for each in entries)]
    with manifest.writing(folder, names, force=force) as writer:
        for name, text in pages:
            writer.put(name, text)
        known = {topic.name: topic for topic in site.topics}
        for paper, entry in zip(plan.papers(), entries, strict=True):
            writer.put(entry.file, paper_page(site, paper._replace(state="unread"), known))
            plan.advance(1)
    return writer.built


def _topics(entries: Iterable[Entry], words: Mapping[str, tuple[str, str]]) -> Iterator[Topic]:
    """Give the topics that papers have, by name."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        for name in entry.topics:
            found.setdefault(name, []).append(entry)
    for name in sorted(found):
        title, definition = words.get(name, (name, ""))
        yield Topic(name, topic_file(name), title, definition, tuple(found[name]))


def _pages(site: Site, plan: Plan) -> Iterator[tuple[str, str]]:
    """Give every file but the papers' own, by name."""
    yield "index.html", index_page(site)
    yield from list_pages(site)
    for topic in site.topics:
        yield from topic_pages(site, topic)
    yield "feed.xml", "".join(_feed(plan))
    yield "papers.js", filter_data(site)
    for name in _STATIC:
        yield name, resources.files("papertriage.site").joinpath("static", name).read_text("utf-8")


def _feed(plan: Plan) -> Iterator[str]:
    from itertools import islice

    address = f"{plan.address.rstrip('/')}/feed.xml" if plan.address else ""
    newest = (paper._replace(state="unread") for paper in islice(plan.papers(), IN_FEED))
    return atom.chunks(newest, About(plan.title, address=address))


def filter_data(site: Site) -> str:
    """Give what the filter looks through: a script that sets one value, ASCII throughout."""
    import json

    at = {topic.name: place for place, topic in enumerate(site.topics)}
    rows = [
        [each.file, each.title, each.byline, each.published, [at[name] for name in each.topics]]
        for each in site.entries
    ]
    data = {"topics": [topic.name for topic in site.topics], "papers": rows}
    return f"globalThis.papertriage = {json.dumps(data, separators=(',', ':'))};\n"
