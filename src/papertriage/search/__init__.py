"""SEARCH: the query language -> a plan -> papers in order, each with the words that matched and why.

asked = search.plan('kv cache "paged attention" -video topic:quantization published:2024..', names=names)
found = search.ask(library, asked)
found.total, found.notes, found.page(20), found.hits(), found.facets(["topic", "year"])

The language is described in docs/search.md. Words are all wanted; plain text never fails. What else is typed
and cannot be read raises QueryFault, which knows the characters that are wrong.
"""

from collections.abc import Iterator

from papertriage.library import Library
from papertriage.model import Evidence, Paper
from papertriage.search.ask import Asked
from papertriage.search.fields import FIELDS, HAS, Field, Names
from papertriage.search.hit import Answer, Hit, Part, Span
from papertriage.search.plan import SORTS, Filters, Plan, parse_day, parse_range, plan
from papertriage.search.tree import wanted_terms

__all__ = [
    "FIELDS",
    "HAS",
    "SORTS",
    "Answer",
    "Asked",
    "Field",
    "Filters",
    "Hit",
    "Names",
    "Part",
    "Plan",
    "Span",
    "ask",
    "matched",
    "parse_day",
    "parse_range",
    "plan",
    "search",
    "stream",
]


def ask(library: Library, asked: Plan, *, new_since: int | None = None, partly: bool = True) -> Asked:
    """Put a plan to a library; `new_since` keeps only papers first seen after this sighting.

    Where no paper has all words, misspelt ones are mended. Else, and where few have all words of a question,
    papers that have some of them are taken; not without `partly`, for who wants all papers rather than the
    best. The answer's notes say so. Raises LibraryError for an index that is not there.
    """
    return Asked(library, asked, new_since=new_since, partly=partly)


def search(library: Library, asked: Plan, *, limit: int, offset: int = 0) -> Answer:
    """Answer a plan: at most `limit` papers (0: all of them) from `offset` on. Raises as `ask` does."""
    found = ask(library, asked, partly=limit > 0)
    return found.page(limit or found.total, offset)


def stream(library: Library, asked: Plan, *, limit: int = 0) -> Iterator[Paper]:
    """Give the papers that answer, in full and in order, some hundreds in memory at a time."""
    return ask(library, asked, partly=limit > 0).stream(limit)


def matched(asked: Plan, paper: Paper) -> tuple[Evidence, ...]:
    """Find where a paper has the words of a plan: spans of its title and abstract."""
    from papertriage.search.marking import Wanted  # not every answer is marked

    return Wanted(wanted_terms(asked.tree)).in_paper(paper)
