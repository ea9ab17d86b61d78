"""The grammar of phrases: what each form matches, and what it must not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.topics.pattern import BadPhrase, as_ascii, phrase_pattern, reaching_pattern


def found(phrase: str, text: str, *, exact: bool = False) -> bool:
    return re.search(phrase_pattern(phrase, exact=exact).encode(), as_ascii(text)) is not None


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("KV cache", "KV-caches"),
        ("KV cache", "the kv cache."),
        ("KV cache", "KVCache"),
        ("(KV|key-value) cache", "key value cache"),
        ("(KV|key-value) cache", "key–value caches"),
        ("video (diffusion|) model", "a video model"),
        ("video (diffusion|) model", "video diffusion models"),
        ("quantiz*", "Quantisation"),
        ("quantiz*", "quantizers"),
        ("modeling", "modelling"),
        ("policy", "policies"),
        ("loss", "losses"),
        ("time series", "timeseries"),
        ("masked ... autoencoder", "masked video point autoencoders"),
        ("masked ... autoencoder", "masked autoencoder"),
        ("naive bayes", "naïve Bayes"),
        ("2:4 sparsity", "2:4-sparsity"),
    ],
)
def test_a_phrase_matches(phrase: str, text: str) -> None:
    assert found(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text", "exact"),
    [
        ("DiT", "editing an additional audit", True),
        ("DiT", "dit", True),
        ("DiT", "DIT", True),
        ("VAR", "var VARIANCE", True),
        ("MAE", "MAESTRO", True),
        ("KV cache", "SKV cache", False),
        ("KV cache", "KV, cache", False),
        ("KV cache", "KV cached", False),
        ("masked ... autoencoder", "masked one two three autoencoder", False),
        ("masked ... autoencoder", "masked. An autoencoder", False),
        ("cache", "βcache", False),
    ],
)
def test_a_phrase_does_not_match(phrase: str, text: str, exact: bool) -> None:
    assert not found(phrase, text, exact=exact)


def test_an_acronym_has_a_plural() -> None:
    assert found("DiT", "two DiTs", exact=True)


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "a",
        "...",
        "a (b",
        "a b)",
        "a ((b|c)|d)",
        "a|b",
        "* cache",
        "... cache",
        "(a ... b|c) d",
        "é",
        "x" * 1000,
    ],
)
def test_a_phrase_outside_the_grammar_is_refused(phrase: str) -> None:
    with pytest.raises(BadPhrase):
        phrase_pattern(phrase)


def test_a_reach_stops_at_the_end_of_its_clause() -> None:
    pattern = reaching_pattern("unlike", 4, over_commas=False)
    assert re.findall(pattern, "unlike old quantization, our way. Unlike it") == [
        "unlike old quantization",
        "Unlike it",
    ]
    over = reaching_pattern("such as", 8, over_commas=True)
    assert re.findall(over, "such as pruning, quantization, and more. Next") == [
        "such as pruning, quantization, and more"
    ]


@given(st.text())
def test_every_character_becomes_one_byte(text: str) -> None:
    assert len(as_ascii(text)) == len(text)
