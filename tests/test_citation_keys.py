"""Citation keys stay what they were at a paper's first export, whatever happens to the paper afterwards."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_samples import row, sighting
from papertriage.errors import LibraryError
from papertriage.export import stored_keys
from papertriage.export.citation_key import KeyRing, suffixed
from papertriage.export.stored_keys import StoredKeys
from papertriage.library import Counts, Library, PaperRow, open_library
from papertriage.library.citing import next_free
from papertriage.model import Paper


def named(public_id: str, title: str = "Grids of Grids", author: str = "Ann Bée") -> Paper:
    return Paper(public_id, title, authors=(author,), published="2024-04-14", year=2024)


def put(library: Library, papers: list[Paper], sha256: str = "aa") -> None:
    """One batch of these papers, each seen once."""
    with library.batch(row(sha256)) as batch:
        ids = batch.add_sightings([(sighting(at), [f"{sha256}:{at}"]) for at, _ in enumerate(papers)])
        batch.put_papers([PaperRow(each, (seen,), {}) for each, seen in zip(papers, ids, strict=True)])
        batch.finish(Counts(read=len(papers), new=len(papers)))


def change(library: Library, old: str, new: Paper) -> None:
    """Another reading believes something else of a paper."""
    pid = library.pid_of(old)
    assert pid is not None
    seen = library.stored([pid])[0].id
    with library.derivation() as work:
        work.put_papers([PaperRow(new, (seen,), {}, pid)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_library(tmp_path / "library", write=True) as library:
        put(library, [named("arxiv:2404.00001"), named("arxiv:2404.00002"), named("title:00aa", "Meshes")])
    return tmp_path / "library"


def keys(folder: Path, *names: str, store: bool = True) -> list[str]:
    """What an export writes for these papers, in this order; for all of them, by id, where none is named."""
    with open_library(folder) as library:
        papers = [library.paper(name) for name in names] if names else list(library.iter_papers())
        given_ = StoredKeys(library, store=store)
        return [given_.key(paper) for paper in given_.ahead(filter(None, papers))]


def test_the_first_export_fixes_the_keys(folder: Path) -> None:
    assert keys(folder) == ["bee2024grids", "bee2024gridsa", "bee2024meshes"]
    assert keys(folder, "arxiv:2404.00002", "arxiv:2404.00001") == ["bee2024gridsa", "bee2024grids"]


def test_a_later_paper_gets_the_next_letter_and_the_others_keep_theirs(folder: Path) -> None:
    keys(folder)
    with open_library(folder, write=True) as library:
        put(library, [named("arxiv:2404.00000"), named("arxiv:2404.00003")], "bb")
    assert keys(folder) == [
        "bee2024gridsb", "bee2024grids", "bee2024gridsa", "bee2024gridsc", "bee2024meshes",
    ]  # fmt: skip


def test_only_what_is_exported_gets_a_key(folder: Path) -> None:
    assert keys(folder, "arxiv:2404.00002") == ["bee2024grids"]
    assert keys(folder) == ["bee2024gridsa", "bee2024grids", "bee2024meshes"]


def test_another_title_author_and_year_change_no_key(folder: Path) -> None:
    before = keys(folder)
    with open_library(folder, write=True) as library:
        change(library, "title:00aa", named("title:00aa", "Nothing of the Kind", "Bo Li"))
    assert keys(folder) == before


def test_another_id_changes_no_key(folder: Path) -> None:
    keys(folder)
    with open_library(folder, write=True) as library:
        change(library, "title:00aa", named("doi:10.1/x", "Meshes"))
    assert keys(folder, "doi:10.1/x") == ["bee2024meshes"]
    with open_library(folder, write=True) as library:
        change(library, "doi:10.1/x", named("arxiv:2404.09999", "Meshes"))
    assert keys(folder, "arxiv:2404.09999") == ["bee2024meshes"]


def test_of_two_that_turn_out_to_be_one_the_id_that_stays_keeps_its_key(folder: Path) -> None:
    keys(folder)
    with open_library(folder, write=True) as library:
        gone = library.pid_of("arxiv:2404.00001")
        assert gone is not None
        with library.derivation() as work:
            work.drop_papers([gone], into="arxiv:2404.00002")
    assert keys(folder) == ["bee2024gridsa", "bee2024meshes"]
    with open_library(folder, write=True) as library:
        put(library, [named("arxiv:2404.00009")], "bb")
    assert keys(folder, "arxiv:2404.00009") == ["bee2024gridsb"]  # the key that is free in no manuscript


def test_a_rebuild_keeps_the_keys(folder: Path) -> None:
    before = keys(folder)
    with open_library(folder, write=True) as library:
        with library.rebuilding():
            pass
        put(library, [named("arxiv:2404.00002"), named("arxiv:2404.00001"), named("title:00aa")], "bb")
    assert keys(folder) == before


def test_giving_keys_changes_no_paper(folder: Path) -> None:
    with open_library(folder) as library:
        before = library.change
    keys(folder)
    with open_library(folder) as library:
        assert library.change == before  # so the index stays current


def test_without_leave_to_store_the_keys_are_those_that_would_be_given(folder: Path) -> None:
    passing = keys(folder, store=False)
    assert keys(folder) == passing


def test_a_passing_key_is_never_another_paper_s(folder: Path) -> None:
    assert keys(folder, "arxiv:2404.00002") == ["bee2024grids"]
    assert keys(folder, store=False) == ["bee2024gridsa", "bee2024grids", "bee2024meshes"]
    assert keys(folder, "arxiv:2404.00001") == ["bee2024gridsa"]


def test_where_the_library_cannot_be_written_it_is_said_and_the_keys_are_passing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object, **__: object) -> Library:
        raise LibraryError("the disk is read-only")

    monkeypatch.setattr(stored_keys, "open_library", read_only)
    with open_library(folder) as library:
        given_ = StoredKeys(library)
        papers = list(library.iter_papers())
        assert [given_.key(paper) for paper in papers] == ["bee2024grids", "bee2024gridsa", "bee2024meshes"]
        assert [given_.key(paper) for paper in papers] == ["bee2024grids", "bee2024gridsa", "bee2024meshes"]
        assert given_.unstored == "the disk is read-only"
        assert library.citation_keys([paper.id for paper in papers]) == {}


def test_two_exports_at_once_give_each_paper_one_key(folder: Path) -> None:
    with open_library(folder, write=True) as library:
        put(library, [named(f"arxiv:2405.{at:05d}") for at in range(300)], "bb")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: keys(folder), range(4)))
    assert found[0] == found[1] == found[2] == found[3]
    assert len(set(found[0])) == len(found[0]) == 303


def test_nothing_is_given_where_no_key_is_asked_for(folder: Path) -> None:
    with open_library(folder) as library:
        assert len(list(StoredKeys(library).ahead(library.iter_papers()))) == 3
        assert list(library.all_citation_keys()) == []


def test_a_key_is_found_when_it_is_asked_for_late(folder: Path) -> None:
    with open_library(folder) as library:
        given_ = StoredKeys(library)
        papers = list(given_.ahead(library.iter_papers()))
        assert [given_.key(paper) for paper in reversed(papers)] == [
            "bee2024meshes", "bee2024gridsa", "bee2024grids",
        ]  # fmt: skip


@given(st.integers(0, 400))
def test_the_next_number_is_the_first_that_is_free(count: int) -> None:
    assert next_free(lambda number: number < count) == count


@given(st.sets(st.integers(0, 60)))
def test_the_next_number_is_free_and_behind_a_taken_one(taken: set[int]) -> None:
    number = next_free(taken.__contains__)
    assert number not in taken
    assert number == 0 or number - 1 in taken


@given(st.integers(0, 800))
def test_the_library_letters_as_a_file_does(count: int) -> None:
    ring = KeyRing(suffixed("bee2024grids", number) for number in range(count))
    assert ring.key(named("x")) == suffixed("bee2024grids", count)
