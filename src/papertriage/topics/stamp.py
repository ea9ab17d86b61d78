"""A stamp of all topic files: quick to take, so that a search can tell whether one changed.

The file of what was learned counts as one of them.
"""

from pathlib import Path
from zlib import crc32

from papertriage import __version__
from papertriage.topics.files import LEARNED, builtin_files, own_files

_VERSION = f"{__version__} 1"
_MOST = 30_000_000  # bytes of a file that count; larger ones are errors


def files_stamp(user_folder: Path | None = None) -> str:
    """Return a text that is another one, once in billions of times apart, where a topic file is another.

    It is for a note to the reader: `Library.changed_topics` knows. Unreadable files are left out.
    """
    total = crc32(_VERSION.encode())
    for name, raw in builtin_files():
        total = crc32(raw, crc32(name.encode(), total))
    own = own_files(user_folder) if user_folder else []
    for path in (*own, *([user_folder / LEARNED] if user_folder else ())):
        total = crc32(_start(path), crc32(path.name.encode(errors="surrogateescape"), total))
    return f"{total:08x}"


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST)
    except OSError:
        return b""
