"""papertriage search: papers in order, each with its reasons; or counts of what they are."""

from typing import Annotated

import typer

from papertriage.cli import options, searching
from papertriage.cli.shell import examples, new_app
from papertriage.cli.unwanted import Query

search = new_app()


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
    reader: options.ReaderOption = None,
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
    texts = tuple(query or ()), tuple(topic or ()), any_topic, since, until, author_count, org, state, reader
    order = sort, limit, offset, page, facet
    searching.run(searching.Wish(*texts, *order, new, why, explain, json, library))
