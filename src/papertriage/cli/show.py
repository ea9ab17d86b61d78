"""papertriage show: one paper in full, and where every word of it comes from."""

import sys
from typing import Annotated

import typer

from papertriage import triage
from papertriage.cli import common, options
from papertriage.cli.shell import examples, new_app

show = new_app()


@show.command(
    epilog=examples(
        "show arxiv:2404.02905",
        'show "visual autoregressive modeling"',
        "show 2404.02905 --versions",
        "show 2404.02905 --json",
    )
)
def command(
    paper: Annotated[
        list[str],
        typer.Argument(help="An id, an arXiv or DOI link, or (nearly) a title.", metavar="ID|TITLE"),
    ],
    *,
    versions: Annotated[
        bool,
        typer.Option("--versions", help="List the preprint's versions, the publication and other listings."),
    ] = False,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Show one paper.

    Its fields and which sighting said each, its topics and the words that made them, its decisions.
    """
    with common.reading(common.settings(library=library)) as found:
        view = triage.explain(found, " ".join(paper))
    if versions:
        from papertriage.cli import versions as listed  # here for start-up: seldom asked for

        listed.write(view, json=json)
    elif json:
        from papertriage.cli import as_json

        as_json.write(triage.as_record(view))
    elif sys.stdout.isatty():
        from papertriage.cli import paper_view  # here for start-up: a pipe needs no rich

        paper_view.draw(view)
    else:
        sys.stdout.writelines(f"{line}\n" for line in triage.lines(view))
