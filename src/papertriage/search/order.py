"""The order papers come in: pages of it, and all of it in flat memory. Equal papers stand by their number."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from papertriage import index
from papertriage.library import Library
from papertriage.search.relevance import Closer

Hit = tuple[int, float | None]
"""A paper's number, and its score or None."""

Answering = tuple[index.Reader, index.Query]
"""An index, and which of its papers answer."""

_NOT_CLOSER = Closer()
_LOT = 5_000  # papers whose numbers are in memory at a time while all are walked through


class Column(NamedTuple):
    """An order by a column of the index. `ties` puts papers of one value in order, else their numbers do."""

    field: str
    ascending: bool = False
    ties: Callable[[Sequence[int]], list[int]] | None = None


_COLUMNS = {"published": "published", "listed": "listed", "comments": "comments", "votes": "upvotes"}


def page(
    library: Library,
    answering: Answering,
    sort: str,
    *,
    limit: int,
    offset: int,
    closer: Closer = _NOT_CLOSER,
) -> list[Hit]:
    """At most `limit` papers from `offset` on; `closer` has the words that are looked at closer, if any."""
    if limit <= 0:
        return []
    if sort == "relevance" and closer.terms:
        from papertriage.search import reorder  # other orders read no texts

        return list(reorder.page(library, answering, closer, limit=limit, offset=offset))
    if sort == "relevance":
        reader, query = answering
        return [*reader.search(query, limit=limit, offset=offset).hits]
    if sort == "discussed":
        from papertriage.search import discussed  # only where it is asked for

        return [(pid, None) for pid in discussed.page(library, answering, limit=limit, offset=offset)]
    return [(pid, None) for pid in column_page(answering, _column(library, sort), limit=limit, offset=offset)]


def walk(
    library: Library, answering: Answering, sort: str, *, closer: Closer = _NOT_CLOSER
) -> Iterator[Sequence[Hit]]:
    """Every paper in order, some thousands at a time; `closer` is as for `page`."""
    if sort == "relevance":
        yield from _lots(library, answering, closer)
        return
    for pids in _unscored(library, answering, sort):
        yield [(pid, None) for pid in pids]


def _unscored(library: Library, answering: Answering, sort: str) -> Iterator[Sequence[int]]:
    if sort == "discussed":
        from papertriage.search import discussed

        return discussed.walk(library, answering)
    return column_walk(answering, _column(library, sort))


def _lots(library: Library, answering: Answering, closer: Closer) -> Iterator[Sequence[Hit]]:
    reader, query = answering
    looked, offset, size = None, 0, _LOT
    if closer.terms:
        from papertriage.search import reorder

        looked = reorder.look(library, answering, closer)
        offset = looked.taken
        yield looked.hits
    while hits := reader.search(query, limit=size, offset=offset).hits:
        yield looked.after(hits) if looked else hits
        # Each lot looks at all before it again: few large ones for a long answer.
        offset, size = offset + len(hits), min(2 * size, 4 * _LOT)


def _column(library: Library, sort: str) -> Column:
    if sort != "title":
        return Column(_COLUMNS[sort])

    def by_title(pids: Sequence[int]) -> list[int]:
        titles = library.titles_of(pids)
        return sorted(pids, key=lambda pid: (index.title_key(index.fold(titles.get(pid, ""))), pid))

    return Column("title_order", ascending=True, ties=by_title)


def column_page(answering: Answering, column: Column, *, limit: int, offset: int) -> list[int]:
    """A page of an order by a column; groups that it cuts at its ends are looked at whole."""
    reader, query = answering
    found = _top(answering, column, limit, offset)
    groups = [(value, [pid for pid, _ in hits]) for value, hits in groupby(found, key=itemgetter(1))]
    pids: list[int] = []
    for place, (value, members) in enumerate(groups):
        cut_before = place == 0 and offset > 0
        cut_behind = place == len(groups) - 1 and len(found) == limit
        if not cut_before and not cut_behind:
            pids += _tied(members, column)
            continue
        before = reader.count(index.all_of([query, _better(column, value)])) if place == 0 and offset else 0
        skip = offset - before if place == 0 else 0
        pids += _group((reader, query), column, value)(skip, len(members))
    return pids


def column_walk(answering: Answering, column: Column) -> Iterator[Sequence[int]]:
    """All papers in the order of a column, some at a time."""
    reader, query = answering
    rest = query
    while found := _top((reader, rest), column, _LOT, 0):
        last = found[-1][1]
        whole = len(found) < _LOT
        for value, hits in groupby(found, key=itemgetter(1)):
            if whole or value != last:
                yield _tied([pid for pid, _ in hits], column)
        if not whole:
            yield from _whole_group((reader, query), column, last)
        if whole or last is None:
            return
        rest = index.all_of([query, index.filtered(_worse(column, last))])


def _whole_group(answering: Answering, column: Column, value: int | None) -> Iterator[Sequence[int]]:
    """All papers of one value. Their order by number needs few of them in memory at a time; by title, all."""
    reader, query = answering
    if column.ties is not None:
        yield _group(answering, column, value)(0, reader.papers)
        return
    here, after = [query, _equal(column, value)], -1
    while found := reader.by_number(
        index.all_of([*here, index.between("pid", after + 1, None)]), "pid", limit=_LOT, ascending=True
    ):
        yield [pid for pid, _ in found]
        after = found[-1][0]


def _group(answering: Answering, column: Column, value: int | None) -> Callable[[int, int], list[int]]:
    """Some of the papers of one value, in order: (how many to pass over, how many)."""
    reader, query = answering
    here = index.all_of([query, _equal(column, value)])

    def some(skip: int, count: int) -> list[int]:
        if column.ties is None:
            found = reader.by_number(here, "pid", limit=count, offset=skip, ascending=True)
            return [pid for pid, _ in found]
        every = [pid for pid, _ in reader.by_number(here, "pid", limit=reader.papers)]
        return column.ties(every)[skip : skip + count]

    return some


def _top(answering: Answering, column: Column, limit: int, offset: int) -> list[tuple[int, int | None]]:
    """(Number, value), the values in order; papers without one come last, and have None."""
    reader, query = answering
    order_by, ascending = column.field, column.ascending
    return reader.by_number(query, order_by, limit=limit, offset=offset, ascending=ascending)


def _tied(pids: Sequence[int], column: Column) -> list[int]:
    return column.ties(pids) if column.ties else sorted(pids)


def _equal(column: Column, value: int | None) -> index.Query:
    if value is None:
        return index.filtered(index.none_of([index.known(column.field)]))
    return index.filtered(index.between(column.field, value, value))


def _better(column: Column, value: int | None) -> index.Query:
    if value is None:
        return index.filtered(index.known(column.field))
    low, high = (None, value - 1) if column.ascending else (value + 1, None)
    return index.filtered(index.between(column.field, low, high))


def _worse(column: Column, value: int) -> index.Query:
    low, high = (value + 1, None) if column.ascending else (None, value - 1)
    return index.any_of([index.between(column.field, low, high), index.none_of([index.known(column.field)])])
