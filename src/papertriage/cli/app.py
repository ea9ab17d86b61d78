"""The commands, by name.

Each is imported only when it is called, so that every one of them starts quickly.
"""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from papertriage.cli.shell import new_app

COMMANDS = {
    "ingest": "ingest",
    "search": "search",
    "searches": "searches",
    "similar": "similar",
    "show": "show",
    "export": "export",
    "topics": "topics",
    "stats": "stats",
    "accept": "decide",
    "reject": "decide",
    "later": "decide",
    "read": "decide",
    "unread": "decide",
    "tag": "tags",
    "untag": "tags",
    "sources": "sources",
    "doctor": "doctor",
    "rebuild": "rebuild",
    "config": "config",
    "completion": "completion",
}
"""Command -> the module in this package that has it, as a typer app named like the command."""


class Commands(TyperGroup):
    """Looks commands up in the table and imports the one that is asked for."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]  # the names, for "did you mean"

    def list_commands(self, ctx: Any) -> list[str]:
        """Give the names of all commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Give a command by its name; None when there is none of it."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"papertriage.cli.{COMMANDS[cmd_name]}")
        command = get_command(getattr(module, cmd_name))
        command.name = cmd_name
        return command


app = new_app(cls=Commands, no_args_is_help=True)


def _version(value: bool) -> None:
    if value:
        from papertriage import __version__

        typer.echo(f"papertriage {__version__}")
        raise typer.Exit


@app.callback()
def papertriage(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Turn saved lists of papers into records to search, tag and export.

    Offline; one folder holds everything.
    """
