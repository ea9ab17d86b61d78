"""Figures on labelled papers, and the files that labels come in."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.errors import UsageFault
from papertriage.topics.evaluate import Figure, Labelled, Mistake, evaluate, labels_of, shares
from papertriage.topics.gold import files_at, letters, read_gold

NAMES = ("amber", "birch", "cedar")
Tags = frozenset[str]


def paper(*topics: str, grey: str = "") -> Labelled:
    return Labelled("A title", None, frozenset(topics), frozenset(grey.split()))


LOTS = st.lists(
    st.tuples(*(st.frozensets(st.sampled_from(NAMES)) for _ in range(3))), min_size=1, max_size=12
)


def test_counts_and_figures_of_a_small_case() -> None:
    papers = [paper("amber"), paper("amber"), paper("amber", "birch"), paper()]
    report = evaluate(papers, [{"amber"}, {"amber"}, {"birch"}, {"amber"}], NAMES)
    amber, birch, cedar = report.topics
    assert (amber.right, amber.false, amber.missed) == (2, 1, 1)
    assert amber.precision.value == amber.recall.value == amber.f1.value == pytest.approx(2 / 3)
    assert birch.f1.value == 1
    assert cedar.f1 == Figure(None, None, None)
    assert report.micro.f1.value == pytest.approx(6 / 8)
    assert report.macro.f1.value == pytest.approx((2 / 3 + 1) / 2)
    assert report.mistakes == (Mistake("amber", 2, True), Mistake("amber", 3, False))


@pytest.mark.parametrize("tags", [set(), {"amber"}])
def test_a_grey_label_counts_neither_way(tags: set[str]) -> None:
    report = evaluate([paper(grey="amber")], [tags], ["amber"])
    assert report.topics[0][1:4] == (0, 0, 0)
    assert report.mistakes == ()


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((0, 0, 0), (None, None, None)),
        ((0, 1, 0), (0.0, None, 0.0)),
        ((0, 0, 1), (None, 0.0, 0.0)),
        ((1, 0, 0), (1.0, 1.0, 1.0)),
        ((1, 1, 0), (0.5, 1.0, pytest.approx(2 / 3))),
    ],
)
def test_shares(counts: tuple[int, int, int], expected: tuple[float | None, ...]) -> None:
    assert shares(counts) == expected


def test_no_papers_give_no_figures() -> None:
    report = evaluate([], [], NAMES)
    assert report.micro.f1 == report.macro.f1 == Figure(None, None, None)


def test_the_same_labels_give_the_same_intervals_and_they_hold_the_value() -> None:
    papers = [paper("amber") if number % 3 else paper() for number in range(40)]
    tags = [{"amber"} if number % 4 else set() for number in range(40)]
    first, second = (evaluate(papers, tags, ["amber"]) for _ in range(2))
    assert first == second
    found = first.topics[0].f1
    assert found.low is not None
    assert found.high is not None
    assert found.value is not None
    assert 0 < found.low < found.value < found.high < 1


@settings(deadline=None)  # a busy machine is no fault of the law
@given(LOTS)
def test_every_tag_and_label_is_counted_once(lot: list[tuple[Tags, Tags, Tags]]) -> None:
    papers = [Labelled("", None, topics, grey - topics) for topics, grey, _ in lot]
    tagged = [tags for _, _, tags in lot]
    report = evaluate(papers, tagged, NAMES)
    clear = [(each.topics, tags - each.grey) for each, tags in zip(papers, tagged, strict=True)]
    assert report.micro.right == sum(len(topics & tags) for topics, tags in clear)
    assert report.micro.false == sum(len(tags - topics) for topics, tags in clear)
    assert report.micro.missed == sum(len(topics - tags) for topics, tags in clear)
    assert len(report.mistakes) == report.micro.false + report.micro.missed


@settings(deadline=None)  # a busy machine is no fault of the law
@given(LOTS)
def test_perfect_tags_are_perfect(lot: list[tuple[Tags, Tags, Tags]]) -> None:
    papers = [Labelled("", None, topics, grey - topics) for topics, grey, _ in lot]
    report = evaluate(papers, [each.topics for each in papers], NAMES)
    assert report.macro.f1.value in (1.0, None)
    assert report.macro.f1.low in (1.0, None)


def test_the_topics_that_labels_speak_of() -> None:
    assert labels_of([paper("cedar"), paper(grey="amber"), paper()]) == ("amber", "cedar")


# --- files of labels ---

JSON = [
    {"key": "ahive", "title": "A Hive", "topics": ["amber"], "grey": ["birch"]},
    {"title": "Elms: an Essay", "abstract": "Of elms.", "topics": []},
    {"title": "Short", "abstract": None, "topics": ["cedar"]},
]
CSV = 'Title,Abstract,Topics,Grey\n"A Hive, Twice",Of bees.,amber; birch,cedar\nElms,,,\n'


def test_json_and_json_lines_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(JSON), "utf-8")
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in JSON), "utf-8")
    first, second = (read_gold(tmp_path / name) for name in ("a.json", "a.jsonl"))
    assert [row[:5] for row in first] == [row[:5] for row in second]
    assert first[0].text is None  # the library has it
    assert first[1].text == ("Elms: an Essay", "Of elms.")
    assert first[2].text == ("Short", None)
    assert [row.key for row in first] == ["ahive", "elmsanessay", "short"]
    assert (set(first[0].topics), set(first[0].grey)) == ({"amber"}, {"birch"})


def test_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV, "utf-8")
    one, other = read_gold(tmp_path / "a.csv")
    assert one.text == ("A Hive, Twice", "Of bees.")
    assert (set(one.topics), set(one.grey)) == ({"amber", "birch"}, {"cedar"})
    assert (other.text, other.topics) == (("Elms", None), frozenset())


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.json", "", "has no labels"),
        ("a.json", "[]", "has no labels"),
        ("a.json", "[1]", "row 1: must be an object"),
        ("a.json", "[{}", "cannot be understood"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.json", '[{"topics": []}]', "row 1: needs a title or a key"),
        ("a.json", '[{"title": "A"}]', "row 1: needs topics"),
        ("a.json", '[{"title": 3, "topics": []}]', "title must be a text"),
        ("a.json", '[{"title": "A", "topics": "amber"}]', "topics must be a list"),
        ("a.json", '[{"title": "A", "topics": []}, {"title": "A", "topics": [3]}]', "row 2: topics must be"),
        ("a.csv", "title,abstract\nA,B\n", "row 1: needs topics"),
        ("a.csv", 'title,topics\n"A', "cannot be understood"),
    ],
)
def test_a_fault_names_file_row_and_mend(name: str, text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(UsageFault) as raised:
        read_gold(tmp_path / name)
    assert str(tmp_path / name) in str(raised.value)
    assert words in str(raised.value)


def test_a_file_that_is_not_text_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"title\n\xff\n")
    with pytest.raises(UsageFault, match="UTF-8"):
        read_gold(tmp_path / "a.csv")
    with pytest.raises(UsageFault, match="cannot be read"):
        read_gold(tmp_path / "b.csv")


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    for name in ("b.json", "a.csv", "note.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in files_at([tmp_path, tmp_path / "c.json"])] == ["a.csv", "b.json", "c.json"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageFault, match="no labels in this folder"):
        files_at([tmp_path / "empty"])


@pytest.mark.parametrize(
    ("title", "key"), [("A Hive: 2nd", "ahive2nd"), ("Naïve", "naive"), ("蜂", ""), ("C++", "c")]
)
def test_letters(title: str, key: str) -> None:
    assert letters(title) == key
