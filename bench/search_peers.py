"""Plain peers of search, as processes of their own.

python bench/search_peers.py fts5 DATABASE QUERY        the twenty best by SQLite's FTS5, with their titles
python bench/search_peers.py index-bm25s JSONL FOLDER   index the papers of a file with bm25s, with stems
python bench/search_peers.py bm25s FOLDER QUERY         the twenty best by that index, with their titles
"""

import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

BEST = 20
FTS5 = (
    "SELECT papers.title FROM papers_fts JOIN papers ON papers.rowid = papers_fts.rowid "
    f"WHERE papers_fts MATCH ? ORDER BY papers_fts.rank LIMIT {BEST}"
)


def fts5(database: str, query: str) -> None:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as opened:
        for (title,) in opened.execute(FTS5, [query]):
            print(title)


def index_bm25s(papers: str, folder: str) -> None:
    import bm25s

    with Path(papers).open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    titles = [record["title"] for record in records]
    texts = [f"{record['title']} {record.get('abstract') or ''}" for record in records]
    del records
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(texts, show_progress=False, **_cut()), show_progress=False)
    retriever.save(folder)
    Path(folder, "titles.json").write_text(json.dumps(titles), "utf-8")


def ask_bm25s(folder: str, query: str) -> None:
    import bm25s

    retriever = bm25s.BM25.load(folder, mmap=True)
    asked = bm25s.tokenize(query, show_progress=False, **_cut())
    found, _ = retriever.retrieve(asked, k=BEST, show_progress=False)
    titles = json.loads(Path(folder, "titles.json").read_text("utf-8"))
    for place in found[0]:
        print(titles[place])


def _cut() -> dict[str, Any]:
    import Stemmer

    return {"stopwords": "en", "stemmer": Stemmer.Stemmer("english")}


if __name__ == "__main__":
    {"fts5": fts5, "index-bm25s": index_bm25s, "bm25s": ask_bm25s}[sys.argv[1]](*sys.argv[2:])
