"""Long abstracts lie packed in the file, and come out as they went in."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from library_samples import paper, row, sighting
from papertriage.library import Counts, Library, PaperRow, open_library
from papertriage.library.packing import pack, unpack

LONG = "A long abstract, with naïve words and an α of its own, that says the same again and again. " * 9
HALF = "Half a pair \ud800 stands in it. " * 20


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 60))
def test_what_is_packed_comes_out_as_it_went_in(text: str, times: int) -> None:
    packed = pack(text * times)
    assert packed is None or (unpack(packed) == text * times and len(packed) < len((text * times).encode()))


def test_short_texts_and_none_are_left_alone() -> None:
    assert [pack(None), pack(""), pack("short")] == [None, None, None]
    assert unpack(None) is None


def put(library: Library, *abstracts: str | None) -> list[int]:
    with library.batch(row("aa")) as batch:
        listed = [sighting(number, abstract=text) for number, text in enumerate(abstracts)]
        ids = batch.add_sightings([(each, ()) for each in listed])
        rows = [
            PaperRow(paper(number, abstract=text), (seen,), {"abstract": seen})
            for number, (seen, text) in enumerate(zip(ids, abstracts, strict=True))
        ]
        stored = batch.put_papers(rows)
        batch.finish(Counts(read=len(abstracts), new=len(abstracts)))
    return [pid for pid, _ in stored]


def test_papers_and_sightings_have_their_abstracts_packed_or_not(tmp_path: Path) -> None:
    with open_library(tmp_path / "lib", write=True) as library:
        pids = put(library, LONG, "short", None, HALF)
    with open_library(tmp_path / "lib") as library:
        mended = HALF.replace("\ud800", "\ufffd")
        assert [each.abstract for each in library.papers(pids)] == [LONG, "short", None, mended]
        assert [each.sighting.abstract for each in library.stored(pids)] == [LONG, "short", None, mended]
        assert [text for *_, text in library.texts_of(pids)] == [LONG, "short", None, mended]
        kept = library.db.rows("SELECT abstract IS NULL, packed IS NULL FROM sightings ORDER BY id")
        assert kept == [(1, 0), (0, 1), (1, 1), (1, 0)]


def test_a_paper_whose_abstract_is_no_sighting_s_has_its_own_packed(tmp_path: Path) -> None:
    with open_library(tmp_path / "lib", write=True) as library, library.batch(row("aa")) as batch:
        (seen,) = batch.add_sightings([(sighting(0, abstract=f"{LONG} raw"), ())])
        batch.put_papers([PaperRow(paper(0, abstract=LONG), (seen,), {"abstract": seen})])
        batch.finish(Counts(read=1, new=1))
    with open_library(tmp_path / "lib") as library:
        assert library.db.rows("SELECT abstract_from, abstract, packed IS NULL FROM papers") == [
            (None, None, 0)
        ]
        assert library.papers([1])[0].abstract == LONG
        assert [text for *_, text in library.texts_of([1])] == [LONG]


def test_a_library_of_before_is_read_on_and_packs_what_comes(tmp_path: Path) -> None:
    with open_library(tmp_path / "lib", write=True) as library:
        pids = put(library, LONG)
        library.db.run("UPDATE sightings SET abstract = unpack(packed), packed = NULL")
    with open_library(tmp_path / "lib") as library:
        assert library.papers(pids)[0].abstract == LONG
        assert library.stored(pids)[0].sighting.abstract == LONG
