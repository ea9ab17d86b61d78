"""The Typer app of `papertriage group`, on which its commands register, and what they share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from papertriage import config
from papertriage.cli.shell import new_app
from papertriage.errors import ConfigError

if TYPE_CHECKING:
    from papertriage.group import Group

group = new_app(
    help="Plan the reading group's meetings: who presents which paper when, by votes and in fair turns.",
    no_args_is_help=True,
)

GroupOption = Annotated[
    Path | None,
    typer.Option(
        "--group", help="The group's file; by default group.toml in the library or beside config.toml.",
        metavar="FILE", show_default=False,
    ),
]  # fmt: skip
NAME = "group.toml"


def places(set_to: config.Settings) -> tuple[Path, Path]:
    """Where the group's file may lie: with the library, which a group shares, or with the settings."""
    return set_to.library / NAME, set_to.config_file.parent / NAME


def the_group(set_to: config.Settings, file: Path | None) -> "Group":
    """Read the group's file. Raises ConfigError, which says how to make one."""
    from papertriage.group import load

    there = [file] if file else [each for each in places(set_to) if each.is_file()]
    if not there:
        first, second = places(set_to)
        raise ConfigError(
            f"no {NAME} at {first} or {second}; papertriage group init writes one to begin with"
        )
    return load(there[0])
