"""Counts of values among the papers that answer, all by the index."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from papertriage import index
from papertriage.errors import UsageFault

FACETS: Mapping[str, str] = {
    "topic": "topic", "year": "year", "org": "organization", "category": "category", "source": "source",
    "state": "state",
}  # fmt: skip
"""What may be counted, and the column of the index that has it."""

_WIDTHS = {"quarter": 100, "month": 100, "week": 1, "day": 1}  # of yyyymmdd that are counted together

TIMES = ("year", "quarter", "month", "week", "day")

_MOST = 50_000  # different values that are told apart


def checked(names: Sequence[str]) -> tuple[str, ...]:
    """The names of facets, each once. Raises UsageFault for one there is not."""
    for name in names:
        if name not in FACETS:
            import difflib  # only on the way to an error

            near = difflib.get_close_matches(name, FACETS, 1)
            meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(FACETS)}"
            raise UsageFault(f"--facet {name}: no such facet; {meant}")
    return tuple(dict.fromkeys(names))


def count(
    reader: index.Reader, query: index.Query, names: Sequence[str], *, limit: int = 0
) -> dict[str, list[tuple[str, int]]]:
    """Of each facet the values and how many papers have them, the most frequent first (years: the latest).

    At most `limit` values of each; 0 means all.
    """
    asked = {name: _terms(FACETS[name], limit if name != "year" else 0) for name in names}
    found = reader.aggregate(query, asked)
    return {name: _ranked(name, found[name]["buckets"])[: limit or None] for name in names}


def _terms(column: str, limit: int) -> dict[str, Any]:
    # As many from each segment of the index as there are at all, or the sums would be estimates.
    return {"terms": {"field": column, "size": limit or _MOST, "segment_size": _MOST}}


def _ranked(name: str, buckets: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    if name == "year":
        years = sorted(((int(each["key"]), int(each["doc_count"])) for each in buckets), reverse=True)
        return [(str(year), papers) for year, papers in years]
    counted = [(str(each["key"]), int(each["doc_count"])) for each in buckets]
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def over_time(
    reader: index.Reader, query: index.Query, by: str, within: Sequence[tuple[str, str]] = ()
) -> dict[str, dict[str, int]]:
    """How many papers were published in each time (one of TIMES): `{"": {"2024-05": 3 …}}`.

    `within` are values to tell apart, (facet, value): the same for each by its value. Times without papers
    are filled in.
    """
    found = {"": _counts(reader, query, by)}
    for facet, value in within:
        has = index.filtered(index.term(FACETS[facet], value))
        found[value] = _counts(reader, index.all_of([query, has]), by)
    times = all_times(sorted(found[""]), by)
    return {name: {time: counts.get(time, 0) for time in times} for name, counts in found.items()}


def _counts(reader: index.Reader, query: index.Query, by: str) -> dict[str, int]:
    """Counts of times; a year needs no day to be known."""
    column, width = ("year", 1) if by == "year" else ("published", _WIDTHS[by])
    asked = {"times": {"histogram": {"field": column, "interval": width, "min_doc_count": 1}}}
    found: dict[str, int] = {}
    for bucket in reader.aggregate(query, asked)["times"]["buckets"]:
        number = int(bucket["key"])
        time = str(number) if by == "year" else _time(number, by)
        found[time] = found.get(time, 0) + int(bucket["doc_count"])
    return found


def _time(day: int, by: str) -> str:
    """The time of a day, or of a month: yyyymmdd, or yyyymm00."""
    return _name(datetime.date(day // 10_000, day // 100 % 100, day % 100 or 1), by)


def _name(date: datetime.date, by: str) -> str:
    if by == "week":
        year, week, _ = date.isocalendar()
        return f"{year}-W{week:02}"
    if by == "quarter":
        return f"{date.year}-Q{(date.month + 2) // 3}"
    return date.isoformat()[: {"year": 4, "month": 7, "day": 10}[by]]


def all_times(times: Sequence[str], by: str) -> list[str]:
    """Every time from the first to the last."""
    if not times:
        return []
    from papertriage.search.spans import days  # reads what `_name` writes

    first, last = days(times[0], None), days(times[-1], None)
    if first is None or last is None:
        return list(times)
    found, date = [], first[0]
    while date <= last[0]:
        found.append(_name(date, by))
        after = days(found[-1], None)
        if after is None or after[1] == datetime.date.max:
            break
        date = after[1] + datetime.timedelta(days=1)
    return found
