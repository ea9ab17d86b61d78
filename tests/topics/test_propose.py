"""Phrases that set a few papers apart from the rest, and the topic file made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.topics import Matcher, read_topic
from papertriage.topics.proposal import as_toml
from papertriage.topics.propose import Counted, Text, count, deviations, draft, grams_of, topic_name

REST: list[Text] = [
    (number, f"old:{number}", f"Pottery number {number}", f"We glaze vases with feldspar and clay {number}.")
    for number in range(100, 140)
]
BEES: list[Text] = [
    (1, "a:1", "Honey bees in winter", "Honey bees keep warm in the hive. We count HBC calls."),
    (2, "a:2", "The hive as a clock", "A honey bee leaves its hive at noon; the HBC tells when."),
    (3, "a:3", "Wings", "The flight of honey bees around hives."),
]
WASPS: Text = (4, "a:4", "Wasps are no honey bees", "Honey bees and wasps differ: wasps have no hive.")


def texts(made: object) -> list[str]:
    return [phrase.text for phrase in made.phrases]  # type: ignore[attr-defined]


def test_what_the_examples_share_and_the_rest_has_not_is_proposed() -> None:
    made = draft("honey-bees", BEES, [BEES, REST])
    assert {"honey bee", "hive"} <= set(texts(made))
    assert made.papers == len(REST)
    assert not {"winter", "wing", "we", "clay", "feldspar"} & set(texts(made))


def test_an_acronym_is_to_be_written_as_it_was_and_near_the_rest() -> None:
    (acronym,) = (phrase for phrase in draft("bees", BEES, [REST]).phrases if phrase.exact)
    assert acronym.text == "HBC"
    assert "honey bee" in acronym.near


def test_what_a_paper_that_is_not_meant_has_too_is_not_proposed() -> None:
    assert "hive" in texts(draft("flight", BEES, [REST]))
    assert "hive" not in texts(draft("flight", BEES, [REST], [WASPS]))


def test_words_that_stand_everywhere_are_not_proposed() -> None:
    everywhere = [(number, public_id, title, f"{body} hive") for number, public_id, title, body in REST]
    assert "hive" not in texts(draft("bees", BEES, [everywhere]))


def test_a_phrase_counts_how_many_others_have_it() -> None:
    others = [
        (number, public_id, title, f"{body} Honey bees.") for number, public_id, title, body in REST[:3]
    ]
    made = draft("honey-bees", BEES, [others + REST[3:]])
    (phrase,) = (phrase for phrase in made.phrases if phrase.text == "honey bee")
    assert (phrase.examples, phrase.others) == (3, 3)


def test_without_any_word_in_common_the_name_is_the_phrase() -> None:
    made = draft("Stone Age", [(1, "a:1", "Vases", "We glaze.")], [REST])
    assert texts(made)[-1:] in (["stone age"], ["vase"])


def test_the_order_of_the_library_does_not_matter() -> None:
    assert draft("bees", BEES, [REST]) == draft("bees", BEES, [REST[::-1]])


def test_the_file_is_a_valid_topic_that_finds_its_examples() -> None:
    made = draft("honey-bees", BEES, [REST])
    topic = read_topic(as_toml(made).encode(), "honey-bees.toml")
    hits = Matcher([topic]).match_all([(title, abstract) for _, _, title, abstract in BEES + REST])
    assert [bool(hit) for hit in hits] == [True] * 3 + [False] * len(REST)
    assert topic.definition.startswith("Honey bees: ")


@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=40))
def test_whatever_papers_say_the_file_is_valid(title: str, abstract: str, name: str) -> None:
    if sum(letter.isalnum() for letter in topic_name(name)) < 2:
        name = "some name"
    examples: list[Text] = [(1, "a:1", title, abstract), (2, "a:2", abstract, title)]
    text = as_toml(draft(name, examples, [examples, REST], [(3, "a:3", title or "x", None)]))
    topic = read_topic(text.encode(), "some.toml")
    assert topic.name == topic_name(name)
    Matcher([topic])


@pytest.mark.parametrize(
    ("asked", "name"),
    [("Honey bees", "honey-bees"), ("KV cache!", "kv-cache"), ("--", ""), ("x" * 80, "x" * 60), ("蜂", "")],
)
def test_a_name_is_kebab_case(asked: str, name: str) -> None:
    assert topic_name(asked) == name


def test_no_words_run_over_a_comma() -> None:
    assert ("hive", "wing") not in grams_of("Hives, wings", None)
    assert ("hive", "wing") in grams_of("Hives wings", None)


def test_counting_finds_singular_and_plural_once_a_paper() -> None:
    papers: list[Text] = [(1, "a", "Honey bees and a honey bee", None), (2, "b", "Bees", "Honey.")]
    counts = count({("honey", "bee"), ("bee",)}, [papers])
    assert (counts.having, counts.papers) == ({("honey", "bee"): 1, ("bee",): 2}, 2)


def test_rarer_outside_is_more_telling() -> None:
    few, many = (deviations(Counted(("x",), 4, others), 5, 1000) for others in (3, 400))
    assert few > many
    assert deviations(Counted(("x",), 1, 900), 5, 1000) < 0
