"""How good an order of reading was: the figures that others give too, so that they can be compared.

All are of the pool: the papers that were ranked, without those decided on before. With `rank` counted from 1,
N papers and R of them relevant:

- recall@10 %: the share of the relevant ones within the first tenth of the pool, to the nearest paper.
- WSS@95: 0.95 - the share of the pool that is read when 95 % of the relevant ones are found (Cohen 2006).
- ATD: average time to discovery, the mean rank of the relevant ones, in % of the pool (Ferdinands 2023).
- normalised loss: (mean rank - (R + 1) / 2) / (N - R); 0 is perfect, 0.5 is chance; ASReview's `loss`.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

POINTS = 20  # of a recall curve


class Measures(NamedTuple):
    """The figures of one order, or the means of several."""

    papers: float  # of the pool
    relevant: float
    recall_10: float
    wss_95: float
    atd: float  # % of the pool
    loss: float


def measured(found: Sequence[bool]) -> Measures:
    """Measure an order, given as whether each paper was relevant; it has both kinds, else ValueError."""
    ranks = [at for at, relevant in enumerate(found, 1) if relevant]
    papers, relevant = len(found), len(ranks)
    if not 0 < relevant < papers:
        raise ValueError("an order needs both relevant and irrelevant papers to be measured")
    mean = sum(ranks) / relevant
    return Measures(
        papers=papers,
        relevant=relevant,
        recall_10=sum(rank <= max(1, round(papers / 10)) for rank in ranks) / relevant,
        wss_95=0.95 - ranks[math.ceil(relevant * 95 / 100) - 1] / papers,
        atd=100 * mean / papers,
        loss=(mean - (relevant + 1) / 2) / (papers - relevant),
    )


def mean(several: Sequence[Measures]) -> Measures:
    """Return the mean of each figure."""
    return Measures(*(sum(column) / len(several) for column in zip(*several, strict=True)))


def curve(found: Sequence[bool], points: int = POINTS) -> list[tuple[float, float]]:
    """Return the recall after each of so many equal parts of the pool: (share read, share found)."""
    papers, relevant = len(found), sum(found)
    read = [math.ceil(papers * at / points) for at in range(points + 1)]
    return [(at / papers, sum(found[:at]) / relevant) for at in read]
