"""The bench of search: its papers, and what its page says of what was measured."""

import gzip
import json
import math
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench"

with pytest.MonkeyPatch.context() as patched:
    patched.syspath_prepend(str(BENCH))  # as for a script of that folder
    import search_corpus
    import search_page
    from search_classes import Asked


def real(folder: Path, count: int) -> Path:
    with gzip.open(folder / "some.jsonl.gz", "wt", encoding="utf-8") as stream:
        for number in range(count):
            record = {
                "id": f"2501.{number:05d}",
                "title": f"Strewn {number}",
                "abstract": "It is.",
                "primary": "x",
            }
            stream.write(json.dumps(record) + "\n")
    return folder


def test_real_papers_stand_evenly_among_the_invented(tmp_path: Path) -> None:
    lines = list(map(json.loads, search_corpus.lines(40, 1, real(tmp_path, 4))))
    assert [place for place, paper in enumerate(lines) if "arxiv_id" in paper] == [9, 19, 29, 39]
    assert lines[9] == {"title": "Strewn 0", "abstract": "It is.", "arxiv_id": "2501.00000"}
    assert len({paper["title"] for paper in lines}) == 40


def test_without_real_papers_and_with_too_many_there_are_as_many_as_asked_for(tmp_path: Path) -> None:
    assert len(list(search_corpus.lines(7, 1, tmp_path / "none"))) == 7
    many = list(search_corpus.lines(10, 1, real(tmp_path, 50)))
    assert len(many) == 10
    assert sum("arxiv_id" in line for line in many) == 5


def measured(pipe: float, p99: float, size: float) -> search_page.Measured:
    asked = [Asked("a rare word", ("x",), "x", "x", "x"), Asked("facets", ("x",), None, None, None)]
    times = {
        "pipe": {"a rare word": pipe, "facets": pipe},
        "terminal": {"a rare word": 200.0, "facets": 200.0},
        search_page.IMPORT: {"a rare word": 100.0, "facets": 100.0},
        "grep -c": {"a rare word": 120.0},
        "bm25s": {"a rare word": math.nan},
    }
    loads = [
        search_page.Loaded("papertriage", 10.0, size, 300.0),
        search_page.Loaded("bm25s", math.nan, 1.0, 1.0),
    ]
    cold, within = {"a rare word": 300.0, "facets": 300.0}, {"a rare word": (5.0, p99, 4.0)}
    return search_page.Measured(1000, 100.0, loads, asked, times, cold, within)


def test_a_page_says_what_was_reached() -> None:
    page = search_page.page(measured(110.0, 20.0, 140.0))
    assert "1.40 times that (at most\n1.5 was to be reached: reached)" in page
    assert "- Pipe: all within 1.6 times." in page
    assert "- Quicker than papertriage in a pipe: none." in page
    assert "| a rare word | 5.0 | 20.0 | yes | 4.0 |" in page
    assert "| a rare word | 110 (1.10) | 200 (2.00) | 120 | failed |" in page


def test_a_page_says_what_was_missed_and_who_was_quicker() -> None:
    page = search_page.page(measured(170.0, 60.0, 160.0))
    assert "was to be reached: missed)" in page
    assert "- Pipe: over 1.6 times: a rare word, facets." in page
    assert "- Quicker than papertriage in a pipe: grep -c on a rare word." in page
    assert "| a rare word | 5.0 | 60.0 | no | 4.0 |" in page
