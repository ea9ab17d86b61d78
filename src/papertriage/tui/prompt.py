"""The loop line by line: for a terminal that cannot be drawn on, for a pipe, and for scripts."""

from collections.abc import Iterable, Mapping
from typing import TextIO

from papertriage.errors import PapertriageError
from papertriage.text import terminal_safe
from papertriage.tui import words
from papertriage.tui.keys import DOINGS, meant, shown
from papertriage.tui.loop import Loop


def run(loop: Loop, keys: Mapping[str, str], lines: Iterable[str], out: TextIO) -> None:
    """Read a command a line (`accept`, `a`, `note WORDS`, `tag TOPIC…`) until their end, or `quit`."""
    show(loop, out)
    for line in lines:
        word, _, rest = line.strip().partition(" ")
        name = meant(word, keys) if word else "help"
        if name == "quit":
            break
        if name in (None, "help"):
            out.write(help_text(keys) if name else terminal_safe(f"no command '{word}': try help") + "\n")
            _ask(out)
            continue
        try:
            said = loop.do(str(name), rest.strip())
        except PapertriageError as fault:
            said = str(fault)
        out.write(f"{terminal_safe(said)}\n")
        show(loop, out)
    out.write(f"{words.progress(loop.session.progress(), loop.session.advice)}\n")


def show(loop: Loop, out: TextIO) -> None:
    """Write the present paper."""
    loop.settle()
    card = loop.session.card()
    if card is None:
        out.write("no paper is left\n")
    else:
        out.writelines(f"{line.text}\n" for line in words.lines(card))
    _ask(out)


def _ask(out: TextIO) -> None:
    out.write("> ")
    out.flush()


def help_text(keys: Mapping[str, str]) -> str:
    """Give what can be done, a line each: the word, the key, what it does."""
    return "".join(f"{each.name:<8} {shown(keys[each.name]):<6} {each.words}\n" for each in DOINGS)
