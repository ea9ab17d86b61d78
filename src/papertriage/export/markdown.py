r"""Markdown: a section a paper, for reading and for pasting into a page, an issue or a note.

Written for CommonMark, GitHub, Obsidian and pandoc at once. A paper's own words never become markup:
every sign that one of them takes for markup gets a backslash, `<` becomes `&lt;` (which also those
readers honour that do not know `\<`), and line ends become spaces, so that no word of a dump begins a
line.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from papertriage.export.address import arxiv_address, doi_address, web_address
from papertriage.export.printable import is_printable
from papertriage.export.protocol import PLAIN, About
from papertriage.model import Link, Paper, TopicHit
from papertriage.text import terminal_safe

name = "md"
extension = "md"
what = "Markdown: a section a paper, with topics, evidence and the quoted abstract"
lost = (
    "ids of papers without arXiv id or DOI, categories, sightings, scores, dates but `published`; "
    "authors past 20 and words past 3 of a topic; line ends within a text"
)

_WORDS_OF_EVIDENCE = 3  # different ones a topic; more make the line unreadable
_AUTHORS = 20  # named; the rest are counted

# The backslash comes first. To one reader or another `#` is a tag or an issue, `^` `$` `~` mathematics,
# `{` an attribute, `@` a citation, `==` and `%%` a highlight and a comment. Addresses are not to be
# linked unasked: the backslashes before their signs would be part of them.
_ESCAPES = tuple((sign, sign, "\\" + sign) for sign in "\\`*_[]{}|~$#^@")
_ESCAPES += (
    ("<", "<", "&lt;"),
    (":", "://", "\\://"),
    ("w", "www.", "www\\."),
    ("=", "==", "\\=\\="),
    ("%", "%%", "\\%\\%"),
)
_SHORT = 100  # characters up to which one match costs less than twenty searches


def chunks(papers: Iterable[Paper], about: About = PLAIN) -> Iterator[str]:
    """Give the heading, then one section a paper, then how many there were."""
    yield head(about)
    count = 0
    for paper in papers:
        count += 1
        yield section(paper)
    yield end(count)


def head(about: About) -> str:
    """Give the heading."""
    return f"# {inline(about.title) or 'Papers'}\n"


def piece(_: About) -> Callable[[Paper], str]:
    """Give what makes a paper's section."""
    return section


def end(count: int) -> str:
    """Give what stands behind so many sections."""
    return f"\n---\n\n{_counted(count, 'paper')}\n"


def inline(text: str) -> str:
    """Give words as Markdown that shows those words, on one line; not to stand at the start of a block."""
    if len(text) <= _SHORT and _plain().fullmatch(text) and "www." not in text:
        return text
    text = _on_one_line(text)
    if "&" in text and ";" in text:
        text = _entities().sub("&amp;", text)
    for first, sign, escaped in _ESCAPES:
        if first in text and sign in text:  # one character is found ten times as fast as two
            text = text.replace(sign, escaped)
    return text


def block(text: str) -> str:
    """Give words as Markdown that shows those words as one paragraph, and no list, heading or rule."""
    return _at_line_start(inline(text))


def _at_line_start(text: str) -> str:
    if text and text[0] in "-+=>:%":
        return "\\" + text
    found = _list_mark().match(text)
    return text if found is None else f"{text[: found.end(1)]}\\{text[found.end(1) :]}"


def section(paper: Paper, level: int = 2) -> str:
    """Give one paper under a heading of this level, an empty line before it."""
    title = inline(paper.title) or "(no title)"
    heading = f"[{title}]({target(arxiv_address(paper.arxiv_id))})" if paper.arxiv_id else title
    parts = [f"\n{'#' * level} {heading}\n", _facts(paper)]
    if paper.topics:
        parts.append(f"Topics: {'; '.join([_topic(hit) for hit in paper.topics])}\n")
    if paper.abstract and (abstract := block(paper.abstract)):
        parts.append(f"> {abstract}\n")
    if links := _links(paper):
        parts.append(f"Links: {links}\n")
    return "\n".join([part for part in parts if part])


def _facts(paper: Paper) -> str:
    facts = [
        authors_of(paper),
        inline(paper.organization.name) if paper.organization else "",
        _published(paper),
        _counted(paper.upvotes, "upvote"),
        _counted(paper.comments, "comment"),
        inline(paper.state) if paper.state != "unread" else "",
    ]
    line = " · ".join(filter(None, facts))
    return f"{_at_line_start(line)}\n" if line else ""


def authors_of(paper: Paper, most: int = _AUTHORS) -> str:
    """Give the authors by name, as many as `most`; else how many they are; "" where nothing is known."""
    if paper.authors is None:
        return _counted(paper.author_count, "author")
    named = inline(", ".join(paper.authors[:most]))
    more = len(paper.authors) - most
    return f"{named} and {more} more" if more > 0 else named


def _published(paper: Paper) -> str:
    if paper.published is None:
        return ""
    return inline(paper.published) + (" (year inferred)" if paper.published_inferred else "")


def _topic(hit: TopicHit) -> str:
    words = list(dict.fromkeys([found.text for found in hit.evidence]))[:_WORDS_OF_EVIDENCE]
    why = inline(f"(“{'”, “'.join(words)}”)") if words else ""
    return f"**{inline(hit.name)}** {why}" if why else f"**{inline(hit.name)}**"


def _links(paper: Paper) -> str:
    links = [_link(link) for link in paper.links]
    if paper.doi:
        links.insert(0, f"[doi]({target(doi_address(paper.doi))})")
    return " · ".join(links)


def _link(link: Link) -> str:
    address = web_address(link.url)
    if address is None:
        return f"{inline(link.kind)} {inline(link.url)}"  # another scheme: shown, not linked
    return f"[{inline(link.kind)}]({target(address)})"


def target(address: str) -> str:
    """Give a web address as it stands between the brackets of a link."""
    return _entities().sub("&amp;", address) if "&" in address else address


def _counted(count: int | None, noun: str) -> str:
    return "" if count is None else f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _on_one_line(text: str) -> str:
    """Give printable words without spaces around, which would make a paragraph code; those within fold."""
    return text.strip() if is_printable(text) else " ".join(terminal_safe(text).split())


@cache
def _plain() -> re.Pattern[str]:
    """Match words that are the same in Markdown: single spaces, no sign that is anything to anybody."""
    return re.compile(r"[A-Za-z0-9'\"“”,./()?!;-]+(?: [A-Za-z0-9'\"“”,./()?!;-]+)*")


@cache
def _entities() -> re.Pattern[str]:
    """Match an ampersand that begins an entity; the longest name of HTML 5 has 31 letters."""
    return re.compile(r"&(?=#?[0-9A-Za-z]{1,32};)")


@cache
def _list_mark() -> re.Pattern[str]:
    """Match a number, a letter or a Roman numeral with a stop or bracket: pandoc begins lists with them."""
    return re.compile(r"(\(?(?:[0-9]{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]{1,9}))[.)](?: |$)")
