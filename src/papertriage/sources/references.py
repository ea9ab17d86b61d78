"""Records that wait for the link definitions at the end of a page (`[32]: https://huggingface.co/papers/…`)."""

import re
from collections.abc import Iterator

from papertriage.model import Sighting
from papertriage.sources.targets import paper_of
from papertriage.sources.protocol import Item

_DEFINITION = re.compile(r"\s*(?:\[(\d{1,5})\]:?|(\d{1,5})\.)\s+<?(\S+?)>?(?:\s+[\"(].*)?")
_MOST = 20_000  # items that may wait; a longer dump gives up its numbers rather than its memory


def definition(line: str) -> tuple[int, str] | None:
    """Read a link definition: its number and its target."""
    if len(line) > 2000:
        return None
    found = _DEFINITION.fullmatch(line)
    return (int(found[1] or found[2]), found[3]) if found else None


class Waiting:
    """Holds items back, in order, from the first record whose links are only numbered until their definitions come."""

    def __init__(self) -> None:
        self._held: list[tuple[Item, tuple[int, ...]]] = []
        self._targets: dict[int, str] = {}

    def define(self, definitions: list[tuple[int, str]]) -> None:
        """Take in link definitions as the dump gives them."""
        self._targets.update(definitions)

    def record(self, sighting: Sighting, refs: tuple[int, ...]) -> Iterator[Item]:
        """Give a record, or keep it until its numbers are defined."""
        if refs and sighting.arxiv_id is None:
            self._held.append((sighting, refs))
            if len(self._held) > _MOST:
                yield from self.rest()
        else:
            yield from self.pass_on(sighting)

    def pass_on(self, item: Item) -> Iterator[Item]:
        """Give an item that needs nothing, unless others wait before it."""
        if self._held:
            self._held.append((item, ()))
        else:
            yield item

    def rest(self) -> Iterator[Item]:
        """Give all that waits, with the ids that the definitions told."""
        for item, refs in self._held:
            yield self._resolved(item, refs) if isinstance(item, Sighting) and refs else item
        self._held = []
        self._targets = {}

    def _resolved(self, sighting: Sighting, refs: tuple[int, ...]) -> Sighting:
        ids = (paper_of(self._targets[ref]) for ref in refs if ref in self._targets)
        return sighting._replace(arxiv_id=next(filter(None, ids), None))
