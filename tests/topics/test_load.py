"""Topic files: what they may say, and what is said when they are wrong."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from papertriage.errors import NotFound, TopicError
from papertriage.topics import builtin_names, find_topic, fingerprint, load_topics, read_topic
from papertriage.topics.load import group_members
from papertriage.topics.topic import Sense
from papertriage.topics.trusted import trusted_topic

GOOD = """name = "bees"
title = "Bees"
definition = "Papers on bees."
aliases = ["apiary"]

[[phrase]]
text = "honey bee"
weight = 3

[[exclude]]
text = "spelling bee"
"""
SENSE = """
[[sense]]
word = "queen"
means = ["hive", "honey"]
not = ["beetle"]
"""


def test_a_file_becomes_a_topic() -> None:
    topic = read_topic(GOOD.encode(), "bees.toml")
    assert (topic.name, topic.threshold, topic.phrases[0].text) == ("bees", 3.0, "honey bee")
    assert topic.excludes[0].text == "spelling bee"
    assert topic.origin == "bees.toml"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("weight = 3", "weight = 300", ["bees.toml: line 8: phrase 1, weight", "less than or equal to 10"]),
        ("weight = 3", 'weight = "3"', ["line 8: phrase 1, weight", "number"]),
        ("weight = 3", "wieght = 3", ["line 8: phrase 1, wieght", "mend its spelling"]),
        ('text = "honey bee"', "", ["line 6: phrase 1, text is missing; add it"]),
        ('"honey bee"', '"honey (bee"', ["line 7: phrase 1, text", "not closed"]),
        ('name = "bees"', 'name = "Honey Bees"', ["line 1: name", "kebab-case"]),
        ('title = "Bees"\n', "", ["bees.toml: title is missing"]),
        ("weight = 3", "weight = -3", ["no phrase has a positive weight"]),
        ("weight = 3", "weight = 0", ["is 0"]),
        ("weight = 3", 'weight = 3\nnear = ["a ... bee"]', ["line 9: phrase 1, near", "gaps"]),
        ("weight = 3", "weight =", ["is not TOML", "line 8"]),
        (SENSE, SENSE.replace('"beetle"', "3"), ["line 16: sense 1, not", "string"]),
        (SENSE, SENSE.replace("means", "meaning"), ["line 13: sense 1, means is missing; add it"]),
        (SENSE, SENSE.replace('"hive", "honey"', ""), ["line 15: sense 1, means", "at least 1 item"]),
        (SENSE, SENSE.replace('"beetle"', '"Hive"'), ["line 13: sense 1", "take it out of one"]),
        (SENSE, SENSE.replace('"queen"', '"queen ... bee"'), ["line 14: sense 1, word", "gaps"]),
        (SENSE, SENSE.replace('"honey"', '"(honey"'), ["line 15: sense 1, means", "not closed"]),
        (SENSE, SENSE + SENSE, ["bees.toml: line 18: sense has", "'queen' twice", "into one"]),
    ],
)
def test_a_fault_names_file_line_and_mend(old: str, new: str, words: list[str]) -> None:
    with pytest.raises(TopicError) as caught:
        read_topic((GOOD + SENSE).replace(old, new).encode(), "bees.toml")
    for word in words:
        assert word in str(caught.value)


def test_a_file_may_tell_senses_apart() -> None:
    topic = read_topic((GOOD + SENSE).encode(), "bees.toml")
    assert topic.senses == (Sense("queen", ("hive", "honey"), ("beetle",)),)
    assert trusted_topic(tomllib.loads(GOOD + SENSE), "bees.toml") == topic
    assert fingerprint([topic]) != fingerprint([read_topic(GOOD.encode(), "bees.toml")])


def test_a_sense_needs_no_words_against_it_and_counts_each_word_once() -> None:
    short = SENSE.replace('not = ["beetle"]', "").replace('"honey"', '"hive"')
    topic = read_topic((GOOD + short).encode(), "bees.toml")
    assert topic.senses == (Sense("queen", ("hive",)),)
    assert trusted_topic(tomllib.loads(GOOD + short), "bees.toml") == topic


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(TopicError) as caught:
        read_topic(GOOD.replace("weight = 3", "weight = 99").replace('"bees"', '"B"').encode(), "bees.toml")
    assert "line 1: name" in str(caught.value)
    assert "line 8: phrase 1, weight" in str(caught.value)


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"\x00", b"[" * 5000, b"a = " + b"[" * 5000, b"name = 1"])
def test_bad_bytes_are_a_topic_error(raw: bytes) -> None:
    with pytest.raises(TopicError, match=r"bees\.toml"):
        read_topic(raw, "bees.toml")


def test_a_users_file_overrides_by_name_or_adds(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD)
    (tmp_path / "b.toml").write_text(GOOD.replace('"bees"', '"quantization"'))
    topics = load_topics(tmp_path)
    assert [topic.name for topic in topics] == sorted({*builtin_names(), "bees"})
    assert find_topic(topics, "quantization").title == "Bees"


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(GOOD)
    with pytest.raises(TopicError, match="rename one"):
        load_topics(tmp_path)


def test_an_unreadable_file_is_a_topic_error(tmp_path: Path) -> None:
    (tmp_path / "a.toml").mkdir()
    with pytest.raises(TopicError, match="cannot be read"):
        load_topics(tmp_path)


def test_no_folder_is_no_topics_more(tmp_path: Path) -> None:
    assert load_topics(tmp_path / "none") == load_topics()


def test_a_topic_is_found_by_name_alias_and_spelling() -> None:
    topics = load_topics()
    for words in ("kv-cache", "KV cache", "kv_cache", "key-value-cache"):
        assert find_topic(topics, words).name == "kv-cache"


def test_a_misspelt_topic_names_the_nearest() -> None:
    with pytest.raises(NotFound, match="did you mean quantization"):
        find_topic(load_topics(), "quantizaton")
    with pytest.raises(NotFound, match="topics list"):
        find_topic(load_topics(), "§§§")


def test_a_group_has_the_topics_that_name_it_as_a_parent() -> None:
    bees = read_topic(GOOD.replace("\n\n", '\nparents = ["insects", "farms"]\n\n', 1).encode(), "b")
    ants = bees._replace(name="ants", parents=("insects", "insects"))
    assert group_members([bees, ants]) == {"farms": ("bees",), "insects": ("ants", "bees")}


def test_a_groups_name_is_no_topic_and_the_error_says_what_it_has() -> None:
    ants = read_topic(GOOD.encode(), "b")._replace(name="ants", parents=("six-legs",))
    with pytest.raises(NotFound, match=r"'six-legs' is a group of topics and no topic; it has ants"):
        find_topic([ants], "Six legs")
    with pytest.raises(NotFound, match="did you mean the group six-legs"):
        find_topic([ants], "six-leg")


def test_the_fingerprint_tells_rules_and_not_places() -> None:
    first, moved = read_topic(GOOD.encode(), "a"), read_topic(GOOD.encode(), "b")
    changed = read_topic(GOOD.replace("weight = 3", "weight = 4").encode(), "a")
    assert fingerprint([first]) == fingerprint([moved]) != fingerprint([changed])
    topics = load_topics()
    assert fingerprint(topics) == fingerprint(reversed(topics))


def test_importing_topics_imports_neither_pydantic_nor_re2() -> None:
    slow = {"pydantic", "re2", "rapidfuzz", "tomllib"}
    code = f"import sys, papertriage.topics; print(sorted({slow} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
