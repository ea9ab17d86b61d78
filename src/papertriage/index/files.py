"""The files of an index: what its folder says of it, and how it is made and opened."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

import tantivy

from papertriage.errors import LibraryError
from papertriage.index.schema import SCHEMA, SCHEMA_VERSION, TOKENIZER
from papertriage.index.words import ANALYSER, ANALYSER_VERSION
from papertriage.model import Paper

VERSION_NAME = "version.json"


class Source(Protocol):
    """What the index needs of a library; `library.Library` has it."""

    indexed_through: int

    @property
    def folder(self) -> Path:
        """The library's folder."""
        ...

    @property
    def index_folder(self) -> Path:
        """Where the index lies."""
        ...

    @property
    def generation(self) -> str:
        """Names the present numbering of papers."""
        ...

    @property
    def change(self) -> int:
        """The number of the last change."""
        ...

    def changed_since(self, change: int, pid: int = -1) -> Iterator[tuple[int, int]]:
        """(Paper number, change) of what was written or dropped since, oldest first."""
        ...

    def count_changed(self, change: int, pid: int = -1) -> int:
        """How many there are of these."""
        ...

    def papers_by_pid(self, pids: Sequence[int]) -> dict[int, Paper]:
        """Papers in full by their numbers."""
        ...

    def paper_count(self) -> int:
        """How many papers there are."""
        ...


Progress = Callable[[int], None]
"""Told how many papers were indexed since it was told last."""


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


def read_version(folder: Path) -> Version | None:
    """What `version.json` says; None where it is missing or unreadable."""
    try:
        said = json.loads((folder / VERSION_NAME).read_bytes())
        return Version(**(said | {"holds": Position(*said["holds"])}))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_version(folder: Path, generation: str, holds: Position, reaches: int) -> None:
    """Replace `version.json` in one step."""
    said = Version(SCHEMA_VERSION, ANALYSER_VERSION, generation, holds, reaches)._asdict()
    fresh = folder / (VERSION_NAME + ".tmp")
    with plain_errors(folder):
        fresh.write_text(json.dumps(said), "utf-8")
        fresh.replace(folder / VERSION_NAME)


def fits(folder: Path, generation: str) -> bool:
    """Whether the index is of this schema, this analyser and this numbering of papers."""
    said = read_version(folder)
    return said is not None and said[:3] == (SCHEMA_VERSION, ANALYSER_VERSION, generation)


def sound(folder: Path, library: Source) -> bool:
    """Whether this index can be brought up to date rather than made anew."""
    said = read_version(folder)
    if said is None or not fits(folder, library.generation) or said.reaches > library.change:
        return False
    try:
        open_index(folder).searcher()
    except (ValueError, OSError):
        return False
    return True


def create(folder: Path, generation: str) -> None:
    """Make an empty index, in place of what may be there."""
    from shutil import rmtree  # 5 ms that searching must not pay

    with plain_errors(folder):
        if folder.exists():
            rmtree(folder)
        folder.mkdir(parents=True)
        tantivy.Index(SCHEMA, str(folder))
    write_version(folder, generation, Position(), 0)


def open_index(folder: Path) -> tantivy.Index:
    """Open the index in a folder for searching or writing, as it is now.

    Left to itself tantivy would watch the folder, and write a lock into it whenever something changed there.
    """
    index = tantivy.Index.open(str(folder))
    index.config_reader("Manual")
    index.register_tokenizer(TOKENIZER, ANALYSER)
    return index


def open_searcher(folder: Path) -> tantivy.Searcher:
    """Open an index for searching, also one that lies where nothing can be written."""
    try:
        return open_index(folder).searcher()
    except ValueError as error:
        if "acquire Lockfile" not in str(error):
            raise
    # tantivy locks what it opens, and makes a file for that. It holds all files open from then on, so the
    # links may go at once.
    from tempfile import TemporaryDirectory  # seldom needed

    with TemporaryDirectory(prefix="papertriage-") as beside:
        for file in folder.iterdir():
            if file.suffix != ".lock":
                Path(beside, file.name).symlink_to(file.absolute())
        return open_index(Path(beside)).searcher()


@contextmanager
def plain_errors(folder: Path) -> Iterator[None]:
    """Translate tantivy's errors, which are ValueError, and the file system's."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise failed(folder, error) from error


def failed(folder: Path, error: Exception) -> LibraryError:
    """Say what went wrong with an index in our words."""
    return LibraryError(
        f"{folder}: the search index failed: {error}: nothing is lost, run papertriage doctor --fix"
    )
