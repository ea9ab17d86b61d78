"""The fields of the query language: `NAME:VALUE`, and what each asks the index for."""

import datetime
from collections.abc import Callable, Sequence
from typing import NamedTuple

from papertriage import index
from papertriage.errors import NotFound
from papertriage.model import LINK_KINDS, STATES
from papertriage.search.terms import Term
from papertriage.search.tree import Either, Ids, Known, Node, Range, Value


class Field(NamedTuple):
    """A field that may be named in a query."""

    name: str
    kind: str  # words, names, values, numbers, dates, ids, has
    column: str  # of the index
    about: str  # what it looks at, for docs and messages


FIELDS = (
    Field("title", "words", "title", "words of the title"),
    Field("abstract", "words", "abstract", "words of the abstract"),
    Field("author", "names", "authors", "the names of authors"),
    Field("org", "names", "org", "the organization a paper is listed under, slug or name"),
    Field("topic", "values", "topic", "a topic, by name or alias, or a group of topics"),
    Field("category", "values", "category", "an arXiv category such as cs.CL, or an archive such as cs"),
    Field("state", "values", "state", ", ".join(STATES)),
    Field("source", "values", "source", "where a paper was seen, as `papertriage sources` names it"),
    Field("id", "ids", "pid", "an arXiv id, a DOI, or their beginning: 2404.*"),
    Field("has", "has", "has", "what a paper has: code, abstract, authors, doi …"),
    Field("published", "dates", "published", "when it first appeared"),
    Field("updated", "dates", "updated", "when it was last changed"),
    Field("announced", "dates", "announced", "when it was announced"),
    Field("listed", "dates", "listed", "the day whose list it stands in"),
    Field("seen", "dates", "first_seen", "when a dump first had it"),
    Field("year", "numbers", "year", "the year it is of, also where no day is known"),
    Field("authors", "numbers", "author_count", "how many authors"),
    Field("comments", "numbers", "comments", "how many comments"),
    Field("votes", "numbers", "upvotes", "how many upvotes"),
)
_ALIASES = {
    "organization": "org", "organisation": "org", "cat": "category", "upvotes": "votes",
    "first_seen": "seen", "arxiv": "id", "doi": "id", "date": "published",
}  # fmt: skip
NAMES = frozenset({field.name for field in FIELDS} | _ALIASES.keys())
"""Everything that may stand before a colon, in lower case."""

_BY_NAME = {field.name: field for field in FIELDS}

_HAS_COLUMNS = {
    "authors": ("author_count",), "date": ("published", "year"), "comments": ("comments",),
    "votes": ("upvotes",), "topic": ("topic",), "category": ("category",), "org": ("organization",),
}  # fmt: skip
HAS = (*LINK_KINDS, "link", "abstract", "doi", "arxiv", *_HAS_COLUMNS)
"""What `has:` may ask for."""


class Names(NamedTuple):
    """What names in a query mean, as the shell knows it."""

    today: datetime.date | None = None  # what `7d` is counted from
    topics: Callable[[str], Sequence[str]] = lambda name: (
        name,
    )  # topic, alias, group -> topics, or NotFound
    saved: Callable[[str], str] | None = None  # the query of a saved search, or NotFound


class Refused(Exception):
    """A value that a field cannot have; the message says which it can."""


def field_named(name: str) -> Field:
    """The field of that name or alias, in lower case."""
    return _BY_NAME[_ALIASES.get(name, name)]


def condition(field: Field, value: str, names: Names, *, quoted: bool = False) -> Node | None:
    """What `FIELD:VALUE` asks for; None where nothing of the value can be searched. Raises Refused."""
    if field.kind == "words":
        return _term(value, (field.column,), exact=quoted)
    if field.kind == "names":
        return name(value, field.column)
    return _READERS[field.kind](field, value.strip(), names)


def words(text: str, *, exact: bool = False) -> Term | None:
    """Words in title or abstract; None where there is nothing but signs."""
    return _term(text, Term._field_defaults["fields"], exact=exact)


def name(text: str, column: str) -> Term | None:
    """A name of an author or an organization, whose words have no other forms; `Last, First` as well."""
    last, comma, first = text.partition(",")
    return _term(f"{first} {last}" if comma and first.strip() else text, (column,), exact=True)


def _term(text: str, fields: tuple[str, ...], *, exact: bool) -> Term | None:
    found = tuple(index.words_of(text))
    prefix = text.endswith("*") and len(text) > 1 and text[-2].isalnum()
    return Term(found, text, exact=exact, fields=fields, prefix=prefix) if found else None


def _values(field: Field, text: str, names: Names) -> Node:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise Refused(f"{field.name}: needs a value: {field.about}")
    if field.name == "topic":
        parts = [topic for part in parts for topic in _topics(part, names)]
    if field.name == "state":
        parts = [_one_of(part.casefold(), STATES, "state") for part in parts]
    return Value(field.column, tuple(dict.fromkeys(parts)), text)


def _topics(part: str, names: Names) -> Sequence[str]:
    try:
        return names.topics(part)
    except NotFound as fault:
        raise Refused(str(fault)) from None


def _numbers(field: Field, text: str, _: Names) -> Node:
    from papertriage.search import spans  # only where it is needed, as below

    found = spans.numbers(text)
    if found is None:
        hint = f" (for a name: author:{text})" if field.name == "authors" and text[:1].isalpha() else ""
        raise Refused(f"{field.name}:{text} is not a range of numbers; write {spans.NUMBERS}{hint}")
    return Range(field.column, *found, text)


def _dates(field: Field, text: str, names: Names) -> Node:
    from papertriage.search import spans

    found = spans.dates(text, names.today)
    if found is None:
        raise Refused(
            f"{field.name}:{text} is not a date; write {spans.DATES}, or two of them: 2024..2025-06"
        )
    return Range(field.column, *found, text)


def _ids(_: Field, text: str, __: Names) -> Node:
    parts = [part for part in text.split(",") if part]
    if not parts:
        raise Refused("id: needs an arXiv id or a DOI")
    return Ids(tuple([name for part in parts for name in id_names(part)]), text)


def id_names(text: str) -> list[str]:
    """The public ids that this may be: an id as it stands, an arXiv id or address, a DOI."""
    from papertriage import ids

    if found := ids.parse_arxiv(text):
        return [f"arxiv:{found.id}"]
    if doi := ids.parse_doi(text):
        return [f"doi:{doi}"]
    if text.endswith("*"):
        return [text] if ":" in text else [f"arxiv:{text}", f"doi:{text}"]
    return [text]


def _has(_: Field, text: str, __: Names) -> Node:
    found = [_part(_one_of(part.strip().casefold(), HAS, "has"), text) for part in text.split(",")]
    return found[0] if len(found) == 1 else Either(tuple(found))


def _part(what: str, text: str) -> Node:
    columns = _HAS_COLUMNS.get(what)
    return Known(columns, text) if columns else Value("has", (what,), text)


def _one_of(value: str, there: Sequence[str], name: str) -> str:
    if value in there:
        return value
    import difflib  # only on the way to an error

    near = difflib.get_close_matches(value, there, 1)
    meant = f"; did you mean {near[0]}?" if near else ";"
    raise Refused(f"{name}:{value}: there is no such {name}{meant} there are: {', '.join(there)}")


_READERS: dict[str, Callable[[Field, str, Names], Node]] = {
    "values": _values, "numbers": _numbers, "dates": _dates, "ids": _ids, "has": _has,
}  # fmt: skip
