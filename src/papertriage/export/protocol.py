"""What every export format is: a name, what it is in words, and papers turned into pieces of text."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from papertriage.model import Paper


class Format(Protocol):
    """One output format. A module that has these four names is one."""

    name: str  # as typed: `--format NAME`
    extension: str  # of a file that holds it, without the dot
    what: str  # in words, for help and docs; begins with the format's usual name

    def chunks(self, papers: Iterable[Paper]) -> Iterator[str]:
        """Give the export piece by piece, in the order of `papers`, which are read one at a time.

        The pieces joined are the whole file: text that UTF-8 can hold, with line ends as the format wants
        them (write them untranslated). The same papers give the same pieces.
        """
        ...
