"""The reader's taste, learned anew after each decision; the list mixed from it; and when to stop."""

from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from papertriage import rank
from papertriage.library import Library
from papertriage.rank.queue import Candidates, compose
from papertriage.rank.queue import Place as RankedPlace
from papertriage.rank.stopping import Advice as Estimate
from papertriage.rank.stopping import advice
from papertriage.rank.taste import Prior, Ranking, Taste
from papertriage.triage.desks import Wish, listing, topic_scores, wanted
from papertriage.triage.opinions import likes
from papertriage.triage.places import Advice, Asked, Place, Ranked
from papertriage.triage.plain_desk import Listed, PlainDesk, discussed_words
from papertriage.triage.remembered import Known, known_features

WORDS = 4  # that are named, for a paper and against it

UNKNOWN = "nothing is known of your taste yet: name words, topics, or papers to be like"


class TasteDesk:
    """Holds the features of all papers in memory, and ranks by what is thought of them."""

    def __init__(self, library: Library, wish: Wish, told: Callable[[int], None]) -> None:
        """`told` hears of papers taken apart."""
        known = known_features(library, told)
        self._names, self._row_of = known.names, known.row_of
        listed = {paper.name: paper for paper in listing(library)}
        self._listed: list[Listed] = [listed[name] for name in known.row_of if name in listed]
        self._by_name = listed
        self._wish = wish
        self._plain = PlainDesk(self._listed, wanted(library, wish))
        self._talk = {
            self._row_of[paper.name]: float(paper.discussed) for paper in self._listed if paper.discussed
        }
        self._taste = Taste(known.features, self._prior(library, wish), seed=wish.seed)

    def _prior(self, library: Library, wish: Wish) -> Prior:
        scores = {
            self._row_of[name]: score
            for name, score in topic_scores(library, wish).items()
            if name in self._row_of
        }
        liked = tuple(self._row_of[name] for name in wish.like if name in self._row_of)
        return Prior(scores, wish.words, liked)

    def rank(self, asked: Asked, most: int) -> Ranked:
        """Give the first papers of the order, those that are not open left out."""
        labels = {
            self._row_of[name]: liked for name, liked in likes(asked.thought).items() if name in self._row_of
        }
        asks = bool(self._wish.words or self._wish.topics or self._wish.like)
        if asked.order != "best" or not (asks or any(labels.values())):
            ranked = self._plain.rank(asked, most)
            return ranked._replace(note=UNKNOWN) if asked.order == "best" and not labels else ranked
        rows = self._open(asked)
        ranking = self._taste.learn(labels)
        places = compose(
            Candidates(ranking, rows, self._talk), self._wish.mix, limit=most, seed=self._wish.seed
        )
        said = [self._place(place, ranking, learned=bool(labels)) for place in places]
        return Ranked(said, len(rows), len(asked.thought), estimate(list(labels.values()), len(rows)))
