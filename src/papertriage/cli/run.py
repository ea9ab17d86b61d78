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
from papertriage.cli.faults import said, say
from papertriage.cli.quick import COMPLETE
from papertriage.cli.streams import INTERRUPTED


def run(arguments: Sequence[str]) -> int:
    """Run a command; give its exit code.

    0 done, 1 failed, 2 usage, 3 skipped under --strict, 130 interrupted.

    Raises OSError where standard output cannot be written: `streams.guarded` says so.
    """
    return said(lambda: _run(list(arguments)))


def _run(arguments: list[str]) -> int:
    try:
        command = get_command(app)
        if COMPLETE in os.environ:
            from typer._completion_classes import completion_init

            completion_init()
            command.main(args=arguments, prog_name="papertriage", complete_var=COMPLETE)
        with command.make_context("papertriage", arguments) as context:
            command.invoke(context)
    except typer.Exit as leave:
        return int(leave.exit_code)
    except typer.Abort:
        return say("interrupted; nothing half-done was kept", INTERRUPTED)
    except TyperException as fault:
        return _usage(fault)
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
    return say(f"{words.rstrip('.')} (see {where} --help)", int(getattr(fault, "exit_code", 2)))
