"""MERGE: what we believe of a paper, field by field, and which sighting said so.

Every rule looks at the set of sightings and not at their order; ties fall to the value that sorts first or
last, as stated.

| field | rule |
|---|---|
| title | of the newest arXiv version, then the latest sighting; then the longest |
| abstract | the longest that is not the site's summary; a summary only where there is nothing else |
| authors | names over a count; of the newest version; then the most names |
| author_count | the number of names; else the latest count |
| organization | the latest |
| published | printed over inferred, then the earliest |
| updated / announced, listed, first_seen | the latest / the earliest |
| comments, upvotes | the latest said; earlier ones stay in their sightings, with their times |
| arxiv_id, doi | the one there is |
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
        listed, comments, upvotes, arxiv_id, version, doi, categories, links, _, _,
    ) = seen.cleaned  # fmt: skip
    if authors:
        author_count = len(authors)
    return Paper(
        public_id, title, abstract, authors, author_count, organization, published, inferred, updated,
        announced, listed, seen.when[:10], comments, upvotes, arxiv_id, version, doi, categories, links,
    )  # fmt: skip


def _many(public_id: str, seen: Sequence[Seen], said: _Provenance) -> Paper:
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
    )


def _version(each: Seen) -> int:
    return each.cleaned.arxiv_version or 0


def _abstract_worth(each: Seen) -> tuple[bool, int, str]:
    abstract = each.cleaned.abstract or ""
    return not each.cleaned.is_summary, len(abstract), abstract


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
