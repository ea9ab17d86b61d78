"""Counts with small bars on a terminal; in a pipe, lines of what is counted, the value and the count."""

import sys
from collections.abc import Iterable, Mapping, Sequence

from papertriage.text import terminal_safe

_WIDTH = 24
_EIGHTHS = " ▏▎▍▌▋▊▉"


def facets(counts: Mapping[str, Sequence[tuple[str, int]]], total: int) -> None:
    """Write the counts of each facet."""
    if not sys.stdout.isatty():
        sys.stdout.writelines(
            f"{name}\t{terminal_safe(value)}\t{papers}\n"
            for name, values in counts.items()
            for value, papers in values
        )
        return
    for name, values in counts.items():
        sys.stdout.write(f"by {name}\n")
        sys.stdout.writelines(f"  {line}\n" for line in drawn(values))
        sys.stdout.write("\n")
    sys.stdout.write(f"{total} paper{'s' * (total != 1)} in all\n")


def drawn(values: Iterable[tuple[str, int]]) -> list[str]:
    """A line for each value: its name, how many, and a bar; the longest is the largest."""
    safe = [(terminal_safe(value), papers) for value, papers in values]
    most = max((papers for _, papers in safe), default=1) or 1
    width = min(max((len(value) for value, _ in safe), default=0), 34)
    return [f"{_cut(value, width):<{width}} {papers:>8}  {bar(papers / most)}" for value, papers in safe]


def bar(share: float, width: int = _WIDTH) -> str:
    """A bar of eighths of a character; something for anything."""
    eighths = max(round(share * width * 8), 1 if share else 0)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def _cut(value: str, width: int) -> str:
    return value if len(value) <= width else f"{value[: width - 1]}…"
