"""The invented papers that `make bench` measures with, and the table it writes. Nothing here is timed."""

import importlib.util
import io
import json
import math
import re
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench"


def module(name: str) -> ModuleType:
    """Load a script of bench/, which is no package."""
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


generate = module("generate")
report = module("report")


def test_a_seed_gives_the_same_papers_however_many_are_asked_for() -> None:
    assert list(generate.papers(50, 7)) == list(generate.papers(80, 7))[:50]


def test_another_seed_gives_other_papers() -> None:
    assert not {paper.title for paper in generate.papers(500, 1)} & {
        paper.title for paper in generate.papers(500, 2)
    }


def test_no_two_papers_have_one_title_even_without_case_spaces_and_hyphens() -> None:
    writer = generate.Writer(1)
    folded = {re.sub(r"[\W_]", "", paper.title).casefold() for paper in map(writer.paper, range(8000))}
    assert len(folded) == 8000


@pytest.mark.parametrize("size", [11_664_000, 982_451_653, 30, 7])
def test_a_shuffle_repeats_no_number(size: int) -> None:
    shuffle = generate._shuffle(size, 1)
    first = [shuffle.at(index) for index in range(min(size, 5000))]
    assert len(set(first)) == len(first)
    assert all(0 <= number < size for number in first)


def test_there_are_titles_for_three_million_papers_and_a_clear_word_beyond_the_last() -> None:
    assert generate.Writer(1).limit >= 3_000_000
    with pytest.raises(ValueError, match="titles"):
        generate.papers(10**9, 1)


def test_titles_and_abstracts_have_the_length_that_real_ones_have() -> None:
    papers = list(generate.papers(3000, 3))
    assert all(6 <= len(paper.title.split()) <= 12 for paper in papers)
    assert all(120 <= len(paper.abstract.split()) <= 220 for paper in papers)


def test_both_forms_hold_the_same_papers() -> None:
    text, lines = io.StringIO(), io.StringIO()
    generate.write(text, generate.papers(20, 1), "text")
    generate.write(lines, generate.papers(20, 1), "jsonl")
    records = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert len(records) == 20
    assert all(f"\n\n{record['title']}\n\n{record['abstract']}\n\n" in text.getvalue() for record in records)


def test_a_date_is_printed_without_a_year_only_in_the_year_of_the_page() -> None:
    for paper in generate.papers(300, 1):
        assert paper.published < generate.CAPTURED
        assert (f", {paper.published.year}" in generate.as_text(paper)) == (paper.published.year != 2025)


@pytest.mark.parametrize(
    ("value", "peer", "limits", "said"),
    [
        (60.0, None, {"at_least": 50}, "| yes |"),
        (40.0, None, {"at_least": 50}, "| **no** |"),
        (1.2, 1.0, {"at_most": 1.3}, "| yes |"),
        (1.4, 1.0, {"at_most": 1.3}, "| **no** |"),
        (1.4, 1.0, {}, "| 1.40 |  |  |"),
        (1.0, math.nan, {"at_most": 1.3}, "peer: not installed, or failed |  | ≤ 1.3 × |  |"),
        (math.nan, 1.0, {"at_most": 1.3}, "| failed |"),
        (math.nan, 1.0, {"at_most": 1.3}, "| **no** |"),
    ],
)
def test_a_row_says_what_was_reached(
    value: float, peer: float | None, limits: dict[str, float], said: str
) -> None:
    assert said in report.table([report.Row("it", value, "ms", "peer", peer, **limits)])
