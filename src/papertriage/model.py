"""The nouns of papertriage, as plain frozen values.

As listed and as believed are two types: a `Sighting` holds a dump's own words, a `Cleaned` what they say once
tidied, a `Paper` what we believe, merged from its sightings. They are named tuples: the cheapest frozen value
Python has, and millions of them are made.
"""

from typing import NamedTuple

STATES = ("unread", "accepted", "rejected", "later", "read")
LINK_KINDS = ("code", "project", "model", "dataset", "paper", "other")


class PrintedDate(NamedTuple):
    """A date as a page prints it; the year is None where the page left it out."""

    month: int
    day: int
    year: int | None = None


class Organization(NamedTuple):
    """Who a paper is listed under: `nyu-visionx NYU VisionX` is slug and name."""

    slug: str
    name: str


class Link(NamedTuple):
    """A web address, and what stands behind it: one of LINK_KINDS."""

    kind: str
    url: str


class Sighting(NamedTuple):
    """A paper as one dump lists it: the dump's words, untouched but for the joining of wrapped lines."""

    source: str
    title: str
    abstract: str | None = None
    is_summary: bool = False  # the body is the site's one-sentence summary, not the authors' abstract
    authors: tuple[str, ...] | None = None
    author_count: int | None = None
    organization: Organization | None = None
    printed: PrintedDate | None = None  # of first publication, when the year may be missing
    published: str | None = None  # ISO dates, when the source prints them whole
    updated: str | None = None
    announced: str | None = None
    listed: str | None = None
    comments: int | None = None
    upvotes: int | None = None
    arxiv_id: str | None = None  # as listed: may carry a version or a prefix
    doi: str | None = None
    categories: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    year: int | None = None  # of publication, where no whole date is said
    line_start: int = 0  # 1-based, inclusive: lines or entries, as the source's `unit` says
    line_end: int = 0


class Skipped(NamedTuple):
    """A span that should have been a record and could not be read."""

    source: str
    reason: str
    raw: str
    line_start: int = 0
    line_end: int = 0


class Furniture(NamedTuple):
    """Lines that are the page's own words: header, navigation, buttons."""

    line_start: int
    line_end: int
    lines: int  # how many of the span are not blank; of a source that counts entries, how many


class Page(NamedTuple):
    """What a dump says of itself as a whole."""

    page_date: PrintedDate | None = None
    captured: str | None = None  # ISO date, where the dump or its reader names one
    capture_year: int | None = None
    evidence: str | None = None  # why that capture year: "--captured", "front matter", "arXiv ids" …


class Cleaned(NamedTuple):
    """A sighting's fields, tidied and believed: what merging works on."""

    title: str
    abstract: str | None
    is_summary: bool
    authors: tuple[str, ...] | None
    author_count: int | None
    organization: Organization | None
    published: str | None  # ISO dates from here on
    published_inferred: bool
    updated: str | None
    announced: str | None
    listed: str | None
    comments: int | None
    upvotes: int | None
    arxiv_id: str | None  # canonical, without version
    arxiv_version: int | None
    doi: str | None  # canonical, never an arXiv DOI
    categories: tuple[str, ...]
    links: tuple[Link, ...]
    year: int | None  # of `published`, else as said
    repaired_from: str | None  # the damaged id as listed, where `arxiv_id` is what it must have been
    title_key: str  # folded title; "" when nothing is left, and "" matches nothing
    faults: tuple[str, ...] = ()  # everything found wrong with this record, in words


class SightingRef(NamedTuple):
    """Where a paper was seen."""

    source: str
    dump: str
    batch: int
    line_start: int
    line_end: int


class Evidence(NamedTuple):
    """Words that made a topic fire: a span of the title or the abstract, in characters."""

    field: str  # "title" or "abstract"
    start: int
    end: int
    text: str
    weight: float = 1.0


class TopicHit(NamedTuple):
    """A topic that applies to a paper, how strongly, and why."""

    name: str
    score: float
    evidence: tuple[Evidence, ...]


class Paper(NamedTuple):
    """What we believe of one paper. The names are the export contract (docs/record.md)."""

    id: str
    title: str
    abstract: str | None = None
    authors: tuple[str, ...] | None = None
    author_count: int | None = None
    organization: Organization | None = None
    published: str | None = None
    published_inferred: bool = False
    updated: str | None = None
    announced: str | None = None
    listed: str | None = None
    first_seen: str | None = None
    comments: int | None = None
    upvotes: int | None = None
    arxiv_id: str | None = None
    arxiv_version: int | None = None
    doi: str | None = None
    categories: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    year: int | None = None
    repaired_from: str | None = None
    topics: tuple[TopicHit, ...] = ()
    state: str = "unread"
    sightings: tuple[SightingRef, ...] = ()
