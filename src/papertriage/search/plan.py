"""From what was typed, and from flags, to a plan: what papers must be, and in which order they come."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from papertriage import index
from papertriage.errors import UsageFault
from papertriage.model import STATES
from papertriage.search.fields import Names, name
from papertriage.search.parse import joined, parse
from papertriage.search.terms import Term
from papertriage.search.tree import All, Node, Range, Value, conditions, is_scored, wanted_terms

SORTS = ("relevance", "published", "listed", "comments", "votes", "discussed", "title")


class Filters(NamedTuple):
    """What flags say papers must be, beside the query: the same as its fields say.

    Dates are ISO; ranges are ends included, None is open.
    """

    topics: tuple[str, ...] = ()  # as typed; of a name that is a group's, any topic of the group
    any_topic: bool = False
    since: str | None = None
    until: str | None = None
    authors: tuple[int | None, int | None] | None = None
    organization: str | None = None
    state: str | None = None


class Plan(NamedTuple):
    """A question in full."""

    tree: All = All()
    sort: str = "published"
    notes: tuple[str, ...] = ()  # what its reader should know of how it was read
    text: str = ""  # the query as typed

    @property
    def topics(self) -> tuple[str, ...]:
        """The names of the topics that are asked about."""
        found = [each for each in conditions(self.tree) if isinstance(each, Value) and each.field == "topic"]
        return tuple(dict.fromkeys([name for each in found for name in each.values]))


_ANY = Filters()
_NOBODY = Names()


def plan(
    query: str | None,
    filters: Filters = _ANY,
    sort: str | None = None,
    *,
    names: Names = _NOBODY,
    within: tuple[str, ...] = (),
) -> Plan:
    """Read a query; what flags ask for is wanted beside it. `names` says what names and `7d` mean.

    `within` are the saved searches that it is, or is to be, a part of: it may not name them.

    Without words, and without an order asked for, the newest come first. Raises UsageFault for an unknown
    order, state or topic, and QueryFault, with the place in the query, for what cannot be read.
    """
    if sort is not None and sort not in SORTS:
        raise UsageFault(f"--sort {sort}: no such order; there are: {', '.join(SORTS)}")
    parsed = parse(query or "", names, within)
    tree = joined([parsed.tree, *_conditions(filters, names)])
    scored = any(is_scored(term) for term in wanted_terms(tree))
    return Plan(tree, sort or ("relevance" if scored else "published"), parsed.notes, query or "")


def _conditions(filters: Filters, names: Names) -> Iterator[Node]:
    topics = [tuple(names.topics(name)) for name in filters.topics]
    if topics and filters.any_topic:
        yield _topics(tuple([topic for each in topics for topic in each]))
    else:
        yield from map(_topics, topics)
    if filters.since or filters.until:
        text = f"{filters.since or ''}..{filters.until or ''}"
        yield Range("published", index.day(filters.since), index.day(filters.until), text)
    if filters.authors:
        low, high = filters.authors
        yield Range("author_count", low, high, f"{_open(low)}..{_open(high)}")
    if filters.organization:
        yield name(filters.organization, "org") or Term((), filters.organization, fields=("org",))
    if filters.state:
        if filters.state not in STATES:
            raise UsageFault(f"--state {filters.state}: no such state; there are: {', '.join(STATES)}")
        yield Value("state", (filters.state,), filters.state)


def _topics(names: tuple[str, ...]) -> Value:
    return Value("topic", names, ",".join(names))


def _open(number: int | None) -> str:
    return "" if number is None else str(number)


def parse_range(text: str, name: str) -> tuple[int | None, int | None]:
    """Read `3`, `1..3`, `>5`, `<=2`. Raises UsageFault naming the option."""
    from papertriage.search import spans  # only where it is needed, as below

    found = spans.numbers(text)
    if found is None:
        raise UsageFault(f"{name} {text}: not a range; write {spans.NUMBERS}")
    return found


def parse_day(text: str, today: datetime.date, *, end: bool, name: str) -> str:
    """Give the ISO day of a date as people write it; `end`: the last of a month. Raises UsageFault."""
    from papertriage.search import spans

    found = spans.days(text, today)
    if found is None:
        raise UsageFault(f"{name} {text}: not a date; write {spans.DATES}")
    return found[end].isoformat()
