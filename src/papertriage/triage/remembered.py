"""The features of a library's papers, kept beside it: derived, and made anew wherever they do not fit.

A note beside them says of which numbering of papers they are, up to which change, and for each row the
paper's number and a checksum of its text. Papers that came or changed since are taken apart when wanted.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple
from zipfile import is_zipfile
from zlib import crc32

from papertriage.errors import UnreadableFeatures
from papertriage.library import Library
from papertriage.rank.features import Features, Text

FILE_NAME = "features.npz"
STALE = 0.2  # the share of rows that may be of texts of before, until all is made anew
SAVED_AFTER = 500  # papers looked at again: below that it is quicker to look again than to write

_AT_ONCE = 4096


class _Known(NamedTuple):
    """Features, and of which papers their rows are."""

    features: Features
    generation: str
    change: int
    pids: list[int]  # by row
    sums: list[int]  # by row: a checksum of title and abstract


def remembered(
    library: Library, told: Callable[[int], None] = lambda _: None
) -> tuple[Features, dict[str, int]]:
    """Give the features of all papers, and the row of each by its public id; `told` hears of papers read."""
    known = _loaded(library)
    if known is None:
        known = _made(library, told)
        _save(library, known)
    else:
        known, looked_at = _caught_up(library, known, told)
        if looked_at > SAVED_AFTER:
            _save(library, known)
    row_of = {pid: row for row, pid in enumerate(known.pids)}  # the latest row of a paper is that of its text
    return known.features, {name: row_of[pid] for pid, name in library.iter_names() if pid in row_of}


def _made(library: Library, told: Callable[[int], None]) -> _Known:
    known = _Known(Features(), library.generation, library.change, [], [])
    _add(known, (text for some in library.texts() for text in some), told)
    return known


def _caught_up(library: Library, known: _Known, told: Callable[[int], None]) -> tuple[_Known, int]:
    """Take apart what came or changed since; say how many papers were looked at."""
    row_of = {pid: row for row, pid in enumerate(known.pids)}
    changed = [pid for pid, _ in library.changed_since(known.change)]
    fresh = [
        text
        for text in library.texts_of(changed)
        if text[0] not in row_of or known.sums[row_of[text[0]]] != _sum(text[2], text[3])
    ]
    stale = len(known.pids) + len(fresh) - library.paper_count()
    if stale > STALE * max(1, library.paper_count()):
        made = _made(library, told)
        return made, len(made.pids)
    known = known._replace(change=library.change)
    _add(known, fresh, told)
    return known, len(changed)


def _add(
    known: _Known, texts: Iterable[tuple[int, str, str, str | None]], told: Callable[[int], None]
) -> None:
    waiting: Iterator[tuple[int, str, str, str | None]] = iter(texts)

    def taken() -> Iterator[Text]:
        while some := list(islice(waiting, _AT_ONCE)):
            for pid, _, title, abstract in some:
                known.pids.append(pid)
                known.sums.append(_sum(title, abstract))
                yield Text(title, abstract)
            told(len(some))

    known.features.extend(taken())


def _sum(title: str, abstract: str | None) -> int:
    return crc32(f"{title}\x1f{abstract or ''}".encode("utf-8", "surrogatepass"))


def _loaded(library: Library) -> _Known | None:
    if not is_zipfile(library.folder / FILE_NAME):  # numpy would leave such a file open
        return None
    try:
        features, note = Features.load(library.folder / FILE_NAME)
        said: dict[str, Any] = json.loads(note)
        known = _Known(features, *(said[name] for name in _Known._fields[1:]))
        fits = known.generation == library.generation and known.change <= library.change
        return known if fits and len(features) == len(known.pids) == len(known.sums) else None
    except (UnreadableFeatures, ValueError, KeyError, TypeError):
        return None


def _save(library: Library, known: _Known) -> None:
    """Keep them; where that cannot be (a full or read-only disk) they are made anew the next time."""
    note = json.dumps(dict(zip(_Known._fields[1:], known[1:], strict=True)))
    try:
        known.features.save(library.folder / FILE_NAME, note=note)
    except OSError:
        return
