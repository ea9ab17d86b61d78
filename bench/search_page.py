"""The measurements of search as a Markdown page."""

import math
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from search_classes import Asked

IMPORT = 'python -c "import typer"'
PIPE, TERMINAL, IN_PROCESS, SIZE, MEMORY_MB = 1.6, 2.5, 50.0, 1.5, 1000.0  # what is to be reached
OF_TANTIVY = 0.7  # of the rate of tantivy alone, likewise


class Loaded(NamedTuple):
    """How one searcher took the papers in."""

    name: str
    seconds: float
    size_mb: float
    peak_mb: float


class Measured(NamedTuple):
    """All that was measured."""

    papers: int
    raw_mb: float
    loads: Sequence[Loaded]
    asked: Sequence[Asked]
    times: Mapping[str, Mapping[str, float]]  # searcher -> kind of question -> milliseconds
    cold: Mapping[str, float]
    within: Mapping[str, tuple[float, float, float]]  # kind -> median, 99th percentile, of it computing


PAGE = """\
# Search, measured

`make bench-search` measures search on {papers:,} papers: invented ones (`bench/generate.py`), with real
titles and abstracts strewn in where `../shared/real/bulk` has some. Peers are asked in the same run on the
same papers. What was to be reached at a million stands beside what was; nothing fails when a limit is
missed. Seconds differ from machine to machine; the ratios hold better.
What was loaded is kept, so a load may have been measured in an earlier run; `--again` loads all anew.

Measured on {today} with {cores} cores and Python {python}.

## Loading

{loading}

The raw text, titles and abstracts, is {raw:,.0f} MB; the library is {size:.2f} times that (at most
{most_size} was to be reached{size_reached}). Peak memory is of all processes of a searcher
together, without files that are mapped{memory_reached}. papertriage also cleans,
merges and tags every paper and keeps what each dump said; the others store and index what they are given.
tantivy alone indexes titles and abstracts that lie in memory before its clock starts, and keeps no record;
papertriage takes papers in at {of_tantivy:.2f} of its rate (at least {least} was to be
reached{rate_reached}).

## Whole processes, files in the page cache

Milliseconds from start to exit, medians; in brackets how many times `{importing}`, which took
{typer:.0f} ms. In a pipe at most {pipe} times that was to be reached, on a terminal {terminal} times.
Peers have no topics, dates or facets.

{latency}

{verdict}

## Files not in the page cache

The same commands in a pipe after the system was asked to forget the library's files: milliseconds, the median
of three.

{cold}

## In one process

The first page of a hundred questions of each kind, one after the other: milliseconds. The 99th percentile was
to be at most {in_process:.0f}. Where others use the machine, what the process itself computed says more.

{within}
"""


def page(found: Measured) -> str:
    ours, tantivy = found.loads[:2]
    share = tantivy.seconds / ours.seconds
    typer = next(iter(found.times[IMPORT].values()))
    return PAGE.format(
        papers=found.papers, today=date.today(), cores=os.cpu_count(), python=platform.python_version(),
        loading=_loading(found), raw=found.raw_mb, size=ours.size_mb / found.raw_mb, most_size=SIZE,
        size_reached=_said(ours.size_mb / found.raw_mb <= SIZE), of_tantivy=share, least=OF_TANTIVY,
        rate_reached=_said(share >= OF_TANTIVY), memory_reached=_memory(ours.peak_mb),
        importing=IMPORT, typer=typer, pipe=PIPE, terminal=TERMINAL, latency=_latency(found, typer),
        verdict=_verdict(found, typer), cold=_cold(found), in_process=IN_PROCESS, within=_within(found),
    )  # fmt: skip


def _said(reached: bool) -> str:
    return ": reached" if reached else ": missed"


def _memory(peak: float) -> str:
    return f"; under {MEMORY_MB:,.0f} MB was to be reached{_said(peak < MEMORY_MB)}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---", *["--:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _loading(found: Measured) -> str:
    rows = [
        [
            each.name,
            _number(each.seconds),
            _number(found.papers / each.seconds),
            _number(each.size_mb),
            _number(each.peak_mb),
        ]
        for each in found.loads
    ]
    return _table(["searcher", "seconds", "papers/s", "MB on disk", "peak MB"], rows)


def _latency(found: Measured, typer: float) -> str:
    names = [name for name in found.times if name != IMPORT]
    rows = [
        [each.name, *(_cell(name, found.times[name].get(each.name), typer) for name in names)]
        for each in found.asked
    ]
    heads = [f"papertriage, {name}" if name in ("pipe", "terminal") else name for name in names]
    return _table(["question", *heads], rows)


def _cell(name: str, ms: float | None, typer: float) -> str:
    if ms is None:
        return ""
    return f"{_number(ms)} ({ms / typer:.2f})" if name in ("pipe", "terminal") else _number(ms)


def _verdict(found: Measured, typer: float) -> str:
    lines = []
    for name, limit in (("pipe", PIPE), ("terminal", TERMINAL)):
        over = [kind for kind, ms in found.times[name].items() if not ms / typer <= limit]
        lines.append(f"{name.capitalize()}: {'all within ' if not over else 'over '}{limit} times"
                     f"{'' if not over else ': ' + ', '.join(over)}.")  # fmt: skip
    behind = [
        f"{peer} on {kind}"
        for peer, times in found.times.items()
        if peer not in ("pipe", "terminal", IMPORT)
        for kind, ms in times.items()
        if ms < found.times["pipe"][kind]
    ]
    lines.append(f"Quicker than papertriage in a pipe: {', '.join(behind) or 'none'}.")
    return "\n".join(f"- {line}" for line in lines)


def _cold(found: Measured) -> str:
    return _table(["question", "ms"], [[kind, _number(ms)] for kind, ms in found.cold.items()])


def _within(found: Measured) -> str:
    rows = [
        [kind, f"{half:.1f}", f"{most:.1f}", "yes" if most <= IN_PROCESS else "no", f"{computed:.1f}"]
        for kind, (half, most, computed) in found.within.items()
    ]
    return _table(["question", "median", "99th percentile", "reached", "of it computing"], rows)


def _number(value: float) -> str:
    if math.isnan(value):
        return "failed"
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
