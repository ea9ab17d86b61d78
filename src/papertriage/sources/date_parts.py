"""CSL's and Crossref's dates: `date-parts`, `[[2024, 5, 13]]`, of which the last ones may be missing."""

from functools import lru_cache
from typing import Any

from papertriage.dates import iso
from papertriage.model import PrintedDate
from papertriage.sources.partial_dates import NOTHING, Said, read_date


def of_date_parts(value: Any) -> Said:
    """Read a list of dates, by the first; each part may be a text of digits. A day that is none is a year."""
    first = value[0] if isinstance(value, list) and value else None
    parts = first if isinstance(first, list) else value if type(first) in {int, str} else []
    try:
        return _said(*parts[:3])
    except TypeError:  # a part that is a list or an object
        return NOTHING


def of_words(words: str) -> Said:
    """Read a date in words or in EDTF: a range by its beginning, without marks of doubt."""
    words = words.strip().rstrip("~?%")
    first, slash, rest = words.partition("/")
    is_range = slash and len(first) >= 4 and len(rest) >= 4 and rest[:4].isdigit()
    return read_date(first.rstrip("~?%") if is_range else words)


@lru_cache(maxsize=4096, typed=True)
def _said(year: Any = None, month: Any = None, day: Any = None) -> Said:
    """Remember the days of late: a list of papers has few."""
    number = _number(year)
    if not 0 < number < 10_000:
        return NOTHING
    return Said(iso(PrintedDate(_number(month), _number(day)), number), number)


def _number(part: Any) -> int:
    if isinstance(part, str) and len(part) < 6 and part.isascii() and part.isdigit():
        return int(part)
    return part if type(part) is int else 0
