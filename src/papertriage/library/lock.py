"""One writer at a time over the file and the index together; readers never need the lock."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from papertriage.errors import LibraryError

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK_NAME = "lock"


def take(folder: Path, wait: Callable[[str], None] | None = None) -> "BaseFileLock":
    """Take the library's lock, waiting without limit; `wait` is told once that there is a wait.

    The operating system lets go of the lock when its holder dies, so a lock is never left over.
    """
    # Imported here: the read path must not pay for it.
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK_NAME)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if wait is not None:
            wait(f"{folder}: another papertriage is writing to this library; waiting for it to end")
        lock.acquire()
    except OSError as error:
        raise LibraryError(
            f"{folder}: the library cannot be written ({error.strerror or error}): "
            "check the folder's permissions"
        ) from error
    return lock
