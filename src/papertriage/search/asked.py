"""The words that a query asks for, as they stand in the papers that were found."""

from collections.abc import Sequence
from typing import NamedTuple

from papertriage import index
from papertriage.search.pool import Pool
from papertriage.search.relevance import names_in
from papertriage.search.terms import TEXTS, Term


class Asked(NamedTuple):
    """A word of the query."""

    text: str  # in lower case
    forms: tuple[str, ...]  # in which the papers have it
    times: int  # how often the query has it
    only_title: bool = False


def asked_for(terms: Sequence[Term], pool: Pool) -> list[Asked]:
    """The query's words, each once, in their order; none that no paper has."""
    found: dict[tuple[tuple[str, ...], bool], Asked] = {}
    for term in terms:
        if not set(term.fields) <= set(TEXTS):
            continue
        for place, word in enumerate(term.words):
            forms = tuple(_forms(term, place, pool))
            before = found.get((forms, term.fields == ("title",)))
            times = before.times + 1 if before else 1
            asked = Asked(before.text if before else word, forms, times, term.fields == ("title",))
            found[forms, asked.only_title] = asked
    return [asked for asked in found.values() if asked.forms]


def _forms(term: Term, place: int, pool: Pool) -> list[str]:
    word, last = term.words[place], place == len(term.words) - 1
    if term.prefix and last:
        return [each for each in pool.stems if each.startswith(word)]
    if term.exact:
        return [word] if word in pool.stems else []
    if name := names_in(term)[place]:
        return [each for each in index.forms_of_name(name) if each in pool.stems]
    return pool.forms.get(index.stem(word), [])
