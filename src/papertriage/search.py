"""SEARCH: words and filters -> a plan over the index -> papers in order, with the words that matched.

Words are all wanted; `"two words"` is a phrase, `-word` must not occur. Nothing typed is an error: a lone
quote is a letter.
"""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from papertriage import index
from papertriage.errors import UsageFault
from papertriage.library import Library
from papertriage.model import STATES, Evidence, Paper
from papertriage.text import search_fold

SORTS = ("relevance", "published", "comments", "title")

_TITLE_BOOST = 2.5
_FORMS = 8  # of the last word of `kv-cache`, the most frequent ones
_TERM = re.compile(r'(-?)"([^"]+)"|(-?)(\S+)')
_WORD = re.compile(r"[^\W_]+")
_RANGE = re.compile(
    r"(?:(?P<op>[<>]=?|=)?\s*(?P<one>\d{1,6})|(?P<low>\d{1,6})?\s*(?:\.\.|-)\s*(?P<high>\d{1,6})?)"
)
_AGO = re.compile(r"(\d{1,4})\s*([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_STREAMED = 1000


class Term(NamedTuple):
    """Words that must stand together (one, or a phrase), or must not occur."""

    words: tuple[str, ...]  # folded, in lower case, as the index has them
    text: str  # as typed
    wanted: bool = True
    exact: bool = False  # in quotes: these very words, and no other forms of them


class Filters(NamedTuple):
    """What papers must be, beside matching the words.

    Dates are ISO; ranges are ends included, None is open.
    """

    topics: tuple[str, ...] = ()
    any_topic: bool = False
    since: str | None = None
    until: str | None = None
    authors: tuple[int | None, int | None] | None = None
    organization: str | None = None
    state: str | None = None
    reader: "StatesOf | None" = None  # whose view `state` is; None: that of all readers together


class StatesOf(NamedTuple):
    """The states of the papers that one reader decided on: number -> state; all others are unread."""

    reader: str
    states: Mapping[int, str]


class Plan(NamedTuple):
    """A question in full."""

    terms: tuple[Term, ...] = ()
    filters: Filters = Filters()
    sort: str = "published"


class Hit(NamedTuple):
    """A paper that answers, with the reasons.

    Its score (None where the order is not by relevance) and the matched words.
    """

    paper: Paper
    score: float | None
    matched: tuple[Evidence, ...]


class Answer(NamedTuple):
    """Some papers, in order, and how many there are in all."""

    hits: list[Hit]
    total: int


# -- from what was typed to a plan ---------------------------------------------------------------------------


_ANY = Filters()


def plan(query: str | None, filters: Filters = _ANY, sort: str | None = None) -> Plan:
    """Read a query.

    Without words, and without an order asked for, the newest come first. Raises UsageFault for an unknown
    order.
    """
    terms = tuple(_terms(query or ""))
    wanted = any(term.wanted for term in terms)
    if sort is not None and sort not in SORTS:
        raise UsageFault(f"--sort {sort}: no such order; there are: {', '.join(SORTS)}")
    if filters.state is not None and filters.state not in STATES:
        raise UsageFault(f"--state {filters.state}: no such state; there are: {', '.join(STATES)}")
    return Plan(terms, filters, sort or ("relevance" if wanted else "published"))


def _terms(query: str) -> Iterator[Term]:
    for found in _TERM.finditer(query):
        text = found[2] or found[4]
        words = tuple(index.words_of(text))
        if words:
            yield Term(words, text, not (found[1] or found[3]), exact=found[2] is not None)


def parse_range(text: str, name: str) -> tuple[int | None, int | None]:
    """Read `3`, `1..3`, `>5`, `<=2`. Raises UsageFault naming the option."""
    found = _RANGE.fullmatch(text.strip())
    if not found or (found["one"] is None and found["low"] is None and found["high"] is None):
        raise UsageFault(f"{name} {text}: not a range; write 3, 1..3, >5 or <=2")
    if found["one"] is None:
        return _int(found["low"]), _int(found["high"])
    one, op = int(found["one"]), found["op"] or "="
    low = one + (op == ">") if op[0] in ">=" else None
    high = one - (op == "<") if op[0] in "<=" else None
    return low, high


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def parse_day(text: str, today: datetime.date, *, end: bool, name: str) -> str:
    """Read a date as people write it: 2024, 2024-06, 2024-06-30, today, yesterday, 7d, 2w, 3m, 1y.

    ISO; `end` takes the last day.
    """
    word = text.strip().casefold()
    if word in ("today", "yesterday"):
        return (today - datetime.timedelta(days=word == "yesterday")).isoformat()
    try:
        if ago := _AGO.fullmatch(word):
            return (today - datetime.timedelta(days=int(ago[1]) * _DAYS[ago[2]])).isoformat()
        if re.fullmatch(r"\d{4}", word):
            return datetime.date(int(word), 12 if end else 1, 31 if end else 1).isoformat()
        if re.fullmatch(r"\d{4}-\d\d", word):
            first = datetime.date.fromisoformat(f"{word}-01")
            return (_month_end(first) if end else first).isoformat()
        return datetime.date.fromisoformat(word).isoformat()
    except (ValueError, OverflowError):
        raise UsageFault(f"{name} {text}: not a date; write 2024, 2024-06, 2024-06-30, today or 7d") from None


def _month_end(first: datetime.date) -> datetime.date:
    return (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)


# -- from the plan to papers ---------------------------------------------------------------------------------


def search(library: Library, asked: Plan, *, limit: int, offset: int = 0) -> Answer:
    """Answer a plan: at most `limit` papers (0: all of them) from `offset` on.

    Raises LibraryError for an index that is not there.
    """
    reader = index.open_reader(library)
    query = _query(reader, asked)
    if asked.sort == "title":
        pids = _by_title(library, reader, query)
        chosen = pids[offset : offset + limit if limit else None]
        return Answer(_hits(library, asked, [(pid, None) for pid in chosen]), len(pids))
    by = None if asked.sort == "relevance" else asked.sort
    found = reader.search(query, limit=_at_most(reader, limit), offset=offset, order_by=by, total=True)
    scored = [(pid, None if by else score) for pid, score in found.hits]
    return Answer(_hits(library, asked, scored), found.total or 0)


def stream(library: Library, asked: Plan, *, limit: int = 0) -> Iterator[Paper]:
    """Give the papers that answer, in full and in order, a thousand in memory at a time."""
    reader = index.open_reader(library)
    query = _query(reader, asked)
    found = (
        _by_title(library, reader, query) if asked.sort == "title" else _all(reader, query, asked.sort, limit)
    )
    if limit:
        found = found[:limit]
    for at in range(0, len(found), _STREAMED):
        yield from library.papers(found[at : at + _STREAMED])


def names(library: Library, asked: Plan) -> list[str]:
    """Give the public ids of all papers that answer, in no order."""
    reader = index.open_reader(library)
    return list(library.names_of(_all(reader, _query(reader, asked), "relevance", 0)).values())


def scored(library: Library, asked: Plan) -> list[tuple[str, float]]:
    """Give the public id and the score of all papers that answer a plan by relevance, best first."""
    reader = index.open_reader(library)
    found = reader.search(_query(reader, asked), limit=_at_most(reader, 0)).hits
    names = dict(library.names_of([pid for pid, _ in found]))
    return [(names[pid], score) for pid, score in found if pid in names]


def _all(reader: index.Reader, query: Any, sort: str, limit: int) -> list[int]:
    by = None if sort == "relevance" else sort
    found = reader.search(query, limit=_at_most(reader, limit), order_by=by)
    return [pid for pid, _ in found.hits]


def _at_most(reader: index.Reader, limit: int) -> int:
    """No more than there are: tantivy makes room for as many as it is asked for, and 0 asks for all."""
    return min(limit or reader.papers, max(reader.papers, 1))


def _by_title(library: Library, reader: index.Reader, query: Any) -> list[int]:
    matching = {pid for pid, _ in reader.search(query, limit=max(reader.papers, 1)).hits}
    return [
        pid
        for _, pid in sorted((search_fold(title), pid) for pid, title in library.titles() if pid in matching)
    ]


def _query(reader: index.Reader, asked: Plan) -> Any:
    wanted = [_term(reader, term) for term in asked.terms if term.wanted]
    wanted += [index.filtered(each) for each in _filters(asked.filters)]
    unwanted = [_term(reader, term) for term in asked.terms if not term.wanted]
    if unwanted:
        wanted.append(index.filtered(index.none_of(unwanted)))
    return index.all_of(wanted)


def _term(reader: index.Reader, term: Term) -> Any:
    return index.any_of(
        [index.boost(_in_field(reader, "title", term), _TITLE_BOOST), _in_field(reader, "abstract", term)]
    )


def _in_field(reader: index.Reader, field: str, term: Term) -> Any:
    """Words as typed where they are quoted; else a word in any form, and `kv-cache` also as *KV caches*."""
    if term.exact:
        return index.phrase(field, term.words)
    *first, last = term.words
    if not first:
        return reader.word(field, last)
    forms = reader.forms(field, last)[:_FORMS]
    return index.any_of([index.phrase(field, [*first, form]) for form, _ in forms])


def _filters(filters: Filters) -> list[Any]:
    made = []
    topics = [index.term("topic", name) for name in filters.topics]
    if topics:
        made.append((index.any_of if filters.any_topic else index.all_of)(topics))
    if filters.since or filters.until:
        made.append(index.between("published", index.day(filters.since), index.day(filters.until)))
    if filters.authors:
        made.append(index.between("author_count", *filters.authors))
    if filters.organization:
        made.append(index.phrase("org", index.words_of(filters.organization)))
    if filters.state:
        made.append(_state(filters.state, filters.reader))
    return made


def _state(state: str, of: StatesOf | None) -> Any:
    if of is None:
        return index.term("state", state)
    if state == STATES[0]:
        others = [pid for pid, its in of.states.items() if its != state]
        return index.none_of([index.terms("pid", others)])
    return index.terms("pid", [pid for pid, its in of.states.items() if its == state])


def _hits(library: Library, asked: Plan, scored: Sequence[tuple[int, float | None]]) -> list[Hit]:
    papers = library.papers([pid for pid, _ in scored])
    wanted = _Wanted(asked)
    return [
        Hit(paper, score, wanted.in_paper(paper)) for paper, (_, score) in zip(papers, scored, strict=True)
    ]


def matched(asked: Plan, paper: Paper) -> tuple[Evidence, ...]:
    """Find where a paper has the words of a plan: spans of its title and abstract."""
    return _Wanted(asked).in_paper(paper)


class _Wanted:
    """The words of a plan, to be found again in the papers that answer it."""

    def __init__(self, asked: Plan) -> None:
        terms = [term for term in asked.terms if term.wanted]
        self._exact = {word for term in terms if term.exact for word in term.words}
        self._stems = {index.stem(word) for term in terms if not term.exact for word in term.words}
        self._starts = {word[:2] for word in self._exact | self._stems}
        self._known: dict[str, bool] = {}

    def in_paper(self, paper: Paper) -> tuple[Evidence, ...]:
        """Give the spans of title and abstract where a wanted word stands, in some form or that very one."""
        if not self._starts:
            return ()
        texts = (("title", paper.title), ("abstract", paper.abstract or ""))
        return tuple(
            [
                Evidence(field, found.start(), found.end(), found[0])
                for field, text in texts
                for found in _WORD.finditer(text)
                if self._is_wanted(found[0])
            ]
        )

    def _is_wanted(self, word: str) -> bool:
        """Only a word that begins like a wanted one is stemmed: stemming leaves beginnings alone."""
        known = self._known.get(word)
        if known is None:
            folded = "".join(index.words_of(word)) if not word.isascii() else word.lower()
            known = folded[:2] in self._starts and (
                folded in self._exact or index.stem(folded) in self._stems
            )
            self._known[word] = known
        return known
