"""Rows to values and back: the shapes that tables and the rest of the program meet in.

Dates are ISO text, ids are text, sets of values are compact JSON, an absent value is NULL. Each pair of
functions is the identity when taken one after the other; a Hypothesis law holds them to it.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from json.encoder import encode_basestring as _quoted
from typing import Any, NamedTuple

from papertriage.model import (
    Evidence,
    Link,
    Organization,
    Page,
    Paper,
    PrintedDate,
    Sighting,
    SightingRef,
    TopicHit,
)

Row = tuple[Any, ...]

# One encoder for all rows: json.dumps with arguments builds a new one at each call.
to_json: Callable[[Any], str] = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), check_circular=False
).encode


_decoder = json.JSONDecoder()  # json.loads asks six questions first, for each list of names
_new = tuple.__new__


def _read(text: str) -> Any:
    """The value of a JSON text that this module wrote: no spaces around it."""
    return _decoder.raw_decode(text)[0]


FACTS = tuple(name for name in Paper._fields if name not in {"id", "topics", "state", "sightings"})
"""The fields of a paper that come from sightings."""


class Counts(NamedTuple):
    """How a batch adds up.

    lines = record + furniture + skipped; read = new + updated + unchanged + duplicates.
    """

    lines: int = 0  # not blank
    record_lines: int = 0
    furniture_lines: int = 0
    skipped_lines: int = 0
    read: int = 0  # records
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    skipped: int = 0  # spans

    def faults(self) -> list[str]:
        """What does not add up, in words; empty when everything does."""
        found = []
        if self.lines != self.record_lines + self.furniture_lines + self.skipped_lines:
            found.append(
                f"{self.lines} lines against {self.record_lines} of records, "
                f"{self.furniture_lines} of furniture and {self.skipped_lines} skipped"
            )
        if self.read != self.new + self.updated + self.unchanged + self.duplicates:
            found.append(
                f"{self.read} records read against {self.new} new, {self.updated} updated, "
                f"{self.unchanged} unchanged and {self.duplicates} duplicates"
            )
        return found


class BatchRow(NamedTuple):
    """One reading of one dump, as the library remembers it. `id` is 0 before it is stored."""

    sha256: str
    source: str
    dump: str
    read_at: str  # ISO time, from the caller
    bytes: int = 0
    part: str = ""  # which part of the dump, where one dump holds several pages
    page: Page = Page()
    counts: Counts = Counts()
    id: int = 0


class StoredSighting(NamedTuple):
    """A sighting with its number, its paper and what its page says of dates: all that merging needs."""

    id: int
    pid: int | None  # None: not (yet) believed to be of any paper
    sighting: Sighting
    batch: int
    page: Page
    read_at: str


class PaperRow(NamedTuple):
    """A paper to store: what is believed, from which sightings, and which field came from which.

    `pid` None asks for a new number. `paper.sightings` is not stored: it follows from `members`. Nor is
    `paper.state` where there are decisions: it is replayed from them.
    """

    paper: Paper
    members: tuple[int, ...]  # sighting ids, all of them
    provenance: Mapping[str, int]  # field -> sighting id
    pid: int | None = None


SIGHTING_COLUMNS = (
    "source, title, is_summary, authors, author_count, org_slug, org_name, printed, published, updated, "
    "announced, listed, comments, upvotes, arxiv_id, doi, categories, links, line_start, line_end, year, "
    "abstract"
)


def sighting_to_row(sighting: Sighting, batch_source: str) -> Row:
    """The values of SIGHTING_COLUMNS; the source is NULL where it is the batch's."""
    (
        source, title, abstract, is_summary, authors, author_count, organization, printed, published, updated,
        announced, listed, comments, upvotes, arxiv_id, doi, categories, links, year, line_start, line_end,
    ) = sighting  # fmt: skip
    return (
        None if source == batch_source else source,
        title,
        is_summary,
        None if authors is None else to_json(authors),
        author_count,
        None if organization is None else organization[0],
        None if organization is None else organization[1],
        None if printed is None else (printed[2] or 0) * 10000 + printed[0] * 100 + printed[1],
        published, updated, announced, listed, comments, upvotes, arxiv_id, doi,
        to_json(categories) if categories else None,
        _links_to_text(links) if links else None,
        line_start, line_end, year, abstract,
    )  # fmt: skip


def row_to_sighting(row: Row, batch_source: str) -> Sighting:
    """The sighting that SIGHTING_COLUMNS hold."""
    (
        source, title, is_summary, authors, author_count, org_slug, org_name, printed, published, updated,
        announced, listed, comments, upvotes, arxiv_id, doi, categories, links, line_start, line_end,
        year, abstract,
    ) = row  # fmt: skip
    return Sighting(
        batch_source if source is None else source, title, abstract, bool(is_summary),
        None if authors is None else tuple(json.loads(authors)),
        author_count, _organization(org_slug, org_name), _printed(printed), published, updated, announced,
        listed, comments, upvotes, arxiv_id, doi,
        tuple(json.loads(categories)) if categories else (),
        _links(links), year, line_start, line_end,
    )  # fmt: skip


PAPER_COLUMNS = (
    "id, title, authors, author_count, org_slug, org_name, published, published_inferred, updated, "
    "announced, listed, first_seen, comments, upvotes, arxiv_id, arxiv_version, doi, categories, links, "
    "year, repaired_from, state"
)


def paper_to_row(paper: Paper) -> Row:
    """The values of PAPER_COLUMNS."""
    organization = paper.organization
    return (
        paper.id, paper.title,
        None if paper.authors is None else to_json(paper.authors),
        paper.author_count,
        None if organization is None else organization[0],
        None if organization is None else organization[1],
        paper.published, paper.published_inferred, paper.updated, paper.announced, paper.listed,
        paper.first_seen, paper.comments, paper.upvotes, paper.arxiv_id, paper.arxiv_version, paper.doi,
        to_json(paper.categories) if paper.categories else None,
        _links_to_text(paper.links) if paper.links else None,
        paper.year, paper.repaired_from, paper.state,
    )  # fmt: skip


def row_to_paper(
    row: Row,
    abstract: str | None,
    topics: tuple[TopicHit, ...] = (),
    sightings: tuple[SightingRef, ...] = (),
) -> Paper:
    """The paper that PAPER_COLUMNS hold."""
    (
        public_id, title, authors, author_count, org_slug, org_name, published, published_inferred, updated,
        announced, listed, first_seen, comments, upvotes, arxiv_id, arxiv_version, doi, categories, links,
        year, repaired_from, state,
    ) = row  # fmt: skip
    # Whole libraries are read this way: a tuple of 24 given at once is made in a third of the time.
    return _new(
        Paper,
        (
            public_id, title, abstract,
            None if authors is None else tuple(_read(authors)),
            author_count, _organization(org_slug, org_name), published, bool(published_inferred), updated,
            announced, listed, first_seen, comments, upvotes, arxiv_id, arxiv_version, doi,
            tuple(_read(categories)) if categories else (),
            _links(links) if links else (), year, repaired_from, topics, state, sightings,
        ),
    )  # fmt: skip


def provenance_to_text(provenance: Mapping[str, int], members: tuple[int, ...]) -> str | None:
    """Field -> sighting as JSON; NULL where there is one sighting, which all fields then come from."""
    return None if len(members) == 1 else to_json(dict(provenance))


def text_to_provenance(text: str | None, paper: Paper, member: int) -> dict[str, int]:
    """Field -> sighting; `member` is the paper's first sighting, and the only one where the text is NULL."""
    if text is not None:
        return dict(json.loads(text))
    return {
        name: member
        for name, value in zip(paper._fields, paper, strict=True)
        if name in FACTS
        and value is not None
        and value != ()
        and value is not False
        and not (name == "year" and paper.published)
    }


def evidence_to_text(evidence: Iterable[Evidence]) -> str:
    """Spans without their words, which are the paper's own: `t0:9:3 a14:23:1.5`."""
    return " ".join([f"{field[0]}{start}:{end}:{weight}" for field, start, end, _, weight in evidence])


def text_to_evidence(text: str, title: str, abstract: str | None) -> tuple[Evidence, ...]:
    """The spans, with their words cut out of the title and the abstract."""
    found = []
    for span in text.split():
        start, end, weight = span.split(":")
        field, words = ("title", title) if start[0] == "t" else ("abstract", abstract or "")
        first, last = int(start[1:]), int(end)
        found.append(_new(Evidence, (field, first, last, words[first:last], float(weight))))
    return tuple(found)


def page_values(page: Page) -> Row:
    """Month, day and year of the page's date, capture date, capture year, evidence."""
    return (*(page.page_date or (None, None, None)), page.captured, page.capture_year, page.evidence)


def row_to_batch(row: Row) -> BatchRow:
    """The batch that `SELECT *` from batches gives."""
    number, sha256, source, part, dump, size, read_at, month, day, year, captured, capture_year, evidence = (
        row[:13]
    )
    page_date = None if month is None else PrintedDate(month, day, year)
    page = Page(page_date, captured, capture_year, evidence)
    return BatchRow(sha256, source, dump, read_at, size, part, page, Counts(*row[13:]), number)


def _organization(slug: str | None, name: str | None) -> Organization | None:
    return None if slug is None or name is None else Organization(slug, name)


def _printed(number: int | None) -> PrintedDate | None:
    return None if number is None else PrintedDate(number // 100 % 100, number % 100, number // 10000 or None)


def _links_to_text(links: Iterable[Link]) -> str:
    """JSON, as the encoder writes it; making a list of pairs by hand takes a fifth of its time."""
    return f"[{','.join([f'[{_quoted(kind)},{_quoted(url)}]' for kind, url in links])}]"


def _links(text: str | None) -> tuple[Link, ...]:
    return tuple([Link(kind, url) for kind, url in _read(text)]) if text else ()
