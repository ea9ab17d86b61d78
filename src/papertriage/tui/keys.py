"""What can be done in the loop: by which key, by which word at the prompt, by which command elsewhere."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from papertriage.errors import ConfigError


class Doing(NamedTuple):
    """One thing that can be done."""

    name: str
    key: str  # as textual names keys
    words: str
    command: str = ""  # what does the same from a shell, about the present paper P


DOINGS = (
    Doing("accept", "a", "worth the group's time", "accept P"),
    Doing("reject", "x", "not worth it", "reject P"),
    Doing("later", "l", "put it off", "later P"),
    Doing("read", "r", "it is read", "read P"),
    Doing("star", "s", "star it, or take the star away", "star P"),
    Doing("note", "n", "write a note", "note P WORDS"),
    Doing("tag", "t", "topics it has; -NAME: has not", "tag P TOPIC"),
    Doing("skip", "space", "pass it over, deciding nothing", "next"),
    Doing("back", "b", "go back to the paper before", "show P"),
    Doing("undo", "u", "take back what was said last", "undo"),
    Doing("redo", "U", "say it again", "redo"),
    Doing("open", "o", "open its page", "show P"),
    Doing("search", "slash", "only papers with these words", "next --only W"),
    Doing("filter", "f", "only papers with these topics", "next --only -t T"),
    Doing("order", "v", "change the order", "next --sort O"),
    Doing("help", "question_mark", "this page", "triage --help"),
    Doing("quit", "q", "end; all that was said is kept"),
)
"""Everything, in the order of the help page."""

_SHOWN = {"space": "space", "slash": "/", "question_mark": "?", "minus": "-", "comma": ",", "full_stop": "."}
_TYPED = {" ": "space", "/": "slash", "?": "question_mark", "-": "minus", ",": "comma", ".": "full_stop"}
_RESERVED = frozenset(
    {"escape", "up", "down", "pageup", "pagedown", "home", "end", "tab", "ctrl+c", "ctrl+q"}
)


def keys_of(set_to: Mapping[str, str], file: Path) -> dict[str, str]:
    """Give name -> key, with those of `[keys]` in the configuration file in place of the usual ones.

    Raises ConfigError naming the file for what cannot be done, and for a key that would do two things.
    """
    names = [doing.name for doing in DOINGS]
    for name in set_to:
        if name not in names:
            near = difflib.get_close_matches(name, names, 1)
            meant = f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join(names)}"
            raise ConfigError(f"{file}: keys.{name}: there is nothing of that name{meant}")
    keys = {doing.name: _TYPED.get(key := set_to.get(doing.name, doing.key), key) for doing in DOINGS}
    taken: dict[str, str] = {}
    for name, key in keys.items():
        if key in _RESERVED:
            raise ConfigError(f"{file}: keys.{name}: '{key}' scrolls or leaves; name another key")
        if key in taken:
            raise ConfigError(
                f"{file}: keys.{name}: '{shown(key)}' is the key of {taken[key]} already; set that one too"
            )
        taken[key] = name
    return keys


def shown(key: str) -> str:
    """Write a key as people know it."""
    return _SHOWN.get(key, key)


def meant(word: str, keys: Mapping[str, str]) -> str | None:
    """Find what is meant at the prompt: a name, the beginning of one alone, or a key; else None."""
    for name, key in keys.items():
        if word in (name, key, shown(key)):
            return name
    beginning = [name for name in keys if name.startswith(word.casefold())]
    return beginning[0] if len(beginning) == 1 else None
