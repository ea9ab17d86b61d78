"""The command line.

Thin shells over use cases, each imported when it is called (docs/decisions/0002-start-up.md).
"""

import gc
import os
import sys

from papertriage.cli import streams


def main() -> None:
    """Run the command line on the process's arguments and exit with its code."""
    gc.set_threshold(200_000, 20, 20)  # records come by the million and in no circles: look for those seldom
    streams.make_sure()
    code = streams.guarded(lambda: _run(sys.argv[1:]))
    if code == streams.INTERRUPTED:
        # Where the interrupt fell into an `exec` (as in making a named tuple), CPython does not see that it
        # was met, and would end by the signal. Everything was unwound by now.
        sys.stderr.flush()
        os._exit(code)
    raise SystemExit(code)


def _run(arguments: list[str]) -> int:
    if arguments in (["--version"], ["-V"]):
        from papertriage import __version__

        sys.stdout.write(f"papertriage {__version__}\n")
        return 0
    from papertriage.cli.run import run

    return run(arguments)
