"""How well and how fast papers are found to be one; writes docs/bench-identity.md.

    python bench/identity.py [--titles 1000000] [--slice 5000]

Invented titles with planted near-duplicates, beside other ways on a slice of them, with time and memory;
and real papers listed by Hugging Face and by arXiv (from ../shared, where that is), the ids of one side
hidden.
"""

import argparse
import datetime
import random
import resource
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import generate
from papertriage import sources
from papertriage.identify import (
    MERGE,
    SUGGEST,
    Facts,
    Likeness,
    candidate,
    compare,
    near_keys,
    partition,
)
from papertriage.identify.partition import MARGIN
from papertriage.library import NearKeys
from papertriage.library.connection import Database
from papertriage.library.near import NearIndex
from papertriage.model import Cleaned, Page, Sighting
from papertriage.normalise import normalise

ROOT = Path(__file__).resolve().parents[1]
BULK = ROOT / "../shared/real/bulk"
PAGE = ROOT / "docs/bench-identity.md"
TODAY = datetime.date(2026, 9, 1)
CHUNK = 1000

Pair = tuple[int, int]


class Score(NamedTuple):
    """How many pairs there are and how many of these were found; how many were found in all, and right."""

    there: int
    met: int  # of those that are there, how many were found
    found: int
    right: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.met / self.there if self.there else 1.0


# -- real papers ---------------------------------------------------------------------------------------------


def listed(file: Path) -> dict[str, Cleaned]:
    """Read all records of a file: arXiv id -> what the first listing of it says."""
    found: dict[str, Cleaned] = {}
    for part in sources.parts(str(file), sources.Limits(), sources.is_list):
        if part.dump is None:
            continue
        with part.dump as dump:
            facts = dump.facts()
            source = sources.detect(dump.name, dump.head(facts.encoding))
            for item in source.reader(sources.Content(dump, facts.encoding)):
                if isinstance(item, Sighting):
                    cleaned = normalise(item, Page(captured=TODAY.isoformat()), TODAY)
                    if cleaned.arxiv_id:
                        found.setdefault(cleaned.arxiv_id, cleaned)
    return found


HIDDEN: dict[str, Callable[[Cleaned], Cleaned]] = {
    "title, abstract, authors, date": lambda c: c,
    "without the abstract": lambda c: c._replace(abstract=None),
    "title, abstract, number of authors, date, as a text dump has them": lambda c: c._replace(
        authors=None, author_count=len(c.authors or ()) or c.author_count
    ),
    "title and abstract alone": lambda c: c._replace(
        authors=None, author_count=None, published=None, year=None
    ),
    "title and number of authors alone": lambda c: c._replace(
        abstract=None,
        authors=None,
        author_count=len(c.authors or ()) or c.author_count,
        published=None,
        year=None,
    ),
}


def across(bare: dict[str, Cleaned], named: dict[str, Cleaned], show: Callable[[Cleaned], Cleaned]) -> Score:
    """Match records whose ids are hidden with those that have theirs."""
    homes: dict[int, list[str]] = defaultdict(list)
    for arxiv_id, cleaned in named.items():
        for key in near_keys(cleaned):
            homes[key].append(arxiv_id)
    facts = {arxiv_id: Facts(cleaned) for arxiv_id, cleaned in named.items()}
    right = found = 0
    for arxiv_id, cleaned in bare.items():
        hidden = show(cleaned._replace(arxiv_id=None, doi=None, links=()))
        near = {each for key in near_keys(hidden) for each in homes.get(key, ())}
        mine = Facts(hidden)
        best = sorted(((compare(mine, facts[each]).points, each) for each in near), reverse=True)[:2]
        if (
            not best
            or best[0][0] < MERGE
            or (len(best) > 1 and best[1][0] >= max(MERGE, best[0][0] - MARGIN))
        ):
            continue
        found += 1
        right += best[0][1] == arxiv_id
    return Score(len(bare.keys() & named.keys()), right, found, right)


def real() -> Iterator[str]:
    """Say how well the papers of one listing are found in the other."""
    bare, named = (
        listed(BULK / "hf_daily_2024-05_2026-08.tar.gz"),
        listed(BULK / "arxiv_2025-11_2026-08.jsonl.gz"),
    )
    yield (
        f"{len(bare):,} papers of Hugging Face, their ids hidden, are sought among {len(named):,} of arXiv; "
        f"{len(bare.keys() & named.keys()):,} are there.\n"
    )
    yield "| what the hidden side says | precision | recall | to reach |"
    yield "| --- | --: | --: | --: |"
    for what, show in HIDDEN.items():
        score = across(bare, named, show)
        yield f"| {what} | {score.precision:.4f} | {score.recall:.4f} | 0.999, 0.98 |"


# -- invented titles -----------------------------------------------------------------------------------------


def _typo(title: str, chance: random.Random) -> str:
    words = title.split()
    at = max(range(len(words)), key=lambda place: len(words[place]))
    letter = chance.randrange(2, len(words[at]) - 1)
    words[at] = words[at][:letter] + words[at][letter + 1 :]
    return " ".join(words)


def _dropped(title: str, chance: random.Random) -> str:
    words = title.split()
    del words[chance.randrange(1, len(words))]
    return " ".join(words)


SAME: dict[str, Callable[[str, random.Random], str]] = {
    "in capitals": lambda title, _: title.upper(),
    "a letter lost": _typo,
    "a subtitle added": lambda title, _: f"{title}: A Closer Look at What It Costs",
    "a word dropped (suggested, or merged if long)": _dropped,
}
OTHER: dict[str, Callable[[str, random.Random], str]] = {
    "another number": lambda title, chance: f"{title} {chance.randrange(2, 9)}",
    "a negation": lambda title, _: f"Not {title}",
    "part two": lambda title, _: f"{title}, Part II",
    "a reply": lambda title, _: f"Reply to: {title}",
}


class Planted(NamedTuple):
    """Titles, and of some which other one they were made from."""

    titles: list[str]
    same: dict[Pair, str]  # pairs that are one paper -> what was done to the second
    other: dict[Pair, str]


def planted(count: int, seed: int = 7) -> Planted:
    """Give invented titles; every twentieth is an earlier one changed, one way or the other."""
    chance = random.Random(seed)
    made = Planted([], {}, {})
    fresh = (paper.title for paper in generate.papers(count, seed))
    while len(made.titles) < count:
        if len(made.titles) % 20 or not made.titles:
            made.titles.append(next(fresh))
            continue
        of = chance.randrange(len(made.titles))
        of -= of % 20 == 0 and of > 0  # those are changed ones themselves
        changes, pairs = (SAME, made.same) if chance.random() < 0.6 else (OTHER, made.other)
        what = chance.choice(list(changes))
        pairs[of, len(made.titles)] = what
        made.titles.append(changes[what](made.titles[of], chance))
    return made


def identified(titles: Sequence[str]) -> tuple[set[Pair], set[Pair]]:
    """Find which titles are one paper, and which may be, as reading them in dumps of a thousand does."""
    cleaned = [normalise(Sighting("csv", title), Page(), TODAY) for title in titles]
    started = time.perf_counter()
    index = NearIndex(_store())
    likenesses: list[Likeness] = []
    for start in range(0, len(titles), CHUNK):
        portion = range(start, min(start + CHUNK, len(titles)))
        keys = [NearKeys(number, False, near_keys(cleaned[number])) for number in portion]
        index.add(keys)
        likenesses += _likenesses(cleaned, index.meet(keys))
    touched = sorted({end for each in likenesses for end in each[:2]})
    settled = partition([candidate(number, cleaned[number]) for number in touched], likenesses)
    print(f"{len(titles):,} titles identified in {time.perf_counter() - started:.1f} s")
    merged = {pair for group in settled.groups for pair in _pairs([each.sighting for each in group])}
    return merged, {(each.first, each.second) for each in settled.left}


def _likenesses(cleaned: Sequence[Cleaned], met: dict[int, set[int]]) -> Iterator[Likeness]:
    for one, others in met.items():
        for other in others:
            if other < one:
                points = compare(Facts(cleaned[other]), Facts(cleaned[one])).points
                if points >= SUGGEST:
                    yield Likeness(other, one, points)


def _store() -> Database:
    raw = sqlite3.connect(":memory:", isolation_level=None)
    raw.execute("CREATE TABLE near_keys (id INTEGER PRIMARY KEY, named INTEGER, size INTEGER, keys BLOB)")
    return Database(raw, Path(":memory:"))


def _pairs(numbers: Sequence[int]) -> Iterator[Pair]:
    ordered = sorted(numbers)
    return ((a, b) for at, a in enumerate(ordered) for b in ordered[at + 1 :])


# -- other ways ----------------------------------------------------------------------------------------------


def same_letters(titles: Sequence[str]) -> set[Pair]:
    """Give titles that are the same letter by letter, as ASReview's `data dedup` compares them."""
    homes: dict[str, list[int]] = defaultdict(list)
    for number, title in enumerate(titles):
        homes["".join(c for c in title.lower() if c.isalnum())].append(number)
    return {pair for numbers in homes.values() for pair in _pairs(numbers)}


def all_pairs(titles: Sequence[str]) -> set[Pair]:
    """Compare every two titles with rapidfuzz; 90 of 100 and more are one."""
    import numpy as np
    from rapidfuzz import fuzz, process

    lower = [title.lower() for title in titles]
    scores = process.cdist(lower, lower, scorer=fuzz.ratio, score_cutoff=90, dtype=np.uint8, workers=1)
    return {(int(a), int(b)) for a, b in np.argwhere(scores >= 90) if a < b}


def tf_idf(titles: Sequence[str]) -> set[Pair]:
    """Compare by TF-IDF of three letters, as `dedupe`-like tools do; cosines of 0.8 and more are one."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.neighbors import NearestNeighbors

    features = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3)).fit_transform(titles)
    near = NearestNeighbors(radius=0.2, metric="cosine").fit(features)
    graph = near.radius_neighbors_graph(features).tocoo()
    return {(int(a), int(b)) for a, b in zip(graph.row, graph.col, strict=True) if a < b}


WAYS: dict[str, Callable[[Sequence[str]], set[Pair]]] = {
    "papertriage": lambda titles: identified(titles)[0],
    "the same letters (as ASReview's dedup)": same_letters,
    "rapidfuzz.cdist, ratio of 90": all_pairs,
    "TF-IDF of three letters, cosine of 0.8 (as dedupe-like tools)": tf_idf,
}


def score(made: Planted, found: set[Pair]) -> Score:
    """Count pairs: recall is of those planted alone; right is also what is one by way of a third title."""
    groups = _roots(made)
    right = sum(groups[a] == groups[b] for a, b in found)
    return Score(len(made.same), len(made.same.keys() & found), len(found), right)


def _roots(made: Planted) -> list[int]:
    root = list(range(len(made.titles)))
    for a, b in sorted(made.same, key=lambda pair: pair[1]):
        root[b] = root[a]
    first: dict[str, int] = {}  # one title changed twice in one way
    return [first.setdefault(title, root[number]) for number, title in enumerate(made.titles)]


def invented(count: int, part: int) -> Iterator[str]:
    """Measure on many titles, and on a slice beside other ways."""
    small = planted(part)
    yield f"Of {part:,} titles, {len(small.same)} are another one changed; {len(small.other)} only look so.\n"
    yield "| way | seconds | titles/s | precision | recall |"
    yield "| --- | --: | --: | --: | --: |"
    for what, way in WAYS.items():
        started = time.perf_counter()
        found = score(small, way(small.titles))
        took = time.perf_counter() - started
        yield f"| {what} | {took:.2f} | {part / took:,.0f} | {found.precision:.3f} | {found.recall:.3f} |"
    yield ""
    large = planted(count)
    started = time.perf_counter()
    merged, left = identified(large.titles)
    took = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    total = score(large, merged)
    yield (
        f"{count:,} titles: {took:.0f} s with cleaning ({count / took:,.0f} titles/s; to reach: 60 s), "
        f"{memory:,.0f} MB at the most (to reach: 1,500), precision {total.precision:.4f}, "
        f"recall {total.recall:.4f}.\n"
    )
    yield "| what was done to the second title | pairs | merged | suggested |"
    yield "| --- | --: | --: | --: |"
    yield from _kinds(large.same, merged, left)
    yield from _kinds(
        {pair: f"{what} (must not be merged)" for pair, what in large.other.items()}, merged, left
    )


def _kinds(pairs: dict[Pair, str], merged: set[Pair], left: set[Pair]) -> Iterator[str]:
    every = Counter(pairs.values())
    found = Counter(what for pair, what in pairs.items() if pair in merged)
    asked = Counter(what for pair, what in pairs.items() if pair in left)
    for what, times in every.items():
        yield f"| {what} | {times:,} | {found[what] / times:.1%} | {asked[what] / times:.1%} |"


def page(parts: Iterable[Iterator[str]]) -> str:
    """Put the page together, printing every line as it is known."""
    lines = [
        "# Which papers are one: measurements\n",
        "`make bench-identity` writes this page. Seconds differ from machine to machine; the rows of a table",
        "were measured in one run.\n",
    ]
    for line in (line for part in parts for line in part):
        print(line)
        lines.append(line)
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--titles", type=int, default=1_000_000)
    parser.add_argument("--slice", type=int, default=5_000)
    arguments = parser.parse_args()
    parts = [iter(["## Invented titles\n"]), invented(arguments.titles, arguments.slice)]
    if BULK.is_dir():
        parts += [iter(["\n## Real papers\n"]), real()]
    else:
        print("../shared/real/bulk is not here: real papers are left out")
    PAGE.write_text(page(parts), "utf-8")


if __name__ == "__main__":
    main()
