"""The parts of a score: what each word gives in each field; what is left over is for standing together."""

from collections.abc import Iterator, Sequence

from papertriage import index
from papertriage.library import Library
from papertriage.search import relevance
from papertriage.search.hit import Part
from papertriage.search.order import Answering, Hit
from papertriage.search.relevance import Closer
from papertriage.search.terms import Term
from papertriage.search.tree import All, is_scored, wanted_terms

_NOTHING = 0.005  # less than this is not shown


def parts_of(
    library: Library, answering: Answering, tree: All, found: Sequence[Hit], *, closer: Closer
) -> dict[int, tuple[Part, ...]]:
    """For each paper by its number the parts of its score; `closer` as for `order.page`."""
    if closer.terms:
        from papertriage.search import reorder  # only where there is something to look at closer

        return reorder.parts(library, answering, closer)
    return _of_index(answering[0], tree, found)


def _of_index(reader: index.Reader, tree: All, found: Sequence[Hit]) -> dict[int, tuple[Part, ...]]:
    """The parts of the index's own scores, as the plan's words give them."""
    pids = [pid for pid, _ in found]
    parts: dict[int, list[Part]] = {pid: [] for pid in pids}
    left = {pid: score or 0.0 for pid, score in found}
    here = index.filtered(index.terms("pid", pids))
    for what, query in _asked(reader, tree):
        for pid, score in reader.search(index.all_of([query, here]), limit=max(len(pids), 1)).hits:
            if score >= _NOTHING:
                parts[pid].append(Part(what, score))
                left[pid] -= score
    for pid, rest in left.items():
        if abs(rest) >= 2 * _NOTHING:
            parts[pid].append(Part("the words together", rest))
    return {pid: tuple(each) for pid, each in parts.items()}


def _asked(reader: index.Reader, tree: All) -> Iterator[tuple[str, index.Query]]:
    for term in dict.fromkeys(term for term in wanted_terms(tree) if is_scored(term)):
        for field in term.fields:
            yield f"{_shown(term)} in {field}", relevance.one(reader, term._replace(fields=(field,)))


def _shown(term: Term) -> str:
    return f'"{term.text}"' if term.exact else term.text
