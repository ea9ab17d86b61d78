"""What papers two versions of topics disagree on, with the words that make them differ."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from papertriage.model import TopicHit
from papertriage.topics.load import rules_of
from papertriage.topics.match import Matcher
from papertriage.topics.topic import Topic

Text = tuple[int, str, str, str | None]  # a paper's number, public id, title and abstract


class Difference(NamedTuple):
    """A paper that has a topic by one version and not by the other."""

    topic: str
    gained: bool  # by the new version; else lost
    id: str
    title: str
    hit: TopicHit  # of the version by which it has the topic


def changed_names(old: Sequence[Topic], new: Sequence[Topic]) -> list[str]:
    """Return the names of the topics that only one version has, or that the two decide by different rules."""
    before, after = rules_of(old), rules_of(new)
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def differences(
    papers: Iterable[Sequence[Text]], old: Sequence[Topic], new: Sequence[Topic]
) -> Iterator[Difference]:
    """Return what every paper gains and loses, paper by paper; topics that are the same are not looked at."""
    names = set(changed_names(old, new))
    if not names:
        return
    before, after = (Matcher([topic for topic in topics if topic.name in names]) for topics in (old, new))
    for texts in papers:
        words = [(title, abstract) for _, _, title, abstract in texts]
        for text, was, now in zip(texts, before.match_all(words), after.match_all(words), strict=True):
            if was or now:
                yield from _of_paper(text, was, now)


def _of_paper(text: Text, was: Sequence[TopicHit], now: Sequence[TopicHit]) -> Iterator[Difference]:
    had, has = ({hit.name for hit in hits} for hits in (was, now))
    for hits, others, gained in ((now, had, True), (was, has, False)):
        for hit in hits:
            if hit.name not in others:
                yield Difference(hit.name, gained, text[1], text[2], hit)
