"""An index opened for writing, brought up to date, or made anew."""

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from papertriage.index.document import document_of
from papertriage.index.files import (
    Position,
    Source,
    create,
    failed,
    open_index,
    plain_errors,
    read_version,
    sound,
    write_version,
)
from papertriage.index.reading import open_reader
from papertriage.model import Paper

HEAP_BYTES = 60_000_000
"""What tantivy may gather before it writes a segment: some 40,000 papers. More would not load them faster."""

COMMIT_EVERY = 100_000
CHUNK = 500

Progress = Callable[[int], None]
"""Told how many papers were indexed since it was told last."""


class Writer:
    """An index opened for writing; the caller holds the library's lock. Leaving without `commit` undoes.

    Opening makes the index where it is missing, damaged, of another version, or ahead of the library.
    """

    def __init__(self, folder: Path, library: Source, *, threads: int = 1) -> None:
        self._folder = folder
        self._generation = library.generation
        if not sound(folder, library):
            create(folder, self._generation)
        version = read_version(folder)
        self.holds = version.holds if version else Position()
        with plain_errors(folder):
            self._index = open_index(folder)
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
        try:
            self._writer.add_document(document_of(pid, paper))
        except (ValueError, OSError) as error:
            raise failed(self._folder, error) from error

    def delete(self, pid: int) -> None:
        """Forget a paper; one that the index does not have is no error."""
        with plain_errors(self._folder):
            self._writer.delete_documents_by_term("pid", pid)

    def replace(self, pid: int, paper: Paper) -> None:
        """Index a paper whether or not the index has it."""
        self.delete(pid)
        self.add(pid, paper)

    def commit(self, position: Position) -> None:
        """Make everything so far searchable and lasting: all that the library says up to this position."""
        write_version(self._folder, self._generation, self.holds, position.change)
        with plain_errors(self._folder):
            self._writer.commit()
        self.holds = position
        write_version(self._folder, self._generation, position, position.change)

    def rollback(self) -> None:
        """Forget everything since the last commit."""
        with plain_errors(self._folder):
            self._writer.rollback()

    def close(self) -> None:
        """Let merges under way end, so that a bulk load leaves few segments."""
        with plain_errors(self._folder):
            self._writer.wait_merging_threads()


def open_writer(library: Source, *, threads: int = 1, progress: Progress | None = None) -> Writer:
    """Open a library's index for writing and bring it up to date first."""
    writer = Writer(library.index_folder, library, threads=threads)
    try:
        catch_up(library, writer, progress)
    except BaseException:
        writer.close()
        raise
    return writer


def behind(library: Source) -> int:
    """How many papers the index of a library has to take in to be up to date; all where it is made anew."""
    folder = library.index_folder
    version = read_version(folder) if sound(folder, library) else None
    holds = version.holds if version else Position()
    return library.count_changed(holds.change, holds.pid)


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
    with plain_errors(folder):
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
