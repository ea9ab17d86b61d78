"""From a tree to a query of the index."""

from collections.abc import Sequence

from papertriage import index
from papertriage.library import Library
from papertriage.search import relevance
from papertriage.search.terms import Term
from papertriage.search.tree import (
    All,
    Either,
    Ids,
    Known,
    NewVersion,
    Node,
    Not,
    Numbered,
    Range,
    Value,
    is_scored,
)


class Compiler:
    """Makes queries for one library and its index."""

    def __init__(self, library: Library, reader: index.Reader) -> None:
        self._library, self._reader = library, reader

    def query(self, tree: All, *, partly: bool = False) -> index.Query:
        """Papers that a whole tree is true of, scored by its words; `partly`: some of the words will do."""
        terms = [node for node in tree.nodes if isinstance(node, Term) and is_scored(node)]
        rest = [node for node in tree.nodes if not (isinstance(node, Term) and is_scored(node))]
        made = [relevance.wanted(self._reader, terms, partly=partly)] if terms else []
        return index.all_of(made + [self._node(node) for node in rest])

    def condition(self, tree: All) -> index.Query:
        """Papers that a tree is true of but for its plain words, all with the score 0."""
        rest = [node for node in tree.nodes if not (isinstance(node, Term) and is_scored(node))]
        return index.filtered(index.all_of([self._node(node) for node in rest]))

    def _node(self, node: Node) -> index.Query:
        """Words score, everything else has the score 0."""
        if isinstance(node, Term):
            found = relevance.one(self._reader, node) if node.words else index.nothing()
            return found if is_scored(node) else index.filtered(found)
        if isinstance(node, All):
            return self.query(node)
        if isinstance(node, Either):
            terms = [each for each in node.nodes if isinstance(each, Term) and is_scored(each) and each.words]
            if len(terms) == len(node.nodes):
                return relevance.some(self._reader, relevance.telling(terms))
            return index.any_of([self._node(each) for each in node.nodes])
        return index.filtered(self._condition(node))

    def _condition(self, node: Value | Range | Known | Ids | Numbered | NewVersion | Not) -> index.Query:
        if isinstance(node, Value):
            return self._value(node)
        if isinstance(node, Range):
            return index.between(node.field, node.low, node.high)
        if isinstance(node, Known):
            return index.any_of([index.known(field) for field in node.fields])
        if isinstance(node, Not):
            return index.none_of([self._node(node.node)])
        return self._by_number(node)

    def _by_number(self, node: Ids | Numbered | NewVersion) -> index.Query:
        if isinstance(node, Ids):
            return _papers(self._library.pids_of(node.names))
        if isinstance(node, NewVersion):
            return _papers(self._library.new_versions())
        return _papers(node.pids) if node.meant else index.none_of([_papers(node.pids)])

    def _value(self, node: Value) -> index.Query:
        values = node.values
        if node.field == "category":
            values = tuple(self._categories(values))
        return index.any_of([index.term(node.field, value) for value in values])

    def _categories(self, asked: Sequence[str]) -> list[str]:
        """The categories that are meant, whatever their case: `cs` and `cs.*` mean all of that archive."""
        there = [name for name, _ in self._reader.words_with_prefix("category", "", limit=100_000)]
        found = []
        for name in asked:
            wanted = name.casefold().removesuffix("*").removesuffix(".")
            found += [
                each for each in there
                if (folded := each.casefold()) == wanted or folded.startswith(f"{wanted}.")
            ]  # fmt: skip
        return found


def _papers(pids: Sequence[int]) -> index.Query:
    """Papers with one of these numbers."""
    if len(pids) == 1:
        return index.term("pid", pids[0])
    return index.terms("pid", pids) if pids else index.nothing()
