"""Make collections for `bench/ir.py` of what is at hand, unlike its own.

Collections whose names begin alike, up to a `-`, have the same papers.
"""

import gzip
import json
import random
import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

Papers = dict[str, tuple[str, str]]
"""Id -> title and abstract."""

Qrels = dict[str, dict[str, int]]
"""Query -> the papers that answer it, with their grades."""

_QUERIES = 150
_PAPERS = 8_000  # of arXiv
_KNOWN = range(4, 41)  # papers that a keyword is listed with
_WORD = re.compile(r"[^\W_]+")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


class Collection(NamedTuple):
    """Papers, queries, and which papers answer which queries."""

    name: str
    papers: Papers
    queries: dict[str, str]
    qrels: Qrels

    @property
    def library(self) -> str:
        """What the library of its papers is called."""
        return self.name.partition("-")[0]

    def example(self, query: str) -> str | None:
        """The paper that a query is the title of, where search is by example."""
        return query.partition("-")[0] if self.name.startswith("csfcube") else None


def made(bulk: Path, given: list[Collection]) -> Iterator[Collection]:
    """Of the files of `bulk`, where they are, and of the collections that are given."""
    yield from map(bare, given)
    yield from (by_abstract(each) for each in given if each.name.startswith("csfcube"))
    for file in bulk.glob("hf_daily*.tar.gz"):
        yield from keywords(file)
    for file in bulk.glob("arxiv*.jsonl.gz"):
        yield from known_items(file)


def bare(given: Collection) -> Collection:
    """Every other paper without its abstract, as many lists have them."""
    papers = {
        name: (title, "" if place % 2 and title else text)
        for place, (name, (title, text)) in enumerate(given.papers.items())
    }
    return given._replace(name=f"{given.name}_bare", papers=papers)


def by_abstract(given: Collection) -> Collection:
    """Search by example with title and abstract for the query."""
    queries = {query: " ".join(given.papers[query.partition("-")[0]]) for query in given.queries}
    return given._replace(name=f"{given.name}-abstracts", queries=queries)


def keywords(file: Path) -> Iterator[Collection]:
    """Keywords that papers are listed with, by how many words they have; and two keywords together."""
    listed = dict(_listed(file))
    papers = {name: (_flat(paper["title"]), _flat(paper["summary"])) for name, paper in listed.items()}
    having: dict[str, set[str]] = defaultdict(set)
    for name, paper in listed.items():
        for word in paper["ai_keywords"]:
            having[_flat(word).lower()].add(name)
    known = {word: names for word, names in having.items() if len(names) in _KNOWN}
    lengths: dict[str, Callable[[int], bool]] = {
        "one": lambda count: count == 1, "two": lambda count: count == 2, "more": lambda count: count > 2,
    }  # fmt: skip
    for length, fits in lengths.items():
        words = _some(word for word in known if fits(len(_WORD.findall(word))))
        yield _asked(f"hf-words_{length}", papers, {word: dict.fromkeys(known[word], 1) for word in words})
    yield _asked("hf-two_keywords", papers, _pairs(listed, known))


def _listed(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with tarfile.open(file) as archive:
        days = [archive.extractfile(member) for member in archive if member.name.endswith(".json")]
        for day in [json.load(opened) for opened in days if opened]:
            for paper in [entry.get("paper", {}) for entry in day if isinstance(entry, dict)]:
                if paper.get("ai_keywords") and paper.get("summary"):
                    yield paper["id"], paper


def _pairs(listed: dict[str, dict[str, Any]], known: dict[str, set[str]]) -> Qrels:
    """Two keywords that at least two papers share: those answer best, others with one of them a little."""
    shared: Counter[tuple[str, str]] = Counter()
    for paper in listed.values():
        here = sorted({_flat(word).lower() for word in paper["ai_keywords"]} & known.keys())
        shared.update((one, other) for one in here for other in here if one < other)
    return {
        f"{one} {other}": {
            **dict.fromkeys(known[one] | known[other], 1),
            **dict.fromkeys(known[one] & known[other], 3),
        }
        for one, other in _some(pair for pair, count in shared.items() if count > 1)
    }


def known_items(file: Path) -> Iterator[Collection]:
    """A title, three words of it, or a sentence; its paper in the collection lacks it."""
    papers = _of_arxiv(file)
    names = _some(papers)
    untitled = papers | {name: ("", papers[name][1]) for name in names}
    yield _asked("arxiv-titles", untitled, {papers[name][0]: {name: 1} for name in names})
    counts = Counter(word for texts in papers.values() for word in set(_words(" ".join(texts))))
    words = {_telling(papers[name], counts): {name: 1} for name in names}
    yield _asked("arxiv-three_words", untitled, {query: answer for query, answer in words.items() if query})
    cut = {name: _cut(papers[name][1]) for name in names}
    shorter = papers | {name: (papers[name][0], rest) for name, (_, rest) in cut.items()}
    sentences = {sentence: {name: 1} for name, (sentence, _) in cut.items() if len(sentence) > 60}
    yield _asked("abridged-sentences", shorter, sentences)


def _of_arxiv(file: Path) -> Papers:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        papers = {paper["id"]: paper for paper in map(json.loads, lines) if len(paper["abstract"]) > 500}
    chosen = _some(papers, _PAPERS)
    return {name: (_flat(papers[name]["title"]), _flat(papers[name]["abstract"])) for name in chosen}


def _telling(texts: tuple[str, str], counts: Counter[str]) -> str:
    """The three rarest words of a title that its abstract has and some other papers too."""
    inside = set(_words(texts[1]))
    likely = [word for word in dict.fromkeys(_words(texts[0])) if counts[word] > 7 and word in inside]
    rarest = set(sorted(likely, key=lambda word: counts[word])[:3])
    return " ".join(word for word in likely if word in rarest) if len(rarest) == 3 else ""


def _cut(text: str) -> tuple[str, str]:
    """A sentence in the middle, and the text without it."""
    parts = _END.split(text)
    sentence = parts.pop(len(parts) // 2)
    return sentence, " ".join(parts)


def _asked(name: str, papers: Papers, answers: Qrels) -> Collection:
    queries = {f"q{place}": text for place, text in enumerate(answers)}
    return Collection(name, papers, queries, dict(zip(queries, answers.values(), strict=True)))


def _some(of: Any, count: int = _QUERIES) -> list[Any]:
    chosen = sorted(of)
    random.Random(7).shuffle(chosen)
    return chosen[:count]


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if len(word) > 2 and not word.isdigit()]


def _flat(text: str) -> str:
    return " ".join(text.split())
