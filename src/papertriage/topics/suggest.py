"""Groups of papers that no topic covers, with a name for each: TF-IDF, fewer dimensions, k-means.

scikit-learn and numpy are imported inside the functions: only this needs them, and they take a second.
The same papers and the same seed give the same groups. At most MOST_READ papers are looked at.
"""

import warnings
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from papertriage.errors import UsageFault
from papertriage.topics.pattern import EVERYDAY
from papertriage.topics.propose import (
    STOP,
    Counted,
    Gram,
    Text,
    deviations,
    grams_of,
    topic_name,
    without_parts,
)

MOST_READ = 12_000
LEAST_PAPERS = 3  # of a group
TITLES = 5
WORDS = 6

_DIMENSIONS = 100
_VOCABULARY = 20_000
_PAPERS_A_GROUP = 25  # about: there are as many groups as this asks for, 300 at most


class Group(NamedTuple):
    """Papers that are alike, nearest to their middle first."""

    name: str
    size: int  # papers
    likeness: float  # the mean cosine to the group's middle, 0 to 1
    words: tuple[str, ...]
    papers: tuple[tuple[str, str], ...]  # public id and title of the TITLES nearest to the middle


class _Cluster(NamedTuple):
    places: list[int]  # nearest to the middle first
    likeness: float


def sampled(papers: Sequence[Text], seed: int) -> list[Text]:
    """Return the papers, or MOST_READ of them by chance, in their order."""
    if len(papers) <= MOST_READ:
        return list(papers)
    chosen = Random(seed).sample(range(len(papers)), MOST_READ)  # noqa: S311 - no secret
    return [papers[place] for place in sorted(chosen)]


def groups(papers: Sequence[Text], *, limit: int, seed: int = 0) -> list[Group]:
    """Return at most `limit` groups of these papers, the clearest and largest first.

    Raises UsageFault where scikit-learn is not installed.
    """
    _known()
    clusters = _clusters(papers, seed) if len(papers) >= LEAST_PAPERS else []
    clusters.sort(key=lambda each: (-(each.likeness**3) * len(each.places) ** 0.5, each.places))
    best = [(cluster, _candidates(papers, cluster)) for cluster in clusters[: 2 * limit]]
    wanted = {gram for _, candidates in best for gram in candidates}
    everywhere: Counter[Gram] = Counter()
    for _, _, title, abstract in papers:
        everywhere.update(wanted & grams_of(title, abstract))
    found: dict[str, Group] = {}
    for cluster, candidates in best:
        group = _group(papers, cluster, candidates, everywhere)
        if group is not None and len(found) < limit:
            found.setdefault(group.name, group)
    return list(found.values())


def _known() -> None:
    try:
        import sklearn  # noqa: F401 - only whether it is there
    except ImportError:
        raise UsageFault(
            "topics suggest needs scikit-learn, which is not installed; pip install 'papertriage[learn]'"
        ) from None


def _clusters(papers: Sequence[Text], seed: int) -> list[_Cluster]:
    """Return what k-means makes of the papers; groups of fewer than LEAST_PAPERS are left out."""
    import numpy as np  # as the module says
    from sklearn.cluster import KMeans

    texts = [f"{title}. {title}. {abstract or ''}" for _, _, title, abstract in papers]
    wanted = max(2, min(300, len(papers) // _PAPERS_A_GROUP))
    with warnings.catch_warnings():  # papers with the same words are fewer points than groups asked for
        warnings.simplefilter("ignore")
        points = _points(texts, seed)
        if points is None:
            return []
        made = KMeans(min(wanted, len(papers)), n_init=2, max_iter=60, random_state=seed).fit(points)
    middles = made.cluster_centers_
    lengths = np.linalg.norm(middles, axis=1)
    found = []
    for label in range(len(middles)):
        places = np.flatnonzero(made.labels_ == label)
        if len(places) >= LEAST_PAPERS and lengths[label] > 0:
            nearness = points[places] @ middles[label] / lengths[label]
            order = np.lexsort((places, -np.round(nearness, 6)))
            found.append(_Cluster([int(place) for place in places[order]], round(float(nearness.mean()), 4)))
    return found


def _points(texts: Sequence[str], seed: int) -> Any:
    """Return a row of length one for each text; None where the texts share no words at all."""
    from sklearn.decomposition import TruncatedSVD  # as the module says
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    many = len(texts) > 200
    vectorizer = TfidfVectorizer(
        token_pattern=r"(?u)\b[^\W\d_][\w-]+\b",  # noqa: S106 - no password
        stop_words=sorted(STOP),
        min_df=3 if many else 1,
        max_df=0.2 if many else 1.0,
        max_features=_VOCABULARY,
        sublinear_tf=True,
        dtype="float32",
    )
    try:
        weights = vectorizer.fit_transform(texts)
    except ValueError:  # "empty vocabulary": nothing but stop words
        return None
    dimensions = min(_DIMENSIONS, min(weights.shape) - 1)
    if dimensions < 2:
        return normalize(weights.toarray())
    return normalize(TruncatedSVD(dimensions, random_state=seed).fit_transform(weights))


def _candidates(papers: Sequence[Text], cluster: _Cluster) -> dict[Gram, int]:
    """Return the words that an eighth of a group's papers have and that may name it, with how many do."""
    inside = Counter(
        gram for place in cluster.places for gram in grams_of(papers[place][2], papers[place][3])
    )
    least = max(2, len(cluster.places) // 8)
    return {gram: count for gram, count in inside.items() if count >= least and _names(gram)}


def _group(
    papers: Sequence[Text], cluster: _Cluster, inside: dict[Gram, int], everywhere: Counter[Gram]
) -> Group | None:
    """Name a group by the words that set it apart; None where none do."""
    size, rest = len(cluster.places), len(papers) - len(cluster.places)
    ranked = sorted(
        (-_rank(Counted(gram, count, everywhere[gram] - count), size, rest), gram)
        for gram, count in inside.items()
    )
    words = without_parts((gram for rank, gram in ranked[:60] if rank < 0), WORDS)
    if not words:
        return None
    nearest = tuple((papers[place][1], papers[place][2]) for place in cluster.places[:TITLES])
    name = topic_name("-".join(_name(words[0], inside)))
    return Group(name, size, cluster.likeness, tuple(" ".join(gram) for gram in words), nearest)


def _name(first: Gram, inside: dict[Gram, int]) -> Gram:
    """Return the group's most telling words, and the word that mostly stands beside where it is one."""
    if len(first) > 1:
        return first
    pairs = [
        (-count, gram)
        for gram, count in inside.items()
        if len(gram) == 2 and first[0] in gram and count * 4 >= inside[first]
    ]
    return min(pairs)[1] if pairs else first


def _rank(counted: Counted, size: int, rest: int) -> float:
    """Return how well words name a group; two words say more than one."""
    worth = deviations(counted, size, rest)
    return worth * (1.5 if len(counted.gram) > 1 else 1.0)


def _names(gram: Gram) -> bool:
    """Return whether words may name a group: no stop words, no numbers, and not everyday words alone."""
    if any(word in STOP or word.isdigit() or len(word) < 2 for word in gram):
        return False
    return len(gram) > 1 or (gram[0] not in EVERYDAY and len(gram[0]) > 2)
