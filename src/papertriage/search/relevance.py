"""How well a paper answers the words of a query: they become one query of the index, with its scores.

These scores pick the papers that `reorder` then looks at closer.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from papertriage import index
from papertriage.search.little_words import LITTLE
from papertriage.search.terms import Term
from papertriage.search.tree import All, is_scored

_BOOSTS = {"title": 0.7, "abstract": 1.0}
_FORMS = 8  # of the last word of `kv-cache`, the most frequent ones
_LONGER = 64  # words that `quant*` stands for, the most frequent ones, where the phrase goes on before them
_QUESTION = 4  # so many telling words with little ones between them are a question or a title …
_LONG_QUESTION = 6  # … and so many are one without: hardly a paper has all of them
_WORD = re.compile(r"[^\W_]+")


def wanted(reader: index.Reader, terms: Sequence[Term], *, partly: bool = False) -> index.Query:
    """Papers that have all terms, scored; `partly`: at least one, the more and the rarer the better.

    `terms` are the plain words and phrases that are asked for together. Little words are not asked for beside
    others.
    """
    terms = telling(terms)
    if partly:
        return some(reader, [each for term in terms for each in (term, *_words_in(term))])
    return index.all_of([one(reader, term) for term in terms])


def some(reader: index.Reader, terms: Sequence[Term]) -> index.Query:
    """Papers that have at least one of these, the more and the rarer the better."""
    return index.any_of([query for term in _apart(terms) for query in _each(reader, term)])


def telling(terms: Sequence[Term]) -> list[Term]:
    """The terms without the little words among them; where nothing else is there, all of them."""
    found = [term for term in terms if not _is_little(term)]
    return found or list(terms)


def is_question(terms: Sequence[Term]) -> bool:
    """Whether these are a question's or a title's words, which hardly a paper has all of."""
    count = len(telling(terms))
    is_said = count < len(terms)  # with little words in it, as a sentence has them
    if any(term.exact for term in terms):
        return is_said and count >= _LONG_QUESTION
    return count >= (_QUESTION if is_said else _LONG_QUESTION)


class Closer(NamedTuple):
    """What is looked at closer: the words for it, if any, and the query that finds papers by their titles."""

    terms: Sequence[Term] = ()
    titles: index.Query | None = None


def is_looked_at_closer(terms: Sequence[Term]) -> bool:
    """Whether several words are wanted: of one, or a phrase, the index's own order is as good."""
    return len(telling(terms)) > 1


def words_of(tree: All) -> list[Term]:
    """The words that a tree wants together."""
    return [node for node in tree.nodes if isinstance(node, Term) and is_scored(node)]


def one(reader: index.Reader, term: Term) -> index.Query:
    """Papers that have a term in any of its fields, scored: what stands in an OR, or must not occur."""
    return index.any_of(_each(reader, term))


def names_in(term: Term) -> list[str]:
    """For each of the term's words how it was typed, if that shows a name or an acronym; else ""."""
    typed = _WORD.findall(term.text)
    if len(typed) != len(term.words):
        return [""] * len(term.words)
    return [word if index.is_name(word) else "" for word in typed]


def _apart(terms: Sequence[Term]) -> Iterator[Term]:
    """The terms, and the words of what was written with a hyphen also by themselves."""
    for term in terms:
        yield term
        if len(term.words) > 1 and not (term.exact or term.prefix):
            yield from (term._replace(words=(word,)) for word in term.words if word not in LITTLE)


def _words_in(term: Term) -> Iterator[Term]:
    """The telling words of what is quoted, for where some of the words will do."""
    if term.exact and len(term.words) > 1 and not term.prefix:
        single = [Term((word,), word, fields=term.fields) for word in term.words]
        yield from telling(single)


def _is_little(term: Term) -> bool:
    return not term.exact and not term.prefix and all(word in LITTLE for word in term.words)


def _each(reader: index.Reader, term: Term) -> list[index.Query]:
    """A term as queries of which a paper has to match one: flat, so that the index skips what scores low."""
    return [query for field in term.fields for query in _in_field(reader, field, term)]


def _in_field(reader: index.Reader, field: str, term: Term) -> list[index.Query]:
    """Words as typed where they are quoted; else a word in any form, and `kv-cache` also as *KV caches*."""
    factor = _BOOSTS.get(field, 1.0)
    *first, last = term.words
    if term.prefix:
        return [index.boost(_starting(reader, field, term), factor)]
    if term.exact:
        return [index.boost(index.phrase(field, term.words), factor)]
    name = names_in(term)[-1]
    if not first:
        return reader.each_form(field, last, name=name, factor=factor)
    forms = reader.forms(field, last, name=name)[:_FORMS]
    return [index.boost(index.phrase(field, [*first, form]), factor) for form, _ in forms]


def _starting(reader: index.Reader, field: str, term: Term) -> index.Query:
    *first, last = term.words
    if not first:
        return index.prefix(field, last)
    longer = reader.words_with_prefix(field, last, limit=_LONGER)
    return index.any_of([index.phrase(field, [*first, word]) for word, _ in longer])
