"""papertriage sources: what can be read."""

import sys

from papertriage.cli import options
from papertriage.cli.shell import examples, new_app
from papertriage.sources import SOURCES

sources = new_app()


@sources.command(epilog=examples("sources", "sources --json"))
def command(*, json: options.JsonOption = False) -> None:
    """List the kinds of dumps that can be read, what each reads and what it cannot know."""
    if json:
        from papertriage.cli import as_json

        as_json.write(
            [{"name": each.name, "reads": each.reads, "cannot_know": each.cannot_know} for each in SOURCES]
        )
        return
    for each in SOURCES:
        sys.stdout.write(f"{each.name}\treads {each.reads}; cannot know {each.cannot_know}\n")
