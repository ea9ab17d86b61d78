"""The reading group's week: fair turns, wishes, what stays planned, votes as a set, calendars."""

import datetime
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from group_samples import NOW, away, day, group, planned, rows, vote
from library_samples import fill
from papertriage.errors import ConfigError, LibraryError, NotFound, UsageFault
from papertriage.group import Group, Slot, load
from papertriage.group.agenda import agenda, as_html, as_markdown, as_record, readers, when
from papertriage.group.file import EXAMPLE
from papertriage.group.ics import as_ics
from papertriage.group.plan import meetings
from papertriage.group.rota import Open
from papertriage.group.rota import fill as fill_rota
from papertriage.group.swap import swap
from papertriage.group.votes import Unread, Wish, as_lines, read_lines, unite, wishes
from papertriage.group.votes import vote as cast
from papertriage.library import Library, open_library
from papertriage.library.group import Vote, add_votes, readers_of, votes


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library", write=True) as opened:
        opened.db.run("PRAGMA synchronous = OFF")  # these plans need not survive a power cut
        fill(opened, range(1, 8))
        yield opened


# --- fair turns ---

DAYS = [datetime.date(2026, 3, 3) + datetime.timedelta(weeks=week) for week in range(30)]
NAMES = [f"member {number}" for number in range(8)]


@given(st.integers(1, 8), st.integers(1, 30))
def test_everybody_presents_once_before_anybody_presents_twice(members: int, count: int) -> None:
    opened = [Open(f"{date}", date) for date in DAYS[:count]]
    found = fill_rota(group(NAMES[:members]), opened, presented={}, wishes=[])
    order = [found[each.name].presenter for each in opened]
    for start in range(0, count, members):
        turn = order[start : start + members]
        assert len(set(turn)) == len(turn)


ABSENCES = st.lists(st.tuples(st.sampled_from(NAMES[:5]), st.integers(0, 29), st.integers(0, 6)), max_size=12)


@given(ABSENCES, st.integers(1, 30))
def test_nobody_presents_while_away_and_whoever_is_there_longest_without_a_turn_is_next(
    absences: list[tuple[str, int, int]], count: int
) -> None:
    of = group(NAMES[:5])
    spans: dict[str, list[tuple[str, str]]] = {}
    for name, week, weeks in absences:
        last = DAYS[week] + datetime.timedelta(weeks=weeks)
        spans.setdefault(name, []).append((DAYS[week].isoformat(), last.isoformat()))
    for name, days in spans.items():
        of = away(of, name, *days)
    opened = [Open(f"{date}", date) for date in DAYS[:count]]
    found = fill_rota(of, opened, presented={}, wishes=[])
    last_turn: dict[str, datetime.date] = {}
    for each in opened:
        presenter = found[each.name].presenter
        free = [member.name for member in of.members if not member.is_away(each.day)]
        assert (presenter in free) if free else (presenter is None)
        waited = min((last_turn.get(name, datetime.date.min) for name in free), default=None)
        if presenter is not None:
            assert last_turn.get(presenter, datetime.date.min) == waited
            last_turn[presenter] = each.day


def test_the_order_of_meetings_and_wishes_given_does_not_matter() -> None:
    opened = [Open(f"{date}", date) for date in DAYS[:8]]
    wanted = [Wish("a", ("member 1",), "1"), Wish("b", ("member 2",), "2")]
    shuffled = random.Random(1).sample(opened, 8)
    asked = {"presented": {"member 0": [day("2026-01-01")]}, "wishes": wanted}
    assert fill_rota(group(NAMES), opened, **asked) == fill_rota(group(NAMES), shuffled, **asked)  # type: ignore[arg-type]


def test_a_turn_that_lies_ahead_counts_so_that_nobody_is_asked_twice_running() -> None:
    opened = [Open("a", DAYS[0]), Open("b", DAYS[1], "Ann", "x")]
    assert fill_rota(group(), opened, presented={}, wishes=[])["a"].presenter == "Bob"


def test_a_newcomer_takes_the_turn_of_one_who_presented_on_that_day() -> None:
    of = group()
    of = of._replace(members=(*of.members[:2], of.members[2]._replace(joined=day("2026-02-20"))))
    had = {"Ann": [day("2026-02-10")], "Bob": [day("2026-02-24")]}
    opened = [Open(f"{date}", date) for date in DAYS[:3]]
    found = fill_rota(of, opened, presented=had, wishes=[])
    assert [found[each.name].presenter for each in opened] == ["Ann", "Cleo", "Bob"]
    assert found[opened[1].name].why == ("Cleo joined on 2026-02-20",)


# --- papers by wishes ---


def test_the_most_wanted_papers_go_to_those_who_wished_for_them(library: Library) -> None:
    for number, names in ((1, "Ann"), (2, "Bob Cleo"), (3, "Ann Bob Cleo"), (4, "Cleo")):
        for who in names.split():
            vote(library, number, who, f"2026-02-0{number}T10:00:00.000+00:00")
    found = planned(library, group(), weeks=3)
    assert rows(found) == [
        ("planned", "2026-03-03", "Ann", "3"),
        ("planned", "2026-03-10", "Bob", "2"),
        ("planned", "2026-03-17", "Cleo", "1"),  # the fourth has as many votes, and later ones
    ]
    assert found[0].meeting.why == ("Ann has not presented yet", "3 votes, Ann's among them")
    assert found[2].meeting.why[1] == "1 vote"


def test_a_vote_taken_back_or_of_a_stranger_counts_no_more(library: Library) -> None:
    vote(library, 1, "Ann")
    vote(library, 1, "Ann", "2026-02-02T10:00:00.000+00:00", 0)
    vote(library, 2, "Nobody")
    vote(library, 3, "bob", "2026-02-03T10:00:00.000+00:00")
    assert [(wish.paper[-1], wish.by) for wish in wishes(library, group())] == [("3", ("Bob",))]


def test_without_votes_accepted_papers_are_taken_the_newest_first(library: Library) -> None:
    library.decide(["arxiv:2501.00005", "arxiv:2501.00004"], "accept", "2026-02-01T10:00:00Z")
    found = planned(library, group(), weeks=2)
    assert [row[3] for row in rows(found)] == ["4", "5"]
    assert found[0].meeting.why[-1] == "accepted"


def test_a_paper_that_was_presented_is_not_planned_again(library: Library) -> None:
    vote(library, 1, "Ann")
    planned(library, group(), weeks=1)
    later = planned(library, group(), NOW + datetime.timedelta(days=5), weeks=1)
    assert rows(later) == [("planned", "2026-03-10", "Bob", None)]


# --- what is planned stays ---


def test_planning_again_changes_nothing(library: Library) -> None:
    vote(library, 1, "Ann")
    first = planned(library, group())
    vote(library, 2, "Ann")
    vote(library, 2, "Bob")
    before = meetings(library)
    again = planned(library, group(), weeks=1)
    assert rows(again)[0] == ("kept", "2026-03-03", "Ann", "1")
    assert [each.meeting.name for each in first][1] in before
    assert meetings(library)["2026-03-03/tuesday"] == before["2026-03-03/tuesday"]


def test_a_meeting_without_a_paper_takes_one_when_there_are_votes(library: Library) -> None:
    planned(library, group(), weeks=1)
    vote(library, 2, "Cleo")
    assert rows(planned(library, group(), weeks=1)) == [("changed", "2026-03-03", "Ann", "2")]


def test_a_presenter_who_will_be_away_is_replaced_and_nobody_else_is(library: Library) -> None:
    planned(library, group())
    found = planned(library, away(group(), "Bob", ("2026-03-09", "2026-03-11")))
    assert [(what, date) for what, date, *_ in rows(found) if what != "kept"] == [("changed", "2026-03-10")]
    assert rows(found)[1][2] not in ("Bob", None)


def test_a_presenter_who_has_left_is_replaced_and_their_paper_stays(library: Library) -> None:
    vote(library, 1, "Ann")
    planned(library, group(), weeks=1)
    found = planned(library, group(["Bob", "Cleo"]), weeks=1)
    assert rows(found) == [("changed", "2026-03-03", "Bob", "1")]


def test_a_paper_that_took_another_id_is_still_the_one_that_was_planned(library: Library) -> None:
    vote(library, 1, "Ann")
    planned(library, group(), weeks=1)
    library.db.run("INSERT INTO aliases VALUES ('arxiv:2501.00001', 'arxiv:2501.00002')")
    library.db.run("DELETE FROM members WHERE pid = (SELECT pid FROM papers WHERE id = 'arxiv:2501.00001')")
    library.db.run("DELETE FROM papers WHERE id = 'arxiv:2501.00001'")
    assert meetings(library)["2026-03-03/tuesday"].paper == "arxiv:2501.00002"
    assert rows(planned(library, group(), weeks=1)) == [("kept", "2026-03-03", "Ann", "2")]
    assert [wish.paper for wish in wishes(library, group())] == ["arxiv:2501.00002"]


def test_whoever_was_away_is_first_when_they_are_back(library: Library) -> None:
    of = away(group(), "Ann", ("2026-03-01", "2026-03-12"))
    assert [row[2] for row in rows(planned(library, of))] == ["Bob", "Cleo", "Ann", "Bob"]


def test_a_holiday_cancels_a_meeting_and_its_end_brings_it_back(library: Library) -> None:
    first = planned(library, group())
    closed = planned(library, group(holidays=((day("2026-03-10"), day("2026-03-10")),)))
    assert [each for each in rows(closed) if each[0] != "kept"] == [("cancelled", "2026-03-10", "Bob", None)]
    assert meetings(library)["2026-03-10/tuesday"].cancelled
    back = planned(library, group())
    assert [(what, date) for what, date, *_ in rows(back) if what != "kept"] == [("planned", "2026-03-10")]
    now = meetings(library)["2026-03-10/tuesday"]
    assert (now.uid, now.sequence, now.cancelled) == (first[1].meeting.uid, 2, False)


def test_a_room_or_a_time_that_changes_moves_the_meeting_and_nothing_else(library: Library) -> None:
    planned(library, group(), weeks=1)
    slot = Slot("tuesday", 1, datetime.time(17, 30), place="Room 2")
    found = planned(library, group(slots=(slot,)), weeks=1)
    assert rows(found) == [("moved", "2026-03-03", "Ann", None)]
    moved = meetings(library)["2026-03-03/tuesday"]
    assert (moved.place, moved.start.hour, moved.sequence) == ("Room 2", 17, 1)


def test_past_presentations_count(library: Library) -> None:
    planned(library, group(), weeks=2)  # Ann and Bob
    found = planned(library, group(), NOW + datetime.timedelta(days=14), weeks=3)
    assert [row[2] for row in rows(found)] == ["Cleo", "Ann", "Bob"]


def test_drawing_anew_forgets_what_was_planned_and_not_what_has_been(library: Library) -> None:
    planned(library, group(), weeks=2)
    swap(library, group(), "Ann", "Bob", NOW)
    found = planned(library, group(), weeks=2, again=True)
    assert [row[:3] for row in rows(found)] == [
        ("changed", "2026-03-03", "Ann"),
        ("changed", "2026-03-10", "Bob"),
    ]


def test_a_plan_of_nobody_says_so(library: Library) -> None:
    of = group(["Ann"])
    found = planned(library, away(of, "Ann", ("2026-01-01", "2026-12-31")), weeks=1)
    assert rows(found) == [("planned", "2026-03-03", None, None)]
    assert "nobody is free" in "".join(as_markdown(agenda(library, of, NOW)))


def test_every_other_week_is_counted_from_the_first_meeting() -> None:
    slot = Slot("x", 1, datetime.time(16), every=2, start=day("2026-03-01"), until=day("2026-04-01"))
    met = [date for date in DAYS if slot.meets_on(date)]
    assert met == [day("2026-03-03"), day("2026-03-17"), day("2026-03-31")]
    assert not slot.meets_on(day("2026-03-04"))


# --- swaps ---


def test_two_members_swap_their_next_meetings_with_their_papers(library: Library) -> None:
    vote(library, 1, "Ann")
    vote(library, 2, "Bob")
    planned(library, group())
    one, other = swap(library, group(), "ann", "2026-03-10", NOW)
    assert (one.presenter, one.paper, other.presenter, other.paper) == (
        "Bob", "arxiv:2501.00002", "Ann", "arxiv:2501.00001",
    )  # fmt: skip
    assert (one.sequence, other.sequence) == (1, 1)
    kept = rows(planned(library, group()))
    assert [row[:3] for row in kept[:2]] == [("kept", "2026-03-03", "Bob"), ("kept", "2026-03-10", "Ann")]


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("Ann", "2026-03-03", "the same meeting"),
        ("Ann", "2026-03-04", "there are 2026-03-03, 2026-03-10"),
        ("Ann", "Bobb", "did you mean Bob"),
        ("Ann", "Cleo", "Cleo has no meeting planned"),
        ("Ann", "Bob", "Bob is away on 2026-03-03"),
    ],
)
def test_a_swap_that_cannot_be_says_why_and_changes_nothing(
    one: str, other: str, words: str, library: Library
) -> None:
    planned(library, group(), weeks=2)
    before = meetings(library)
    with pytest.raises((NotFound, UsageFault), match=words):
        swap(library, away(group(), "Bob", ("2026-03-03", "2026-03-03")), one, other, NOW)
    assert meetings(library) == before


# --- votes ---

VOTES = st.builds(
    Vote,
    at=st.datetimes(datetime.datetime(2020, 1, 1), datetime.datetime(2030, 1, 1)).map(
        lambda moment: moment.replace(tzinfo=datetime.UTC).isoformat(timespec="milliseconds")
    ),
    points=st.sampled_from([0, 1]),
    paper=st.sampled_from(["arxiv:2501.00001", "arxiv:2501.00002", "doi:10.1/ü"]),
    who=st.sampled_from(["Ann", "Bob", 'C"\n,', "\u202eD"]),
)


@given(st.lists(VOTES, max_size=12), st.lists(VOTES, max_size=12))
def test_files_of_votes_united_in_any_order_are_the_same(mine: list[Vote], yours: list[Vote]) -> None:
    one, other = list(as_lines(mine)), list(as_lines(yours))
    back = [each for each in read_lines([*one, *other]) if isinstance(each, Vote)]
    forth = [each for each in read_lines([*other, *one]) if isinstance(each, Vote)]
    assert list(as_lines(back)) == list(as_lines(forth)) == list(as_lines([*mine, *yours]))
    assert set(back) == {*mine, *yours}


def test_votes_united_twice_are_united_once(library: Library) -> None:
    given_votes = [Vote("2026-02-01T10:00:00.000+00:00", 1, "arxiv:2501.00001", "Ann"),
                   Vote("2026-02-01T10:00:00.000+00:00", 1, "arxiv:9999.00001", "Ann")]  # fmt: skip
    assert unite(library, given_votes) == (2, 1)
    assert unite(library, given_votes) == (0, 1)
    assert set(votes(library)) == set(given_votes)


@pytest.mark.parametrize(
    "line",
    [
        "<<<<<<< mine",
        "[]",
        "{}",
        '{"at": "2026-02-01", "points": 2, "paper": "x", "who": "y"}',
        '{"at": "soon", "points": 1, "paper": "x", "who": "y"}',
        '{"at": "2026-02-01", "points": 1, "paper": "", "who": "y"}',
        '{"at": "2026-02-01", "points": true, "paper": "x", "who": "y"}',
        '{"at": "2026-02-01", "points": 1',
        "[" * 5000,
        '{"at": "2026-02-01", "points": 1, "paper": 3, "who": "y"}',
    ],
)
def test_a_line_that_is_no_vote_is_said_to_be_none(line: str) -> None:
    (found,) = read_lines(["", line])
    assert isinstance(found, Unread)
    assert found.line == 2


def test_a_vote_in_another_zone_s_time_is_the_same_vote() -> None:
    line = '{"at": "2026-02-01T11:00:00+01:00", "points": 1, "paper": "x", "who": "y"}'
    assert list(read_lines([line])) == [Vote("2026-02-01T10:00:00.000+00:00", 1, "x", "y")]


def test_a_member_votes_by_name_or_alias_and_nobody_else_does(library: Library) -> None:
    of = group()
    of = of._replace(members=(of.members[0]._replace(aliases=("ann@x.example",)), *of.members[1:]))
    assert cast(library, of, "2501.00001", NOW, by="ANN@x.example") == "arxiv:2501.00001"
    assert votes(library)[0].who == "Ann"
    with pytest.raises(NotFound, match="did you mean Cleo"):
        cast(library, of, "2501.00001", NOW, by="Kleo")


# --- who has read what ---


def test_who_has_read_a_paper_is_told_from_decisions(library: Library) -> None:
    for who, action in (
        ("ann", "read"),
        ("Bob", "read"),
        ("Bob", "unread"),
        ("", "read"),
        ("Guest", "accept"),
    ):
        library.decide(["arxiv:2501.00001"], action, "2026-02-01T10:00:00Z", who=who)
    ((paper, there, left),) = readers(library, group(), readers_of(library))
    assert (paper.id, there, left) == ("arxiv:2501.00001", ["(nobody named)", "Ann"], ["Bob", "Cleo"])


# --- calendars ---


def calendar_of(library: Library, now: datetime.datetime = NOW, **fields: object) -> str:
    return "".join(as_ics(agenda(library, group(**fields), now)))  # type: ignore[arg-type]


def events(text: str) -> dict[str, Any]:
    """The events by day, as another library reads them."""
    return {each.dtstart.value.date().isoformat(): each for each in vobject.readOne(text).vevent_list}


def test_a_calendar_is_read_back_by_another_library(library: Library) -> None:
    vote(library, 1, "Ann")
    planned(library, group(), weeks=2)
    found = events(calendar_of(library))
    assert list(found) == ["2026-03-03", "2026-03-10"]
    event = found["2026-03-03"]
    assert event.summary.value == "Tuesday readers: Paper number 1 (Ann)"
    assert event.location.value == "Room 1"
    assert "We study case 1" in event.description.value
    assert event.duration.value == datetime.timedelta(hours=1)


def test_meetings_keep_the_group_s_hour_over_the_change_of_clocks(library: Library) -> None:
    """In 2026 Berlin's clocks change on 29 March: elsewhere the meetings are an hour earlier after it."""
    planned(library, group(), weeks=6)
    found = events(calendar_of(library))
    utc = {date: each.dtstart.value.astimezone(datetime.UTC).hour for date, each in found.items()}
    assert {date: hour for date, hour in utc.items() if date < "2026-03-29"} == dict.fromkeys(
        ["2026-03-03", "2026-03-10", "2026-03-17", "2026-03-24"], 15
    )
    assert {hour for date, hour in utc.items() if date > "2026-03-29"} == {14}


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC",
        "Africa/Casablanca", "Pacific/Apia",
    ],
)  # fmt: skip
def test_the_zone_in_a_calendar_has_every_offset_that_the_zone_has(zone: str, library: Library) -> None:
    of = group(zone=ZoneInfo(zone))
    planned(library, of, weeks=40)
    found = vobject.readOne("".join(as_ics(agenda(library, of, NOW))))
    rules = found.vtimezone.contents
    changes = sorted(
        (each.dtstart.value, each.tzoffsetfrom.value, each.tzoffsetto.value)
        for kind in ("standard", "daylight")
        for each in rules.get(kind, ())
    )
    for at, before, after in changes[1:]:
        moment = at.replace(tzinfo=datetime.timezone(_offset(before)))
        local = moment.astimezone(ZoneInfo(zone))
        earlier = (moment - datetime.timedelta(seconds=1)).astimezone(ZoneInfo(zone))
        assert (earlier.utcoffset(), local.utcoffset()) == (_offset(before), _offset(after))
    for event in found.vevent_list:
        start = event.dtstart.value.replace(tzinfo=None)
        offset = [after for at, _, after in changes if at <= start][-1]
        assert start.replace(tzinfo=ZoneInfo(zone)).utcoffset() == _offset(offset)


def _offset(text: str) -> datetime.timedelta:
    sign = -1 if text[0] == "-" else 1
    return sign * datetime.timedelta(
        hours=int(text[1:3]), minutes=int(text[3:5]), seconds=int(text[5:7] or 0)
    )


def test_a_change_keeps_the_uid_and_raises_the_sequence(library: Library) -> None:
    planned(library, group(), weeks=3)
    before = events(calendar_of(library))
    swap(library, group(), "2026-03-03", "2026-03-10", NOW)
    planned(library, group(holidays=((day("2026-03-17"), day("2026-03-17")),)), weeks=3)
    after = events(calendar_of(library))
    for date, sequence in (("2026-03-03", "1"), ("2026-03-10", "1"), ("2026-03-17", "1")):
        assert after[date].uid.value == before[date].uid.value
        assert (before[date].sequence.value, after[date].sequence.value) == ("0", sequence)
    assert after["2026-03-17"].status.value == "CANCELLED"
    assert after["2026-03-03"].status.value == "CONFIRMED"


def test_the_same_plan_gives_the_same_bytes_whenever_it_is_written(library: Library) -> None:
    planned(library, group())
    assert calendar_of(library) == calendar_of(library, NOW + datetime.timedelta(days=2))
    assert all(len(line.encode()) <= 75 for line in calendar_of(library).split("\r\n"))


@pytest.mark.parametrize("name", ["a\r\nEND:VCALENDAR", "x;y,z\\n", "\x1b[31m", "é" * 200])
def test_hostile_words_are_words_in_a_calendar(name: str, library: Library) -> None:
    planned(library, group(), weeks=1)
    slot = Slot("tuesday", 1, datetime.time(16), place=name)
    planned(library, group(slots=(slot,)), weeks=1)
    found = vobject.readOne(calendar_of(library))
    assert len(found.vevent_list) == 1
    assert "\x1b" not in found.vevent.location.value
    assert (
        found.vevent.location.value.replace("\n", " ").split()[-1:]
        == name.replace("\x1b[31m", "").split()[-1:]
    )


def test_an_agenda_says_when_who_what_and_why(library: Library) -> None:
    vote(library, 1, "Ann")
    planned(library, group(), weeks=1)
    found = agenda(library, group(), NOW)
    assert when(found.points[0].meeting) == "Tuesday 2026-03-03, 16:00-17:00 (Europe/Berlin)"
    (point,) = found.points
    assert point.paper is not None
    linked = found._replace(points=(point._replace(paper=point.paper._replace(arxiv_id="2501.00001")),))
    for text in ("".join(as_markdown(linked)), "".join(as_html(linked))):
        for words in ("Paper number 1", "https://arxiv.org/abs/2501.00001", "Room 1", "1 vote, Ann"):
            assert words in text
    assert events("".join(as_ics(linked)))["2026-03-03"].url.value == "https://arxiv.org/abs/2501.00001"
    assert as_record(found)["meetings"][0]["paper"]["id"] == "arxiv:2501.00001"


def test_an_agenda_leaves_out_what_is_over_unless_it_is_asked_for(library: Library) -> None:
    planned(library, group(), weeks=2)
    later = NOW + datetime.timedelta(days=5)
    assert len(agenda(library, group(), later).points) == 1
    assert len(agenda(library, group(), later, past=True).points) == 2
    assert "Nothing is planned." in "".join(
        as_html(agenda(library, group(), NOW + datetime.timedelta(days=50)))
    )


# --- the group's file ---


def read(tmp_path: Path, text: str) -> Group:
    file = tmp_path / "group.toml"
    file.write_text(text, "utf-8")
    return load(file)


def test_the_example_is_a_group(tmp_path: Path) -> None:
    found = read(tmp_path, EXAMPLE)
    assert [each.name for each in found.members] == ["Ann", "Bob"]
    assert found.holidays == ((day("2026-12-24"), day("2027-01-02")),)


MINIMAL = (
    'name = "G"\ntime_zone = "UTC"\n[[slot]]\nweekday = "tue"\ntime = 16:00:00\n[[member]]\nname = "Ann"\n'
)


def test_toml_s_own_days_and_times_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, MINIMAL + "away = [2026-03-01, '2026-03-05 .. 2026-03-07']\njoined = 2026-01-01\n")
    assert found.members[0].away[1] == (day("2026-03-05"), day("2026-03-07"))
    assert (found.slots[0].name, found.slots[0].time) == ("tuesday", datetime.time(16))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (MINIMAL.replace("UTC", "Mars/Olympus"), "line 2: time_zone must be a zone"),
        (MINIMAL.replace("tue", "someday"), "line 4: slot 1, weekday must be a weekday"),
        (MINIMAL.replace("tue", "t"), "line 4: slot 1, weekday must be a weekday"),
        (MINIMAL.replace("16:00:00", '"25:00"'), "line 5: slot 1, time must be a time"),
        (
            MINIMAL + 'away = ["2026-03-05..2026-03-01"]\n',
            "line 8: member 1, away must be days in their order",
        ),
        (MINIMAL + 'away = ["soon"]\n', "line 8: member 1, away must be a day"),
        (MINIMAL + '[[member]]\nname = "ann"\n', "line 6: member has 'ann' twice"),
        (MINIMAL + "presents = false\n", "line 6: member nobody presents"),
        (MINIMAL + "[[member]]\naway = []\n", "line 8: member 2, name is missing"),
        (MINIMAL.replace('tue"', 'tue"\nevery = 2'), "line 3: slot 1 every = 2 needs the day"),
        (MINIMAL.replace("time_zone", "timezone"), "time_zone is missing"),
        (MINIMAL.replace("time_zone", "timezone"), "line 2: timezone is not a key"),
        (MINIMAL + "colour = 1\n", "line 8: member 1, colour is not a key"),
        ('name = "G"\ntime_zone = "UTC"\n', "slot is missing"),
        ("name = \n", "is not TOML"),
        ("[" * 3000, "is not TOML"),
    ],
)
def test_a_fault_in_the_file_names_line_and_mend(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as fault:
        read(tmp_path, text)
    assert words in str(fault.value)
    assert str(fault.value).startswith(str(tmp_path / "group.toml"))
    assert "\n" not in str(fault.value)


def test_a_file_that_is_not_utf_8_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "group.toml").write_bytes(b'name = "G"\nplace = "\xff"\n')
    with pytest.raises(ConfigError, match="line 2: is not UTF-8"):
        load(tmp_path / "group.toml")


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as fault:
        read(tmp_path, MINIMAL.replace("UTC", "x").replace("tue", "x"))
    assert str(fault.value).count("group.toml: line") == 2


def test_votes_and_plans_leave_the_search_index_as_it_is(library: Library) -> None:
    before = library.change
    vote(library, 1, "Ann")
    planned(library, group(), weeks=1)
    assert library.change == before


def test_a_library_opened_for_reading_takes_no_votes(library: Library, tmp_path: Path) -> None:
    with (
        open_library(tmp_path / "library") as read_only,
        pytest.raises(LibraryError, match="for reading only"),
    ):
        vote(read_only, 1, "Ann")


def test_what_was_planned_is_never_rewritten(library: Library) -> None:
    planned(library, group(), weeks=1)
    for sql in ("UPDATE meetings SET why = 'x'", "DELETE FROM meetings"):
        with pytest.raises(Exception, match="is never"):
            library.db.run(sql)
    assert add_votes(library, []) == 0
