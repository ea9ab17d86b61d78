"""The tables of cases beside a topic."""

from pathlib import Path

import pytest

from papertriage.errors import TopicError
from papertriage.topics.cases import because, read_cases, run, table_in, table_of
from topic_samples import topic


def table(folder: Path, text: str) -> Path:
    file = folder / "bees.cases.toml"
    file.write_text(text, "utf-8")
    return file


def test_cases_that_hold(tmp_path: Path) -> None:
    file = table(tmp_path, 'fires = ["Amber || and more", "On amber"]\ndoes_not = ["Cedar"]\n')
    assert run(topic("bees", "amber"), file) == ("bees", str(file), 3, ())


def test_a_case_that_does_not_hold_says_where_it_stands_and_why(tmp_path: Path) -> None:
    file = table(tmp_path, 'fires = [\n  "Cedar || wood",\n]\ndoes_not = ["Amber"]\n')
    missed, fired = run(topic("bees", "amber"), file).failed
    assert missed.case == (True, "Cedar", "wood", 2)
    assert because(missed) == ["0 of 3 points: none of its phrases stands in the title or the abstract"]
    assert (fired.case.fires, fired.case.line) == (False, 4)
    assert because(fired) == ["+3 'Amber' in the title", "6 of 3 points"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('fires = "Amber"', "fires must be a list"),
        ("fires = [1]", "fires must be a list"),
        ('fires = [" "]', "fires must be a list"),
        ('fire = ["Amber"]', "'fire' is no table of cases"),
        ("fires = []", "has no cases"),
        ("fires = [", "is not TOML"),
    ],
)
def test_a_fault_is_said_with_the_file_and_the_mend(text: str, words: str, tmp_path: Path) -> None:
    file = table(tmp_path, text)
    with pytest.raises(TopicError, match=words) as said:
        read_cases(file)
    assert str(said.value).startswith(f"{file}: ")


def test_a_table_that_is_not_there_or_no_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(TopicError, match="cannot be read"):
        read_cases(tmp_path / "no.cases.toml")
    (tmp_path / "b.cases.toml").write_bytes(b"\xff")
    with pytest.raises(TopicError, match="is not UTF-8"):
        read_cases(tmp_path / "b.cases.toml")


def test_where_tables_stand(tmp_path: Path) -> None:
    assert table_of(tmp_path / "bees.toml") == tmp_path / "bees.cases.toml"
    assert table_in(tmp_path, "bees") is None
    (tmp_path / "bees.toml").touch()
    assert table_in(tmp_path, "bees") == tmp_path / "bees.toml"
    (tmp_path / "bees.cases.toml").touch()
    assert table_in(tmp_path, "bees") == tmp_path / "bees.cases.toml"
