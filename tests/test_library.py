"""The library keeps what it is given, and gives it back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library_samples import fill, hit, paper, row, sighting
from papertriage.errors import LibraryError, NotFound
from papertriage.library import Counts, Library, PaperRow, open_library
from papertriage.library.doctor import run
from papertriage.library.rows import (
    evidence_to_text,
    paper_to_row,
    row_to_paper,
    row_to_sighting,
    sighting_to_row,
    text_to_evidence,
)
from papertriage.model import STATES, Link, Organization, Page, Paper, PrintedDate, Sighting, Skipped

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
COUNT = st.none() | st.integers(0, 2**40)
MAYBE = st.none() | TEXT
LINKS = st.lists(st.builds(Link, TEXT, TEXT), max_size=2).map(tuple)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
PRINTED = st.none() | st.builds(
    PrintedDate, st.integers(1, 12), st.integers(1, 31), st.none() | st.integers(1, 9999)
)
ORGANIZATION = st.none() | st.builds(Organization, TEXT, TEXT)

SIGHTINGS = st.builds(
    Sighting, TEXT, TEXT, MAYBE, st.booleans(), st.none() | TEXTS, COUNT, ORGANIZATION, PRINTED,
    MAYBE, MAYBE, MAYBE, MAYBE, COUNT, COUNT, MAYBE, MAYBE, TEXTS, LINKS,
    COUNT, st.integers(0, 10**6), st.integers(0, 10**6),
)  # fmt: skip
PAPERS = st.builds(
    Paper, TEXT, TEXT, MAYBE, st.none() | TEXTS, COUNT, ORGANIZATION, MAYBE, st.booleans(),
    MAYBE, MAYBE, MAYBE, MAYBE,
    COUNT, COUNT, MAYBE, COUNT, MAYBE, TEXTS, LINKS, COUNT, MAYBE,
    st.just(()), st.sampled_from(STATES), st.just(()),
)  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "lib", write=True) as opened:
        yield opened


@given(SIGHTINGS)
def test_a_sighting_and_its_row_are_the_same(value: Sighting) -> None:
    assert row_to_sighting(sighting_to_row(value, "daily"), "daily") == value


@given(PAPERS)
def test_a_paper_and_its_row_are_the_same(value: Paper) -> None:
    assert row_to_paper(paper_to_row(value), value.abstract) == value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(values=st.lists(SIGHTINGS, max_size=5), page=st.builds(Page, PRINTED, MAYBE, COUNT, MAYBE))
def test_storing_then_loading_sightings_is_identity(
    library: Library, values: list[Sighting], page: Page
) -> None:
    with library.batch(row(f"sha{library.change}", page=page)) as batch:
        ids = batch.add_sightings([(value, ()) for value in values])
        batch.finish(Counts())
    found = {stored.id: stored for stored in library.iter_sightings()}
    assert [found[number].sighting for number in ids] == values
    assert {found[number].page for number in ids} <= {page}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(value=PAPERS)
def test_storing_then_loading_a_paper_is_identity(library: Library, value: Paper) -> None:
    value = value._replace(id=f"{library.change} {value.id}", topics=(hit(),), title=f"Paper {value.title}")
    value = value._replace(abstract="We study " + (value.abstract or ""))
    with library.derivation() as work:
        [(pid, _)] = work.put_papers([PaperRow(value, (), {})])
    assert library.papers([pid]) == [value]  # nothing was decided, so the state given stands


def test_evidence_keeps_place_words_and_weight() -> None:
    evidence = hit().evidence
    assert text_to_evidence(evidence_to_text(evidence), "Paper one", "We study two") == evidence


def test_an_abstract_that_stands_in_a_sighting_is_not_kept_twice(library: Library) -> None:
    [(pid, stored)] = fill(library, [1])
    assert library.db.rows("SELECT abstract FROM papers") == [(None,)]
    assert library.papers([pid])[0].abstract == stored.abstract


def test_an_abstract_that_was_tidied_is_kept_beside_the_raw_one(library: Library) -> None:
    with library.batch(row()) as batch:
        [seen] = batch.add_sightings([(sighting(1, abstract="raw  words"), ["a"])])
        [(pid, _)] = batch.put_papers([PaperRow(paper(1, abstract="raw words"), (seen,), {"abstract": seen})])
        batch.finish(Counts())
    assert library.papers([pid])[0].abstract == "raw words"
    assert library.stored([pid])[0].sighting.abstract == "raw  words"


def test_papers_come_in_the_order_asked_for(library: Library) -> None:
    pids = [pid for pid, _ in fill(library, range(1200))]
    assert [found.title for found in library.papers(pids[::-1], full=False)] == [
        f"Paper number {number}" for number in reversed(range(1200))
    ]
    assert library.papers([10**9]) == []


def test_all_papers_come_by_public_id(library: Library) -> None:
    fill(library, [*range(600, 1200), *range(600)])
    ids = [found.id for found in library.iter_papers()]
    assert len(ids) == 1200
    assert ids == sorted(ids)


def test_neighbours_share_a_key_and_know_their_paper(library: Library) -> None:
    [(pid, _), _] = fill(library, [1, 2])
    with library.batch(row("bb")) as batch:
        found = batch.neighbours(["key:1", "key:9", ""])
    assert [(stored.pid, stored.sighting.title) for stored in found] == [(pid, "Paper number 1")]


def test_neighbours_are_found_within_the_batch(library: Library) -> None:
    with library.batch(row()) as batch:
        batch.add_sightings([(sighting(1), ["k", "k", ""])])
        assert [stored.pid for stored in batch.neighbours(["k"])] == [None]
        assert batch.neighbours([""]) == []


def test_a_batch_without_finish_leaves_nothing(library: Library) -> None:
    with library.batch(row()) as batch:
        batch.add_sightings([(sighting(1), ["k"])])
    assert library.batches() == []
    assert list(library.iter_sightings()) == []
    assert library.change == 0


def test_a_batch_that_fails_leaves_nothing(library: Library) -> None:
    with pytest.raises(LibraryError, match="constraint"), library.batch(row()) as batch:
        batch.add_sightings([(sighting(1), ["k"]), (sighting(2, title=None), ["k"])])
    assert library.batches() == []
    fill(library, [1])  # and the library still works


def test_a_batch_is_known_by_its_bytes(library: Library) -> None:
    page = Page(captured="2025-10-30")
    with library.batch(row(page=page)) as batch:
        batch.finish(Counts(lines=3, record_lines=3), page)
    known = library.batch_known("aa", "daily")
    assert known is not None
    assert (known.counts.lines, known.page) == (3, page)
    assert library.batch_known("aa", "daily", "2025-10-30") == known
    assert library.batch_known("aa", "daily", "2025-10-31") is None
    assert library.batch_known("bb") is None


def test_a_changed_paper_keeps_its_number_and_its_old_id(library: Library) -> None:
    [(pid, old)] = fill(library, [1])
    with library.derivation() as work:
        members = tuple(stored.id for stored in work.stored([pid]))
        work.put_papers([PaperRow(paper(1, id="doi:10.1/x"), members, {}, pid)])
    found = library.paper(old.id)
    assert found is not None
    assert (found.id, library.pid_of("doi:10.1/x"), library.pid_of("key:1")) == ("doi:10.1/x", pid, pid)
    assert library.pid_of("doi:10.1/y") is None


def test_a_dropped_paper_is_found_under_the_one_it_became(library: Library) -> None:
    [(first, one), (second, two)] = fill(library, [1, 2])
    with library.derivation() as work:
        members = tuple(stored.id for stored in work.stored([first, second]))
        work.drop_papers([second], into=one.id)
        work.put_papers([PaperRow(one, members, {"title": members[1]}, first)])
    assert library.pid_of(two.id) == first
    assert [ref.line_start for ref in library.papers([first])[0].sightings] == [1, 2]
    assert library.provenance(first) == {"title": members[1]}
    assert dict(library.changed_since(1)) == {first: 2, second: 2}


def test_two_papers_may_change_places(library: Library) -> None:
    [(first, one), (second, two)] = fill(library, [1, 2])
    with library.derivation() as work:
        work.put_papers([PaperRow(two, (1,), {}, first), PaperRow(one, (2,), {}, second)])
    assert (library.pid_of(one.id), library.pid_of(two.id)) == (second, first)


def test_changes_go_on_from_a_place_within_a_change(library: Library) -> None:
    pids = [pid for pid, _ in fill(library, range(5))]
    assert [pid for pid, _ in library.changed_since(0)] == pids
    assert [pid for pid, _ in library.changed_since(1, pids[2])] == pids[3:]
    assert list(library.changed_since(1)) == []


def test_a_decision_changes_the_state_and_outlives_a_rebuild(library: Library) -> None:
    [(pid, one)] = fill(library, [1])
    library.decide([one.id], "accept", "2025-11-02T09:00:00Z", who="ada", reason="sound")
    library.decide([one.id], "note", "2025-11-02T09:01:00Z", value="see figure 2")
    assert library.papers([pid])[0].state == "accepted"
    with library.rebuilding() as work:
        [(new, stored)] = work.put_papers([PaperRow(one, (1,), {})])
        work.add_keys([(1, ["key:1"])])
    assert stored.state == "accepted"
    assert library.papers([new])[0].state == "accepted"
    assert [event.action for event in library.decisions_on(one.id)] == ["accept", "note"]


def test_a_decision_follows_a_paper_to_its_new_id(library: Library) -> None:
    [(pid, one)] = fill(library, [1])
    library.decide([one.id], "later", "2025-11-02T09:00:00Z")
    with library.derivation() as work:
        [(_, stored)] = work.put_papers([PaperRow(paper(1, id="doi:10.1/x"), (1,), {}, pid)])
    assert stored.state == "later"
    assert len(library.decisions_on("doi:10.1/x")) == 1


def test_a_decision_on_an_unknown_paper_decides_nothing(library: Library) -> None:
    [(pid, one)] = fill(library, [1])
    with pytest.raises(NotFound, match=r"arxiv:0000\.00000"):
        library.decide([one.id, "arxiv:0000.00000"], "accept", "2025-11-02T09:00:00Z")
    assert library.papers([pid])[0].state == "unread"


def test_decisions_are_never_rewritten(library: Library) -> None:
    [(_, one)] = fill(library, [1])
    library.decide([one.id], "accept", "2025-11-02T09:00:00Z")
    for sql in ("UPDATE decisions SET action = 'reject'", "DELETE FROM decisions"):
        with pytest.raises(LibraryError, match="decisions are never"):
            library.db.run(sql)


def test_what_sqlite_cannot_hold_is_replaced_rather_than_refused(library: Library) -> None:
    with library.batch(row()) as batch:
        batch.add_sightings([
            (sighting(1), ["k"]), (sighting(2, title="half \ud800 pair\0", comments=10**30), ["\udfff"])
        ])  # fmt: skip
        batch.add_skipped([Skipped("daily", "no title", "\udc00" * 5000, 7, 9)])
        batch.finish(Counts())
    found = [stored.sighting for stored in library.iter_sightings()]
    assert [one.title for one in found] == ["Paper number 1", "half \ufffd pair\0"]
    assert found[1].comments is None
    assert library.db.value("SELECT length(raw) FROM skipped") == 4096


def test_stats_count_what_there_is(library: Library) -> None:
    with library.batch(row()) as batch:
        ids = batch.add_sightings([(sighting(1), ["a"]), (sighting(2, source="other"), ["b"])])
        batch.put_papers([PaperRow(paper(1, topics=(hit(),), published="2025-01-02"), tuple(ids), {})])
        batch.finish(Counts(read=2, new=1, duplicates=1))
    stats = library.stats()
    assert (stats.papers, stats.sightings, stats.batches) == (1, 2, 1)
    assert (stats.topics, stats.sources) == ({"attention": 1}, {"daily": 1, "other": 1})
    assert (stats.states, stats.first_published) == ({"unread": 1}, "2025-01-02")


def test_a_sound_library_has_no_problem(library: Library) -> None:
    fill(library, [1, 2])
    assert [finding for finding in run(library) if finding.problems] == []


@pytest.mark.parametrize(
    ("harm", "name"),
    [
        ("DELETE FROM members WHERE sighting = 1", "sightings"),
        ("DELETE FROM members WHERE sighting = 1", "papers"),
        ("INSERT INTO sighting_keys VALUES (5, 999)", "keys"),
        ("UPDATE batches SET new = 7", "sums"),
        ("UPDATE batches SET lines = 7", "sums"),
        ("UPDATE papers SET state = 'read'", "states"),
        ("PRAGMA foreign_keys = OFF; UPDATE members SET pid = 77 WHERE sighting = 1", "references"),
    ],
)
def test_doctor_sees_harm(library: Library, harm: str, name: str) -> None:
    fill(library, [1, 2])
    library.db.raw.executescript(harm)
    found = {finding.name: finding for finding in run(library)}
    assert found[name].problems
    mended = {finding.name: finding for finding in run(library, fix=True)}
    assert mended[name].fixed == found[name].fixable


def test_doctor_removes_what_an_interrupted_run_left(library: Library) -> None:
    (library.folder / "index.new").mkdir()
    (library.folder / "x.tmp").touch()
    [finding] = [found for found in run(library, fix=True) if found.name == "leftovers"]
    assert finding.fixed
    assert not (library.folder / "index.new").exists()
