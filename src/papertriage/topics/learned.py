"""Rules and the learned part together, behind the face of a Matcher.

`with_learned(topics, load_model(folder))` tags as `Matcher(topics)` does where there is no model. Where
there is one, papers that a topic's rule leaves in doubt are judged by the fused score (`learned_model`).
Which these are, a second and smaller matcher finds: of the topics that have a model alone, with a lower
threshold, and with the telling words as phrases.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from papertriage.errors import NotFound
from papertriage.model import Evidence, TopicHit
from papertriage.topics import learned_text
from papertriage.topics.learned_file import load_model
from papertriage.topics.learned_model import DOUBT, SURE, Added, Model, added, doubtful, made_by, rule_logit
from papertriage.topics.load import fingerprint
from papertriage.topics.match import MAX_EVIDENCE, Explanation, Matcher
from papertriage.topics.pattern import BadPhrase, phrase_pattern
from papertriage.topics.score import FIELDS
from papertriage.topics.topic import Phrase, Topic

__all__ = ["Added", "LearnedMatcher", "Model", "load_model", "outdated", "with_learned"]

_Text = tuple[str, str | None]


class _Paper:
    """A paper whose terms are counted when they are first asked for: a sure rule never does."""

    def __init__(self, title: str, abstract: str | None) -> None:
        self.title, self.abstract = title, abstract

    @cached_property
    def terms(self) -> dict[str, int]:
        """Return how often each term stands in it."""
        return learned_text.counts(self.title, self.abstract)


def with_learned(topics: Sequence[Topic], model: Model | None) -> "Matcher | LearnedMatcher":
    """Return what tags by these topics: rules alone where no model is for the rule that a topic has now.

    Raises TopicError as Matcher does.
    """
    fitting = _fitting(topics, model)
    return LearnedMatcher(topics, model) if model and fitting else Matcher(topics)


def outdated(topics: Sequence[Topic], model: Model | None) -> list[str]:
    """Return the names of topics whose model was made for another rule than the one there is now."""
    known = {topic.name for topic in topics}
    return sorted(set(model.topics) & known - set(_fitting(topics, model))) if model else []


class LearnedMatcher:
    """Tags papers by rules, and by what was learned where a rule is in doubt. It has a Matcher's methods."""

    def __init__(self, topics: Sequence[Topic], model: Model) -> None:
        """Compile the topics. Raises TopicError as Matcher does."""
        self._topics = {topic.name: topic for topic in topics}
        self._model = model
        self._matcher = Matcher(topics)
        self._learned = _fitting(topics, model)
        telling = {name: model.topics[name].telling for name in self._learned}
        self._doubts = Matcher([_eager(self._topics[name], telling[name]) for name in self._learned])

    @property
    def rules(self) -> dict[str, str]:
        """Return for each topic the fingerprint of what decides it, the learned part included."""
        made = {name: made_by(self._model.topics[name], self._model.idf) for name in self._learned}
        return self._matcher.rules | made

    def only(self, names: Collection[str]) -> "Matcher | LearnedMatcher":
        """Return a matcher of these topics alone, which judges them as this one does."""
        return with_learned([topic for topic in self._topics.values() if topic.name in names], self._model)

    def match(self, title: str, abstract: str | None) -> tuple[TopicHit, ...]:
        """Return the topics that apply, by name, each with evidence."""
        return self.match_all([(title, abstract)])[0]

    def match_all(self, papers: Sequence[_Text]) -> list[tuple[TopicHit, ...]]:
        """Return for each (title, abstract) what `match` does; a few hundred at once go faster."""
        by_rule = self._matcher.match_all(papers)
        doubts = self._doubts.match_all(papers)
        return [
            self._settled(text, hits, [hit.name for hit in doubt]) if doubt else hits
            for text, hits, doubt in zip(papers, by_rule, doubts, strict=True)
        ]

    def why(self, title: str, abstract: str | None, name: str) -> Explanation:
        """Return how the named topic judges a paper, near misses included. Raises NotFound.

        Its score, and whether it applies, are those of rule and learned part together (`added`).
        """
        said = self._matcher.why(title, abstract, name)
        more = self._added(_Paper(title, abstract), said) if name in self._learned else None
        return _explained(said, more) if more else said

    def added(self, title: str, abstract: str | None, name: str) -> Added | None:
        """Return what the learned part made of it; None where it was not asked. Raises NotFound."""
        if name not in self._topics:
            raise NotFound(f"There is no topic {name!r}; `papertriage topics list` shows them all.")
        if name not in self._learned:
            return None
        return self._added(_Paper(title, abstract), self._matcher.why(title, abstract, name))

    def _settled(self, text: _Text, hits: Sequence[TopicHit], names: Sequence[str]) -> tuple[TopicHit, ...]:
        """Judge again the topics that may be in doubt; the other hits stand as they are."""
        paper = _Paper(*text)
        found = {hit.name: hit for hit in hits}
        for name in names:
            said = self._matcher.why(paper.title, paper.abstract, name)
            more = self._added(paper, said)
            if more is None:
                continue
            found.pop(name, None)
            if more.applies:
                found[name] = TopicHit(name, more.score, _evidence(paper, said, more))
        return tuple(found[name] for name in sorted(found))

    def _added(self, paper: _Paper, said: Explanation) -> Added | None:
        topic, learned = self._topics[said.name], self._model.topics[said.name]
        if said.points >= SURE * topic.threshold:  # before any term is counted
            return None
        if not doubtful(topic, said.points, paper.terms, learned.telling):
            return None
        return added(learned, self._model.idf, rule_logit(topic, said.points), paper.terms)


def _fitting(topics: Sequence[Topic], model: Model | None) -> tuple[str, ...]:
    """Return the topics whose model was made for the rule they have."""
    learned: Mapping[str, object] = model.topics if model else {}
    return tuple(
        topic.name
        for topic in topics
        if model and topic.name in learned and model.topics[topic.name].rule == fingerprint([topic])
    )


def _eager(topic: Topic, telling: Sequence[str]) -> Topic:
    """Return a topic that finds all that may be in doubt: near misses, and papers with a telling word.

    Without exclusions and senses: a paper whose mentions are all cancelled is looked at, and not in doubt.
    """
    threshold = topic.threshold * DOUBT
    speaking = tuple(phrase for phrase in topic.phrases if phrase.weight > 0)
    # A word that a phrase of the topic has already would take that mention from it.
    words = tuple(Phrase(word, topic.threshold) for word in telling if _is_phrase(word))
    return topic._replace(phrases=speaking + words, excludes=(), senses=(), threshold=threshold)


def _is_phrase(word: str) -> bool:
    try:
        phrase_pattern(word)
    except BadPhrase:
        return False
    return True


def _explained(said: Explanation, more: Added) -> Explanation:
    both = said._replace(applies=more.applies, score=more.score)
    if more.applies:
        return both._replace(missing="")
    lacking = said.missing or f"{said.points:g} of {said.threshold:g} points"
    return both._replace(missing=f"{lacking}; with what was learned the score is {more.score:.2f} of 0.50")


def _evidence(paper: _Paper, said: Explanation, more: Added) -> tuple[Evidence, ...]:
    """Return the rule's mentions, and the learned words that speak for the topic where they stand first."""
    found = [mention for mention in said.mentions if mention.weight > 0][:MAX_EVIDENCE]
    weights = {term: part for term, part in more.words if part > 0}
    for field, text in zip(FIELDS, (paper.title, paper.abstract or ""), strict=True):
        for place in learned_text.places(text):
            weight = weights.get(place.term)
            if weight is not None and len(found) < MAX_EVIDENCE and not _covered(found, field, place):
                del weights[place.term]
                found.append(Evidence(field, place.start, place.end, text[place.start : place.end], weight))
    return tuple(sorted(found, key=lambda each: (FIELDS.index(each.field), each.start)))


def _covered(found: Sequence[Evidence], field: str, place: learned_text.Place) -> bool:
    return any(each.field == field and each.start < place.end and place.start < each.end for each in found)
