"""From tokens to a tree. Adjacent things are all wanted; an OR stands between its two neighbours."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from papertriage.errors import NotFound, QueryFault, UsageFault
from papertriage.search.fields import (
    NAMES,
    Field,
    Names,
    Refused,
    condition,
    field_named,
    id_names,
    words,
)
from papertriage.search.scan import Scan, Token, is_list, is_prose, is_whole, scan, scan_words
from papertriage.search.terms import Term
from papertriage.search.tree import All, Either, Ids, Node, Not

MOST_TERMS = 400
"""Words of a query that are searched for: more than an abstract has. The rest is left out, with a note."""

_SIGN = re.compile(r'["“”„]|(?<!\S)-(?=\w)|\b(?:OR|NOT)\b')
_NO_SIGNS = "read as plain text: quotes, - and OR are no signs in sentences"


class Parsed(NamedTuple):
    """What a query asks for, and what its reader should know of how it was read."""

    tree: All
    notes: tuple[str, ...] = ()


def parse(text: str, names: Names, within: tuple[str, ...] = ()) -> Parsed:
    """Read a query. `within` are the saved searches it is a part of.

    Plain text always reads, and sentences are plain text but for their fields. Once a field or an OR shows
    that the language is meant, raises QueryFault for a bracket, a quote or an operator without its other
    half, and for a value that a field cannot have.
    """
    prose = is_prose(text)
    found = scan_words(text, NAMES) if prose else scan(text, NAMES)
    if not prose and is_list(text) and not is_whole(found):
        found = scan_words(text, NAMES)
    if found.faults and any(token.kind in ("field", "or") for token in found.tokens):
        fault = found.faults[0]
        raise QueryFault(fault.message, text, fault.start, fault.end)
    parser = _Parser(text, found, names, within, prose=prose)
    node = parser.all_of()
    notes = [_NO_SIGNS] if prose and _SIGN.search(text) else []
    return Parsed(node, tuple(dict.fromkeys([*notes, *parser.notes])))


class _Parser:
    def __init__(self, text: str, found: Scan, names: Names, within: tuple[str, ...], *, prose: bool) -> None:
        self._text, self._names, self._within, self._prose = text, names, within, prose
        self._tokens = iter(found.tokens)
        self._next = next(self._tokens, None)
        self._field: Field | None = None  # the one whose value is a group, inside that group
        self._terms = 0
        self.notes: list[str] = []

    def all_of(self) -> All:
        """Read up to the end of the group, or of the query."""
        found: list[Node] = []
        while self._next is not None and self._next.kind != ")":
            node = self._either()
            # What stands in brackets beside other wanted things is wanted as they are.
            found += node.nodes if isinstance(node, All) else ([] if node is None else [node])
        return All(tuple(found))

    def _take(self) -> Token:
        token = self._next
        assert token is not None  # noqa: S101 - who takes has looked
        self._next = next(self._tokens, None)
        return token

    def _is(self, *kinds: str) -> bool:
        return self._next is not None and self._next.kind in kinds

    def _either(self) -> Node | None:
        found = [self._one()]
        while self._is("or"):
            self._take()
            found.append(self._one())
        nodes = [node for node in found if node is not None]
        return Either(tuple(nodes)) if len(nodes) > 1 else (nodes[0] if nodes else None)

    def _one(self) -> Node | None:
        wanted = True
        while self._is("not"):
            self._take()
            wanted = not wanted
        if not self._is("(", "field", "word", "quoted"):
            return None
        node = self._wanted()
        return node if wanted or node is None else Not(node)

    def _wanted(self) -> Node | None:
        token = self._take()
        if token.kind == "(":
            return self._group()
        if token.kind == "field":
            return self._named(token)
        return self._value(token, self._field) if self._field else self._words(token)

    def _group(self) -> Node | None:
        node = self.all_of()
        if self._is(")"):
            self._take()
        return node.nodes[0] if len(node.nodes) == 1 else (node if node.nodes else None)

    def _named(self, token: Token) -> Node | None:
        field = field_named(token.text)
        if not self._is("("):
            return self._value(self._take(), field) if self._next else None
        self._take()
        outer, self._field = self._field, field
        node = self._group()
        self._field = outer
        if node is None:
            raise QueryFault(
                f"{field.name}: needs a value: {field.about}", self._text, token.start, token.end
            )
        return node

    def _value(self, token: Token, field: Field) -> Node | None:
        try:
            node = condition(field, token.text, self._names, quoted=token.kind == "quoted")
        except Refused as fault:
            if self._prose:
                return self._words(token)
            raise QueryFault(str(fault), self._text, token.start, token.end) from None
        if node is None and field.kind in ("words", "names") and not self._prose:
            message = f"{field.name}: needs a word to look for; '{token.text}' has none"
            raise QueryFault(message, self._text, token.start, token.end)
        return node

    def _words(self, token: Token) -> Node | None:
        is_sign = token.kind == "word" and not self._prose
        if is_sign and token.text[:1] == "@" and self._names.saved is not None:
            return self._saved(token)
        term = words(token.text, exact=token.kind == "quoted")
        if term is None or self._is_too_many():
            return None
        if is_sign and ":" in token.text:
            self._note_field(token.text)
        if is_sign and any(sign.isdigit() for sign in token.text):
            return _paper_or(term, token.text)
        return term

    def _is_too_many(self) -> bool:
        self._terms += 1
        if self._terms == MOST_TERMS + 1:
            self.notes.append(f"only the first {MOST_TERMS} words are searched for")
        return self._terms > MOST_TERMS

    def _saved(self, token: Token) -> Node | None:
        """The query that was saved under this name, as a group; its faults are told with its name."""
        name = token.text[1:]
        assert self._names.saved is not None  # noqa: S101 - who calls has looked
        if name in self._within:
            raise QueryFault(f"@{name} is a part of itself", self._text, token.start, token.end)
        try:
            inner = parse(self._names.saved(name), self._names, (*self._within, name))
        except QueryFault as fault:
            message = f"in the saved search @{name} ({fault.text}): {fault}"
            raise QueryFault(message, self._text, token.start, token.end) from None
        except (NotFound, UsageFault) as fault:
            if not name or name.isdecimal():  # `recall @10`
                return words(name)
            raise QueryFault(str(fault), self._text, token.start, token.end) from None
        self.notes += inner.notes
        return inner.tree if inner.tree.nodes else None

    def _note_field(self, word: str) -> None:
        """Say which field may have been meant by one that there is not: `auther:` is searched as a word."""
        name, _, value = word.partition(":")
        if not name.isascii() or not name.isalpha() or not value or value.startswith("//"):
            return
        import difflib  # only where there is a colon

        near = difflib.get_close_matches(name.lower(), sorted(NAMES), 1, 0.75)
        if near:
            self.notes.append(f"'{name}:' is no field and was searched as a word; did you mean {near[0]}:?")


def _paper_or(term: Term, text: str) -> Node:
    """The paper of an arXiv id, a DOI or an address; or what has these words."""
    names = id_names(text.strip(".,;()[]<>"))
    known = [name for name in names if name.startswith(("arxiv:", "doi:")) and not name.endswith("*")]
    return Either((Ids(tuple(known), text), term)) if known else term


def joined(nodes: Sequence[Node]) -> All:
    """One tree of what several ask for; trees that only join are opened."""
    found: list[Node] = []
    for node in nodes:
        found += node.nodes if isinstance(node, All) else (node,)
    return All(tuple(found))
