"""One run of the command line: from arguments to an exit code, with every expected failure said in one line."""

import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from papertriage.cli.app import app
from papertriage.errors import PapertriageError

INTERRUPTED = 130
_COMPLETE = "_PAPERTRIAGE_COMPLETE"


def run(arguments: Sequence[str]) -> int:
    """Run a command; give its exit code: 0 done, 1 failed, 2 usage, 3 records skipped under --strict, 130 interrupted."""
    try:
        code = _outcome(list(arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has gone, which is its right. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _say(f"{error.filename or 'standard output'}: {(error.strerror or str(error)).lower()}", 1)
    return code


def _outcome(arguments: list[str]) -> int:
    try:
        command = get_command(app)
        if _COMPLETE in os.environ:
            from typer._completion_classes import completion_init  # only for a shell that asks

            completion_init()
            command.main(args=arguments, prog_name="papertriage", complete_var=_COMPLETE)
        with command.make_context("papertriage", arguments) as context:
            command.invoke(context)
    except typer.Exit as leave:
        return int(leave.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return _say("interrupted; nothing half-done was kept", INTERRUPTED)
    except TyperException as fault:
        return _usage(fault)
    except PapertriageError as fault:
        return _say(str(fault), fault.exit_code)
    except MemoryError:
        return _say("out of memory", 1)
    return 0


def _usage(fault: TyperException) -> int:
    """Show a fault in the arguments as typer words it: the usage line, the fault, and what may have been meant."""
    show = getattr(fault, "show", None)
    if show is None:
        return _say(str(fault), 2)
    show()
    return int(getattr(fault, "exit_code", 2))


def _say(message: str, code: int) -> int:
    from papertriage.text import terminal_safe

    sys.stderr.write(f"papertriage: {terminal_safe(message)}\n")
    return code
