"""What a query says: words and conditions, joined by *all of*, *any of* and *not*."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from papertriage.search.terms import TEXTS, Term


class Value(NamedTuple):
    """Papers with one of these whole values, such as a topic's name, in a field of terms."""

    field: str  # of the index
    values: tuple[str, ...]
    text: str  # as typed


class Range(NamedTuple):
    """Papers whose number is in this range, ends included; None is open. Dates are yyyymmdd."""

    field: str  # of the index
    low: int | None
    high: int | None
    text: str  # as typed


class Known(NamedTuple):
    """Papers of which one of these fields is known."""

    fields: tuple[str, ...]  # of the index
    text: str  # as typed


class Ids(NamedTuple):
    """Papers with one of these ids, now or once; an id that ends in `*` is only a beginning."""

    names: tuple[str, ...]
    text: str


class Numbered(NamedTuple):
    """Papers with one of these numbers; or, where they are not `meant`, all others."""

    pids: tuple[int, ...]
    meant: bool
    about: str  # in words, what is asked for
    text: str


class NewVersion(NamedTuple):
    """Papers of which a newer version was read after they were decided on."""

    text: str
    about: str = "a newer version than when they were decided on"


class Not(NamedTuple):
    """Papers that this is not true of."""

    node: "Node"


class All(NamedTuple):
    """Papers that all of this is true of; of nothing: every paper."""

    nodes: "tuple[Node, ...]" = ()


class Either(NamedTuple):
    """Papers that some of this is true of."""

    nodes: "tuple[Node, ...]"


Node: TypeAlias = Term | Value | Range | Known | Ids | Numbered | NewVersion | Not | All | Either
"""Anything that papers can be asked for."""


def is_scored(node: Node) -> bool:
    """Whether papers match this more or less well: words of title or abstract. Names and values only hold."""
    return isinstance(node, Term) and set(node.fields) <= set(TEXTS)


def conditions(node: Node) -> Iterator[Node]:
    """Give everything in the tree that joins nothing, also what stands behind a *not*."""
    if isinstance(node, All | Either):
        for each in node.nodes:
            yield from conditions(each)
    elif isinstance(node, Not):
        yield from conditions(node.node)
    else:
        yield node


def wanted_terms(node: Node) -> Iterator[Term]:
    """Give every term that may be wanted, wherever in the tree; none that stands behind a *not*."""
    if isinstance(node, Term):
        yield node
    elif isinstance(node, All | Either):
        for each in node.nodes:
            yield from wanted_terms(each)


def scored_terms(node: Node) -> list[Term]:
    """The words of title and abstract that may be wanted, wherever in the tree."""
    return [term for term in wanted_terms(node) if is_scored(term)]


def exchanged(node: Node, terms: Mapping[Term, Term]) -> Node:
    """The tree with some of its terms in place of others, but for those behind a *not*."""
    if isinstance(node, Term):
        return terms.get(node, node)
    if isinstance(node, All | Either):
        return node._replace(nodes=tuple([exchanged(each, terms) for each in node.nodes]))
    return node


def in_titles(node: Node) -> Node:
    """The tree with its words asked for in titles alone, but for those behind a *not* and of a field."""
    if isinstance(node, Term):
        return node._replace(fields=("title",)) if node.fields == TEXTS else node
    if isinstance(node, All | Either):
        return node._replace(nodes=tuple([in_titles(each) for each in node.nodes]))
    return node
