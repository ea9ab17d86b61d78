"""Org: a heading a paper, with its properties, for Emacs and whatever else reads Org.

Words never become markup, a link, a date of the agenda or code: where Org would take a sign for one, a
zero-width space stands before it, which is the manual's own way (Org 9, "Escape Character"). An `elisp:` link
or an inline source block that somebody wrote into a title would otherwise run at a click or an export.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from papertriage.export.address import paper_address, web_address
from papertriage.export.citation_key import KeyRing
from papertriage.export.protocol import PLAIN, About
from papertriage.export.rest import on_one_line
from papertriage.model import Link, Paper

name = "org"
extension = "org"
what = "Org: a heading a paper, with properties"
lost = (
    "sightings, scores, evidence, dates but `published`; line ends within a text (zero-width spaces come in)"
)

_ZERO = "\u200b"
_EMPHASIS = frozenset("*/_=~+")


def chunks(papers: Iterable[Paper], about: About = PLAIN) -> Iterator[str]:
    """Give the title, then one heading a paper."""
    key = about.keys or KeyRing().key
    yield f"#+TITLE: {words(about.title) or 'Papers'}\n#+OPTIONS: ^:nil tex:nil e:nil\n"
    for paper in papers:
        yield _heading(paper, key(paper))


def words(text: str) -> str:
    """Give words as Org that shows those words, on one line and at the start of a line too."""
    plain = on_one_line(text)
    marked = _sign().sub(_broken, plain)
    return _ZERO + marked if marked and _beginning().match(marked) else marked


def _heading(paper: Paper, key: str) -> str:
    title = words(paper.title) or "(no title)"
    ends_like_tags = _ZERO if title.endswith(":") else ""
    tags = "".join([f"{_tag(hit.name)}:" for hit in paper.topics])
    parts = [f"* {title}{ends_like_tags}{f' :{tags}' if tags else ''}\n:PROPERTIES:\n"]
    parts += [f":{name}: {value}\n" for name, value in _properties(paper, key) if value]
    parts.append(":END:\n")
    if address := paper_address(paper):
        parts.append(f"[[{address}][{words(address.partition('://')[2])}]]\n")
    if abstract := words(paper.abstract or ""):
        parts.append(f"#+begin_quote\n{abstract}\n#+end_quote\n")
    parts += [_link(link) for link in paper.links]
    return "".join(parts)


def _properties(paper: Paper, key: str) -> Iterator[tuple[str, str]]:
    """Give what Org keeps apart from the text; a value is its line's, whatever is in it."""
    yield "CUSTOM_ID", key
    yield "PAPER", paper.id if _plain_id().fullmatch(paper.id) else _value(paper.id)
    yield "AUTHORS", _value("; ".join(paper.authors or ()))
    yield "AUTHOR_COUNT", "" if paper.author_count is None else str(paper.author_count)
    yield "ORGANIZATION", _value(paper.organization.name) if paper.organization else ""
    yield "PUBLISHED", _value(paper.published or str(paper.year or ""))
    yield "ARXIV", _value(paper.arxiv_id or "")
    yield "DOI", _value(paper.doi or "")
    yield "CATEGORIES", _value(", ".join(paper.categories))
    yield "UPVOTES", "" if paper.upvotes is None else str(paper.upvotes)
    yield "COMMENTS", "" if paper.comments is None else str(paper.comments)
    yield "STATE", _value(paper.state)


def _value(text: str) -> str:
    """A property's value is not parsed but for dates and links, which an agenda and a click look for."""
    return _sign().sub(_broken, on_one_line(text))


def _tag(topic: str) -> str:
    """Give a topic as a tag, which has letters, digits, `_` and `@` alone."""
    return _not_tag().sub("_", on_one_line(topic)) or "_"


def _link(link: Link) -> str:
    address = web_address(link.url)
    if address is None:
        return f"- {words(link.kind)} {words(link.url)}\n"
    return f"- [[{address}][{words(link.kind) or 'link'}]]\n"


def _broken(found: re.Match[str]) -> str:
    """Put a zero-width space where a sign would begin something for Org."""
    sign, text, at = found[0], found.string, found.start()
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if sign in "\\$":  # what follows would be TeX
        return sign + _ZERO if after.strip() else sign
    return _ZERO + sign if _begins(sign, before, after, text[at : at + 12]) else sign


def _begins(sign: str, before: str, after: str, ahead: str) -> bool:
    """Whether Org would take a sign between these two for markup, a link, a date, a macro or a snippet."""
    if sign in _EMPHASIS:
        opens = not before or before.isspace() or before in "-–—([{'\""
        return bool(after.strip()) and (opens or (sign == "_" and _is_word(before)))
    if sign == ":":
        return bool(after.strip()) and _is_word(before)  # makes a link of the word before it
    if sign == "<":
        return before == "<" or after.isdigit() or after == "%"
    if sign == "[":
        return before == "[" or _bracketed().match(ahead) is not None
    return sign in {"{", before}  # a macro, a group; `]]` and `@@`


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(r"[*/_=~+\[\]{@<:\\$]")


@cache
def _bracketed() -> re.Pattern[str]:
    """Match a date that is not of the agenda, a box to tick, a count of ticked boxes."""
    return re.compile(r"\[(?:[0-9]{4}-|[ Xx-]\]|[0-9]+[/%])")


@cache
def _beginning() -> re.Pattern[str]:
    """Match what a line or a heading must not begin with: a list, a table, a keyword, a comment, a block."""
    return re.compile(
        r"[*#:|+\-%<\[{\\]|\(?(?:[0-9]{1,9}|[A-Za-z])[.)](?:\s|$)|(?:TODO|DONE|COMMENT|CLOSED|SCHEDULED|DEADLINE)\b"
    )


@cache
def _plain_id() -> re.Pattern[str]:
    return re.compile(r"(?:arxiv|doi|title):[\w.()/;-]+", re.ASCII)


@cache
def _not_tag() -> re.Pattern[str]:
    return re.compile(r"[^\w@]+")
