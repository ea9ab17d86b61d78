"""Decisions: appended and never rewritten, taken back, and merged from several readers in any order."""

import datetime
import itertools
import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_samples import fill, paper
from papertriage import triage
from papertriage.library import DecisionRow, Library, Standing, migrations, open_library, stand, undone_by
from papertriage.library.connection import FILE_NAME
from papertriage.library.doctor import run
from papertriage.triage.mirror import Fault, read_lines, to_line

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
IDS = [paper(number).id for number in range(4)]


def said(who: str = "", minutes: float = 0) -> triage.Said:
    return triage.Said(NOON + datetime.timedelta(minutes=minutes), who)


def no_tagger() -> triage.Tagger:
    raise AssertionError("no topic was said: nothing is to be tagged again")


def filled(folder: Path) -> Path:
    with open_library(folder, write=True) as library:
        fill(library, range(4))
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("decisions") / "library")


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Iterator[Library]:
    with open_library(Path(shutil.copytree(made, tmp_path / "library")), write=True) as found:
        yield found


def states(library: Library) -> list[str]:
    return [paper.state for paper in library.iter_papers()]


def problems(library: Library) -> list[str]:
    return [problem for finding in run(library) for problem in finding.problems]


# --- what events come to ---


def test_a_star_a_note_and_an_assignment_leave_the_state_alone(library: Library) -> None:
    triage.decide(library, "accept", [IDS[0]], said())
    triage.decide(library, "star", [IDS[0]], said())
    triage.note(library, IDS[0], "see figure 2", said())
    triage.assign(library, [IDS[0]], "ann", said())
    assert library.standings(IDS) == {IDS[0]: Standing("accepted", True, ("see figure 2",), "ann")}
    triage.decide(library, "unstar", [IDS[0]], said())
    triage.assign(library, [IDS[0]], None, said())
    assert library.standings(IDS) == {IDS[0]: Standing("accepted", False, ("see figure 2",), None)}


def test_an_event_says_when_who_where_and_what_was_shown(library: Library) -> None:
    by = triage.Said(NOON, "ann", "triage")
    triage.decide_all(library, "reject", IDS[:2], by, reason="old", shown={IDS[0]: (3, 0.5)})
    one, other = library.log()
    assert one[1:7] == (IDS[0], "reject", "2026-01-15T12:00:00.000+00:00", "ann", None, "old")
    assert (one.origin, one.rank, one.score) == ("triage", 3, 0.5)
    assert (other.paper, other.rank, other.score) == (IDS[1], None, None)
    assert one.act == other.act == one.uid < other.uid


def test_what_is_said_at_one_moment_is_in_the_order_it_was_said(library: Library) -> None:
    for action in ("accept", "reject", "later", "read"):
        triage.decide(library, action, [IDS[0]], said())
    assert states(library)[0] == "read"


def test_a_clock_set_back_does_not_turn_the_order_round(library: Library) -> None:
    triage.decide(library, "accept", [IDS[0]], said())
    triage.decide(library, "reject", [IDS[0]], said(minutes=-60))
    assert states(library)[0] == "rejected"
    assert [event.at[11:16] for event in library.log()] == ["12:00", "11:00"]


def test_of_one_reader_only_what_that_reader_said_is_seen(library: Library) -> None:
    triage.decide(library, "accept", [IDS[0]], said("ann"))
    triage.decide(library, "reject", [IDS[0]], said("bob", 1))
    assert library.standings(IDS, "ann")[IDS[0]].state == "accepted"
    assert library.standings(IDS)[IDS[0]].state == "rejected"
    assert library.standings(IDS, "cy") == {}
    assert [event.who for event in library.log("ann")] == ["ann"]


# --- taking back ---


def test_undo_takes_back_a_whole_command_and_redo_says_it_again(library: Library) -> None:
    triage.decide(library, "accept", IDS[:3], said())
    triage.decide(library, "reject", IDS[1:], said(minutes=1))
    taken = triage.undo(library, said(minutes=2), no_tagger)
    assert [event.action for event in taken.events] == ["reject"] * 3
    assert states(library) == ["accepted"] * 3 + ["unread"]
    again = triage.redo(library, said(minutes=3), no_tagger)
    assert [paper.state for paper in again.papers.values()] == ["rejected"] * 3
    assert states(library) == ["accepted"] + ["rejected"] * 3
    assert problems(library) == []


def test_undo_rewrites_nothing(library: Library) -> None:
    triage.decide(library, "accept", [IDS[0]], said())
    before = list(library.log())
    triage.undo(library, said(), no_tagger)
    (kept, undo) = library.log()
    assert [kept] == before
    assert (undo.action, undo.value, undo.paper) == ("undo", kept.uid, IDS[0])


def test_undo_leaves_what_others_said(library: Library) -> None:
    triage.decide(library, "accept", [IDS[0]], said("ann"))
    triage.decide(library, "reject", [IDS[0]], said("bob"))
    triage.undo(library, said("ann"), no_tagger)
    assert states(library)[0] == "rejected"
    assert triage.undo(library, said("ann"), no_tagger).events == []


def test_nothing_is_said_again_after_something_new(library: Library) -> None:
    triage.decide(library, "accept", [IDS[0]], said())
    triage.undo(library, said(), no_tagger)
    triage.decide(library, "later", [IDS[1]], said())
    assert triage.redo(library, said(), no_tagger).events == []


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(["accept", "reject", "star", "undo", "undo 2", "redo"]), max_size=12))
def test_undo_and_redo_are_those_of_an_editor(
    tmp_path_factory: pytest.TempPathFactory, doing: list[str]
) -> None:
    done: list[str] = []
    undone: list[str] = []
    with open_library(filled(tmp_path_factory.mktemp("editor")), write=True) as library:
        for what in doing:
            if what.startswith("undo"):
                count = int(what[5:] or 1)
                triage.undo(library, said(), no_tagger, count=count)
                undone += [done.pop() for _ in range(min(count, len(done)))]
            elif what == "redo":
                triage.redo(library, said(), no_tagger)
                done += [undone.pop()] if undone else []
            else:
                triage.decide(library, what, [IDS[0]], said())
                done, undone = [*done, what], []
            wanted = stand((action, None) for action in done)
            assert library.standings(IDS).get(IDS[0], Standing()) == wanted
            assert states(library)[0] == wanted.state
        assert problems(library) == []


# --- merging ---


def uid(number: int, tail: int = 0) -> str:
    return f"2026-01-15T12:00:{number:02d}.000000Z-00000000-{tail:016x}"


def event(number: int, action: str, value: str | None = None, who: str = "ann") -> DecisionRow:
    at = f"2026-01-15T12:00:{number:02d}+00:00"
    return DecisionRow(0, IDS[number % 4], action, at, who, value, None, uid(number), uid(number), "cli")


@st.composite
def logs(draw: st.DrawFn) -> list[DecisionRow]:
    made: list[DecisionRow] = []
    for number in range(draw(st.integers(1, 14))):
        named = draw(st.sampled_from([None, *(each.uid for each in made), uid(59)]))
        action = "undo" if named else draw(st.sampled_from(["accept", "reject", "star", "note"]))
        made.append(event(number, action, named or "note", draw(st.sampled_from(["ann", "bob"]))))
    return made


@settings(max_examples=200, deadline=None)
@given(logs(), st.randoms(use_true_random=False))
def test_what_is_taken_back_follows_from_the_set_of_events(
    log: list[DecisionRow], chance: random.Random
) -> None:
    taking = [(each.uid, each.value) for each in log if each.action == "undo"]
    shuffled = [*taking, *taking]
    chance.shuffle(shuffled)
    assert undone_by(shuffled) == undone_by(taking)
    stands = {each.uid for each in log} - undone_by(taking)
    for each in log:  # the definition: nothing that stands, and is later, names it
        assert (each.uid in stands) == (not any(by in stands and named == each.uid for by, named in taking))


def test_an_event_that_names_itself_or_a_later_one_takes_nothing_back() -> None:
    assert undone_by([(uid(1), uid(1)), (uid(2), uid(3)), (uid(3), uid(2))]) == {uid(2)}


@settings(max_examples=8, deadline=None)
@given(logs(), st.data())
def test_logs_merge_in_any_order_and_any_number_of_times(
    tmp_path_factory: pytest.TempPathFactory, log: list[DecisionRow], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("merging")
    outcomes = []
    for name in ("one", "other"):
        order = data.draw(st.permutations(log))
        cut = data.draw(st.integers(0, len(log)))
        with open_library(filled(folder / name), write=True) as library:
            for part in (order[:cut], order[cut:], order[:cut]):
                triage.merge(library, part, said(), no_tagger)
            assert problems(library) == []
            events = [each._replace(seq=0) for each in library.log()]
            outcomes.append((states(library), library.standings(IDS), library.undone(), events))
    assert outcomes[0] == outcomes[1]


def test_two_readers_merge_through_files(library: Library, made: Path, tmp_path: Path) -> None:
    with open_library(Path(shutil.copytree(made, tmp_path / "bob")), write=True) as theirs:
        triage.decide(library, "accept", [IDS[0], IDS[1]], said("ann"))
        triage.decide(theirs, "reject", [IDS[1], IDS[2]], said("bob", 1))
        triage.note(theirs, IDS[2], "naïve\tsaid\x1b[31m", said("bob", 2))
        triage.undo(library, said("ann", 3), no_tagger)
        mine, other = [[to_line(each) for each in one.log()] for one in (library, theirs)]
        for one, lines in itertools.product((library, theirs), (mine, other)):
            events = [each for each in read_lines(lines) if isinstance(each, DecisionRow)]
            merged = triage.merge(one, events, said(), no_tagger)
            assert (merged.other, merged.homeless) == ([], 0)
        assert states(library) == states(theirs) == ["unread", "rejected", "rejected", "unread"]
        assert library.standings(IDS) == theirs.standings(IDS)


def test_a_colleague_ahead_of_time_is_overruled_by_what_is_said_later_here(library: Library) -> None:
    ahead = event(5, "accept")._replace(uid=uid(5).replace("2026", "2099"))
    triage.merge(library, [ahead], said(), no_tagger)
    triage.decide(library, "reject", [IDS[1]], said())
    assert states(library)[1] == "rejected"


def test_another_decision_with_the_same_id_is_left_out_and_named(library: Library) -> None:
    triage.merge(library, [event(1, "accept")], said(), no_tagger)
    merged = triage.merge(library, [event(1, "reject"), event(2, "later")], said(), no_tagger)
    assert (len(merged.added), merged.known, merged.other) == (1, 0, [uid(1)])
    assert states(library) == ["unread", "accepted", "later", "unread"]


def test_a_decision_on_a_paper_that_is_not_here_waits_for_it(library: Library) -> None:
    waiting = event(9, "accept")._replace(paper=paper(9).id)
    assert triage.merge(library, [waiting], said(), no_tagger).homeless == 1
    [(pid, _)] = fill(library, [9], "bb")
    assert library.papers([pid])[0].state == "accepted"


# --- the mirror ---


@settings(max_examples=40, deadline=None)
@given(
    st.builds(
        DecisionRow, st.just(0), st.text(min_size=1, max_size=50).filter(str.strip), st.just("note"),
        st.just("2026-01-15T12:00:00+00:00"), st.text(max_size=9), st.text(min_size=1), st.none(),
        st.just(uid(1)), st.just(uid(1)), st.text(max_size=10), st.none() | st.integers(1, 9), st.none()
        | st.floats(allow_nan=False, allow_infinity=False),
    )
)  # fmt: skip
def test_an_event_is_the_same_after_writing_and_reading(one: DecisionRow) -> None:
    assert list(read_lines([to_line(one)])) == [one]


GOOD = json.loads(to_line(event(1, "accept")))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("not json", "expecting value"),
        ("[]", "valid dictionary"),
        (json.dumps(GOOD | {"action": "burn"}), "'burn' is none of accept"),
        (json.dumps(GOOD | {"uid": "1"}), "uid"),
        (json.dumps(GOOD | {"uid": uid(1) + "\n"}), "uid"),
        (json.dumps(GOOD | {"rank": 0}), "rank"),
        (json.dumps(GOOD | {"score": float("nan")}), "score"),
        (json.dumps(GOOD | {"paper": 7}), "paper"),
        (json.dumps(GOOD | {"action": "undo", "value": None}), "needs a value"),
        (json.dumps(GOOD | {"at": "yesterday"}), "not an ISO time"),
        (json.dumps({key: value for key, value in GOOD.items() if key != "who"} | {"who": None}), "who"),
        ("[" * 100_000, ""),
        ('{"paper": "\\ud800", "action": "accept"}', ""),
    ],
)
def test_a_line_that_is_no_event_is_a_fault_that_says_why(line: str, why: str) -> None:
    (fault,) = read_lines(["", line])
    assert isinstance(fault, Fault)
    assert fault.line == 2
    assert why in fault.why.casefold() or why in fault.why


def test_a_field_of_a_later_version_is_left_aside() -> None:
    assert list(read_lines([json.dumps(GOOD | {"mood": "fine"})])) == [
        event(1, "accept")._replace(value=None)
    ]


# --- libraries of before ---


def test_decisions_of_an_earlier_library_get_ids_that_follow_from_what_they_say(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "copy"]
    for folder in folders:
        folder.mkdir()
        db = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
        migrations.migrate(db, folder, migrations.STEPS[:2])
        for action, at in (("accept", "2026-01-15T12:00:00+00:00"), ("reject", "2026-01-15T11:00:00Z")):
            db.execute("INSERT INTO decisions (paper, action, at) VALUES (?, ?, ?)", [IDS[0], action, at])
        db.close()
    logs = []
    for folder in folders:
        with open_library(folder, write=True) as library:
            fill(library, range(4))
            assert states(library)[0] == "rejected"  # the later one, whatever the clock said
            logs.append(list(library.log()))
            assert [each.action for each in logs[-1]] == ["accept", "reject"]
            assert all(isinstance(each, DecisionRow) for each in read_lines(map(to_line, logs[-1])))
    assert logs[0] == logs[1]
    with open_library(folders[0], write=True) as library:
        assert triage.merge(library, logs[1], said(), no_tagger).known == 2
        assert [each.action for each in triage.undo(library, said(), no_tagger).events] == ["reject"]
        assert states(library)[0] == "accepted"


def test_the_doctor_finds_and_mends_what_is_not_what_the_log_says(library: Library) -> None:
    triage.decide(library, "accept", [IDS[0]], said())
    library.db.run("INSERT INTO undone (uid) VALUES (?)", [next(library.log()).uid])
    assert problems(library) != []
    run(library, fix=True)
    assert problems(library) == []
    assert states(library)[0] == "accepted"
