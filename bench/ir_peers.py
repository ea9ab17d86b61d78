"""Plain rankers to stand beside: bm25s, SQLite's FTS5, tantivy by itself, TF-IDF. Each takes a collection."""

import re
import sqlite3
from collections.abc import Callable
from typing import Any, Protocol

DEPTH = 101
_WORD = re.compile(r"\w+")

Ranking = dict[str, float]
Asker = Callable[[str], Ranking]


class Papers(Protocol):
    """What a ranker needs of a collection."""

    @property
    def papers(self) -> dict[str, tuple[str, str]]:
        """Id -> title and abstract."""
        ...


def bm25s_stemmed(collection: Papers) -> Asker:
    """bm25s with PyStemmer, its own defaults, title and abstract as one text."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    names, texts = _texts(collection)
    cut: dict[str, Any] = {"stopwords": "en", "stemmer": stemmer, "show_progress": False}
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(texts, **cut), show_progress=False)

    def ask(text: str) -> Ranking:
        found, scores = retriever.retrieve(bm25s.tokenize(text, **cut), k=DEPTH, show_progress=False)
        return {
            names[place]: float(score) for place, score in zip(found[0], scores[0], strict=True) if score > 0
        }

    return ask


def fts5(collection: Papers) -> Asker:
    """SQLite's FTS5 with its porter stemmer, title and abstract as columns, its own bm25."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE papers USING fts5 (name UNINDEXED, title, abstract, tokenize='porter')"
    )
    database.executemany(
        "INSERT INTO papers VALUES (?, ?, ?)", [(name, *texts) for name, texts in collection.papers.items()]
    )

    def ask(text: str) -> Ranking:
        query = " OR ".join(f'"{word}"' for word in _WORD.findall(text))
        sql = f"SELECT name, -rank FROM papers WHERE papers MATCH ? ORDER BY rank LIMIT {DEPTH}"
        return dict(database.execute(sql, [query]))

    return ask


def tantivy_stemmed(collection: Papers) -> Asker:
    """Tantivy with English stems, title and abstract as fields, its own query parser and defaults."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("name", stored=True, tokenizer_name="raw")
    for field in ("title", "abstract"):
        builder.add_text_field(field, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(50_000_000, 1)
    for name, (title, abstract) in collection.papers.items():
        writer.add_document(tantivy.Document(name=[name], title=[title], abstract=[abstract]))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> Ranking:
        query = index.parse_query(" ".join(_WORD.findall(text)).lower(), ["title", "abstract"])
        hits = searcher.search(query, DEPTH).hits
        return {str(searcher.doc(address)["name"][0]): float(score) for score, address in hits}

    return ask


def tf_idf(collection: Papers) -> Asker:
    """scikit-learn's TF-IDF and the cosine, English stop words left out, title and abstract as one text."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    names, texts = _texts(collection)
    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    matrix = vectorizer.fit_transform(texts)

    def ask(text: str) -> Ranking:
        scores = (matrix @ vectorizer.transform([text]).T).toarray().ravel()
        best = scores.argsort()[::-1][:DEPTH]
        return {names[place]: float(scores[place]) for place in best if scores[place] > 0}

    return ask


def _texts(collection: Papers) -> tuple[list[str], list[str]]:
    return list(collection.papers), [f"{title} {abstract}" for title, abstract in collection.papers.values()]


PEERS: dict[str, Callable[[Papers], Asker]] = {
    "bm25s, stems": bm25s_stemmed,
    "FTS5, porter": fts5,
    "tantivy, en_stem": tantivy_stemmed,
    "TF-IDF": tf_idf,
}
"""Name -> ranker, as the table has them."""
