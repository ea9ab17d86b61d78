"""papertriage simulate: how soon the relevant papers of labelled sets would have been found."""

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from papertriage.cli import options
from papertriage.cli.progress import bar
from papertriage.cli.shell import examples, new_app
from papertriage.errors import UnreadableDump, UsageFault

if TYPE_CHECKING:  # for start-up: numpy is imported as the command runs
    from papertriage.simulate.labelled import Labelled

simulate = new_app()

_FILES = "CSV files with title, abstract and label (1 or 0), plain or .gz; - is standard input."
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@simulate.command(
    epilog=examples(
        "simulate screening.csv",
        "simulate screening.csv second.csv.gz --plot recall.svg",
        "simulate screening.csv --prior-rows 0,41 --json",
    )
)
def command(
    files: Annotated[list[Path], typer.Argument(help=_FILES, metavar="FILE...")],
    *,
    seed: Annotated[
        int,
        typer.Option(
            "--seed", min=0, max=2**32 - 1, help="Draws the first papers, as ASReview's --prior-seed."
        ),
    ] = 42,
    n_prior: Annotated[int, typer.Option("--n-prior", min=1, help="First papers of either kind.")] = 1,
    prior_rows: Annotated[
        str | None,
        typer.Option(
            "--prior-rows", help="First papers, by row from 0; none are drawn.", metavar="ROW,ROW..."
        ),
    ] = None,
    curve: Annotated[bool, typer.Option("--curve", help="Print the recall curves in numbers.")] = False,
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw the recall curves: .svg or .png.", metavar="FILE")
    ] = None,
    json: options.JsonOption = False,
) -> None:
    """Replay labelled papers as if a reader were deciding, and measure how soon the relevant ones come."""
    for name in _ONE_THREAD:  # before numpy is imported: its sums are many and small, more threads only cost
        os.environ.setdefault(name, "1")
    from papertriage.cli import simulate_view
    from papertriage.simulate import Protocol, replay

    protocol = Protocol(seed, _rows(prior_rows), n_prior)
    if plot:
        from papertriage.cli import simulate_plot

        simulate_plot.check(plot)
    replays = []
    with bar("Reading", len(files), "sets") as done:
        for file in files:
            replays.append(replay(_labelled(file), protocol, time.process_time))
            done(1)
    if plot:
        simulate_plot.draw(replays, plot)
    if json:
        from papertriage.cli import as_json

        as_json.write(simulate_view.record(replays))
        return
    simulate_view.write(simulate_view.curves(replays) if curve else simulate_view.table(replays))


def _rows(text: str | None) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")] if text is not None else []
    if not all(part.isdecimal() and len(part) < 10 for part in parts):
        raise UsageFault(f"--prior-rows '{text}': write numbers of rows, from 0: 133,562")
    return tuple(map(int, parts))


def _labelled(file: Path) -> "Labelled":
    from papertriage.simulate.labelled import MAX_BYTES, read_labelled

    if str(file) == "-":
        return read_labelled("standard input", sys.stdin.buffer.read(MAX_BYTES + 1))
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except OSError as fault:
        raise UnreadableDump(f"{file}: {(fault.strerror or str(fault)).lower()}") from None
    return read_labelled(str(file), raw)
