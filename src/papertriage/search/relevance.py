"""How well a paper answers the words of a query: they become one query of the index, with its scores."""

from collections.abc import Sequence

from papertriage import index
from papertriage.search.terms import Term

_BOOSTS = {"title": 2.5}  # every other field counts once
_FORMS = 8  # of the last word of `kv-cache`, the most frequent ones
_LONGER = 64  # words that `quant*` stands for, the most frequent ones, where the phrase goes on before them


def wanted(reader: index.Reader, terms: Sequence[Term], *, partly: bool = False) -> index.Query:
    """Papers that have all terms, scored; `partly`: at least one, the more and the rarer the better.

    `terms` are the plain words and phrases of the query that are asked for together, none of them within an OR.
    """
    queries = [one(reader, term) for term in terms]
    return index.any_of(queries) if partly else index.all_of(queries)


def one(reader: index.Reader, term: Term) -> index.Query:
    """Papers that have a term in any of its fields, scored: what stands in an OR, or must not occur."""
    return index.any_of(
        [index.boost(_in_field(reader, field, term), _BOOSTS.get(field, 1.0)) for field in term.fields]
    )


def _in_field(reader: index.Reader, field: str, term: Term) -> index.Query:
    """Words as typed where they are quoted; else a word in any form, and `kv-cache` also as *KV caches*."""
    *first, last = term.words
    if term.prefix:
        return _starting(reader, field, term)
    if term.exact:
        return index.phrase(field, term.words)
    if not first:
        return reader.word(field, last)
    forms = reader.forms(field, last)[:_FORMS]
    return index.any_of([index.phrase(field, [*first, form]) for form, _ in forms])


def _starting(reader: index.Reader, field: str, term: Term) -> index.Query:
    *first, last = term.words
    if not first:
        return index.prefix(field, last)
    longer = reader.words_with_prefix(field, last, limit=_LONGER)
    return index.any_of([index.phrase(field, [*first, word]) for word, _ in longer])
