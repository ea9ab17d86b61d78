"""What the learned part knows: plain data, with the arithmetic that makes a score of it.

For a topic it is a linear model over a paper's words (`learned_text`), and three numbers that fuse what the
model says with what the rule says:

    logit = rule_weight x logit(rule's score) + text_weight x (sum of weights + bias) + offset

The rule's word is final where it is sure: at SURE times its threshold, and below DOUBT of it unless one of
the topic's telling words stands in the paper.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from papertriage.topics import learned_text
from papertriage.topics.topic import Topic

SURE = 3.0  # times the threshold: the rule alone is enough
DOUBT = 1 / 3  # of the threshold: what the rule found is a near miss
EXTREME = 3.0  # logits of the rule's score beyond this tell no more: a rule without points has a score of 0
MAX_WORDS = 8  # that are named as reasons


class TopicModel(NamedTuple):
    """What was learned of one topic."""

    rule: str  # the fingerprint of the rule it was fused with; with another one it does not apply
    weights: Mapping[str, float]  # by term
    bias: float
    rule_weight: float
    text_weight: float
    offset: float
    telling: tuple[str, ...]  # terms that make a paper worth a look where the rule finds nothing
    positives: int  # labels it was trained on
    negatives: int
    f1: Mapping[str, float]  # out of fold: "rule", "learned", "fused"


class Model(NamedTuple):
    """What was learned, by topic, and what from."""

    version: str  # of the papertriage that made it
    papers: int
    data: str  # SHA-256 of the texts and labels
    idf: Mapping[str, float]
    topics: Mapping[str, TopicModel]


class Added(NamedTuple):
    """What the learned part made of a paper and a topic."""

    score: float  # 0 to 1; from 0.5 the topic applies
    rule: float  # the three parts of the score's logit
    text: float
    offset: float
    words: tuple[tuple[str, float], ...]  # terms and what each adds to the logit, strongest first

    @property
    def applies(self) -> bool:
        """Whether the topic applies to the paper."""
        return self.score >= 0.5


def doubtful(topic: Topic, points: float, terms: Iterable[str], telling: Iterable[str]) -> bool:
    """Return whether a rule's points leave open if the topic applies, so that the learned part is asked."""
    if points >= SURE * topic.threshold:
        return False
    return points >= DOUBT * topic.threshold or not set(telling).isdisjoint(terms)


def rule_logit(topic: Topic, points: float) -> float:
    """Return the logit of the rule's score, 1 - 2 ** (-points / threshold): 0 at the threshold.

    It is kept within EXTREME.
    """
    short = 2.0 ** (-max(points, 0.0) / topic.threshold)
    if short >= 1.0:
        return -EXTREME
    return max(-EXTREME, min(EXTREME, math.log((1 - short) / short) if short > 0 else EXTREME))


def added(model: TopicModel, idf: Mapping[str, float], rule: float, paper: Mapping[str, int]) -> Added:
    """Fuse the rule's logit with what the words of a paper (term -> count) say."""
    parts = {
        term: model.text_weight * weight * model.weights[term]
        for term, weight in learned_text.weighed(paper, idf).items()
        if term in model.weights
    }
    text = sum(parts[term] for term in sorted(parts)) + model.text_weight * model.bias
    by_rule = model.rule_weight * rule
    strongest = sorted(parts.items(), key=lambda part: (-abs(part[1]), part[0]))[:MAX_WORDS]
    return Added(
        score=round(_logistic(by_rule + text + model.offset), 4),
        rule=round(by_rule, 4),
        text=round(text, 4),
        offset=model.offset,
        words=tuple((term, round(part, 4)) for term, part in strongest),
    )


def made_by(model: TopicModel, idf: Mapping[str, float]) -> str:
    """Return a fingerprint of all that decides with the rule, to be remembered with the tags it made."""
    decides = (
        sorted(model.weights.items()), sorted(idf.items()), model.bias, model.rule_weight, model.text_weight,
        model.offset, model.telling,
    )  # fmt: skip
    return f"{model.rule}+{hashlib.sha256(repr(decides).encode()).hexdigest()[:16]}"


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-700.0, min(700.0, logit))))
