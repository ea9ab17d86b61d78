"""papertriage searches save, list, rm: searches under a name, and how much is new to each."""

import datetime
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from papertriage import search
from papertriage.cli import common, options
from papertriage.cli.shell import examples, new_app
from papertriage.cli.unwanted import Query
from papertriage.config import Settings
from papertriage.errors import NotFound, UsageFault
from papertriage.library import Library
from papertriage.library.searches import SavedSearch
from papertriage.search.saved import checked_name, saved_queries
from papertriage.text import terminal_safe

searches = new_app(
    help="Save searches by name, list them with what is new to each, and remove them.", no_args_is_help=True
)
NameArgument = Annotated[
    str,
    typer.Argument(
        help="Letters, digits, . _ and -; with or without @.",
        metavar="NAME",
        autocompletion=options.complete_searches,
    ),
]


@searches.command(
    "save",
    cls=Query,
    epilog=examples(
        "searches save weekly topic:kv-cache OR topic:quantization", "searches save us 'org:\"acme labs\"'"
    ),
)
def save(
    name: NameArgument,
    query: Annotated[
        list[str],
        typer.Argument(help="As in `papertriage search`; may name another: @NAME.", metavar="QUERY..."),
    ],
    *,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Keep a query under a name, for `papertriage search @NAME`; in place of what had it before."""
    set_to = common.settings(library=library)
    called, text = checked_name(name), " ".join(query)
    with common.writing(set_to, bring_index=False) as found:
        names = common.names_of(found, set_to)
        search.plan(text, names=names, within=(called,))  # what cannot be read is said now
        before = found.saved_search(called)
        found.save_search(called, text, datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"))
        saved = found.saved_search(called)
    if before:
        common.note(f"papertriage: @{called} was: {terminal_safe(before.query)}")
    if json and saved:
        from papertriage.cli import as_json

        as_json.write(_as_json(saved, None))
    else:
        sys.stdout.write(f"saved\t@{called}\t{terminal_safe(text)}\n")


@searches.command("list", epilog=examples("searches list", "searches list --json"))
def list_(*, json: options.JsonOption = False, library: options.LibraryOption = None) -> None:
    """List saved searches: the name, how many new papers each has, when you last looked, and the query.

    New is what was first read since you saved it, or last looked with `papertriage search @NAME --new`.
    """
    set_to = common.settings(library=library)
    with common.reading(set_to, searching=True) as found:
        saved = found.saved_searches()
        counts = [_new(found, set_to, each) for each in saved]
    if json:
        from papertriage.cli import as_json

        as_json.write([_as_json(each, new) for each, new in zip(saved, counts, strict=True)])
        return
    sys.stdout.writelines(f"{line}\n" for line in (_drawn if sys.stdout.isatty() else _plain)(saved, counts))
    if not saved:
        common.note("papertriage: no search is saved: papertriage searches save NAME QUERY")


@searches.command("rm", epilog=examples("searches rm weekly"))
def rm(
    name: NameArgument, *, json: options.JsonOption = False, library: options.LibraryOption = None
) -> None:
    """Forget a saved search; its papers stay as they are."""
    set_to = common.settings(library=library)
    called = name.removeprefix("@")
    with common.writing(set_to, bring_index=False) as found:
        if not found.remove_search(called):
            saved_queries(found)(called)  # raises NotFound with the nearest names
            raise NotFound(f"no saved search @{called}")
    if json:
        from papertriage.cli import as_json

        as_json.write({"removed": called})
    else:
        sys.stdout.write(f"removed\t@{called}\n")


def _new(library: Library, set_to: Settings, saved: SavedSearch) -> int | str:
    """How many papers are new to a search; or why it cannot be asked any more."""
    try:
        asked = search.plan(f"@{saved.name}", names=common.names_of(library, set_to))
    except UsageFault as fault:
        return str(fault)
    return search.ask(library, asked, new_since=saved.looked_through, partly=False).total


def _as_json(saved: SavedSearch, new: int | str | None) -> dict[str, object]:
    shown: dict[str, object] = {
        "name": saved.name, "query": saved.query, "saved_at": saved.saved_at, "looked_at": saved.looked_at,
    }  # fmt: skip
    if isinstance(new, str):
        return {**shown, "error": new}
    return shown if new is None else {**shown, "new": new}


def _plain(saved: Sequence[SavedSearch], counts: Sequence[int | str]) -> list[str]:
    return [
        "\t".join((each.name, _count(new), _looked(each), terminal_safe(each.query)))
        for each, new in zip(saved, counts, strict=True)
    ]


def _drawn(saved: Sequence[SavedSearch], counts: Sequence[int | str]) -> list[str]:
    width = max((len(each.name) for each in saved), default=0) + 1
    return [
        f"@{each.name:<{width}} {_count(new):>7} new   {_looked(each):<10}  {terminal_safe(each.query)}"
        for each, new in zip(saved, counts, strict=True)
    ]


def _count(new: int | str) -> str:
    return "?" if isinstance(new, str) else str(new)


def _looked(saved: SavedSearch) -> str:
    """When its results were last looked at, else when it was saved: the day."""
    return (saved.looked_at or saved.saved_at)[:10]
