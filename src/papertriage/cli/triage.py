"""papertriage triage: one paper at a time, a key for everything."""

import datetime
import os
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Annotated

import typer

from papertriage.cli import common, desks, options
from papertriage.cli.shell import examples, new_app
from papertriage.config import Settings
from papertriage.errors import LibraryError
from papertriage.library import Library, open_library
from papertriage.text import terminal_safe
from papertriage.triage.session import Doing, start
from papertriage.tui import prompt
from papertriage.tui.keys import keys_of
from papertriage.tui.loop import Loop, Outside

triage = new_app()


@triage.command(
    epilog=examples(
        "triage",
        "triage quantization --topic kv-cache",
        "triage --state later --reader ann",
        "triage --conflicts",
    )
)
def command(
    words: desks.WordsArgument = None,
    *,
    topic: desks.TopicsOption = None,
    like: desks.LikeOption = None,
    only: desks.OnlyOption = False,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="The papers on which readers disagree, whatever their state.")
    ] = False,
    sort: desks.OrderOption = "best",
    state: desks.StateOption = "unread",
    mix: desks.MixOption = desks.DEFAULT_MIX,
    seed: desks.SeedOption = 0,
    plain: Annotated[
        bool, typer.Option("--plain", help="Line by line, without a full screen: a command a line.")
    ] = False,
    reader: options.ReaderOption = None,
    library: options.LibraryOption = None,
) -> None:
    """Go through papers one at a time, best first, with a key for each decision; ? shows the keys.

    A decision is on the disk before the screen shows it. Where there is no full screen (a pipe, TERM=dumb,
    the extra `tui` not installed) it reads a command a line: accept, reject, later, note WORDS, help …
    """
    set_to = common.settings(library=library, reader=reader)
    keys = keys_of(set_to.keys, set_to.config_file)
    with common.reading(set_to, searching=True) as found:
        wish = desks.wish_of(found, set_to, words or [], topic or [], like or [], mix=mix, seed=seed)
        asked = desks.asked_of(found, wish, order=sort, state=state, only=only)
        if conflicts:
            from papertriage.triage.readers import conflicts_of  # here for start-up

            asked = asked._replace(only=frozenset(each.name for each in conflicts_of(found)), state=None)
        session = start(_doing(found, set_to), asked)
        loop = Loop(session, desks.ready(found, wish), Outside(_open_address, common.known_topic))
        if _has_screen() and not plain:
            from papertriage.tui.app import TriageApp  # here for start-up: textual

            loop.settle()
            TriageApp(loop, keys).run(mouse=False)  # the terminal may select text itself
            common.note(terminal_safe(_farewell(loop)))
        else:
            prompt.run(loop, keys, sys.stdin, sys.stdout)
    if session.progress().decided or session.changed:
        with common.writing(set_to):
            pass  # what was decided is searchable from now on


def _farewell(loop: Loop) -> str:
    from papertriage.tui.words import progress

    return progress(loop.session.progress(), loop.session.advice)


def _doing(library: Library, set_to: Settings) -> Doing:
    @contextmanager
    def writing() -> Iterator[Library]:
        with open_library(set_to.library, write=True, wait=_busy) as found:
            yield found

    return Doing(
        library, writing, lambda: datetime.datetime.now(datetime.UTC), common.tagger(set_to), set_to.reader,
        common.names_of(library, set_to),
    )  # fmt: skip


def _busy(_: str) -> None:
    raise LibraryError("another papertriage is changing this library: nothing was kept; press the key again")


def _has_screen() -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM", "dumb") in ("dumb", ""):
        return False
    if find_spec("textual") is None:
        common.note("for the full screen: pip install 'papertriage[tui]'; until then, a command a line")
        return False
    return True


def _open_address(address: str) -> bool:
    """Open a page where there is a screen for it; a browser within this terminal would draw over the loop."""
    if sys.platform not in ("darwin", "win32") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    return webbrowser.open(address)
