"""Where topic files lie and what they are called. Imports next to nothing: searching asks it too."""

from collections.abc import Iterator
from pathlib import Path

LEARNED = "learned.json"
"""What was learned, beside the reader's own topics."""

_BUILTIN = Path(__file__).with_name("builtin")


def builtin_names() -> tuple[str, ...]:
    """Return the names of the built-in topics from their file names alone, without reading them."""
    return tuple(sorted(path.stem for path in _BUILTIN.glob("*.toml")))


def builtin_files() -> Iterator[tuple[str, bytes]]:
    """Give the file name and the bytes of each built-in topic, by name."""
    for name in builtin_names():
        origin = f"{name}.toml"
        yield origin, (_BUILTIN / origin).read_bytes()


def own_files(folder: Path) -> list[Path]:
    """Return the topic files of a folder by name; tables of cases (`NAME.cases.toml`) are none."""
    return [path for path in sorted(folder.glob("*.toml")) if not path.name.endswith(".cases.toml")]
