"""papertriage search: papers in order, each with its reasons."""

import sys
from typing import Annotated

import typer

from papertriage import search as use_case
from papertriage.cli import options
from papertriage.cli.shell import examples, new_app
from papertriage.cli.unwanted import Query

search = new_app()


@search.command(
    cls=Query,
    epilog=examples(
        'search "kv cache" --topic quantization',
        "search --since 2025 --sort comments",
        "search vision -video --json",
    ),
)
def command(
    query: Annotated[
        list[str] | None,
        typer.Argument(help='Words, "exact phrases", -words that must not occur.', metavar="[QUERY]..."),
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
    why: Annotated[
        bool, typer.Option("--why", help="Say for each paper which words and topics brought it here.")
    ] = False,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Find papers by words, topics, dates, authors, organizations and state; best first."""
    set_to = options.settings(library=library, limit=limit, sort=sort, reader=reader)
    with options.reading(set_to, searching=True) as found:
        filters = options.filters_from(topic, any_topic, since, until, author_count, org, state)
        filters = options.of_reader(found, filters, set_to)
        asked = use_case.plan(" ".join(query or ()), filters, set_to.sort)
        answer = use_case.search(found, asked, limit=set_to.limit)
        if filters.topics:
            from papertriage.cli.topics_changed import (
                note_changed,
            )  # here for start-up: it brings the matcher

            note_changed(found, set_to, filters.topics)
    _show(answer, asked, why=why, json=json)


def _show(answer: use_case.Answer, asked: use_case.Plan, *, why: bool, json: bool) -> None:
    if json:
        from papertriage.cli import as_json

        as_json.answer(answer)
    elif sys.stdout.isatty():
        from papertriage.cli import on_terminal  # here for start-up: a pipe needs no rich

        on_terminal.answer(answer, asked, why=why)
    else:
        from papertriage.cli import plain

        plain.answer(answer, why=why)
