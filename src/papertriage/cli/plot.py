"""Papers over time as a picture: SVG or PNG, drawn by matplotlib where that is installed."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from papertriage.cli.writing import written
from papertriage.errors import PapertriageError, UsageFault
from papertriage.text import terminal_safe

KINDS = ("svg", "png")
_TICKS = 12  # names of times along the axis


def checked(file: str) -> str:
    """Give the kind of picture that a file's name asks for. Raises UsageFault for any other."""
    kind = Path(file).suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise UsageFault(f"--plot {file}: end its name in .svg or .png")
    return kind


def drawn(series: Mapping[str, Mapping[str, int]], file: str, title: str) -> None:
    """Draw counts by time, `{name: {time: papers}}`, into a file; the series "" is all papers.

    Bars where that is all there is; else a line for each series. Raises PapertriageError where matplotlib is
    not installed or the file cannot be written.
    """
    kind = checked(file)
    figure = _figure()
    axes = figure.subplots()
    times = list(series[""])
    others = {name: counts for name, counts in series.items() if name}
    if others:
        for name, counts in others.items():
            axes.plot(times, list(counts.values()), label=_plain(name), linewidth=1.6)
        axes.legend(loc="upper left", fontsize=8, frameon=False)
    else:
        axes.bar(times, list(series[""].values()), color="#3b6ea5")
    _dress(axes, times, title)
    image = BytesIO()
    figure.savefig(image, format=kind, dpi=144, metadata={"Date": None} if kind == "svg" else None)
    written([image.getvalue()], file)


def _figure() -> Any:
    try:
        import matplotlib as mpl  # half a second, and only an extra has it
        from matplotlib.figure import Figure
    except ImportError:
        raise PapertriageError(
            "--plot needs matplotlib, which is not installed: pip install 'papertriage[plot]'"
        ) from None
    # The same counts give the same bytes; names are text, not formulas.
    mpl.rcParams.update({"svg.hashsalt": "papertriage", "text.parse_math": False, "svg.fonttype": "none"})
    return Figure(figsize=(9, 4.5), layout="constrained")


def _dress(axes: Any, times: Sequence[str], title: str) -> None:
    step = max(1, -(-len(times) // _TICKS))
    axes.set_xticks(range(0, len(times), step), list(times[::step]), rotation=30, ha="right", fontsize=8)
    axes.set_title(_plain(title), fontsize=10, loc="left")
    axes.set_ylabel("papers", fontsize=9)
    axes.set_ylim(bottom=0)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", linewidth=0.4, alpha=0.5)


def _plain(name: str) -> str:
    """A name as a legend takes it: one that begins with an underscore would be left out."""
    safe = terminal_safe(name)
    return f" {safe}" if safe.startswith("_") else safe
