"""A plan put to a library: how many papers answer, pages of them, all of them, and counts."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import cast

from papertriage import index
from papertriage.library import Library
from papertriage.model import Paper
from papertriage.search.compile import Compiler
from papertriage.search.hit import Answer, Hit
from papertriage.search.plan import Plan
from papertriage.search.relevance import Closer, is_looked_at_closer, is_question, words_of
from papertriage.search.terms import Term
from papertriage.search.tree import All, Either, in_titles, scored_terms, wanted_terms

Scored = tuple[int, float | None]
"""A paper's number, and its score or None."""

_AHEAD = 50  # papers that are found while they are counted: a first page, or a closer look
_STREAMED = 500  # papers in memory at a time
_FEW = 10  # papers that have all of …
_SEVERAL = 4  # … so many words: then papers that have some of them follow
_BARE = 0.02  # of all papers, without an abstract: then some are looked for by their titles alone
_RANGES = 50  # of numbers; beyond, each paper is named


class Asked:
    """A plan put to a library. Made by `ask`; reads only when it is asked for something."""

    def __init__(
        self, library: Library, asked: Plan, *, new_since: int | None = None, partly: bool = True
    ) -> None:
        """`new_since` keeps only papers that were first seen after this sighting.

        Without `partly`, papers have to have all words, whatever that leaves.
        """
        self._library = library
        self._reader = index.open_reader(library)
        self._compiler = Compiler(library, self._reader)
        self._only = None if new_since is None else _numbered(library.pids_after(new_since))
        self.plan = asked
        self.notes = asked.notes
        best_first = partly and asked.sort == "relevance"
        if best_first and is_question(self._words()):
            self._take(partly=True)
            self.notes += (f"these have some of the question's {len(self._words())} words, the best first",)
        else:
            self._take()
        if not self.total and asked.tree.nodes and self._reader.papers:
            self._mend(partly=partly)
        elif best_first and self.total < _FEW:
            self._widen()

    @cached_property
    def _closer(self) -> Closer:
        """What an order by relevance looks at closer."""
        terms = scored_terms(self.plan.tree)
        if self.plan.sort != "relevance" or not is_looked_at_closer(terms):
            return Closer()
        in_part = self._partly or any(isinstance(node, Either) for node in self.plan.tree.nodes)
        without = self._reader.papers - self._reader.frequency("has", "abstract")
        if not in_part or without < _BARE * self._reader.papers:
            return Closer(terms)
        titles = cast(All, in_titles(self.plan.tree))
        return Closer(terms, self._made(titles, partly=self._partly))

    def _words(self) -> list[Term]:
        """The words that are wanted together."""
        return words_of(self.plan.tree)

    def _take(self, *, partly: bool = False) -> int:
        """Find out which papers answer, and give how many."""
        self._query, self._partly = self._made(self.plan.tree, partly=partly), partly
        words = sum(len(term.words) for term in scored_terms(self.plan.tree))
        several = words > 1 and self.plan.sort == "relevance"
        self.total = self._reader.count(self._query, ahead=_AHEAD if several else 0)
        return self.total

    def _made(self, tree: All, *, partly: bool) -> index.Query:
        query = self._compiler.query(tree, partly=partly)
        # A query by itself lets the index pass over what scores low.
        return query if self._only is None else index.all_of([query, index.filtered(self._only)])

    def _mend(self, *, partly: bool) -> None:
        """Nothing has all words: mend what may be misspelt; else take papers that have some of them."""
        from papertriage.search.typos import mended  # only where nothing was found

        found = mended(self._library, self._reader, self.plan.tree)
        self.notes += found.notes
        if found.tree != self.plan.tree:
            self.plan = self.plan._replace(tree=found.tree)
            self._take()
        words = self._words()
        # `drug-induced` alone is two words too, but not a phrase in quotes.
        count = len(words[0].words) if len(words) == 1 and not words[0].exact else len(words)
        if self.total or count < 2:
            return
        none = f"no paper has all of these {count} words"
        if not partly:
            self.notes += (none,)
        elif self._take(partly=True):
            # In any other order those with one word of many would be as good as the rest.
            self.plan = self.plan._replace(sort="relevance")
            self.notes += (f"{none}: these have some, the best first",)

    def _widen(self) -> None:
        """Few have all of several words: after them, papers that have some of them."""
        words = self._words()
        if len(words) < _SEVERAL or any(term.exact for term in words):
            return
        strict = self._query, self.total
        if self._take(partly=True) > strict[1]:
            self.notes += (f"only {strict[1]} have all of these {len(words)} words: the others have some",)
        else:
            self._query, self.total, self._partly = *strict, False

    def page(self, limit: int, offset: int = 0, *, why: bool = False, marked: bool = True) -> Answer:
        """At most `limit` papers from `offset` on; with `why` also the parts of their scores.

        Without `marked`, the words that matched are not looked for, and papers are without their abstracts.
        """
        limit = min(limit, max(self.total - offset, 0))
        found = self._page(limit, offset) if limit else []
        return Answer(self._hits(found, why=why, marked=marked), self.total, self.notes)

    def _page(self, limit: int, offset: int) -> Sequence[Scored]:
        if self.plan.sort == "relevance" and not self._closer.terms:
            return self._reader.search(self._query, limit=limit, offset=offset).hits
        from papertriage.search import order  # as below: not every search needs it

        answering = self._reader, self._query
        return order.page(
            self._library, answering, self.plan.sort, limit=limit, offset=offset, closer=self._closer
        )

    def hits(
        self, limit: int = 0, offset: int = 0, *, why: bool = False, marked: bool = True
    ) -> Iterator[Hit]:
        """The papers in order, some hundreds in memory at a time; 0 means all of them."""
        for lot in self._lots(limit, offset):
            yield from self._hits(lot, why=why, marked=marked)

    def scores(self) -> Iterator[tuple[int, float | None]]:
        """Every paper's number, in order, with its score where the order is by relevance."""
        for lot in self._lots(0, 0):
            yield from lot

    def stream(self, limit: int = 0, offset: int = 0) -> Iterator[Paper]:
        """The same without the reasons."""
        for lot in self._lots(limit, offset):
            yield from self._library.papers([pid for pid, _ in lot])

    def _lots(self, limit: int, offset: int) -> Iterator[Sequence[Scored]]:
        from papertriage.search import order

        left = limit or self.total
        answering = self._reader, self._query
        for lot in order.walk(self._library, answering, self.plan.sort, closer=self._closer):
            here, offset = lot[offset:], max(0, offset - len(lot))
            for at in range(0, min(len(here), left), _STREAMED):
                yield here[at : min(at + _STREAMED, left)]
            left -= len(here)
            if left <= 0:
                return

    def _hits(self, found: Sequence[Scored], *, why: bool, marked: bool) -> list[Hit]:
        papers = self._library.papers([pid for pid, _ in found], full=marked or why)
        hits = [Hit(paper, score, ()) for paper, (_, score) in zip(papers, found, strict=True)]
        if marked:
            hits = list(self._marked(hits))
        return self._explained(hits, found) if why else hits

    def _marked(self, hits: Sequence[Hit]) -> Iterator[Hit]:
        from papertriage.search.marking import Wanted, best_sentence  # not every answer is marked

        wanted = Wanted(wanted_terms(self.plan.tree))
        for hit in hits:
            matched = wanted.in_paper(hit.paper)
            yield hit._replace(matched=matched, sentence=best_sentence(hit.paper.abstract, matched))

    def _explained(self, hits: list[Hit], found: Sequence[Scored]) -> list[Hit]:
        if self.plan.sort == "discussed":
            values = self._library.discussed([pid for pid, _ in found])
            return [
                hit._replace(discussed=values.get(pid)) for hit, (pid, _) in zip(hits, found, strict=True)
            ]
        if self.plan.sort != "relevance":
            return hits
        from papertriage.search.parts import parts_of  # only where they are asked for

        answering = self._reader, self._query
        parts = parts_of(self._library, answering, self.plan.tree, found, closer=self._closer)
        return [hit._replace(parts=parts.get(pid, ())) for hit, (pid, _) in zip(hits, found, strict=True)]

    def facets(self, names: Sequence[str], *, limit: int = 0) -> dict[str, list[tuple[str, int]]]:
        """Counts of the values of these fields among the papers that answer; of each at most `limit`."""
        from papertriage.search.facets import count

        return count(self._reader, self._query, names, limit=limit)

    def over_time(self, by: str, within: Sequence[tuple[str, str]] = ()) -> dict[str, dict[str, int]]:
        """How many papers there are in each month (or `by` week, year …), all (""), and with each value."""
        from papertriage.search.facets import over_time

        return over_time(self._reader, self._query, by, within)


def _numbered(pids: Sequence[int]) -> index.Query:
    """Papers with these numbers, in order: as ranges, for new ones stand together."""
    ranges: list[tuple[int, int]] = []
    for pid in pids:
        if ranges and ranges[-1][1] == pid - 1:
            ranges[-1] = ranges[-1][0], pid
        else:
            ranges.append((pid, pid))
    if len(ranges) <= _RANGES:
        return index.any_of([index.between("pid", low, high) for low, high in ranges])
    return index.terms("pid", list(pids))
