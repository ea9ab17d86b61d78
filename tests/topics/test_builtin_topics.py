"""Each built-in topic has two tables of invented papers beside it: what must fire and what must not."""

import tomllib
from pathlib import Path

import pytest

from papertriage import topics
from papertriage.topics import Matcher, builtin_names, load_topics, read_topic
from papertriage.topics.trusted import trusted_topic

CASES = Path(__file__).parent / "cases"
BUILTIN = Path(topics.__file__).parent / "builtin"
GUIDE = [
    "quantization",
    "kv-cache",
    "diffusion-transformers",
    "autoregressive-vision",
    "masked-image-modeling",
    "speculative-decoding",
    "pruning-sparsity",
    "vector-quantization",
    "video-generation",
    "3d-generation",
    "time-series",
    "molecules-materials",
    "medical",
    "speech-audio",
    "reinforcement-learning",
    "survey",
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_topics())


def table(name: str, key: str) -> list[str]:
    return [str(case) for case in tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))[key]]


def every_case(key: str) -> list[tuple[str, str]]:
    return [(path.stem, case) for path in sorted(CASES.glob("*.toml")) for case in table(path.stem, key)]


def test_every_topic_has_its_table_and_every_table_its_topic() -> None:
    assert {path.stem for path in CASES.iterdir()} == set(builtin_names())
    assert set(GUIDE) <= set(builtin_names())


@pytest.mark.parametrize("name", builtin_names())
def test_what_must_not_fire_is_the_longer_table(name: str) -> None:
    assert 3 <= len(table(name, "fires")) < len(table(name, "does_not"))


@pytest.mark.parametrize(("name", "case"), every_case("fires"))
def test_fires(matcher: Matcher, name: str, case: str) -> None:
    title, _, abstract = case.partition(" || ")
    assert name in {hit.name for hit in matcher.match(title, abstract)}, matcher.why(title, abstract, name)


@pytest.mark.parametrize(("name", "case"), every_case("does_not"))
def test_does_not_fire(matcher: Matcher, name: str, case: str) -> None:
    title, _, abstract = case.partition(" || ")
    assert name not in {hit.name for hit in matcher.match(title, abstract)}, matcher.why(
        title, abstract, name
    )


@pytest.mark.parametrize("path", sorted(BUILTIN.glob("*.toml")), ids=lambda path: path.stem)
def test_a_file_read_without_checks_is_what_the_schema_makes_of_it(path: Path) -> None:
    raw = path.read_bytes()
    trusted = trusted_topic(tomllib.loads(raw.decode()), path.name)
    assert repr(trusted) == repr(read_topic(raw, path.name))  # repr: 3 is no 3.0, and fingerprints see it


def test_the_file_name_is_the_topics_name() -> None:
    assert tuple(topic.name for topic in load_topics()) == builtin_names()


def test_no_two_topics_share_an_alias() -> None:
    words = [word for topic in load_topics() for word in (topic.name, *topic.aliases)]
    assert len(words) == len(set(words))


def test_every_topic_says_what_applies_and_what_does_not() -> None:
    assert [topic.name for topic in load_topics() if not (topic.applies and topic.does_not)] == []


def test_every_topic_stands_in_the_manual() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "topics.md").read_text("utf-8")
    assert [name for name in builtin_names() if f"`{name}`" not in manual] == []
