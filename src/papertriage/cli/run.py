"""One run of the command line.

From arguments to an exit code, with every expected failure said in one line.
"""

import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from papertriage.cli.app import app
from papertriage.cli.streams import INTERRUPTED
from papertriage.errors import PapertriageError, QueryFault

_COMPLETE = "_PAPERTRIAGE_COMPLETE"
_BEFORE, _BEHIND = 60, 20  # characters of a query that are shown around a fault


def run(arguments: Sequence[str]) -> int:
    """Run a command; give its exit code.

    0 done, 1 failed, 2 usage, 3 skipped under --strict, 130 interrupted.

    Raises OSError where standard output cannot be written: `streams.guarded` says so.
    """
    try:
        command = get_command(app)
        if _COMPLETE in os.environ:
            from typer._completion_classes import completion_init

            completion_init()
            command.main(args=list(arguments), prog_name="papertriage", complete_var=_COMPLETE)
        with command.make_context("papertriage", list(arguments)) as context:
            command.invoke(context)
    except typer.Exit as leave:
        return int(leave.exit_code)
    except typer.Abort:
        return _say("interrupted; nothing half-done was kept", INTERRUPTED)
    except TyperException as fault:
        return _usage(fault)
    except PapertriageError as fault:
        _say(str(fault), fault.exit_code)
        return _point(fault) if isinstance(fault, QueryFault) else fault.exit_code
    except MemoryError:
        return _say("out of memory", 1)
    return 0


def _usage(fault: TyperException) -> int:
    """Say a fault in the arguments in one line: what it is, what may have been meant, where the help is.

    Asked for nothing at all, show that help.
    """
    context = getattr(fault, "ctx", None)
    where = context.command_path if context else "papertriage"
    words = str(getattr(fault, "format_message", lambda: str(fault))()).strip()
    if type(fault).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{words}\n")
        return 2
    return _say(f"{words.rstrip('.')} (see {where} --help)", int(getattr(fault, "exit_code", 2)))


def _point(fault: QueryFault) -> int:
    """Show the query, and under it which characters of it are meant."""
    from papertriage.text import terminal_safe

    start = max(0, fault.start - _BEFORE)
    before = terminal_safe(("…" if start else "") + fault.text[start : fault.start])
    here = terminal_safe(fault.text[fault.start : fault.end])
    behind = terminal_safe(fault.text[fault.end : fault.end + _BEHIND])
    sys.stderr.write(f"  {before}{here}{behind}\n  {' ' * _columns(before)}{'^' * max(1, _columns(here))}\n")
    return fault.exit_code


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    from unicodedata import combining, east_asian_width  # only on the way to an error

    return sum(0 if combining(sign) else 1 + (east_asian_width(sign) in "WF") for sign in text)


def _say(message: str, code: int) -> int:
    from papertriage.text import terminal_safe

    sys.stderr.write(f"papertriage: {terminal_safe(message)}\n")
    return code
