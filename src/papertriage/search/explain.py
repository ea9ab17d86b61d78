"""A plan in words."""

from collections.abc import Iterator, Sequence

from papertriage.search import relevance
from papertriage.search.plan import Plan
from papertriage.search.reorder import DEPTH
from papertriage.search.terms import TEXTS, Term
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
    scored_terms,
)

_ORDERS = {
    "relevance": "best match first",
    "published": "newest first, by the day of publication",
    "listed": "newest first, by the day they were listed",
    "comments": "most comments first",
    "votes": "most upvotes first",
    "discussed": "most discussed first, beside others of the same day and age",
    "title": "by title",
}
_DATES = ("published", "listed", "updated", "announced", "first_seen")
_CALLED = {
    "author_count": "number of authors", "first_seen": "first seen", "authors": "author",
    "org": "organization", "pid": "id",
}  # fmt: skip


def explained(asked: Plan) -> list[str]:
    """Say a plan line by line: what papers must be, indented by what belongs together, and their order."""
    lines = list(_all(asked.tree.nodes, 1)) or ["  any paper"]
    order = f"order: {_ORDERS[asked.sort]}; equal ones as they were first read"
    return [_head(asked), *lines, *_closer(asked), order]


def _head(asked: Plan) -> str:
    if asked.sort == "relevance" and relevance.is_question(relevance.words_of(asked.tree)):
        return "papers with some of these words, as it is a question (and all that is not a word):"
    return "papers with all of this:" if len(asked.tree.nodes) > 1 else "papers with:"


def _closer(asked: Plan) -> Iterator[str]:
    """What relevance does with several words."""
    if asked.sort == "relevance" and relevance.is_looked_at_closer(scored_terms(asked.tree)):
        yield (
            f"closer look: the best {DEPTH} are read and ordered by these words in title and abstract, "
            "by words near one another, and by words that go with them in the best of these papers"
        )


def _all(nodes: Sequence[Node], depth: int) -> Iterator[str]:
    for node in nodes:
        yield from _lines(node, depth)


def _lines(node: Node, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(node, All):
        yield f"{indent}all of:"
        yield from _all(node.nodes, depth + 1)
    elif isinstance(node, Either):
        yield f"{indent}any of:"
        yield from _all(node.nodes, depth + 1)
    elif isinstance(node, Not):
        yield f"{indent}not:"
        yield from _lines(node.node, depth + 1)
    else:
        yield f"{indent}{_words(node)}"


def _words(node: Term | Value | Range | Known | Ids | Numbered | NewVersion) -> str:
    if isinstance(node, Term):
        return _term(node)
    if isinstance(node, Value):
        return f"{_called(node.field)} {' or '.join(node.values)}"
    if isinstance(node, Range):
        return _range(node)
    if isinstance(node, Known):
        return f"{' or '.join(map(_called, node.fields))} known"
    if isinstance(node, Numbered | NewVersion):
        return node.about
    return f"id {' or '.join(node.names)}"


def _term(term: Term) -> str:
    *first, last = term.words or ("",)
    where = "in title or abstract" if term.fields == TEXTS else f"in {_called(term.fields[0])}"
    if term.prefix:
        what = f"words that begin with {last}"
        return f"{' '.join(first)}, then {what}, {where}" if first else f"{what}, {where}"
    if not is_scored(term):
        return f"{' '.join(term.words)} {where}"
    if term.exact:
        return f'"{" ".join(term.words)}", exactly, {where}'
    if first:
        return f"{' '.join(term.words)} side by side, the last in any form, {where}"
    return f"{last} in any form, {where}"


def _range(node: Range) -> str:
    name = _called(node.field)
    shown = _day if node.field in _DATES else str
    low, high = node.low, node.high
    if low is not None and high is not None:
        return f"{name} {shown(low)}" if low == high else f"{name} from {shown(low)} to {shown(high)}"
    if low is not None:
        return f"{name} {'on or after' if shown is _day else 'at least'} {shown(low)}"
    if high is not None:
        return f"{name} {'on or before' if shown is _day else 'at most'} {shown(high)}"
    return f"{name} {node.text}"


def _day(number: int) -> str:
    return f"{number // 10_000:04}-{number // 100 % 100:02}-{number % 100:02}"


def _called(field: str) -> str:
    return _CALLED.get(field, field)
