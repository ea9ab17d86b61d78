"""How `papertriage stats --calendar` looks: a line for each source and month, a sign for each day."""

import datetime
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from types import MappingProxyType

from papertriage import config
from papertriage import coverage as use_case
from papertriage.cli import common
from papertriage.text import terminal_safe

LETTERS = MappingProxyType(
    {"ok": "o", "quiet": ".", "missing": "M", "partial": "p", "stale": "s", "elsewhere": "e"}
)
_COLOURS = MappingProxyType(
    {
        "ok": "green", "quiet": "dim", "missing": "bold red", "partial": "yellow", "stale": "magenta",
        "elsewhere": "cyan",
    }
)  # fmt: skip
_MEANINGS = (
    "o held  . nothing due  M missing  p partial: far below the weekday's usual  s stale: as the day before  "
    "e held from another source of the same site"
)


def show_calendar(set_to: config.Settings, *, json: bool) -> None:
    """Show the calendar of the library."""
    with common.reading(set_to) as found:
        days = use_case.calendar(found, datetime.date.today())
    if json:
        from papertriage.cli import as_json

        as_json.write(use_case.as_record(days))
    elif sys.stdout.isatty():
        _draw(days)
    else:
        sys.stdout.writelines(f"{line}\n" for line in plain(days))


def plain(days: use_case.Calendar) -> Iterator[str]:
    """Give source, month, a letter for each day from the 1st on (a space: outside the span), faults."""
    for source in days.sources:
        for month, letters, amiss in _months(source):
            yield f"{terminal_safe(source.source)}\t{month}\t{letters}\t{amiss or '-'}"
    for name, count in days.undated.items():
        yield f"{terminal_safe(name)}\tno day\t{count} records"


def _months(source: use_case.SourceDays) -> Iterator[tuple[str, str, str]]:
    """Give each month, its letters and what is amiss; months of which nothing is held come as one line."""
    months = [(month, list(days)) for month, days in groupby(source.days, key=lambda day: day.day[:7])]
    for held, several in groupby(months, key=lambda month: any(day.papers for day in month[1])):
        some = list(several)
        if held or len(some) == 1:
            for month, days in some:
                yield month, " " * (int(days[0].day[8:]) - 1) + _letters(days), _amiss(days)
        else:
            between = [day for _, days in some for day in days]
            yield (
                f"{some[0][0]}..{some[-1][0]}",
                "",
                ", ".join(filter(None, ("nothing held", _amiss(between)))),
            )


def _letters(days: Iterable[use_case.Day]) -> str:
    return "".join(LETTERS[day.status] for day in days)


def _amiss(days: Sequence[use_case.Day]) -> str:
    counts = {status: sum(day.status == status for day in days) for status in ("missing", "partial", "stale")}
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count)


def _draw(days: use_case.Calendar) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    colour_of = {letter: _COLOURS[status] for status, letter in LETTERS.items()}
    if not days.sources:
        console.print("The library holds nothing that names a day.", style="dim")
    for source in days.sources:
        console.print(Text(terminal_safe(source.source), style="bold"))
        console.print(Text(" " * 9 + "".join(f"{day % 10}" for day in range(1, 32)), style="dim"))
        for month, letters, amiss in _months(source):
            line = Text(f"{month}  ")
            for letter in letters.ljust(31):
                line.append(letter, style=colour_of.get(letter, ""))
            console.print(line.append(f"  {amiss}", style="dim"))
    for name, count in days.undated.items():
        console.print(Text(f"{terminal_safe(name)}: {count} records stand for no day", style="dim"))
    console.print(Text(_MEANINGS, style="dim"), soft_wrap=False)
