"""Folders and patterns of names: which files they stand for, in order of name."""

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from papertriage.errors import UnreadableDump
from papertriage.sources.aside import is_hidden, page_of, page_stem

_SIGNS = frozenset("*?[")


def expand(names: Iterable[str]) -> Iterator[str]:
    """Give the files that names stand for: a name with * ? [ that is no file is a pattern (`**`: any depth).

    Raises UnreadableDump for a pattern that nothing matches, after the names before it.
    """
    for name in names:
        if name == "-" or not _SIGNS & set(name) or os.path.lexists(name):
            yield name
            continue
        found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - a pattern may be absolute
        if "**" in name:  # it matches folders and all that is in them
            found = [each for each in found if not is_folder(each)]
        if not found:
            raise UnreadableDump(f"{name}: no file has such a name; check the pattern")
        yield from found


def is_folder(name: str) -> bool:
    """Whether this is the name of a folder."""
    return os.path.isdir(name)  # noqa: PTH112 - unlike Path's, says no to a name with a NUL in it


def files_in(folder: str) -> Iterator[tuple[str, str | None]]:
    """Give the files in a folder and in those below it, in order of name, and why some are left out.

    Of hidden files there is one in each folder, which speaks for all. Folders that are links are not entered.
    """
    try:
        with os.scandir(folder) as listed:
            found = sorted(listed, key=lambda each: each.name)
    except OSError as error:
        yield folder, f"cannot be read ({(error.strerror or str(error)).lower()})"
        return
    stems = {stem for each in found if (stem := page_stem(each.name)) is not None}
    hidden = [each for each in found if is_hidden(each.name) and not each.is_dir(follow_symlinks=False)]
    if hidden:
        count = f" ({len(hidden):,} files)" if len(hidden) > 1 else ""
        yield hidden[0].path, f"hidden{count}"
    for each in found:
        if not (is_hidden(each.name) and each in hidden):
            yield from _one(each, stems)


def _one(found: "os.DirEntry[str]", stems: set[str]) -> Iterator[tuple[str, str | None]]:
    if found.is_dir(follow_symlinks=False):
        if is_hidden(found.name):
            yield found.path, "a hidden folder"
        elif (page := page_of(found.name, stems)) is not None:
            yield found.path, f"pictures and styles of the saved page {Path(page).name}"
        else:
            yield from files_in(found.path)
    elif found.is_dir():
        yield found.path, "a link to a folder"
    elif found.is_file():
        yield found.path, None
    else:
        yield found.path, "not a file" if found.is_symlink() is False else "a link to nothing"
