"""What every export format is: a name, what it is in words, and papers turned into pieces of a file."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from papertriage.model import Paper

Keys = Callable[[Paper], str]
"""Gives a paper its citation key: the same one whenever it is asked."""


class About(NamedTuple):
    """What an export is told beside its papers. All of it is optional, and none of it is the clock."""

    title: str = "Papers"  # of a page or a feed
    keys: Keys | None = None  # None: keys that are told apart within this file alone
    address: str = ""  # where the page or the feed will stand on the web
    updated: str = ""  # ISO date: the newest of a feed's papers; "" where that is found out on the way
    excel: bool = False  # CSV for a spreadsheet: byte order mark, ids as text


PLAIN = About()


class Note(NamedTuple):
    """One file of a folder: what is written at its top; what stands below `marker` there is the reader's."""

    name: str  # of the file, without a folder
    top: str
    marker: str


class Format(Protocol):
    """One output format. A module that has these names is one."""

    name: str  # as typed: `--format NAME`
    extension: str  # of a file that holds it, without the dot
    what: str  # in words, for help and docs; begins with the format's usual name
    lost: str  # what it cannot hold of the record, in words, for the docs

    def chunks(self, papers: Iterable[Paper], about: About = PLAIN) -> Iterator[Any]:
        """Give the export piece by piece, in the order of `papers`, which are read one at a time.

        The pieces joined are the whole file: text (str) that UTF-8 can hold, with line ends as the format
        wants them (write them untranslated), or bytes; a format of folders gives a Note for each file. The
        same papers give the same pieces.
        """
        ...
