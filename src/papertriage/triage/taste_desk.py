"""The reader's taste, learned anew after each decision; the list mixed from it; and when to stop."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from papertriage.library import Library
from papertriage.rank.queue import Candidates, compose, read_mix
from papertriage.rank.queue import Place as RankedPlace
from papertriage.rank.stopping import advice
from papertriage.rank.taste import Prior, Ranking, Taste
from papertriage.triage.desks import Wish, listing, topic_scores, wanted
from papertriage.triage.opinions import likes
from papertriage.triage.places import Advice, Asked, Place, Ranked
from papertriage.triage.plain_desk import Listed, PlainDesk, discussed_words
from papertriage.triage.remembered import remembered

WORDS = 16  # that are looked at for the reasons of a place
NAMED = 4  # of those, for a paper and against it each

# Words that count in ranking, and that tell a reader nothing.
_EVERYDAY = frozenset(
    {
        "a",
        "also",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "for",
        "from",
        "has",
        "have",
    }
    | {"how", "in", "into", "is", "it", "its", "more", "not", "of", "on", "or", "our", "such", "than", "that"}
    | {"the", "their", "them", "these", "they", "this", "to", "using", "via", "was", "we", "were", "when"}
    | {"where", "which", "while", "with"}
)

UNKNOWN = "nothing is known of your taste yet: name words, --topic, or --like PAPER"


class TasteDesk:
    """Holds the features of all papers in memory, and ranks by what is thought of them."""

    def __init__(self, library: Library, wish: Wish, told: Callable[[int], None]) -> None:
        """Take papers apart where that is not remembered; `told` hears how many. Raises UsageFault."""
        self._mix = read_mix(wish.mix)
        library.unmap()
        self._wish = wish
        listed = listing(library)
        features, self._rows = remembered(library, told)
        self._listed = {paper.name: paper for paper in listed if paper.name in self._rows}
        self._plain = PlainDesk(listed, wanted(library, wish))
        self._names = {row: name for name, row in self._rows.items()}
        self._talk = {self._rows[name]: float(one.discussed) for name, one in self._listed.items()}
        self._of_topics = topic_scores(library, wish)
        self._taste = Taste(features, self._prior(self._of_topics))
        self._all = np.zeros(len(features), bool)
        self._all[list(self._names)] = True

    def _prior(self, scores: Mapping[str, float]) -> Prior:
        of_topics = {self._rows[name]: score for name, score in scores.items() if name in self._rows}
        liked = tuple(self._rows[name] for name in self._wish.like if name in self._rows)
        return Prior(of_topics, self._wish.words, liked)

    def rank(self, asked: Asked, most: int) -> Ranked:
        """Give the first papers of the order, those that are not open left out."""
        told = likes(asked.thought)
        labels = {self._rows[name]: liked for name, liked in told.items() if name in self._rows}
        if asked.order != "best":
            return self._plain.rank(asked, most)
        if not labels and not self._wish.asks:
            return self._plain.rank(asked, most)._replace(note=UNKNOWN)
        rows = self._open(asked)
        ranking = self._taste.learn(labels)
        places = compose(
            Candidates(ranking, rows.tolist(), self._talk), self._mix, limit=most, seed=self._wish.seed
        )
        said = [self._place(place, ranking, learned=bool(labels)) for place in places[:most]]
        return Ranked(said, len(rows), len(asked.thought))

    def advise(self, asked: Asked, left: int) -> Advice | None:
        """Say what the decisions so far tell of the papers left; None before they tell anything."""
        return _advice(list(likes(asked.thought).values()), left)

    def _open(self, asked: Asked) -> NDArray[np.int64]:
        """The rows that may come: those of all papers but for a few, or of a few."""
        if asked.only is not None or asked.state != "unread":
            names = asked.only if asked.only is not None else asked.thought
            rows = [self._rows[name] for name in names if name in self._rows and asked.is_open(name)]
            return np.array(sorted(rows), np.int64)
        there = self._all.copy()
        for name in (*asked.thought, *asked.passed):
            if name in self._rows and not asked.is_open(name):
                there[self._rows[name]] = False
        return np.flatnonzero(there)

    def _place(self, place: RankedPlace, ranking: Ranking, *, learned: bool) -> Place:
        words = [word for word in ranking.words(place.row, WORDS) if not set(word.text.split()) <= _EVERYDAY]
        speaking = [word.text for word in words if word.weight > 0]
        against = [word.text for word in words if word.weight < 0]
        paper = self._listed[self._names[place.row]]
        why = "; ".join(filter(None, (self._why(place, paper, learned=learned), self._made_way(place))))
        return Place(
            paper.name,
            round(place.score, 4),
            place.slot,
            why,
            tuple(speaking[:NAMED]),
            tuple(against[:NAMED]),
        )

    def _why(self, place: RankedPlace, paper: Listed, *, learned: bool) -> str:
        if place.slot == "explore":
            return "drawn by chance, so that the list stays open"
        if place.slot == "discussed":
            return discussed_words(paper)
        if learned:
            return "like what you accepted"
        return (
            "it has the topics asked for"
            if paper.name in self._of_topics
            else "the nearest to what you asked for"
        )

    def _made_way(self, place: RankedPlace) -> str:
        if not place.made_way:
            return ""
        first = self._names[place.made_way[0]]
        more = f" and {len(place.made_way) - 1} more" if len(place.made_way) > 1 else ""
        return f"{first}{more} much like it made way"


def _advice(decided: Sequence[bool], unread: int) -> Advice | None:
    """What the decisions so far say of how many relevant papers are left; None before they say anything."""
    said = advice(decided, unread)
    if not said.known:
        return None
    words = (
        f"about {said.left} ({said.low} to {said.high}) relevant left, "
        f"recall {said.recall:.0%} ({said.recall_low:.0%} to {said.recall_high:.0%})"
    )
    left, recall = (said.left, said.low, said.high), (said.recall, said.recall_low, said.recall_high)
    return Advice(words, said.enough, left, recall)
