"""Options that several commands share, and what completes them."""

from pathlib import Path
from typing import Annotated

import typer

from papertriage import search
from papertriage.cli import common
from papertriage.errors import PapertriageError
from papertriage.library import open_library

LibraryOption = Annotated[
    Path | None,
    typer.Option("--library", "-L", help="The library's folder.", show_default=False, metavar="FOLDER"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
ReaderOption = Annotated[
    str | None,
    typer.Option(
        "--reader", help="Whose decisions, where several read; else the setting `reader`.", metavar="NAME"
    ),
]
TopicOption = Annotated[
    list[str] | None,
    typer.Option(
        "--topic",
        "-t",
        help="Only papers with this topic; repeat for more.",
        autocompletion=lambda incomplete: complete_topics(incomplete),  # noqa: PLW0108 - it is made below
        metavar="TOPIC",
    ),
]
AnyOption = Annotated[
    bool, typer.Option("--any/--all", help="With several topics: any of them, or all of them.")
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since", help="Published on or after: 2024, 2024-06, 2024-06-30, today, 7d, 2w, 3m.", metavar="DATE"
    ),
]
UntilOption = Annotated[str | None, typer.Option("--until", help="Published on or before.", metavar="DATE")]
AuthorsOption = Annotated[
    str | None, typer.Option("--author-count", help="Number of authors: 3, 1..3, >5, <=2.", metavar="RANGE")
]
OrganizationOption = Annotated[
    str | None,
    typer.Option("--org", help="Only papers listed under this organization (slug or name).", metavar="NAME"),
]
StateOption = Annotated[
    str | None,
    typer.Option(
        "--state",
        help="unread, accepted, rejected, later or read.",
        metavar="STATE",
        autocompletion=lambda incomplete: _starting(incomplete, "state"),
    ),
]
SortOption = Annotated[
    str | None,
    typer.Option(
        "--sort",
        help=f"{', '.join(search.SORTS[:-1])} or {search.SORTS[-1]}.",
        metavar="ORDER",
        autocompletion=lambda incomplete: _starting(incomplete, "sort"),
    ),
]


def complete_topics(incomplete: str) -> list[str]:
    """Topic names for the shell's completion."""
    from papertriage.topics import builtin_names

    return [name for name in builtin_names() if name.startswith(incomplete)]


def complete_searches(incomplete: str) -> list[str]:
    """Names of saved searches for the shell's completion; none where the library cannot be read."""
    try:
        with open_library(common.settings().library) as found:
            names = [each.name for each in found.saved_searches()]
    except PapertriageError:
        return []
    start = incomplete.removeprefix("@")
    return [f"{'@' if incomplete.startswith('@') else ''}{name}" for name in names if name.startswith(start)]


def _starting(incomplete: str, what: str) -> list[str]:
    from papertriage.model import STATES
    from papertriage.search import SORTS

    return [name for name in (STATES if what == "state" else SORTS) if name.startswith(incomplete)]
