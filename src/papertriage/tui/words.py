"""A card and a session in words, for the screen and for the prompt; safe to print."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from papertriage.model import Evidence, Paper
from papertriage.text import terminal_safe
from papertriage.triage.places import Advice
from papertriage.triage.session import Card, Progress

_AUTHORS = 6


class Line(NamedTuple):
    """One line or paragraph of a card."""

    kind: str  # "title", "byline", "why", "topic", "abstract", "note", "link"
    text: str
    marks: tuple[tuple[int, int, str], ...] = ()  # start, end, "match" or "topic"


def lines(card: Card) -> Iterator[Line]:
    """Give a card line by line: title, who and when, why it is here, its topics, abstract, notes, links."""
    paper = card.paper
    yield _marked("title", paper.title, "title", card)
    yield Line("byline", terminal_safe(" · ".join(_byline(paper))))
    if standing := list(_standing(card)):
        yield Line("state", terminal_safe(" · ".join(standing)))
    for said in card.readers:
        reason = f": {said.reason}" if said.reason else ""
        yield Line("state", terminal_safe(f"{said.reader or '-'} {said.state}{reason}"))
    yield Line("why", terminal_safe(why(card)))
    for hit in paper.topics:
        words = list(dict.fromkeys(each.text for each in hit.evidence))
        because = ", ".join(words[:5]) or "tagged by the reader"
        yield Line("topic", terminal_safe(f"{hit.name} {hit.score:.2f}: {because}"))
    yield Line("gap", "")
    yield _marked("abstract", paper.abstract or "(no abstract was listed)", "abstract", card)
    for note in card.standing.notes:
        yield Line("note", terminal_safe(f"note: {note}"))
    for link in paper.links[:5]:
        yield Line("link", terminal_safe(f"{link.kind}: {link.url}"))


def _byline(paper: Paper) -> Iterator[str]:
    yield (paper.published or "no date") + ("?" if paper.published_inferred else "")
    if paper.authors:
        more = f" and {len(paper.authors) - _AUTHORS} more" if len(paper.authors) > _AUTHORS else ""
        yield ", ".join(paper.authors[:_AUTHORS]) + more
    elif paper.author_count:
        yield f"{paper.author_count} authors"
    if paper.organization:
        yield paper.organization.name
    for count, name in ((paper.comments, "comment"), (paper.upvotes, "upvote")):
        if count:
            yield f"{count} {name}{'s' * (count != 1)}"
    yield paper.id


def _standing(card: Card) -> Iterator[str]:
    standing = card.standing
    if standing.state != "unread":
        yield standing.state
    if standing.starred:
        yield "★ starred"
    if standing.assigned:
        yield f"assigned to {standing.assigned}"


def why(card: Card) -> str:
    """Say why a paper has its place: what it is there for, and the words for it and against it."""
    place = card.place
    parts = [f"#{card.rank} {place.slot}".strip() if card.rank else place.slot, place.why]
    if place.for_it:
        parts.append(f"for: {', '.join(place.for_it)}")
    if place.against:
        parts.append(f"against: {', '.join(place.against)}")
    return "; ".join(part for part in parts if part) or "not in the list"


def _marked(kind: str, text: str, field: str, card: Card) -> Line:
    """A text with its matched words and the evidence of its topics; none where it had to be made safe."""
    safe = terminal_safe(text)
    if len(safe) != len(text):
        return Line(kind, safe)
    evidence = [each for hit in card.paper.topics for each in hit.evidence]
    marks = [*_spans(evidence, field, "topic"), *_spans(card.matched, field, "match")]
    return Line(kind, safe, tuple(marks))


def _spans(found: Sequence[Evidence], field: str, kind: str) -> Iterator[tuple[int, int, str]]:
    return ((each.start, each.end, kind) for each in found if each.field == field)


def progress(far: Progress, said: Advice | None) -> str:
    """Say how far a session is, and what is left."""
    parts = [f"{far.decided} decided, {far.liked} liked"]
    if far.pace is not None:
        parts.append(f"{far.pace:.1f} a minute")
    parts.append(f"{far.left} left")
    if said is not None:
        parts.append(terminal_safe(advice(said)))
    return " · ".join(parts)


def advice(said: Advice) -> str:
    """Say what is known of how many relevant papers are left, and whether to stop."""
    return f"you may stop: {said.words}" if said.stop else said.words
