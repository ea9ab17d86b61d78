"""TAG: which topics a title and an abstract meet, and the words that say so.

One pass over a paper tells which phrases stand in it (`locate.Spotter`). From those follows the most a topic
could be worth; only topics that could reach their threshold have their mentions located, cancelled and
counted (`score`).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from papertriage.errors import NotFound, TopicError
from papertriage.model import Evidence, TopicHit
from papertriage.topics import score as scoring
from papertriage.topics.locate import Finder, Spotter
from papertriage.topics.pattern import as_ascii, phrase_pattern, pieces, reaching_pattern
from papertriage.topics.score import FIELDS, Mention
from papertriage.topics.topic import Phrase, Topic

MAX_EVIDENCE = 12

BETWEEN = "\n.\n"  # no phrase, gap or reach runs over a full stop that stands alone

_Gain = tuple[int, float, frozenset[int], frozenset[int]]  # to which rule, how much, and its near and unless


class Explanation(NamedTuple):
    """Why a topic applies to a paper, or what was missing."""

    name: str
    applies: bool
    score: float
    points: float
    threshold: float
    mentions: tuple[Evidence, ...]  # all that count; those against the topic have negative weights
    cancelled: tuple[tuple[Evidence, str], ...]  # with the words of the text that cancelled each
    held_back: tuple[tuple[Evidence, str], ...]  # with the condition that was not met
    missing: str  # "" when the topic applies


class _Conditioned(NamedTuple):
    """A phrase, and its conditions as the Spotter's numbers."""

    phrase: Phrase
    near: frozenset[int]
    unless: frozenset[int]


class _Rule(NamedTuple):
    topic: Topic
    phrases: tuple[_Conditioned, ...]
    numbers: frozenset[int]  # of the phrases, as the Spotter's
    finder: Finder  # of the phrases, by place
    excludes: frozenset[int]  # as the Spotter's numbers
    canceller: Finder


class _Text(NamedTuple):
    """A paper as the rules see it: title and abstract in one ASCII text, parted by BETWEEN."""

    shown: tuple[str, str]
    ascii: bytes
    offset: int  # of the abstract
    in_title: list[int]  # the Spotter's numbers
    there: set[int]  # those of both fields


class _Judged(NamedTuple):
    mentions: list[Mention]
    cancelled: list[tuple[Mention, str]]  # and the words that cancel it
    held_back: list[tuple[Mention, str]]  # and the condition that is not met


class Matcher:
    """Tags papers with topics. Building one compiles the phrases; using one changes only its caches."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        """Compile the topics. Raises TopicError when two share a name or all together are too large."""
        self._spotter = Spotter()
        ordered = sorted(topics, key=lambda topic: topic.name)
        self._rules = tuple(_rule(topic, self._spotter) for topic in ordered)
        self._places = {topic.name: place for place, topic in enumerate(ordered)}
        if len(self._places) < len(ordered):
            raise TopicError("two topics have the same name; rename one")
        self._gains = _gains(self._rules, self._spotter)
        self._thresholds = [topic.threshold for topic in ordered]
        self._spotter.compile()

    def match(self, title: str, abstract: str | None) -> tuple[TopicHit, ...]:
        """Return the topics that apply, by name, each with at most MAX_EVIDENCE spans (its strongest)."""
        return self.match_all([(title, abstract)])[0]

    def match_all(self, papers: Sequence[tuple[str, str | None]]) -> list[tuple[TopicHit, ...]]:
        """Return for each (title, abstract) what `match` does; a few hundred at once go faster.

        All are spotted first and then judged topic by topic, so that automata stay in the processor's cache.
        """
        texts = [self._read(title, abstract or "") for title, abstract in papers]
        waiting: list[list[int]] = [[] for _ in self._rules]
        for number, text in enumerate(texts):
            for place in self._possible(text) if text.there else ():
                waiting[place].append(number)
        hits: list[list[TopicHit]] = [[] for _ in texts]
        for rule, numbers in zip(self._rules, waiting, strict=True):  # by name, so the hits are too
            for number in numbers:
                hit = _hit(rule, texts[number])
                if hit is not None:
                    hits[number].append(hit)
        return [tuple(of_paper) for of_paper in hits]

    def why(self, title: str, abstract: str | None, name: str) -> Explanation:
        """Return how the named topic judges a paper, near misses included. Raises NotFound."""
        if name not in self._places:
            raise NotFound(f"There is no topic {name!r}; `papertriage topics list` shows them all.")
        text, rule = self._read(title, abstract or ""), self._rules[self._places[name]]
        judged = _judge(rule, text)
        points = scoring.points(rule.topic, judged.mentions)
        applies = points >= rule.topic.threshold
        return Explanation(
            name=name,
            applies=applies,
            score=scoring.score(rule.topic, points),
            points=points,
            threshold=rule.topic.threshold,
            mentions=tuple(_evidence(mention, text) for mention in judged.mentions),
            cancelled=tuple((_evidence(mention, text), by) for mention, by in judged.cancelled),
            held_back=tuple((_evidence(mention, text), reason) for mention, reason in judged.held_back),
            missing="" if applies else _missing(rule.topic, points, judged),
        )

    def _read(self, title: str, abstract: str) -> _Text:
        text = as_ascii(f"{title}{BETWEEN}{abstract}")
        there = set(self._spotter.spot(text))
        in_title = self._spotter.spot(text[: len(title)]) if there else []
        return _Text((title, abstract), text, len(title) + len(BETWEEN), in_title, there)

    def _possible(self, text: _Text) -> list[int]:
        """Return the rules that might reach their threshold, by the most that their phrases could give."""
        most: dict[int, float] = {}
        there = text.there
        for fired, gains in zip((text.in_title, there), self._gains, strict=True):
            for number in fired:
                for rule, gain, near, unless in gains[number]:
                    if (not near or not near.isdisjoint(there)) and unless.isdisjoint(there):
                        most[rule] = most.get(rule, 0.0) + gain
        thresholds = self._thresholds
        # A little less than the threshold: sums in another order may round otherwise.
        return [rule for rule, gain in most.items() if gain >= thresholds[rule] - 1e-6]


def _rule(topic: Topic, spotter: Spotter) -> _Rule:
    heaviest_first = sorted(topic.phrases, key=lambda phrase: -abs(phrase.weight))
    patterns = [phrase_pattern(phrase.text, exact=phrase.exact) for phrase in heaviest_first]
    phrases = tuple(
        _Conditioned(phrase, _numbers(phrase.near, spotter), _numbers(phrase.unless, spotter))
        for phrase in heaviest_first
    )
    numbers = frozenset(spotter.number(pieces(words.text, exact=words.exact)) for words in topic.phrases)
    excludes = frozenset(spotter.number(pieces(words.text, exact=words.exact)) for words in topic.excludes)
    reaching = [
        reaching_pattern(words.text, words.reach, over_commas=words.list, exact=words.exact)
        for words in topic.excludes
    ]
    return _Rule(topic, phrases, numbers, Finder(patterns), excludes, Finder(reaching))


def _numbers(texts: Iterable[str], spotter: Spotter) -> frozenset[int]:
    return frozenset(spotter.number(pieces(text)) for text in texts)


def _gains(rules: Sequence[_Rule], spotter: Spotter) -> tuple[list[list[_Gain]], list[list[_Gain]]]:
    """Return for title and abstract, for each of the Spotter's numbers, what it may give to which rule."""
    gains: tuple[list[list[_Gain]], list[list[_Gain]]] = ([], [])
    for row in gains:
        row.extend([] for _ in range(len(spotter)))
    for place, rule in enumerate(rules):
        for phrase, near, unless in rule.phrases:
            number = spotter.number(pieces(phrase.text, exact=phrase.exact))
            for field in _fields(phrase) if phrase.weight > 0 else ():
                factor = scoring.MOST_IN_ABSTRACT if field else rule.topic.title_boost
                gains[field][number].append((place, phrase.weight * factor, near, unless))
    return gains


def _fields(phrase: Phrase) -> tuple[int, ...]:
    return (0, 1) if phrase.field is None else (FIELDS.index(phrase.field),)


def _hit(rule: _Rule, text: _Text) -> TopicHit | None:
    mentions = _judge(rule, text).mentions
    points = scoring.points(rule.topic, mentions) if mentions else 0.0
    if points < rule.topic.threshold:
        return None
    return TopicHit(rule.topic.name, scoring.score(rule.topic, points), _strongest(mentions, text))


def _judge(rule: _Rule, text: _Text) -> _Judged:
    """Locate the mentions of one topic; set apart those cancelled and those held back."""
    judged = _Judged([], [], [])
    offset = text.offset
    exclusions = [] if rule.excludes.isdisjoint(text.there) else rule.canceller.spans(text.ascii)
    for start, end in rule.finder.spans(text.ascii):
        phrase, reason = _meaning(rule, text.there, start < offset, text.ascii[start:end])
        field, shift = (0, 0) if start < offset else (1, offset)
        mention = Mention(field, start - shift, end - shift, phrase)
        by = scoring.canceller((start, end), exclusions) if exclusions else None
        if by is not None:
            judged.cancelled.append((mention, text.ascii[by[0] : by[1]].decode("ascii")))
        elif reason:
            judged.held_back.append((mention, reason))
        else:
            judged.mentions.append(mention)
    return judged


def _meaning(rule: _Rule, there: set[int], in_title: bool, snippet: bytes) -> tuple[Phrase, str]:
    """Return the heaviest phrase a snippet is with its conditions met; if none, the heaviest and why not."""
    unmet = ""
    meant = rule.finder.meant(snippet)  # heaviest first
    for number in meant:
        reason = _unmet(rule.phrases[number], there, FIELDS[not in_title])
        if not reason:
            return rule.phrases[number].phrase, ""
        unmet = unmet or reason
    return rule.phrases[meant[0]].phrase, unmet


def _unmet(conditioned: _Conditioned, there: set[int], field: str) -> str:
    """Return the condition of a phrase that is not met, in words, or nothing."""
    phrase, near, unless = conditioned
    if not near and not unless and phrase.field is None:
        return ""
    if phrase.field is not None and phrase.field != field:
        return f"counts in the {phrase.field} only"
    if near and near.isdisjoint(there):
        return f"needs one of these too: {', '.join(phrase.near)}"
    if unless and not unless.isdisjoint(there):
        return f"does not count beside: {', '.join(phrase.unless)}"
    return ""


def _evidence(mention: Mention, text: _Text) -> Evidence:
    field, start, end, phrase = mention
    return Evidence(FIELDS[field], start, end, text.shown[field][start:end], phrase.weight)


def _strongest(mentions: Iterable[Mention], text: _Text) -> tuple[Evidence, ...]:
    """Return the heaviest mentions as evidence, those of the title first, in the order of the text."""
    speaking = [mention for mention in mentions if mention.phrase.weight > 0]
    if len(speaking) > MAX_EVIDENCE:
        speaking.sort(key=lambda mention: (mention.field, -mention.phrase.weight, mention.start))
        speaking = sorted(speaking[:MAX_EVIDENCE], key=lambda mention: mention[:2])
    return tuple(_evidence(mention, text) for mention in speaking)


def _missing(topic: Topic, points: float, judged: _Judged) -> str:
    """Say in a line what kept a topic from applying."""
    lacking = f"{points:g} of {topic.threshold:g} points"
    if not (judged.mentions or judged.cancelled or judged.held_back):
        return f"{lacking}: none of its phrases stands in the title or the abstract"
    reasons = [f"{len(judged.cancelled)} mentions were cancelled"] if judged.cancelled else []
    reasons += [f"{len(judged.held_back)} did not count"] if judged.held_back else []
    return f"{lacking}: {' and '.join(reasons) or 'too few mentions, or none in the title'}"
