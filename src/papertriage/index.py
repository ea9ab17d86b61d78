"""INDEX: the search index, a folder that tantivy keeps. The only tantivy of the program is in here.

The index is derived and never trusted. `version.json` in its folder says by which schema and analyser and for
which numbering of papers it was made, what it surely `holds` (written after a commit) and what it at most
`reaches` (written before one). Whatever lies between is deleted and added again; an index that does not
fit is made anew.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol, Self

import tantivy
from tantivy import FieldType, Filter, Occur, Order, Query, Tokenizer

from papertriage.errors import LibraryError
from papertriage.model import Paper

__all__ = [
    "CHECKS",
    "Found",
    "Position",
    "Query",
    "Reader",
    "Writer",
    "catch_up",
    "open_reader",
    "open_writer",
    "rebuild_index",
]

SCHEMA_VERSION = 1
"""Raise it when a field is added, removed or filled otherwise: indexes of other versions are made anew."""

ANALYSER_VERSION = 1
"""Raise it when words are cut, folded or stemmed otherwise."""

WORDS = ("title", "abstract")  # stemmed, with positions
NAMES = ("org", "authors")  # words of names: folded, not stemmed, with positions
TERMS = ("topic", "state", "source", "category")  # whole values, as they are
NUMBERS = ("pid", "published", "listed", "author_count", "comments", "upvotes")  # dates as yyyymmdd

HEAP_BYTES = 160_000_000
"""What tantivy may gather before it writes a segment: 100,000 papers or so: a bulk load makes few."""

COMMIT_EVERY = 100_000
CHUNK = 500
VERSION_NAME = "version.json"


class Source(Protocol):
    """What the index needs of a library; `library.Library` has it."""

    indexed_through: int

    @property
    def folder(self) -> Path: ...
    @property
    def index_folder(self) -> Path: ...
    @property
    def generation(self) -> str: ...
    @property
    def change(self) -> int: ...
    def changed_since(self, change: int, pid: int = -1) -> Iterator[tuple[int, int]]: ...
    def papers_by_pid(self, pids: Sequence[int]) -> dict[int, Paper]: ...
    def paper_count(self) -> int: ...


Progress = Callable[[int], None]
"""Told how many papers were indexed since it was told last."""


# --- words ---


def _analyser(*, stem: bool) -> tantivy.TextAnalyzer:
    builder = (
        tantivy.TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(80))
        .filter(Filter.lowercase())
    )
    return (builder.filter(Filter.stemmer("english")) if stem else builder).build()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in WORDS:
        builder.add_text_field(field, tokenizer_name="words")
    for field in NAMES:
        builder.add_text_field(field, tokenizer_name="names")
    for field in TERMS:
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in NUMBERS:
        builder.add_integer_field(field, indexed=True, fast=True)
    return builder.build()


_SCHEMA = _schema()
_WORDS = _analyser(stem=True)
_NAMES = _analyser(stem=False)

# What Unicode does not take apart, as people type it.
_LETTERS = str.maketrans({
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "AE",
    "œ": "oe", "Œ": "OE", "ı": "i", "ð": "d", "þ": "th",
})  # fmt: skip
_MARKS = re.compile("[\u0300-\u036f\ud800-\udfff]")


def fold(text: str) -> str:
    """The text without accents and typographic variants. ASCII, which most of it is, costs nothing.

    Done here and not by a filter of tantivy, which would look at every word of every text.
    """
    if text.isascii():
        return text
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)


def analyse(text: str) -> list[str]:
    """Cut a text into the words that title and abstract are searched by: folded, in lower case, stemmed."""
    return list(_WORDS.analyze(fold(text)))


def name_words(text: str) -> list[str]:
    """Cut a name into the words that `org` and `authors` are searched by: folded, in lower case."""
    return list(_NAMES.analyze(fold(text)))


def day(date: str | None) -> int | None:
    """`2024-04-03` as 20240403, how dates are indexed; None for none or for what is no date."""
    if date is None or len(date) < 10 or not (digits := date[:4] + date[5:7] + date[8:10]).isdecimal():
        return None
    return int(digits)


# --- queries ---


def term(field: str, word: str | int) -> Query:
    """Papers with this word (analysed already) in a text field, this value in a field of terms or numbers."""
    return Query.term_query(_SCHEMA, field, word)


def terms(field: str, words: Sequence[str]) -> Query:
    """Papers with any of these values; all count the same."""
    return Query.term_set_query(_SCHEMA, field, list(words))


def phrase(field: str, words: Sequence[str], *, slop: int = 0) -> Query:
    """Papers with these words (analysed already) one after the other; a single word is a term."""
    if len(words) < 2:
        return term(field, words[0]) if words else nothing()
    return Query.phrase_query(_SCHEMA, field, list(words), slop)


def prefix(field: str, start: str) -> Query:
    """Papers with a word that starts so. The start is folded and in lower case, not stemmed."""
    return Query.regex_query(_SCHEMA, field, re.escape(start) + ".*")


def all_of(queries: Sequence[Query]) -> Query:
    """Papers that match every query; with none, every paper."""
    return _boolean(Occur.Must, queries) if queries else everything()


def any_of(queries: Sequence[Query]) -> Query:
    """Papers that match at least one; the more, the better. With none, no paper."""
    return _boolean(Occur.Should, queries) if queries else nothing()


def none_of(queries: Sequence[Query]) -> Query:
    """Papers that match no query; with none, every paper."""
    return Query.boolean_query([(Occur.Must, everything()), *((Occur.MustNot, query) for query in queries)])


def best_of(queries: Sequence[Query], *, rest: float = 0.0) -> Query:
    """Papers that match at least one, scored by the best match and a share of the rest."""
    return Query.disjunction_max_query(list(queries), rest) if queries else nothing()


def boost(query: Query, factor: float) -> Query:
    """The same papers, their scores multiplied."""
    return Query.boost_query(query, factor)


def filtered(query: Query) -> Query:
    """The same papers, all with the score 0: for what must hold but says nothing of rank."""
    return Query.const_score_query(query, 0.0)


def between(field: str, low: int | None, high: int | None) -> Query:
    """Papers whose number (a date as yyyymmdd) is in this range, ends included; None is open."""
    if low is None and high is None:
        return everything()
    return Query.range_query(_SCHEMA, field, FieldType.Integer, low, high)


def everything() -> Query:
    """Match every paper."""
    return Query.all_query()


def nothing() -> Query:
    """Match no paper."""
    return Query.empty_query()


def _boolean(occur: Occur, queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(occur, query) for query in queries])


# --- reading ---


class Found(NamedTuple):
    """Some of the papers that match, in order, and how many match in all (None where that was not asked)."""

    hits: list[tuple[int, float]]  # (paper number, score, or the value ordered by)
    total: int | None


class Reader:
    """An index opened for searching; it sees what was committed when it was opened."""

    def __init__(self, folder: Path, generation: str) -> None:
        """Raise LibraryError where there is no index, it is damaged, or of another version or numbering."""
        mend = "run papertriage doctor --fix"
        if read_version(folder) is None:
            raise LibraryError(f"{folder}: the search index is missing: {mend}")
        if not _fits(folder, generation):
            raise LibraryError(
                f"{folder}: the search index was made for another version of the library: {mend}"
            )
        with _plain_errors(folder):
            self._searcher = _open(folder).searcher()
        self._folder = folder

    def search(
        self, query: Query, *, limit: int, offset: int = 0, order_by: str | None = None,
        ascending: bool = False, total: bool = False,
    ) -> Found:  # fmt: skip
        """Find papers, best score first, or by one of NUMBERS (largest first unless `ascending`).

        Within the answer papers of one score are ordered by number. Counting all matches costs more.
        """
        order = Order.Asc if ascending else Order.Desc
        with _plain_errors(self._folder):
            result = self._searcher.search(query, max(limit, 1), total, order_by, offset, order)
            scores = [score for score, _ in result.hits][:limit]
            pids = self._searcher.fast_field_values("pid", [address for _, address in result.hits])[:limit]
        hits = list(zip(map(int, pids), scores, strict=True))  # type: ignore[arg-type]
        if order_by is None:
            hits.sort(key=lambda hit: (-hit[1], hit[0]))
        return Found(hits, int(result.count) if total else None)  # type: ignore[attr-defined]

    def count(self, query: Query) -> int:
        """How many papers match."""
        with _plain_errors(self._folder):
            return int(self._searcher.search(query, 1, True).count)  # type: ignore[attr-defined]

    def words_with_prefix(self, field: str, start: str, *, limit: int = 50) -> list[tuple[str, int]]:
        """Indexed words that start so, with how many papers have them, the most frequent first."""
        with _plain_errors(self._folder):
            return self._searcher.terms_with_prefix(field, start, None, limit)

    @property
    def papers(self) -> int:
        """How many papers the index has."""
        return int(self._searcher.num_docs)

    @property
    def segments(self) -> int:
        """How many parts it consists of; few are searched faster."""
        return int(self._searcher.num_segments)


def open_reader(library: Source) -> Reader:
    """Open a library's index for searching; raises LibraryError as Reader does."""
    return Reader(library.index_folder, library.generation)


# --- writing ---


class Position(NamedTuple):
    """A place in the library's order of changes: everything up to this paper of this change."""

    change: int = 0
    pid: int = -1  # -1: the change is complete


class Version(NamedTuple):
    """What `version.json` says."""

    schema: int
    analyser: int
    generation: str
    holds: Position
    reaches: int


class Writer:
    """An index opened for writing; the caller holds the library's lock. Leaving without `commit` undoes.

    Opening makes the index where it is missing, damaged, of another version, or ahead of the library.
    """

    def __init__(self, folder: Path, library: Source, *, threads: int = 1) -> None:
        self._folder = folder
        self._generation = library.generation
        if not _sound(folder, library):
            _create(folder, self._generation)
        version = read_version(folder)
        self.holds = version.holds if version else Position()
        with _plain_errors(folder):
            self._index = _open(folder)
            self._writer = self._index.writer(HEAP_BYTES, threads)
            self.empty = self._index.searcher().num_docs == 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, pid: int, paper: Paper) -> None:
        """Index a paper whose number the index surely does not have yet."""
        with _plain_errors(self._folder):
            self._writer.add_document(_document(pid, paper))

    def delete(self, pid: int) -> None:
        """Forget a paper; one that the index does not have is no error."""
        with _plain_errors(self._folder):
            self._writer.delete_documents_by_term("pid", pid)

    def replace(self, pid: int, paper: Paper) -> None:
        """Index a paper whether or not the index has it."""
        self.delete(pid)
        self.add(pid, paper)

    def commit(self, position: Position) -> None:
        """Make everything so far searchable and lasting: all that the library says up to this position."""
        _write_version(self._folder, self._generation, self.holds, position.change)
        with _plain_errors(self._folder):
            self._writer.commit()
        self.holds = position
        _write_version(self._folder, self._generation, position, position.change)

    def rollback(self) -> None:
        """Forget everything since the last commit."""
        with _plain_errors(self._folder):
            self._writer.rollback()

    def close(self) -> None:
        """Let merges under way end, so that a bulk load leaves few segments."""
        with _plain_errors(self._folder):
            self._writer.wait_merging_threads()


def open_writer(library: Source, *, threads: int = 1) -> Writer:
    """Open a library's index for writing and bring it up to date first."""
    writer = Writer(library.index_folder, library, threads=threads)
    try:
        catch_up(library, writer)
    except BaseException:
        writer.close()
        raise
    return writer


def catch_up(library: Source, writer: Writer, progress: Progress | None = None) -> int:
    """Index every paper changed since the index was last complete; return how many.

    Killed and run again, it goes on.
    """
    start, fresh = writer.holds, writer.empty
    changes = library.changed_since(start.change, start.pid)
    indexed, uncommitted, position = 0, 0, start
    while chunk := list(islice(changes, CHUNK)):
        _put(writer, library.papers_by_pid([pid for pid, _ in chunk]), () if fresh else chunk)
        indexed, uncommitted = indexed + len(chunk), uncommitted + len(chunk)
        position = Position(chunk[-1][1], chunk[-1][0])
        if uncommitted >= COMMIT_EVERY:
            writer.commit(position)
            uncommitted = 0
        if progress is not None:
            progress(len(chunk))
    complete = Position(library.change)
    if complete != writer.holds:
        writer.commit(complete)
    note_indexed(library, writer)
    return indexed


def note_indexed(library: Source, writer: Writer) -> None:
    """Tell the library what the index holds: always after `commit`."""
    if library.indexed_through != writer.holds.change:
        library.indexed_through = writer.holds.change


def rebuild_index(library: Source, progress: Progress | None = None, *, threads: int = 1) -> int:
    """Make the index anew beside the old one and put it in its place; return how many papers it has.

    Killed and run again, it goes on where it last committed. Until then the old index serves.
    """
    from shutil import rmtree  # 5 ms that searching must not pay

    folder = library.index_folder
    new = folder.with_name(folder.name + ".new")
    with Writer(new, library, threads=threads) as writer:
        catch_up(library, writer, progress)
    old = folder.with_name(folder.name + ".old")
    with _plain_errors(folder):
        rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        rmtree(old, ignore_errors=True)
    return open_reader(library).papers


def _put(writer: Writer, papers: dict[int, Paper], stale: Iterable[tuple[int, int]]) -> None:
    for pid, _ in stale:
        writer.delete(pid)
    for pid, paper in papers.items():
        writer.add(pid, paper)


def _document(pid: int, paper: Paper) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("pid", pid)
    document.add_text("title", fold(paper.title))
    if paper.abstract is not None:
        document.add_text("abstract", fold(paper.abstract))
    document.add_text("state", paper.state)
    for field, values in _words_of(paper):
        for value in values:
            document.add_text(field, value)
    for field, number in _numbers_of(paper):
        if number is not None and abs(number) < 2**63:
            document.add_integer(field, number)
    return document


def _words_of(paper: Paper) -> Iterator[tuple[str, Iterable[str]]]:
    if paper.organization is not None:
        yield "org", map(fold, paper.organization)
    if paper.authors:
        yield "authors", map(fold, paper.authors)
    if paper.topics:
        yield "topic", [hit.name for hit in paper.topics]
    if paper.categories:
        yield "category", paper.categories
    yield "source", {ref.source for ref in paper.sightings}


def _numbers_of(paper: Paper) -> tuple[tuple[str, int | None], ...]:
    return (
        ("published", day(paper.published)),
        ("listed", day(paper.listed)),
        ("author_count", paper.author_count),
        ("comments", paper.comments),
        ("upvotes", paper.upvotes),
    )


# --- files ---


def read_version(folder: Path) -> Version | None:
    """What `version.json` says; None where it is missing or unreadable."""
    try:
        said = json.loads((folder / VERSION_NAME).read_bytes())
        return Version(**(said | {"holds": Position(*said["holds"])}))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write_version(folder: Path, generation: str, holds: Position, reaches: int) -> None:
    said = Version(SCHEMA_VERSION, ANALYSER_VERSION, generation, holds, reaches)._asdict()
    fresh = folder / (VERSION_NAME + ".tmp")
    with _plain_errors(folder):
        fresh.write_text(json.dumps(said), "utf-8")
        fresh.replace(folder / VERSION_NAME)


def _fits(folder: Path, generation: str) -> bool:
    said = read_version(folder)
    return said is not None and said[:3] == (SCHEMA_VERSION, ANALYSER_VERSION, generation)


def _sound(folder: Path, library: Source) -> bool:
    """Whether this index can be brought up to date rather than made anew."""
    said = read_version(folder)
    if said is None or not _fits(folder, library.generation) or said.reaches > library.change:
        return False
    try:
        _open(folder).searcher()
    except (ValueError, OSError):
        return False
    return True


def _create(folder: Path, generation: str) -> None:
    from shutil import rmtree  # 5 ms that searching must not pay

    with _plain_errors(folder):
        if folder.exists():
            rmtree(folder)
        folder.mkdir(parents=True)
        tantivy.Index(_SCHEMA, str(folder))
    _write_version(folder, generation, Position(), 0)


def _open(folder: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(folder))
    index.register_tokenizer("words", _WORDS)
    index.register_tokenizer("names", _NAMES)
    return index


@contextmanager
def _plain_errors(folder: Path) -> Iterator[None]:
    """Translate tantivy's errors, which are ValueError, and the file system's."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise LibraryError(
            f"{folder}: the search index failed: {error}: nothing is lost, run papertriage doctor --fix"
        ) from error


# --- checks, for doctor: (name, what it looks at, check, fix) ---


def _missing(library: Source) -> list[str]:
    said = read_version(library.index_folder)
    return [] if said else [f"{library.index_folder} has no readable search index"]


def _unfit(library: Source) -> list[str]:
    if _missing(library) or _fits(library.index_folder, library.generation):
        return []
    return [f"{library.index_folder} was made for another version of papertriage or of the library"]


def _damaged(library: Source) -> list[str]:
    if _missing(library) or _unfit(library):
        return []
    try:
        open_reader(library).count(all_of([term("state", "unread"), between("pid", 0, None)]))
    except LibraryError as error:
        return [str(error)]
    return []


def _unlike(library: Source) -> list[str]:
    if _missing(library) or _unfit(library) or _damaged(library):
        return []
    said, change = read_version(library.index_folder), library.change
    if said is not None and said.reaches > change:
        return [f"the search index is ahead of the library: change {said.reaches} against {change}"]
    if said is not None and said.holds != Position(change):
        return [f"the search index is behind the library: change {said.holds.change} against {change}"]
    indexed, stored = open_reader(library).papers, library.paper_count()
    return [] if indexed == stored else [f"the search index has {indexed} papers, the library {stored}"]


CHECKS = (
    ("index", "there is a search index", _missing, rebuild_index),
    ("index version", "the search index is of this version and this library", _unfit, rebuild_index),
    ("index files", "the search index can be read", _damaged, rebuild_index),
    ("index contents", "the search index has exactly the library's papers", _unlike, rebuild_index),
)
