"""Where a topic's phrases stand: everything here that touches RE2.

`Spotter` holds the phrases of all topics in a few RE2 sets, and tells in one pass of each which stand in a
text. A phrase with a gap is looked for by its rarer pieces there, since counting words would blow up the
automata; so for such a phrase the answer is only "perhaps". `Finder` then locates the phrases of one topic:
leftmost first, then longest, so that mentions never overlap. RE2 is linear in the text whatever the patterns
are.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from papertriage.errors import TopicError
from papertriage.topics.pattern import ANY_CASE, phrase_pattern

Span = tuple[int, int]
_Matching = Callable[[bytes], list[int] | None]
_Search = Callable[[bytes, int, int], Span | None]  # text, from where, up to where

SETS = 4
"""How many sets the phrases are shared out among.

Each state of an automaton stands for all that may be going on at once, so those of several small ones are far
fewer, and quicker to make, than those of one: four take a third of the time on texts not met before, and no
longer on others.
"""
SETS_MEMORY = 128 << 20  # bytes RE2 may use for their automata, which grow only with what they meet
FINDER_MEMORY = 16 << 20
MOST_REMEMBERED = 10_000  # snippets whose phrases a finder remembers


class Spotter:
    """Patterns under numbers; tells those whose pieces all stand in a text, whatever its case.

    Texts are put into small letters first: automata that need not tell cases apart have fewer states to make.
    """

    def __init__(self) -> None:
        self._atoms: dict[str, int] = {}
        self._wholes: dict[tuple[int, ...], int] = {}
        self._sets: list[tuple[_Matching, int]] = []  # with the first of the atoms that each has
        self._alone: list[int] = []  # for each atom its number as a whole, or -1
        self._joint: dict[int, list[tuple[int, frozenset[int]]]] = {}  # wholes of several atoms, under one

    def number(self, pieces: Sequence[str]) -> int:
        """Return the number under which `spot` reports texts that hold all these patterns."""
        small = [piece if piece.startswith(ANY_CASE) else ANY_CASE + piece for piece in pieces]
        atoms = tuple(sorted({self._atoms.setdefault(piece, len(self._atoms)) for piece in small}))
        return self._wholes.setdefault(atoms, len(self._wholes))

    def __len__(self) -> int:
        return len(self._wholes)

    def compile(self) -> None:
        """Build the sets. Raises TopicError when they are too large."""
        shares = _shares(self._atoms)
        self._sets = [
            (_matching_of(_set_of(share, SETS_MEMORY // len(shares))), first) for first, share in shares
        ]
        self._alone = [self._wholes.get((atom,), -1) for atom in range(len(self._atoms))]
        for atoms, whole in self._wholes.items():
            if len(atoms) > 1:
                self._joint.setdefault(atoms[-1], []).append((whole, frozenset(atoms)))

    def spot(self, text: bytes) -> list[int]:
        """Return the numbers that stand in the text, unordered."""
        return self.spot_all([text])[0]

    def spot_all(self, texts: Sequence[bytes]) -> list[list[int]]:
        """Return for each text the numbers that stand there; set by set, so that each stays in the cache."""
        found: list[list[int]] = [[] for _ in texts]
        texts = [text.lower() for text in texts]
        for matching, first in self._sets:
            for atoms, text in zip(found, texts, strict=True):
                if there := matching(text):
                    atoms += [first + atom for atom in there]
        return [self._wholes_of(atoms) if atoms else atoms for atoms in found]

    def _wholes_of(self, atoms: Sequence[int]) -> list[int]:
        alone, joint = self._alone, self._joint
        spotted = [alone[atom] for atom in atoms if alone[atom] >= 0]
        if several := [atom for atom in atoms if atom in joint]:
            there = frozenset(atoms)
            spotted += [whole for atom in several for whole, parts in joint[atom] if parts <= there]
        return spotted


def _shares(patterns: Iterable[str]) -> list[tuple[int, list[str]]]:
    """Share patterns out, in their order, so that all shares are about as long, with their first place."""
    listed = list(patterns)
    most = sum(map(len, listed)) / SETS
    shares: list[tuple[int, list[str]]] = []
    length = most
    for place, pattern in enumerate(listed):
        if length >= most:
            shares.append((place, []))
            length = 0
        shares[-1][1].append(pattern)
        length += len(pattern)
    return shares


class Finder:
    """Locates one topic's patterns in a text, and tells which of them a located snippet is."""

    def __init__(self, patterns: Sequence[str], *, starts: Sequence[str] | None = None) -> None:
        """Take the patterns.

        `starts` match where the patterns do, though not as far. They are for patterns with a long tail: RE2
        finds where a match starts by reading backwards from its end, and then a tail could start anywhere.
        """
        self._patterns = patterns
        self._starts = starts
        self._search: _Search | None = None
        self._whole: Any = None
        self._remembered: dict[bytes, tuple[int, ...]] = {}

    def spans(self, text: bytes, start: int, end: int) -> list[Span]:
        """Return where a pattern stands: leftmost, then longest, never overlapping, never empty."""
        search = self._search
        if search is None:
            search = self._search = self._searcher()
        found: list[Span] = []
        while start < end:
            span = search(text, start, end)
            if span is None:
                break
            begin, start = span
            if start > begin:
                found.append(span)
            else:  # nothing at all, as `(on|)` would match
                start += 1
        return found

    def _searcher(self) -> _Search:
        if self._starts is None:
            return _searcher(_union(self._patterns))
        begin, reach = _searcher(_union(self._starts)), _searcher(_union(self._patterns), anchored=True)

        def search(text: bytes, start: int, end: int) -> Span | None:
            span = begin(text, start, end)
            return reach(text, span[0], end) if span else None

        return search

    def meant(self, snippet: bytes) -> tuple[int, ...]:
        """Return the places of the patterns that match the whole snippet."""
        known = self._remembered.get(snippet)
        if known is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            known = self._remembered[snippet] = tuple(self._matching(snippet))
        return known

    def _matching(self, snippet: bytes) -> Sequence[int]:
        if self._whole is None:
            self._whole = _set_of(self._patterns, FINDER_MEMORY, whole=True)
        return sorted(self._whole.Match(snippet) or ())


class Presence:
    """Tells whether any of some words stands in a text; their pattern is made when first asked for."""

    def __init__(self) -> None:
        self._unions: dict[tuple[str, ...], _Search] = {}

    def any_of(self, words: tuple[str, ...], text: bytes) -> bool:
        """Return whether one of the words (in the phrases' grammar) stands in the text."""
        search = self._unions.get(words)
        if search is None:
            search = self._unions[words] = _searcher(_union(phrase_pattern(each) for each in words))
        return search(text, 0, len(text)) is not None


def _union(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _searcher(pattern: str, *, anchored: bool = False) -> _Search:
    """Return a function that finds the pattern between two places of a text, or at the first of them."""
    compiled = _compiled(pattern)
    below = _below_the_wrapper(compiled)
    if below is None:
        return _by_the_wrapper(compiled, anchored=anchored)
    raw, anchors = below
    anchor = anchors.ANCHOR_START if anchored else anchors.UNANCHORED

    def search(text: bytes, start: int, end: int) -> Span | None:
        span: Span = raw(anchor, text, start, end)[0]
        return span if span[0] >= 0 else None

    return search


def _below_the_wrapper(compiled: Any) -> tuple[Any, Any] | None:
    """Return RE2's own match and anchors if the re2 module has them as they are known here.

    The module wraps each match in an object and a generator, which takes longer than finding it.
    """
    import re2  # it costs 10 ms, and only tagging needs it

    raw = getattr(getattr(compiled, "_regexp", None), "Match", None)
    anchors = getattr(re2, "_Anchor", None)
    return None if raw is None or anchors is None else (raw, anchors)


def _by_the_wrapper(compiled: Any, *, anchored: bool) -> _Search:
    find = compiled.match if anchored else compiled.search

    def search(text: bytes, start: int, end: int) -> Span | None:
        found = find(text, start, end)
        return found.span() if found else None

    return search


def _set_of(patterns: Iterable[str], memory: int, *, whole: bool = False) -> Any:
    """Return an RE2 set: of patterns that stand in a text, or are the whole of it."""
    import re2  # as above

    made = (re2.Set.FullMatchSet if whole else re2.Set.SearchSet)(_options(memory))
    try:
        for pattern in patterns:
            made.Add(pattern.encode("ascii"))
        made.Compile()
    except re2.error as fault:
        raise TopicError(f"the topics are too large together ({fault}); shorten the user's own") from None
    return made


def _matching_of(made: Any) -> _Matching:
    """Return what matches bytes with a set: RE2's own, if the re2 module has it as it is known here."""
    matching: _Matching = getattr(getattr(made, "_set", None), "Match", made.Match)
    return matching


def _compiled(pattern: str) -> Any:
    import re2  # as above

    try:
        return re2.compile(pattern.encode("ascii"), _options(FINDER_MEMORY))
    except re2.error as fault:
        raise TopicError(
            f"a topic's phrases are too large together ({fault}); shorten the user's own"
        ) from None


def _options(memory: int) -> Any:
    import re2  # as above

    options = re2.Options()
    options.max_mem = memory
    options.log_errors = False
    options.longest_match = True
    options.encoding = re2.Options.Encoding.LATIN1  # the text is ASCII: smaller automata, nothing lost
    return options
