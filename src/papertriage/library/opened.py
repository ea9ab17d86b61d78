"""An open library: its folder, its file, its lock; transactions, and the changes that the index follows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from papertriage.errors import LibraryError
from papertriage.library.connection import Database

if TYPE_CHECKING:
    from filelock import BaseFileLock

INDEX_NAME = "index"


class Opened:
    """What every open library has."""

    def __init__(self, folder: Path, db: Database, lock: "BaseFileLock | None" = None) -> None:
        self.folder = folder
        self.db = db
        self._lock = lock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let go of the lock."""
        self.db.close()
        if self._lock is not None:
            self._lock.release()

    @property
    def writable(self) -> bool:
        """Whether it was opened for writing."""
        return self._lock is not None

    @property
    def index_folder(self) -> Path:
        """Where the search index of this library lies."""
        return self.folder / INDEX_NAME

    def unmap(self) -> None:
        """Read from here on as a long process does that looks at all papers and keeps its memory small.

        The file is mapped for short ones: pages that were looked at would count as this process's own.
        """
        self.db.run("PRAGMA mmap_size = 0")

    @contextmanager
    def transaction(self, *, bump: bool = True) -> Iterator[int]:
        """One transaction with a change number of its own: wholly kept, or on any exception wholly undone.

        Without `bump` no paper is changed by it, and the number stays.
        """
        self._must_be_writable()
        self.db.run("BEGIN IMMEDIATE")
        try:
            if bump:
                self.db.run("UPDATE meta SET value = value + 1 WHERE key = 'change'")
            yield self.change
            self.db.run("COMMIT")
        finally:
            if self.db.raw.in_transaction:
                self.db.raw.rollback()

    @property
    def change(self) -> int:
        """The number of the last change."""
        return int(self.db.value("SELECT value FROM meta WHERE key = 'change'"))

    @property
    def generation(self) -> str:
        """Names the present numbering of papers; another one after each rebuild."""
        return str(self.db.value("SELECT value FROM meta WHERE key = 'generation'"))

    @property
    def indexed_through(self) -> int:
        """The change up to which the index has everything."""
        return int(self.db.value("SELECT value FROM meta WHERE key = 'indexed_through'"))

    @indexed_through.setter
    def indexed_through(self, change: int) -> None:
        self.db.run("UPDATE meta SET value = ? WHERE key = 'indexed_through'", [change])

    def changed_since(self, change: int, pid: int = -1) -> Iterator[tuple[int, int]]:
        """(paper number, change) of every paper written or dropped later than this, oldest change first.

        Within one change the order is that of the numbers; with `pid`, those up to it are left out.
        """
        return iter(
            self.db.stream(
                "SELECT pid, changed FROM papers WHERE (changed, pid) > (?1, ?2) UNION ALL "
                "SELECT pid, changed FROM dropped WHERE (changed, pid) > (?1, ?2) ORDER BY 2, 1",
                [change, pid if pid >= 0 else 2**62],
            )
        )

    def count_changed(self, change: int, pid: int = -1) -> int:
        """How many papers `changed_since` gives."""
        asked = [change, pid if pid >= 0 else 2**62]
        tables = ("papers", "dropped")
        return sum(
            int(self.db.value(f"SELECT count(*) FROM {table} WHERE (changed, pid) > (?, ?)", asked))
            for table in tables
        )

    def paper_count(self) -> int:
        """How many papers there are."""
        return int(self.db.value("SELECT count(*) FROM papers"))

    def _must_be_writable(self) -> None:
        if not self.writable:
            raise LibraryError(f"{self.db.file}: the library was opened for reading only")
