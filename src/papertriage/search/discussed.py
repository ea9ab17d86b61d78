"""The order by how much papers are discussed; those without counts come last, the newest first."""

from papertriage import index
from papertriage.library import Library

_FEW = 4_000  # papers whose percentiles are looked up at once
_LOT = 2_000


def page(
    library: Library, answering: tuple[index.Reader, index.Query], *, limit: int, offset: int
) -> list[int]:
    """At most `limit` numbers of papers from `offset` on."""
    reader, query = answering
    counted = index.all_of([query, _counted()])
    total = reader.count(counted)
    found: list[int] = []
    if offset < total:
        some = _few if total <= _FEW else _many
        found = some(library, (reader, counted), offset + limit)[offset:]
    if len(found) < limit:
        rest = index.all_of([query, index.filtered(index.none_of([_counted()]))])
        missing, start = limit - len(found), max(0, offset - total)
        found += [pid for pid, _ in reader.by_number(rest, "published", limit=missing, offset=start)]
    return found


def _counted() -> index.Query:
    return index.filtered(index.any_of([index.known("comments"), index.known("upvotes")]))


def _few(library: Library, answering: tuple[index.Reader, index.Query], limit: int) -> list[int]:
    """Look up all of them."""
    reader, query = answering
    pids = [pid for pid, _ in reader.search(query, limit=_FEW).hits]
    values = library.discussed(pids)
    return sorted(pids, key=lambda pid: (-values.get(pid, -1.0), pid))[:limit]


def _many(library: Library, answering: tuple[index.Reader, index.Query], limit: int) -> list[int]:
    """Go through papers from the most discussed on, and keep those that answer, until there are enough."""
    reader, query = answering
    found: list[int] = []
    after: tuple[float, int] | None = None
    lot = _LOT
    while len(found) < limit and (most := library.most_discussed(after, lot)):
        those = index.filtered(index.terms("pid", [pid for _, pid in most]))
        here = index.all_of([query, those])
        answers = {pid for pid, _ in reader.search(here, limit=lot).hits}
        found += [pid for _, pid in most if pid in answers]
        after, lot = most[-1], min(2 * lot, 20 * _LOT)
    return found[:limit]
