"""How a topic's phrases and exclusions fare on the papers of a library: which count, and which never do."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from papertriage.topics.condition import Around, other_sense, unmet
from papertriage.topics.locate import Finder, Presence, Span, Spotter
from papertriage.topics.match import BETWEEN
from papertriage.topics.passing import PASSING
from papertriage.topics.pattern import as_ascii, phrase_pattern, reaching_pattern, telling_pieces
from papertriage.topics.score import FIELDS, canceller
from papertriage.topics.topic import Exclude, Topic

Text = tuple[int, str, str, str | None]  # a paper's number, public id, title and abstract

MOST_KEPT = 100  # texts in which a phrase stands that never counted so far


class PhraseFare(NamedTuple):
    """How often a phrase was the one that a mention meant, and what became of those mentions."""

    counts: int
    cancelled: int
    held_back: int
    within: int | None  # the phrase of whose mentions it was always a part, by place; else None


class TopicFare(NamedTuple):
    """By place, as the topic file has them."""

    phrases: tuple[PhraseFare, ...]
    cancels: tuple[int, ...]  # for each exclusion of the file, how many mentions it overlapped


class _Tally:
    """One topic's counts while texts go by."""

    def __init__(self, topic: Topic, spotter: Spotter) -> None:
        self.topic = topic
        self.order = sorted(range(len(topic.phrases)), key=lambda place: -abs(topic.phrases[place].weight))
        phrases = [topic.phrases[place] for place in self.order]
        self.finder = Finder([phrase_pattern(each.text, exact=each.exact) for each in phrases])
        self.ambiguous = Finder([phrase_pattern(sense.word) for sense in topic.senses])
        self.excludes = tuple(each for each in topic.excludes if each not in PASSING)
        starts = [phrase_pattern(each.text, exact=each.exact) for each in topic.excludes]
        self.canceller = Finder([_reaching(each) for each in topic.excludes], starts=starts)
        self.numbers: dict[int, list[int]] = {}  # of the spotter -> places of phrases
        for place, each in enumerate(topic.phrases):
            number = spotter.number(telling_pieces(each.text, exact=each.exact))
            self.numbers.setdefault(number, []).append(place)
        self.outcomes = [[0, 0, 0] for _ in topic.phrases]  # counts, cancelled, held back
        self.cancels = [0] * len(topic.excludes)
        self.kept: list[list[bytes]] = [[] for _ in topic.phrases]

    def see(self, text: bytes, offset: int, there: frozenset[int], around: Around) -> None:
        """Count one paper, in which these of the spotter's numbers stand."""
        spotted = self.numbers.keys() & there
        if not spotted:
            return
        for place in (place for number in spotted for place in self.numbers[number]):
            if not any(self.outcomes[place]) and len(self.kept[place]) < MOST_KEPT:
                self.kept[place].append(text)
        spans = self.finder.spans(text, 0, len(text))
        exclusions = self.canceller.spans(text, 0, len(text)) if self.topic.excludes and spans else []
        for span in spans:
            meant = [self.order[place] for place in self.finder.meant(text[span[0] : span[1]])]
            if meant:
                self._judge(span, text, meant, exclusions, (offset, around))

    def _judge(
        self,
        span: Span,
        text: bytes,
        meant: Sequence[int],
        exclusions: Sequence[Span],
        known: tuple[int, Around],
    ) -> None:
        offset, around = known
        field = FIELDS[span[0] >= offset]
        met = [place for place in meant if not unmet(self.topic.phrases[place], field, around)]
        if self.topic.senses and met:
            places = self.ambiguous.meant(text[span[0] : span[1]])
            met = [] if any(other_sense(self.topic.senses[place], around) for place in places) else met
        by = canceller(span, exclusions)
        if by is not None:
            for place in self.canceller.meant(text[by[0] : by[1]]):
                self.cancels[place] += 1
        if met:
            self.outcomes[met[0]][by is not None] += 1
        else:
            self.outcomes[meant[0]][2] += 1

    def fare(self) -> TopicFare:
        """Return the counts; of phrases that never counted, in whose mentions they stood."""
        fares = []
        for place, (counts, cancelled, held_back) in enumerate(self.outcomes):
            never = not (counts or cancelled or held_back)
            fares.append(PhraseFare(counts, cancelled, held_back, self._within(place) if never else None))
        return TopicFare(tuple(fares), tuple(self.cancels[: len(self.excludes)]))

    def _within(self, place: int) -> int | None:
        """Return the phrase in whose mentions this one stands wherever it stands, if it stands at all."""
        phrase = self.topic.phrases[place]
        own = Finder([phrase_pattern(phrase.text, exact=phrase.exact)])
        others: set[int] = set()
        for text in self.kept[place]:
            mentions = self.finder.spans(text, 0, len(text))
            for start, end in own.spans(text, 0, len(text)):
                around = next((span for span in mentions if span[0] <= start and end <= span[1]), None)
                meant = self.finder.meant(text[around[0] : around[1]]) if around else ()
                others.add(self.order[meant[0]] if meant else -1)
        return others.pop() if len(others) == 1 and -1 not in others else None


def fares(topics: Sequence[Topic], papers: Iterable[Sequence[Text]]) -> list[TopicFare]:
    """Return for each topic how its phrases and exclusions fare on the papers, each seen once."""
    spotter, presence = Spotter(), Presence()
    tallies = [_Tally(topic, spotter) for topic in topics]
    spotter.compile()
    for some in papers:
        for _, _, title, abstract in some:
            text = as_ascii(f"{title}{BETWEEN}{abstract or ''}")
            there = frozenset(spotter.spot(text))
            around = Around(text, presence)
            for tally in tallies if there else ():
                tally.see(text, len(title) + len(BETWEEN), there, around)
    return [tally.fare() for tally in tallies]


def _reaching(words: Exclude) -> str:
    return reaching_pattern(words.text, words.reach, over_commas=words.list, exact=words.exact)
