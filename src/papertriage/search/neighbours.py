"""Neighbours of a text: the papers that share its telling words."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from papertriage import index
from papertriage.library import Library
from papertriage.search.compile import Compiler
from papertriage.search.hit import Answer, Hit, Part
from papertriage.search.little_words import LITTLE
from papertriage.search.marking import Wanted, best_sentence
from papertriage.search.plan import Plan
from papertriage.search.pool import TITLE, Pool, words_in
from papertriage.search.terms import Term
from papertriage.search.tree import All

MOST_CHARACTERS = 100_000
"""Of a text's beginning: more would not say better what it is about."""

COMPARED = 100
"""Papers that are looked at, at most."""

_ASKED = 30  # of its most telling words: by these papers are found, by all of them put in order
_TOLD = 60  # that the order looks at
_FORMS = 4  # of each, the most frequent
_SHOWN = 8  # parts of a score that are named
_ENOUGH = 1.5  # how soon a word's repetitions in the text are enough


class Example(NamedTuple):
    """What neighbours are sought for; with its number where it is a paper of the library itself."""

    title: str
    abstract: str | None
    pid: int | None = None


class _Word(NamedTuple):
    stem: str
    shown: str  # as the text has it
    forms: tuple[str, ...]  # as the text has them
    weight: float


def similar(
    library: Library, example: Example, among: Plan, *, limit: int, offset: int = 0, why: bool = False
) -> Answer:
    """The papers most like a text, best first, among those that a plan lets through; never itself.

    The total is of papers that were compared: at most COMPARED. Raises LibraryError where there is no index.
    """
    reader = index.open_reader(library)
    told = _telling(reader, example)
    query = index.all_of([_any_of(reader, told[:_ASKED]), *_conditions(library, reader, example, among)])
    found = reader.search(query, limit=COMPARED).hits if told else []
    ranked = _ranked(Pool(reader, library.texts_of([pid for pid, _ in found])), told)
    chosen = ranked[offset : offset + limit if limit else None]
    return Answer(_hits(library, chosen, told, why=why), len(ranked))


def _telling(reader: index.Reader, example: Example) -> list[_Word]:
    """The words of a text that few papers have and that it has often, the weightiest first."""
    counts: dict[str, float] = {}
    for text, times in ((example.title, TITLE), (example.abstract or "", 1.0)):
        for word in words_in(text[:MOST_CHARACTERS]):
            counts[word] = counts.get(word, 0.0) + times
    words = [word for word in counts if word not in LITTLE and len(word) > 1]
    forms: dict[str, list[str]] = {}
    for word, stem in zip(words, index.stems(words), strict=True):
        forms.setdefault(stem, []).append(word)
    told = [_weighed(reader, stem, each, sum(counts[word] for word in each)) for stem, each in forms.items()]
    return sorted([word for word in told if word.weight], key=lambda word: (-word.weight, word.stem))[:_TOLD]


def _weighed(reader: index.Reader, stem: str, forms: Sequence[str], count: float) -> _Word:
    total = reader.papers
    papers = max(sum(reader.frequency(field, form) for form in forms) for field in ("title", "abstract"))
    rarity = index.rarity(min(papers, total), total) if papers else 0.0
    return _Word(stem, forms[0], tuple(forms), count / (count + _ENOUGH) * rarity)


def _any_of(reader: index.Reader, told: Sequence[_Word]) -> index.Query:
    return index.any_of([query for word in told for query in _forms_of(reader, word)])


def _forms_of(reader: index.Reader, word: _Word) -> Iterator[index.Query]:
    for field in ("title", "abstract"):
        forms = [form for form, papers in reader.forms(field, word.forms[0])[:_FORMS] if papers]
        yield from (index.boost(index.term(field, form), word.weight) for form in forms)


def _conditions(
    library: Library, reader: index.Reader, example: Example, among: Plan
) -> Iterator[index.Query]:
    if among.tree != All():
        yield index.filtered(Compiler(library, reader).query(among.tree))
    if example.pid is not None:
        yield index.filtered(index.none_of([index.term("pid", example.pid)]))


def _ranked(pool: Pool, told: Sequence[_Word]) -> list[tuple[int, float, tuple[Part, ...]]]:
    """(Paper, score, the words that made it), best first; the score is the share of the words that it has."""
    most = sum(word.weight for word in told) * Pool.MOST or 1.0
    parts: list[list[Part]] = [[] for _ in pool.papers]
    for word in told:
        for place, score in enumerate(pool.scores(pool.forms.get(word.stem, ()))):
            if score:
                parts[place].append(Part(word.shown, score * word.weight / most))
    ranked = [
        (paper.pid, sum(part.score for part in each), tuple(sorted(each, key=lambda part: -part.score)))
        for paper, each in zip(pool.papers, parts, strict=True)
    ]
    return sorted(ranked, key=lambda each: (-each[1], each[0]))


def _hits(
    library: Library,
    chosen: Sequence[tuple[int, float, tuple[Part, ...]]],
    told: Sequence[_Word],
    *,
    why: bool,
) -> list[Hit]:
    wanted = Wanted([Term((word.shown,), word.shown) for word in told[:_ASKED]])
    hits = []
    for paper, (_, score, parts) in zip(library.papers([pid for pid, *_ in chosen]), chosen, strict=True):
        spans = wanted.in_paper(paper)
        sentence = best_sentence(paper.abstract, spans)
        hits.append(Hit(paper, score, spans, sentence, parts[:_SHOWN] if why else ()))
    return hits
