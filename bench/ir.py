"""Measure how well search ranks: nDCG@10 and recall@100 on test collections, beside plain peers.

    python bench/ir.py [--collections DIR] [--output FILE]

A collection is a folder of `corpus.jsonl.gz` (_id, title, text), `queries.jsonl` (_id, text) and `qrels.tsv`.
Each is ingested as JSON lines by `papertriage ingest` into a library of its own, and its queries are asked as
`papertriage search` asks them. `ir-measures` judges all rankings alike. A collection whose name begins with
`csfcube` is search by example: a query is a paper's title, and that paper is no answer.
"""

import argparse
import gzip
import json
import re
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ir_measures

import ir_folds
from ir_made import Collection, made
from ir_peers import PEERS
from measure import Command, run
from papertriage import search
from papertriage.library import open_library
from run import HERE, WORK, tool

DEPTH = 101  # one more than is judged: the paper asked by is left out
MEASURES = (ir_measures.nDCG @ 10, ir_measures.R @ 100)
OURS, OR_ED = "papertriage", "papertriage, OR"
_WORD = re.compile(r"[^\W_]+")
DOI = "10.5555/"  # a prefix of nobody's: gives each paper an id of its own


Ranking = dict[str, float]
Asker = Callable[[str], Ranking]
Ranker = Callable[[Collection], Asker]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--collections", type=Path, default=HERE.parents[1] / "shared" / "bench" / "ir")
    parser.add_argument("--bulk", type=Path, default=HERE.parents[1] / "shared" / "real" / "bulk")
    parser.add_argument("--output", type=Path, default=HERE.parent / "docs" / "search-quality.md")
    parser.add_argument("--only", action="append", help="only the ranker of this name (may be repeated)")
    parser.add_argument("--again", action="store_true", help="ingest the collections anew")
    arguments = parser.parse_args()
    if arguments.again:
        for home in WORK.glob("ir-*"):
            shutil.rmtree(home)
    if not arguments.collections.is_dir():
        sys.exit(f"{arguments.collections}: no test collections there; name their folder with --collections")
    given = [
        read(folder) for folder in sorted(arguments.collections.iterdir()) if (folder / "qrels.tsv").exists()
    ]
    rows, others = (
        [_row(each, arguments.only) for each in those] for those in (given, made(arguments.bulk, given))
    )
    if not arguments.only:
        folds = list(ir_folds.folds(given, answers))
        arguments.output.write_text(page(rows, others, folds), "utf-8")
    print(table([*rows, *others]))


def _row(collection: Collection, only: list[str] | None) -> tuple[Collection, dict[str, tuple[float, ...]]]:
    found = dict(judged(collection, only))
    print(_line(collection, found), file=sys.stderr, flush=True)
    return collection, found


def read(folder: Path) -> Collection:
    """Read a collection; queries that nothing is known to answer are left out."""
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        papers = {paper["_id"]: (paper["title"], paper["text"]) for paper in map(json.loads, lines)}
    qrels: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines()[1:]:
        query, paper, grade = line.split("\t")
        qrels[query][paper] = int(grade)
    with (folder / "queries.jsonl").open(encoding="utf-8") as lines:
        queries = {query["_id"]: query["text"] for query in map(json.loads, lines)}
    return Collection(folder.name, papers, {name: queries[name] for name in qrels}, dict(qrels))


def judged(collection: Collection, only: list[str] | None) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Each ranker with its measures and its milliseconds a query."""
    rankers: dict[str, Ranker] = {OURS: papertriage, OR_ED: with_ors, **PEERS}
    for name, ranker in rankers.items():
        if only and name not in only:
            continue
        ask = ranker(collection)
        started = time.process_time()
        found = _asked(collection, ask)
        took = (time.process_time() - started) / len(found) * 1000
        yield name, (*_judge(collection, found), took)


def answers(collection: Collection) -> dict[str, Ranking]:
    """Every query's answer by papertriage."""
    return _asked(collection, papertriage(collection))


def _asked(collection: Collection, ask: Asker) -> dict[str, Ranking]:
    """Every query's answer, without the paper that it was asked by."""
    found = {query: ask(text) for query, text in collection.queries.items()}
    for query, ranking in found.items():
        ranking.pop(collection.example(query) or "", None)
    return found


def _judge(collection: Collection, answers: dict[str, Ranking]) -> tuple[float, ...]:
    found = ir_measures.calc_aggregate(MEASURES, collection.qrels, answers)
    return tuple(float(found[measure]) for measure in MEASURES)


def papertriage(collection: Collection, *, or_ed: bool = False) -> Asker:
    """Ask a library of the collection, for each query as it stands."""
    library = open_library(ingested(collection) / "library")

    def ask(text: str) -> Ranking:
        asked = search.plan(" OR ".join(_WORD.findall(text.lower())) if or_ed else text)
        answer = search.ask(library, asked).page(DEPTH, marked=False)
        return {_name(hit.paper.id): float(DEPTH - place) for place, hit in enumerate(answer.hits)}

    return ask


def with_ors(collection: Collection) -> Asker:
    """The same with an OR between each two words of a query."""
    return papertriage(collection, or_ed=True)


def ingested(collection: Collection) -> Path:
    """The home of a library into which the program itself has read the collection."""
    home = WORK / f"ir-{collection.library}"
    if (home / "library").exists():
        return home
    home.mkdir(parents=True, exist_ok=True)
    dump = home / "papers.jsonl"
    dump.write_text("".join(_records(collection)), "utf-8")
    ended = run(Command((tool("papertriage"), "ingest", str(dump))), {"PAPERTRIAGE_HOME": str(home)})
    if ended.status:
        sys.exit(f"papertriage ingest {dump} failed with {ended.status}")
    return home


def _records(collection: Collection) -> Iterator[str]:
    for name, (title, text) in collection.papers.items():
        record: dict[str, Any] = {"title": title or "untitled", "abstract": text, "doi": f"{DOI}{name}"}
        yield json.dumps(record) + "\n"


def _name(public_id: str) -> str:
    return public_id.removeprefix(f"doi:{DOI}")


Rows = list[tuple[Collection, dict[str, tuple[float, ...]]]]


def table(rows: Rows) -> str:
    """One line a collection, one column a ranker: nDCG@10 / recall@100; the best nDCG@10 is marked."""
    names = list(rows[0][1])
    lines = [f"| collection | papers | queries | {' | '.join(names)} |", "|---" * (len(names) + 3) + "|"]
    for collection, found in rows:
        best = max(values[0] for values in found.values())
        cells = [
            f"{'**' if values[0] == best else ''}{values[0]:.3f}{'**' if values[0] == best else ''}"
            f" / {values[1]:.3f}"
            for values in found.values()
        ]
        counts = len(collection.papers), len(collection.queries)
        lines.append(f"| {' | '.join([collection.name, *map(str, counts), *cells])} |")
    means = [sum(found[name][0] for _, found in rows) / len(rows) for name in names]
    times = [sum(found[name][2] for _, found in rows) / len(rows) for name in names]
    lines.append(f"| mean nDCG@10 | | | {' | '.join(f'{mean:.3f}' for mean in means)} |")
    lines.append(f"| mean ms a query | | | {' | '.join(f'{each:.1f}' for each in times)} |")
    return "\n".join(lines)


def _line(collection: Collection, found: dict[str, tuple[float, ...]]) -> str:
    return f"{collection.name}: " + ", ".join(f"{name} {values[0]:.3f}" for name, values in found.items())


PAGE = """\
# How well search ranks

`make bench-ir` writes this page: nDCG@10 / recall@100 of `papertriage search` and of plain peers on test
collections of information retrieval, judged by `ir-measures`. Every ranker gets title and abstract of the
same papers and the words of the same queries; the peers take them OR-ed, without stop words where they have
a list of them. papertriage is asked as a reader asks it, by the query as it stands, and once more with an
OR between each two words. `csfcube` is search by example: each query is a paper's title, and that paper is
left out of its answer.

{table}

Milliseconds are of processor time: our own of the whole search of a library on disk, parsing and reading
the papers included; the peers' of their ranking alone, `bm25s` and TF-IDF from memory.

## Other collections

Made of what is at hand (`bench/ir_made.py`), and unlike those above. `_bare` is one of them with every
other paper without its abstract; `csfcube-abstracts` has title and abstract of a paper for a query, 180
words. The others are of real papers: `hf-words` asks by a keyword of one, two or more words for the papers
that are listed with it, which are a few of those that have it, and `hf-two_keywords` by two of them;
`arxiv-titles` by a title, `arxiv-three_words` by its three rarest words and `abridged-sentences` by a
sentence, for the one paper that it was cut out of.

{others}

Papers that have some of the words are as good as those with all once ORs stand between them, which costs
most where all are meant: `hf-words` and `three_words`. Where titles were cut out, the paper that is asked
for is `untitled` among others with titles, which costs most whoever counts titles most.

## Would other collections choose other constants?

Each constant of ranking was tried at some values by itself (`bench/ir_folds.py`). A column has what is best
without the collection that it names, on the three others, and below how all that was chosen does on the one
left out, beside the constants as they are; then the same with halves of the queries of the large ones,
chosen on one half and measured on the other. `=` is the constant as it is.

{folds}

What the order is made of, and what was tried, is in [decision
25](decisions/0025-a-closer-look-at-the-first-fifty.md).
"""


def page(rows: Rows, others: Rows, folds: list[ir_folds.Fold]) -> str:
    return PAGE.format(table=table(rows), others=table(others), folds=ir_folds.table(folds))


if __name__ == "__main__":
    main()
