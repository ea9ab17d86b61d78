"""When to stop: how many relevant papers are left among the unread, with an interval, and the recall.

The estimate is of a counting process whose rate falls as reading goes on, best papers first (Sneyd &
Stevenson 2021, "Stopping criteria for technology assisted reviews based on counting processes", SIGIR).
Several ways to fall (exponential, hyperbolic, Gaussian; with and without a rest that stays) are weighed by
how well they explain the decisions so far; each, its height unknown (Gamma), says how many are still to come
(negative binomial), and the interval is the middle 95 % of them all together.

The hint to stop is a test that assumes nothing of rates: Callaghan & Müller-Hansen 2020, "Statistical
stopping criteria for automated screening in systematic reviews" (Systematic Reviews 9:273), its
quasi-sampling form. A stretch up to now is taken for a random sample of what was unread at its beginning;
papers being read best first, more were found than chance would. If even so the finds are too few, were the
wanted recall not reached, it is.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

RECALL = 0.95  # that is to be reached
DOUBT = 0.05  # the chance that the hint to stop comes too early
FEWEST = 20  # decisions before anything is said
TAIL = 0.025  # on either side of an interval
MOST_STRETCHES = 100
FLOORS = (0.001, 0.01, 0.05)  # a share of the rate that never falls: relevant papers that no model finds
POINTS = 500  # at which a rate is looked at to know its mean
TEMPER = 0.5  # relevant papers come in clumps: two decisions tell as much as one would that stood alone
FAR = 10  # standard deviations from the most that is expected: beyond lies nothing
UNLIKELY = 1e-4  # beside the likeliest: a way to fall that is left out
HEIGHT, WIDTH = 0.5, 0.001  # of the Gamma prior of the rate at the beginning: about Jeffreys'

Floats = NDArray[np.float64]


class Advice(NamedTuple):
    """What is known of the papers still to come."""

    read: int
    found: int
    unread: int
    left: int  # relevant papers among the unread, estimated (the median)
    low: int  # … the interval, 95 %
    high: int
    recall: float  # found / (found + left)
    recall_low: float
    recall_high: float
    doubt: float  # the chance of as few finds lately, were the wanted recall not reached (p-value)
    enough: bool  # the hint: the wanted recall is reached
    known: bool  # whether there were decisions enough to say any of this


def advice(decided: Sequence[bool], unread: int, *, recall: float = RECALL, doubt: float = DOUBT) -> Advice:
    """Say how many relevant papers are left among `unread`, from decisions in their order."""
    wanted = np.array(decided, bool)
    found = int(wanted.sum())
    chance = chance_of_so_few(wanted, unread, recall=recall)
    chances = chances_of_left(wanted, unread)
    low, middle, high = (int(np.searchsorted(np.cumsum(chances), at)) for at in (TAIL, 0.5, 1 - TAIL))
    low, middle, high = (min(each, unread) for each in (low, middle, high))
    return Advice(
        read=len(wanted),
        found=found,
        unread=unread,
        left=middle,
        low=low,
        high=high,
        recall=_share(found, middle),
        recall_low=_share(found, high),
        recall_high=_share(found, low),
        doubt=chance,
        enough=unread == 0 or (found > 0 and chance < doubt),
        known=len(wanted) >= FEWEST and found > 0,
    )


def _share(found: int, left: int) -> float:
    return found / (found + left) if found + left else 1.0


def chances_of_left(wanted: NDArray[np.bool_], unread: int) -> Floats:
    """Return how likely it is that 0, 1, 2 … relevant papers are left, `unread` at the most."""
    read, papers = len(wanted), len(wanted) + unread
    found = _rates((np.flatnonzero(wanted) + 0.5) / max(1, papers))
    height = HEIGHT + TEMPER * found.shape[1]
    width = WIDTH + TEMPER * read * _mean_rates(0, read / max(1, papers))
    to_come = unread * _mean_rates(read / max(1, papers), 1)
    likely = TEMPER * np.log(found).sum(1) - height * np.log(width)
    each = np.exp(likely - likely.max())
    expected = (height * to_come / width)[each > UNLIKELY].max()
    left = np.arange(min(unread, int(FAR + expected * (1 + FAR / height**0.5))) + 1)
    ways = gammaln(height + left) - gammaln(height) - gammaln(left + 1)
    chances: Floats = np.zeros(len(left))
    for weight, stays in zip(each, np.clip(width / (width + to_come), 1e-300, 1 - 1e-12), strict=True):
        if weight > UNLIKELY:
            chances += weight * np.exp(ways + height * np.log(stays) + left * np.log1p(-stays))
    total: float = chances.sum()
    return chances / total


def _rates(places: Floats) -> Floats:
    """Return ways to fall x the rates there: places are shares of all papers, and all begin at 1."""
    over = places / np.geomspace(0.01, 3, 16)[:, None]  # how quickly it falls
    falls = [np.exp(-over), (1 + over) ** -2.0, np.exp(-(over**2))]
    rates: Floats = np.concatenate([(1 - floor) * fall + floor for fall in falls for floor in FLOORS])
    return rates


def _mean_rates(begin: float, end: float) -> Floats:
    """Return the mean of each way to fall between two places."""
    mean: Floats = _rates(begin + (end - begin) * (np.arange(POINTS) + 0.5) / POINTS).mean(1)
    return mean


def chance_of_so_few(wanted: NDArray[np.bool_], unread: int, *, recall: float) -> float:
    """Return how likely finds as few as in the poorest stretch are, were this recall not reached.

    1.0 where nothing can be said.
    """
    read, found = len(wanted), int(wanted.sum())
    if not read or not found:
        return 1.0
    starts = np.unique(np.linspace(0, read - 1, MOST_STRETCHES).astype(int))
    before = np.concatenate([[0], np.cumsum(wanted)])[starts]
    missed = np.floor(found / recall - before).astype(int) + 1  # relevant ones at the start, at the least
    chances = [
        _at_most(int(found - had), int(least), int(read - start), int(read - start + unread))
        for start, had, least in zip(starts, before, missed, strict=True)
    ]
    return min(chances, default=1.0)


def _at_most(finds: int, relevant: int, drawn: int, papers: int) -> float:
    """Return the hypergeometric chance of at most so many finds among `drawn` of `papers`."""
    if relevant > papers:
        return 0.0
    lowest = max(0, drawn + relevant - papers)
    counts = np.arange(lowest, min(finds, relevant, drawn) + 1)
    logs = _ways(relevant, counts) + _ways(papers - relevant, drawn - counts) - _ways(papers, drawn)
    return float(min(1.0, np.exp(logs).sum()))


def _ways(of: int, some: Any) -> Any:
    return gammaln(of + 1) - gammaln(some + 1) - gammaln(of - some + 1)
