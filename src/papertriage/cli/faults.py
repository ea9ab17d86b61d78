"""Expected failures, each said in one line on standard error; imports no typer (`quick`)."""

import sys
from collections.abc import Callable

from papertriage.errors import PapertriageError, QueryFault

_BEFORE, _BEHIND = 60, 20  # characters of a query that are shown around a fault


def said(work: Callable[[], int]) -> int:
    """Do something that gives an exit code; an expected failure is said, and gives its own."""
    try:
        return work()
    except PapertriageError as fault:
        say(str(fault), fault.exit_code)
        return _point(fault) if isinstance(fault, QueryFault) else fault.exit_code
    except MemoryError:
        return say("out of memory", 1)


def say(message: str, code: int) -> int:
    """Say why the program ends, and give the exit code."""
    from papertriage.text import terminal_safe

    sys.stderr.write(f"papertriage: {terminal_safe(message)}\n")
    return code


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
