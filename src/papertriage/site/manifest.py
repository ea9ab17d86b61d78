"""What a site's folder holds of ours: a re-build replaces and removes that, and never a stranger's file.

`.papertriage-site.json` names each file that was made, with the hash of what was written. A file that is not
named, or was changed since, is somebody else's. While a build runs the manifest says what it is about to
write: after a kill those are ours, whatever they hold.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from papertriage.errors import PapertriageError

NAME = ".papertriage-site.json"
_OURS = re.compile(
    r"(?:index\.html|feed\.xml|papers\.js|style\.css|filter\.js|(?:papers|topics|all)/[a-z0-9.-]+\.html)"
)
_FOLDERS = ("papers", "topics", "all")
_SHOWN = 3  # files in the way that are named


class Built(NamedTuple):
    """What a build did."""

    files: int
    written: int
    unchanged: int
    removed: int
    left: tuple[str, ...]  # made before and changed by somebody since: no longer of the site, and not removed
    bytes: int


class _Made(NamedTuple):
    files: dict[str, str]  # name -> hash
    building: frozenset[str]  # of a build that did not end

    def is_ours(self, name: str, digest: str) -> bool:
        """Whether a file that holds this is one that was made here."""
        return name in self.building or self.files.get(name) == digest


class Writer:
    """Writes the files of one build."""

    def __init__(self, folder: Path, before: _Made, there: dict[str, str]) -> None:
        self._folder, self._before, self._there = folder, before, there
        self._now: dict[str, str] = {}
        self._written = self._bytes = 0
        self.built = Built(0, 0, 0, 0, (), 0)

    def put(self, name: str, text: str) -> None:
        """Write a file, unless it is there with this very text."""
        raw = text.encode("utf-8", "replace")
        self._now[name] = digest = hashlib.sha256(raw).hexdigest()
        self._bytes += len(raw)
        if name not in self._there:
            # Half a file after a kill is in `building`, and written again; a rename would cost as much again.
            (self._folder / name).write_bytes(raw)
        elif self._there[name] != digest:
            _replace(self._folder / name, raw)  # who looks at the site meanwhile sees whole pages
        self._written += self._there.get(name) != digest

    def finish(self) -> None:
        """Remove what is of the site no more, and write the manifest."""
        gone = {name for name in (*self._before.files, *self._before.building) if name not in self._now}
        there = {name: _hash(self._folder / name) for name in sorted(gone) if (self._folder / name).exists()}
        left = tuple(name for name, digest in there.items() if not self._before.is_ours(name, digest))
        for name in there.keys() - set(left):
            (self._folder / name).unlink()
        for folder in _FOLDERS:
            with suppress(OSError):  # it is not empty
                (self._folder / folder).rmdir()
        _store(self._folder, _Made(self._now, frozenset()))
        files, written = len(self._now), self._written
        self.built = Built(files, written, files - written, len(there) - len(left), left, self._bytes)


@contextmanager
def writing(folder: Path, names: Sequence[str], *, force: bool) -> Iterator[Writer]:
    """Write these files into a folder. Raises PapertriageError where a stranger's file is in the way."""
    try:
        before = _read(folder)
        there = {name: _hash(folder / name) for name in names if (folder / name).exists()}
        if not force:
            _refuse(folder, [name for name, digest in there.items() if not before.is_ours(name, digest)])
        for name in _FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        _store(folder, before._replace(building=before.building | set(names)))
        writer = Writer(folder, before, there)
        yield writer
        writer.finish()
    except OSError as fault:
        raise PapertriageError(
            f"{fault.filename or folder}: cannot be written ({(fault.strerror or str(fault)).lower()})"
        ) from None


def _refuse(folder: Path, strangers: Sequence[str]) -> None:
    if strangers:
        named = ", ".join(strangers[:_SHOWN]) + (
            f" and {len(strangers) - _SHOWN} more" if strangers[_SHOWN:] else ""
        )
        raise PapertriageError(
            f"{folder}: {named}: not made by papertriage, or changed since; move it, name another folder, or "
            "--force to replace it"
        )


def _read(folder: Path) -> _Made:
    """Read the manifest; names in it that we would never give are not ours, whoever wrote them there."""
    file = folder / NAME
    if not file.exists():
        return _Made({}, frozenset())
    try:
        said = json.loads(file.read_bytes())
        made, building = said["made"], said["building"]
        files = {name: digest for name, digest in made.items() if _OURS.fullmatch(name)}
        return _Made(files, frozenset(name for name in building if _OURS.fullmatch(name)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PapertriageError(
            f"{file}: is no manifest of a site; remove it, and the files of the old site with it"
        ) from None


def _store(folder: Path, made: _Made) -> None:
    said = {"made": made.files, "building": sorted(made.building)}
    _replace(folder / NAME, json.dumps(said, indent=0, sort_keys=True).encode())


def _replace(file: Path, raw: bytes) -> None:
    """Put a whole file in its place in one step."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_bytes(raw)
    fresh.replace(file)


def _hash(file: Path) -> str:
    """Give the hash of a file; "" for what is none."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() and not file.is_symlink() else ""
