"""How the library's file is opened, and the one border where SQLite's errors are translated."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from papertriage.errors import LibraryError
from papertriage.library.packing import unpack
from papertriage.library.rows import Row

FILE_NAME = "library.sqlite"

PAGE_BYTES = 16_384
"""A row with an abstract takes some 1.5 KB and no two pages share one, so small pages stay a third empty."""

CACHE_KB = 64 * 1024
"""What a writer keeps of the file in memory, whatever the file's size."""

_MENDS = {
    "SQLITE_BUSY": "another program holds it; wait for it to end and try again",
    "SQLITE_LOCKED": "another program holds it; wait for it to end and try again",
    "SQLITE_FULL": "the disk is full; free some space and run it again, nothing was half-written",
    "SQLITE_READONLY": "it cannot be written; check the permissions of the file and its folder",
    "SQLITE_CANTOPEN": "it cannot be opened; check the path and the permissions of its folder",
    "SQLITE_PERM": "access denied; check the permissions of the file and its folder",
    "SQLITE_NOTADB": "it is not a papertriage library; move it away or name another folder",
    "SQLITE_CORRUPT": "it is damaged; run papertriage doctor, or put a copy back",
    "SQLITE_IOERR": "the disk failed or is full; check the disk and run the same command again",
    "SQLITE_TOOBIG": "a text in it is too long to store",
    "SQLITE_NOMEM": "there is not enough memory",
}


def translate(error: sqlite3.Error, file: Path) -> LibraryError:
    """One clear line for an error of SQLite: which file, what happened, what mends it."""
    name = getattr(error, "sqlite_errorname", None) or ""
    for start, mend in _MENDS.items():
        if name.startswith(start):
            return LibraryError(f"{file}: {error}: {mend}")
    return LibraryError(f"{file}: {error}; run papertriage doctor")


_HALF = re.compile("[\ud800-\udfff]")

_UNSTORABLE = (UnicodeEncodeError, OverflowError)


def storable(row: Sequence[Any]) -> Row:
    """Replace what SQLite cannot hold: half surrogates by U+FFFD, numbers beyond 64 bits by NULL."""
    return tuple([_storable(value) for value in row])


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value) if not value.isascii() else value
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return None
    return value


class Database:
    """A SQLite file whose errors are LibraryErrors.

    Nothing outside this package sees a cursor: it gets lists, or streams of a few hundred rows at a time.
    """

    def __init__(self, raw: sqlite3.Connection, file: Path) -> None:
        self.raw = raw
        self.file = file

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run one statement; return how many rows it changed."""
        try:
            return self.raw.execute(sql, values).rowcount
        except _UNSTORABLE:
            return self.run(sql, storable(values))
        except sqlite3.Error as error:
            raise translate(error, self.file) from error

    def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement that changes one row for each of these, inside a transaction."""
        # Counted rather than guarded by a savepoint, which would copy every page that is touched.
        before = self.raw.total_changes
        try:
            self.raw.executemany(sql, rows)
        except _UNSTORABLE:
            done = self.raw.total_changes - before
            self.many(sql, [storable(row) for row in rows[done:]])
        except sqlite3.Error as error:
            raise translate(error, self.file) from error

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a small answer."""
        try:
            return self.raw.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise translate(error, self.file) from error

    def value(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first column of the first row; None where there is none."""
        found = self.rows(sql, values)
        return found[0][0] if found else None

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of a large answer, a few hundred at a time."""
        try:
            cursor = self.raw.execute(sql, values)
            while rows := cursor.fetchmany(256):
                yield from rows
        except sqlite3.Error as error:
            raise translate(error, self.file) from error

    def close(self) -> None:
        """Close the file; a transaction still open is undone."""
        self.raw.close()


def open_for_reading(file: Path) -> Database:
    """Open an existing library file without writing to it; it may lie on a read-only disk."""
    # The first read tells whether the write-ahead log can be used; the version is wanted anyhow.
    try:
        return _readable(file, "mode=ro")
    except sqlite3.OperationalError as error:
        if not str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            raise translate(error, file) from error
        return _open_immutable(file, error)
    except sqlite3.Error as error:
        raise translate(error, file) from error


def _open_immutable(file: Path, error: sqlite3.Error) -> Database:
    """Read the file as one that never changes: in a read-only folder the log's own files cannot be made."""
    log = file.with_name(file.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise LibraryError(
            f"{file}: its folder is read-only and {log.name} holds changes not yet written back: "
            "copy the folder to where it can be written"
        ) from error
    try:
        return _readable(file, "immutable=1")
    except sqlite3.Error as second:
        raise translate(second, file) from second


def _readable(file: Path, how: str) -> Database:
    raw = sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True, isolation_level=None, timeout=30)
    try:
        raw.execute("PRAGMA user_version").fetchone()
        raw.create_function("unpack", 1, unpack, deterministic=True)
        # The operating system's page cache serves a short process better than a copy of its own.
        raw.execute("PRAGMA mmap_size = 1073741824")
    except sqlite3.Error:
        raw.close()
        raise
    return Database(raw, file)


def open_for_writing(file: Path) -> Database:
    """Open or create a library file; the caller holds the library's lock."""
    try:
        raw = sqlite3.connect(file, isolation_level=None, timeout=30)
    except sqlite3.Error as error:
        raise translate(error, file) from error
    try:
        _set_up(raw)
    except sqlite3.Error as error:
        raw.close()
        raise translate(error, file) from error
    return Database(raw, file)


def _set_up(raw: sqlite3.Connection) -> None:
    raw.create_function("unpack", 1, unpack, deterministic=True)
    raw.execute(f"PRAGMA page_size = {PAGE_BYTES}")  # counts for a new file only
    raw.execute("PRAGMA journal_mode = WAL")
    # FULL: a commit that was reported survives a power cut. With NORMAL the last commits may be lost, and a
    # reader's decision is one commit. It costs one fsync a transaction; a bulk load is one, so it pays once.
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    raw.execute("PRAGMA temp_store = MEMORY")
    raw.execute("PRAGMA journal_size_limit = 67108864")  # a log that a bulk load blew up shrinks again
