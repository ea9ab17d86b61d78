"""What one library exports, another reads back: the same papers."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli_program import Program

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
DUMPS = (
    "demo/daily.txt", "sources/hf-json", "sources/arxiv-metadata", "sources/bibtex", "sources/crossref",
    "sources/arxiv-listing",
)  # fmt: skip
NOT_FACTS = {"state", "sightings", "first_seen"}  # decisions, and when and where it was read
LOST = {form: {"repaired_from"} for form in ("bibtex", "biblatex", "ris")}


def facts(exported: str, lost: set[str]) -> dict[str, dict[str, Any]]:
    papers = [json.loads(line) for line in exported.splitlines()]
    return {
        paper["id"]: {name: value for name, value in paper.items() if name not in NOT_FACTS | lost}
        for paper in papers
    }


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "tsv", "bibtex", "biblatex", "ris", "csl-json"])
def test_an_export_reads_back_to_the_same_papers(form: str, fresh: Path, program: Program) -> None:
    program(fresh, "ingest", *(str(FIXTURES / dump) for dump in DUMPS))
    exported = program(fresh, "export", "--format", form).out
    before = program(fresh, "export", "--format", "jsonl").out
    (fresh / "exported").write_text(exported, "utf-8", newline="")
    ran = program(fresh, "ingest", "exported", "--library", "other", "--strict")
    assert ran.code == 0, ran
    after = program(fresh, "export", "--format", "jsonl", "--library", "other").out
    lost = LOST.get(form, set())
    assert len(facts(before, lost)) > 60
    assert facts(after, lost) == facts(before, lost)
