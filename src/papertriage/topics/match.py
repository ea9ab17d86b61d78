"""TAG: which topics a title and an abstract meet, and the words that say so.

One pass over a paper tells which phrases stand in it (`locate.Spotter`). From those follows the most a topic
could be worth; only topics that could reach their threshold have their mentions located, and only where these
would be enough are conditions and exclusions looked at, and the rest counted (`score`).
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from papertriage.errors import NotFound, TopicError
from papertriage.model import Evidence, TopicHit
from papertriage.topics import score as scoring
from papertriage.topics.condition import Around, has_condition, other_sense, unmet
from papertriage.topics.load import rules_of
from papertriage.topics.locate import Finder, Presence, Span, Spotter
from papertriage.topics.pattern import as_ascii, phrase_pattern, reaching_pattern, telling_pieces
from papertriage.topics.score import FIELDS, Mention
from papertriage.topics.topic import Phrase, Sense, Topic

MAX_EVIDENCE = 12

BETWEEN = "\n.\n"  # no phrase, gap or reach runs over a full stop that stands alone

_Sums = dict[tuple[int, int], float]  # by number and rule
_Located = tuple[int, int, tuple[int, ...]]  # start, end, and the places of the phrases that stand there
_Gains = list[list[tuple[int, float]]]  # for each of the Spotter's numbers: to which rules, and how much


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


class _Rule(NamedTuple):
    topic: Topic
    phrases: tuple[Phrase, ...]  # heaviest first
    conditional: frozenset[int]  # places of those with a condition
    finder: Finder  # of the phrases, by place
    senses: tuple[Sense, ...]
    ambiguous: Finder  # of the words of the senses, by place
    canceller: Finder  # of the exclusions
    by_sentence: bool  # no exclusion runs over a full stop
    has_against: bool  # a phrase of negative weight
    worth: dict[tuple[int, ...], float]  # what was worked out of places of phrases (`_worth`)


class _Text(NamedTuple):
    """A paper as the rules see it: title and abstract in one ASCII text, parted by BETWEEN."""

    shown: tuple[str, str]
    ascii: bytes
    offset: int  # of the abstract
    around: Around


class _Judged(NamedTuple):
    mentions: list[Mention]
    cancelled: list[tuple[Mention, str]]  # and the words that cancel it
    held_back: list[tuple[Mention, str]]  # and the condition that is not met


class Matcher:
    """Tags papers with topics. Building one compiles the phrases; using one changes only its caches."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        """Compile the topics. Raises TopicError when two share a name or all together are too large."""
        self._spotter = Spotter()
        self._presence = Presence()
        ordered = sorted(topics, key=lambda topic: topic.name)
        self._rules = tuple(_rule(topic) for topic in ordered)
        self._places = {topic.name: place for place, topic in enumerate(ordered)}
        if len(self._places) < len(ordered):
            raise TopicError("two topics have the same name; rename one")
        self._gains = _gains(self._rules, self._spotter)
        # A little less than the threshold: sums in another order may round otherwise.
        self._enough = [topic.threshold - 1e-6 for topic in ordered]
        self._spotter.compile()

    @property
    def rules(self) -> dict[str, str]:
        """Return for each topic the fingerprint of what decides it, to be kept with the tags it made."""
        return rules_of(rule.topic for rule in self._rules)

    def only(self, names: Collection[str]) -> "Matcher":
        """Return a matcher of these topics alone, which judges them as this one does."""
        return Matcher([rule.topic for rule in self._rules if rule.topic.name in names])

    def match(self, title: str, abstract: str | None) -> tuple[TopicHit, ...]:
        """Return the topics that apply, by name, each with at most MAX_EVIDENCE spans (its strongest)."""
        return self.match_all([(title, abstract)])[0]

    def match_all(self, papers: Sequence[tuple[str, str | None]]) -> list[tuple[TopicHit, ...]]:
        """Return for each (title, abstract) what `match` does; a few hundred at once go faster.

        All are spotted first and then judged topic by topic, so that automata stay in the processor's cache.
        """
        texts = [as_ascii(f"{title}{BETWEEN}{abstract or ''}") for title, abstract in papers]
        titles = [text[: len(title)] for text, (title, _) in zip(texts, papers, strict=True)]
        abstracts = [text[len(title) :] for text, title in zip(texts, titles, strict=True)]
        spotted = zip(self._spotter.spot_all(titles), self._spotter.spot_all(abstracts), strict=True)
        waiting: list[list[tuple[int, _Text]]] = [[] for _ in self._rules]
        for number, in_fields in enumerate(spotted):
            possible = self._possible(in_fields)
            if possible:
                title, abstract = papers[number]
                text = self._text(title, abstract or "", texts[number])
                for place in possible:
                    waiting[place].append((number, text))
        hits: list[list[TopicHit]] = [[] for _ in papers]
        for rule, of_rule in zip(self._rules, waiting, strict=True):  # by name, so the hits are too
            for number, text in of_rule:
                hit = _hit(rule, text)
                if hit is not None:
                    hits[number].append(hit)
        return [tuple(of_paper) for of_paper in hits]

    def why(self, title: str, abstract: str | None, name: str) -> Explanation:
        """Return how the named topic judges a paper, near misses included. Raises NotFound."""
        if name not in self._places:
            raise NotFound(f"There is no topic {name!r}; `papertriage topics list` shows them all.")
        rule = self._rules[self._places[name]]
        text = self._text(title, abstract or "", as_ascii(f"{title}{BETWEEN}{abstract or ''}"))
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

    def _text(self, title: str, abstract: str, ascii_text: bytes) -> _Text:
        around = Around(ascii_text, self._presence)
        return _Text((title, abstract), ascii_text, len(title) + len(BETWEEN), around)

    def _possible(self, spotted: tuple[list[int], list[int]]) -> list[int]:
        """Return the rules that might reach their threshold, by the most that these phrases could give."""
        most: dict[int, float] = {}
        for numbers, gains in zip(spotted, self._gains, strict=True):
            for number in numbers:
                for rule, gain in gains[number]:
                    most[rule] = most.get(rule, 0.0) + gain
        enough = self._enough
        return [rule for rule, gain in most.items() if gain >= enough[rule]]


def _hit(rule: _Rule, text: _Text) -> TopicHit | None:
    """Return the topic's hit. Conditions, and then exclusions, are looked at only where they could matter."""
    topic = rule.topic
    located = _located(rule, text)
    if not located or _at_most(rule, text, located) < topic.threshold - 1e-6:
        return None
    mentions = [mention for mention, reason in _conditioned(rule, text, located) if not reason]
    most = scoring.points(topic, mentions, least=0.0) if mentions else 0.0
    if most < topic.threshold:
        return None
    exclusions = _exclusions(rule, text, mentions)
    if exclusions:
        mentions = [mention for mention in mentions if not _cancelled_by(mention, text, exclusions)]
    points = scoring.points(topic, mentions) if exclusions or rule.has_against else most
    if points < topic.threshold:
        return None
    return TopicHit(topic.name, scoring.score(topic, points), _strongest(mentions, text))


def _at_most(rule: _Rule, text: _Text, located: Sequence[_Located]) -> float:
    """Return no less than the mentions are worth when all conditions are met and nothing is cancelled.

    Those of the same phrases count together, whichever of these each turns out to mean: apart they would be
    worth no less.
    """
    offset = text.offset
    if len(located) == 1:  # as most are
        start, _, meant = located[0]
        return _worth(rule, meant) * (1.0 if start >= offset else rule.topic.title_boost)
    counts: dict[tuple[int, ...], list[int]] = {}
    for start, _, meant in located:
        counts.setdefault(meant, [0, 0])[start >= offset] += 1
    total = 0.0
    for meant, (in_title, in_abstract) in counts.items():
        factor = scoring.ABSTRACT_FACTORS[min(in_abstract, 3)]
        total += _worth(rule, meant) * (rule.topic.title_boost + factor if in_title else factor)
    return total


def _worth(rule: _Rule, meant: tuple[int, ...]) -> float:
    """The most that a mention of one of these phrases may weigh."""
    known = rule.worth.get(meant)
    if known is None:
        known = rule.worth[meant] = max(0.0, *[rule.phrases[place].weight for place in meant])
    return known


def _judge(rule: _Rule, text: _Text) -> _Judged:
    """Locate the mentions of one topic; set apart those cancelled and those held back."""
    judged = _Judged([], [], [])
    located = _conditioned(rule, text, _located(rule, text))
    exclusions = _exclusions(rule, text, [mention for mention, _ in located])
    for mention, reason in located:
        by = _cancelled_by(mention, text, exclusions)
        if by is not None:
            judged.cancelled.append((mention, text.ascii[by[0] : by[1]].decode("ascii")))
        elif reason:
            judged.held_back.append((mention, reason))
        else:
            judged.mentions.append(mention)
    return judged


def _located(rule: _Rule, text: _Text) -> list[_Located]:
    """Return where phrases of a topic stand, in order; not where only the text around shows a word's edge."""
    ascii_text, meant = text.ascii, rule.finder.meant
    spans = rule.finder.spans(ascii_text, 0, len(ascii_text))
    return [(*span, phrases) for span in spans if (phrases := meant(ascii_text[span[0] : span[1]]))]


def _conditioned(rule: _Rule, text: _Text, located: Sequence[_Located]) -> list[tuple[Mention, str]]:
    """Return the mentions, each with the condition that is not met, or nothing."""
    offset, found = text.offset, []
    for start, end, meant in located:
        field = 0 if start < offset else 1
        phrase, reason = rule.phrases[meant[0]], ""  # the heaviest
        if meant[0] in rule.conditional:
            phrase, reason = _first_met([rule.phrases[place] for place in meant], field, text.around)
        if rule.senses and not reason:
            reason = _other_sense(rule, text.ascii[start:end], text.around)
        shift = offset if field else 0
        found.append((Mention(field, start - shift, end - shift, phrase), reason))
    return found


def _first_met(phrases: Sequence[Phrase], field: int, around: Around) -> tuple[Phrase, str]:
    """Return the first phrase whose conditions are met; if none, the first and why not."""
    first = ""
    for phrase in phrases:
        reason = unmet(phrase, FIELDS[field], around)
        if not reason:
            return phrase, ""
        first = first or reason
    return phrases[0], first


def _other_sense(rule: _Rule, snippet: bytes, around: Around) -> str:
    """Return why a mention that is nothing but an ambiguous word has another sense here, or nothing."""
    reasons = (other_sense(rule.senses[place], around) for place in rule.ambiguous.meant(snippet))
    return next(filter(None, reasons), "")


def _rule(topic: Topic) -> _Rule:
    heaviest_first = sorted(topic.phrases, key=lambda phrase: -abs(phrase.weight))
    reaching = [
        reaching_pattern(words.text, words.reach, over_commas=words.list, exact=words.exact)
        for words in topic.excludes
    ]
    starts = [phrase_pattern(words.text, exact=words.exact) for words in topic.excludes]
    return _Rule(
        topic=topic,
        phrases=tuple(heaviest_first),
        conditional=frozenset(p for p, phrase in enumerate(heaviest_first) if has_condition(phrase)),
        finder=Finder([phrase_pattern(phrase.text, exact=phrase.exact) for phrase in heaviest_first]),
        senses=topic.senses,
        ambiguous=Finder([phrase_pattern(sense.word) for sense in topic.senses]),
        canceller=Finder(reaching, starts=starts),
        by_sentence=not any("." in words.text.replace("...", "") for words in topic.excludes),
        has_against=any(phrase.weight < 0 for phrase in topic.phrases),
        worth={},
    )


def _gains(rules: Sequence[_Rule], spotter: Spotter) -> tuple[_Gains, _Gains]:
    """Return for title and abstract, for each of the Spotter's numbers, what it may give to which rule."""
    found: tuple[_Sums, _Sums] = ({}, {})
    for place, rule in enumerate(rules):
        speaking = [phrase for phrase in rule.phrases if phrase.weight > 0]
        for phrase in speaking:
            key = spotter.number(telling_pieces(phrase.text, exact=phrase.exact)), place
            for field in _fields(phrase):
                factor = scoring.MOST_IN_ABSTRACT if field else rule.topic.title_boost
                found[field][key] = found[field].get(key, 0.0) + phrase.weight * factor
    return _rows(found[0], len(spotter)), _rows(found[1], len(spotter))


def _rows(sums: _Sums, length: int) -> _Gains:
    rows: _Gains = [[] for _ in range(length)]
    for (number, place), gain in sums.items():
        rows[number].append((place, gain))
    return rows


def _exclusions(rule: _Rule, text: _Text, mentions: Sequence[Mention]) -> list[Span]:
    """Return where the exclusions stand, in order; if they allow it, only in the mentions' sentences."""
    if not rule.topic.excludes or not mentions:
        return []
    if not rule.by_sentence:
        return rule.canceller.spans(text.ascii, 0, len(text.ascii))
    first, last = _span(mentions[0], text)[0], _span(mentions[-1], text)[1]
    stop = text.ascii.find(b".", last)
    end = stop if stop >= 0 else len(text.ascii)
    return rule.canceller.spans(text.ascii, text.ascii.rfind(b".", 0, first) + 1, end)


def _cancelled_by(mention: Mention, text: _Text, exclusions: Sequence[Span]) -> Span | None:
    return scoring.canceller(_span(mention, text), exclusions) if exclusions else None


def _span(mention: Mention, text: _Text) -> Span:
    """Return where a mention stands in the text of both fields."""
    shift = text.offset if mention.field else 0
    return mention.start + shift, mention.end + shift


def _fields(phrase: Phrase) -> tuple[int, ...]:
    return (0, 1) if phrase.field is None else (FIELDS.index(phrase.field),)


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
