"""The calendar of the days that a library holds: each status from a library that was read."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from papertriage.coverage import SourceDays, as_record, calendar, site
from papertriage.library import BatchRow, Counts, Library, PaperRow, open_library
from papertriage.library.coverage import day_in_name, new_in, read_in
from papertriage.model import Page, Paper, PrintedDate, Sighting, Skipped

TODAY = datetime.date(2026, 3, 31)
MONDAY = datetime.date(2026, 1, 5)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library", write=True) as opened:
        opened.db.run("PRAGMA synchronous = OFF")  # these days need not survive a power cut
        yield opened


class Shelf:
    """Puts days of papers into a library."""

    def __init__(self, library: Library) -> None:
        self._library, self._batches = library, 0
        self._pids: dict[int, int] = {}
        self._seen: dict[int, tuple[int, ...]] = {}

    def hold(self, day: datetime.date | None, papers: Sequence[int], **batch: object) -> None:
        """One dump of a day's page with the papers of these numbers."""
        self._batches += 1
        page = Page(captured=day.isoformat() if day else None)
        row = BatchRow(f"{self._batches}", "hf-json", "saved.json", "2026-03-30T10:00:00Z", page=page)
        fields: dict[str, object] = {key: value for key, value in batch.items() if key in BatchRow._fields}
        listed = batch.get("listed")
        row = row._replace(**fields)  # type: ignore[arg-type]
        with self._library.batch(row) as writing:
            seen = writing.add_sightings(
                [
                    (Sighting(row.source, f"Paper {number}", listed=listed), [f"n:{number}"])  # type: ignore[arg-type]
                    for number in papers
                ]
            )
            for number, sighting in zip(papers, seen, strict=True):
                self._seen[number] = (*self._seen.get(number, ()), sighting)
            rows = [
                PaperRow(
                    Paper(f"arxiv:2601.{number:05d}", f"Paper {number}"),
                    self._seen[number],
                    {},
                    self._pids.get(number),
                )
                for number in papers
            ]
            for (pid, _), number in zip(writing.put_papers(rows), papers, strict=True):
                self._pids[number] = pid
            writing.add_skipped(batch.get("skipped", ()))  # type: ignore[arg-type]
            writing.finish(Counts(read=len(papers), new=len(papers)))


@pytest.fixture
def shelf(library: Library) -> Shelf:
    return Shelf(library)


def days_from(first: datetime.date, count: int) -> list[datetime.date]:
    return [first + datetime.timedelta(days=at) for at in range(count)]


def statuses(library: Library, source: str = "hf-json", **asked: str) -> dict[str, str]:
    found = {each.source: each for each in calendar(library, TODAY, **asked).sources}
    return {day.day: day.status for day in found.get(source, SourceDays(source, ())).days}


def weeks(shelf: Shelf, count: int, sizes: Mapping[datetime.date, int] = {}, *, weekdays: int = 5) -> None:
    """Hold full weeks of twenty papers a day, or as many as `sizes` says; none of 0."""
    number = 0
    for day in days_from(MONDAY, 7 * count):
        size = sizes.get(day, 20 if day.weekday() < weekdays else 0)
        if size:
            shelf.hold(day, range(number, number + size))
            number += size


def test_a_weekday_without_a_page_is_missing_and_a_weekend_is_quiet(shelf: Shelf, library: Library) -> None:
    gone = datetime.date(2026, 1, 14)
    weeks(shelf, 2, {gone: 0})
    found = statuses(library)
    assert found["2026-01-14"] == "missing"
    assert {day for day, status in found.items() if status == "quiet"} == {"2026-01-10", "2026-01-11"}
    assert {
        status for day, status in found.items() if day not in {"2026-01-14", "2026-01-10", "2026-01-11"}
    } == {"ok"}
    assert max(found) == "2026-01-16"  # of what comes after the last day held nothing is said


def test_a_weekend_is_missed_where_the_page_comes_out_at_weekends(shelf: Shelf, library: Library) -> None:
    gone = datetime.date(2026, 1, 24)
    weeks(shelf, 5, {gone: 0}, weekdays=7)
    assert [day for day, status in statuses(library).items() if status == "missing"] == ["2026-01-24"]


def test_a_day_far_below_its_weekday_s_usual_count_is_partial(shelf: Shelf, library: Library) -> None:
    weeks(shelf, 5, {datetime.date(2026, 1, 20): 7, datetime.date(2026, 1, 21): 8})
    found = statuses(library)
    assert found["2026-01-20"] == "partial"  # 7 of 20
    assert found["2026-01-21"] == "ok"  # 8 of 20 is not far below


def test_a_quiet_weekday_is_measured_by_its_own_kind(shelf: Shelf, library: Library) -> None:
    """Saturdays have three papers and Tuesdays twenty: three on a Saturday is as many as ever."""
    sizes = {day: 3 for day in days_from(MONDAY, 35) if day.weekday() == 5}
    weeks(shelf, 5, sizes)
    assert "partial" not in statuses(library).values()


def test_what_is_usual_follows_the_years(shelf: Shelf, library: Library) -> None:
    """A page that grew is measured by its neighbours in time, and not by what it once had."""
    tuesdays = [day for day in days_from(MONDAY, 280) if day.weekday() == 1]
    for week, day in enumerate(tuesdays):
        shelf.hold(day, range(100 * week, 100 * week + 4 + week))
    found = {day.status for each in calendar(library, datetime.date(2027, 1, 1)).sources for day in each.days}
    assert "partial" not in found
    assert "ok" in found


def test_two_days_are_too_few_to_say_what_is_usual(shelf: Shelf, library: Library) -> None:
    weeks(shelf, 2, {MONDAY: 1})
    assert statuses(library)["2026-01-05"] == "ok"


def test_a_day_with_yesterday_s_papers_is_stale(shelf: Shelf, library: Library) -> None:
    shelf.hold(MONDAY, range(5))
    shelf.hold(MONDAY + datetime.timedelta(days=1), [4, 3, 2, 1, 0])
    shelf.hold(MONDAY + datetime.timedelta(days=2), range(1, 6))
    assert list(statuses(library).values()) == ["ok", "stale", "ok"]


def test_monday_is_stale_where_it_still_shows_friday_s_page(shelf: Shelf, library: Library) -> None:
    shelf.hold(MONDAY + datetime.timedelta(days=4), range(5))
    shelf.hold(MONDAY + datetime.timedelta(days=7), range(5))
    assert statuses(library)["2026-01-12"] == "stale"


def test_a_page_that_lists_nothing_was_a_quiet_day(shelf: Shelf, library: Library) -> None:
    shelf.hold(MONDAY, range(5))
    shelf.hold(MONDAY + datetime.timedelta(days=1), [])
    assert list(statuses(library).values()) == ["ok", "quiet"]


def test_a_day_held_from_another_source_of_the_site_is_not_missing(shelf: Shelf, library: Library) -> None:
    weeks(shelf, 2, {datetime.date(2026, 1, 14): 0})
    shelf.hold(datetime.date(2026, 1, 14), range(900, 905), source="hf-html")
    shelf.hold(datetime.date(2026, 1, 13), range(910, 915), source="arxiv-rss")
    found = calendar(library, TODAY)
    assert statuses(library)["2026-01-14"] == "elsewhere"
    assert [each.source for each in found.sources] == ["arxiv-rss", "hf-html", "hf-json"]
    assert len(found.sources[1].days) == 1  # of a page that was saved once nobody misses the other days


@pytest.mark.parametrize(("one", "other"), [("daily-papers", "hf-json"), ("arxiv-rss", "arxiv-mail")])
def test_forms_of_one_page_are_of_one_site(one: str, other: str) -> None:
    assert site(one) == site(other)


@pytest.mark.parametrize(("one", "other"), [("daily-papers", "arxiv-rss"), ("ris", "csv"), ("hf", "arxiv")])
def test_others_are_not(one: str, other: str) -> None:
    assert site(one) != site(other)


@pytest.mark.parametrize(
    ("page", "listed", "dump", "day"),
    [
        (
            Page(PrintedDate(1, 7, 2026), "2026-01-09"),
            "2026-01-06T02:00:00Z",
            "2026-01-08.json",
            "2026-01-06",
        ),
        (Page(PrintedDate(1, 7, 2026), "2026-01-09"), "soon", "2026-01-08.json", "2026-01-07"),
        (Page(PrintedDate(1, 7), "2026-01-09", 2026), None, "x", "2026-01-07"),
        (Page(PrintedDate(1, 7), "2026-01-09"), None, "x", "2026-01-09"),
        (Page(None, "2026-01-09T23:59:00Z"), None, "2026-01-08.json", "2026-01-09"),
        (Page(), None, "all.zip/2026-01-01/daily-2026-01-08.json", "2026-01-08"),
    ],
)
def test_a_record_stands_for_the_day_that_is_said_nearest_to_it(
    page: Page, listed: str | None, dump: str, day: str, shelf: Shelf, library: Library
) -> None:
    shelf.hold(None, range(3), page=page, listed=listed, dump=dump)
    assert list(statuses(library)) == [day]


@pytest.mark.parametrize("dump", ["saved.json", "2026-02-30.json", "12026-01-08", "2026-01-08/page.html", ""])
def test_a_name_without_a_day_says_none(dump: str) -> None:
    assert day_in_name(dump) is None


def test_records_without_any_day_are_counted_and_not_lost(shelf: Shelf, library: Library) -> None:
    shelf.hold(None, range(4))
    found = calendar(library, TODAY)
    assert (found.sources, dict(found.undated)) == ((), {"hf-json": 4})
    assert as_record(found) == {"sources": [], "undated": {"hf-json": 4}}


def test_a_day_still_to_come_is_no_day(shelf: Shelf, library: Library) -> None:
    shelf.hold(TODAY + datetime.timedelta(days=1), range(4))
    assert statuses(library) == {}


def test_a_span_that_is_asked_for_is_shown_alone_and_judged_by_all(shelf: Shelf, library: Library) -> None:
    weeks(shelf, 5, {datetime.date(2026, 1, 20): 5})
    assert statuses(library, since="2026-01-19", until="2026-01-20") == {
        "2026-01-19": "ok",
        "2026-01-20": "partial",
    }


def test_a_paper_is_new_on_the_first_day_that_lists_it(shelf: Shelf, library: Library) -> None:
    shelf.hold(MONDAY, [1, 2])
    shelf.hold(MONDAY + datetime.timedelta(days=7), [2, 3])
    shelf.hold(None, [4], read_at="2026-01-13T09:00:00Z")
    week = ("2026-01-12", "2026-01-18")
    names = [paper.id for paper in library.papers(new_in(library, *week).pids)]
    assert names == ["arxiv:2601.00003", "arxiv:2601.00004"]


def test_a_paper_of_an_earlier_day_that_is_read_now_is_late(shelf: Shelf, library: Library) -> None:
    shelf.hold(MONDAY, [1, 2], read_at="2026-01-13T09:00:00Z")
    shelf.hold(MONDAY, [3], read_at="2026-01-05T09:00:00Z")
    assert new_in(library, "2026-01-12", "2026-01-18").late == 2
    assert new_in(library, "2026-01-05", "2026-01-11").late == 0


def test_what_was_read_in_a_period_adds_up(shelf: Shelf, library: Library) -> None:
    spans = [Skipped("hf-json", "no title", "{}", 1, 1), Skipped("hf-json", "no title", "{}", 2, 2)]
    shelf.hold(MONDAY, [1, 2], skipped=spans)
    found = read_in(library, "2026-01-05", "2026-01-11")
    assert (found.dumps, found.records) == (1, 2)
    assert found.reasons == (("saved.json", "no title", 2),)
    assert read_in(library, "2026-01-12", "2026-01-18").dumps == 0
