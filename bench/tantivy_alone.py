"""How fast tantivy alone indexes titles and abstracts: the peer of `papertriage ingest`.

    python bench/tantivy_alone.py papers.jsonl folder [default | en_stem]

Prints papers a second, from the first document to the end of the last merge; the papers are read before.
The analyser is tantivy's plain one unless told: `en_stem` cuts words to English stems, as papertriage does.
"""

import importlib
import json
import shutil
import sys
import time
from pathlib import Path

import tantivy

HEAP_BYTES = 128_000_000  # tantivy's own default; papertriage.index.HEAP_BYTES goes before it
THREADS = 2


def heap_bytes() -> int:
    """Give what papertriage gives its own writer, so that the two have the same memory."""
    try:
        return int(importlib.import_module("papertriage.index").HEAP_BYTES)
    except (ImportError, AttributeError):
        return HEAP_BYTES


def index(texts: list[tuple[str, str]], folder: Path, analyser: str) -> float:
    """Index the texts in an empty folder; return the seconds it took, commit and merges included."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("title", tokenizer_name=analyser)
    builder.add_text_field("abstract", tokenizer_name=analyser)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    writer = tantivy.Index(builder.build(), path=str(folder)).writer(heap_bytes(), THREADS)
    started = time.perf_counter()
    for title, abstract in texts:
        writer.add_document(tantivy.Document(title=title, abstract=abstract))
    writer.commit()
    writer.wait_merging_threads()
    return time.perf_counter() - started


def main() -> None:
    source, folder, analyser = Path(sys.argv[1]), Path(sys.argv[2]), (*sys.argv[3:], "default")[0]
    with source.open(encoding="utf-8") as lines:
        texts = [(paper["title"], paper["abstract"]) for paper in map(json.loads, lines)]
    print(f"{len(texts) / index(texts, folder, analyser):.0f}")


if __name__ == "__main__":
    main()
