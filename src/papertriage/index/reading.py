"""An index opened for searching."""

import math
from pathlib import Path
from typing import Any, NamedTuple

from tantivy import Order, Query

from papertriage.errors import LibraryError
from papertriage.index.files import Source, fits, open_searcher, plain_errors, read_version
from papertriage.index.queries import any_of, boost, term
from papertriage.index.words import forms_of_name, stem, stems

_MOST_NEAR = 1000  # words looked at for forms of one; the most frequent come first
_LONGEST_ENDING = 8  # of what is cut off by a stem: *-ization*, *-fulness*


class Found(NamedTuple):
    """Some of the papers that match, in order, and how many match in all (None where that was not asked)."""

    hits: list[tuple[int, float]]  # (paper number, score)
    total: int | None


class Reader:
    """An index opened for searching; it sees what was committed when it was opened."""

    def __init__(self, folder: Path, generation: str) -> None:
        """Raise LibraryError where there is no index, it is damaged, or of another version or numbering."""
        mend = "run papertriage doctor --fix"
        if read_version(folder) is None:
            raise LibraryError(f"{folder}: the search index is missing: {mend}")
        if not fits(folder, generation):
            raise LibraryError(
                f"{folder}: the search index was made for another version of the library: {mend}"
            )
        with plain_errors(folder):
            self._searcher = open_searcher(folder)
        self._folder = folder
        self._ahead: tuple[Query, int, list[tuple[int, float]]] | None = None
        self._forms: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
        self._stems: dict[str, str] = {}

    def search(self, query: Query, *, limit: int, offset: int = 0, total: bool = False) -> Found:
        """Find papers, best score first; of one score as they stand in the index, whatever the page.

        Counting all matches costs more.
        """
        if self._ahead and self._ahead[0] is query and not total and offset + limit <= self._ahead[1]:
            return Found(self._ahead[2][offset : offset + limit], None)
        with plain_errors(self._folder):
            result = self._searcher.search(query, max(limit, 1), total, None, offset, Order.Desc)
            scores = [score for score, _ in result.hits]
            hits = list(zip(self._pids(result), scores, strict=True))[: max(limit, 0)]
        return Found(hits, int(result.count) if total else None)  # type: ignore[attr-defined]

    def by_number(
        self, query: Query, field: str, *, limit: int, offset: int = 0, ascending: bool = False
    ) -> list[tuple[int, int | None]]:
        """Find papers by one of NUMBERS, largest first unless `ascending`: (paper, that number).

        Papers without that number come last and have None. Those of one number stand as in the index.
        """
        order = Order.Asc if ascending else Order.Desc
        with plain_errors(self._folder):
            result = self._searcher.search(query, max(limit, 1), False, field, offset, order)
            values = [value for value, _ in result.hits]
            return list(zip(self._pids(result), values, strict=True))[: max(limit, 0)]

    def _pids(self, result: Any) -> list[int]:
        return self._searcher.fast_field_values("pid", [address for _, address in result.hits])  # type: ignore[return-value]  # every paper has one

    def count(self, query: Query, *, ahead: int = 0) -> int:
        """How many papers match; with `ahead`, so many of the best are found on the way, for `search`.

        That pays for phrases and several words: each look at them costs as much as the first.
        """
        if ahead:
            found = self.search(query, limit=ahead, total=True)
            self._ahead = query, ahead, found.hits
            return found.total or 0
        with plain_errors(self._folder):
            return int(self._searcher.search(query, 1, True).count)  # type: ignore[attr-defined]

    def aggregate(self, query: Query, asked: dict[str, Any]) -> dict[str, Any]:
        """Counts over the columns of the papers that match, as tantivy's aggregations ask and answer."""
        with plain_errors(self._folder):
            return self._searcher.aggregate(query, asked)

    def forms(self, field: str, word: str, *, name: str = "") -> list[tuple[str, int]]:
        """The indexed words with the stem of this one (as it is indexed), each with how many papers have it.

        A number, or a word of one or two letters, has no forms but itself; a `name`, as typed, its plural.
        """
        asked = field, word, name
        if asked not in self._forms:
            self._forms[asked] = self._found_forms(field, word, name)
        return self._forms[asked]

    def _found_forms(self, field: str, word: str, name: str) -> list[tuple[str, int]]:
        root = stem(word)
        if name or len(root) < 3 or not root.isalpha():
            asked = forms_of_name(name) if name else (word,)
            known = [(form, self.frequency(field, form)) for form in asked]
            return [(form, papers) for form, papers in known if papers] or [(word, 0)]
        near = self._words_near(field, root)
        new = [form for form, _ in near if form not in self._stems]
        self._stems.update(zip(new, stems(new), strict=True))
        return [known for known in near if self._stems[known[0]] == root] or [(word, 0)]

    def _words_near(self, field: str, root: str) -> list[tuple[str, int]]:
        """Indexed words that may have this stem: forms of a word differ in their ends only.

        A stem's last letter is the word's own, but for *i* and *e*, which may stand for a *y* or for nothing.
        """
        start = root[:-1] if root[-1] in "ie" else root
        longest = len(root) + _LONGEST_ENDING
        near = self.words_with_prefix(field, start, limit=_MOST_NEAR)
        return [(form, papers) for form, papers in near if len(form) <= longest]

    def frequency(self, field: str, word: str) -> int:
        """How many papers have this word (analysed already) in this field."""
        return int(self._searcher.doc_freq(field, word))

    def word(self, field: str, word: str) -> Query:
        """Papers with any form of a word, scored as if it were one word."""
        return any_of(self.each_form(field, word))

    def each_form(self, field: str, word: str, *, name: str = "", factor: float = 1.0) -> list[Query]:
        """The forms of a word, each a query, to be joined by `any_of` with those of other words.

        BM25 would take a rare form for a telling one: each form is weighed down to how rare all of them are.
        """
        forms = self.forms(field, word, name=name)
        total = self.papers
        together = rarity(min(total, sum(papers for _, papers in forms)), total)
        return [boost(term(field, form), factor * together / rarity(papers, total)) for form, papers in forms]

    def words_with_prefix(self, field: str, start: str, *, limit: int = 50) -> list[tuple[str, int]]:
        """Indexed words that start so, with how many papers have them, the most frequent first."""
        with plain_errors(self._folder):
            return self._searcher.terms_with_prefix(field, start, None, limit)

    @property
    def papers(self) -> int:
        """How many papers the index has."""
        return int(self._searcher.num_docs)

    @property
    def segments(self) -> int:
        """How many parts it consists of; few are searched faster."""
        return int(self._searcher.num_segments)


def rarity(papers: int, total: int) -> float:
    """BM25's inverse document frequency of a word that this many papers have."""
    return math.log(1 + (total - papers + 0.5) / (papers + 0.5))


def open_reader(library: Source) -> Reader:
    """Open a library's index for searching; raises LibraryError as Reader does."""
    return Reader(library.index_folder, library.generation)
