"""Queries, made of words that are cut and folded already."""

import re
from collections.abc import Sequence

from tantivy import FieldType, Occur, Query

from papertriage.index.schema import SCHEMA


def term(field: str, word: str | int) -> Query:
    """Papers with this word (analysed already) in a text field, this value in a field of terms or numbers."""
    return Query.term_query(SCHEMA, field, word)


def terms(field: str, words: Sequence[str] | Sequence[int]) -> Query:
    """Papers with any of these values; all count the same."""
    return Query.term_set_query(SCHEMA, field, list(words))


def phrase(field: str, words: Sequence[str], *, slop: int = 0) -> Query:
    """Papers with these words (analysed already) one after the other; a single word is a term."""
    if len(words) < 2:
        return term(field, words[0]) if words else nothing()
    return Query.phrase_query(SCHEMA, field, list(words), slop)


def prefix(field: str, start: str) -> Query:
    """Papers with a word that starts so. The start is folded and in lower case, not stemmed."""
    return Query.regex_query(SCHEMA, field, re.escape(start) + ".*")


def all_of(queries: Sequence[Query]) -> Query:
    """Papers that match every query; with none, every paper."""
    return _boolean(Occur.Must, queries) if queries else everything()


def any_of(queries: Sequence[Query]) -> Query:
    """Papers that match at least one; the more, the better. With none, no paper."""
    return _boolean(Occur.Should, queries) if queries else nothing()


def none_of(queries: Sequence[Query]) -> Query:
    """Papers that match no query; with none, every paper."""
    return Query.boolean_query([(Occur.Must, everything()), *((Occur.MustNot, query) for query in queries)])


def best_of(queries: Sequence[Query], *, rest: float = 0.0) -> Query:
    """Papers that match at least one, scored by the best match and a share of the rest."""
    return Query.disjunction_max_query(list(queries), rest) if queries else nothing()


def boost(query: Query, factor: float) -> Query:
    """The same papers, their scores multiplied."""
    return Query.boost_query(query, factor)


def filtered(query: Query) -> Query:
    """The same papers, all with the score 0: for what must hold but says nothing of rank."""
    return Query.const_score_query(query, 0.0)


def between(field: str, low: int | None, high: int | None) -> Query:
    """Papers whose number (a date as yyyymmdd) is in this range, ends included; None is open."""
    if low is None and high is None:
        return everything()
    return Query.range_query(SCHEMA, field, FieldType.Integer, low, high)


def everything() -> Query:
    """Match every paper."""
    return Query.all_query()


def nothing() -> Query:
    """Match no paper."""
    return Query.empty_query()


def _boolean(occur: Occur, queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(occur, query) for query in queries])
