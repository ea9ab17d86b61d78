"""The words of a plan, found again in the papers that answer it; and the sentence that says most of them."""

import re
from collections.abc import Iterable, Iterator

from papertriage import index
from papertriage.model import Evidence, Paper
from papertriage.search.hit import Span
from papertriage.search.terms import Term

_LONGEST = 400  # characters of a sentence that are shown
# Ends where a capital, a digit or a bracket follows; initials and the like (`et al.`, `e.g.`) end nothing.
# The sign stands first, for it is what a text is quickly searched for.
_BREAK = re.compile(
    r"[.!?](?<!\be\.g.)(?<!\bi\.e.)(?<!\bal.)(?<!\bcf.)(?<!\bvs.)(?<!\bFig.)[)\"”']?\s+(?=[\w(\"“$\\])"
)


class Wanted:
    """The words that are looked for, one field or both."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """`terms` are the wanted ones; words of names and of other fields are left alone."""
        terms = tuple(terms)
        self._fields = {field: _Words(terms, field) for field in ("title", "abstract")}

    def in_paper(self, paper: Paper) -> tuple[Evidence, ...]:
        """Give the spans of title and abstract where a wanted word stands, in some form or that very one."""
        return tuple(
            [
                Evidence(field, start, end, word)
                for field, text in (("title", paper.title), ("abstract", paper.abstract or ""))
                for start, end, word in self._fields[field].found_in(text)
            ]
        )


class _Words:
    """What is wanted of one field's words."""

    def __init__(self, terms: Iterable[Term], field: str) -> None:
        here = [term for term in terms if field in term.fields]
        self._exact = {word for term in here if term.exact for word in term.words}
        self._exact -= {term.words[-1] for term in here if term.prefix}
        self._stems = {index.stem(word) for term in here if not term.exact for word in term.words}
        self._prefixes = tuple({term.words[-1] for term in here if term.prefix})
        self._starts = tuple({word[:2] for word in (*self._exact, *self._stems, *self._prefixes)})
        starts = "|".join(map(re.escape, self._starts))
        # Words that begin otherwise are passed over without a look at each, but for those to be folded.
        self._likely = re.compile(rf"(?<![^\W_])(?:{starts}|[^\W_]?[^\W_\x00-\x7f])[^\W_]*", re.IGNORECASE)
        self._known: dict[str, bool] = {}

    def found_in(self, text: str) -> Iterator[tuple[int, int, str]]:
        if self._starts:
            for found in self._likely.finditer(text):
                if self._is_wanted(found[0]):
                    yield found.start(), found.end(), found[0]

    def _is_wanted(self, word: str) -> bool:
        """Only a word that begins like a wanted one is stemmed: stemming leaves beginnings alone."""
        known = self._known.get(word)
        if known is None:
            folded = "".join(index.words_of(word)) if not word.isascii() else word.lower()
            known = folded.startswith(self._starts) and (
                folded in self._exact
                or folded.startswith(self._prefixes)
                or index.stem(folded) in self._stems
            )
            self._known[word] = known
        return known


def best_sentence(abstract: str | None, matched: Iterable[Evidence]) -> Span | None:
    """The sentence of the abstract with the most different wanted words, the first of several; None without.

    A sentence that is too long to show is cut where its first wanted word can be seen.
    """
    spans = [each for each in matched if each.field == "abstract"]
    if not abstract or not spans:
        return None
    best, most = Span(0, 0), 0
    for sentence in sentences(abstract):
        here = {each.text.casefold() for each in spans if sentence.start <= each.start < sentence.end}
        if len(here) > most:
            best, most = sentence, len(here)
    return _shown(abstract, best, next(each.start for each in spans if each.start >= best.start))


def sentences(text: str) -> Iterator[Span]:
    """Cut a text into sentences: all of it but the spaces between them."""
    start = 0
    for found in _BREAK.finditer(text):
        end = found.end() - len(found[0]) + len(found[0].rstrip())
        yield Span(start, end)
        start = found.end()
    if start < len(text):
        yield Span(start, len(text))


def _shown(text: str, sentence: Span, first: int) -> Span:
    start, end = sentence
    if end - start <= _LONGEST:
        return sentence
    if first - start > _LONGEST // 2:
        start = text.rfind(" ", start, first - _LONGEST // 4) + 1 or first
    if end - start > _LONGEST:
        end = text.rfind(" ", start, start + _LONGEST)
        end = end if end > first else start + _LONGEST
    return Span(start, end)
