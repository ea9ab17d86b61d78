"""Dates as pages print them, and the year a page was captured in.

The "Daily Papers" site prints a year only where it is not the year of capture: a date without one belongs to
the capture year, and no date of the year before can stand there without its year.
"""

import datetime
import re
from functools import cache
from typing import NamedTuple

from papertriage.ids import ArxivId, arxiv_month
from papertriage.model import Page, PrintedDate

_YEAR = "January February March April May June July August September October November December"
_NAMES = _YEAR.split()
MONTHS = (
    {name[:3]: number for number, name in enumerate(_NAMES, 1)}
    | {name: number for number, name in enumerate(_NAMES, 1)}
    | {"Sept": 9}
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # where the year is not known, 29 February may be


class YearEvidence(NamedTuple):
    """What a dump holds that tells its year of capture; dates are ISO, None is "not there"."""

    captured: str | None = None  # what the reader said
    own: str | None = None  # when the dump says that it was made
    front_matter: str | None = None  # `retrieved:`, `exported:`
    page_link: str | None = None  # of /papers/date/…, /papers/week/…, /papers/month/…
    undated_arxiv: ArxivId | None = None  # the newest id among the records whose date has no year
    largest_year: int | None = None  # among the years that are printed


@cache
def _printed() -> re.Pattern[str]:
    month = "|".join(sorted(MONTHS, key=len, reverse=True))
    # `Oct 6 2` is two comments; a number of four digits without a comma, `Oct 6 2024`, can only be a year.
    return re.compile(
        r"(?:(?:Published|Submitted) on )?"
        rf"(?:(?P<month>{month})\.? (?P<day>[0-9]{{1,2}})|(?P<day2>[0-9]{{1,2}}) (?P<month2>{month})\.?)"
        r"(?:,? (?P<year>(?:19|20)[0-9]{2}))?(?: (?:· )?(?P<comments>[0-9]{1,5}))?"
    )


def parse_printed(text: str) -> tuple[PrintedDate, int | None] | None:
    """Read a line that is a date as the site prints it: `Oct 6`, `Oct 6 2` (two comments).

    Gives the date and the number of comments (None where there is none); None for any other line, and for
    days that do not exist.
    """
    if len(text) > 60:
        return None
    found = _printed().fullmatch(" ".join(text.split()))
    if not found:
        return None
    year = int(found["year"]) if found["year"] else None
    date = PrintedDate(MONTHS[found["month"] or found["month2"]], int(found["day"] or found["day2"]), year)
    if not exists(date):
        return None
    return date, int(found["comments"]) if found["comments"] else None


def exists(printed: PrintedDate) -> bool:
    """Whether there is such a day: in its year, or in some year where none is printed."""
    month, day, year = printed
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return False
    return year is None or iso(printed, year) is not None


def iso(printed: PrintedDate, year: int) -> str | None:
    """Give the day of `printed` in `year` as an ISO date; None when that year has no such day."""
    try:
        return datetime.date(year, printed.month, printed.day).isoformat()
    except (ValueError, OverflowError):
        return None


def iso_day(text: str) -> str | None:
    """Give the day of an ISO date or time, `2025-10-06T12:00:00Z`; None when it is not one."""
    day, rest = text[:10], text[10:11]
    if len(day) != 10 or day[4] + day[7] != "--" or rest not in {"", "T", " "} or not day.isascii():
        return None
    try:
        datetime.date.fromisoformat(day)
    except ValueError:
        return None
    return day


def capture_year(evidence: YearEvidence, today: datetime.date) -> tuple[int | None, str | None]:
    """Find the year a dump was captured in, and the words for why: the first evidence there is decides.

    (None, None) without any, and where what there is cannot be: a year to come, or one before a printed year.
    """
    year, why = _first_evidence(evidence)
    if year is None or year > today.year:
        return None, None
    largest = evidence.largest_year
    # A date that was given is believed though every year is printed; a year worked out must not be printed.
    if largest is not None and (largest > year or (largest == year and why == "arXiv ids")):
        return None, None
    return year, why


def _first_evidence(evidence: YearEvidence) -> tuple[int | None, str | None]:
    given = (
        (evidence.captured, "--captured"),
        (evidence.own, "the dump's own date"),
        (evidence.front_matter, "front matter"),
        (evidence.page_link, "page link"),
    )
    for date, why in given:
        day = iso_day(date) if date else None
        if day:
            return int(day[:4]), why
    if evidence.undated_arxiv is not None:
        return arxiv_month(evidence.undated_arxiv)[0], "arXiv ids"
    if evidence.largest_year is not None:
        return evidence.largest_year + 1, "printed years"
    return None, None


def resolve(
    printed: PrintedDate, page: Page, today: datetime.date, arxiv: ArxivId | None = None
) -> tuple[str | None, bool]:
    """Find the ISO date of a printed one, and whether its year was inferred (arXiv id, else capture year).

    (None, False) without evidence, for a day that year does not have, and for one after `today` or the
    capture.
    """
    if printed.year is not None:
        return _not_after(iso(printed, printed.year), today.isoformat()), False
    latest = min(today.isoformat(), (page.captured and iso_day(page.captured)) or "9999")
    if arxiv is not None:
        date = _nearest(printed, arxiv)
    elif page.capture_year is not None and not _page_is_to_come(page, today):
        date = iso(printed, page.capture_year)
    else:
        date = None
    date = _not_after(date, latest)
    return date, date is not None


def _nearest(printed: PrintedDate, arxiv: ArxivId) -> str | None:
    """Give the day of `printed` in the year that is nearest to the month of the id; of two, the earlier."""
    year, month = arxiv_month(arxiv)
    return iso(
        printed, year + min((-1, 0, 1), key=lambda years: (abs(12 * years + printed.month - month), years))
    )


def _page_is_to_come(page: Page, today: datetime.date) -> bool:
    """Whether the page's own date, in its supposed year, has not been yet: then that year is wrong."""
    if page.page_date is None or page.capture_year is None:
        return False
    return (iso(page.page_date, page.page_date.year or page.capture_year) or "") > today.isoformat()


def _not_after(date: str | None, latest: str) -> str | None:
    return date if date is not None and date <= latest else None
