"""Measure `papertriage site build` on invented papers, and what its pages weigh; write docs/bench-site.md.

    python bench/site_build.py [--papers 10000]

Takes a minute; what it makes is kept under bench/work. Never fails for being slow: the page says what was
reached.
"""

import argparse
import gzip
import math
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import generate
from measure import Command, median, run

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
SEED = 1
ROUNDS = 5
WEIGHED = ("index.html", "all/1.html", "style.css", "filter.js", "papers.js", "feed.xml")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--papers", type=int, default=10_000, help="how many papers (default 10,000)")
    parser.add_argument(
        "--output", type=Path, default=HERE.parent / "docs" / "bench-site.md", help="the page to write"
    )
    arguments = parser.parse_args()
    home, site = WORK / "site-home", WORK / "site"
    _library(home, arguments.papers)
    times: dict[str, list[float]] = {
        "from nothing": [],
        "again, nothing changed": [],
        "a bare `python -c pass`": [],
    }
    peaks: list[float] = []
    for _ in range(ROUNDS):  # they take turns, so that a busy minute of the machine falls on all of them
        shutil.rmtree(site, ignore_errors=True)
        for name in ("from nothing", "again, nothing changed"):
            seconds, peak = _timed(home, "site", "build", str(site))
            times[name].append(seconds)
            peaks.append(peak)
        times["a bare `python -c pass`"].append(run(Command((sys.executable, "-c", "pass")), {}).seconds)
    medians = {name: median(seconds) for name, seconds in times.items()}
    arguments.output.write_text("".join(_page(arguments.papers, site, medians, max(peaks))), "utf-8")
    print(f"written: {arguments.output}")


def _library(home: Path, papers: int) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    dump = home / "papers.jsonl"
    with dump.open("w", encoding="utf-8") as file:
        generate.write(file, generate.papers(papers, SEED), "jsonl")
    _timed(home, "ingest", str(dump))


def _timed(home: Path, *arguments: str) -> tuple[float, float]:
    command = Command((sys.executable, "-m", "papertriage", *arguments))
    ended = run(command, {"PAPERTRIAGE_HOME": str(home)})
    return (math.nan if ended.status else ended.seconds), ended.peak_mb


def _page(papers: int, site: Path, times: dict[str, float], peak: float) -> Iterator[str]:
    """Give the page; NaN stands where a command failed."""
    yield "# Measurements of the site\n\n"
    yield f"`make bench-site` writes this page: {papers:,} invented papers, whole processes, "
    yield f"the median of {ROUNDS}.\n"
    yield "Times are of a shared machine of two cores; ratios hold better than seconds.\n\n"
    yield "| `papertriage site build` | seconds | papers a second |\n|---|---|---|\n"
    for name, seconds in times.items():
        rate = "" if "python" in name else f"{papers / seconds:,.0f}"
        yield f"| {name} | {seconds:.2f} | {rate} |\n"
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
