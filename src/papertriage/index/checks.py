"""Checks of the index, for doctor: (name, what it looks at, check, fix)."""

from papertriage.errors import LibraryError
from papertriage.index.files import Position, Source, fits, read_version
from papertriage.index.queries import all_of, between, term
from papertriage.index.reading import open_reader
from papertriage.index.writing import rebuild_index


def _missing(library: Source) -> list[str]:
    said = read_version(library.index_folder)
    return [] if said else [f"{library.index_folder} has no readable search index"]


def _unfit(library: Source) -> list[str]:
    if _missing(library) or fits(library.index_folder, library.generation):
        return []
    return [f"{library.index_folder} was made for another version of papertriage or of the library"]


def _damaged(library: Source) -> list[str]:
    if _missing(library) or _unfit(library):
        return []
    try:
        open_reader(library).count(all_of([term("state", "unread"), between("pid", 0, None)]))
    except LibraryError as error:
        return [str(error)]
    return []


def _unlike(library: Source) -> list[str]:
    if _missing(library) or _unfit(library) or _damaged(library):
        return []
    said, change = read_version(library.index_folder), library.change
    if said is not None and said.reaches > change:
        return [f"the search index is ahead of the library: change {said.reaches} against {change}"]
    if said is not None and said.holds != Position(change):
        return [f"the search index is behind the library: change {said.holds.change} against {change}"]
    indexed, stored = open_reader(library).papers, library.paper_count()
    return [] if indexed == stored else [f"the search index has {indexed} papers, the library {stored}"]


CHECKS = (
    ("index", "there is a search index", _missing, rebuild_index),
    ("index version", "the search index is of this version and this library", _unfit, rebuild_index),
    ("index files", "the search index can be read", _damaged, rebuild_index),
    ("index contents", "the search index has exactly the library's papers", _unlike, rebuild_index),
)
