"""Use case: one paper found by what people have of it, and explained."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from papertriage import ids
from papertriage.errors import NotFound, UsageFault
from papertriage.export import record
from papertriage.library import TAG, TAKE_BACK, UNTAG, DecisionRow, Library, Standing, StoredSighting
from papertriage.model import Paper, PrintedDate
from papertriage.text import display, search_fold, terminal_safe

_NEAR = 60.0  # of 100: titles less alike than this are not worth naming
_MEANT = 80.0  # … and from here on they are what was meant
_APART = 3.0  # where the next best is no nearer than this
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class View(NamedTuple):
    """A paper with everything that says why.

    Its sightings as listed, which of them each field came from, its decisions.
    """

    paper: Paper
    sightings: list[StoredSighting]
    provenance: dict[str, int]  # field -> sighting
    decisions: list[DecisionRow]
    undone: frozenset[str] = frozenset()  # the uids of decisions that are taken back
    standing: Standing = Standing()

    def corrections(self) -> dict[str, DecisionRow]:
        """Give the reader's last word on each topic of this paper, by the topic's name."""
        return {
            said.value or "": said
            for said in self.decisions
            if said.action in (TAG, UNTAG) and said.uid not in self.undone
        }


def find(library: Library, asked: str) -> int:
    """Find a paper by id, by a link to it, or by a title that need not be exact or whole.

    Raises NotFound naming the nearest titles, and UsageFault where several fit as well.
    """
    name = asked.strip()
    for guess in _names(name):
        if (pid := library.pid_of(guess)) is not None:
            return pid
    near = _by_title(library, name)
    best = [each for each in near if each[0] >= _MEANT and near[0][0] - each[0] < _APART]
    if len(best) == 1:
        return best[0][2]
    titles = "; ".join(f"'{terminal_safe(title)}'" for _, title, _ in near[:4])
    if best:
        raise UsageFault(f"'{name}' may be several papers: {titles}: write more of the title, or the id")
    raise NotFound(f"no paper '{name}'{f'; the nearest are {titles}' if titles else ''}")


def _names(asked: str) -> Iterator[str]:
    yield asked
    if found := ids.parse_arxiv(asked):
        yield f"arxiv:{found.id}"
    if doi := ids.parse_doi(asked):
        yield f"doi:{doi}"


def _by_title(library: Library, asked: str) -> list[tuple[float, str, int]]:
    """The titles most like this text, best first.

    100 is the same, a whole part of a title is a little less.
    """
    from rapidfuzz import fuzz, process  # here for start-up: only where no id was given

    wanted = _words(asked)
    if not wanted:
        return []
    titles = dict(library.titles())
    folded = {pid: _words(title) for pid, title in titles.items()}
    found = process.extract(wanted, folded, scorer=fuzz.WRatio, limit=8, score_cutoff=_NEAR)
    found += [(text, 90.0, pid) for pid, text in folded.items() if wanted in text][:8]
    return sorted(
        {(_likeness(wanted, text, score, fuzz.ratio), titles[pid], pid) for text, score, pid in found},
        reverse=True,
    )


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", search_fold(text)))


def _likeness(wanted: str, text: str, score: float, ratio: Callable[[str, str], float]) -> float:
    return 100.0 if wanted == text else max(ratio(wanted, text), 95.0 if wanted in text else min(score, 90.0))


def explain(library: Library, asked: str) -> View:
    """Gather what is known of one paper, and why. Raises NotFound."""
    pid = find(library, asked)
    paper = library.papers([pid])[0]
    said = library.decisions_on(paper.id)
    undone = library.undone() if any(each.action in TAKE_BACK for each in said) else frozenset()
    standing = library.standings([paper.id]).get(paper.id, Standing()) if said else Standing()
    return View(paper, library.stored([pid]), library.provenance(pid), said, undone, standing)


# -- as others read it ---------------------------------------------------------------------------------------


def as_record(view: View) -> dict[str, Any]:
    """Give the record of docs/record.md, and beside it where it is from and what was decided of it."""
    at = {stored.id: place for place, stored in enumerate(view.sightings)}
    return {
        **record(view.paper),
        "provenance": {field: at[sighting] for field, sighting in view.provenance.items() if sighting in at},
        "counts": [
            {"at": when(stored), "comments": stored.sighting.comments, "upvotes": stored.sighting.upvotes}
            for stored in view.sightings
        ],
        "as_listed": [stored.sighting.title for stored in view.sightings],
        "corrections": {topic: said.action for topic, said in sorted(view.corrections().items())},
        "starred": view.standing.starred,
        "notes": list(view.standing.notes),
        "assigned": view.standing.assigned,
        "decisions": [
            {**decision._asdict(), "undone": decision.uid in view.undone} for decision in view.decisions
        ],
    }


def when(stored: StoredSighting) -> str:
    """When a sighting's page was captured; else when it was read."""
    return stored.page.captured or stored.read_at


def lines(view: View) -> Iterator[str]:
    """Give the paper as lines of `name<tab>value`, safe to print."""
    for name, value in fields(view.paper):
        yield terminal_safe(f"{name}\t{value}").replace(f"{name} ", f"{name}\t", 1)
    for name, value in (*topic_lines(view), *sighting_lines(view), *decision_lines(view)):
        yield f"{name}\t{terminal_safe(value)}"


def fields(paper: Paper) -> Iterator[tuple[str, str]]:
    """Give the fields that are known, in words."""
    authors = (
        ", ".join(paper.authors)
        if paper.authors
        else (f"{paper.author_count}, not named" if paper.author_count else None)
    )
    organization = (
        paper.organization
        and f"{paper.organization.name}{f' ({paper.organization.slug})' if paper.organization.slug else ''}"
    )
    published = paper.published and paper.published + (" (year inferred)" if paper.published_inferred else "")
    arxiv = paper.arxiv_id and paper.arxiv_id + (
        f" (repaired from {paper.repaired_from})" if paper.repaired_from else ""
    )
    values: Iterable[tuple[str, Any]] = (
        ("id", paper.id), ("title", paper.title), ("authors", authors), ("organization", organization),
        ("published", published or paper.year), ("updated", paper.updated), ("announced", paper.announced),
        ("listed", paper.listed), ("first seen", paper.first_seen), ("comments", paper.comments),
        ("upvotes", paper.upvotes), ("arXiv", arxiv), ("DOI", paper.doi),
        ("categories", ", ".join(paper.categories)), ("state", paper.state), ("abstract", paper.abstract),
    )  # fmt: skip
    for name, value in values:
        if value is not None and value != "":
            yield name, str(value)
    for link in paper.links:
        yield f"link ({link.kind})", link.url


def topic_lines(view: View) -> Iterator[tuple[str, str]]:
    """Give each topic with its score and the words that made it, or that the reader tagged it."""
    said = view.corrections()
    for hit in view.paper.topics:
        if hit.name in said:
            yield "topic", f"{hit.name} {hit.score:.2f}: tagged by the reader"
            continue
        words = "; ".join(
            f"{each.text} in {each.field}"
            for each in dict.fromkeys(each._replace(start=0, end=0) for each in hit.evidence)
        )
        yield "topic", f"{hit.name} {hit.score:.2f}: {words}"


def sighting_lines(view: View) -> Iterator[tuple[str, str]]:
    """Give each sighting, what it listed, and the fields it was believed for."""
    for ref, stored in zip(view.paper.sightings, view.sightings, strict=False):
        listed = stored.sighting
        said = [printed_words(listed.printed)] if listed.printed else []
        said += [
            f"{count} {name}"
            for name, count in (("comments", listed.comments), ("upvotes", listed.upvotes))
            if count is not None
        ]
        fields_from = [field for field, sighting in view.provenance.items() if sighting == stored.id]
        place = str(ref.line_start) + (f"-{ref.line_end}" if ref.line_end != ref.line_start else "")
        words = f"{ref.dump}:{place} ({ref.source}, {when(stored)[:10]})"
        words += f": lists {', '.join(said)}" if said else ""
        if len(view.sightings) > 1 and fields_from:
            words += f"; gave {', '.join(fields_from)}"
        if display(listed.title) != view.paper.title or listed.title != view.paper.title:
            words += f"; titled '{listed.title}'"
        yield "sighting", words


def decision_lines(view: View) -> Iterator[tuple[str, str]]:
    """Give what the decisions come to beside the state, then each decision, oldest first."""
    if view.standing.starred:
        yield "starred", "yes"
    if view.standing.assigned:
        yield "assigned", view.standing.assigned
    for decision in view.decisions:
        by = f" by {decision.who}" if decision.who else ""
        what = f" {decision.value}" if decision.value and decision.action not in TAKE_BACK else ""
        why = f": {decision.reason}" if decision.reason else ""
        gone = " (taken back)" if decision.uid in view.undone else ""
        yield "decision", f"{decision.at[:16]} {decision.action}{what}{by}{why}{gone}"


def printed_words(printed: PrintedDate) -> str:
    """Give a date as the page printed it."""
    return f"{_MONTHS[printed.month - 1]} {printed.day}" + (f", {printed.year}" if printed.year else "")
