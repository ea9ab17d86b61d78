"""What is likely wrong with topics: one table a check of what is found, and of what is left alone."""

from pathlib import Path

import pytest

from papertriage.errors import NotFound
from papertriage.topics import read_topic
from papertriage.topics.lint import (
    Finding,
    Written,
    chosen,
    line_of,
    topic_files,
    with_library,
    without_library,
)
from papertriage.topics.propose import Text
from topic_samples import as_file

HEAD = 'name = "{name}"\ntitle = "T"\ndefinition = "D"\n{more}\n'


def written(*phrases: str, name: str = "bees", more: str = "") -> Written:
    """A topic of which each phrase is `text = …` and further lines."""
    text = HEAD.format(name=name, more=more) + "".join(f"[[phrase]]\n{phrase}\n" for phrase in phrases)
    return Written(read_topic(text.encode(), f"{name}.toml"), text)


def kinds(found: object) -> list[str]:
    return sorted({each.kind for each in found})  # type: ignore[attr-defined]


def alone(
    *phrases: str, name: str = "bees", more: str = "", beside: tuple[Written, ...] = ()
) -> list[Finding]:
    return list(without_library([written(*phrases, name=name, more=more)], [each.topic for each in beside]))


@pytest.mark.parametrize(
    ("phrase", "severity"),
    [
        ('text = "dit"', "error"),
        ('text = "DiT"', "error"),
        ('text = "(diffusion transformer|DiT)"', "error"),
        ('text = "dit"\ncase = "exact"', "error"),
        ('text = "dit*"', "error"),
        ('text = "DiT"\ncase = "exact"', "warning"),
        ('text = "RLHF"', "warning"),
        ('text = "RLHF"\nnear = ["reward"]', "warning"),
    ],
)
def test_a_short_word_that_stands_alone_is_found(phrase: str, severity: str) -> None:
    (found,) = alone(phrase + "\nweight = 3")
    assert (found.kind, found.severity, found.line) == ("short-word", severity, 5)
    assert found.mend


@pytest.mark.parametrize(
    "phrase",
    [
        'text = "DiT"\ncase = "exact"\nnear = ["diffusion"]',
        'text = "RLHF"\ncase = "exact"',
        'text = "dit"\nnear = ["diffusion"]',
        'text = "hive"',
        'text = "DiT block"',
        'text = "(DiT|U-ViT) block"',
        'text = "honey*"',
    ],
)
def test_a_word_that_is_clear_is_left_alone(phrase: str) -> None:
    assert alone(phrase + "\nweight = 3") == []


def test_what_speaks_against_a_topic_may_be_short() -> None:
    assert alone('text = "honey bee"\nweight = 3', 'text = "FAO"\nweight = -2') == []


@pytest.mark.parametrize(
    ("phrase", "threshold", "found"),
    [
        ('text = "honey bee"\nweight = 1', 4.1, True),
        ('text = "honey bee"\nweight = 1', 4, False),
        ('text = "honey bee"\nweight = 1\nfield = "title"', 2.5, True),
        ('text = "honey bee"\nweight = 1\nfield = "abstract"', 2, False),
    ],
)
def test_a_threshold_that_no_paper_can_reach(phrase: str, threshold: float, found: bool) -> None:
    said = alone(phrase, more=f"threshold = {threshold}")
    assert [(each.kind, each.severity, each.line) for each in said] == [("threshold", "error", 4)] * found


def test_an_alias_that_another_topic_has() -> None:
    bees, wasps = 'text = "honey bee"\nweight = 3', 'text = "wasp nest"\nweight = 3'
    rival = written(wasps, name="wasps", more='aliases = ["Stingers"]')
    (found,) = alone(bees, more='aliases = ["apiary", "stingers"]', beside=(rival,))
    assert (found.kind, found.severity, found.line) == ("alias", "error", 4)
    assert "wasps has it too" in found.says
    assert kinds(alone(bees, more='aliases = ["wasps"]', beside=(rival,))) == ["alias"]
    assert alone(bees, more='aliases = ["apiary", "apiary"]', beside=(rival,)) == []


def test_a_parent_that_looks_misspelt() -> None:
    insects = [
        written(f'text = "{name} colony"\nweight = 3', name=name, more='parents = ["insects"]')
        for name in ("wasps", "hornets")
    ]
    bee = 'text = "honey bee"\nweight = 3'
    (found,) = alone(bee, more='parents = ["insect"]', beside=tuple(insects))
    assert (found.kind, found.severity, found.mend) == ("parent", "warning", "write insects")
    for parent in ("insects", "agriculture", "hornets"):
        assert alone(bee, more=f'parents = ["{parent}"]', beside=tuple(insects)) == []


def test_topics_of_the_same_phrases_overlap() -> None:
    two = ('text = "honey bee"\nweight = 3', 'text = "bee hive"\nweight = 3')
    assert kinds(alone(*two, beside=(written(*two, name="apiary"),))) == ["overlap"]
    other = written(two[0], 'text = "bee dance"', 'text = "bee sting"', name="apiary")
    assert alone(*two, beside=(other,)) == []


# -- with a library ------------------------------------------------------------------------------------------

PAPERS: list[Text] = [
    (
        number,
        f"a:{number}",
        f"Amber number {number}",
        "A honey bee in amber, unlike cedar trees. Elm leaf oil.",
    )
    for number in range(6)
]


def found_in(*phrases: str, more: str = "", beside: tuple[Written, ...] = ()) -> list[Finding]:
    return list(with_library([written(*phrases, more=more)], [each.topic for each in beside], [PAPERS]))


@pytest.mark.parametrize(
    ("phrases", "words"),
    [
        (['text = "birch"'], "it stands in no paper of this library"),
        (['text = "cedar"'], "all 6 mentions are cancelled"),
        (['text = "honey"\nnear = ["birch"]'], "its conditions are met by none of its 6 mentions"),
        (['text = "honey"\nfield = "title"'], "its conditions are met by none of its 6 mentions"),
        (['text = "honey"', 'text = "honey bee"'], "it stands only within 'honey bee'"),
        (['text = "leaf ... oil"', 'text = "birch ... oil"'], "it stands in no paper"),
    ],
)
def test_a_phrase_that_never_counts_is_found(phrases: list[str], words: str) -> None:
    (found,) = found_in(*phrases)
    assert (found.kind, found.severity) == ("dead-phrase", "warning")
    assert words in found.says
    assert found.line is not None


def test_a_phrase_that_counts_is_left_alone() -> None:
    assert found_in('text = "honey bee"', 'text = "amber"', 'text = "honey"\nweight = 1') == []


def test_an_exclusion_that_cancels_nothing_is_found() -> None:
    (found,) = found_in('text = "honey bee"\nweight = 3\n[[exclude]]\ntext = "spelling bee"')
    assert (found.kind, found.severity, found.line) == ("idle-exclusion", "warning", 8)
    assert found.says.startswith("exclusion 1, 'spelling bee'")


def test_an_exclusion_that_cancels_is_left_alone() -> None:
    amber = 'text = "amber"\nweight = 3\n[[exclude]]\ntext = "bee in amber"'
    assert found_in(amber) == []


def test_topics_with_the_same_papers_overlap() -> None:
    amber, bee = 'text = "amber"\nweight = 3', 'text = "honey bee"\nweight = 3'
    (found,) = found_in(amber, beside=(written(bee, name="apiary"),))
    assert (found.kind, found.line) == ("overlap", 1)
    assert "6 of its 6 papers have apiary too" in found.says
    assert found_in(amber, beside=(written('text = "cedar"\nweight = 3', name="trees"),)) == []


# -- which topics --------------------------------------------------------------------------------------------


def test_topics_are_asked_for_by_name_or_file_and_tables_are_none(tmp_path: Path) -> None:
    file = as_file(tmp_path, "bees", "hive")
    (tmp_path / "bees.cases.toml").write_text('fires = ["A hive"]\n')
    assert topic_files(tmp_path) == [file]
    for asked in ([], ["bees"], [str(file)]):
        found, faults = chosen(asked, tmp_path)
        assert ([each.topic.name for each in found], faults) == (["bees"], [])
    assert [each.topic.name for each in chosen(["kv-cache"], tmp_path)[0]] == ["kv-cache"]
    with pytest.raises(NotFound, match="did you mean kv-cache"):
        chosen(["kv-cash"], tmp_path)


def test_a_file_that_is_no_topic_is_a_finding_with_its_line(tmp_path: Path) -> None:
    as_file(tmp_path, "wasps", "wasp nest")
    (tmp_path / "bees.toml").write_text('name = "bees"\ntitle = "T"\ndefinition = "D"\ntreshold = 3\n')
    found, faults = chosen([], tmp_path)
    assert [each.topic.name for each in found] == ["wasps"]
    assert {(each.kind, each.severity, each.topic) for each in faults} == {("invalid", "error", "")}
    assert {(each.line, each.says) for each in faults} == {
        (None, "phrase is missing"),
        (4, "treshold is not a key a topic file knows"),
    }


def test_lines_of_keys_and_tables() -> None:
    text = 'name = "x"\n\n[[phrase]]\ntext = "a"\n [[ phrase ]]\n'
    assert [line_of(text, "name"), line_of(text, "phrase", 1), line_of(text, "phrase", 2)] == [1, 5, None]
