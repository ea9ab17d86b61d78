"""The library: one folder, opened for reading or for writing."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from papertriage.errors import LibraryError
from papertriage.library import migrations
from papertriage.library.answers import Answers
from papertriage.library.connection import FILE_NAME, open_for_reading, open_for_writing, translate
from papertriage.library.rows import BatchRow

if TYPE_CHECKING:
    from papertriage.library.deciding import Act
    from papertriage.library.writing import Batch, Derivation


class Library(Answers):
    """An open library. Made by `open_library`; closed by leaving its `with` block.

    Every method may raise LibraryError, with one line that names the file and what mends it.
    """

    @contextmanager
    def batch(self, row: BatchRow) -> Iterator["Batch"]:
        """Read one dump in one transaction; kept only where `finish` was called and nothing was raised."""
        from papertriage.library.writing import Batch  # the read path must not pay for it

        with self.transaction() as change:
            batch = Batch(self.db, change, row)
            yield batch
            if not batch.finished:
                self.db.run("ROLLBACK")
                self.db.run("BEGIN")  # for the COMMIT that follows

    @contextmanager
    def derivation(self) -> Iterator["Derivation"]:
        """Change papers without reading a dump, in one transaction."""
        from papertriage.library.writing import Derivation  # the read path must not pay for it

        with self.transaction() as change:
            work = Derivation(self.db, change)
            yield work
            work.near.save()

    @contextmanager
    def rebuilding(self) -> Iterator["Derivation"]:
        """Derive everything anew in one transaction: until it is done the old answer stands.

        A paper that comes to another public id is found by the one it had, and keeps its decisions.
        """
        from papertriage.library import renaming  # the read path must not pay for it

        with self.derivation() as work:
            renaming.remember(self.db)
            self.clear_derived()
            yield work
            renaming.settle(self.db, work.change)

    def clear_derived(self) -> None:
        """Forget papers, topics and keys, inside a transaction; sightings, aliases and decisions stay."""
        # Children first: foreign keys are checked row by row.
        for table in (
            "members", "paper_topics", "sighting_keys", "near_keys", "likenesses", "papers", "dropped"
        ):  # fmt: skip
            self.db.run(f"DELETE FROM {table}")
        # The papers' numbers mean others from now on: an index of the old ones must not be believed.
        self.db.run("UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'generation'")
        self.indexed_through = 0

    @contextmanager
    def act(self, at: str, *, who: str = "", origin: str = "") -> Iterator["Act"]:
        """What one command or one key says of papers, in one transaction; `at` is ISO time in UTC."""
        from papertriage.library.deciding import Act, By  # the read path must not pay for it

        with self.transaction() as change:
            yield Act(self, change, By(at, who, origin))

    def decide(
        self,
        names: Sequence[str],
        action: str,
        at: str,
        *,
        who: str = "",
        value: str | None = None,
        reason: str | None = None,
    ) -> int:
        """Append a decision on each of these papers (ids now or once); return the change number.

        Raises NotFound naming the ids that no paper has; then nothing is decided.
        """
        with self.act(at, who=who) as act:
            act.decide(names, action, value=value, reason=reason)
        return act.change

    def correct(
        self,
        name: str,
        topics: Sequence[str],
        at: str,
        *,
        has: bool,
        who: str = "",
        reason: str | None = None,
    ) -> int:
        """Say for ever that a paper (id now or once) has these topics, or has them not.

        Returns the change number. Raises NotFound where no paper has that id.
        """
        with self.act(at, who=who) as act:
            act.correct([name], topics, has=has, reason=reason)
        return act.change


def open_library(folder: Path, *, write: bool = False, wait: Callable[[str], None] | None = None) -> Library:
    """Open the library in this folder.

    For reading: it must exist, nothing is created or changed, and writers are not waited for. For writing:
    folder and library are created or brought up to date where need be, and another writer is waited for
    without limit, after `wait` was told so once.
    Raises LibraryError, and LibraryTooNew for a library of a newer papertriage.
    """
    return _open_for_writing(folder, wait) if write else _open_for_reading(folder)


def _open_for_reading(folder: Path) -> Library:
    file = folder / FILE_NAME
    if not file.is_file():
        raise LibraryError(f"no library at {folder}: run papertriage ingest FILE to make one")
    db = open_for_reading(file)
    try:
        version = migrations.check(db.raw, file)
    except BaseException:
        db.close()
        raise
    if version < migrations.NEWEST:
        db.close()
        _open_for_writing(folder, None).close()  # takes the missing steps
        db = open_for_reading(file)
    return Library(folder, db)


def _open_for_writing(folder: Path, wait: Callable[[str], None] | None) -> Library:
    from papertriage.library import lock as locks  # the read path must not pay for it

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"{folder}: the folder cannot be made ({error.strerror or error})") from error
    lock = locks.take(folder, wait)
    try:
        db = open_for_writing(folder / FILE_NAME)
    except BaseException:
        lock.release()
        raise
    library = Library(folder, db, lock)
    try:
        migrations.migrate(db.raw, db.file)
    except sqlite3.Error as error:
        library.close()
        raise translate(error, db.file) from error
    except BaseException:
        library.close()
        raise
    return library
