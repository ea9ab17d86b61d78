"""Saved pages of huggingface.co/papers: of a day, week or month, trending, a search, or one paper.

The page carries its papers twice: as JSON for its scripts (`hf_props`) and as what is shown (`hf_markup`,
`hf_single`). The JSON says more, and is read where it is; what is shown besides, having been loaded later, is
read from the markup; and where the two differ, that is said.
"""

import re
from collections.abc import Generator, Iterator

from papertriage.errors import UnreadableDump
from papertriage.model import Furniture, PrintedDate, Sighting, Skipped
from papertriage.sources import hf_markup, hf_page, hf_paper
from papertriage.sources.content import Content
from papertriage.sources.hf_markup import Card
from papertriage.sources.hf_page import Heading
from papertriage.sources.hf_props import Props, props
from papertriage.sources.hf_single import single
from papertriage.sources.html_depth import refuse_depth
from papertriage.sources.protocol import Item, Tally
from papertriage.text import title_key

__all__ = ["cannot_know", "likeness", "name", "reader", "reads", "unit"]

name = "hf-html"
reads = (
    "saved HTML of Hugging Face's papers pages: of a day, week or month, trending, a search, one paper;"
    " from the data within the page, else from what it shows"
)
cannot_know = (
    "where a page has lost its data: authors' names (but on the page of one paper), the abstracts of a day's"
    " page, the year of a date printed without one"
)
unit = "entries"

_LONGEST_RAW = 2_000
_HEAD = 390_000  # characters: a beginning so long was cut, and the cards may come behind the cut
_DATA = re.compile(
    r"data-target=[\"']?(?:DailyPapers|PaperContent)[\"']?[^<>]{0,200}?data-props=[\"'{]"
    r"|data-props=[\"'][^<>\"']{0,2000}?(?:&quot;|&#34;)(?:dailyPapers|searchResults)(?:&quot;|&#34;)"
)
_ROWS = re.compile(r"(?:&quot;|&#34;|\")(?:dailyPapers|searchResults|paper)(?:&quot;|&#34;|\")\s*:\s*[\[{]")
_CARD = re.compile(
    r"href=[\"']?(?:(?:https?://web\.archive\.org)?/web/\d{4,14}/)?(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co))?"
    r"/papers/[0-9]{4}\.[0-9]{4,5}[\"'\s>#]"
)
_HEADING = re.compile(r"<(?:article|h[1-4])[\s>]", re.IGNORECASE)
_SITE = (
    "SVELTE_HYDRATER",
    "DailyPapersPage",
    'data-target="DailyPapers"',
    "/login?next=%2Fpapers",
    "cdn-thumbnails.huggingface.co/social-thumbnails/papers",
)
_TITLED = ("daily papers", "trending papers", "paper page - ")


def likeness(head: str) -> float:
    """Tell how much a dump's beginning looks like such a page: by its data, its cards, its own address."""
    start = head[:400].lstrip("\ufeff \t\r\n")
    if not start.startswith("<") or (start.startswith("<?xml") and "<html" not in head[:4_000]):
        return 0.0
    if "/papers" not in head and "Papers" not in head:
        return 0.0
    said = hf_page.address(head)
    if said is not None and hf_page.is_elsewhere(said):
        return 0.1 if _ROWS.search(head) or _CARD.search(head) or _is_titled(head) else 0.0
    return _worth(head, said)


def _worth(head: str, said: str | None) -> float:
    if _DATA.search(head) and _ROWS.search(head):
        return 0.98
    # A converter's Markdown may have links and boxes of HTML in it, but headings of its own.
    has_cards = _CARD.search(head) is not None and _HEADING.search(head) is not None
    if has_cards and (said or any(sign in head for sign in _SITE)):
        return 0.97
    if said and len(head) >= _HEAD:
        return 0.9
    return 0.2 if said or has_cards or _is_titled(head) else 0.0


def _is_titled(head: str) -> bool:
    found = re.search(r"<(?:title|h1)[^<>]{0,200}>\s*(?:<[^<>]{0,200}>\s*)?([^<>]{0,40})", head[:_HEAD])
    return bool(found and found[1].lower().startswith(_TITLED))


def reader(content: Content) -> "HfHtml":
    """Read one saved page."""
    return HfHtml(content)


class HfHtml:
    """One reading of one page."""

    def __init__(self, content: Content) -> None:
        self.tally = Tally()
        self.page_date: PrintedDate | None = None
        self.captured: str | None = None
        self._content = content

    def __iter__(self) -> Iterator[Item]:
        from selectolax.lexbor import LexborHTMLParser  # start-up: only for a dump of this kind

        raw = self._content.whole()
        refuse_depth(raw, self._content.name)
        page = raw.decode("utf-8", "replace")
        # The parser is quicker with bytes, but takes damaged ones for words.
        tree = LexborHTMLParser(page if "\ufffd" in page else raw)
        self.captured = hf_page.captured(page)
        hf_markup.spell_formulas(tree)
        data, cards = props(tree, page), hf_markup.cards(tree)
        top = hf_page.of_day(data.day) if data.day else hf_page.heading(tree, page)
        self.page_date = top.page_date
        if data.rows or data.fault:
            known = yield from self._rows(data)
            yield from self._beside(cards, known, top)
        elif any(card.arxiv_id for card in cards):
            yield from self._cards(cards, top, cut=hf_markup.ends_in_card(page))
        elif (one := single(tree, name, hf_page.named_paper(page))) is not None:
            yield self._entered(one)
        elif not data.found:
            raise UnreadableDump(f"{self._content.name}: {hf_page.why_empty(tree)}")

    def _rows(self, data: Props) -> Generator[Item, None, dict[str, Sighting]]:
        """Give the papers of the page's data, then what is wrong with these; return the papers by id."""
        known: dict[str, Sighting] = {}
        for row in data.rows:
            made = self._entered(hf_paper.sighting(row, name, self.tally.total + 1, data.day))
            if isinstance(made, Sighting) and made.arxiv_id:
                known.setdefault(made.arxiv_id, made)
            yield made
        if data.fault:
            yield self._lost(data.fault, data.broken)
        return known

    def _beside(self, cards: list[Card], known: dict[str, Sighting], top: Heading) -> Iterator[Item]:
        """Give the cards that the data have not, and say where those that they have differ from them."""
        for card in cards:
            if not card.arxiv_id:
                continue
            listed = known.get(card.arxiv_id)
            if listed is None:
                yield self._of_card(card, top)
            elif differs := _difference(listed, card):
                yield self._lost(f"{card.arxiv_id}: {differs}", card.node.text())

    def _cards(self, cards: list[Card], top: Heading, *, cut: bool) -> Iterator[Item]:
        last = cards[-1] if cut else None
        for card in cards:
            if card is last:
                yield self._lost("the page breaks off inside this card", card.node.text())
            elif card.arxiv_id:
                yield self._of_card(card, top)
            else:
                self.tally.total += 1
                self.tally.furniture += 1
                yield Furniture(self.tally.total, self.tally.total, 1)

    def _of_card(self, card: Card, top: Heading) -> Item:
        if not card.title:
            return self._lost("a card without a title", card.node.text())
        made = hf_markup.sighting(card, name, self.tally.total + 1, trending=top.trending, day=top.day)
        return self._entered(made)

    def _entered(self, item: Sighting | Skipped) -> Sighting | Skipped:
        self.tally.total += 1
        if isinstance(item, Sighting):
            self.tally.record += 1
        else:
            self.tally.skipped += 1
        return item

    def _lost(self, reason: str, raw: str) -> Skipped:
        number = self.tally.total + 1
        skipped = Skipped(
            name, reason, " ".join(raw[: 10 * _LONGEST_RAW].split())[:_LONGEST_RAW], number, number
        )
        self._entered(skipped)
        return skipped


def _difference(listed: Sighting, card: Card) -> str | None:
    """Say how a card differs from the page's data on the same paper, in what both of them have."""
    if card.title and card.title != listed.title and title_key(card.title) != title_key(listed.title):
        return "the page shows another title than its data have"
    votes, comments = hf_markup.says(card)
    if None not in (votes, listed.upvotes) and votes != listed.upvotes:
        return f"the page shows {votes} upvotes, its data have {listed.upvotes}"
    if None not in (comments, listed.comments) and comments != listed.comments:
        return f"the page shows {comments} comments, its data have {listed.comments}"
    return None
