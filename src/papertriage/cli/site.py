"""papertriage site: a static site of the library, or of a search."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from papertriage import search as search_case
from papertriage.cli import common, options, progress
from papertriage.cli.shell import examples, new_app
from papertriage.cli.unwanted import Query
from papertriage.text import terminal_safe

site = new_app(help="Publish papers as a static site.", no_args_is_help=True)


@site.callback()
def _group() -> None:
    """Keep `build` a command of its own, however few there are."""


@site.command(
    cls=Query,
    epilog=examples(
        "site build public",
        'site build public "kv cache" --title "KV caches"',
        "site build public -t quantization",
    ),
)
def build(
    folder: Annotated[Path, typer.Argument(help="Where to; made if need be.", metavar="FOLDER")],
    query: Annotated[
        list[str] | None,
        typer.Argument(help="As in `papertriage search`; without words, all papers.", metavar="[QUERY]..."),
    ] = None,
    *,
    title: Annotated[str, typer.Option("--title", help="The site's title.", metavar="TEXT")] = "Papers",
    address: Annotated[
        str, typer.Option("--address", help="Where it will stand on the web, for the feed.", metavar="URL")
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Replace files of these names that papertriage did not make.")
    ] = False,
    topic: options.TopicOption = None,
    any_topic: options.AnyOption = False,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    author_count: options.AuthorsOption = None,
    org: options.OrganizationOption = None,
    state: options.StateOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="How many; 0 means all.")] = 0,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Write a site: index, topics, a page for each paper, a feed, and a filter; newest papers first.

    No tracker, nothing fetched from elsewhere. A re-build replaces only what it made; decisions stay private.
    """
    from papertriage.site import Plan
    from papertriage.site import build as use_case
    from papertriage.topics import load_topics

    set_to = common.settings(library=library)
    words = {each.name: (each.title, each.definition) for each in load_topics(set_to.topics)}
    with common.reading(set_to, searching=True) as found:
        filters = common.filters_from(topic, any_topic, since, until, author_count, org, state)
        names = common.names_of(found, set_to)
        asked = search_case.plan(" ".join(query or ()), filters, "published", names=names)
        answer = search_case.ask(found, asked, partly=False)
        for note in answer.notes:
            common.note(f"papertriage: {terminal_safe(note)}")
        papers = partial(answer.stream, limit)
        with progress.bar("site", found.paper_count(), "papers") as advance:
            built = use_case(folder, Plan(title, papers, words, address, advance), force=force)
    if json:
        from papertriage.cli import as_json

        as_json.write({"folder": str(folder), **built._asdict()})
        return
    for name in built.left:
        common.note(
            terminal_safe(f"{folder / name}: no longer of the site, but changed since it was made: left")
        )
    sys.stdout.write(
        f"{terminal_safe(str(folder))}: {built.files} files = {built.written} written + "
        f"{built.unchanged} unchanged; {built.removed} removed; {built.bytes / 1e6:.1f} MB\n"
    )
