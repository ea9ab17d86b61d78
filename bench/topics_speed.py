"""How fast topics are matched, beside plain tools that only tell which phrases stand in a text.

    python bench/topics_speed.py [--papers 5000] [--real]

One process, one core, processor time. Every round matches the same papers with each tool, in turns; what is
told is the median of the rounds after the first, and the first by itself: RE2 builds its automata while it
meets new text, so a short run is mostly that. Nothing fails for being slow.

A peer does less: it tells which phrases stand there, and knows neither gaps nor conditions, exclusions,
points or evidence. google-re2 is given the phrases' patterns whole; flashtext (`pip install flashtext`, left
out where it is not installed) the words of phrases without gaps, choice by choice.
"""

import argparse
import gzip
import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import generate
from papertriage.topics import Matcher, Topic, load_topics
from papertriage.topics.pattern import as_ascii, phrase_pattern
from report import Row, table

REAL = Path(__file__).resolve().parents[1] / "../shared/real/bulk"
ROUNDS = 7
BATCH = 250  # papers given to the matcher at once, as `ingest` does
SEED = 1
TO_REACH = 40_000  # papers a second
MEMORY = 512 << 20  # bytes, for the peer's automaton

Paper = tuple[str, str | None]
Tool = Callable[[Sequence[Paper]], int]  # gives how many hits it found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--papers", type=int, default=5_000)
    parser.add_argument("--real", action="store_true", help="real texts too, where ../shared is there")
    arguments = parser.parse_args()
    print(table(list(rows(arguments.papers, real=arguments.real))))


def rows(count: int, *, real: bool = False) -> Iterator[Row]:
    """Measure on invented papers, and on real ones if asked and there."""
    topics = load_topics()
    yield from measured("invented papers", invented(count), topics)
    texts = real_papers(count) if real else []
    if texts:
        yield from measured("real papers", texts, topics)
    elif real:
        print(f"no real papers in {REAL}", file=sys.stderr)


def measured(name: str, papers: Sequence[Paper], topics: Sequence[Topic]) -> Iterator[Row]:
    """Match one lot of papers with all topics, and with each peer, in turns."""
    tools: dict[str, Tool] = {"papertriage": ours(topics), "google-re2 Set alone": re2_set(topics)}
    words = flashtext(topics)
    if words is not None:
        tools["flashtext"] = words
    seconds: dict[str, list[float]] = {tool: [] for tool in tools}
    found: dict[str, int] = {}
    for turn in range(ROUNDS):
        print(f"{name}, turn {turn + 1} of {ROUNDS}", file=sys.stderr, flush=True)
        for tool, match in tools.items():
            started = time.process_time()
            found[tool] = match(papers)
            seconds[tool].append(time.process_time() - started)
    rate = {tool: len(papers) / median(taken[1:]) for tool, taken in seconds.items()}
    first = {tool: len(papers) / taken[0] for tool, taken in seconds.items()}
    phrases = sum(len(topic.phrases) for topic in topics)
    hits = found["papertriage"] / len(papers)
    what = f"{len(topics)} topics, {phrases} phrases, {hits:.1f} hits a paper: {len(papers):,} {name}"
    peer = "google-re2 Set alone"
    yield Row(what, rate["papertriage"], "papers/s", at_least=TO_REACH)
    yield Row("the same", rate["papertriage"], "papers/s", peer, rate[peer])
    yield Row("the same", rate["papertriage"], "papers/s", "flashtext", rate.get("flashtext", math.nan))
    yield Row("the same, texts not met before", first["papertriage"], "papers/s", peer, first[peer])


def ours(topics: Sequence[Topic]) -> Tool:
    """Topics with scores and evidence."""
    matcher = Matcher(topics)

    def match(papers: Sequence[Paper]) -> int:
        batches = (papers[start : start + BATCH] for start in range(0, len(papers), BATCH))
        return sum(len(hits) for batch in batches for hits in matcher.match_all(batch))

    return match


def re2_set(topics: Sequence[Topic]) -> Tool:
    """Which phrases stand in a text, all patterns in one automaton, gaps left out."""
    import re2

    options = re2.Options()
    options.max_mem = MEMORY
    options.encoding = re2.Options.Encoding.LATIN1
    made = re2.Set.SearchSet(options)
    for pattern in {
        phrase_pattern(piece, exact=phrase.exact)
        for topic in topics
        for phrase in topic.phrases
        for piece in _pieces(phrase.text)
    }:
        made.Add(pattern.encode("ascii"))
    made.Compile()
    return lambda papers: sum(len(made.Match(as_ascii(_text(paper))) or ()) for paper in papers)


def flashtext(topics: Sequence[Topic]) -> Tool | None:
    """Which words of the phrases stand in a text; None without flashtext."""
    try:
        from flashtext import KeywordProcessor
    except ImportError:
        return None
    words: Any = KeywordProcessor()
    for topic in topics:
        for phrase in topic.phrases:
            for piece in _pieces(phrase.text):
                for choice in piece.strip().removeprefix("(").removesuffix(")").split("|"):
                    if keyword := " ".join(
                        choice.replace("*", "").replace("(", " ").replace(")", " ").split()
                    ):
                        words.add_keyword(keyword)
    return lambda papers: sum(len(words.extract_keywords(_text(paper))) for paper in papers)


def invented(count: int) -> list[Paper]:
    """Papers that do not exist."""
    return [(paper.title, paper.abstract) for paper in generate.papers(count, SEED)]


def real_papers(count: int) -> list[Paper]:
    """Papers of arXiv, where somebody has put them beside the project."""
    found: list[Paper] = []
    for path in sorted(REAL.glob("arxiv_*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            records = (json.loads(line) for line in islice(lines, count - len(found)))
            found += [(" ".join(each["title"].split()), each.get("abstract")) for each in records]
    return found


def _pieces(text: str) -> list[str]:
    """What the gaps of a phrase part; a letter alone is no piece."""
    return [part for part in text.split("...") if sum(map(str.isalnum, part)) > 1]


def _text(paper: Paper) -> str:
    return f"{paper[0]}\n{paper[1] or ''}"


if __name__ == "__main__":
    main()
