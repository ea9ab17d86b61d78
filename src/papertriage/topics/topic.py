"""What a topic is once it has been read: plain frozen values, cheap to import."""

from typing import NamedTuple


class Phrase(NamedTuple):
    """Words that speak for a topic, or with a negative weight against it; docs/topics.md has the grammar."""

    text: str
    weight: float
    exact: bool = False  # letter case as written: for acronyms
    field: str | None = None  # "title" or "abstract"; None is both
    near: tuple[str, ...] = ()  # one of these must stand in the title or the abstract too
    unless: tuple[str, ...] = ()  # none of these may


class Exclude(NamedTuple):
    """Words that cancel the mentions they overlap with; `reach` words further on are cancelled too."""

    text: str
    reach: int = 0
    list: bool = False  # the reach runs over commas: "such as pruning, quantization, and …"
    exact: bool = False


class Sense(NamedTuple):
    """A word of several meanings: where it is a whole mention, other words must show the one meant."""

    word: str
    means: tuple[str, ...]  # more of these must stand in the title and the abstract
    against: tuple[str, ...] = ()  # than of these, which show another meaning; `not` in a topic file


class Topic(NamedTuple):
    """A subject: its definition, which is its manual, and the rule that finds it."""

    name: str
    title: str
    definition: str
    applies: tuple[str, ...]
    does_not: tuple[str, ...]
    aliases: tuple[str, ...]
    parents: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    excludes: tuple[Exclude, ...]
    threshold: float = 3.0
    title_boost: float = 2.0
    origin: str = ""  # the file it was read from
    senses: tuple[Sense, ...] = ()
