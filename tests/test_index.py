"""The index finds what the library has, and is made anew rather than trusted."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_samples import fill, hit, paper, row, sighting
from papertriage import index
from papertriage.errors import LibraryError
from papertriage.index import all_of, any_of, between, none_of, phrase, term, writing
from papertriage.index.files import write_version
from papertriage.library import Counts, Library, PaperRow, open_library
from papertriage.model import Organization, Paper, SightingRef


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "lib", write=True) as opened:
        yield opened


def caught_up(library: Library) -> index.Reader:
    index.open_writer(library).close()
    return index.open_reader(library)


def put(library: Library, *papers: Paper) -> list[int]:
    with library.batch(row(f"sha{library.change}")) as batch:
        ids = batch.add_sightings([(sighting(1), ()) for _ in papers])
        rows = [PaperRow(one, (seen,), {}) for one, seen in zip(papers, ids, strict=True)]
        stored = batch.put_papers(rows)
        batch.finish(Counts(read=len(papers), new=len(papers)))
    return [pid for pid, _ in stored]


def pids(reader: index.Reader, query: index.Query, **how: object) -> list[int]:
    return [pid for pid, _ in reader.search(query, limit=100, **how).hits]  # type: ignore[arg-type]


def test_words_are_folded_on_both_sides_and_found_in_every_form(library: Library) -> None:
    first, second = put(
        library, paper(1, title="Naïve Transformers"), paper(2, title="Ångström naively µ-scaled")
    )
    reader = caught_up(library)
    assert pids(reader, reader.word("title", *index.words_of("transformer"))) == [first]
    assert pids(reader, reader.word("title", *index.words_of("naive"))) == [first, second]
    assert pids(reader, term("title", *index.words_of("Angstrom"))) == [second]


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert index.fold(index.fold(text)) == index.fold(text)


def test_phrases_want_their_words_side_by_side(library: Library) -> None:
    first, second = put(library, paper(1, title="graph neural nets"), paper(2, title="neural graph nets"))
    reader = caught_up(library)
    assert pids(reader, phrase("title", index.words_of("graph neural"))) == [first]
    assert pids(reader, phrase("title", index.words_of("graph"))) == [first, second]
    assert pids(reader, phrase("title", [])) == []


def test_fields_are_found_by_their_values(library: Library) -> None:
    listed = paper(
        1, topics=(hit(),), organization=Organization("nyu-visionx", "NYU VisionX"),
        authors=("José Núñez", "Wei Li"),
        categories=("cs.CV",), published="2025-03-04", comments=3,
    )  # fmt: skip
    [first, _] = put(library, listed, paper(2))
    reader = caught_up(library)
    for query in (
        term("topic", "attention"), term("category", "cs.CV"), between("published", 20250304, 20250304),
        between("comments", 1, None), phrase("org", index.words_of("NYU VisionX")), term("org", "visionx"),
        phrase("authors", index.words_of("jose nunez")),
        all_of([term("source", "daily"), between("comments", 3, 3)]),
        index.prefix("authors", "nun"),
    ):  # fmt: skip
        assert pids(reader, query) == [first]


def test_queries_combine(library: Library) -> None:
    one, two, three = put(
        library, paper(1, title="alpha beta"), paper(2, title="alpha"), paper(3, title="gamma")
    )
    reader = caught_up(library)
    alpha, beta, gamma = (term("title", word) for word in ("alpha", "beta", "gamma"))
    assert pids(reader, all_of([alpha, beta])) == [one]
    assert pids(reader, all_of([])) == [one, two, three]
    assert sorted(pids(reader, any_of([beta, gamma]))) == [one, three]
    assert pids(reader, any_of([])) == []
    assert pids(reader, none_of([alpha])) == [three]
    assert pids(reader, index.best_of([beta, index.boost(gamma, 50.0)])) == [three, one]
    assert pids(reader, all_of([index.filtered(alpha), beta])) == [one]
    assert reader.count(alpha) == 2
    assert reader.search(alpha, limit=1, total=True).total == 2


def test_numbers_put_papers_in_order(library: Library) -> None:
    few, none, many = put(library, paper(1, comments=2), paper(2), paper(3, comments=9))
    reader = caught_up(library)
    assert reader.by_number(index.everything(), "comments", limit=9) == [(many, 9), (few, 2), (none, None)]
    rising = reader.by_number(index.everything(), "comments", limit=9, ascending=True)
    assert rising == [(few, 2), (many, 9), (none, None)]
    assert reader.by_number(index.everything(), "comments", limit=1, offset=1) == [(few, 2)]
    assert pids(reader, index.everything(), offset=1) == [none, many]


def test_what_the_index_cannot_hold_is_left_out(library: Library) -> None:
    reader_paper = paper(
        1, title="half \ud800 pair", comments=2**63, published="2025-1-1", listed="next week"
    )
    with index.open_writer(library) as writer:
        writer.add(1, reader_paper)
        writer.commit(index.Position(library.change))
    assert pids(index.open_reader(library), term("title", "half")) == [1]


def test_changes_reach_the_index_once(library: Library) -> None:
    [first, second, third] = put(library, paper(1), paper(2), paper(3))
    assert caught_up(library).papers == 3
    with library.derivation() as work:
        work.put_papers([PaperRow(paper(1, title="renamed"), (1,), {}, first)])
        work.drop_papers([second])
        [(fourth, _)] = work.put_papers([PaperRow(paper(4, title="renamed"), (), {})])
    library.decide([paper(3).id], "accept", "2025-11-01T10:00:00Z")
    reader = caught_up(library)
    assert pids(reader, index.everything()) == [first, third, fourth]
    assert pids(reader, term("title", "renamed")) == [first, fourth]
    assert pids(reader, term("state", "accepted")) == [third]
    assert library.indexed_through == library.change
    assert [problem for _, _, check, _ in index.CHECKS for problem in check(library)] == []


def test_an_index_left_behind_by_a_crash_catches_up(library: Library) -> None:
    fill(library, range(20))
    caught_up(library)
    fill(library, range(20, 40), "bb")
    with index.open_writer(library) as writer:
        pass
    fill(library, range(40, 60), "cc")
    with index.Writer(
        library.index_folder, library
    ) as writer:  # indexed, committed, and then the machine died
        for pid, found in library.papers_by_pid(range(41, 61)).items():
            writer.add(pid, found)
        holds = writer.holds
        writer.commit(index.Position(library.change))
    write_version(library.index_folder, library.generation, holds, library.change)
    assert caught_up(library).papers == 60


def _harm_missing(folder: Path) -> None:
    (folder / "meta.json").unlink()
    (folder / "version.json").unlink()


def _harm_files(folder: Path) -> None:
    for file in folder.iterdir():
        if file.suffix not in {".json", ".lock"}:
            file.write_bytes(b"")


def _harm_version(folder: Path) -> None:
    said = json.loads((folder / "version.json").read_text())
    (folder / "version.json").write_text(json.dumps(said | {"schema": 0}))


def _harm_ahead(folder: Path) -> None:
    said = json.loads((folder / "version.json").read_text())
    (folder / "version.json").write_text(json.dumps(said | {"reaches": 99, "holds": [99, -1]}))


def _harm_json(folder: Path) -> None:
    (folder / "version.json").write_text("[1, 2")


HARMS = [_harm_missing, _harm_files, _harm_version, _harm_ahead, _harm_json]


@pytest.mark.parametrize("harm", HARMS)
def test_a_harmed_index_is_seen_and_made_anew(library: Library, harm: object) -> None:
    fill(library, range(10))
    caught_up(library)
    harm(library.index_folder)  # type: ignore[operator]
    assert [problem for _, _, check, _ in index.CHECKS for problem in check(library)] != []
    assert index.rebuild_index(library) == 10
    assert [problem for _, _, check, _ in index.CHECKS for problem in check(library)] == []
    assert [path.name for path in library.folder.glob("index*")] == ["index"]


@pytest.mark.parametrize("harm", HARMS)
def test_a_harmed_index_is_made_anew_by_the_next_writer(library: Library, harm: object) -> None:
    fill(library, range(10))
    caught_up(library)
    harm(library.index_folder)  # type: ignore[operator]
    assert caught_up(library).papers == 10


def test_a_missing_index_is_one_line(library: Library) -> None:
    with pytest.raises(LibraryError, match=r"search index is missing.*doctor --fix"):
        index.open_reader(library)


def test_a_rebuilt_library_needs_another_index(library: Library) -> None:
    fill(library, range(3))
    caught_up(library)
    with library.rebuilding() as work:
        work.put_papers([PaperRow(paper(9), (1, 2, 3), {})])
    with pytest.raises(LibraryError, match="another version"):
        index.open_reader(library)
    assert caught_up(library).papers == 1


def test_a_rebuild_goes_on_where_it_was_stopped(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "COMMIT_EVERY", 500)
    fill(library, range(1800))

    def stop(_: int) -> None:
        if index.read_version(library.folder / "index.new").holds.pid == 1000:  # type: ignore[union-attr]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.rebuild_index(library, stop)
    done: list[int] = []
    assert index.rebuild_index(library, done.append) == 1800
    assert sum(done) == 800


def test_a_killed_writer_leaves_an_index_that_catches_up(tmp_path: Path) -> None:
    folder = tmp_path / "lib"
    with open_library(folder, write=True) as library:
        fill(library, range(3000))
    code = f"""
import sys; sys.path[:0] = {sys.path!r}
from pathlib import Path
from papertriage import index
from papertriage.index import writing
from papertriage.index.files import write_version
from papertriage.library import open_library
writing.COMMIT_EVERY = 500
with open_library(Path(sys.argv[1]), write=True) as library:
    with index.Writer(library.index_folder, library) as writer:
        index.catch_up(library, writer, lambda count: print(count, flush=True))
"""
    for reports in (1, 3):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        for _ in range(reports):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.communicate()
    with open_library(folder, write=True) as library:
        reader = caught_up(library)
        assert (reader.papers, reader.count(term("title", "paper"))) == (3000, 3000)


def test_the_papers_source_is_searchable(library: Library) -> None:
    with index.open_writer(library) as writer:
        writer.add(1, paper(1, sightings=(SightingRef("a", "d", 1, 1, 1), SightingRef("b", "d", 1, 1, 1))))
        writer.commit(index.Position(library.change))
    assert pids(index.open_reader(library), all_of([term("source", "a"), term("source", "b")])) == [1]
