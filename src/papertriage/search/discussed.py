"""The order by how much papers are discussed; those without counts come last, the newest first."""

from collections.abc import Iterator, Sequence
from itertools import islice

from papertriage import index
from papertriage.library import Library
from papertriage.search import order

_FEW = 4_000  # papers whose percentiles are looked up at once
_LOT = 2_000
_REST = order.Column("published")
_NUMBER = order.Column("pid", ascending=True)


def page(library: Library, answering: order.Answering, *, limit: int, offset: int) -> list[int]:
    """At most `limit` numbers of papers from `offset` on."""
    reader, query = answering
    counted, rest = _apart(query)
    total = reader.count(counted)
    pids = (pid for lot in _counted(library, (reader, counted), total) for pid in lot)
    found = list(islice(pids, offset, offset + limit)) if offset < total else []
    if len(found) < limit:
        start = max(0, offset - total)
        found += order.column_page((reader, rest), _REST, limit=limit - len(found), offset=start)
    return found


def walk(library: Library, answering: order.Answering) -> Iterator[Sequence[int]]:
    """All numbers of papers, some thousands at a time."""
    reader, query = answering
    counted, rest = _apart(query)
    yield from _counted(library, (reader, counted), reader.count(counted))
    yield from order.column_walk((reader, rest), _REST)


def _apart(query: index.Query) -> tuple[index.Query, index.Query]:
    """Papers with counts, and those without."""
    known = index.any_of([index.known("comments"), index.known("upvotes")])
    rest = index.filtered(index.none_of([known]))
    return index.all_of([query, index.filtered(known)]), index.all_of([query, rest])


def _counted(library: Library, answering: order.Answering, total: int) -> Iterator[Sequence[int]]:
    if total > _FEW:
        yield from _many(library, answering, total)
        return
    reader, query = answering
    pids = [pid for pid, _ in reader.search(query, limit=total).hits]
    values = library.discussed(pids)
    yield sorted(pids, key=lambda pid: (-values.get(pid, -1.0), pid))


def _many(library: Library, answering: order.Answering, total: int) -> Iterator[Sequence[int]]:
    """Go through papers from the most discussed on, and keep those that answer."""
    reader, query = answering
    after: tuple[float, int] | None = None
    lot, left = _LOT, total
    while left > 0 and (most := library.most_discussed(after, lot)):
        those = index.filtered(index.terms("pid", [pid for _, pid in most]))
        answers = {pid for pid, _ in reader.search(index.all_of([query, those]), limit=lot).hits}
        yield [pid for _, pid in most if pid in answers]
        left -= len(answers)
        after, lot = most[-1], min(2 * lot, 4 * _LOT)
    if left > 0:  # read since the table was made, which could not be made anew
        for pids in order.column_walk(answering, _NUMBER):
            known = library.discussed(pids)
            yield [pid for pid in pids if pid not in known]
