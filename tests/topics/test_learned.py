"""The learned part: trained on invented papers about hives, of bees and of databases."""

import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import papertriage
from papertriage.errors import NotFound, PapertriageError, TopicError
from papertriage.topics import Matcher, Phrase, Topic, fingerprint, learned_text
from papertriage.topics.learned import LearnedMatcher, load_model, outdated, with_learned
from papertriage.topics.learned_file import FILE_NAME, to_text
from papertriage.topics.learned_model import Model, TopicModel, rule_logit
from papertriage.topics.learned_train import Example, Training, f1, train

BEES = Topic("honey-bees", "Honey bees", "Bees and their hives.", (), (), (), (), (Phrase("hive", 3.0),), ())
ELMS = Topic("elms", "Elms", "Elms.", (), (), (), (), (Phrase("elm", 3.0),), ())

_PLACES = (
    "meadow", "orchard", "valley", "coast", "forest", "village", "garden", "island", "steppe", "delta",
    "ridge", "harbour",
)  # fmt: skip


def examples() -> list[Example]:
    """For each place: bees in a hive, bees without the word, a database called so, and something else."""
    found = []
    for number, place in enumerate(_PLACES):
        rest = f"We report on the {place} over {number + 3} seasons."
        found += [
            Example(
                f"A hive in the {place}", f"Foragers bring nectar and pollen. {rest}", "honey-bees", True
            ),
            Example(
                f"Foragers of the {place}", f"Workers carry nectar and pollen. {rest}", "honey-bees", True
            ),
            Example(f"Hive for the {place}", f"SQL queries on warehouse tables. {rest}", "honey-bees", False),
            Example(f"Elms of the {place}", f"Their leaves and bark are drawn. {rest}", "honey-bees", False),
        ]
    return found


@pytest.fixture(scope="module")
def training() -> Training:
    pytest.importorskip("sklearn", reason="learning needs papertriage[learn]")
    return train(examples(), [BEES, ELMS])


@pytest.fixture
def both(training: Training) -> LearnedMatcher:
    made = with_learned([BEES, ELMS], training.model)
    assert isinstance(made, LearnedMatcher)
    return made


def small(**changes: Any) -> Model:
    """A model by hand: `nectar` speaks for bees, `sql` against."""
    learned = TopicModel(
        rule=fingerprint([BEES]),
        weights={"nectar": 6.0, "sql": -6.0},
        bias=0.0,
        rule_weight=1.0,
        text_weight=1.0,
        offset=0.0,
        telling=("nectar",),
        positives=5,
        negatives=5,
        f1={},
    )
    return Model("0", 10, "ab", {"nectar": 1.0, "sql": 1.0}, {"honey-bees": learned._replace(**changes)})


def names(tagger: Matcher | LearnedMatcher, title: str, abstract: str | None = None) -> list[str]:
    return [hit.name for hit in tagger.match(title, abstract)]


# --- what it is good for ---


def test_what_the_rule_cannot_settle_is_settled_out_of_fold(training: Training) -> None:
    (outcome,) = training.outcomes
    assert outcome.kept
    assert f1(outcome.verdicts, "rule") == pytest.approx(0.5)
    assert f1(outcome.verdicts, "fused") > 0.9


def test_a_verdict_is_on_each_label_once(training: Training) -> None:
    said = [verdict.example for verdict in training.outcomes[0].verdicts]
    assert sorted(said) == sorted(examples())


@pytest.mark.parametrize(
    ("title", "abstract", "has"),
    [
        ("Hives on the roof", "Nectar and pollen of the city.", True),
        ("What foragers find", "Workers carry nectar and pollen over the river.", True),
        ("Hive at scale", "SQL queries over many warehouse tables.", False),
        ("Leaves and bark", "Drawn by hand.", False),
        ("Warehouse tables", None, False),
    ],
)
def test_papers_that_training_never_saw(
    title: str, abstract: str | None, has: bool, both: LearnedMatcher
) -> None:
    assert names(both, title, abstract) == ["honey-bees"] * has


def test_labels_that_say_nothing_teach_nothing() -> None:
    pytest.importorskip("sklearn", reason="learning needs papertriage[learn]")
    random = [each._replace(has=number % 3 == 0) for number, each in enumerate(examples())]
    assert not train(random, [BEES]).model.topics


def test_a_topic_with_few_labels_is_left_to_its_rule() -> None:
    pytest.importorskip("sklearn", reason="learning needs papertriage[learn]")
    (outcome,) = train(examples()[:8], [BEES]).outcomes
    assert not outcome.kept or outcome.positives >= 4
    assert train(examples()[:6], [BEES]).outcomes[0].verdicts == ()


def test_a_topic_that_its_rule_settles_needs_no_model() -> None:
    pytest.importorskip("sklearn", reason="learning needs papertriage[learn]")
    clear = [each._replace(topic="elms", has="Elm" in each.title) for each in examples()]
    (outcome,) = train(clear, [ELMS]).outcomes
    assert (outcome.kept, outcome.why) == (False, "its rule settles every label")


# --- as data ---


def test_the_order_of_labels_does_not_matter(training: Training) -> None:
    assert to_text(train(examples()[::-1], [ELMS, BEES]).model) == to_text(training.model)


def test_the_last_word_on_a_paper_holds(training: Training) -> None:
    wrong = [each._replace(has=not each.has) for each in examples()]
    assert train([*wrong, *examples()], [BEES, ELMS]).model == training.model


def test_saved_and_loaded_is_the_same_model(training: Training, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(to_text(training.model), "utf-8")
    assert load_model(tmp_path) == training.model


def test_the_file_says_who_made_it_from_what(training: Training) -> None:
    saved = json.loads(to_text(training.model))
    assert saved["version"] == papertriage.__version__
    assert saved["papers"] == len(examples())
    assert len(saved["data"]) == 64
    assert saved["topics"]["honey-bees"]["rule"] == fingerprint([BEES])


def test_without_a_file_there_is_no_model(tmp_path: Path) -> None:
    assert load_model(tmp_path) is None
    assert load_model(None) is None
    assert isinstance(with_learned([BEES], None), Matcher)


def broken(change: Callable[[dict[str, Any]], object]) -> str:
    saved = json.loads(to_text(small()))
    change(saved)
    return json.dumps(saved)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "is not JSON"),
        ("[]", "must be an object"),
        ("{}", "format: is not 1"),
        (broken(lambda saved: saved.update(format=2)), "format: is not 1"),
        (broken(lambda saved: saved.pop("version")), "version: must be a short text"),
        (broken(lambda saved: saved.update(papers=-1)), "papers: must be a whole number"),
        (broken(lambda saved: saved.update(topics=[])), "topics: must be an object"),
        (broken(lambda saved: saved["idf"].update(sql="1")), "idf.sql: must be a number"),
        (broken(lambda saved: saved["idf"].pop("sql")), "has a term that is not in idf"),
        (
            broken(lambda saved: saved["topics"]["honey-bees"].pop("bias")),
            "honey-bees.bias: must be a number",
        ),
        (broken(lambda saved: saved["topics"]["honey-bees"].update(offset=1e9)), "offset: must be between"),
        (broken(lambda saved: saved["topics"]["honey-bees"].update(offset=math.nan)), "NaN is not a number"),
        (broken(lambda saved: saved["topics"]["honey-bees"].update(telling=["wasp"])), "telling: must be"),
        (broken(lambda saved: saved["topics"]["honey-bees"].update(positives=True)), "positives: must be"),
    ],
)
def test_a_fault_in_the_file_names_file_and_mend(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(text, "utf-8")
    with pytest.raises(TopicError, match="topics learn") as raised:
        load_model(tmp_path)
    assert str(tmp_path / FILE_NAME) in str(raised.value)
    assert words in str(raised.value)


# --- behind the face of a matcher ---


def test_a_sure_rule_is_not_asked_again() -> None:
    tagger = with_learned([BEES], small())
    assert names(tagger, "A hive", "A hive for SQL.") == ["honey-bees"]  # 9 points, of 3


@pytest.mark.parametrize(
    ("abstract", "has"),
    [("A hive.", True), ("A hive for SQL.", False), ("Nectar.", True), ("A river.", False), ("SQL.", False)],
)
def test_the_words_decide_where_the_rule_is_in_doubt(abstract: str, has: bool) -> None:
    tagger = with_learned([BEES], small())
    assert names(tagger, "Notes", abstract) == ["honey-bees"] * has


def test_other_topics_stand_as_their_rules_say() -> None:
    texts = [("An elm and nectar", "A hive for SQL."), ("Elm", None), ("", ""), ("Nectar", "An elm.")]
    hits = with_learned([BEES, ELMS], small()).match_all(texts)
    alone = Matcher([ELMS]).match_all(texts)
    assert [tuple(hit for hit in found if hit.name == "elms") for found in hits] == alone
    assert all([hit.name for hit in found] == sorted(hit.name for hit in found) for found in hits)


def test_match_and_why_agree(both: LearnedMatcher) -> None:
    for each in examples():
        tags = {hit.name: hit.score for hit in both.match(each.title, each.abstract)}
        said = both.why(each.title, each.abstract, "honey-bees")
        assert said.applies == ("honey-bees" in tags)
        assert not said.applies or said.score == tags["honey-bees"]
        assert bool(said.missing) != said.applies


def test_evidence_is_cut_from_the_text(both: LearnedMatcher) -> None:
    for each in examples():
        texts = {"title": each.title, "abstract": each.abstract or ""}
        for hit in both.match(each.title, each.abstract):
            assert hit.evidence
            assert all(span.text == texts[span.field][span.start : span.end] for span in hit.evidence)


def test_what_was_added_sums_to_the_score() -> None:
    tagger = with_learned([BEES], small(offset=-1.0, bias=0.5))
    assert isinstance(tagger, LearnedMatcher)
    more = tagger.added("Notes", "A hive with nectar and SQL.", "honey-bees")
    assert more is not None
    assert [word for word, _ in more.words] == ["nectar", "sql"]
    assert more.rule == 0
    assert more.text == pytest.approx(0.5)
    assert more.score == pytest.approx(1 / (1 + math.exp(0.5)), abs=1e-3)


@pytest.mark.parametrize(
    ("title", "name"), [("Elm", "elms"), ("A river", "honey-bees"), ("Hive hives", "elms")]
)
def test_nothing_is_added_where_nothing_is_in_doubt(title: str, name: str) -> None:
    tagger = with_learned([BEES, ELMS], small())
    assert isinstance(tagger, LearnedMatcher)
    assert tagger.added(title, None, name) is None
    assert tagger.why(title, None, name) == Matcher([BEES, ELMS]).why(title, None, name)


def test_an_unknown_topic_is_not_found() -> None:
    tagger = with_learned([BEES], small())
    assert isinstance(tagger, LearnedMatcher)
    for ask in (tagger.added, tagger.why):
        with pytest.raises(NotFound):
            ask("A hive", None, "wasps")


def test_a_model_of_another_rule_does_not_apply() -> None:
    changed = BEES._replace(threshold=4.0)
    assert isinstance(with_learned([changed], small()), Matcher)
    assert outdated([changed, ELMS], small()) == ["honey-bees"]
    assert outdated([BEES], small()) == []


def test_the_fingerprint_changes_with_what_was_learned() -> None:
    alone, one, other = (
        with_learned([BEES, ELMS], model).rules for model in (None, small(), small(offset=1.0))
    )
    assert len({alone["honey-bees"], one["honey-bees"], other["honey-bees"]}) == 3
    assert alone["elms"] == one["elms"] == other["elms"]


def test_some_topics_alone_are_judged_the_same() -> None:
    tagger = with_learned([BEES, ELMS], small())
    assert names(tagger.only(["honey-bees"]), "Elm", "Nectar.") == ["honey-bees"]
    assert isinstance(tagger.only(["elms"]), Matcher)


@given(st.text(max_size=60), st.none() | st.text(max_size=120))
def test_any_text_is_judged(title: str, abstract: str | None) -> None:
    hits = TAGGER.match(title, abstract)
    assert {hit.name for hit in hits} <= {"honey-bees", "elms"}
    assert all(0 <= hit.score <= 1 for hit in hits)


TAGGER = with_learned([BEES, ELMS], small())


# --- words and numbers ---


@given(st.text(max_size=100))
def test_a_place_is_where_its_word_stands(text: str) -> None:
    for place in learned_text.places(text):
        assert 0 <= place.start < place.end <= len(text)
        if text.isascii():
            shown = text[place.start : place.end].lower()
            assert " ".join(learned_text._PARTS.findall(shown)) == place.term


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Honey bees", ["honey", "bees", "honey bees"]),
        ("Honey. Bees", ["honey", "bees"]),
        ("A hive", ["hive", "a hive"]),
        ("naïve-Bayes", ["naive", "bayes", "naive bayes"]),
        ("x" * 41, []),
        ("", []),
    ],
)
def test_words_and_pairs(text: str, terms: list[str]) -> None:
    assert [place.term for place in learned_text.places(text)] == terms


def test_a_paper_s_weights_have_the_length_one() -> None:
    papers = [learned_text.counts(each.title, each.abstract) for each in examples()]
    idf = learned_text.rarity(papers)
    assert "nectar" not in idf or idf["nectar"] > 1
    assert math.hypot(*learned_text.weighed(papers[0], idf).values()) == pytest.approx(1)
    assert learned_text.weighed({}, idf) == {}


@given(st.floats(-100, 100), st.floats(-100, 100))
def test_more_points_never_speak_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert rule_logit(BEES, low) <= rule_logit(BEES, high)
    assert rule_logit(BEES, BEES.threshold) == 0


# --- scikit-learn ---


def test_applying_a_model_imports_nothing_slow(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(to_text(small()), "utf-8")
    code = (
        "import sys; from pathlib import Path\n"
        "from papertriage.topics.learned import load_model, with_learned\n"
        "from papertriage.topics import load_topics\n"
        "with_learned(load_topics(), load_model(Path(sys.argv[1]))).match('A hive', 'nectar')\n"
        "assert not {'sklearn', 'numpy', 'scipy', 'pydantic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)


def test_without_scikit_learn_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(PapertriageError, match=r"papertriage\[learn\]"):
        train(examples(), [BEES])
