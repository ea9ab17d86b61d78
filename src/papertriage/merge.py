"""MERGE: what we believe of a paper, field by field, and which sighting said so.

Every rule looks at the set of sightings and not at their order; ties fall to the value that sorts first or
last, as stated.

| field | rule |
|---|---|
| title | of the newest arXiv version, then the latest sighting; then the longest |
| abstract | the longest whole one that is not the site's summary; else one cut short, else a summary |
| authors | names over a count; of the newest version; then the most names |
| author_count | the number of names; else the latest count |
| organization | the latest |
| published | printed over inferred, then the earliest |
| updated / announced, listed, first_seen | the latest / the earliest |
| comments, upvotes | the latest said; earlier ones stay in their sightings, with their times |
| arxiv_id | the one the paper is named by: of two that a reader made one paper, the first |
| doi | the one there is |
| year | of `published`; else the earliest |
| repaired_from | where no sighting has the id whole; the latest |
| categories | the longest list, of the newest version |
| links | all of them, in the order first seen |
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from papertriage.model import Cleaned, Link, Paper


class Seen(NamedTuple):
    """A cleaned sighting with its number, and when the dump it stands in was captured or read (ISO)."""

    sighting: int
    when: str
    cleaned: Cleaned


_Provenance = dict[str, int]

_CUT_SHORT = ("…", "...", "[…]", "[...]")


def merge(public_id: str, seen: Sequence[Seen]) -> tuple[Paper, _Provenance]:
    """Merge the sightings of one paper (at least one).

    Gives the paper, without topics, and field -> number of the sighting that it is from. Where there is one
    sighting, every field is that sighting's, and only the abstract's is told.
    """
    if len(seen) == 1:
        return _single(public_id, seen[0]), {"abstract": seen[0].sighting}
    said: _Provenance = {}
    ordered = sorted(seen, key=lambda each: (each.when, repr(each.cleaned)))
    return _many(public_id, ordered, said), said


def _single(public_id: str, seen: Seen) -> Paper:
    (
        title, abstract, _, authors, author_count, organization, published, inferred, updated, announced,
        listed, comments, upvotes, arxiv_id, version, doi, categories, links, year, repaired_from, _, _,
    ) = seen.cleaned  # fmt: skip
    if authors:
        author_count = len(authors)
    if arxiv_id is not None and not public_id.startswith("arxiv:"):
        arxiv_id = version = repaired_from = None
    return Paper(
        public_id, title, abstract, authors, author_count, organization, published, inferred, updated,
        announced, listed, seen.when[:10], comments, upvotes, arxiv_id, version, doi, categories, links,
        year, repaired_from,
    )  # fmt: skip


def _many(public_id: str, seen: Sequence[Seen], said: _Provenance) -> Paper:
    seen = [_without_strange_id(each, public_id) for each in seen]

    def best(field: str, worth: Callable[[Seen], Any] | None = None) -> Any:
        """Take a field from the sighting worth most among those that have it.

        Without a worth, from the latest.
        """
        having = [each for each in seen if getattr(each.cleaned, field) is not None]
        if not having:
            return None
        chosen = max(having, key=worth) if worth else having[-1]
        said[field] = chosen.sighting
        return getattr(chosen.cleaned, field)

    authors = best(
        "authors",
        lambda each: (_version(each), len(each.cleaned.authors or ()), each.when, each.cleaned.authors),
    )
    count = best("author_count")
    if authors:
        count, said["author_count"] = len(authors), said["authors"]
    dates = _Dates(seen, said)
    return Paper(
        id=public_id,
        title=best(
            "title", lambda each: (_version(each), each.when, len(each.cleaned.title), each.cleaned.title)
        ),
        abstract=best("abstract", _abstract_worth),
        authors=authors,
        author_count=count,
        organization=best("organization"),
        published=dates.published,
        published_inferred=dates.inferred,
        updated=dates.pick("updated", max),
        announced=dates.pick("announced", min),
        listed=dates.pick("listed", min),
        first_seen=min(each.when for each in seen)[:10],
        comments=best("comments", lambda each: (each.when, each.cleaned.comments)),
        upvotes=best("upvotes", lambda each: (each.when, each.cleaned.upvotes)),
        arxiv_id=best("arxiv_id"),
        arxiv_version=best("arxiv_version", _version),
        doi=best("doi"),
        categories=_categories(seen, said),
        links=_links(each.cleaned.links for each in seen),
        year=dates.year,
        repaired_from=_repaired(seen, said),
    )


def _without_strange_id(each: Seen, public_id: str) -> Seen:
    """Leave out an arXiv id that this paper is not named by: a repaired one, or that of a second preprint."""
    cleaned = each.cleaned
    if cleaned.arxiv_id is None or f"arxiv:{cleaned.arxiv_id}" == public_id:
        return each
    return each._replace(cleaned=cleaned._replace(arxiv_id=None, arxiv_version=None, repaired_from=None))


def _repaired(seen: Sequence[Seen], said: _Provenance) -> str | None:
    """Tell what the id was repaired from, unless another sighting has it whole."""
    repaired = [each for each in seen if each.cleaned.repaired_from]
    if not repaired or any(each.cleaned.arxiv_id and not each.cleaned.repaired_from for each in seen):
        return None
    said["repaired_from"] = repaired[-1].sighting
    return repaired[-1].cleaned.repaired_from


def _version(each: Seen) -> int:
    return each.cleaned.arxiv_version or 0


def _abstract_worth(each: Seen) -> tuple[bool, bool, int, str]:
    abstract = each.cleaned.abstract or ""
    return not each.cleaned.is_summary, not abstract.endswith(_CUT_SHORT), len(abstract), abstract


class _Dates:
    """The five dates, which have rules of their own."""

    def __init__(self, seen: Sequence[Seen], said: _Provenance) -> None:
        self._seen, self._said = seen, said
        dated = [each for each in seen if each.cleaned.published]
        chosen = min(
            dated,
            key=lambda each: (each.cleaned.published_inferred, each.cleaned.published, each.when),
            default=None,
        )
        self.published = chosen.cleaned.published if chosen else None
        self.inferred = bool(chosen and chosen.cleaned.published_inferred)
        if chosen:
            said["published"] = chosen.sighting

    @property
    def year(self) -> int | None:
        """Give the year of the date of publication, else the earliest that is said."""
        if self.published:
            return int(self.published[:4])
        said = [(each.cleaned.year, each.sighting) for each in self._seen if each.cleaned.year is not None]
        if not said:
            return None
        year, self._said["year"] = min(said)
        return year

    def pick(self, field: str, choose: Callable[..., tuple[str, int]]) -> str | None:
        """Give the earliest or the latest of a date."""
        having = [
            (getattr(each.cleaned, field), each.sighting)
            for each in self._seen
            if getattr(each.cleaned, field)
        ]
        if not having:
            return None
        date, self._said[field] = choose(having)
        return date


def _categories(seen: Sequence[Seen], said: _Provenance) -> tuple[str, ...]:
    having = [each for each in seen if each.cleaned.categories]
    if not having:
        return ()
    chosen = max(
        having, key=lambda each: (_version(each), len(each.cleaned.categories), each.cleaned.categories)
    )
    said["categories"] = chosen.sighting
    return chosen.cleaned.categories


def _links(lists: Iterable[tuple[Link, ...]]) -> tuple[Link, ...]:
    return tuple(dict.fromkeys(link for links in lists for link in links))
