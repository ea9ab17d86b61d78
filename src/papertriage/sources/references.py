"""Records that wait for the link definitions at the end of a page (`[32].

Https://huggingface.co/papers/…`).
"""

import re

from papertriage.model import Sighting
from papertriage.sources.protocol import Item
from papertriage.sources.targets import paper_of

_DEFINITION = re.compile(r"\s*(?:\[(\d{1,5})\]:?|(\d{1,5})\.)\s+<?(\S+?)>?(?:\s+[\"(].*)?")
_MOST = 20_000  # items that may wait; a longer dump gives up its numbers rather than its memory


def definition(line: str) -> tuple[int, str] | None:
    """Read a link definition: its number and its target."""
    if len(line) > 2000:
        return None
    found = _DEFINITION.fullmatch(line)
    return (int(found[1] or found[2]), found[3]) if found else None


class Waiting:
    """Holds items back, in order, from the first record whose links are numbered until they are defined."""

    def __init__(self) -> None:
        self._held: list[tuple[Item, tuple[int, ...]]] = []
        self._targets: dict[int, str] = {}

    def define(self, number: int, target: str) -> None:
        """Take in a link definition as the dump gives it."""
        if len(self._targets) < 4 * _MOST:
            self._targets[number] = target

    def passed(self, items: list[Item], refs: tuple[int, ...]) -> list[Item]:
        """Give items on at once, or keep them: while others wait.

        Or when `refs` are numbers still to be defined.
        """
        if refs and any(isinstance(item, Sighting) and item.arxiv_id is None for item in items):
            self._held += [(item, refs) for item in items]
        elif self._held:
            self._held += [(item, ()) for item in items]
        else:
            return items
        return self.rest() if len(self._held) > _MOST else []

    def rest(self) -> list[Item]:
        """Give all that waits, with the ids that the definitions told."""
        held, self._held = self._held, []
        items = [
            self._resolved(item, refs) if isinstance(item, Sighting) and refs else item for item, refs in held
        ]
        self._targets = {}
        return items

    def _resolved(self, sighting: Sighting, refs: tuple[int, ...]) -> Sighting:
        ids = (paper_of(self._targets[ref]) for ref in refs if ref in self._targets)
        return sighting._replace(arxiv_id=next(filter(None, ids), None))
