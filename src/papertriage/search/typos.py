"""Words that no paper has: the nearest that papers do have, by letters missing, added, other or swapped.

Numbers and short words are taken as they are: one letter more or less makes another word of them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from papertriage import index
from papertriage.library import Library
from papertriage.model import Paper
from papertriage.search.terms import Term
from papertriage.search.tree import All, Either, Node, Value, exchanged, wanted_terms

_SHORTEST = 4
_TWO_LETTERS = 6  # from this length on two letters may be wrong, where one does not explain it
_SLIPS = 5  # papers that may have the same slip in them
_OFTENER = 30  # times as many papers must have what was meant
_RANKED = 12  # of the words that are near, those that are counted
_LOOKED_AT = 60  # papers whose words are looked at: all have a word that is near
_ALIKE = 70.0  # of 100: values such as an organization's name less alike are not named
_NAMED = 3


class Mended(NamedTuple):
    """A tree with its misspelt words mended, and what was done."""

    tree: All
    notes: tuple[str, ...]


def mended(library: Library, reader: index.Reader, tree: All) -> Mended:
    """Put the nearest word that papers have in place of each that none has, and say so."""
    found: dict[Term, Term] = {}
    notes: list[str] = []
    for term in dict.fromkeys(wanted_terms(tree)):
        words = [_nearest(library, reader, term, at) for at in range(len(term.words))]
        better = term._replace(
            words=tuple([near[0] if near else word for near, word in zip(words, term.words, strict=True)])
        )
        if better != term:
            found[term] = better._replace(text=" ".join(better.words))
            notes += [_note(term, word, near) for near, word in zip(words, term.words, strict=True) if near]
    notes += [note for value in _values(tree) if (note := _unknown(reader, value))]
    tree = exchanged(tree, found)  # type: ignore[assignment]  # an All stays one
    return Mended(tree, tuple(dict.fromkeys(notes)))


def _note(term: Term, word: str, near: Sequence[str]) -> str:
    who = {"authors": "no author", "org": "no organization"}.get(term.fields[0], "no paper")
    other = f" (or did you mean {' or '.join(near[1:])}?)" if near[1:] else ""
    return f"{who} has '{word}': did you mean {near[0]}? Searched for that{other}"


def _nearest(library: Library, reader: index.Reader, term: Term, at: int) -> list[str]:
    """The words most like one of a term's that papers have; none where they have the word itself."""
    word = term.words[at]
    is_beginning = term.prefix and at == len(term.words) - 1
    if len(word) < _SHORTEST or any(sign.isdigit() for sign in word) or is_beginning:
        return []
    have = _papers(reader, term.fields, word)
    if have > _SLIPS:
        return []
    for distance in (1, 2) if len(word) >= _TWO_LETTERS else (1,):
        near: Counter[str] = Counter()
        for field in term.fields:
            near += _words_near(library, reader, (field, word, distance))
        if found := _best(reader, term.fields, word, near, at_least=have * _OFTENER):
            return found
    return []


def _papers(reader: index.Reader, fields: Sequence[str], word: str) -> int:
    """How many papers have a word in some form; in two fields it counts twice."""
    forms = [(field, form) for field in fields for form, _ in reader.forms(field, word)]
    return sum(reader.count(index.term(field, form)) for field, form in forms)


def _words_near(library: Library, reader: index.Reader, what: tuple[str, str, int]) -> Counter[str]:
    """The words of a field that are so near to one: taken from papers that have such a word."""
    from rapidfuzz.distance import OSA  # 20 ms that only misspelt words cost

    field, word, distance = what
    pids = [
        pid for pid, _ in reader.search(index.like(field, word, distance=distance), limit=_LOOKED_AT).hits
    ]
    found: Counter[str] = Counter()
    for paper in library.papers(pids):
        words = {each for text in _texts(paper, field) for each in index.words_of(text)} - {word}
        found.update(each for each in words if OSA.distance(each, word, score_cutoff=distance) <= distance)
    return found


def _texts(paper: Paper, field: str) -> Sequence[str]:
    if field == "title":
        return (paper.title,)
    if field == "abstract":
        return (paper.abstract or "",)
    return (paper.authors or ()) if field == "authors" else (paper.organization or ())


def _best(
    reader: index.Reader, fields: Sequence[str], word: str, near: Counter[str], *, at_least: int
) -> list[str]:
    """The nearest first; of equally near ones those that begin alike, then the most frequent."""
    from rapidfuzz.distance import OSA

    papers = {each: _papers(reader, fields, each) for each, _ in near.most_common(_RANKED)}

    ranked = sorted(
        (OSA.distance(each, word), each[0] != word[0], -count, each)
        for each, count in papers.items()
        if count > at_least
    )
    return [each for distance, *_, each in ranked if distance == ranked[0][0]][:_NAMED]


def _values(node: Node) -> Iterator[Value]:
    if isinstance(node, Value) and node.field in ("source", "category"):
        yield node
    elif isinstance(node, All | Either):
        for each in node.nodes:
            yield from _values(each)


def _unknown(reader: index.Reader, value: Value) -> str | None:
    """Say which source or category may have been meant by one that no paper has."""
    there = [name for name, _ in reader.words_with_prefix(value.field, "", limit=100_000)]
    asked = [each for each in value.values if not _is_there(each, there)]
    if not asked or not there:
        return None
    from rapidfuzz import fuzz, process

    near = process.extract(asked[0], there, scorer=fuzz.WRatio, limit=_NAMED, score_cutoff=_ALIKE)
    meant = (
        f"did you mean {' or '.join(name for name, *_ in near)}?"
        if near
        else f"there are {', '.join(there[:8])}"
    )
    return f"no paper is of {value.field} '{asked[0]}': {meant}"


def _is_there(name: str, there: Sequence[str]) -> bool:
    folded = name.casefold().removesuffix("*").removesuffix(".")
    return any(each.casefold() == folded or each.casefold().startswith(f"{folded}.") for each in there)
