"""The schema moves forward by numbered steps, each in its own transaction."""

import sqlite3
from pathlib import Path

from papertriage.errors import LibraryError, LibraryTooNew
from papertriage.library import (
    step_0001,
    step_0002,
    step_0003,
    step_0004,
    step_0005,
    step_0006,
    step_0007,
    step_0008,
    step_0009,
)

STEPS: tuple[str, ...] = (
    step_0001.SQL,
    step_0002.SQL,
    step_0003.SQL,
    step_0004.SQL,
    step_0005.SQL,
    step_0006.SQL,
    step_0007.SQL,
    step_0008.SQL,
    step_0009.SQL,
)
"""The SQL of each step; step n leads from version n - 1 to version n. A published step never changes."""

NEWEST = len(STEPS)


def check(db: sqlite3.Connection, file: Path, newest: int = NEWEST) -> int:
    """How many steps this library has taken; 0 for an empty file.

    Raises LibraryTooNew where it has taken steps this papertriage does not know, LibraryError where the file
    is another program's: neither is ever changed.
    """
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    application = int(db.execute("PRAGMA application_id").fetchone()[0])
    empty = version == 0 and not db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    if application != step_0001.APPLICATION_ID and not empty:
        raise LibraryError(f"{file} belongs to another program, not to papertriage: name another folder")
    if version > newest:
        raise LibraryTooNew(
            f"{file} has version {version}, this papertriage knows up to {newest}: "
            "install the newer papertriage that wrote it"
        )
    return version


def migrate(db: sqlite3.Connection, file: Path, steps: tuple[str, ...] = STEPS) -> None:
    """Take the missing steps. The caller holds the library's lock."""
    version = check(db, file, len(steps))
    if version < len(steps):
        db.create_function("digest", -1, _digest, deterministic=True)
    for number, sql in enumerate(steps[version:], start=version + 1):
        # One script, so that a step is there together with its number or not at all.
        try:
            db.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
        except sqlite3.Error:
            if db.in_transaction:
                db.rollback()
            raise


def _digest(*values: object) -> str:
    """Sixteen hexadecimal digits that stand for these values, for steps that name what had no name."""
    from hashlib import blake2b  # brings OpenSSL, which nobody needs whose library is up to date

    text = "\x1f".join(map(str, values))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
