"""Recall curves as a picture, drawn by matplotlib: the same curves give the same bytes."""

import io
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

from papertriage.errors import PapertriageError, UsageFault
from papertriage.simulate import Replay

_KINDS = (".svg", ".png")
_LINES = ("solid", "dashed", "dotted", "dashdot")  # after every tenth set: matplotlib has ten colours
_LEGEND = 20  # sets up to which each is named beside the picture


def check(path: Path) -> None:
    """Find out before the work whether there can be such a picture. Raises UsageFault."""
    if path.suffix.lower() not in _KINDS:
        raise UsageFault(f"--plot {path}: a picture is .svg or .png")
    if find_spec("matplotlib") is None:
        raise UsageFault("--plot needs matplotlib, which is not installed; pip install 'papertriage[plot]'")


def draw(replays: Sequence[Replay], path: Path) -> None:
    """Draw the curves into a file, which is replaced in one step. Raises PapertriageError naming it."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        try:
            unfinished.write_bytes(_picture(replays, path.suffix.lower().removeprefix(".")))
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as fault:
        raise PapertriageError(
            f"{path}: cannot be written ({(fault.strerror or str(fault)).lower()})"
        ) from None


def _picture(replays: Sequence[Replay], kind: str) -> bytes:
    from matplotlib import rc_context  # here for start-up: only for a picture
    from matplotlib.figure import Figure

    with rc_context({"svg.hashsalt": "papertriage", "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(8, 5), layout="constrained")
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color="0.7", linewidth=1, linestyle="--", label="by chance")
        for at, each in enumerate(replays):
            found = [0, *accumulate(each.found)]
            read = [place / (len(found) - 1) for place in range(len(found))]
            axes.plot(
                read,
                [count / found[-1] for count in found],
                linestyle=_LINES[at // 10 % len(_LINES)],
                label=_plain(each.name),
            )
        axes.set(xlabel="share of the papers read", ylabel="share of the relevant papers found")
        axes.set(xlim=(0, 1), ylim=(0, 1.01))
        axes.grid(color="0.9")
        if len(replays) <= _LEGEND:
            figure.legend(loc="outside right upper", fontsize="small", frameon=False)
        out = io.BytesIO()
        figure.savefig(out, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else None)
    return out.getvalue()


def _plain(name: str) -> str:
    r"""Return a name that matplotlib takes for one: `$` would begin mathematics, `_` hides a curve."""
    return name.replace("$", r"\$").removeprefix("_")
