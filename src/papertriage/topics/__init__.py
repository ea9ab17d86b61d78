"""TAG: topics as data, one TOML file a topic, and the matcher that finds them in a title and an abstract."""

from papertriage.topics.load import (
    builtin_names,
    find_topic,
    fingerprint,
    load_topics,
    read_topic,
    rules_of,
    topics_at,
)
from papertriage.topics.match import Explanation, Matcher
from papertriage.topics.stamp import files_stamp
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
]
