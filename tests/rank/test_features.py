"""Papers as rows of weights: what they are, adding to them, keeping them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from papertriage.errors import UnreadableFeatures
from papertriage.rank import features as features_module
from papertriage.rank.features import STEMS, WORDS, Features, Text
from papertriage.rank.words import words_of

PAPERS = [
    Text("Sparse Attention for Long Contexts", "We study sparse attention. Attention maps are pruned."),
    Text("Dense Retrieval with Late Interaction", "Retrieval models that interact late keep every token."),
    Text("A Survey of Attention", "We survey attention and its sparse variants in retrieval."),
    Text("Ledgers of Keys and Values", None),
    Text("", "Abstracts alone are papers as well, with attention and tokens."),
]

words = st.sampled_from(
    [
        "attention",
        "attentive",
        "sparse",
        "sparsity",
        "retrieval",
        "token",
        "tokens",
        "注意",
        "лес",
        "леса",
        "ß",
        "über",
        "x1",
    ]
)
texts = st.lists(
    st.builds(
        Text,
        st.lists(words, max_size=5).map(" ".join),
        st.none() | st.lists(words, max_size=12).map(" ".join),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Attention is all", ["attention", "is", "all"]),
        ("x a GPT-4o", ["gpt", "4o"]),
        ("Über Straßen", ["über", "straßen"]),
        ("注意力机制", ["注", "意", "力", "机", "制"]),
        ("BERTを使う model", ["bert", "を", "使", "う", "model"]),
        ("주의 메커니즘", ["주의", "메커니즘"]),
        ("", []),
        (" .,;\n", []),
    ],
)
def test_the_words_of_a_text(text: str, found: list[str]) -> None:
    assert words_of(text) == found


def test_words_and_pairs_weigh_as_those_of_scikit_learn() -> None:
    """But for the diagonal: a pair of one paper alone has no column here."""
    joined = [f"{paper.title} {paper.abstract or ''}" for paper in PAPERS]
    theirs = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_df=0.95).fit_transform(joined)
    features = Features.of(PAPERS)
    first = features.matrix[:, : features.matrix.shape[1] - sum(view.width for view in features._stems)]
    ours = (first @ first.T).toarray() / WORDS
    apart = ~np.eye(len(PAPERS), dtype=bool)
    assert np.allclose(ours[apart], (theirs @ theirs.T).toarray()[apart], atol=1e-6)


def test_a_paper_with_all_views_has_at_most_the_length_one() -> None:
    lengths = np.asarray(Features.of(PAPERS).matrix.power(2).sum(1)).ravel()
    assert (lengths <= 1 + 1e-6).all()
    assert lengths[1] > 0.5
    assert pytest.approx(1) == WORDS + sum(share for _, _, share in STEMS)


def test_inflected_words_meet_in_their_stems() -> None:
    matrix = Features.of([Text("tokenizer", None), Text("tokenization", None), Text("reward", None)]).matrix
    assert (matrix[0] @ matrix[1].T).toarray().item() > 0.2
    assert (matrix[0] @ matrix[2].T).toarray().item() == 0


@given(texts, texts)
@settings(max_examples=25, deadline=None)
def test_papers_added_later_are_as_if_they_had_come_at_once(some: list[Text], more: list[Text]) -> None:
    at_once, later = Features.of([*some, *more]), Features.of(some)
    assert later.matrix.shape[0] == len(some)
    later.extend(more)
    assert later.words == at_once.words
    assert (later.matrix != at_once.matrix).nnz == 0


def test_how_many_are_taken_apart_at_once_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Features.of(PAPERS).matrix
    monkeypatch.setattr(features_module, "AT_ONCE", 2)
    assert (Features.of(PAPERS).matrix != whole).nnz == 0


@given(texts, st.text(max_size=20))
@settings(max_examples=10, deadline=None)
def test_what_was_saved_is_loaded_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, papers: list[Text], note: str
) -> None:
    path = tmp_path_factory.mktemp("features") / "features.npz"
    saved = Features.of(papers)
    saved.save(path, note=note.encode("utf-8", "replace").decode())
    loaded, noted = Features.load(path)
    assert noted == note.encode("utf-8", "replace").decode()
    loaded.extend(PAPERS)
    saved.extend(PAPERS)
    assert (loaded.matrix != saved.matrix).nnz == 0


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "other", "older"])
def test_a_damaged_file_is_one_clear_error(
    tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "features.npz"
    Features.of(PAPERS).save(path)
    whole = path.read_bytes()
    if damage == "older":
        monkeypatch.setattr(features_module, "FORM", 99)
    else:
        path.write_bytes(
            {"empty": b"", "cut": whole[: len(whole) // 2], "other": b"PK\x03\x04"}.get(damage, b"")
        )
    if damage == "missing":
        path.unlink()
    with pytest.raises(UnreadableFeatures, match="features"):
        Features.load(path)


def test_a_save_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "features.npz"
    Features.of(PAPERS).save(path)
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="no space"):
        Features.of(PAPERS[:1]).save(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["features.npz"]


def test_what_each_word_says_adds_up_to_the_score() -> None:
    features = Features.of(PAPERS)
    weights = np.random.default_rng(0).standard_normal(features.matrix.shape[1]).astype(np.float32)
    scores = features.matrix @ weights
    for row in range(len(PAPERS)):
        said = features.spoken(row, weights)
        assert sum(said.values()) == pytest.approx(float(scores[row]), abs=1e-5)
        text = f"{PAPERS[row].title} {PAPERS[row].abstract or ''}".lower()
        assert all(word in text for words in said for word in words.split())
