"""What lies in a container before anybody knows what it is, and what may be taken out of one."""

import io
import tempfile
from collections.abc import Callable
from typing import BinaryIO, NamedTuple, cast

from papertriage.errors import UnreadableDump
from papertriage.sources import kinds
from papertriage.sources.dump import Dump
from papertriage.sources.unwrap import Damaged, unpacked, window
from papertriage.text import terminal_safe

IN_MEMORY = 8_000_000
"""Bytes of a part that are kept in memory; what is larger goes to a temporary file."""

UNSUSPICIOUS = 100_000_000
"""Bytes up to which no ratio is asked for: small files that repeat themselves pack very well."""

_PIECE, _SMALL_PIECE = 1 << 20, 1 << 12
_LONGEST_NAME = 400


IsList = Callable[[str], bool]
"""Whether a beginning looks like a list of papers."""


class Limits(NamedTuple):
    """What one file may expand to; generous, and the reader's to change (`[limits]` in config.toml)."""

    expanded: int = 64 << 30  # bytes, all parts of a file together
    entries: int = 1_000_000  # files, folders and mails in it
    nesting: int = 5  # containers within containers
    ratio: int = 250  # expanded to packed, beyond UNSUSPICIOUS bytes


class BeyondLimits(UnreadableDump):
    """A file that expands to more than it may; nothing more of it is read."""


class NotRead(UnreadableDump):
    """Nothing is wrong with this, but it holds no list: an error where it is asked for, else left out."""


class Budget:
    """What has been taken out of one file, against its limits."""

    def __init__(self, name: str, size: int, limits: Limits) -> None:
        """`size` is what the file takes on disk."""
        self.name, self.limits = name, limits
        self._size, self._expanded, self._entries = size, 0, 0

    def spend(self, count: int) -> None:
        """Take `count` more bytes out. Raises BeyondLimits."""
        self._expanded += count
        if self._expanded > self.limits.expanded:
            raise self._beyond(f"expands to more than {_bytes(self.limits.expanded)}", "expanded")
        if self._expanded > max(UNSUSPICIOUS, self.limits.ratio * self._size):
            raise self._beyond(f"expands to more than {self.limits.ratio:,} times its size", "ratio")

    def count(self, entries: int = 1) -> None:
        """Meet more entries. Raises BeyondLimits."""
        self._entries += entries
        self.foresee(0)

    def foresee(self, entries: int) -> None:
        """Know that as many more entries will be met. Raises BeyondLimits."""
        if self._entries + entries > self.limits.entries:
            raise self._beyond(f"has more than {self.limits.entries:,} files in it", "entries")

    def _beyond(self, what: str, setting: str) -> BeyondLimits:
        return BeyondLimits(
            f"{self.name}: {what}; if you trust it, raise `{setting}` under [limits] in config.toml"
        )


class Raw(NamedTuple):
    """Bytes that can be opened again and again: a file, and the steps from there."""

    base: BinaryIO
    steps: tuple[str, ...]
    budget: Budget
    start: Callable[[], BinaryIO] | None = None  # a quicker way through the first step than `unwrap`'s

    def open(self) -> BinaryIO:
        """Open them, unpacked and counted. Raises Damaged while opening or reading."""
        found = self._uncounted()
        return cast(BinaryIO, _Counted(found, self.budget)) if self.steps else found

    def first(self) -> bytes:
        """Give the first bytes, by which kinds are told."""
        with self._uncounted() as file:
            return _filled(file, kinds.FIRST)

    def packed(self, step: str) -> "Raw":
        """Give what another compression holds."""
        return self._replace(steps=(*self.steps, step))

    def dump(self, name: str) -> Dump:
        """Make a dump of them, which lives on without this."""
        handle = self.open()
        return Dump(name, handle, file=window(self.base) if self.steps else handle, steps=self.steps)

    def _uncounted(self) -> BinaryIO:
        found = window(self.base) if self.start is None else self.start()
        for step in self.steps[self.start is not None :]:
            found = unpacked(found, step)
        return found

    def let_go(self) -> None:
        """Close the file."""
        self.base.close()


class Entry(NamedTuple):
    """One thing in a container: its name behind the container's, and its bytes or why there are none."""

    name: str
    raw: Raw | None
    left_out: str | None = None
    captured: str | None = None
    fault: bool = False  # whether `left_out` is damage rather than a choice


def spooled(stream: BinaryIO, budget: Budget) -> Raw:
    """Keep a stream that can be read once: small in memory, large in a file that has no name."""
    memory = io.BytesIO()
    file: BinaryIO = memory
    try:
        while piece := stream.read(_PIECE):
            if file is memory and memory.tell() + len(piece) > IN_MEMORY:
                file = cast(BinaryIO, tempfile.TemporaryFile(prefix="papertriage-"))  # noqa: SIM115
                file.write(memory.getbuffer())
            file.write(piece)
        file.flush()
    except BaseException:
        file.close()
        raise
    return Raw(file, (), budget)


def member_name(container: str, name: str) -> str:
    """Name what is in a container: never a path to open, and fit to be shown."""
    name = terminal_safe(name.replace("\\", "/")).strip() or "?"
    if len(name) > _LONGEST_NAME:
        name = f"{name[: _LONGEST_NAME // 2]}…{name[-_LONGEST_NAME // 2 :]}"
    return f"{container}/{name.removeprefix('./').lstrip('/')}"


def _filled(file: BinaryIO, size: int) -> bytes:
    """Read as many bytes as there are, or as there are before the damage: it is met again in reading on."""
    pieces: list[bytes] = []
    try:
        while size > 0 and (piece := file.read(min(size, _SMALL_PIECE))):
            pieces.append(piece)
            size -= len(piece)
    except Damaged:
        if not pieces:
            raise
    return b"".join(pieces)


def _bytes(count: int) -> str:
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20), ("kB", 1 << 10)):
        if count >= size:
            return f"{count / size:,.4g} {unit}"
    return f"{count:,} bytes"


class _Counted(io.RawIOBase):
    """Unpacked bytes that are taken from a budget, each once however often it is read again."""

    def __init__(self, file: BinaryIO, budget: Budget) -> None:
        self._file, self._budget, self._seen = file, budget, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        at = self._file.tell()
        if at > self._seen:
            self._budget.spend(at - self._seen)
            self._seen = at
        return data

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
