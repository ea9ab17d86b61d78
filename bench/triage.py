"""How good the triage loop's ranking is, beside ASReview's default model, in one run; and how quick.

    python bench/triage.py [--sets FOLDER] [--asreview PYTHON] [--write PAGE]

Reads labelled sets (FOLDER/*.csv.gz; as it comes ../shared/bench/screening) with the first papers that seed
42 draws, by both; prints a Markdown table of the sets and the means, how often the stopping advice was right,
and what a next list costs among 100,000 invented unread papers after 1,000 decisions. ASReview is left out
where PYTHON (as it comes the one `make bench-triage` installs it for) does not have it. Times are seconds of
CPU of one thread: features and reading, without imports.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
os.environ.update(ONE_THREAD)  # before numpy is imported

import numpy as np  # noqa: E402

from papertriage.rank.features import Features, Text  # noqa: E402
from papertriage.rank.measures import Measures, mean, measured  # noqa: E402
from papertriage.rank.queue import MIX, Candidates, compose  # noqa: E402
from papertriage.rank.stopping import advice, chance_of_so_few  # noqa: E402
from papertriage.rank.taste import Prior, Taste  # noqa: E402
from papertriage.simulate import Protocol, Replay, replay  # noqa: E402
from papertriage.simulate.labelled import Labelled, read_labelled  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
SETS = ROOT.parent / "shared" / "bench" / "screening"
ASREVIEW = ROOT / ".venv" / "asreview" / "bin" / "python"
START, END = "<!-- triage -->", "<!-- end triage -->"

SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)  # of a pool, at which advice is asked for
SEEDS = (42, 1, 2, 3)  # of the first papers, for the advice
UNREAD, DECISIONS, ROUNDS = 100_000, 1_000, 9
VOCABULARY = 60_000


class Other(NamedTuple):
    """How ASReview read a set."""

    measures: Measures
    seconds: float
    version: str


def sets(folder: Path) -> list[tuple[Path, Labelled]]:
    found = [(file, read_labelled(file.name, file.read_bytes())) for file in sorted(folder.glob("*.csv.gz"))]
    if not found:
        raise SystemExit(f"{folder}: no *.csv.gz; name a folder of labelled sets with --sets")
    return found


def by_asreview(python: Path, file: Path, ours: Replay) -> Other | None:
    """Read the same set from the same first papers; None where there is no ASReview."""
    if not python.exists():
        return None
    script = Path(__file__).with_name("asreview_run.py")
    rows = ",".join(map(str, ours.prior))
    ran = subprocess.run(
        [python, script, file, rows], env=os.environ | ONE_THREAD, capture_output=True, text=True, check=True
    )
    said = json.loads(ran.stdout.splitlines()[-1])
    wanted = dict(zip(ours.order, ours.found, strict=True))
    read = [wanted[row] for row in said["order"]]
    rest = [False] * (len(wanted) - len(read))  # it stops at the last relevant one
    return Other(measured([*read, *rest]), said["seconds"], said["version"])


def quality(folder: Path, python: Path) -> Iterator[str]:
    ours: list[Replay] = []
    theirs: list[Other] = []
    yield "| set | papers | relevant | recall@10 % | WSS@95 | normalised loss | CPU s |"
    yield "|---|---:|---:|---|---|---|---|"
    for file, papers in sets(folder):
        ours.append(replay(papers, Protocol(), time.process_time))
        other = by_asreview(python, file, ours[-1])
        theirs += [other] if other else []
        yield line(ours[-1].name, (ours[-1].measures, ours[-1].seconds), other)
    whole = mean([each.measures for each in ours])
    seconds = sum(each.seconds for each in ours) / len(ours)
    if len(theirs) < len(ours):
        yield line("**mean**", (whole, seconds), None)
        yield ""
        yield "ASReview is not installed: papertriage alone."
        return
    their_mean = mean([each.measures for each in theirs])
    their_seconds = sum(each.seconds for each in theirs) / len(theirs)
    yield line("**mean**", (whole, seconds), Other(their_mean, their_seconds, ""))
    yield ""
    yield (
        f"Each cell: papertriage / ASReview {theirs[0].version}'s default (ELAS u4). recall@10 % and WSS@95: "
        f"higher is better; loss and CPU: lower. CPU of one thread: 1/{their_seconds / seconds:.0f} of its."
    )
    better = [
        sum(
            getattr(one.measures, name) > getattr(other.measures, name)
            for one, other in zip(ours, theirs, strict=True)
        )
        for name in ("recall_10", "wss_95")
    ]
    less = sum(one.measures.loss < other.measures.loss for one, other in zip(ours, theirs, strict=True))
    yield f"Better on {better[0]}, {better[1]}, {less} of {len(ours)} sets by recall@10 %, WSS@95 and loss."


def line(name: str, ours: tuple[Measures, float], other: Other | None) -> str:
    measures, seconds = ours
    pairs = [
        (f"{measures.recall_10:.3f}", other and f"{other.measures.recall_10:.3f}"),
        (f"{measures.wss_95:.3f}", other and f"{other.measures.wss_95:.3f}"),
        (f"{measures.loss:.3f}", other and f"{other.measures.loss:.3f}"),
        (f"{seconds:.2f}", other and f"{other.seconds:.2f}"),
    ]
    cells = " | ".join(f"{one} / {its}" if its else one for one, its in pairs)
    return f"| {name} | {measures.papers:.0f} | {measures.relevant:.0f} | {cells} |"


def stopping(folder: Path) -> Iterator[str]:
    """Ask for advice on the way, and look whether it was right."""
    readings = [
        np.array(replay(papers, Protocol(seed), time.process_time).found)
        for _, papers in sets(folder)
        for seed in SEEDS
    ]
    yield "| read | interval covers the truth | width, of all relevant | estimate - truth, of all relevant |"
    yield "|---:|---:|---:|---:|"
    every: list[bool] = []
    for share in SHARES:
        rows = [checked(found, int(share * len(found))) for found in readings]
        every += [covers for covers, _, _ in rows]
        covered, width, apart = (np.mean([row[at] for row in rows]) for at in range(3))
        yield f"| {share:.0%} | {covered:.0%} | {width:.2f} | {apart:+.2f} |"
    stops = [first_stop(found) for found in readings]
    recalls = [found[:at].sum() / found.sum() for found, at in zip(readings, stops, strict=True)]
    read = np.mean([at / len(found) for found, at in zip(readings, stops, strict=True)])
    reached = np.mean([recall >= 0.95 for recall in recalls])
    yield ""
    yield (
        f"{len(readings)} readings. The 95 % interval covers the truth in {np.mean(every):.1%}. The hint "
        f"to stop comes when {read:.0%} is read, at a mean recall of {np.mean(recalls):.3f}; 0.95 is then "
        f"reached in {reached:.0%}."
    )


def checked(found: Any, read: int) -> tuple[bool, float, float]:
    said, left = advice(found[:read].tolist(), len(found) - read), int(found[read:].sum())
    every = int(found.sum())
    return said.low <= left <= said.high, (said.high - said.low) / every, (said.left - left) / every


def first_stop(found: Any) -> int:
    steps = range(20, len(found), max(1, len(found) // 200))
    hints = (at for at in steps if chance_of_so_few(found[:at], len(found) - at, recall=0.95) < 0.05)
    return next(hints, len(found))


def invented(papers: int) -> Iterator[Text]:
    """Give texts whose words are as unequally frequent as those of a language (Zipf)."""
    drawn = np.random.default_rng(0).zipf(1.3, (papers, 170)) % VOCABULARY
    for row in drawn.tolist():
        words = [f"w{word:x}" for word in row]
        yield Text(" ".join(words[:10]), " ".join(words[10:]))


def speed() -> Iterator[str]:
    """Measure what a next list costs, in this process."""
    began = time.process_time()
    features = Features.of(invented(UNREAD))
    taken_apart = time.process_time() - began
    taste = Taste(features, Prior(words="w2a w2b"))
    rows = random.Random(0).sample(range(UNREAD), DECISIONS + ROUNDS)
    labels = {row: at % 8 == 0 for at, row in enumerate(rows[:DECISIONS])}
    taste.learn(labels)
    times = [next_list(taste, labels, row) for row in rows[DECISIONS:]]
    wall, cpu = (sorted(each[at] for each in times)[ROUNDS // 2] for at in range(2))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield (
        f"{UNREAD:,} unread papers, {DECISIONS:,} decisions: from a decision to the next list, its reasons "
        f"and the stopping advice {1000 * cpu:.0f} ms of CPU ({1000 * wall:.0f} ms by the clock); memory at "
        f"most {peak:.0f} MB. Taking the papers apart, once: {taken_apart:.0f} s."
    )


def next_list(taste: Taste, labels: dict[int, bool], row: int) -> tuple[float, float]:
    began, cpu = time.perf_counter(), time.process_time()
    labels[row] = True
    ranking = taste.learn(labels)
    unread = np.ones(UNREAD, bool)
    unread[list(labels)] = False
    places = compose(Candidates(ranking, np.flatnonzero(unread)), MIX, limit=20)
    assert all(ranking.words(place.row) for place in places)
    advice(list(labels.values()), UNREAD - len(labels))
    return time.perf_counter() - began, time.process_time() - cpu


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sets", type=Path, default=SETS, metavar="FOLDER")
    asked.add_argument("--asreview", type=Path, default=ASREVIEW, metavar="PYTHON")
    asked.add_argument("--write", type=Path, metavar="PAGE")
    asked.add_argument("--speed", action="store_true", help=argparse.SUPPRESS)  # a process of its own
    options = asked.parse_args()
    if options.speed:
        print(*speed(), sep="\n")
        return
    lines = show(["", "### Ranking", ""], quality(options.sets, options.asreview))
    lines += show(["", "### Stopping advice", ""], stopping(options.sets))
    lines += show(["", "### A next list", ""], measured_apart())
    if options.write:
        write(options.write, "\n".join(lines))


def show(head: Sequence[str], lines: Iterator[str]) -> list[str]:
    shown = list(head)
    print(*head, sep="\n", flush=True)
    for each in lines:
        print(each, flush=True)
        shown.append(each)
    return shown


def measured_apart() -> Iterator[str]:
    """Measure speed in a process of its own, so that its memory is its own."""
    ran = subprocess.run([sys.executable, __file__, "--speed"], capture_output=True, text=True, check=True)
    yield ran.stdout.strip()


def write(page: Path, lines: str) -> None:
    before, start, rest = page.read_text("utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise SystemExit(f"{page}: has no {START} … {END}")
    page.write_text(f"{before}{START}\n{lines}\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
