"""Counts by time: bars of all papers or a line of small bars for each series; lines of text in a pipe."""

import shutil
import sys
from collections.abc import Mapping
from typing import Any

from papertriage.cli import bars
from papertriage.text import terminal_safe

Series = Mapping[str, Mapping[str, int]]
"""`{name: {time: papers}}`; the series "" is all papers."""

_STEPS = "▁▂▃▄▅▆▇█"
_BESIDE = 30  # columns of a terminal that names and sums take


def as_json(series: Series, over: str, by: str | None) -> dict[str, Any]:
    """Give the times, the papers in each, and of each series the same."""
    times = list(series[""])
    split = {name: list(counts.values()) for name, counts in series.items() if name}
    return {"over": over, "by": by, "times": times, "papers": list(series[""].values()), "series": split}


def show(series: Series, over: str, by: str | None) -> None:
    """Write them: a line for each time, and where they are split for each time and value."""
    if not sys.stdout.isatty():
        _plain(series, split=by is not None)
    elif by is None:
        sys.stdout.write(f"papers by {over}\n")
        sys.stdout.writelines(f"  {line}\n" for line in bars.drawn(series[""].items()))
    else:
        _table(series, over, by)


def _plain(series: Series, *, split: bool) -> None:
    for name, counts in series.items():
        if bool(name) == split:
            before = f"{terminal_safe(name)}\t" if split else ""
            sys.stdout.writelines(f"{before}{time}\t{papers}\n" for time, papers in counts.items())


def _table(series: Series, over: str, by: str) -> None:
    """A row of small bars for each value, on the scale of its own largest; as many times as there is room."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    times = list(series[""])[-max(10, shutil.get_terminal_size().columns - _BESIDE) :]
    table = Table(box=None, padding=(0, 1), header_style="bold", pad_edge=False)
    table.add_column(by, max_width=24, no_wrap=True)
    table.add_column("papers", justify="right")
    table.add_column(f"{times[0]} to {times[-1]}, by {over}" if times else over, no_wrap=True)
    for name, counts in sorted(series.items(), key=lambda item: bool(item[0])):
        here = [counts[time] for time in times]
        called = Text(terminal_safe(name) if name else "all", style="cyan" if name else "bold")
        table.add_row(called, str(sum(counts.values())), Text(sparks(here), style="yellow"))
    Console(highlight=False).print(table)


def sparks(counts: list[int]) -> str:
    """A bar an eighth to a whole line high for each count; a space for none."""
    most = max(counts, default=0)
    return "".join(_STEPS[-(-8 * count // most) - 1] if count else " " for count in counts)
