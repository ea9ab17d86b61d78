"""What `simulate` found: a table with the shape of each recall curve, the curves in numbers, or a record."""

import sys
from collections.abc import Sequence
from typing import Any

from papertriage.rank.measures import Measures, curve, mean
from papertriage.simulate import Replay
from papertriage.text import terminal_safe

Rows = list[tuple[str, ...]]

_HEADING = (
    "set", "papers", "relevant", "recall@10 %", "WSS@95", "ATD %", "loss", "read", "ms each", "recall curve",
)  # fmt: skip
_BARS = "▁▂▃▄▅▆▇█"


def table(replays: Sequence[Replay]) -> Rows:
    """Return a line a set, and of several the mean."""
    rows = [_HEADING, *(_row(each) for each in replays)]
    if len(replays) > 1:
        rows.append(("mean", *_figures(_mean(replays)), "", f"{_milliseconds(replays):.1f}", ""))
    return rows


def _row(replay: Replay) -> tuple[str, ...]:
    shape = "".join(_BARS[int(recall * (len(_BARS) - 1))] for _, recall in curve(replay.found))
    return (
        replay.name,
        *_figures(replay.measures),
        str(replay.read),
        f"{_milliseconds([replay]):.1f}",
        shape,
    )


def _figures(measures: Measures) -> tuple[str, ...]:
    papers, relevant, recall, wss, atd, loss = measures
    return (f"{papers:.0f}", f"{relevant:.0f}", f"{recall:.3f}", f"{wss:.3f}", f"{atd:.2f}", f"{loss:.3f}")


def curves(replays: Sequence[Replay]) -> Rows:
    """Return the share of the relevant papers found after each twentieth of the pool: a column a set."""
    found = [[recall for _, recall in curve(each.found)] for each in replays]
    read = [at / (len(found[0]) - 1) for at in range(len(found[0]))]
    return [
        ("read", *(each.name for each in replays)),
        *(
            (f"{share:.2f}", *(f"{recall:.3f}" for recall in recalls))
            for share, *recalls in zip(read, *found, strict=True)
        ),
    ]


def record(replays: Sequence[Replay]) -> dict[str, Any]:
    """Return all of it, for JSON."""
    return {"sets": [_record(each) for each in replays], "mean": _mean(replays)._asdict()}


def _record(replay: Replay) -> dict[str, Any]:
    return {
        "set": replay.name,
        "prior_rows": replay.prior,
        **replay.measures._asdict(),
        "read": replay.read,
        "learned": replay.learned,
        "cpu_seconds": round(replay.seconds, 4),
        "curve": [[round(part, 4) for part in point] for point in curve(replay.found)],
        "order": replay.order[: replay.read],
    }


def _mean(replays: Sequence[Replay]) -> Measures:
    return mean([each.measures for each in replays])


def _milliseconds(replays: Sequence[Replay]) -> float:
    """Return the CPU that a decision took."""
    return 1000 * sum(each.seconds for each in replays) / sum(each.read for each in replays)


def write(rows: Rows) -> None:
    """Print lines: in columns on a terminal, else parted by tabs."""
    if not sys.stdout.isatty():
        sys.stdout.writelines("\t".join(map(terminal_safe, row)) + "\n" for row in rows)
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *rest = map(terminal_safe, row)
        cells = [
            first.ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)),
        ]
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
