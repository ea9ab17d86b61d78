"""The command line.

Thin shells over use cases, each imported when it is called (docs/decisions/0002-start-up.md).
"""

import gc
import os
import sys
from contextlib import suppress

from papertriage.cli import streams


def main() -> None:
    """Run the command line on the process's arguments and exit with its code."""
    gc.set_threshold(200_000, 20, 20)  # records come by the million and in no circles: look for those seldom
    streams.make_sure()
    code = streams.guarded(lambda: start(sys.argv[1:]))
    # Nothing is left to be done: standard output is flushed, files and locks are closed. Taking Python down
    # piece by piece would cost a search 10 of its 100 ms; and where an interrupt fell into an `exec` (as in
    # making a named tuple), CPython would not see that it was met, and would end by the signal.
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code)


def start(arguments: list[str]) -> int:
    """Do what the arguments ask for and give the exit code; of typer and the rest only what that needs."""
    if arguments in (["--version"], ["-V"]):
        from papertriage import __version__

        sys.stdout.write(f"papertriage {__version__}\n")
        return 0
    if arguments[:1] == ["search"]:
        from papertriage.cli import quick

        if (wish := quick.search(arguments)) is not None:
            from papertriage.cli import faults, searching

            return faults.said(lambda: searching.run(wish))
    from papertriage.cli.run import run

    return run(arguments)
