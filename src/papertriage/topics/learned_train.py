"""Training the learned part from labels and corrections: the only place that needs scikit-learn.

For each topic with enough labels, K-fold cross-validation gives every labelled paper a verdict by a model
that never saw it: the words alone, and rule and words fused by a calibration that did not see it either
(each fold is calibrated on an inner cross-validation of the others). A topic's model is kept only where
fusing has a better F1 than the rule alone, out of fold. The vocabulary and idf see all texts, but no label.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from papertriage import __version__
from papertriage.errors import PapertriageError
from papertriage.topics import learned_text
from papertriage.topics.learned_model import Added, Model, TopicModel, added, doubtful, rule_logit
from papertriage.topics.load import fingerprint
from papertriage.topics.match import Matcher
from papertriage.topics.topic import Topic

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDS = 5
LEAST_LABELS = 4  # of each kind, or a topic is left to its rule
TELLING = 10  # at most: terms that make a paper worth a look
TELLING_SHARE = 0.02  # at most: of the papers without the topic that have such a term
_SMALL = """
a an and are as at be both by can for from has have how in into is it its more most new not of on or our over
than that the their these they this to two under up using via was we were when which while with
"""
_SMALL_WORDS = frozenset(_SMALL.split())
_SEED = 0
_COST = 10.0  # scikit-learn's C of the words' model
_DIGITS = 4
_RULE_ALONE = (2.0, 0.0, 0.0)  # weights of the rule's logit and of the words, and the offset, without labels
_STEPS = 25

_Figures = dict[str, float]


class Example(NamedTuple):
    """A label: that a paper has a topic, or has it not."""

    title: str
    abstract: str | None
    topic: str
    has: bool


class Verdict(NamedTuple):
    """What is said of a labelled paper, out of fold."""

    example: Example
    rule: bool
    words: bool
    fused: bool


class Outcome(NamedTuple):
    """What came of one topic; without verdicts where it had too few labels."""

    name: str
    positives: int
    negatives: int
    verdicts: tuple[Verdict, ...]
    kept: bool
    why: str  # it was kept, or not


class Training(NamedTuple):
    """The model and how it was chosen."""

    model: Model
    outcomes: tuple[Outcome, ...]


class _Row(NamedTuple):
    """An example as the model sees it."""

    example: Example
    terms: "Mapping[str, int]"
    points: float


class _Task(NamedTuple):
    """All that a topic's model is trained from."""

    topic: Topic
    rows: list[_Row]
    idf: "Mapping[str, float]"
    matrix: Any  # sparse: TF-IDF, a row of `rows`, a column a term of idf in its order


class _Linear(NamedTuple):
    """A model of the words alone, rounded as it is saved: above 0 for the topic."""

    weights: tuple[float, ...]  # by column
    bias: float


def train(examples: Iterable[Example], topics: Sequence[Topic]) -> Training:
    """Learn from labels; of several on one paper and topic the last holds.

    Examples of topics that there are not are left out. The order of papers does not matter.
    Raises PapertriageError where scikit-learn is missing.
    """
    _needs_scikit_learn()
    known = {topic.name: topic for topic in topics}
    last = {(each.title, each.abstract or "", each.topic): each for each in examples if each.topic in known}
    every = [last[key] for key in sorted(last)]
    texts = {(each.title, each.abstract): learned_text.counts(each.title, each.abstract) for each in every}
    idf = learned_text.rarity(texts.values())
    outcomes: list[Outcome] = []
    models: dict[str, TopicModel] = {}
    for name in sorted({each.topic for each in every}):
        outcome, learned = _learn(
            _task(known[name], [each for each in every if each.topic == name], texts, idf)
        )
        outcomes.append(outcome)
        if outcome.kept and learned:
            models[name] = learned
    # Of the vocabulary only idf is needed of words without a weight: for the length of a paper's words.
    model = Model(__version__, len(texts), _digest(every), idf if models else {}, models)
    return Training(model, tuple(outcomes))


def out_of_fold(examples: Iterable[Example], topics: Sequence[Topic]) -> dict[str, tuple[Verdict, ...]]:
    """Return the verdicts on every labelled paper by topic, of those topics that have enough labels."""
    return {each.name: each.verdicts for each in train(examples, topics).outcomes if each.verdicts}


def f1(verdicts: Iterable[Verdict], by: str) -> float:
    """Return the F1 of verdicts by "rule", "words" or "fused"; 0 where none is right."""
    pairs = [(getattr(each, by), each.example.has) for each in verdicts]
    right = sum(said and has for said, has in pairs)
    wrong = sum(said != has for said, has in pairs)
    return 2 * right / (2 * right + wrong) if right else 0.0


_Texts = dict[tuple[str, str | None], dict[str, int]]  # title and abstract -> the count of each term


def _task(topic: Topic, examples: Sequence[Example], texts: _Texts, idf: dict[str, float]) -> _Task:
    using = Matcher([topic])
    rows = [
        _Row(each, texts[each.title, each.abstract], using.why(each.title, each.abstract, topic.name).points)
        for each in examples
    ]
    return _Task(topic, rows, idf, _matrix([row.terms for row in rows], idf))


def _matrix(papers: Sequence["Mapping[str, int]"], idf: "Mapping[str, float]") -> Any:
    from scipy.sparse import csr_matrix  # slow, and only training needs it

    column = {term: at for at, term in enumerate(idf)}
    values: list[float] = []
    columns: list[int] = []
    starts = [0]
    for paper in papers:
        weighed = learned_text.weighed(paper, idf)
        values += weighed.values()
        columns += [column[term] for term in weighed]
        starts.append(len(values))
    return csr_matrix((values, columns, starts), shape=(len(papers), len(column)))


def _learn(task: _Task) -> tuple[Outcome, TopicModel | None]:
    name, rows = task.topic.name, task.rows
    positives = sum(row.example.has for row in rows)
    counts = positives, len(rows) - positives
    if min(counts) < LEAST_LABELS:
        why = f"needs {LEAST_LABELS} papers that have it and {LEAST_LABELS} that have it not"
        return Outcome(name, *counts, (), kept=False, why=why), None
    verdicts = _judged(task)
    figures = {by: f1(verdicts, by) for by in ("rule", "words", "fused")}
    kept = figures["fused"] > figures["rule"]
    if figures["rule"] == 1:
        why = "its rule settles every label"
    else:
        why = f"{'better' if kept else 'no better'} than its rule, out of fold"
    model = _fitted(task, range(len(rows)), figures) if kept else None
    if model is None and kept:
        kept, why = False, "its labels contradict each other"
    return Outcome(name, *counts, tuple(verdicts), kept=kept, why=why), model


def _judged(task: _Task) -> list[Verdict]:
    """Return a verdict on each row by models that did not see it, in the order of the rows."""
    verdicts: dict[int, Verdict] = {}
    for held in _folds(task, range(len(task.rows))):
        seen = _without(range(len(task.rows)), held)
        model = _fitted(task, seen, {})
        for place, margin in zip(held, _margins(task, seen, held), strict=True):
            row = task.rows[place]
            by_rule = row.points >= task.topic.threshold
            more = _asked(task, model, row) if model else None
            verdicts[place] = Verdict(row.example, by_rule, margin > 0, more.applies if more else by_rule)
    return [verdicts[place] for place in range(len(task.rows))]


def _asked(task: _Task, model: TopicModel, row: _Row) -> Added | None:
    if not doubtful(task.topic, row.points, row.terms, model.telling):
        return None
    return added(model, task.idf, rule_logit(task.topic, row.points), row.terms)


def _fitted(task: _Task, places: Sequence[int], figures: _Figures) -> TopicModel | None:
    """Return the model of some rows, calibrated out of fold; None where words say the contrary of labels."""
    has = [task.rows[place].example.has for place in places]
    margins: dict[int, float] = {}
    for held in _folds(task, places):
        margins.update(zip(held, _margins(task, _without(places, held), held), strict=True))
    logits = [rule_logit(task.topic, task.rows[place].points) for place in places]
    said = [margins[place] for place in places]
    rule_weight, text_weight, offset = _calibrated(logits, said, has)
    if rule_weight < 0:  # more mentions never make a topic less likely: at most they say nothing
        rule_weight, text_weight, offset = 0.0, *_calibrated([0.0] * len(has), said, has)[1:]
    if text_weight <= 0:
        return None
    linear = _linear(task, places)
    weights = {term: weight for term, weight in zip(task.idf, linear.weights, strict=True) if weight}
    return TopicModel(
        rule=fingerprint([task.topic]),
        weights=weights,
        bias=linear.bias,
        rule_weight=rule_weight,
        text_weight=text_weight,
        offset=offset,
        telling=_telling(weights, [task.rows[place] for place in places]),
        positives=sum(has),
        negatives=len(has) - sum(has),
        f1={by: round(figure, _DIGITS) for by, figure in figures.items()},
    )


def _telling(weights: "Mapping[str, float]", rows: Sequence[_Row]) -> tuple[str, ...]:
    """Return the terms that speak most for the topic, of those that are rare where it does not apply."""
    others = [row.terms for row in rows if not row.example.has]
    having = Counter(term for terms in others for term in terms)
    most = TELLING_SHARE * len(others)
    found: list[str] = []
    for term in sorted(weights, key=lambda term: (-weights[term], term)):
        if weights[term] <= 0 or len(found) == TELLING:
            break
        if not _SMALL_WORDS.issuperset(term.split()) and having[term] <= most:
            found.append(term)
    return tuple(found)


def _linear(task: _Task, places: Sequence[int]) -> _Linear:
    """Return the words' model of some rows."""
    from sklearn.linear_model import LogisticRegression  # slow, and only training needs it

    has = [task.rows[place].example.has for place in places]
    model = LogisticRegression(C=_COST, class_weight="balanced", solver="liblinear", random_state=_SEED)
    model.fit(task.matrix[places], has)
    weights = tuple(round(float(weight), _DIGITS) for weight in model.coef_[0])
    return _Linear(weights, round(float(model.intercept_[0]), _DIGITS))


def _margins(task: _Task, seen: Sequence[int], held: Sequence[int]) -> list[float]:
    """Return what the words' model of the seen rows says of the held ones."""
    linear = _linear(task, seen)
    return [float(margin) + linear.bias for margin in task.matrix[held] @ linear.weights]


def _calibrated(logits: Sequence[float], margins: Sequence[float], has: Sequence[bool]) -> tuple[float, ...]:
    """Return the weights of the rule's logit and of the words' margin, and the offset.

    A logistic regression that starts from the rule alone and is held to it: each weight has a normal prior
    around _RULE_ALONE (the margin counted in standard deviations), so that few labels change little.
    """
    import numpy as np  # slow, and only training needs it

    said = np.array(margins)
    middle, spread = float(said.mean()), float(said.std()) or 1.0
    features = np.column_stack([logits, (said - middle) / spread, np.ones(len(has))])
    weights = prior = np.array(_RULE_ALONE)
    for _ in range(_STEPS):  # of Newton's method
        chance = 1 / (1 + np.exp(-np.clip(features @ weights, -50, 50)))
        slope = features.T @ (chance - np.array(has)) + (weights - prior)
        curve = (features.T * (chance * (1 - chance))) @ features + np.eye(3)
        weights = weights - np.linalg.solve(curve, slope)
    rule_weight, text_weight, offset = map(float, weights)
    fused = rule_weight, text_weight / spread, offset - text_weight * middle / spread
    return tuple(round(weight, _DIGITS) for weight in fused)


def _folds(task: _Task, places: Sequence[int]) -> list[list[int]]:
    """Return the places dealt into FOLDS lots, positives and negatives evenly, by the hash of their texts."""
    dealt: list[list[int]] = [[] for _ in range(FOLDS)]
    turn = 0
    for has in (True, False):
        for place in sorted(
            (place for place in places if task.rows[place].example.has == has),
            key=lambda place: _digest([task.rows[place].example]),
        ):
            dealt[turn % FOLDS].append(place)
            turn += 1
    return [fold for fold in dealt if fold]


def _without(places: Iterable[int], held: Iterable[int]) -> list[int]:
    gone = set(held)
    return [place for place in places if place not in gone]


def _digest(examples: Iterable[Example]) -> str:
    rows = [(each.title, each.abstract or "", each.topic, each.has) for each in examples]
    return hashlib.sha256(repr(rows).encode("utf-8", "surrogatepass")).hexdigest()


def _needs_scikit_learn() -> None:
    try:
        import sklearn  # noqa: F401 - only to know
    except ImportError:
        raise PapertriageError(
            "learning needs scikit-learn, which is not installed; "
            "`pip install 'papertriage[learn]'` brings it (rules alone need nothing)"
        ) from None
