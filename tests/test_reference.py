"""A reference gives papers without an id theirs, and leaves nothing else behind."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dump_samples import NOW, Record, Tagger, dump, read
from papertriage.errors import UnreadableDump
from papertriage.index import open_reader, open_writer
from papertriage.ingest import Options, read_reference, rebuild
from papertriage.ingest.reference import ReferenceReport
from papertriage.library import Library, doctor, open_library

LANTERNS = Record(
    "Lanterns Remember Quiet Harbour Tides",
    "A lantern is given a memory of the tides, and asks it before every night. The keeper walks less for it.",
)
HIVES = Record(
    "Patient Beekeepers Count Silent Hives", "Hives are counted by their hum at noon, by ear and by table."
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library", write=True) as found:
        yield found


def row(number: int, title: str, abstract: str, **more: object) -> dict[str, object]:
    return {
        "id": f"2404.{number:05d}",
        "title": title,
        "abstract": abstract,
        "authors": "Ada Wick and Bo Tide",
        "categories": "cs.LG cs.CL",
        "versions": [{"version": "v1", "created": "Mon, 4 Mar 2024 10:00:00 GMT"}],
        **more,
    }


def snapshot(folder: Path, *rows: dict[str, object], strangers: int = 30) -> Path:
    others = [
        row(
            1000 + number,
            f"Paper Number {number} of Many Others",
            f"Of thing {number}, and how it differs from others.",
        )
        for number in range(strangers)
    ]
    file = folder / "snapshot.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in (*others, *rows)), "utf-8")
    return file


def refer(library: Library, file: Path) -> ReferenceReport:
    (report,) = read_reference(library, str(file), Options(NOW), Tagger())
    return report


def put(library: Library, folder: Path, *records: Record) -> None:
    file = folder / "dump.txt"
    file.write_text(dump(records), "utf-8")
    read(library, file)


def test_a_paper_gets_its_id_its_authors_and_categories_from_the_reference(
    library: Library, tmp_path: Path
) -> None:
    put(library, tmp_path, LANTERNS, HIVES)
    report = refer(library, snapshot(tmp_path, row(1, LANTERNS.title, LANTERNS.abstract)))
    assert (report.looked_at, report.wanted, report.found, report.unclear) == (31, 2, 1, 0)
    assert library.paper_count() == 2  # nothing else of the reference is kept
    paper = library.paper("arxiv:2404.00001")
    assert paper is not None
    assert (paper.authors, paper.categories) == (("Ada Wick", "Bo Tide"), ("cs.LG", "cs.CL"))
    pid = library.pid_of(paper.id)
    assert pid is not None
    said = {stored.id: stored for stored in library.stored([pid])}
    assert said[library.provenance(pid)["arxiv_id"]].sighting.source == "arxiv-metadata"
    assert {Path(ref.dump).name for ref in paper.sightings} == {"dump.txt", "snapshot.jsonl"}


def test_the_index_and_the_accounts_are_right_after_a_reference(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, LANTERNS, HIVES)
    refer(library, snapshot(tmp_path, row(1, LANTERNS.title, LANTERNS.abstract)))
    with open_writer(library):
        pass
    assert open_reader(library).papers == library.paper_count()
    assert [finding.name for finding in doctor.run(library) if finding.problems] == []


def test_the_same_reference_may_be_read_again_for_other_papers(library: Library, tmp_path: Path) -> None:
    file = snapshot(tmp_path, row(1, LANTERNS.title, LANTERNS.abstract), row(2, HIVES.title, HIVES.abstract))
    put(library, tmp_path, LANTERNS)
    assert refer(library, file).found == 1
    assert refer(library, file).found == 0
    put(library, tmp_path, LANTERNS, HIVES)
    assert refer(library, file).found == 1
    assert library.nameless_papers() == 0
    sightings = library.stats().sightings
    assert refer(library, file).found == 0
    assert library.stats().sightings == sightings


def test_what_is_like_two_records_equally_is_left(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, LANTERNS)
    twice = [row(number, LANTERNS.title, LANTERNS.abstract) for number in (1, 2)]
    report = refer(library, snapshot(tmp_path, *twice))
    assert (report.found, report.unclear) == (0, 1)
    assert library.stats().sightings == 1


def test_rebuilding_keeps_what_a_reference_gave(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, LANTERNS, HIVES)
    refer(library, snapshot(tmp_path, row(1, LANTERNS.title, LANTERNS.abstract)))
    before = list(library.iter_papers())
    rebuild(library, Tagger(), NOW)
    assert list(library.iter_papers()) == before


def test_what_is_no_list_of_papers_is_no_reference(library: Library, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("Only words.", "utf-8")
    with pytest.raises(UnreadableDump):
        list(read_reference(library, str(tmp_path / "words.txt"), Options(NOW), Tagger()))


def test_a_reference_may_be_a_folder_whose_other_files_are_left_out(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path, LANTERNS)
    folder = tmp_path / "year"
    folder.mkdir()
    snapshot(folder, row(1, LANTERNS.title, LANTERNS.abstract))
    (folder / "words.txt").write_text("Only words.", "utf-8")
    reports = list(read_reference(library, str(folder), Options(NOW), Tagger()))
    assert sorted((report.found, report.left_out is not None) for report in reports) == [
        (0, True),
        (1, False),
    ]
