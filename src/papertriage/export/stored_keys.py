"""Citation keys that stay: looked up in the library, made and stored at a paper's first export.

Without leave to write, or where writing fails (a read-only disk, a full one), papers without a key get one
for this file alone: what they would have been given, in the file's order, and never what is another's.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from papertriage.errors import LibraryError
from papertriage.export.citation_key import KeyRing, bare_key, suffixed
from papertriage.library import Library, open_library
from papertriage.model import Paper

LOT = 1000  # papers whose keys are looked up, and given, at once


class StoredKeys:
    """The keys of one library's papers. `unstored` says why some were not stored, once that happened."""

    def __init__(
        self, library: Library, *, store: bool = True, wait: Callable[[str], None] | None = None
    ) -> None:
        self._library = library
        self._wait = wait
        self._lot: dict[str, str] = {}
        self._coming: dict[str, Paper] = {}
        self._store = store
        self._ring: KeyRing | None = None
        self._for_this_file: dict[str, str] = {}
        self.unstored = ""

    def key(self, paper: Paper) -> str:
        """Give a paper's key, storing it where it has none yet."""
        found = self._lot.get(paper.id)
        return found if found is not None else self._learn(paper)[paper.id]

    def ahead(self, papers: Iterable[Paper]) -> Iterator[Paper]:
        """Give the papers on, a thousand at a time: a key of one of them is then looked up with all theirs.

        Nothing is looked up, and no key is given, where nobody asks for one.
        """
        coming = iter(papers)
        while lot := list(islice(coming, LOT)):
            self._coming = {paper.id: paper for paper in lot}
            yield from lot

    def _learn(self, asked: Paper) -> dict[str, str]:
        """Remember the keys of the papers at hand, and of no others: what is not remembered is looked up."""
        papers = self._coming if asked.id in self._coming else {asked.id: asked}
        known = self._library.citation_keys(list(papers))
        new = [paper for public_id, paper in papers.items() if public_id not in known]
        self._lot = known | (self._given(new) if new else {})
        return self._lot

    def _given(self, papers: list[Paper]) -> dict[str, str]:
        if self._store and not self.unstored:
            try:
                with open_library(self._library.folder, write=True, wait=self._wait) as writing:
                    bases = {paper.id: bare_key(paper) for paper in papers}
                    return writing.give_citation_keys(bases, suffixed)
            except LibraryError as fault:
                self.unstored = str(fault)
        return {paper.id: self._passing(paper) for paper in papers}

    def _passing(self, paper: Paper) -> str:
        if self._ring is None:
            self._ring = KeyRing(self._library.all_citation_keys())
        if paper.id not in self._for_this_file:
            self._for_this_file[paper.id] = self._ring.key(paper)
        return self._for_this_file[paper.id]
