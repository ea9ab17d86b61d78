"""Whatever rules name papers by, a decision stays with the paper it was made on."""

from pathlib import Path

import pytest

from dump_samples import NOW
from papertriage import triage
from papertriage.identify import title_name
from papertriage.ingest import Options, ingesting, rebuild
from papertriage.library import Library, open_library
from papertriage.model import Cleaned
from topic_samples import Listed, dump, matcher, topic

ONE = Listed("On amber without an id", "We say at length what it is and what it is not.")
TWO = Listed("On birch without one", "We say at length what it is, and other things besides.")
RULES = matcher(topic("amber", "amber"), topic("fern", "fern"))


def known(library: Library, name: str) -> tuple[str, str, list[str]]:
    paper = library.paper(name)
    assert paper is not None
    return paper.title, paper.state, [hit.name for hit in paper.topics]


def test_a_decision_stays_with_a_paper_that_other_rules_name_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def otherwise(cleaned: Cleaned) -> str | None:
        return f"{title_name(cleaned)}-2"

    with open_library(tmp_path / "library", write=True) as library:
        with ingesting(library, RULES) as ingestion:
            list(ingestion.read_all(str(dump(tmp_path, "two.jsonl", [ONE, TWO])), Options(NOW)))
        before = {paper.title: paper.id for paper in library.iter_papers()}
        library.decide([before[ONE.title]], "accept", NOW.isoformat())
        triage.correct(library, before[ONE.title], ["fern"], NOW, has=True)
        triage.correct(library, before[ONE.title], ["amber"], NOW, has=False)
        monkeypatch.setattr("papertriage.ingest.derive.title_name", otherwise)
        rebuild(library, RULES, NOW)
        now = {paper.title: paper.id for paper in library.iter_papers()}
        assert now == {title: f"{name}-2" for title, name in before.items()}
        for names in (before, now):
            assert known(library, names[ONE.title]) == (ONE.title, "accepted", ["fern"])
            assert known(library, names[TWO.title]) == (TWO.title, "unread", [])
        assert [row.action for row in library.decisions_on(now[ONE.title])] == ["accept", "tag", "untag"]
        monkeypatch.undo()
        rebuild(library, RULES, NOW)  # and back: the names of before are papers' again
        assert {paper.title: paper.id for paper in library.iter_papers()} == before
        assert known(library, before[ONE.title]) == (ONE.title, "accepted", ["fern"])
