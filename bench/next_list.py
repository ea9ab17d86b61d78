"""Measure the list of what to read next while somebody decides: how soon it is there, and in how much memory.

    python bench/next_list.py [--papers 100000] [--decisions 1000] [--library FOLDER]

Decides as `triage` does, on a copy of a library of invented papers or of the one that is named. What is timed
is one key: the decision kept on the disk, and then the next list, in the order of taste, with its reasons; by
the clock, and by what this process had of the processors. Never fails for being slow.
"""

import argparse
import datetime
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import generate
from papertriage import triage
from papertriage.library import BatchRow, Counts, Library, PaperRow, open_library
from papertriage.model import Paper, Sighting
from papertriage.triage.desks import Wish, open_desk
from papertriage.triage.places import Asked
from papertriage.triage.session import Doing, start
from papertriage.tui.loop import Loop, Outside

SEED = 1
KEYS = 40  # that are pressed and timed
CHUNK = 5000


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--papers", type=int, default=100_000, help="how many papers (default 100,000)")
    parser.add_argument("--decisions", type=int, default=1000, help="made before (default 1,000)")
    parser.add_argument("--library", type=Path, help="a library to copy in place of invented papers")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "library"
        if arguments.library:
            shutil.copytree(arguments.library, home)
        else:
            invent(home, arguments.papers)
        decide(home, arguments.decisions)
        report(home)


def invent(home: Path, count: int) -> None:
    with open_library(home, write=True) as library:
        papers = enumerate(generate.papers(count, SEED))
        with library.batch(BatchRow("aa", "bench", "bench", "2026-01-01")) as batch:
            listed = [(Sighting("bench", one.title, one.abstract), [f"k{number}"]) for number, one in papers]
            for at in range(0, count, CHUNK):
                some = listed[at : at + CHUNK]
                seen = batch.add_sightings(some)
                batch.put_papers(
                    [
                        PaperRow(
                            Paper(f"title:{number:016x}", sighting.title, sighting.abstract), (number,), {}
                        )
                        for number, (sighting, _) in zip(seen, some, strict=True)
                    ]
                )
            batch.finish(Counts(read=count, new=count))


def decide(home: Path, count: int) -> None:
    """Decide on papers by chance, one of five liked."""
    chance = random.Random(SEED)
    with open_library(home, write=True) as library:
        names = chance.sample(sorted(name for _, name in library.iter_names()), count)
        said = triage.Said(datetime.datetime.now(datetime.UTC))
        triage.decide_all(library, "accept", names[: count // 5], said)
        triage.decide_all(library, "reject", names[count // 5 :], said)


def report(home: Path) -> None:
    began = time.perf_counter()
    program = [sys.executable, "-m", "papertriage", "next", "--library", str(home)]
    subprocess.run(program, check=True, capture_output=True)
    print(f"papertriage next, the papers taken apart: {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    with open_library(home) as library:
        loop = Loop(start(doing(home, library), Asked()), open_desk(library, Wish()), Outside(_no, str))
        loop.settle()
        print(f"the first list of a session: {time.perf_counter() - began:.1f} s")
        print(f"papers: {library.paper_count():,}, unread: {loop.session.progress().left:,}")
        keys = [pressed(loop, number) for number in range(KEYS)]
    for name, at in (("a decision on the disk", 0), ("then the next list", 1), ("… in processor time", 2)):
        print(f"{name:<23} {_shown([key[at] for key in keys])}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"peak memory of the session: {peak / 1e6:,.0f} MB")


def pressed(loop: Loop, number: int) -> tuple[float, float, float]:
    """Press a key; give the seconds until it is kept, from there until the next list, and the processors'."""
    began = time.perf_counter()
    loop.do("accept" if number % 5 == 0 else "reject")
    kept, worked = time.perf_counter(), time.process_time()
    asked = loop.session.asked
    loop.take(asked, loop.rank(asked))
    return kept - began, time.perf_counter() - kept, time.process_time() - worked


def doing(home: Path, library: Library) -> Doing:
    @contextmanager
    def writing() -> Iterator[Library]:
        with open_library(home, write=True) as found:
            yield found

    def tagger() -> triage.Tagger:
        raise AssertionError("no topic is said here")

    return Doing(library, writing, lambda: datetime.datetime.now(datetime.UTC), tagger)


def _no(_: str) -> bool:
    return False


def _shown(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"median {1000 * ordered[len(ordered) // 2]:.0f} ms, slowest {1000 * ordered[-1]:.0f} ms"


if __name__ == "__main__":
    main()
