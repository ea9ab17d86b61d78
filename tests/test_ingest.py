"""Reading dumps into a library: the counts add up, nothing is read twice.

Neither order nor portions matter.
"""

import datetime
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dump_samples import NOW, Record, Tagger, dump, library_of, read, read_one, store
from papertriage.errors import LibraryError, UnreadableDump
from papertriage.export import find_format
from papertriage.identify import (
    SUGGEST,
    Facts,
    Likeness,
    Settled,
    candidate,
    compare,
    partition,
)
from papertriage.ingest import Ingestion, Options, ingesting, rebuild
from papertriage.library import Library, open_library
from papertriage.model import Page, Paper, Sighting
from papertriage.normalise import normalise

SHARED = Path(__file__).resolve().parents[1] / "../shared/dumps"
FEW = settings(max_examples=15, deadline=None)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library", write=True) as found:
        yield found


def written(folder: Path, name: str, records: Sequence[Record]) -> Path:
    file = folder / name
    file.write_text(dump(records), "utf-8")
    return file


def jsonl(library: Library) -> str:
    return "".join(find_format("jsonl").chunks(library.iter_papers()))


def papers(library: Library) -> list[Paper]:
    """Papers without what tells of dumps and batches."""
    return [paper._replace(sightings=()) for paper in library.iter_papers()]


FIRST = Record("Cache Me If You Can", comments=3)
SECOND = Record("Diffusion in Slow Motion", date="Jan 5, 2023")


def test_a_record_is_new_then_unchanged_then_updated(library: Library, tmp_path: Path) -> None:
    later = FIRST._replace(comments=4)
    reports = read(
        library,
        written(tmp_path, "a", [FIRST]),
        written(tmp_path, "b", [FIRST, SECOND]),
        written(tmp_path, "c", [later, SECOND, SECOND]),
    )
    counts = [
        (each.counts.new, each.counts.updated, each.counts.unchanged, each.counts.duplicates)
        for each in reports
    ]
    assert counts == [(1, 0, 0, 0), (1, 0, 1, 0), (0, 1, 1, 1)]
    assert [paper.comments for paper in library.iter_papers() if "Cache" in paper.title] == [4]


def test_a_dump_read_before_changes_nothing_under_whatever_name(library: Library, tmp_path: Path) -> None:
    read(library, written(tmp_path, "a", [FIRST, SECOND]))
    change, before = library.change, jsonl(library)
    (report,) = read(library, written(tmp_path, "b", [FIRST, SECOND]))
    assert report.known == NOW.isoformat(timespec="seconds")
    assert (report.counts.read, report.counts.unchanged) == (2, 2)
    assert (library.change, jsonl(library)) == (change, before)


def test_topics_and_accounts_are_reported(library: Library, tmp_path: Path) -> None:
    (report,) = read(library, written(tmp_path, "a", [FIRST, SECOND]))
    assert report.topics == (("kv-cache", 1),)
    assert report.counts.faults() == []
    assert report.counts.lines == report.counts.record_lines + report.counts.furniture_lines


def test_without_a_writer_nothing_is_kept(library: Library, tmp_path: Path) -> None:
    report = read_one(Ingestion(library, None, Tagger()), written(tmp_path, "a", [FIRST]), Options(NOW))
    assert report.counts.new == 1
    assert (library.change, library.paper_count(), library.batches()) == (0, 0, [])


def test_a_dump_that_cannot_be_stored_leaves_nothing_and_the_next_is_read(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = written(tmp_path, "a", [FIRST]), written(tmp_path, "b", [SECOND])
    with monkeypatch.context() as broken:

        def fail(*_: object) -> None:
            raise LibraryError("the disk is full")

        broken.setattr("papertriage.library.writing.Batch.finish", fail)
        with pytest.raises(LibraryError):
            read(library, bad)
    assert (library.paper_count(), library.batches()) == (0, [])
    read(library, good, bad)
    assert library.paper_count() == 2


def test_a_folder_is_read_part_by_part_and_says_what_it_leaves_out(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    for name, text in (("b.txt", dump([SECOND])), ("a.txt", dump([FIRST])), ("deep/c.txt", "Only words.")):
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text, "utf-8")
    with ingesting(library, Tagger()) as ingestion:
        reports = list(ingestion.read_all(str(folder), Options(NOW)))
    assert [(Path(report.dump).name, report.counts.new) for report in reports] == [
        ("a.txt", 1),
        ("b.txt", 1),
        ("c.txt", 0),
    ]
    assert [report.part_of for report in reports] == [str(folder)] * 3
    assert "not a list of papers" in (reports[-1].left_out or "")


def test_a_folder_without_files_is_an_error_of_its_own(library: Library, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with ingesting(library, Tagger()) as ingestion, pytest.raises(UnreadableDump, match="without a file"):
        list(ingestion.read_all(str(tmp_path / "empty"), Options(NOW)))


# -- a dump that turns out to be of another day --------------------------------------------------------------


UNDATED = [Record("Cache Me If You Can", date="Oct 6"), Record("Diffusion in Slow Motion", date="Dec 24")]


def test_a_dump_read_again_with_its_day_is_dated_anew(library: Library, tmp_path: Path) -> None:
    file = written(tmp_path, "a", UNDATED)
    read(library, file)
    assert [paper.published for paper in library.iter_papers()] == [None, None]
    (report,) = read(library, file, captured="2025-10-30")
    assert report.redated
    assert (report.counts.read, report.counts.updated, report.counts.unchanged) == (2, 2, 0)
    assert report.counts.faults() == []
    assert [batch.page.captured for batch in library.batches()] == ["2025-10-30"]
    # 24 December 2025 had not been by then.
    assert sorted(str(paper.published) for paper in library.iter_papers()) == ["2025-10-06", "None"]


def test_dating_anew_gives_what_the_right_day_gives_at_once(library: Library, tmp_path: Path) -> None:
    file = written(tmp_path, "a", UNDATED)
    other = written(tmp_path, "b", [FIRST._replace(date="Oct 7, 2024"), SECOND])
    read(library, file, other)
    read(library, file, captured="2024-11-11")
    read(library, file, captured="2025-10-30")
    once = library_of(tmp_path / "once")
    with open_library(once, write=True) as direct:
        read(direct, file, captured="2025-10-30")
        read(direct, other)
        assert jsonl(library) == jsonl(direct)


def test_the_same_day_again_changes_nothing(library: Library, tmp_path: Path) -> None:
    file = written(tmp_path, "a", UNDATED)
    read(library, file, captured="2025-10-30")
    change = library.change
    reports = [*read(library, file, captured="2025-10-30"), *read(library, file)]
    assert [report.redated for report in reports] == [False, False]
    assert library.change == change


def test_dating_anew_without_a_writer_only_says_what_would_be(library: Library, tmp_path: Path) -> None:
    file = written(tmp_path, "a", UNDATED)
    read(library, file)
    before, change = jsonl(library), library.change
    report = read_one(Ingestion(library, None, Tagger()), file, Options(NOW, "2025-10-30"))
    assert (report.redated, report.counts.updated) == (True, 2)
    assert (jsonl(library), library.change) == (before, change)


# -- laws ----------------------------------------------------------------------------------------------------


_TITLES = (
    "Caches That Forget on Purpose",
    "Diffusion by Candle Light",
    "A Graph of Its Own",
    "Speech in Three Syllables",
    "Distilled Twice, Drunk Once",
)
# Each title has abstracts of its own: under one abstract, two titles may be one paper.
_ABSTRACTS = (
    "{0}: nobody had asked. We ask about {0} in two ways, and are told of {0} by those who know.",
    "{0}: nobody had asked. We ask about {0} in two ways, and are told of {0} by those who know it.",
    "{0}: nobody had asked. We ask about {0} in two ways, and are told of {0} by those who know. So.",
)
# No title and no abstract twice in one dump: a line that comes back is an advertisement to the reader.
_RECORDS = st.lists(
    st.builds(
        Record,
        title=st.sampled_from(_TITLES),
        abstract=st.sampled_from(_ABSTRACTS),
        who=st.sampled_from(["  • 1 authors", "  • 6 authors", "acme-labs Acme Labs"]),
        date=st.sampled_from(["Mar 4, 2024", "Jan 5, 2023"]),
        comments=st.integers(0, 3),
    ).map(lambda record: record._replace(abstract=record.abstract.format(record.title))),
    min_size=1,
    max_size=5,
    unique_by=lambda record: record.title,
)


@FEW
@given(st.lists(_RECORDS, min_size=1, max_size=3), st.data())
def test_any_order_of_dumps_and_of_records_gives_the_same_papers(
    dumps: list[list[Record]], data: st.DataObject
) -> None:
    shuffled = [data.draw(st.permutations(records)) for records in data.draw(st.permutations(dumps))]
    with tempfile.TemporaryDirectory() as folder:
        first = library_of(Path(folder, "first"), *map(dump, dumps))
        other = library_of(Path(folder, "other"), *map(dump, shuffled))
        with open_library(first) as one, open_library(other) as two:
            assert papers(one) == papers(two)
            assert one.stats().topics == two.stats().topics


@FEW
@given(_RECORDS, st.integers(0, 5))
def test_one_dump_or_two_halves_give_the_same_papers(records: list[Record], cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole = library_of(Path(folder, "whole"), dump(records))
        halves = library_of(
            Path(folder, "halves"), *(dump(half) for half in (records[:cut], records[cut:]) if half)
        )
        with open_library(whole) as one, open_library(halves) as two:
            assert papers(one) == papers(two)


@FEW
@given(st.lists(_RECORDS, min_size=1, max_size=3))
def test_counts_add_up_and_rebuilding_gives_the_same_to_the_byte(dumps: list[list[Record]]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_library(Path(folder, "library"), write=True) as library,
    ):
        files = [written(Path(folder), str(number), records) for number, records in enumerate(dumps)]
        reports = read(library, *files)
        assert [report.counts.faults() for report in reports] == [[] for _ in dumps]
        assert [report.counts.read for report in reports] == [len(records) for records in dumps]
        assert library.paper_count() == len({record.title for records in dumps for record in records})
        before = jsonl(library)
        rebuild(library, Tagger(), NOW)
        assert jsonl(library) == before


_WORKS = {
    "p": "Lanterns over Quiet Harbours at Dusk",
    "q": "Lanterns over Quiet Harbors at Dusk",
    "r": "Ledgers Kept by Patient Beekeepers",
}
_FACTS = st.lists(
    st.tuples(st.sampled_from([None, "1", "2"]), st.sampled_from([None, "x", "y"]), st.sampled_from("pqr")),
    min_size=1,
    max_size=8,
)


@FEW
@given(_FACTS, st.lists(st.integers(1, 3), min_size=8, max_size=8))
def test_deriving_portion_by_portion_is_deriving_from_everything(
    facts: list[tuple[str | None, str | None, str]], portions: list[int]
) -> None:
    sightings = [_sighting(number, *each) for number, each in enumerate(facts, start=1)]
    with (
        tempfile.TemporaryDirectory() as folder,
        open_library(Path(folder, "library"), write=True) as library,
    ):
        left = list(sightings)
        for number, size in enumerate(portions):
            store(library, number, left[:size])
            left = left[size:]
        assert _members(library) == {
            frozenset(seen.sighting for seen in group) for group in _divided(sightings).groups
        }
        before = jsonl(library)
        rebuild(library, Tagger(), NOW)
        assert jsonl(library) == before


def _divided(sightings: Sequence[Sighting]) -> Settled:
    """What comparing every two of them comes to, the slow and obvious way."""
    cleaned = {number: normalise(each, Page(), NOW.date()) for number, each in enumerate(sightings, start=1)}
    alike = [
        Likeness(a, b, compare(Facts(cleaned[a]), Facts(cleaned[b])).points)
        for a, b in combinations(cleaned, 2)
    ]
    candidates = [candidate(number, each) for number, each in cleaned.items()]
    return partition(candidates, [each for each in alike if each.points >= SUGGEST])


def _sighting(number: int, arxiv: str | None, doi: str | None, title: str) -> Sighting:
    return Sighting(
        "daily-papers",
        _WORKS[title],
        arxiv_id=arxiv and f"2404.0000{arxiv}",
        doi=doi and f"10.1000/{doi}",
        line_start=number,
    )


def _members(library: Library) -> set[frozenset[int]]:
    return {frozenset(stored.id for stored in library.stored([pid])) for pid in library.iter_pids()}


# -- the real dumps ------------------------------------------------------------------------------------------


pytestmark_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the three real dumps are not beside this tree"
)


@pytestmark_shared
def test_the_three_real_dumps_hold_232_records_of_220_papers(library: Library) -> None:
    files = sorted(SHARED.glob("*.txt"))
    reports = read(library, *files)
    assert [report.counts.read for report in reports] == [78, 65, 89]
    assert sum(report.counts.skipped for report in reports) == 0
    assert library.paper_count() == len(_distinct_titles()) == 220
    assert [report.page.capture_year for report in reports] == [2025, 2025, None]
    before = jsonl(library)
    assert all(report.known for report in read(library, *files))
    assert jsonl(library) == before


def _distinct_titles() -> set[str]:
    """The titles that people wrote down from the dumps, folded in lines that share nothing with ours."""
    found = set()
    for file in sorted(SHARED.glob("expected/*.json")):
        for title in _titles(json.loads(file.read_text("utf-8"))):
            plain = unicodedata.normalize("NFKC", title).replace("$", "").casefold()
            found.add(re.sub(r"[\W_]+", "", re.sub(r"\\[a-z]+", "", plain)))
    return found


def _titles(said: object) -> Iterator[str]:
    if isinstance(said, dict):
        if isinstance(said.get("title"), str):
            yield said["title"]
        said = list(said.values())
    if isinstance(said, list):
        for each in said:
            yield from _titles(each)


@pytestmark_shared
def test_the_real_dumps_in_any_order_are_the_same_papers(tmp_path: Path) -> None:
    files = sorted(SHARED.glob("*.txt"))
    found = []
    for name, order in (("there", files), ("back", files[::-1])):
        with open_library(tmp_path / name, write=True) as library:
            read(library, *order)
            found.append(papers(library))
    assert found[0] == found[1]


def test_now_is_what_the_caller_says(library: Library, tmp_path: Path) -> None:
    earlier = datetime.datetime(2020, 2, 2, tzinfo=datetime.UTC)
    file = written(tmp_path, "a", [FIRST])
    read_one(Ingestion(library, None, Tagger()), file, Options(earlier))
    read(library, file)
    assert {paper.first_seen for paper in library.iter_papers()} == {NOW.date().isoformat()}
