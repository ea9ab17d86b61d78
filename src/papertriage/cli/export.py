"""papertriage export: the papers of any search, in a format others read."""

import sys
from typing import Annotated

import typer

from papertriage import export as formats
from papertriage import search as use_case
from papertriage.cli import options
from papertriage.cli.shell import examples, new_app
from papertriage.cli.unwanted import Query
from papertriage.cli.writing import written

export = new_app()


def _formats(incomplete: str) -> list[str]:
    return [each.name for each in formats.FORMATS if each.name.startswith(incomplete)]


@export.command(
    cls=Query,
    epilog=examples(
        "export --format md",
        "export kv cache -f bibtex -o kv.bib",
        "export -t quantization --since 2025 -f csv > quant.csv",
    ),
)
def command(
    query: Annotated[
        list[str] | None,
        typer.Argument(help="As in `papertriage search`; without words, all papers.", metavar="[QUERY]..."),
    ] = None,
    *,
    format: Annotated[  # noqa: A002 - the option's name
        str,
        typer.Option(
            "--format",
            "-f",
            help="csv, md, jsonl, json or bibtex.",
            metavar="FORMAT",
            autocompletion=_formats,
        ),
    ] = "jsonl",
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            help="A file, replaced only when all is written; - is standard output.",
            metavar="FILE",
        ),
    ] = "-",
    topic: options.TopicOption = None,
    any_topic: options.AnyOption = False,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    author_count: options.AuthorsOption = None,
    org: options.OrganizationOption = None,
    state: options.StateOption = None,
    sort: options.SortOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="How many; 0 means all.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    library: options.LibraryOption = None,
) -> None:
    """Write papers as CSV, Markdown, JSON Lines, JSON, BibTeX, RIS or CSL-JSON.

    The whole library, or the answer to a search.
    """
    chosen = formats.find_format("json" if json else format)
    set_to = options.settings(library=library, sort=sort)
    with options.reading(set_to, searching=True) as found:
        filters = options.filters_from(topic, any_topic, since, until, author_count, org, state)
        asked = use_case.plan(
            " ".join(query or ()), filters, set_to.sort, names=options.names_of(found, set_to)
        )
        answer = use_case.ask(found, asked, partly=False)
        for note in answer.notes:
            options.note(f"papertriage: {note}")
        written(chosen.chunks(answer.stream(limit)), output)
    if output != "-":
        sys.stderr.write(f"written: {output}\n")
