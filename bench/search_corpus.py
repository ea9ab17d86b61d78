"""The papers that search is measured on: invented ones, with real ones strewn in where there are some.

    python bench/search_corpus.py --papers 1000000 > papers.jsonl

Real titles and abstracts are read from `../shared/real/bulk/*.jsonl.gz` (id, title, abstract, authors,
categories, published) and stand evenly among the invented; without that folder all are invented.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import generate

REAL = Path(__file__).resolve().parents[2] / "shared" / "real" / "bulk"
FIELDS = ("title", "abstract", "authors", "categories", "published")


def lines(count: int, seed: int, real: Path = REAL) -> Iterator[str]:
    """So many papers as JSON lines, the same ones for the same seed."""
    taken = list(_real(real))[: count // 2]
    every = count // len(taken) if taken else count + 1
    invented = map(generate.as_json, generate.papers(count - len(taken), seed))
    strewn = iter(taken)
    for number in range(count):
        line = next(strewn, None) if number % every == every - 1 else None
        yield line or next(invented, None) or next(strewn)


def _real(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*.jsonl.gz")) if folder.is_dir() else []:
        with gzip.open(file, "rt", encoding="utf-8") as records:
            for record in map(json.loads, records):
                kept = {name: record[name] for name in FIELDS if record.get(name)}
                yield json.dumps({**kept, "arxiv_id": record["id"]}, ensure_ascii=False) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--papers", type=int, default=1000, help="how many (default 1000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other papers (default 1)")
    arguments = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.writelines(lines(arguments.papers, arguments.seed))


if __name__ == "__main__":
    main()
