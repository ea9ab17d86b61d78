"""The cards of pages of huggingface.co/papers, from their markup, where a page carries no data.

A card is an `<article>`: the title is a link in its `<h3>`, the abstract a `<p>`; upvotes stand beside a
checkbox, comments in a link to `#community`, authors as a number at the end of a list of pictures, an
organization as a link with its slug as the picture's words. On the trending page an article holds everything
twice, for wide screens and for narrow ones, and is one card.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from papertriage.dates import iso, iso_day, parse_printed
from papertriage.model import Link, Organization, PrintedDate, Sighting
from papertriage.sources.hf_address import is_login_at, organization_at, paper_at
from papertriage.sources.roles import SUMMARY

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_AUTHORS = re.compile(r"(?:·\s*)?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,5}) authors?")
_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7}")
_NONE = frozenset("-–−")
_BOX = 'input[type="checkbox"]'
_PARTS = f"h3, a, {_BOX}"
_HIGHEST = 8  # steps up from a title to all of its card, where that is no article
_LONGEST_DETAIL = 60
_WORDY = frozenset(
    {"p", "h3", "em", "strong", "i", "b"}
)  # where a piece of text is of an abstract or a title
_SMALL = 40  # nodes of an element that can be one detail; what has more is not read for one


Links = list[tuple[str, "LexborNode"]]
"""Links with their targets, in order."""


class Card(NamedTuple):
    """One card: the words of its parts, None where it has no such part."""

    node: "LexborNode"
    arxiv_id: str | None
    title: str | None
    links: "Links"
    boxes: "list[LexborNode]"  # to vote, of a reader who has logged in


def cards(tree: "LexborHTMLParser") -> list[Card]:
    """Find the cards of a page, in order; also articles that are none, without an id."""
    articles = tree.css("article") or list(_around_titles(tree))
    outer = {_article_around(node) for node in tree.css("article article")}
    return [_card(node) for node in articles if node.mem_id not in outer]


def _article_around(node: "LexborNode") -> int:
    above = node.parent
    while above is not None and above.tag != "article":
        above = above.parent
    return above.mem_id if above is not None else 0


def _around_titles(tree: "LexborHTMLParser") -> Iterator["LexborNode"]:
    """The smallest pieces around titles that are links, each up to where the next title comes in."""
    for title in tree.css("h3"):
        if not any(paper_at(link.attributes.get("href") or "") for link in title.css("a")):
            continue
        node = title
        for _ in range(_HIGHEST):
            above = node.parent
            if above is None or above.tag in {"body", "main", "html"} or len(above.css("h3")) > 1:
                break
            node = above
        yield node


def _card(node: "LexborNode") -> Card:
    heading, known = None, None
    links: Links = []
    boxes = []
    for part in node.css(_PARTS):  # one search for all: most of what a search costs is to begin it
        tag = part.tag
        if tag == "a":
            target = part.attributes.get("href") or ""
            links.append((target, part))
            known = known or paper_at(target)
        elif tag == "h3":
            heading = heading or part
        else:
            boxes.append(part)
    heading = heading or node.css_first("h2, h4")
    return Card(node, known, words(heading) if heading else None, links, boxes)


def words(node: "LexborNode") -> str:
    """The words of an element, on one line."""
    return " ".join(node.text().split())


def brief(node: "LexborNode") -> str:
    """The words of an element that is a detail, on one line; "" for one that holds more."""
    pieces = []
    for count, each in enumerate(node.traverse(include_text=True)):
        if count > _SMALL:
            return ""
        if each.is_text_node:
            pieces.append(each.text_content or "")
    return " ".join("".join(pieces).split())


def sighting(card: Card, source: str, number: int, *, trending: bool, day: str | None) -> Sighting:
    """Make a sighting of a card that has a title.

    `day` is that of a page of one day: such a page's cards, and no others, have no abstract.
    """
    node = card.node
    body = node.css_first("p")
    abstract = (words(body) or None) if body else None
    details = _details(node)
    printed, published = _date(node, details)
    comments = _comments(card.links)
    return Sighting(
        source=source,
        title=card.title or "",
        abstract=abstract,
        is_summary=trending and abstract is not None and len(abstract) <= SUMMARY,
        author_count=_author_count(details),
        organization=organization(card.links),
        printed=None if published else printed,
        published=published,
        listed=None if body else day,
        # With a date the site leaves a zero out; the trending page says nothing of comments.
        comments=0 if comments is None and printed and not trending else comments,
        upvotes=_votes(card.links, card.boxes),
        arxiv_id=card.arxiv_id,
        links=buttons(card.links),
        line_start=number,
        line_end=number,
    )


def says(card: Card) -> tuple[int | None, int | None]:
    """The upvotes and the comments that a card shows; None where it shows none."""
    return _votes(card.links, card.boxes), _comments(card.links)


def upvotes(node: "LexborNode", links: Links) -> int | None:
    """The number beside the checkbox; `-` is none."""
    return _votes(links, node.css(_BOX))


def _votes(links: Links, boxes: "list[LexborNode]") -> int | None:
    for target, link in links:
        said = brief(link).removeprefix("Upvote").strip() if "/login" in target else ""
        if said and (said in _NONE or _NUMBER.fullmatch(said)) and is_login_at(target):
            return 0 if said in _NONE else _number(said)
    for box in boxes:
        said = brief(box.parent).removeprefix("Upvote").strip() if box.parent else ""
        if said and (said in _NONE or _NUMBER.fullmatch(said)):
            return 0 if said in _NONE else _number(said)
    return None


def _comments(links: Links) -> int | None:
    for target, link in links:
        said = brief(link) if "#community" in target else ""
        if said and _NUMBER.fullmatch(said):
            return _number(said)
    return None


def _details(node: "LexborNode") -> list[str]:
    """The words of a card that are neither its title's nor its abstract's, a piece each."""
    pieces = [each for each in node.traverse(include_text=True) if each.is_text_node]
    return [
        said
        for each in pieces
        if (said := " ".join((each.text_content or "").split()))
        and len(said) <= _LONGEST_DETAIL
        and each.parent
        and each.parent.tag not in _WORDY
    ]


def _author_count(details: list[str]) -> int | None:
    found = next(filter(None, map(_AUTHORS.fullmatch, details)), None)
    return _number(found[1]) if found else None


def _date(node: "LexborNode", details: list[str]) -> tuple[PrintedDate | None, str | None]:
    for said in details:
        found = parse_printed(said.removeprefix("·").strip())
        if found and found[1] is None:
            time = node.css_first("time")
            return found[0], _whole(found[0], time.attributes.get("datetime") or "" if time else "")
    return None, None


def date_of(node: "LexborNode") -> tuple[PrintedDate | None, str | None]:
    """The date that a heading prints, and its day where the page's own markup says it whole."""
    for each in node.css("time, span, div"):
        found = parse_printed(brief(each).removeprefix("·").strip())
        if found and found[1] is None:
            time = each if each.tag == "time" else each.css_first("time")
            return found[0], _whole(found[0], time.attributes.get("datetime") or "" if time else "")
    return None, None


def _whole(printed: PrintedDate, said: str) -> str | None:
    if printed.year is not None:
        return iso(printed, printed.year)
    day = iso_day(said)
    return day if day and (printed.month, printed.day) == (int(day[5:7]), int(day[8:])) else None


def organization(links: Links) -> Organization | None:
    """Whose page a link with a picture and a name leads to; a person's has no words for the picture."""
    for target, link in links:
        slug = organization_at(target)
        picture = link.css_first("img") if slug else None
        if slug and picture and picture.attributes.get("alt") == slug:
            return Organization(slug, brief(link) or slug)
    return None


def buttons(links: Links) -> tuple[Link, ...]:
    """The links of the buttons to code and to a project's page."""
    found: dict[str, Link] = {}
    for target, link in links:
        said = brief(link) if target.startswith("http") else ""
        if said.startswith("GitHub") and "github.com/" in target:
            found.setdefault(target, Link("code", target))
        elif said.startswith("Project page"):
            found.setdefault(target, Link("project", target))
    return tuple(found.values())


def _number(said: str) -> int:
    return int(said.replace(",", ""))


def ends_in_card(page: str) -> bool:
    """Tell whether a page breaks off before its last card is closed."""
    return page.rfind("<article") > page.rfind("</article")


def spell_formulas(tree: "LexborHTMLParser") -> None:
    """Put the TeX of formulas back that a script has drawn: a page saved after it ran has both, as words."""
    if tree.css_first("annotation") is None:
        return
    for drawn in tree.css(".katex"):
        source = drawn.css_first("annotation")
        if source is not None:
            drawn.replace_with(f"${source.text().strip()}$")
