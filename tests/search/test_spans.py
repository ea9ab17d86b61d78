"""Numbers and dates as people write them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.search.spans import dates, days, numbers

TODAY = datetime.date(2026, 8, 26)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("today", 20260826, 20260826),
        ("yesterday", 20260825, 20260825),
        ("7d", 20260819, 20260826),
        ("this-week", 20260824, 20260830),
        ("last-week", 20260817, 20260823),
        ("last week", 20260817, 20260823),
        ("this_month", 20260801, 20260831),
        ("Last-Month", 20260701, 20260731),
        ("this-quarter", 20260701, 20260930),
        ("last-quarter", 20260401, 20260630),
        ("this-year", 20260101, 20261231),
        ("last-year", 20250101, 20251231),
        ("2024", 20240101, 20241231),
        ("2024-02", 20240201, 20240229),
        ("2024/02/03", 20240203, 20240203),
        ("2026-W34", 20260817, 20260823),
        ("2026w01", 20251229, 20260104),
        ("2024-Q1", 20240101, 20240331),
        ("2024..", 20240101, None),
        ("..2024-06", None, 20240630),
        ("2024..2025-06", 20240101, 20250630),
        ("30d..7d", 20260727, 20260819),
        ("last-month..", 20260701, None),
        (">2024", 20250101, None),
        (">=2024-06", 20240601, None),
        ("<2024", None, 20231231),
        ("<=2024", None, 20241231),
        ("=2024", 20240101, 20241231),
    ],
)
def test_times_and_ranges_of_them(text: str, low: int | None, high: int | None) -> None:
    assert dates(text, TODAY) == (low, high)


@pytest.mark.parametrize(
    "text",
    ["", "..", "soon", "2024-13", "2024-02-30", "2026-W54", "0000", "2024-Q5", "9999y", "2024..x", ">", ">x",
     "<0001", "next-week", "1.2.2024", "٢٠٢٤"],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    assert dates(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3", (3, 3)),
        ("1..3", (1, 3)),
        ("2..", (2, None)),
        (">5", (6, None)),
        ("<= 5", (None, 5)),
        ("=0", (0, 0)),
    ],
)
def test_ranges_of_numbers(text: str, found: tuple[int | None, int | None]) -> None:
    assert numbers(text) == found


@given(st.dates())
def test_a_day_is_in_its_month_its_week_its_quarter_and_its_year(day: datetime.date) -> None:
    year, week, _ = day.isocalendar()
    written = [
        f"{day.year:04}",
        day.isoformat()[:7],
        day.isoformat(),
        f"{day.year:04}-Q{(day.month + 2) // 3}",
    ]
    for text in (*written, f"{year:04}-W{week:02}"):
        found = days(text, None)
        # The calendar ends in the middle of a week.
        assert (found is None and "W" in text) or (found and found[0] <= day <= found[1])


@given(st.text(max_size=20), st.dates())
def test_any_text_is_a_time_or_none(text: str, today: datetime.date) -> None:
    found = dates(text, today)
    assert found is None or (found[0] is not None or found[1] is not None)
