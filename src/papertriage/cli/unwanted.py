"""`-word` in a query.

A word that must not occur, where a command line would see a bundle of short options.
"""

import re
from typing import Any

from typer.core import TyperCommand

_UNWANTED = re.compile(r'-(?:[^\W\d_]{2}|["(“])')
_MARK = "\0"  # no argument of a process can hold it


class Query(TyperCommand):
    """A command whose arguments, `query`, are words to search for, in the order they are typed.

    Short options take their value apart from them: `-n 5`.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Mark the unwanted words, so that none is an option."""
        at = args.index("--") if "--" in args else len(args)
        marked = [f"{_MARK}{word}" if self._is_unwanted(word) else word for word in args[:at]]
        left = super().parse_args(ctx, [*marked, *args[at:]])
        ctx.params = {name: _unmarked(value) for name, value in ctx.params.items()}
        return left

    def _is_unwanted(self, word: str) -> bool:
        return bool(_UNWANTED.match(word)) and not self._is_option(word)

    def _is_option(self, word: str) -> bool:
        """Whether this is `-fcsv` or `-tkv-cache`.

        A short option and, right after it, a value that it may have.
        """
        from papertriage.export import FORMATS
        from papertriage.topics import builtin_names

        values = {"-f": [each.name for each in FORMATS], "-t": builtin_names()}
        return word[2:] in values.get(word[:2], ())


def _unmarked(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)([_unmarked(each) for each in value])
    return value.removeprefix(_MARK) if isinstance(value, str) else value
