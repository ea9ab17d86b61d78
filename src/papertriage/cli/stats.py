"""papertriage stats: what the library holds, and over time."""

import sys
from typing import Annotated, Any, NamedTuple

import typer

from papertriage import search
from papertriage.cli import common, options, over_time
from papertriage.cli.bars import bar
from papertriage.cli.shell import examples, new_app
from papertriage.cli.topics_changed import note_changed
from papertriage.cli.unwanted import Query
from papertriage.config import Settings
from papertriage.errors import UsageFault
from papertriage.library import Stats
from papertriage.search.facets import FACETS, TIMES
from papertriage.text import terminal_safe

stats = new_app()


@stats.command(
    cls=Query,
    epilog=examples(
        "stats",
        "stats --over month --by topic --since 2024",
        "stats diffusion --over quarter --plot diffusion.svg",
        "stats --calendar",
        "stats --json",
    ),
)
def command(
    query: Annotated[
        list[str] | None,
        typer.Argument(
            help="With --over or --plot: only papers of this search, as in `papertriage search`.",
            metavar="[QUERY]...",
        ),
    ] = None,
    *,
    calendar: Annotated[
        bool,
        typer.Option("--calendar", help="The days held of each source: missing, partial, stale, quiet."),
    ] = False,
    over: Annotated[
        str | None,
        typer.Option(
            "--over",
            help="Papers over time: by year, quarter, month, week or day of publication.",
            metavar="TIME",
            autocompletion=lambda incomplete: [each for each in TIMES if each.startswith(incomplete)],
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            help="Over time, tell apart: topic, org, category, source or state.",
            metavar="FACET",
            autocompletion=lambda incomplete: [each for each in FACETS if each.startswith(incomplete)],
        ),
    ] = None,
    plot: Annotated[
        str | None,
        typer.Option(
            "--plot",
            help="Draw it into a file, .svg or .png. Needs matplotlib: pip install 'papertriage[plot]'.",
            metavar="FILE",
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=0, help="How many values to tell apart; 0 means all.")
    ] = 8,
    topic: options.TopicOption = None,
    any_topic: options.AnyOption = False,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Count papers, sightings, dumps, states, topics and sources; or draw papers over time."""
    set_to = common.settings(library=library)
    if calendar:
        from papertriage.cli.calendar import show_calendar

        show_calendar(set_to, json=json)
        return
    filters = common.filters_from(topic, any_topic, since, until, None, None, None)
    if query or over or by or plot or filters != search.Filters():
        _over_time(set_to, (" ".join(query or ()), filters), _how(over, by, plot, limit), json=json)
        return
    with common.reading(set_to) as found:
        counted = found.stats()
        note_changed(found, set_to)
    if json:
        from papertriage.cli import as_json

        as_json.write(counted._asdict())
    else:
        sys.stdout.writelines(f"{line}\n" for line in (_drawn if sys.stdout.isatty() else _plain)(counted))


class _How(NamedTuple):
    over: str
    by: str | None
    plot: str | None
    limit: int


def _how(over: str | None, by: str | None, plot: str | None, limit: int) -> _How:
    """Check what is asked for. Raises UsageFault naming the option."""
    if over is not None and over not in TIMES:
        raise UsageFault(f"--over {over}: no such time; there are: {', '.join(TIMES)}")
    splits = [name for name in FACETS if name != "year"]
    if by is not None and by not in splits:
        raise UsageFault(f"--by {by}: cannot be told apart over time; what can: {', '.join(splits)}")
    if plot is not None:
        from papertriage.cli.plot import checked

        checked(plot)
    return _How(over or "month", by, plot, limit)


def _over_time(set_to: Settings, asked: tuple[str, search.Filters], how: _How, *, json: bool) -> None:
    with common.reading(set_to, searching=True) as found:
        plan = search.plan(*asked, names=common.names_of(found, set_to))
        answer = search.ask(found, plan, partly=False)
        within = answer.facets([how.by], limit=how.limit)[how.by] if how.by else []
        series = answer.over_time(how.over, [(how.by or "", value) for value, _ in within])
    for note in answer.notes:
        common.note(f"papertriage: {note}")
    if how.plot:
        from papertriage.cli.plot import drawn

        of = f" of {asked[0]}" if asked[0] else ""
        drawn(series, how.plot, f"Papers{of} by {how.over}{f' and {how.by}' if how.by else ''}")
        common.note(f"written: {how.plot}")
    elif json:
        from papertriage.cli import as_json

        as_json.write(over_time.as_json(series, how.over, how.by))
    else:
        over_time.show(series, how.over, how.by)


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
            f"  {terminal_safe(name):<26}{count:>8}  {bar(count / most)}" for name, count in counts.items()
        ]
    return lines
