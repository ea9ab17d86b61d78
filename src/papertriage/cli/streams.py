"""The process's three streams: there, whatever the caller closed.

A reader that goes away is no fault of ours.

Imports nothing of the program, so that an interrupt is met properly from the first moment on.
"""

import os
import sys
from collections.abc import Callable

INTERRUPTED = 130


def make_sure() -> None:
    """Put the null device where a stream was closed, before a file of the library takes its number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - kept as long as the process
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as above
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as above


def guarded(work: Callable[[], int]) -> int:
    """Run what gives an exit code and writes to standard output.

    Say in one line why that could not be written.
    """
    try:
        code = work()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has gone, which is its right. Python would complain once more when it
        # flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("papertriage: interrupted; nothing half-done was kept\n")
        return INTERRUPTED
    except OSError as error:
        what = ascii(error.filename).strip("'") if error.filename else "standard output"
        sys.stderr.write(f"papertriage: {what}: {(error.strerror or str(error)).lower()}\n")
        return 1
    return code
