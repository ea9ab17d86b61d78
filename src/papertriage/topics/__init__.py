"""TAG: topics as data, one TOML file a topic, and the matcher that finds them in a title and an abstract."""

from typing import TYPE_CHECKING, Any

from papertriage.topics.files import builtin_names
from papertriage.topics.stamp import files_stamp

if TYPE_CHECKING:
    from papertriage.topics.load import (
        find_topic,
        fingerprint,
        load_topics,
        read_topic,
        rules_of,
        topics_at,
        topics_meant,
    )
    from papertriage.topics.match import Explanation, Matcher
    from papertriage.topics.topic import Exclude, Phrase, Topic

__all__ = [
    "Exclude",
    "Explanation",
    "Matcher",
    "Phrase",
    "Topic",
    "builtin_names",
    "files_stamp",
    "find_topic",
    "fingerprint",
    "load_topics",
    "read_topic",
    "rules_of",
    "topics_at",
    "topics_meant",
]

_HOMES = {"Explanation": "match", "Matcher": "match", "Exclude": "topic", "Phrase": "topic", "Topic": "topic"}


def __getattr__(name: str) -> Any:
    """Import the matcher and the loader when they are asked for: a search by topic needs neither, 25 ms."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f"papertriage.topics.{_HOMES.get(name, 'load')}"), name)
    return found
