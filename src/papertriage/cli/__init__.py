"""The command line: thin shells over use cases. Commands are imported when they are called (docs/decisions/0002-start-up.md)."""

import sys


def main() -> None:
    """Run the command line on the process's arguments and exit with its code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from papertriage import __version__

        sys.stdout.write(f"papertriage {__version__}\n")
        raise SystemExit(0)
    from papertriage.cli.run import run  # here for start-up: --version needs no typer

    raise SystemExit(run(sys.argv[1:]))
