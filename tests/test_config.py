"""Settings: a flag over the environment over the file over the default, and faults that name what to mend."""

from pathlib import Path

import pytest

from papertriage.config import KEYS, file_of, load
from papertriage.errors import ConfigError


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return {"PAPERTRIAGE_HOME": str(tmp_path)}


def write(environment: dict[str, str], text: str) -> None:
    file_of(environment).write_text(text, "utf-8")


def test_everything_has_a_default(home: dict[str, str]) -> None:
    found = load(home)
    assert found.library == Path(home["PAPERTRIAGE_HOME"], "library")
    assert (found.limit, found.sort) == (20, None)
    assert {found.origins[key] for key in KEYS} == {"default"}


def test_a_flag_beats_the_environment_beats_the_file_beats_the_default(home: dict[str, str]) -> None:
    write(home, 'limit = 5\nsort = "title"\nlibrary = "/from/file"\n')
    environment = {**home, "PAPERTRIAGE_LIMIT": "7", "PAPERTRIAGE_LIBRARY": "/from/environment"}
    found = load(environment, library=Path("/from/flag"), limit=None)
    assert (found.library, found.limit, found.sort) == (Path("/from/flag"), 7, "title")
    limits = {key: origin for key, origin in found.origins.items() if key.startswith("limits")}
    assert set(limits.values()) == {"default"}
    assert {key: origin for key, origin in found.origins.items() if key not in limits} == {
        "library": "flag",
        "reader": "default",
        "keys": "default",
        "limit": "environment",
        "smtp": "default",
        "sort": str(file_of(home)),
        "topics": "default",
    }


def test_a_reader_and_keys_can_be_set(home: dict[str, str]) -> None:
    write(home, 'reader = "ann"\n[keys]\naccept = "y"\n')
    assert (load(home).reader, load(home).keys) == ("ann", {"accept": "y"})
    assert load({**home, "PAPERTRIAGE_READER": "bob"}).reader == "bob"
    assert load({**home, "PAPERTRIAGE_READER": "bob"}, reader="cy").reader == "cy"
    with pytest.raises(ConfigError, match=r"reader: .*environment.* is not a name"):
        load({**home, "PAPERTRIAGE_READER": "a\x1b[31m"})


def test_an_empty_variable_sets_nothing(home: dict[str, str]) -> None:
    assert load({**home, "PAPERTRIAGE_LIMIT": ""}).limit == 20


def test_the_configuration_may_lie_elsewhere(home: dict[str, str], tmp_path: Path) -> None:
    elsewhere = tmp_path / "other.toml"
    elsewhere.write_text("limit = 3\n", "utf-8")
    assert load({**home, "PAPERTRIAGE_CONFIG": str(elsewhere)}).limit == 3


def test_a_tilde_is_the_reader_s_home(home: dict[str, str]) -> None:
    assert load(home, library="~/papers").library == Path.home() / "papers"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("limit = = 3", "line 1"),
        ("limt = 3", "did you mean 'limit'?"),
        ("colour = 3", "library, topics, limit, sort"),
        ('limit = "3"', "'limit' must be a whole number"),
        ("limit = true", "'limit' must be a whole number"),
        ("sort = 3", "'sort' must be text in quotes"),
        ("limit = -1", "0 means all"),
        ("keys = 3", "[keys] on a line of its own"),
        ("[keys]\naccept = 3", "'keys.accept' must be the name of a key in quotes"),
    ],
)
def test_a_fault_in_the_file_names_the_file_and_the_mend(home: dict[str, str], text: str, words: str) -> None:
    write(home, text)
    with pytest.raises(ConfigError) as caught:
        load(home)
    assert words in str(caught.value)
    assert str(file_of(home)) in str(caught.value)


def test_a_file_that_is_no_text_is_a_fault_of_one_line(home: dict[str, str]) -> None:
    file_of(home).write_bytes(b"limit = \xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read as TOML"):
        load(home)


@pytest.mark.parametrize("value", ["abc", "-1", "1.5", "9" * 5000])
def test_a_limit_that_is_no_number_names_where_it_comes_from(home: dict[str, str], value: str) -> None:
    with pytest.raises(ConfigError, match="from environment"):
        load({**home, "PAPERTRIAGE_LIMIT": value})
