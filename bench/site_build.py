"""Measure `papertriage site build` on invented papers, and what its pages weigh; write docs/bench-site.md.

    python bench/site_build.py [--papers 10000]

Takes a minute; what it makes is kept under bench/work. Never fails for being slow: the page says what was
reached.
"""

import argparse
import gzip
import math
import resource
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import generate
from measure import Command, median, run

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
SEED = 1
ROUNDS = 5
WEIGHED = ("index.html", "all/1.html", "style.css", "filter.js", "papers.js", "feed.xml")


class Timed(NamedTuple):
    """How a command went."""

    seconds: float
    processor: float
    peak_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--papers", type=int, default=10_000, help="how many papers (default 10,000)")
    parser.add_argument(
        "--output", type=Path, default=HERE.parent / "docs" / "bench-site.md", help="the page to write"
    )
    arguments = parser.parse_args()
    home, site = WORK / "site-home", WORK / "site"
    _library(home, arguments.papers)
    times: dict[str, list[Timed]] = {"from nothing": [], "again, nothing changed": []}
    for _ in range(ROUNDS):  # they take turns, so that a busy minute of the machine falls on all of them
        shutil.rmtree(site, ignore_errors=True)
        for runs in times.values():
            runs.append(_timed(home, "site", "build", str(site)))
    arguments.output.write_text("".join(_page(arguments.papers, site, times)), "utf-8")
    print(f"written: {arguments.output}")


def _library(home: Path, papers: int) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    dump = home / "papers.jsonl"
    with dump.open("w", encoding="utf-8") as file:
        generate.write(file, generate.papers(papers, SEED), "jsonl")
    _timed(home, "ingest", str(dump))


def _timed(home: Path, *arguments: str) -> Timed:
    command = Command((sys.executable, "-m", "papertriage", *arguments))
    before = _processor()
    ended = run(command, {"PAPERTRIAGE_HOME": str(home)})
    return Timed(math.nan if ended.status else ended.seconds, _processor() - before, ended.peak_mb)


def _processor() -> float:
    """Seconds of processor time that ended children took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _page(papers: int, site: Path, times: dict[str, list[Timed]]) -> Iterator[str]:
    """Give the page; NaN stands where a command failed."""
    yield "# Measurements of the site\n\n"
    yield f"`make bench-site` writes this page: {papers:,} invented papers, whole processes, "
    yield f"the median of {ROUNDS}.\n"
    yield "Times are of a shared machine of two cores; of them the processor's hold best.\n\n"
    yield "| `papertriage site build` | seconds | of the processor | papers a second of it |\n"
    yield "|---|---|---|---|\n"
    for name, runs in times.items():
        seconds = median([each.seconds for each in runs])
        processor = median([each.processor for each in runs])
        yield f"| {name} | {seconds:.1f} | {processor:.1f} | {papers / processor:,.0f} |\n"
    peak = max(each.peak_mb for runs in times.values() for each in runs)
    files = [file for file in site.rglob("*") if file.is_file()]
    pages = sorted(file.stat().st_size for file in (site / "papers").iterdir())
    total = sum(file.stat().st_size for file in files)
    yield f"\nAt most {peak:.0f} MB of memory; {len(files):,} files, {total / 1e6:.1f} MB.\n\n"
    yield "| file | kB | kB, gzip |\n|---|---|---|\n"
    for name in WEIGHED:
        raw = (site / name).read_bytes()
        yield f"| `{name}` | {len(raw) / 1000:.1f} | {len(gzip.compress(raw, 9, mtime=0)) / 1000:.1f} |\n"
    yield f"| a paper's page, the middle one by size | {pages[len(pages) // 2] / 1000:.1f} | |\n"
    yield f"| the largest of them | {pages[-1] / 1000:.1f} | |\n\n"
    yield "`papers.js` is loaded when the filter is first used, and by nothing else.\n"


if __name__ == "__main__":
    main()
