"""papertriage search: papers in order, each with its reasons; or counts of what they are."""

import datetime
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from papertriage import search as use_case
from papertriage.cli import options
from papertriage.cli.shell import examples, new_app
from papertriage.cli.unwanted import Query
from papertriage.config import Settings
from papertriage.errors import UsageFault
from papertriage.library import Library
from papertriage.text import terminal_safe

if TYPE_CHECKING:
    from papertriage.library.searches import SavedSearch

search = new_app()
_AT_ONCE = 1000  # papers: a longer answer is written as it is found


def _complete(incomplete: str) -> list[str]:
    """Complete `@NAME`, and the value of `topic:`."""
    if incomplete.startswith("@"):
        return options.complete_searches(incomplete)
    field, colon, value = incomplete.partition(":")
    return [f"topic:{name}" for name in options.complete_topics(value)] if field + colon == "topic:" else []


@search.command(
    cls=Query,
    epilog=examples(
        'search "kv cache" --topic quantization',
        "search 'attention OR ssm' title:survey published:2024.. -video",
        "search author:hinton has:code 'votes:>20' --sort discussed",
        "search diffusion --facet topic,year",
        "search @weekly --new",
        "search vision -video --json",
    ),
)
def command(
    query: Annotated[
        list[str] | None,
        typer.Argument(
            help='Words, "exact phrases", -unwanted, OR, (groups), prefix*, field:value, @saved.',
            metavar="[QUERY]...",
            autocompletion=_complete,
        ),
    ] = None,
    *,
    topic: options.TopicOption = None,
    any_topic: options.AnyOption = False,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    author_count: options.AuthorsOption = None,
    org: options.OrganizationOption = None,
    state: options.StateOption = None,
    sort: options.SortOption = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=0, help="How many; 0 means all.", show_default="20")
    ] = None,
    offset: Annotated[int, typer.Option("--offset", min=0, help="How many to pass over.")] = 0,
    page: Annotated[
        int | None,
        typer.Option("--page", min=1, help="Which page of so many, from 1 on.", show_default=False),
    ] = None,
    facet: Annotated[
        str | None,
        typer.Option(
            "--facet",
            help="Count instead: topic, year, org, category, source, state; several with commas.",
            metavar="FACETS",
        ),
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", help="Of @saved: only what came since you last looked with --new.")
    ] = False,
    why: Annotated[
        bool, typer.Option("--why", help="Say for each paper which words and topics brought it here.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say how the query was understood, and search nothing.")
    ] = False,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Find papers by words, names, topics, dates and numbers; best first."""
    set_to = options.settings(library=library, limit=limit, sort=sort)
    text = " ".join(query or ())
    with options.reading(set_to, searching=True) as found:
        filters = options.filters_from(topic, any_topic, since, until, author_count, org, state)
        asked = use_case.plan(text, filters, set_to.sort, names=options.names_of(found, set_to))
        if explain:
            _explain(asked, json=json)
            return
        saved = _saved(found, text) if new else None
        through = found.last_sighting if saved else 0
        since_then = saved.looked_through if saved else None
        best = set_to.limit > 0 and facet is None  # else: all of what is asked for, and nothing else
        answer = use_case.ask(found, asked, new_since=since_then, partly=best)
        for note in answer.notes:
            options.note(f"papertriage: {note}")
        if facet is not None:
            _count(answer, facet.split(","), set_to.limit, json=json)
            return
        shown = _show(answer, (_start(offset, page, set_to.limit), set_to.limit), why=why, json=json)
        _note_changed(found, set_to, asked)
    if saved:
        _looked(set_to, saved.name, through, left=answer.total - shown)


def _start(offset: int, page: int | None, limit: int) -> int:
    """How many papers to pass over. Raises UsageFault where two options say so, or pages have no size."""
    if page is None:
        return offset
    if offset or not limit:
        raise UsageFault("--page counts pages of --limit papers: leave --offset out, and --limit above 0")
    return (page - 1) * limit


def _saved(library: Library, text: str) -> "SavedSearch":
    """The saved search that a query is; raises UsageFault where it is none, or more."""
    name = text.strip()
    if not name.startswith("@") or " " in name:
        raise UsageFault("--new is for a saved search alone: papertriage search @NAME --new")
    found = library.saved_search(name[1:])
    assert found is not None  # noqa: S101 - the plan has read it
    return found


def _looked(set_to: Settings, name: str, through: int, *, left: int) -> None:
    """Remember that what is new was seen, once all of it was shown."""
    if left > 0:
        options.note(f"papertriage: {left} more are new and stay so: --limit 0 shows all")
        return
    sys.stdout.flush()  # only what was really written has been looked at
    now = datetime.datetime.now(datetime.UTC)
    with options.writing(set_to, bring_index=False) as found:
        found.looked_at_search(name, now.isoformat(timespec="seconds"), through)


def _explain(asked: use_case.Plan, *, json: bool) -> None:
    from papertriage.search.explain import explained  # here for start-up

    lines = explained(asked)
    if json:
        from papertriage.cli import as_json

        as_json.write({"query": asked.text, "sort": asked.sort, "plan": lines, "notes": list(asked.notes)})
        return
    for note in asked.notes:
        options.note(f"papertriage: {note}")
    sys.stdout.writelines(f"{terminal_safe(line)}\n" for line in lines)


def _count(answer: use_case.Asked, names: Sequence[str], limit: int, *, json: bool) -> None:
    from papertriage.search.facets import checked  # here for start-up

    counts = answer.facets(checked([name.strip() for name in names if name.strip()]), limit=limit)
    if json:
        from papertriage.cli import as_json

        shown = {
            name: [{"value": value, "papers": papers} for value, papers in each]
            for name, each in counts.items()
        }
        as_json.write({"total": answer.total, "facets": shown})
        return
    from papertriage.cli import bars

    bars.facets(counts, answer.total)


def _show(answer: use_case.Asked, place: tuple[int, int], *, why: bool, json: bool) -> int:
    """Show a part of the answer, from here and so many; return how many papers that were."""
    offset, limit = place
    marked = json or why or sys.stdout.isatty()
    if limit and limit <= _AT_ONCE:
        lots = iter([answer.page(limit, offset, why=why, marked=marked).hits])
    else:
        lots = batched(answer.hits(limit, offset, why=why, marked=marked), _AT_ONCE)
    if json:
        from papertriage.cli import as_json

        return as_json.answer(answer, lots)
    if sys.stdout.isatty():
        from papertriage.cli import on_terminal  # here for start-up: a pipe needs no rich

        return on_terminal.answer(answer, lots, offset=offset, why=why)
    from papertriage.cli import plain

    return plain.answer(lots, why=why)


def batched(hits: Iterator[use_case.Hit], size: int) -> Iterator[list[use_case.Hit]]:
    """So many at a time."""
    while lot := list(islice(hits, size)):
        yield lot


def _note_changed(library: Library, set_to: Settings, asked: use_case.Plan) -> None:
    if topics := asked.topics:
        from papertriage.cli.topics_changed import note_changed  # here for start-up

        note_changed(library, set_to, topics)
