"""Where a topic's phrases stand: everything here that touches RE2.

`Spotter` holds the phrases of all topics in one RE2 set and tells in one pass which stand in a text. A phrase
with a gap is looked for by its rarer pieces there, since counting words would blow up the set's automaton; so
for such a phrase the answer is only "perhaps". `Finder` then locates the phrases of one topic: leftmost first,
then longest, so that mentions never overlap. RE2 is linear in the text whatever the patterns are.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from papertriage.errors import TopicError

Span = tuple[int, int]

SET_MEMORY = 128 << 20  # bytes RE2 may use for the set's automaton, which grows only with what it meets
FINDER_MEMORY = 16 << 20
MOST_REMEMBERED = 10_000  # snippets whose phrases a finder remembers


class Spotter:
    """Patterns under numbers; those whose pieces all stand in a text are told in one pass."""

    def __init__(self) -> None:
        self._atoms: dict[str, int] = {}
        self._wholes: dict[tuple[int, ...], int] = {}
        self._set: Any = None
        self._alone: list[int] = []  # for each atom its number as a whole, or -1
        self._joint: dict[int, list[tuple[int, frozenset[int]]]] = {}  # wholes of several atoms, under one

    def number(self, pieces: Sequence[str]) -> int:
        """Return the number under which `spot` reports texts that hold all these patterns."""
        atoms = tuple(sorted({self._atoms.setdefault(piece, len(self._atoms)) for piece in pieces}))
        return self._wholes.setdefault(atoms, len(self._wholes))

    def __len__(self) -> int:
        return len(self._wholes)

    def compile(self) -> None:
        """Build the set. Raises TopicError when it is too large."""
        import re2  # noqa: PLC0415 - it costs 10 ms, and only tagging needs it

        self._set = re2.Set.SearchSet(_options(SET_MEMORY))
        try:
            for pattern in self._atoms:
                self._set.Add(pattern.encode("ascii"))
            self._set.Compile()
        except re2.error as fault:
            raise TopicError(f"the topics are too large together ({fault}); shorten the user's own") from None
        self._alone = [self._wholes.get((atom,), -1) for atom in range(len(self._atoms))]
        for atoms, whole in self._wholes.items():
            if len(atoms) > 1:
                self._joint.setdefault(atoms[-1], []).append((whole, frozenset(atoms)))

    def spot(self, text: bytes) -> list[int]:
        """Return the numbers that stand in the text, unordered."""
        atoms = self._set.Match(text) if self._atoms and text else None
        if not atoms:
            return []
        alone, joint = self._alone, self._joint
        spotted = [alone[atom] for atom in atoms if alone[atom] >= 0]
        if not joint.keys().isdisjoint(atoms):
            there = frozenset(atoms)
            several = [atom for atom in atoms if atom in joint]
            spotted += [whole for atom in several for whole, parts in joint[atom] if parts <= there]
        return spotted


class Finder:
    """Locates one topic's patterns in a text, and tells which of them a located snippet is."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = patterns
        self._union: Callable[[bytes, int, int], Span | None] | None = None
        self._single: dict[int, Any] = {}
        self._remembered: dict[bytes, tuple[int, ...]] = {}

    def spans(self, text: bytes, start: int = 0, end: int | None = None) -> list[Span]:
        """Return where any pattern stands: leftmost, then longest, never overlapping, never empty."""
        search = self._union
        if search is None:
            search = self._union = _searcher("|".join(f"(?:{pattern})" for pattern in self._patterns))
        end = len(text) if end is None else end
        found: list[Span] = []
        span = search(text, start, end)
        while span is not None:
            start = span[1]
            if start > span[0]:
                found.append(span)
            else:
                start += 1
            span = search(text, start, end) if start < end else None
        return found

    def meant(self, snippet: bytes) -> tuple[int, ...]:
        """Return the places of the patterns that match the whole snippet."""
        known = self._remembered.get(snippet)
        if known is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            known = self._remembered[snippet] = tuple(self._matching(snippet))
        return known

    def _matching(self, snippet: bytes) -> Iterable[int]:
        for place, pattern in enumerate(self._patterns):
            if place not in self._single:
                self._single[place] = _compiled(pattern)
            if self._single[place].fullmatch(snippet):
                yield place


class Presence:
    """Tells whether any of some patterns stands in a text; each group is compiled when first asked for."""

    def __init__(self) -> None:
        self._unions: dict[tuple[str, ...], Any] = {}

    def any_of(self, patterns: tuple[str, ...], text: bytes) -> bool:
        """Return whether one of the patterns stands in the text."""
        union = self._unions.get(patterns)
        if union is None:
            union = self._unions[patterns] = _compiled("|".join(f"(?:{pattern})" for pattern in patterns))
        return union.search(text) is not None


def _searcher(pattern: str) -> Callable[[bytes, int, int], Span | None]:
    """Return a function that finds the pattern between two places of a text.

    The re2 module wraps each match in an object and a generator, which takes longer than finding it; so the
    class below the wrapper is used where the module has it as it is known here.
    """
    import re2  # noqa: PLC0415 - as above

    compiled = _compiled(pattern)
    raw = getattr(getattr(compiled, "_regexp", None), "Match", None)
    anchor = getattr(re2, "_Anchor", None)
    if raw is None or anchor is None:
        return _by_the_wrapper(compiled)
    anywhere = anchor.UNANCHORED

    def search(text: bytes, start: int, end: int) -> Span | None:
        span: Span = raw(anywhere, text, start, end)[0]
        return span if span[0] >= 0 else None

    return search


def _by_the_wrapper(compiled: Any) -> Callable[[bytes, int, int], Span | None]:
    def search(text: bytes, start: int, end: int) -> Span | None:
        found = compiled.search(text, start, end)
        return found.span() if found else None

    return search


def _compiled(pattern: str) -> Any:
    import re2  # noqa: PLC0415 - as above

    try:
        return re2.compile(pattern.encode("ascii"), _options(FINDER_MEMORY))
    except re2.error as fault:
        raise TopicError(
            f"a topic's phrases are too large together ({fault}); shorten the user's own"
        ) from None


def _options(memory: int) -> Any:
    import re2  # noqa: PLC0415 - as above

    options = re2.Options()
    options.max_mem = memory
    options.log_errors = False
    options.longest_match = True
    options.encoding = re2.Options.Encoding.LATIN1  # the text is ASCII: smaller automata, nothing lost
    return options
