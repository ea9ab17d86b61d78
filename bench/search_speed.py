"""Measure search on a library of a million papers, or of 2.7, beside plain peers; write a page of docs.

    python bench/search_speed.py [--papers 1000000 | --full] [--alone] [--again]

Takes the better part of an hour and 10 GB under bench/work/search, which is kept for the next time; --again
loads everything anew. Never fails for being slow: the page says what was reached.
"""

import argparse
import math
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import search_classes
import search_corpus
from measure import Command, Run, median, medians, run, size_mb, watched
from papertriage import search
from papertriage.library import Library, open_library
from papertriage.search import Names
from run import HERE, PYTHON, WORK, tool
from search_classes import Asked
from search_page import Loaded, Measured, page

FULL = 2_700_000
ROUNDS = 7
PEER_ROUNDS = 1  # of searchers that take seconds
COLD_ROUNDS = 3
MANY = 100  # questions of each kind in one process
IMPORT = 'python -c "import typer"'


class Place(NamedTuple):
    """Where everything of one size lies."""

    folder: Path
    papers: int

    @property
    def dump(self) -> Path:
        """The papers as JSON lines."""
        return self.folder / f"papers-{self.papers}.jsonl"

    @property
    def home(self) -> Path:
        """Our library, with settings and topics of its own."""
        return self.folder / f"library-{self.papers}"

    @property
    def database(self) -> Path:
        """What sqlite-utils makes."""
        return self.folder / f"peer-{self.papers}.db"

    @property
    def tantivy(self) -> Path:
        """What tantivy alone makes."""
        return self.folder / f"tantivy-{self.papers}"

    @property
    def bm25s(self) -> Path:
        """What bm25s saves."""
        return self.folder / f"bm25s-{self.papers}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--papers", type=int, default=1_000_000, help="how many (default 1,000,000)")
    parser.add_argument("--full", action="store_true", help=f"all of arXiv's size: {FULL:,} papers")
    parser.add_argument("--alone", action="store_true", help="of the peers only tantivy, which only loads")
    parser.add_argument("--again", action="store_true", help="load everything anew")
    parser.add_argument("--output", type=Path, help="the page to write (docs/bench-search[-full].md)")
    arguments = parser.parse_args()
    output = arguments.output or HERE.parent / "docs" / f"bench-search{'-full' if arguments.full else ''}.md"
    place = Place(WORK / "search", FULL if arguments.full else arguments.papers)
    place.folder.mkdir(parents=True, exist_ok=True)
    if arguments.again:
        for note in place.folder.glob(f"*-{place.papers}.load"):
            note.unlink()
    make_dump(place)
    others = () if arguments.alone else (sqlite_utils, bm25s)
    loads = [load(place) for load in (ours, tantivy, *others)]
    with open_library(place.home / "library") as library:
        asked = search_classes.kinds(library)
        within = dict(in_process(library))
    times = whole_processes(place, asked, {} if arguments.alone else PEERS)
    found = Measured(place.papers, raw_mb(place), loads, asked, times, dict(cold(place, asked)), within)
    output.write_text(page(found), "utf-8")
    print(output.read_text("utf-8"))


def make_dump(place: Place) -> None:
    if place.dump.exists():
        return
    _tell(f"making {place.dump.name}")
    part = place.dump.with_suffix(".part")
    with part.open("w", encoding="utf-8") as stream:
        stream.writelines(search_corpus.lines(place.papers, seed=1))
    part.replace(place.dump)


def raw_mb(place: Place) -> float:
    """The bytes of all titles and abstracts, in millions."""
    with open_library(place.home / "library") as library:
        return (
            sum(
                len(title.encode()) + len((abstract or "").encode())
                for lot in library.texts()
                for _, _, title, abstract in lot
            )
            / 1e6
        )


# -- loading ---


def _timed(
    place: Place, name: str, into: Path, steps: Sequence[tuple[str, ...]], *, told: bool = False
) -> Loaded:
    """Load by these commands, or say what an earlier run measured of what lies there.

    `told`: the last of them prints how many papers a second it took in, and its word counts.
    """
    note = place.folder / f"{name}-{place.papers}.load"
    if not (into.exists() and note.exists()):
        _tell(f"loading {place.papers:,} papers: {name}")
        shutil.rmtree(into, ignore_errors=True)
        into.unlink(missing_ok=True)
        ended = [watched(Command(step), _environment(place)) for step in steps]
        failed = any(step.status for step in ended)
        seconds = math.nan if failed else sum(step.seconds for step in ended)
        if told and not failed:
            seconds = place.papers / float(ended[-1].output)
        note.write_text(f"{seconds} {max(step.peak_mb for step in ended)}", "utf-8")
    seconds, peak = map(float, note.read_text("utf-8").split())
    return Loaded(name, seconds, size_mb(into), peak)


def ours(place: Place) -> Loaded:
    """`papertriage ingest`: read, cleaned, merged, tagged, stored and indexed."""
    return _timed(
        place, "papertriage", place.home, [(tool("papertriage"), "ingest", str(place.dump), "--json")]
    )


def tantivy(place: Place) -> Loaded:
    """Let tantivy index titles and abstracts, which it has in memory before the clock starts; no more."""
    step = PYTHON, str(HERE / "tantivy_alone.py"), str(place.dump), str(place.tantivy)
    return _timed(place, "tantivy alone", place.tantivy, [step], told=True)


def sqlite_utils(place: Place) -> Loaded:
    """sqlite-utils: stored, and indexed by FTS5; the bare FTS5 query asks the same file."""
    program, database = tool("sqlite-utils"), str(place.database)
    steps = [
        (program, "insert", database, "papers", str(place.dump), "--nl"),
        (program, "enable-fts", database, "papers", "title", "abstract"),
    ]
    return _timed(place, "sqlite-utils", place.database, steps)


def bm25s(place: Place) -> Loaded:
    """bm25s with stems, saved to a folder that is mapped into memory."""
    steps = [(PYTHON, str(HERE / "search_peers.py"), "index-bm25s", str(place.dump), str(place.bm25s))]
    return _timed(place, "bm25s", place.bm25s, steps)


# -- asking ---


Peers = Mapping[str, Callable[[Place, Asked], Command | None]]


def whole_processes(place: Place, asked: list[Asked], peers: Peers) -> dict[str, dict[str, float]]:
    """Milliseconds of each searcher (first key) for each kind of question; NaN for what failed."""
    quick = {IMPORT: Command((PYTHON, "-c", "import typer"))}
    for each in asked:
        quick[f"pipe {each.name}"] = Command((tool("papertriage"), "search", *each.ours))
        quick[f"terminal {each.name}"] = Command((tool("papertriage"), "search", *each.ours), terminal=True)
    _tell(f"starting {len(quick)} commands {ROUNDS} times each")
    ms = medians(quick, _environment(place), rounds=ROUNDS)
    times = {
        "pipe": {each.name: ms[f"pipe {each.name}"] for each in asked},
        "terminal": {each.name: ms[f"terminal {each.name}"] for each in asked},
        IMPORT: {each.name: ms[IMPORT] for each in asked},
    }
    for name, command in peers.items():
        commands = {each.name: made for each in asked if (made := command(place, each))}
        _tell(f"asking {name}")
        times[name] = medians(commands, {}, rounds=PEER_ROUNDS)
    return times


def _sqlite_utils(place: Place, asked: Asked) -> Command | None:
    arguments = (tool("sqlite-utils"), "search", str(place.database), "papers", asked.fts5 or "")
    return Command((*arguments, "-c", "title", "--limit", "20")) if asked.fts5 else None


def _fts5(place: Place, asked: Asked) -> Command | None:
    script = (PYTHON, str(HERE / "search_peers.py"), "fts5", str(place.database))
    return Command((*script, asked.fts5)) if asked.fts5 else None


def _bm25s(place: Place, asked: Asked) -> Command | None:
    script = (PYTHON, str(HERE / "search_peers.py"), "bm25s", str(place.bm25s))
    return Command((*script, asked.words)) if asked.words else None


def _grep(place: Place, asked: Asked) -> Command | None:
    return Command(("grep", "-c", "-i", "-E", asked.pattern, str(place.dump))) if asked.pattern else None


def _ripgrep(place: Place, asked: Asked) -> Command | None:
    return Command(("rg", "-c", "-i", asked.pattern, str(place.dump))) if asked.pattern else None


PEERS: Peers = {
    "sqlite-utils search": _sqlite_utils,
    "FTS5": _fts5,
    "bm25s": _bm25s,
    "grep -c": _grep,
    **({"rg -c": _ripgrep} if shutil.which("rg") else {}),
}


def cold(place: Place, asked: list[Asked]) -> Iterator[tuple[str, float]]:
    """Milliseconds with the library's files out of the page cache, the median of three."""
    for each in asked:
        ran = []
        for _ in range(COLD_ROUNDS):
            evict(place.home)
            ran.append(run(Command((tool("papertriage"), "search", *each.ours)), _environment(place)))
        yield each.name, median([_seconds(one) for one in ran]) * 1000


def evict(folder: Path) -> None:
    """Ask the system to forget what it has of these files in memory."""
    for file in [path for path in folder.rglob("*") if path.is_file()]:
        with file.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def in_process(library: Library) -> Iterator[tuple[str, tuple[float, float, float]]]:
    """Median, 99th percentile, and that of processor time, in ms, of the first page of many questions."""
    names = Names(topics=lambda name: [name])
    for kind, questions in search_classes.many(library, MANY).items():
        search.search(library, search.plan(questions[0], names=names), limit=20)
        times, computed = [], []
        for question in questions:
            started, begun = time.perf_counter(), time.process_time()
            search.search(library, search.plan(question, names=names), limit=20)
            times.append((time.perf_counter() - started) * 1000)
            computed.append((time.process_time() - begun) * 1000)
        yield kind, (statistics.median(times), _most(times), _most(computed))


def _most(times: list[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[98]


def _seconds(ended: Run) -> float:
    return math.nan if ended.status else ended.seconds


def _environment(place: Place) -> dict[str, str]:
    return {"PAPERTRIAGE_HOME": str(place.home)}


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
