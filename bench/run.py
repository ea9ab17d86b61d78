"""Measure papertriage on invented papers, with plain peers beside it; write docs/bench.md.

    python bench/run.py [--papers 200000]

Takes some minutes and 2 GB under bench/work, which is kept for the next time and ignored by git.
Never fails for being slow: the page says what was reached.
"""

import argparse
import json
import math
import re
import shutil
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import generate
from measure import Command, Run, median, medians, run, size_mb
from report import Row, page

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
PYTHON = sys.executable
SEED = 1
ROUNDS = 21  # of each whole-process command
BUILDS = 3  # of each library
COMMON = "attention"
FLAT = 1.25  # memory that grows by less than this when the papers are four times as many is called flat


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--papers", type=int, default=200_000, help="how many papers (default 200,000)")
    parser.add_argument(
        "--output", type=Path, default=HERE.parent / "docs" / "bench.md", help="the page to write"
    )
    arguments = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    rows = [*reading(arguments.papers), *searching(arguments.papers)]
    arguments.output.write_text(page(rows, papers=arguments.papers, rounds=ROUNDS, builds=BUILDS), "utf-8")
    print(arguments.output.read_text("utf-8"))


def reading(papers: int) -> Iterator[Row]:
    """Parse, ingest and index the papers, and a quarter of them."""
    few = papers // 4
    rates: dict[str, list[float]] = {"few": [], "many": [], "default": [], "en_stem": []}
    peaks: dict[str, list[float]] = {"few": [], "many": []}
    yield Row("parse the text of the dump", _said(_script("parse_rate", dump(papers))), "MB/s", at_least=50)
    for turn in range(BUILDS):
        _tell(f"building, turn {turn + 1} of {BUILDS}")
        for analyser in ("default", "en_stem"):
            peer = _script("tantivy_alone", records(papers), WORK / "tantivy", analyser)
            rates[analyser].append(_said(peer))
        for name, count in (("few", few), ("many", papers)):
            rate, peak = ingest(count)
            rates[name].append(rate)
            peaks[name].append(peak)
    rate_of = {name: median(values) for name, values in rates.items()}
    peak_of = {name: median(values) for name, values in peaks.items()}
    sqlite = sqlite_utils(papers)
    yield Row(f"ingest {few:,} papers", rate_of["few"], "papers/s")
    yield Row(
        f"ingest {papers:,} papers",
        rate_of["many"],
        "papers/s",
        "tantivy alone",
        rate_of["default"],
        at_least=0.6,
    )
    yield Row(
        "the same", rate_of["many"], "papers/s", "tantivy alone, with English stems", rate_of["en_stem"]
    )
    yield Row("the same", rate_of["many"], "papers/s", "sqlite-utils insert, enable-fts", sqlite)
    yield Row(f"peak memory, {papers:,} papers", peak_of["many"], "MB", at_most=700)
    yield Row("the same", peak_of["many"], "MB", f"{few:,} papers", peak_of["few"], at_most=FLAT)
    yield Row("the library on disk", size_mb(library(papers)), "MB", "its dump", size_mb(dump(papers)))
    yield Row("the same", size_mb(library(papers)), "MB", "sqlite-utils", size_mb(WORK / "peer.db"))


def searching(papers: int) -> Iterator[Row]:
    """Start whole processes on the library of all the papers."""
    rare = rare_word(papers)
    peer, peer_sqlite = 'python -c "import typer"', f"sqlite-utils search {COMMON}"
    commands = {
        "python -c pass": Command((PYTHON, "-c", "pass")),
        peer: Command((PYTHON, "-c", "import typer")),
        "papertriage --version": Command((tool("papertriage"), "--version")),
        peer_sqlite: Command(
            (tool("sqlite-utils"), "search", str(WORK / "peer.db"), "papers", COMMON, "--limit", "20")
        ),
        "grep": Command(("grep", "-c", "-i", COMMON, str(dump(papers)))),
    }
    for word in (COMMON, rare):
        commands[f"pipe {word}"] = Command((tool("papertriage"), "search", word))
        commands[f"terminal {word}"] = Command((tool("papertriage"), "search", word), terminal=True)
    _tell(f"starting {len(commands)} commands {ROUNDS} times each")
    ms = medians(commands, environment(papers), rounds=ROUNDS)
    yield Row("`python -c pass`", ms["python -c pass"], "ms")
    yield Row(
        "`papertriage --version`", ms["papertriage --version"], "ms", f"`{peer}`", ms[peer], at_most=1.3
    )
    for place, limit in (("pipe", 2), ("terminal", 3)):
        for word in (COMMON, rare):
            what = f"`papertriage search {word}`, {place}"
            yield Row(what, ms[f"{place} {word}"], "ms", f"`{peer}`", ms[peer], at_most=limit)
    searched = f"`papertriage search {COMMON}`, pipe"
    yield Row(searched, ms[f"pipe {COMMON}"], "ms", f"`{peer_sqlite}`", ms[peer_sqlite])
    yield Row(searched, ms[f"pipe {COMMON}"], "ms", f"`grep -c -i {COMMON}`", ms["grep"])


def ingest(count: int) -> tuple[float, float]:
    """Ingest into an empty library: papers a second and peak MB; NaN if the command did not read them all."""
    shutil.rmtree(library(count), ignore_errors=True)
    command = (tool("papertriage"), "ingest", str(dump(count)), "--json")
    ended = run(Command(command), environment(count))
    if ended.status or not re.search(rb'"read": %d\b' % count, ended.output):
        _tell(f"failed, or did not read every paper: {' '.join(command)}")
        return math.nan, math.nan
    return count / ended.seconds, ended.peak_mb


def sqlite_utils(count: int) -> float:
    """Store and index the same records as sqlite-utils does: papers a second; NaN without sqlite-utils."""
    database = WORK / "peer.db"
    database.unlink(missing_ok=True)
    program = tool("sqlite-utils")
    steps = [
        (program, "insert", str(database), "papers", str(records(count)), "--nl"),
        (program, "enable-fts", str(database), "papers", "title", "abstract"),
    ]
    ended = [run(Command(step), {}) for step in steps]
    return math.nan if any(step.status for step in ended) else count / sum(step.seconds for step in ended)


def environment(count: int) -> dict[str, str]:
    """Give a library of its own, without anyone's settings or topics: the folder holds all three."""
    return {"PAPERTRIAGE_HOME": str(library(count))}


def library(count: int) -> Path:
    """Where the library of this many papers stands."""
    return WORK / f"library-{count}"


def dump(count: int) -> Path:
    """Give the papers as a text dump, made if need be."""
    return _made(count, "text", "txt")


def records(count: int) -> Path:
    """Give the papers as JSON lines, made if need be."""
    return _made(count, "jsonl", "jsonl")


def rare_word(count: int) -> str:
    """Give the name of one paper's method, which stands in few others."""
    with records(count).open(encoding="utf-8") as lines:
        titles = (json.loads(line)["title"] for line in islice(lines, count // 2, None))
        return next(str(title).partition(":")[0] for title in titles if ":" in title)


def tool(name: str) -> str:
    """Find a program beside this Python, else anywhere; its bare name where there is none."""
    beside = Path(PYTHON).parent / name
    return str(beside) if beside.exists() else shutil.which(name) or name


def _made(count: int, form: str, ending: str) -> Path:
    path = WORK / f"papers-{count}.{ending}"
    makers = (HERE / "generate.py", HERE / "vocabulary.toml")
    if not path.exists() or path.stat().st_mtime < max(maker.stat().st_mtime for maker in makers):
        _tell(f"making {path.name}")
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as stream:
            generate.write(stream, generate.papers(count, SEED), form)
        part.replace(path)
    return path


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _script(name: str, *arguments: Path | str) -> Run:
    return run(Command((PYTHON, str(HERE / f"{name}.py"), *map(str, arguments))), {})


def _said(ended: Run) -> float:
    """Take the first number that a script printed; NaN if it failed."""
    return math.nan if ended.status else float(ended.output.split()[0])


if __name__ == "__main__":
    main()
