"""How fast papers are exported, beside plain writers of the same cells; writes docs/bench-export.md.

    python bench/export.py [--papers 100000]

The library is that of `bench/run.py`, made if need be. Nothing fails for being slow.
"""

import argparse
import csv
import gc
import io
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import run as all_of_it
from papertriage.export import FORMATS, find_format, record
from papertriage.export.spreadsheet import cells
from papertriage.library import open_library
from papertriage.model import Paper
from report import Row, table

ROUNDS = 5
SAMPLE = 20_000  # papers in memory, for exporters alone
FAST = ("csv", "jsonl", "md")
LIGHT = 64  # MB: numbers of papers are kept, 100 bytes each, and no papers
WANTED = 50_000  # papers/s
PAGE = """\
# How fast papers are exported

`make bench-export` exports {papers:,} papers that do not exist (`bench/generate.py`) and writes this page,
with plain writers beside it in the same run. Measured with {cores} cores, at a load of {load:.1f} processes.

Rates of exporters alone are of processor time, with {sample:,} papers in memory: medians of {rounds} rounds
that take turns. Those of whole commands are of processor time (both processes of a large export together) and
of wall time: the best of three. Memory is what a process has of its own: the library's file, which is mapped,
is the system's.

{table}

Two processes share the work from 20,000 papers on, in CSV, TSV, JSON Lines and Markdown: on two idle cores
the wall time is about half the processor time, on busy ones it is what the others leave.
"""

Writer = Callable[[list[Paper]], int]  # gives how many characters or bytes it wrote


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--papers", type=int, default=100_000, help="how many papers (default 100,000)")
    output = Path(__file__).resolve().parents[1] / "docs" / "bench-export.md"
    parser.add_argument("--output", type=Path, default=output, help="the page to write")
    arguments = parser.parse_args()
    all_of_it.WORK.mkdir(exist_ok=True)
    for count in (arguments.papers // 4, arguments.papers):
        if not (all_of_it.library(count) / "library").exists():
            all_of_it.ingest(count)
    gc.set_threshold(200_000, 20, 20)  # as the program sets it
    rows = [*alone(arguments.papers), *commands(arguments.papers)]
    page = PAGE.format(
        papers=arguments.papers, cores=os.cpu_count(), load=os.getloadavg()[0], sample=SAMPLE, rounds=ROUNDS,
        table=table(rows),
    )  # fmt: skip
    arguments.output.write_text(page, "utf-8")
    print(page)


def alone(count: int) -> Iterator[Row]:
    """Measure every exporter on papers in memory, with its peer."""
    with open_library(all_of_it.library(count) / "library") as library:
        pids = list(islice(library.iter_pids(), SAMPLE))
        began = time.process_time()
        papers = [paper for at in range(0, len(pids), 1000) for paper in library.papers(pids[at : at + 1000])]
        yield Row(
            "read papers in full from the library", len(papers) / (time.process_time() - began), "papers/s"
        )
    writers: dict[str, Writer] = {each.name: _exporter(each.name) for each in FORMATS}
    rates = _rates({**writers, **PEERS}, papers)
    beside = {"csv": "csv.writer", "tsv": "csv.writer", "jsonl": "orjson.dumps", "json": "json.dumps"}
    for name in writers:
        peer = beside.get(name, "")
        wanted = WANTED if name in FAST else None
        yield Row(f"`{name}`, the exporter alone", rates[name], "papers/s", at_least=wanted)
        if peer:
            yield Row("the same", rates[name], "papers/s", peer, rates[peer])
    yield Row("`csv`, the exporter alone", rates["csv"], "papers/s", "pandas.to_csv", rates["pandas.to_csv"])


def commands(count: int) -> Iterator[Row]:
    """Measure whole commands: processor and wall time, memory of a quarter of the papers and of all."""
    for name in FAST:
        runs = [_command(count, name) for _ in range(3)]
        yield Row(f"`export -f {name}`, processor time", count / min(each[0] for each in runs), "papers/s")
        yield Row("the same, wall time", count / min(each[1] for each in runs), "papers/s", at_least=WANTED)
        few = _command(count // 4, name)[2]
        most = max(each[2] for each in runs)
        yield Row("the same, memory", most, "MB", at_most=LIGHT)
        yield Row("the same", most, "MB", f"{count // 4:,} papers", few)


def _exporter(name: str) -> Writer:
    def write(papers: list[Paper]) -> int:
        pieces = find_format(name).chunks(papers)
        return sum(len(piece.top if hasattr(piece, "top") else piece) for piece in pieces)

    return write


def _csv_writer(papers: list[Paper]) -> int:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(_cells_of(papers))
    return len(stream.getvalue())


def _orjson(papers: list[Paper]) -> int:
    import orjson

    return sum(len(orjson.dumps(each)) for each in _records_of(papers))


def _json(papers: list[Paper]) -> int:
    return sum(len(json.dumps(each, ensure_ascii=False)) for each in _records_of(papers))


def _pandas(papers: list[Paper]) -> int:
    import pandas

    return len(pandas.DataFrame(_cells_of(papers), columns=Paper._fields).to_csv(index=False) or "")


PEERS: dict[str, Writer] = {
    "csv.writer": _csv_writer,
    "orjson.dumps": _orjson,
    "json.dumps": _json,
    "pandas.to_csv": _pandas,
}


def _cells_of(papers: list[Paper]) -> list[list[str]]:
    return [cells(paper) for paper in papers]


def _records_of(papers: list[Paper]) -> list[dict[str, Any]]:
    return [record(paper) for paper in papers]


def _rates(writers: dict[str, Writer], papers: list[Paper]) -> dict[str, float]:
    """Papers a second of processor time; the writers take turns."""
    took: dict[str, list[float]] = {name: [] for name in writers}
    for turn in range(ROUNDS + 1):
        for name, write in writers.items():
            began = time.process_time()
            write(papers)
            if turn:
                took[name].append(time.process_time() - began)
    return {name: len(papers) / median(seconds) for name, seconds in took.items()}


def _command(count: int, name: str) -> tuple[float, float, float]:
    """Run an export: processor seconds, wall seconds, and the most memory that was its own in MB."""
    argv = [all_of_it.tool("papertriage"), "export", "-f", name, "-o", str(all_of_it.WORK / f"x.{name}")]
    before, began = os.times(), time.perf_counter()
    most = 0.0
    environment = {**os.environ, **all_of_it.environment(count)}
    with subprocess.Popen(argv, env=environment, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            most = max(most, _own_memory(process.pid))
            time.sleep(0.02)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return used, time.perf_counter() - began, most


def _own_memory(pid: int) -> float:
    """MB that a process has of its own, without files that are mapped; 0 when it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) / 1000


if __name__ == "__main__":
    main()
