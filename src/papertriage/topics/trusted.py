"""A topic from a table that is known to be valid, as the built-in ones are: `schema` without its checks."""

from collections.abc import Iterable
from typing import Any

from papertriage.topics.passing import PASSING
from papertriage.topics.topic import Exclude, Phrase, Sense, Topic

_Table = dict[str, Any]


def trusted_topic(table: _Table, origin: str) -> Topic:
    """Return the topic of a checked table; a table outside the schema may give any error or nonsense."""
    excludes = tuple(_exclude(entry) for entry in table.get("exclude", ()))
    return Topic(
        name=table["name"],
        title=table["title"],
        definition=table["definition"],
        applies=tuple(table.get("applies", ())),
        does_not=tuple(table.get("does_not", ())),
        aliases=tuple(table.get("aliases", ())),
        parents=tuple(table.get("parents", ())),
        phrases=tuple(_phrase(entry) for entry in table["phrase"]),
        excludes=excludes + (PASSING if table.get("passing", True) else ()),
        threshold=float(table.get("threshold", 3)),
        title_boost=float(table.get("title_boost", 2)),
        origin=origin,
        senses=tuple(_sense(entry) for entry in table.get("sense", ())),
    )


def _phrase(entry: _Table) -> Phrase:
    return Phrase(
        text=entry["text"],
        weight=float(entry.get("weight", 2)),
        exact=entry.get("case") == "exact",
        field=entry.get("field"),
        near=tuple(entry.get("near", ())),
        unless=tuple(entry.get("unless", ())),
    )


def _exclude(entry: _Table) -> Exclude:
    exact, as_list = entry.get("case") == "exact", entry.get("list", False)
    return Exclude(entry["text"], entry.get("reach", 0), list=as_list, exact=exact)


def _sense(entry: _Table) -> Sense:
    return Sense(entry["word"], _once(entry["means"]), _once(entry.get("not", ())))


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
