"""Printed dates, the capture year, and dates that cannot be."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.dates import MONTHS, YearEvidence, capture_year, exists, iso, iso_day, parse_printed, resolve
from papertriage.ids import ArxivId
from papertriage.model import Page, PrintedDate

TODAY = datetime.date(2026, 11, 22)
PRINTED = [
    ("Oct 6", (10, 6, None), None),
    ("Oct 6 2", (10, 6, None), 2),
    ("Apr 3, 2024 3", (4, 3, 2024), 3),
    ("Oct 6, 2025", (10, 6, 2025), None),
    ("Published on Oct 6, 2025", (10, 6, 2025), None),
    ("October 6, 2025", (10, 6, 2025), None),
    ("Sept 6", (9, 6, None), None),
    ("6 Oct 2025", (10, 6, 2025), None),
    ("6 October", (10, 6, None), None),
    ("  Oct   6 \u00a0 12 ", (10, 6, None), 12),
    ("Oct 6 2024", (10, 6, 2024), None),
    ("Feb 29", (2, 29, None), None),
    ("Feb 29, 2024", (2, 29, 2024), None),
]
NOT_PRINTED = [
    "", "Feb 30", "Oct 32", "Oct 0", "Feb 29, 2023", "Oct", "6", "2025", "Octo 6", "Oct 6th edition",
    "May 3 models win",
    "oct 6", "Oct 6, 20256", "Oct 6 2 3", "Oct ６", "Oct 6, 1825", "x" * 100, "Oct 31, 2025 · 3 upvotes",
]  # fmt: skip


@pytest.mark.parametrize(("text", "date", "comments"), PRINTED)
def test_a_line_that_is_a_date_is_read(
    text: str, date: tuple[int, int, int | None], comments: int | None
) -> None:
    assert parse_printed(text) == (date, comments)


@pytest.mark.parametrize("text", NOT_PRINTED)
def test_any_other_line_is_not_a_date(text: str) -> None:
    assert parse_printed(text) is None


def test_twelve_months_have_short_and_full_names() -> None:
    assert set(MONTHS.values()) == set(range(1, 13))
    assert MONTHS["Sep"] == MONTHS["Sept"] == MONTHS["September"] == 9


@given(st.dates(datetime.date(1991, 1, 1)), st.integers(0, 99))
def test_every_day_is_read_as_it_is_printed(day: datetime.date, comments: int) -> None:
    printed = parse_printed(f"{day:%b} {day.day}, {day.year} {comments}") if day.year < 2100 else None
    if printed:
        assert printed == ((day.month, day.day, day.year), comments)
        assert iso(printed[0], day.year) == day.isoformat()


@pytest.mark.parametrize(("text", "day"), [
    ("2025-10-06", "2025-10-06"), ("2025-10-06T12:00:00Z", "2025-10-06"), ("2025-10-06 12:00", "2025-10-06"),
    ("2025-02-30", None), ("20251006", None), ("2025-W40-1", None), ("2025-10-061", None), ("", None),
        ("２０２５-10-06", None),
])  # fmt: skip
def test_an_iso_date_is_cut_to_its_day(text: str, day: str | None) -> None:
    assert iso_day(text) == day


EVIDENCE = [
    (YearEvidence(captured="2025-10-30", front_matter="2024-01-01", largest_year=2023), (2025, "--captured")),
    (YearEvidence(front_matter="2025-10-30T10:00:00Z", page_link="2024-01-01"), (2025, "front matter")),
    (YearEvidence(page_link="2025-10-30", undated_arxiv=ArxivId("2401.00001")), (2025, "page link")),
    (YearEvidence(undated_arxiv=ArxivId("2510.00001"), largest_year=2023), (2025, "arXiv ids")),
    (YearEvidence(largest_year=2024), (2025, "printed years")),
    (YearEvidence(captured="soon", largest_year=2024), (2025, "printed years")),
    (YearEvidence(captured="2025-01-01", largest_year=2025), (2025, "--captured")),
    (YearEvidence(), (None, None)),
    (YearEvidence(captured="2027-01-01"), (None, None)),
    (YearEvidence(largest_year=2026), (None, None)),
    (YearEvidence(captured="2024-01-01", largest_year=2025), (None, None)),
    (YearEvidence(undated_arxiv=ArxivId("2410.00001"), largest_year=2024), (None, None)),
    (YearEvidence(undated_arxiv=ArxivId("2701.00001")), (None, None)),
]


@pytest.mark.parametrize(("evidence", "answer"), EVIDENCE)
def test_the_first_evidence_decides_the_capture_year(
    evidence: YearEvidence, answer: tuple[int | None, str | None]
) -> None:
    assert capture_year(evidence, TODAY) == answer


@given(
    st.builds(
        YearEvidence,
        captured=st.none() | st.dates().map(str),
        front_matter=st.none(),
        page_link=st.none() | st.dates().map(str),
        undated_arxiv=st.sampled_from([None, ArxivId("2510.00001")]),
        largest_year=st.none() | st.integers(1, 9999),
    )
)
def test_no_capture_year_is_to_come(evidence: YearEvidence) -> None:
    year, why = capture_year(evidence, TODAY)
    assert (year is None) == (why is None)
    assert year is None or year <= TODAY.year


PAGE = Page(capture_year=2025)
RESOLVED = [
    (PrintedDate(4, 3, 2024), PAGE, None, ("2024-04-03", False)),
    (PrintedDate(10, 6), PAGE, None, ("2025-10-06", True)),
    (PrintedDate(12, 30), PAGE, ArxivId("2501.00001"), ("2024-12-30", True)),
    (PrintedDate(1, 2), Page(), ArxivId("2412.00001"), ("2025-01-02", True)),
    (PrintedDate(10, 6), Page(), ArxivId("2510.00001"), ("2025-10-06", True)),
    (PrintedDate(10, 6), Page(captured="2025-10-30", capture_year=2025), None, ("2025-10-06", True)),
    (PrintedDate(10, 6), Page(page_date=PrintedDate(10, 30), capture_year=2025), None, ("2025-10-06", True)),
]
UNRESOLVED = [
    (PrintedDate(10, 6), Page(), None),
    (PrintedDate(2, 29), PAGE, None),
    (PrintedDate(2, 30, 2024), PAGE, None),
    (PrintedDate(1, 1, 2027), PAGE, None),
    (PrintedDate(12, 30), Page(capture_year=2026), None),
    (PrintedDate(12, 30), Page(captured="2026-01-05", capture_year=2026), None),
    (PrintedDate(12, 30), Page(captured="2025-01-05", capture_year=2025), None),
    (PrintedDate(10, 6), Page(page_date=PrintedDate(12, 24), capture_year=2026), None),
    (PrintedDate(13, 1), PAGE, None),
]


@pytest.mark.parametrize(("printed", "page", "arxiv", "answer"), RESOLVED)
def test_a_printed_date_finds_its_year(
    printed: PrintedDate, page: Page, arxiv: ArxivId | None, answer: tuple[str, bool]
) -> None:
    assert resolve(printed, page, TODAY, arxiv) == answer


@pytest.mark.parametrize(("printed", "page", "arxiv"), UNRESOLVED)
def test_a_date_without_evidence_or_against_it_has_no_year(
    printed: PrintedDate, page: Page, arxiv: ArxivId | None
) -> None:
    assert resolve(printed, page, TODAY, arxiv) == (None, False)


@given(
    st.builds(PrintedDate, st.integers(-1, 14), st.integers(-1, 33), st.none() | st.integers(-5, 10_000)),
    st.none() | st.integers(1, 9999),
    st.dates(),
)
def test_no_date_is_after_today(printed: PrintedDate, year: int | None, today: datetime.date) -> None:
    date, inferred = resolve(printed, Page(capture_year=year), today)
    assert date is None or date <= today.isoformat()
    assert not inferred or (date is not None and printed.year is None)
    assert date is None or exists(printed)
