"""The contract of a ranker: nothing is drawn, no order of decisions matters, any papers will do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.rank import likeness
from papertriage.rank.features import Features, Text
from papertriage.rank.margin import solved
from papertriage.rank.taste import Prior, Taste, costs

ATTENTION = "sparse attention over long contexts, attention heads and attention maps pruned"
RETRIEVAL = "dense retrieval of passages, retrieval with late interaction and an index"
PAPERS = [
    *(Text(f"Attention number {at}", f"{ATTENTION} in setting {at}") for at in range(8)),
    *(Text(f"Retrieval number {at}", f"{RETRIEVAL} in setting {at}") for at in range(8)),
]
DECISIONS = {0: True, 1: True, 8: False, 9: False, 10: False}

AWKWARD = {
    "empty abstracts": [Text(f"title {at}", None) for at in range(6)],
    "nothing at all": [Text("", "") for _ in range(6)],
    "not latin": [
        Text(title, title * 2)
        for title in ("注意力机制", "внимание", "注意力", "الانتباه", "주의 집중", "ध्यान")
    ],
    "the same text": [Text("the same", "in every word")] * 6,
    "one word": [Text("attention", "attention")] * 3 + [Text("retrieval", None)] * 3,
}
LABELS = {
    "no decision": {},
    "all wanted": {0: True, 1: True, 2: True},
    "none wanted": {0: False, 1: False},
    "both": {0: True, 3: False},
    "every paper": dict.fromkeys(range(6), True) | {5: False},
}


@pytest.fixture(params=["few papers", "many papers"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Work as with few papers, whose products are all known, and as with many."""
    if request.param == "many papers":
        monkeypatch.setattr(likeness, "FEW", 0)
    return str(request.param)


@pytest.mark.usefixtures("size")
def test_what_is_like_the_accepted_comes_first() -> None:
    scores = Taste(Features.of(PAPERS)).learn(DECISIONS).scores
    assert scores[2:8].min() > scores[11:].max()


@pytest.mark.usefixtures("size")
def test_the_same_decisions_give_the_same_order_however_they_came() -> None:
    taste = Taste(Features.of(PAPERS))
    for row in DECISIONS:  # one after the other, as a reader decides
        taste.learn({each: wanted for each, wanted in DECISIONS.items() if each <= row})
    backwards = dict(reversed(DECISIONS.items()))
    fresh = Taste(Features.of(PAPERS)).learn(backwards)
    assert taste.learn(DECISIONS).scores.tobytes() == fresh.scores.tobytes()


@pytest.mark.usefixtures("size")
def test_a_decision_taken_back_leaves_nothing_behind() -> None:
    taste = Taste(Features.of(PAPERS))
    before = taste.learn(DECISIONS).scores
    taste.learn({**DECISIONS, 2: False, 11: True})
    assert taste.learn(DECISIONS).scores.tobytes() == before.tobytes()


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("papers", AWKWARD.values(), ids=AWKWARD)
@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
def test_any_papers_and_decisions_are_ranked(papers: list[Text], labels: dict[int, bool]) -> None:
    ranking = Taste(Features.of(papers), Prior({1: 0.5}, "attention 注意", (2,))).learn(labels)
    assert ranking.scores.shape == (len(papers),)
    assert np.isfinite(ranking.scores).all()
    for row in range(len(papers)):
        assert all(np.isfinite(word.weight) for word in ranking.words(row))


@pytest.mark.usefixtures("size")
def test_no_papers_have_no_scores() -> None:
    assert len(Taste(Features(), Prior(words="attention")).learn({}).scores) == 0


def test_few_and_many_papers_are_ranked_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    few = Taste(Features.of(PAPERS)).learn(DECISIONS)
    monkeypatch.setattr(likeness, "FEW", 0)
    monkeypatch.setattr(likeness, "SAMPLE", len(PAPERS))
    many = Taste(Features.of(PAPERS)).learn(DECISIONS)
    assert np.allclose(few.scores, many.scores, atol=1e-4)
    assert np.allclose(few.weights, many.weights, atol=1e-4)


def test_identical_papers_have_the_same_score() -> None:
    scores = Taste(Features.of([*PAPERS, PAPERS[3], PAPERS[12]])).learn(DECISIONS).scores
    assert scores[16] == pytest.approx(scores[3], abs=1e-5)
    assert scores[17] == pytest.approx(scores[12], abs=1e-5)


# --- before there are decisions ---


@pytest.mark.parametrize(
    "prior",
    [Prior(words="retrieval"), Prior(liked=(8,)), Prior(scores=dict.fromkeys(range(8, 16), 1.0))],
    ids=["words", "liked", "scores"],
)
def test_what_was_asked_for_comes_first(prior: Prior) -> None:
    scores = Taste(Features.of(PAPERS), prior).learn({}).scores
    assert scores[9:].min() > scores[:8].max()


def test_words_asked_for_find_other_forms_of_them() -> None:
    papers = [Text("Tokenization revisited", None), Text("Rewards revisited", None)]
    scores = Taste(Features.of(papers), Prior(words="tokenizers")).learn({}).scores
    assert scores[0] > scores[1]


def test_what_was_asked_for_fades_as_decisions_come() -> None:
    papers = PAPERS * 8
    taste = Taste(Features.of(papers), Prior(words="retrieval"))

    def lead(decisions: int) -> float:
        labels = {row: row % 16 < 8 for row in range(decisions)}
        scores = taste.learn(labels).scores
        return float(scores[124:].mean() - scores[112:120].mean())  # retrieval over attention, undecided

    assert lead(0) > 0 > lead(100)


# --- why ---


@pytest.mark.usefixtures("size")
def test_the_words_of_a_paper_speak_for_it_and_against_it() -> None:
    ranking = Taste(Features.of(PAPERS)).learn(DECISIONS)
    for_it, against = ranking.words(5, most=3), ranking.words(15, most=3)
    assert [word for word in for_it if "attention" in word.text and word.weight > 0]
    assert [word for word in against if "retrieval" in word.text and word.weight < 0]
    assert [abs(word.weight) for word in for_it] == sorted(
        (abs(word.weight) for word in for_it), reverse=True
    )


# --- the learner ---


@given(st.integers(0, 10_000), st.integers(2, 30))
@settings(max_examples=25, deadline=None)
def test_the_learner_reaches_the_optimum(seed: int, examples: int) -> None:
    """No small step makes |w|² + costs x squared hinge smaller: the gradient in the parts is nothing."""
    random = np.random.default_rng(seed)
    rows = (random.standard_normal((examples, 8)) / 3).astype(np.float32)
    wanted = random.random(examples) < 0.4
    wanted[0] = True
    signs = np.where(wanted, 1, -1).astype(np.float32)
    products, prices = (rows @ rows.T + 1).astype(np.float32), costs(wanted)
    parts = solved(products, signs, prices)
    margins = signs * (products @ parts)
    best = prices * signs * np.maximum(0, 1 - margins)
    assert np.allclose(parts, best, atol=5e-3)


def test_accepted_papers_weigh_more_than_rejected_ones_together() -> None:
    wanted = np.array([True, False, False, False])
    prices = costs(wanted)
    assert prices[0] == pytest.approx(30 * prices[1:].sum(), rel=1e-5)
