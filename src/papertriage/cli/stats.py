"""papertriage stats: what the library holds."""

import sys
from typing import Annotated, Any

import typer

from papertriage.cli import options
from papertriage.cli.shell import examples, new_app
from papertriage.cli.topics_changed import note_changed
from papertriage.library import Stats
from papertriage.text import terminal_safe

stats = new_app()
_BAR = 30


@stats.command(epilog=examples("stats", "stats --json", "stats --calendar"))
def command(
    *,
    calendar: Annotated[
        bool,
        typer.Option("--calendar", help="The days held of each source: missing, partial, stale, quiet."),
    ] = False,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Count papers, sightings, dumps, skipped spans, states, topics and sources."""
    set_to = options.settings(library=library)
    if calendar:
        from papertriage.cli.calendar import show_calendar

        show_calendar(set_to, json=json)
        return
    with options.reading(set_to) as found:
        counted = found.stats()
        note_changed(found, set_to)
    if json:
        from papertriage.cli import as_json

        as_json.write(counted._asdict())
    else:
        sys.stdout.writelines(f"{line}\n" for line in (_drawn if sys.stdout.isatty() else _plain)(counted))


def _totals(counted: Stats) -> list[tuple[str, Any]]:
    return [
        ("papers", counted.papers),
        ("sightings", counted.sightings),
        ("dumps", counted.batches),
        ("skipped spans", counted.skipped),
        ("decisions", counted.decisions),
        ("first published", counted.first_published or "-"),
        ("last published", counted.last_published or "-"),
    ]


def _groups(counted: Stats) -> list[tuple[str, dict[str, int]]]:
    return [("state", counted.states), ("source", counted.sources), ("topic", counted.topics)]


def _plain(counted: Stats) -> list[str]:
    lines = [f"{name}\t{value}" for name, value in _totals(counted)]
    return lines + [
        f"{group}\t{terminal_safe(name)}\t{count}"
        for group, counts in _groups(counted)
        for name, count in counts.items()
    ]


def _drawn(counted: Stats) -> list[str]:
    lines = [f"{name:<16}{value:>12}" for name, value in _totals(counted)]
    for group, counts in _groups(counted):
        most = max(counts.values(), default=1)
        lines += ["", f"by {group}"]
        lines += [
            f"  {terminal_safe(name):<26}{count:>8}  {'█' * max(1, round(_BAR * count / most))}"
            for name, count in counts.items()
        ]
    return lines
