"""The matcher: its laws, its arithmetic, and what it says of itself."""

import json
import re
import time
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.errors import NotFound, TopicError
from papertriage.topics import Exclude, Matcher, Phrase, Topic, load_topics, locate
from papertriage.topics.match import MAX_EVIDENCE
from papertriage.topics.pattern import MAX_CHOICES, as_ascii, phrase_pattern, reaching_pattern, telling_pieces
from papertriage.topics.topic import Sense

CASES = Path(__file__).parent / "cases"
EXPECTED = Path(__file__).resolve().parents[2] / "../shared/dumps/expected"


def topic(
    name: str,
    *phrases: Phrase,
    excludes: tuple[Exclude, ...] = (),
    senses: tuple[Sense, ...] = (),
    threshold: float = 3.0,
) -> Topic:
    return Topic(name, name, name, (), (), (), (), phrases, excludes, threshold, senses=senses)


QUANT = topic(
    "quant",
    Phrase("quantization", 2),
    Phrase("post-training ... quantization", 4),
    Phrase("(weight|model) quantiz*", 3),
    Phrase("QAT", 3, exact=True, near=("training",)),
    Phrase("bits", 2, field="title"),
    Phrase("toy", -2),
    excludes=(
        Exclude("vector quantization"),
        Exclude("unlike", reach=3),
        Exclude("such as", reach=9, list=True),
    ),
)
CACHE = topic("cache", Phrase("(KV|key-value) cache", 2), Phrase("cache", 1, unless=("web",)), threshold=2)
BITS = topic(
    "bits",
    Phrase("bits", 3),
    Phrase("weight ... bits", 3),
    Phrase("toy", 1, near=("model",)),
    senses=(
        Sense("bits", ("quantiz*", "weight", "KV cache"), ("toy", "web")),
        Sense("toy", ("model", "vector")),
    ),
)
RULES = (QUANT, CACHE, BITS)
MATCHER = Matcher(RULES)
WORDS = [
    "quantization",
    "quantized",
    "quantizing",
    "post-training",
    "post",
    "weight",
    "weights",
    "model",
    "vector",
    "unlike",
    "such",
    "as",
    "QAT",
    "qat",
    "training",
    "bits",
    "toy",
    "KV",
    "key-value",
    "key",
    "value",
    "cache",
    "caches",
    "web",
    "a",
    "the",
    "é",
    "β",
    "—",
    ",",
    ".",
    ";",
    "(so)",
    "x/y",
    "quantization,",
    "cache.",
    "KV-cache",
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=30)


def slow_spans(patterns: list[str], text: bytes) -> list[tuple[int, int, list[int]]]:
    """Leftmost, then longest, by trying every stretch of the text."""
    standing = [n for n, pattern in enumerate(patterns) if compiled(pattern).search(text)]
    spans, start = [], 0
    while standing and start < len(text):
        for end in range(len(text), start, -1):
            if not (is_edge(text, start) and is_edge(text, end)):
                continue
            meant = [n for n in standing if compiled(patterns[n]).fullmatch(text[start:end])]
            if meant:
                spans.append((start, end, meant))
                break
        start = spans[-1][1] if spans and spans[-1][1] > start else start + 1
    return spans


@cache
def compiled(pattern: str) -> re.Pattern[bytes]:
    """The module's own memory is too small for all built-in topics."""
    return re.compile(pattern.encode())


def is_edge(text: bytes, place: int) -> bool:
    """Whether a word may begin or end there."""
    return not re.fullmatch(rb"\w\w", text[max(place - 1, 0) : place + 1])


def slow_points(rule: Topic, title: str, abstract: str) -> float:
    """The rule of docs/topics.md, word for word, with nothing clever."""
    texts = {"title": as_ascii(title), "abstract": as_ascii(abstract)}
    patterns = [phrase_pattern(phrase.text, exact=phrase.exact) for phrase in rule.phrases]
    stops = [reaching_pattern(e.text, e.reach, over_commas=e.list, exact=e.exact) for e in rule.excludes]

    def stands(words: str) -> bool:
        return any(compiled(phrase_pattern(words)).search(text) for text in texts.values())

    def has_sense(snippet: bytes) -> bool:
        return all(
            sum(map(stands, sense.means)) > sum(map(stands, sense.against))
            for sense in rule.senses
            if re.fullmatch(phrase_pattern(sense.word).encode(), snippet)
        )

    counts: dict[Phrase, dict[str, int]] = {}
    for field, text in texts.items():
        mentions = slow_spans(patterns, text)
        cancelling = [(s, e) for s, e, _ in slow_spans(stops, text)] if mentions else []
        for start, end, meant in mentions:
            valid = [
                rule.phrases[n]
                for n in meant
                if rule.phrases[n].field in (None, field)
                and (not rule.phrases[n].near or any(map(stands, rule.phrases[n].near)))
                and not any(map(stands, rule.phrases[n].unless))
            ]
            valid = valid if has_sense(text[start:end]) else []
            over = [(s, e) for s, e in cancelling if s < end and e > start]
            if valid and all(start <= s and e <= end and (s, e) != (start, end) for s, e in over):
                phrase = max(valid, key=lambda phrase: abs(phrase.weight))
                of_phrase = counts.setdefault(phrase, {"title": 0, "abstract": 0})
                of_phrase[field] += 1
    worth = 0.0
    for phrase, seen in counts.items():
        worth += phrase.weight * (rule.title_boost if seen["title"] else 0)
        worth += phrase.weight * (0, 1, 1.5, 2)[min(seen["abstract"], 3)]
    return worth


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_the_fast_matcher_finds_what_the_slow_obvious_one_finds(title: str, abstract: str) -> None:
    hits = {hit.name for hit in MATCHER.match(title, abstract)}
    for rule in RULES:
        worth = slow_points(rule, title, abstract)
        assert MATCHER.why(title, abstract, rule.name).points == pytest.approx(worth)
        assert (rule.name in hits) == (worth >= rule.threshold)


def invented_papers() -> list[tuple[str, str]]:
    tables = [tomllib.loads(path.read_text("utf-8")) for path in sorted(CASES.glob("*.toml"))]
    cases = [str(case) for table in tables for case in (*table["fires"][::3], *table["does_not"][::3])]
    return [(title, abstract) for title, _, abstract in (case.partition(" || ") for case in cases)]


def real_papers() -> list[tuple[str, str]]:
    paths = sorted(EXPECTED.glob("*.json"))
    if not paths:
        pytest.skip("the real dumps (../shared/dumps) are not here")
    records = json.loads(paths[0].read_text("utf-8"))["records"]
    return [(record["title"], (record["abstract"] or "")[:250]) for record in records[:40]]


@pytest.mark.parametrize("papers", [invented_papers, real_papers])
def test_the_built_in_topics_are_found_as_the_slow_obvious_matcher_finds_them(
    papers: Callable[[], list[tuple[str, str]]],
) -> None:
    topics = load_topics()
    matcher = Matcher(topics)
    applied = 0
    for title, abstract in papers():
        hits = {hit.name for hit in matcher.match(title, abstract)}
        meant = {rule.name for rule in topics if slow_points(rule, title, abstract) >= rule.threshold}
        assert hits == meant, (title, abstract)
        applied += len(hits)
    assert applied > 5


@settings(max_examples=50, deadline=None)
@given(st.lists(TEXTS, max_size=3))
def test_however_many_sets_share_the_phrases_they_spot_the_same(texts: list[str]) -> None:
    found = []
    for sets in (1, 2, 7, 50):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(locate, "SETS", sets)
            spotter = locate.Spotter()
            for rule in RULES:
                for phrase in rule.phrases:
                    spotter.number(telling_pieces(phrase.text, exact=phrase.exact))
            spotter.compile()
        found.append([sorted(numbers) for numbers in spotter.spot_all([as_ascii(text) for text in texts])])
    assert found[1:] == found[:1] * 3


@settings(max_examples=50, deadline=None)
@given(TEXTS, TEXTS)
def test_the_public_interface_of_re2_finds_the_same(title: str, abstract: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locate, "_below_the_wrapper", lambda _: None)
        assert Matcher(RULES).match(title, abstract) == MATCHER.match(title, abstract)


def test_a_phrase_ending_in_a_sign_is_no_mention_where_its_edge_is_missing() -> None:
    signs = topic("signs", Phrase("(C++|Rust)", 3))
    assert [hit.evidence[0].text for hit in Matcher([signs]).match("C++11 or Rust", "")] == ["Rust"]


def test_a_gap_may_be_an_underscore() -> None:
    hits = MATCHER.match("post-training_weight_quantization", "")
    assert [evidence.text for evidence in hits[0].evidence] == ["post-training_weight_quantization"]


@given(TEXTS, TEXTS)
def test_evidence_is_the_text_it_points_at(title: str, abstract: str) -> None:
    shown = {"title": title, "abstract": abstract}
    for hit in MATCHER.match(title, abstract):
        assert 0.5 <= hit.score <= 1
        for evidence in hit.evidence:
            assert shown[evidence.field][evidence.start : evidence.end] == evidence.text != ""


@given(st.lists(st.tuples(TEXTS, st.none() | TEXTS), max_size=5))
def test_many_at_once_are_as_one_by_one(papers: list[tuple[str, str | None]]) -> None:
    assert MATCHER.match_all(papers) == [MATCHER.match(title, abstract) for title, abstract in papers]


def test_hits_come_by_name_and_no_text_no_topic() -> None:
    assert [hit.name for hit in MATCHER.match("KV cache quantization", None)] == ["cache", "quant"]
    assert MATCHER.match("", None) == ()


def test_an_exclusion_cancels_the_mention_and_not_the_paper() -> None:
    text = "Vector quantization helps. Weight quantization too."
    why = MATCHER.why("", text, "quant")
    assert why.applies
    assert [(mention.text, by) for mention, by in why.cancelled] == [("quantization", "Vector quantization")]


def test_a_longer_mention_outlives_an_exclusion_inside_it() -> None:
    assert MATCHER.match("", "post-training vector quantization")[0].evidence[0].weight == 4


def test_a_list_names_a_topic_in_passing() -> None:
    assert MATCHER.match("", "ways such as pruning, quantization, or quantization. ") == ()


def test_a_near_miss_says_what_was_missing() -> None:
    why = MATCHER.why("QAT", None, "quant")
    assert not why.applies
    assert why.held_back[0][1] == "needs one of these too: training"
    assert why.missing == "0 of 3 points: 1 did not count"
    assert "none of its phrases" in MATCHER.why("Else", None, "quant").missing


def test_an_ambiguous_word_counts_where_more_of_its_own_words_stand() -> None:
    assert MATCHER.why("bits", "a KV cache for weights, web", "bits").applies
    assert "bits" in {hit.name for hit in MATCHER.match("bits", "a KV cache for weights, web")}


@pytest.mark.parametrize("abstract", ["", "weights of a web", "weights, weights, a toy web", "nothing"])
def test_an_ambiguous_word_does_not_count_where_as_many_others_stand(abstract: str) -> None:
    why = MATCHER.why("bits", abstract, "bits")
    assert not why.applies
    assert [evidence.text for evidence, _ in why.held_back][:1] == ["bits"]


def test_why_names_the_words_that_told_the_senses_apart() -> None:
    why = MATCHER.why("bits", "weights of a web", "bits")
    assert why.held_back[0][1] == (
        "'bits' may mean something else here: 1 words for this sense (weight), 1 for others (web)"
    )
    assert why.missing == "0 of 3 points: 1 did not count"


def test_a_longer_mention_is_not_ambiguous() -> None:
    why = MATCHER.why("toy web of weight bits", None, "bits")
    assert (why.applies, [evidence.text for evidence in why.mentions]) == (True, ["weight bits"])


def test_an_ambiguous_mention_that_an_exclusion_overlaps_is_cancelled_and_not_held_back() -> None:
    rule = BITS._replace(excludes=(Exclude("unlike", reach=3),))
    why = Matcher([rule]).why("unlike bits", None, "bits")
    assert ([by for _, by in why.cancelled], why.held_back) == (["unlike bits"], ())


def test_only_the_strongest_evidence_is_kept() -> None:
    hit = MATCHER.match("quantization", "quantization " * 40 + "weight quantization")[0]
    assert len(hit.evidence) == MAX_EVIDENCE
    assert hit.evidence[0].field == "title"
    assert hit.evidence[-1].weight == 3


def test_a_hostile_text_takes_linear_time() -> None:
    start = time.perf_counter()
    MATCHER.match("KV " * 20_000, "such as cache, " * 20_000 + "post-training " * 20_000)
    assert time.perf_counter() - start < 5


SHORT = [f"w{number % 7}x{number}" for number in range(MAX_CHOICES - 2)]
LONG_CHOICE = f"({'|'.join(SHORT[:40])}) ... (on*|off*) ... ({'|'.join(SHORT[40:70])})"
MALICIOUS = topic(
    "malicious",
    *(Phrase(f"(a*|b|ab{n}*) ... (a*|b{n}|c) ... (a*|b)", 3) for n in range(12)),
    *(Phrase(f"(a{n}|) (a*|b) (c*|a)", 3, near=("aa*", "ab*")) for n in range(12)),
    Phrase(LONG_CHOICE, 3),
    Phrase("zz*", -1),
    excludes=(Exclude("(a*|b) ... (b|c*)", reach=20, list=True), Exclude("(a|b)", reach=20)),
    senses=(Sense("(a|b)", ("ab*", "aa*"), ("ba*", "on")),),
)


@pytest.mark.parametrize(
    "unit",
    ["a b ", "a-a_a/", "aaaa", "a " * 9 + ". ", "ab1 b1 ", "w0x0 on w1x1 off ", "a, b, ", "zz a ;"],
)
def test_a_malicious_topic_takes_no_longer_than_linear(unit: str) -> None:
    """Four times the text takes about four times as long, in the same run; sixteen would be quadratic."""
    matcher = Matcher([MALICIOUS])
    short, long = ((unit * (size // len(unit))) for size in (10_000, 40_000))
    matcher.match(short, long)  # builds the automata
    ratios = []
    for _ in range(5):
        times = []
        for text in (short, long):
            started = time.process_time_ns()
            matcher.match(text, text)
            times.append(time.process_time_ns() - started)
        ratios.append(times[1] / times[0])
    assert min(ratios) < 8


def test_two_topics_of_one_name_are_refused() -> None:
    with pytest.raises(TopicError, match="same name"):
        Matcher([QUANT, QUANT])


def test_why_of_an_unknown_topic_is_not_found() -> None:
    with pytest.raises(NotFound):
        MATCHER.why("a", None, "nothing")


def test_no_topics_match_nothing() -> None:
    assert Matcher([]).match("quantization", "quantization") == ()
