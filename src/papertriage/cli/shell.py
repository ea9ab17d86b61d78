"""How every command's typer app is made, and how its examples are shown."""

from typing import Any

import typer


def new_app(**settings: Any) -> typer.Typer:
    """Make an app with plain help, and completion only through `papertriage completion`."""
    return typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, **settings
    )


def examples(*commands: str) -> str:
    """Write the examples at the end of a command's help, a line each."""
    lines = "\n".join(
        f"  {'' if 'papertriage ' in command else 'papertriage '}{command}" for command in commands
    )
    return f"\b\nExamples:\n{lines}"
