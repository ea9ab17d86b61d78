"""`-word` in a query.

A word that must not occur, where a command line would see a bundle of short options.
"""

import re
from typing import Any

from typer.core import TyperCommand

_UNWANTED = re.compile(r'-(?:[^\W\d_]{2}|")')


class Query(TyperCommand):
    """A command whose arguments are words to search for.

    Short options take their value apart from them: `-n 5`.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the unwanted words behind `--`, where nothing is an option."""
        at = args.index("--") if "--" in args else len(args)
        before, behind = args[:at], args[at + 1 :]
        words = [word for word in before if _UNWANTED.match(word) and not self._is_option(word)]
        others = [word for word in before if word not in words]
        return super().parse_args(ctx, [*others, "--", *words, *behind])

    def _is_option(self, word: str) -> bool:
        """Whether this is `-fcsv` or `-tkv-cache`.

        A short option and, right after it, a value that it may have.
        """
        from papertriage.export import FORMATS
        from papertriage.topics import builtin_names

        values = {"-f": [each.name for each in FORMATS], "-t": builtin_names()}
        return word[2:] in values.get(word[:2], ())
