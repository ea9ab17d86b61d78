"""INDEX: the search index, a folder that tantivy keeps. The only tantivy of the program is in here.

The index is derived and never trusted. `version.json` in its folder says by which schema and analyser and for
which numbering of papers it was made, what it surely `holds` (written after a commit) and what it at most
`reaches` (written before one). Whatever lies between is deleted and added again; an index that does not
fit is made anew.
"""

from typing import TYPE_CHECKING, Any

from tantivy import Query

from papertriage.index.files import Position, Source, fits, read_version
from papertriage.index.queries import (
    all_of,
    any_of,
    best_of,
    between,
    boost,
    everything,
    filtered,
    known,
    like,
    none_of,
    nothing,
    phrase,
    prefix,
    some_of,
    term,
    terms,
)
from papertriage.index.reading import Found, Reader, open_reader, rarity
from papertriage.index.schema import COUNTED, DATES
from papertriage.index.words import day, fold, forms_of_name, is_name, stem, stems, words_of

if TYPE_CHECKING:
    from papertriage.index.checks import CHECKS
    from papertriage.index.document import title_key
    from papertriage.index.writing import (
        HEAP_BYTES,
        Writer,
        behind,
        catch_up,
        note_indexed,
        open_writer,
        rebuild_index,
    )

__all__ = [
    "CHECKS",
    "COUNTED",
    "DATES",
    "HEAP_BYTES",
    "Found",
    "Position",
    "Query",
    "Reader",
    "Source",
    "Writer",
    "all_of",
    "any_of",
    "behind",
    "best_of",
    "between",
    "boost",
    "catch_up",
    "day",
    "everything",
    "filtered",
    "fits",
    "fold",
    "forms_of_name",
    "is_name",
    "known",
    "like",
    "none_of",
    "note_indexed",
    "nothing",
    "open_reader",
    "open_writer",
    "phrase",
    "prefix",
    "rarity",
    "read_version",
    "rebuild_index",
    "some_of",
    "stem",
    "stems",
    "term",
    "terms",
    "title_key",
    "words_of",
]

_HOMES = {"CHECKS": "checks", "title_key": "document"}


def __getattr__(name: str) -> Any:
    """Import what writes and checks when it is asked for: a search is spared it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f"papertriage.index.{_HOMES.get(name, 'writing')}"), name)
    return found
