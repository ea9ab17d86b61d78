"""How good the topics are beside simpler ways to tag, on the same labelled papers in one run.

    python bench/topics_quality.py LABELS LIBRARY [--write docs/topics.md]

LABELS are what `papertriage topics eval` takes; papers whose texts are not in it are looked up in LIBRARY.
Prints a Markdown table of F1 per topic, micro and macro, with 95 % bootstrap intervals; `--write` puts it
between the marks `<!-- peers -->` and `<!-- end peers -->` of a page. Needs scikit-learn and flashtext.

The rules are those of this checkout. What needs labels is cross-validated: no verdict is by a model that
saw the paper. Simpler ways get what they can use of the topic files: title, name and aliases, and flashtext
every phrase without operators beside. The nearest definition counts only above a likeness chosen on these
very labels, which flatters it.
"""

import argparse
import hashlib
import os
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from flashtext import KeywordProcessor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from papertriage import config
from papertriage.cli.topics_labels import examples_of, labelled, read_labels
from papertriage.topics import Matcher, Topic, load_topics
from papertriage.topics.evaluate import Labelled, Report, Score, evaluate, labels_of
from papertriage.topics.learned_train import out_of_fold

FOLDS = 5
TITLE_TIMES = 3
START, END = "<!-- peers -->", "<!-- end peers -->"

Tags = list[set[str]]  # of each paper


class Task(NamedTuple):
    """The labelled papers, and the topics that the labels speak of."""

    papers: list[Labelled]
    topics: list[Topic]


def rules(task: Task) -> Tags:
    hits = Matcher(task.topics).match_all([(paper.title, paper.abstract) for paper in task.papers])
    return [{hit.name for hit in found} for found in hits]


def rules_and_learned(task: Task) -> Tags:
    """Give the fused verdicts, out of fold, of every topic with enough labels; else the rule's.

    Topics where fusing turns out worse are not put back to their rule, as `topics learn` would.
    """
    by_rule = rules(task)
    fused = {
        (each.example.title, each.example.abstract, name): each.fused
        for name, verdicts in out_of_fold(examples_of(task.papers), task.topics).items()
        for each in verdicts
    }
    return [
        {
            topic.name
            for topic in task.topics
            if fused.get((paper.title, paper.abstract, topic.name), topic.name in tags)
        }
        for paper, tags in zip(task.papers, by_rule, strict=True)
    ]


def substrings(task: Task) -> Tags:
    words = {topic.name: [word.lower() for word in called(topic)] for topic in task.topics}
    return [
        {name for name, its in words.items() if any(word in text(paper).lower() for word in its)}
        for paper in task.papers
    ]


def flashtext_keywords(task: Task) -> Tags:
    finder = KeywordProcessor()
    topics_of: dict[str, set[str]] = {}
    for topic in task.topics:
        plain = [
            phrase.text
            for phrase in topic.phrases
            if phrase.weight > 0 and not set("(|*.") & set(phrase.text)
        ]
        for word in {*called(topic), *plain}:
            topics_of.setdefault(word.lower(), set()).add(topic.name)
            finder.add_keyword(word, word.lower())
    return [
        {name for word in finder.extract_keywords(text(paper)) for name in topics_of[word]}
        for paper in task.papers
    ]


def linear_svm(task: Task) -> Tags:
    """Give the verdicts of an SVM out of fold; its cutoff is the best one out of fold within what it saw."""
    tags: Tags = [set() for _ in task.papers]
    for topic in task.topics:
        every = range(len(task.papers))
        for held in folds(task, topic.name, every):
            seen = [at for at in every if at not in held and topic.name not in task.papers[at].grey]
            cutoff = best_cutoff(task, topic.name, seen)
            for at, margin in margins(task, topic.name, seen, held).items():
                if margin > cutoff:
                    tags[at].add(topic.name)
    return tags


def best_cutoff(task: Task, name: str, places: Sequence[int]) -> float:
    """Give the margin with the best F1 on these papers, each judged by a model of the others among them."""
    found: dict[int, float] = {}
    for held in folds(task, name, places):
        found |= margins(task, name, [at for at in places if at not in held], held)
    ordered = sorted(found.values())
    between = [(low + high) / 2 for low, high in pairwise(ordered)]

    def f1(cutoff: float) -> float:
        pairs = [(margin > cutoff, name in task.papers[at].topics) for at, margin in found.items()]
        right, wrong = sum(said and has for said, has in pairs), sum(said != has for said, has in pairs)
        return 2 * right / max(1, 2 * right + wrong)

    return max([0.0, *between], key=f1)


def margins(task: Task, name: str, seen: Sequence[int], held: set[int]) -> dict[int, float]:
    """Give what an SVM of the seen papers says of the held ones; nothing where all it saw is of one kind."""
    has = [name in task.papers[at].topics for at in seen]
    if len(set(has)) < 2:
        return {}
    vectors, model = vectorizer(), LinearSVC(class_weight="balanced", random_state=0)
    model.fit(vectors.fit_transform([weighted(task.papers[at]) for at in seen]), has)
    order = sorted(held)
    said = model.decision_function(vectors.transform([weighted(task.papers[at]) for at in order]))
    return dict(zip(order, map(float, said), strict=True))


def folds(task: Task, name: str, places: Sequence[int]) -> list[set[int]]:
    """Deal the papers into FOLDS, with the topic and without it evenly, by the hash of their titles."""
    order = sorted(
        places,
        key=lambda at: (
            name not in task.papers[at].topics,
            hashlib.sha256(task.papers[at].title.encode()).hexdigest(),
        ),
    )
    return [set(order[start::FOLDS]) for start in range(FOLDS)]


def nearest_definition(task: Task) -> Tags:
    vectors = vectorizer()
    papers = vectors.fit_transform([weighted(paper) for paper in task.papers])
    likeness = (papers @ vectors.transform([meaning(topic) for topic in task.topics]).T).toarray()
    nearest, best = likeness.argmax(axis=1), likeness.max(axis=1)

    def above(cutoff: float) -> Tags:
        return [
            {task.topics[at].name} if value > cutoff else set()
            for at, value in zip(nearest, best, strict=True)
        ]

    return max((above(cutoff) for cutoff in np.linspace(0, 0.5, 51)), key=lambda tags: micro_f1(task, tags))


def micro_f1(task: Task, tags: Tags) -> float:
    right = wrong = 0
    for paper, said in zip(task.papers, tags, strict=True):
        right += len(said & paper.topics - paper.grey)
        wrong += len((said ^ paper.topics) - paper.grey)
    return 2 * right / max(1, 2 * right + wrong)


def vectorizer() -> TfidfVectorizer:
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english")


def text(paper: Labelled) -> str:
    return f"{paper.title}\n{paper.abstract or ''}"


def weighted(paper: Labelled) -> str:
    return f"{paper.title}\n" * TITLE_TIMES + (paper.abstract or "")


def called(topic: Topic) -> list[str]:
    return [topic.title, topic.name, topic.name.replace("-", " "), *topic.aliases]


def meaning(topic: Topic) -> str:
    return " ".join((topic.title, topic.definition, *topic.applies, *topic.aliases))


WAYS: dict[str, Callable[[Task], Tags]] = {
    "rules": rules,
    "rules + learned": rules_and_learned,
    "substrings": substrings,
    "flashtext": flashtext_keywords,
    "linear SVM": linear_svm,
    "nearest definition": nearest_definition,
}


def table(task: Task, reports: dict[str, Report]) -> str:
    names = [topic.name for topic in task.topics]
    lines = [
        f"F1 on {len(task.papers)} labelled papers, with 95 % bootstrap intervals.",
        "",
        "| topic | labels | " + " | ".join(reports) + " |",
        "|---|---:|" + "---|" * len(reports),
    ]
    for at, name in enumerate(names):
        labels = sum(name in paper.topics - paper.grey for paper in task.papers)
        cells = [cell(report.topics[at]) for report in reports.values()]
        lines.append(f"| `{name}` | {labels} | {' | '.join(cells)} |")
    total = sum(len(paper.topics - paper.grey) for paper in task.papers)
    for which in ("micro", "macro"):
        cells = [f"**{cell(getattr(report, which))}**" for report in reports.values()]
        lines.append(f"| **{which}** | {total} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def cell(score: Score) -> str:
    value, low, high = score.f1
    if value is None or low is None or high is None:
        return "–"
    return f"{value:.2f} ({low:.2f}–{high:.2f})"


def write(page: Path, lines: str) -> None:
    before, start, rest = page.read_text("utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise SystemExit(f"{page}: has no {START} … {END}")
    page.write_text(f"{before}{START}\n\n{lines}\n{END}{after}", "utf-8")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("labels", type=Path)
    asked.add_argument("library", type=Path)
    asked.add_argument("--write", type=Path, metavar="PAGE")
    options: Any = asked.parse_args()
    topics = load_topics()
    set_to = config.load(os.environ, library=str(options.library))
    papers = [paper for lot in labelled(read_labels([options.labels], topics), set_to) for paper in lot]
    names = labels_of(papers)
    task = Task(papers, [topic for topic in topics if topic.name in names])
    reports = {way: evaluate(papers, tags_of(task), names) for way, tags_of in WAYS.items()}
    lines = table(task, reports)
    print(lines, end="")
    if options.write:
        write(options.write, lines)


if __name__ == "__main__":
    main()
