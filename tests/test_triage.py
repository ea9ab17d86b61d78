"""One paper: found by what people have of it, explained, and decided on."""

import datetime
import shutil
from pathlib import Path

import pytest

from dump_samples import NOW, Record, dump, library_of
from papertriage import triage
from papertriage.errors import NotFound, UsageFault
from papertriage.library import Library, open_library

TITLES = ["Cache Eviction by Regret", "Cache Eviction by Chance", "Naïve Diffusion: A Survey", "H₂O Is Water"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = [
        Record(title, f"About {title}, and what can be said of it in one sentence that is long enough.")
        for title in TITLES
    ]
    later = [records[0]._replace(comments=7), records[1]]
    return library_of(tmp_path_factory.mktemp("triage"), dump(records), dump(later))


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "library"))


def title_of(library: Library, asked: str) -> str:
    return library.papers([triage.find(library, asked)])[0].title


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("Cache Eviction by Regret", "Cache Eviction by Regret"),
        ("  cache eviction BY regret ", "Cache Eviction by Regret"),
        ("cache evction by regret", "Cache Eviction by Regret"),
        ("by regret", "Cache Eviction by Regret"),
        ("naive diffusion a survey", "Naïve Diffusion: A Survey"),
        ("naive diffusion", "Naïve Diffusion: A Survey"),
        ("h2o is water", "H₂O Is Water"),
    ],
)
def test_a_title_need_be_neither_exact_nor_whole(made: Path, asked: str, title: str) -> None:
    with open_library(made) as library:
        assert title_of(library, asked) == title


def test_an_id_is_found_as_it_is_written(made: Path) -> None:
    with open_library(made) as library:
        for paper in library.iter_papers():
            assert title_of(library, paper.id) == paper.title


@pytest.mark.parametrize("asked", ["cache eviction", "eviction by"])
def test_what_fits_several_papers_names_them(made: Path, asked: str) -> None:
    with open_library(made) as library, pytest.raises(UsageFault, match="several") as caught:
        triage.find(library, asked)
    assert "Cache Eviction by Regret" in str(caught.value)
    assert "Cache Eviction by Chance" in str(caught.value)


@pytest.mark.parametrize("asked", ["zzzz", "", "???", "2404.02905", "doi:10.1/x"])
def test_what_fits_no_paper_is_not_found(made: Path, asked: str) -> None:
    with open_library(made) as library, pytest.raises(NotFound, match="no paper"):
        triage.find(library, asked)


def test_an_explanation_has_every_sighting_and_which_field_is_from_which(made: Path) -> None:
    with open_library(made) as library:
        view = triage.explain(library, "by regret")
    assert [stored.sighting.comments for stored in view.sightings] == [0, 7]
    assert view.provenance["comments"] == view.sightings[1].id
    said = triage.as_record(view)
    assert said["provenance"]["comments"] == 1
    assert [count["comments"] for count in said["counts"]] == [0, 7]
    lines = dict(line.split("\t", 1) for line in triage.lines(view))
    assert lines["title"] == "Cache Eviction by Regret"
    assert lines["comments"] == "7"


def test_decisions_are_events_and_the_last_one_counts(folder: Path) -> None:
    later = NOW + datetime.timedelta(hours=1)
    with open_library(folder, write=True) as library:
        triage.decide(library, "accept", ["by regret", "by chance"], NOW, reason="for Tuesday")
        (paper,) = triage.decide(library, "reject", ["by regret"], later)
        assert paper.state == "rejected"
        view = triage.explain(library, "by regret")
    assert [(each.action, each.reason) for each in view.decisions] == [
        ("accept", "for Tuesday"),
        ("reject", None),
    ]
    assert [line for _, line in triage.decision_lines(view)] == [
        "2026-01-15T12:00 accept: for Tuesday",
        "2026-01-15T13:00 reject",
    ]


def test_where_one_paper_is_not_found_none_is_decided_on(folder: Path) -> None:
    with open_library(folder, write=True) as library:
        with pytest.raises(NotFound):
            triage.decide(library, "accept", ["by regret", "zzzz"], NOW)
        assert library.stats().decisions == 0
