"""A first draft of a topic: the words that set a few example papers apart from the rest of a library.

Runs of one to three words of the examples are counted in every paper, once a paper, and ranked by log-odds
with a small prior, in standard deviations (Monroe, Colaresi and Quinn 2008, "Fightin' Words"). What is left
is written as a topic file for the reader to mend.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from papertriage.topics.pattern import EVERYDAY

Text = tuple[int, str, str, str | None]  # a paper's number, public id, title and abstract
Gram = tuple[str, ...]  # one to three small words, without a plural's s

MOST_PHRASES = 12
NEAR_WORDS = 6

_PRIOR = 0.5  # papers with the words, and papers without, that every side has before counting
_WORD = re.compile(r"[a-z0-9]+")
_CLAUSE = re.compile(r"[.,;:!?()\[\]\"“”—\n]+")
_AS_WRITTEN = re.compile(r"[A-Za-z0-9]+")

STOP = frozenset(
    re.findall(
        r"\w+",
        """
        a about above across after again against all almost along already also although among an and
        another any are art as at available average based be because been before behind being below
        best better between beyond both but by can cannot case challenge challenging code com
        comparable compare compared comprehensive could current demonstrate despite different do
        does due during each effective effectively either enable enabling even every existing
        experiment experimental experiments extensive few find findings first five for four
        framework from full further github given gives has have he her high higher highly his how
        however https i if important improve improved improvement improves in including increase
        instead into introduce introduces is it its just key large largely later lead leads less
        like limited low main make makes many may might more moreover most much must namely need
        needs new no nor not novel now of often on once one only open or org other others our out
        outperform outperforming outperforms over own page paper particular per perform performance
        possible present presents previous prior problem project propose proposed proposes provide
        provides quality recent recently release remain remains require requires research
        respectively result results same second several she should show shown shows significant
        significantly simple simply since single so some source state still strong study such
        superior than that the their them then there therefore these they this those three through
        thus to together too toward towards two under unlike until up upon us use used uses using
        various very via was way we well were what when where whether which while who whose why will
        with within without work would www yet you your
        """,
    )
)
"""Words that neither begin nor end a phrase: they say nothing of a subject."""


class Proposed(NamedTuple):
    """A phrase that sets the examples apart, as a topic file would have it."""

    text: str
    weight: float
    exact: bool
    near: tuple[str, ...]
    examples: int  # that have it
    others: int  # papers of the library that have it and are no examples


class Counted(NamedTuple):
    """In how many papers of a group, and of the rest, a run of words stands."""

    gram: Gram
    inside: int
    others: int


class Counts(NamedTuple):
    """How many papers have which runs of words."""

    having: Counter[Gram]
    papers: int  # in all
    together: list[set[Gram]]  # those of each paper that has two or more


class _Found(NamedTuple):
    counted: Counted
    examples: frozenset[int]  # places of those that have it
    deviations: float


class Draft(NamedTuple):
    """What is known of a topic to be written."""

    name: str
    asked: str  # the name as the reader wrote it
    examples: tuple[Text, ...]
    against: tuple[Text, ...]
    phrases: tuple[Proposed, ...]
    papers: int  # of the library that are no examples


def topic_name(asked: str) -> str:
    """Return words as a topic's name, "Honey bees" as honey-bees; "" when nothing is left."""
    return "-".join(_WORD.findall(asked.lower()))[:60].strip("-")


def draft(
    asked: str, examples: Sequence[Text], papers: Iterable[Sequence[Text]], against: Sequence[Text] = ()
) -> Draft:
    """Propose phrases from what the examples have and the papers (lots of them, once each) have not.

    A phrase stands in two examples at least, or in the title of one, or is the name's own words; and in the
    papers `against` less than half as often.
    """
    named = _folded(_WORD.findall(asked.lower()))
    grams = [grams_of(title, abstract) for _, _, title, abstract in examples]
    titles: set[Gram] = set().union(*(grams_of(title, None) for _, _, title, _ in examples))
    seen = Counter(gram for each in grams for gram in each)
    single = len(examples) == 1
    wanted = {gram for gram, count in seen.items() if count > 1 or single or gram in titles or gram == named}
    wanted = {gram for gram in wanted if _may_be_a_phrase(gram) or gram == named} | (
        {named} if named else set()
    )
    numbers = {number for number, *_ in (*examples, *against)}
    counts = count(wanted, papers, numbers)
    others, total = counts.having, counts.papers
    found = []
    for gram in sorted(wanted):
        having = frozenset(place for place, each in enumerate(grams) if gram in each)
        counted = Counted(gram, len(having), others[gram])
        found.append(_Found(counted, having, deviations(counted, len(examples), total)))
    refused = Counter(gram for _, _, title, abstract in against for gram in grams_of(title, abstract))
    kept = [
        each
        for each in found
        if _sets_apart(each, named, len(examples), total)
        and refused[each.counted.gram] * len(examples) * 2
        < max(each.counted.inside, 1) * max(len(against), 1)
    ]
    kept.sort(
        key=lambda each: (each.counted.gram != named, -each.deviations, -len(each.counted.gram), each.counted)
    )
    chosen = _without_repeats([each for each in kept if _keeps_company(each, kept[0], counts)])
    phrases = _phrases(chosen, named, acronyms_of(examples), (len(examples), total))
    return Draft(topic_name(asked), asked, tuple(examples), tuple(against), phrases, total)


def grams_of(title: str, abstract: str | None) -> set[Gram]:
    """Return the runs of one to three words of a paper, small and without plurals; none runs over a comma."""
    found: set[Gram] = set()
    for clause in _CLAUSE.split(f"{title}\n{abstract or ''}".lower()):
        words = _folded(_WORD.findall(clause))
        found.update((word,) for word in words)
        found.update(pairwise(words))
        found.update(zip(words, words[1:], words[2:], strict=False))
    return found


def count(
    wanted: Collection[Gram], papers: Iterable[Sequence[Text]], without: Collection[int] = ()
) -> Counts:
    """Count the papers that have each of these runs of words, and all papers; `without` those numbers."""
    forms = {form: gram for gram in wanted for form in _forms(gram)}
    single = {form[0]: gram for form, gram in forms.items() if len(form) == 1}.keys()
    double, triple = ({form for form in forms if len(form) == length} for length in (2, 3))
    counts: Counter[Gram] = Counter()
    together: list[set[Gram]] = []
    total = 0
    for some in papers:
        for number, _, title, abstract in some:
            if number in without:
                continue
            total += 1
            words = _WORD.findall(f"{title}\n{abstract or ''}".lower())
            there = {forms[(word,)] for word in single & set(words)}
            there.update([forms[form] for form in double.intersection(pairwise(words))])
            triples = zip(words, words[1:], words[2:], strict=False)
            there.update([forms[form] for form in triple.intersection(triples)])
            counts.update(there)
            if len(there) > 1:
                together.append(there)
    return Counts(counts, total, together)


def deviations(counted: Counted, inside: int, others: int) -> float:
    """Return by how many standard deviations words are likelier within a group of papers than outside."""
    a, b = counted.inside + _PRIOR, counted.others + _PRIOR
    odds = math.log(a / (inside - counted.inside + _PRIOR)) - math.log(b / (others - counted.others + _PRIOR))
    return odds / math.sqrt(1 / a + 1 / b)


def without_parts(ranked: Iterable[Gram], most: int) -> list[Gram]:
    """Return the first of these runs of words, none a part of another and none with a part of another."""
    kept: list[Gram] = []
    for gram in ranked:
        if len(kept) < most and not any(_within(gram, other) or _within(other, gram) for other in kept):
            kept.append(gram)
    return kept


def _folded(words: Sequence[str]) -> Gram:
    return tuple([_singular(word) for word in words])


def _singular(word: str) -> str:
    if not word.endswith("s") or len(word) < 4 or word.endswith(("ss", "us", "is", "ous")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") and len(word) > 4 else word[:-1]


def _forms(gram: Gram) -> Iterator[Gram]:
    """Give the ways in which a run of words may stand in a text: its last word in singular or plural."""
    yield gram
    *before, last = gram
    yield (*before, f"{last}s")
    if last.endswith("y"):
        yield (*before, f"{last[:-1]}ies")


def _may_be_a_phrase(gram: Gram) -> bool:
    first, last = gram[0], gram[-1]
    if first in STOP or last in STOP or f"{last}s" in STOP or last.isdigit() or len(last) < 2:
        return False
    if len(gram) == 1:
        return len(first) > 1 and first not in EVERYDAY and not first[0].isdigit()
    everyday = all(word in EVERYDAY or word in STOP for word in gram)
    return not everyday and not (len(first) == 1 and first.isalpha())


def _sets_apart(found: _Found, named: Gram, examples: int, others: int) -> bool:
    """Return whether words are clearly likelier in the examples, and no name of one paper's own."""
    counted = found.counted
    if not counted.inside:
        return False
    lift = (counted.inside / examples) / ((counted.others + _PRIOR) / (others + 1))
    if counted.gram == named:
        return lift > 1
    alone = 40.0 if counted.inside * 2 > examples else 100.0
    needed = min(alone if len(counted.gram) == 1 else 8.0, others + 1.0)
    return lift >= needed and (counted.inside > 1 or counted.others > 1 or examples == 1)


def _keeps_company(found: _Found, best: _Found, counts: Counts) -> bool:
    """Return whether words stand beside the best ones elsewhere too; where they hardly can, they may."""
    gram, of = found.counted.gram, best.counted.gram
    if gram == of or counts.papers < 500 or found.counted.others < 5 or best.counted.others < 5:
        return True
    both = sum(gram in each and of in each for each in counts.together)
    expected = found.counted.others * best.counted.others / counts.papers
    return both >= 5 * expected and both > 1


def _without_repeats(ranked: Sequence[_Found]) -> list[_Found]:
    """Return the first that add something: other examples than a longer phrase, or other words."""
    kept: list[_Found] = []
    for each in ranked:
        gram = each.counted.gram
        longer = [other for other in kept if _within(gram, other.counted.gram)]
        shorter = [other for other in kept if _within(other.counted.gram, gram)]
        adds = not any(each.examples <= other.examples for other in longer)
        if len(kept) < MOST_PHRASES and adds and all(len(other.counted.gram) == 1 for other in shorter):
            kept.append(each)
    return kept


def _within(part: Gram, whole: Gram) -> bool:
    length = len(part)
    return any(whole[place : place + length] == part for place in range(len(whole) - length + 1))


def acronyms_of(examples: Iterable[Text]) -> dict[str, str]:
    """Return words that are mostly written with two capitals or more, by their small form."""
    written: dict[str, Counter[str]] = {}
    for _, _, title, abstract in examples:
        for word in _AS_WRITTEN.findall(f"{title}\n{abstract or ''}"):
            written.setdefault(_singular(word.lower()), Counter())[word] += 1
    best = {small: forms.most_common(1)[0][0] for small, forms in written.items()}
    return {
        small: form if form.isupper() else form[: len(small)]  # TIES is no plural, LLMs is
        for small, form in best.items()
        if len(small) <= 10 and sum(letter.isupper() for letter in form) > 1
    }


def _phrases(
    chosen: Sequence[_Found], named: Gram, acronyms: dict[str, str], sizes: tuple[int, int]
) -> tuple[Proposed, ...]:
    examples, papers = sizes
    grams = [each.counted.gram for each in chosen]
    plain = [" ".join(gram) for gram in grams if len(gram) > 1 or gram[0] not in acronyms]
    near = tuple(text for text in plain if text not in acronyms)[:NEAR_WORDS]
    made = []
    for each in chosen:
        gram, inside, others = each.counted
        acronym = acronyms.get(gram[0]) if len(gram) == 1 else None
        common = inside * 2 > examples and others * 200 <= max(papers, 400)
        weight = _weight(gram, named, inside / examples, common=common)
        made.append(
            Proposed(
                acronym or " ".join(gram),
                weight,
                acronym is not None,
                near if acronym else (),
                inside,
                others,
            )
        )
    # An acronym with nothing to be near to says too little, unless it is all there is.
    clear = [each for each in made if not each.exact or each.near]
    return tuple(clear or made) or (Proposed(" ".join(named), 3.0, False, (), 0, 0),)


def _weight(gram: Gram, named: Gram, share: float, *, common: bool) -> float:
    """Return a weight for words that this share of the examples has: 3 is enough alone.

    `common` words stand in most examples and in few other papers.
    """
    if gram == named:
        return 3.0
    if len(gram) > 1:
        return 2.5 if share > 0.75 else 2.0 if share > 0.5 else 1.5
    return 1.5 if common or gram[0] in named else 1.0
