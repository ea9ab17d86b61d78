"""Named checks of a library, each a small function in one table; those of the index are `index.CHECKS`."""

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from papertriage.library.rows import Counts
from papertriage.library.store import Library

FREE_BYTES = 100_000_000
"""Below this a commit or a merge of the index may fail halfway; nothing is lost then, nor done."""

SHOWN = 5


class Check(NamedTuple):
    """One thing that should hold of a library."""

    name: str
    what: str  # what it looks at, for the reader
    check: Callable[[Any], list[str]]  # given a Library: what is wrong, in words; empty when all is well
    fix: Callable[[Any], object] | None = None  # given a Library opened for writing


class Finding(NamedTuple):
    """What one check found."""

    name: str
    what: str
    problems: list[str]
    fixable: bool
    fixed: bool = False


def run(library: Library, checks: Sequence[Check] | None = None, *, fix: bool = False) -> list[Finding]:
    """Run the checks in order, mending what can be mended where `fix` is asked; one finding for each check.

    A mended check is run again: its problems are those that remain.
    """
    return [_run_one(library, check, fix=fix) for check in (CHECKS if checks is None else checks)]


def _run_one(library: Library, check: Check, *, fix: bool) -> Finding:
    problems = check.check(library)
    if not (problems and fix and check.fix):
        return Finding(check.name, check.what, problems, check.fix is not None)
    check.fix(library)
    remaining = check.check(library)
    return Finding(check.name, check.what, remaining, fixable=True, fixed=not remaining)


def _sound_file(library: Library) -> list[str]:
    found = [str(row[0]) for row in library.db.rows("PRAGMA quick_check(20)")]
    return [] if found == ["ok"] else [f"{library.db.file}: {line}" for line in found]


def _references(library: Library) -> list[str]:
    rows = library.db.rows("PRAGMA foreign_key_check")
    return _some(
        f"row {rowid} of {table} refers to a missing row of {parent}" for table, rowid, parent, _ in rows
    )


def _homeless_sightings(library: Library) -> list[str]:
    rows = library.db.rows("SELECT id FROM sightings WHERE id NOT IN (SELECT sighting FROM members)")
    return _some(f"sighting {row[0]} belongs to no paper" for row in rows)


def _unseen_papers(library: Library) -> list[str]:
    rows = library.db.rows("SELECT id FROM papers WHERE pid NOT IN (SELECT pid FROM members)")
    return _some(f"paper {row[0]} has no sighting" for row in rows)


def _stray_keys(library: Library) -> list[str]:
    rows = library.db.rows(
        "SELECT DISTINCT sighting FROM sighting_keys WHERE sighting NOT IN (SELECT id FROM sightings)"
    )
    return _some(f"an identity key names the missing sighting {row[0]}" for row in rows)


def _drop_stray_keys(library: Library) -> None:
    with library.transaction():
        library.db.run("DELETE FROM sighting_keys WHERE sighting NOT IN (SELECT id FROM sightings)")


def _sums(library: Library) -> list[str]:
    stored: dict[int, int] = dict(library.db.rows("SELECT batch, count(*) FROM sightings GROUP BY batch"))
    skipped: dict[int, int] = dict(library.db.rows("SELECT batch, count(*) FROM skipped GROUP BY batch"))
    found: list[str] = []
    for batch in library.batches():
        faults = _faults(batch.counts, stored.get(batch.id, 0), skipped.get(batch.id, 0))
        found.extend(f"batch {batch.id} ({batch.dump}): {fault}" for fault in faults)
    return _some(found)


def _faults(counts: Counts, stored: int, skipped: int) -> list[str]:
    faults = counts.faults()
    if counts.read != stored:
        faults.append(f"{counts.read} records read, {stored} stored")
    if counts.skipped != skipped:
        faults.append(f"{counts.skipped} spans skipped, {skipped} stored")
    return faults


def _states(library: Library) -> list[str]:
    return _some(
        f"paper {public_id} is {has}, its decisions say {says}" for public_id, has, says in _wrong(library)
    )


def _wrong(library: Library) -> list[tuple[str, str, str]]:
    from papertriage.library import decisions  # the read path must not pay for it

    rows = library.db.rows("SELECT id, state FROM papers")
    says = decisions.states(library.db, [public_id for public_id, _ in rows])
    return [(name, has, says.get(name, "unread")) for name, has in rows if has != says.get(name, "unread")]


def _replay_states(library: Library) -> None:
    with library.transaction() as change:
        library.db.many(
            "UPDATE papers SET state = ?, changed = ? WHERE id = ?",
            [(says, change, public_id) for public_id, _, says in _wrong(library)],
        )


def _undone(library: Library) -> list[str]:
    from papertriage.library import decisions  # the read path must not pay for it

    other = decisions.undone(library.db) ^ decisions.wanted_undone(library.db)
    return _some(f"whether decision {uid} stands is not what the log says" for uid in sorted(other))


def _settle_undone(library: Library) -> None:
    from papertriage.library import decisions  # the read path must not pay for it

    with library.transaction():
        decisions.settle_undone(library.db)


def _leftovers(library: Library) -> list[str]:
    return [f"{path} was left by an interrupted run" for path in _left(library)]


def _left(library: Library) -> list[Any]:
    folder, index = library.folder, library.index_folder
    names = [index.with_name(index.name + end) for end in (".new", ".old")]
    return [
        path
        for path in (*names, *folder.glob("*.tmp"), *folder.glob("*.part"), *index.glob("*.tmp"))
        if path.exists()
    ]


def _remove_leftovers(library: Library) -> None:
    for path in _left(library):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _space(library: Library) -> list[str]:
    free = shutil.disk_usage(library.folder).free
    return (
        [f"only {free // 1_000_000} MB are free on the disk of {library.folder}"] if free < FREE_BYTES else []
    )


def _permissions(library: Library) -> list[str]:
    paths = (library.folder, library.db.file, library.index_folder)
    return [f"{path} cannot be written" for path in paths if path.exists() and not os.access(path, os.W_OK)]


def _some(found: Iterable[str]) -> list[str]:
    """The first few of many, and how many more."""
    everything = list(found)
    more = len(everything) - SHOWN
    return everything if more <= 0 else [*everything[:SHOWN], f"… and {more} more like these"]


CHECKS: tuple[Check, ...] = (
    Check("file", "the library file is sound page by page", _sound_file),
    Check("references", "every row refers to rows that are there", _references),
    Check(
        "sightings", "every sighting belongs to a paper (papertriage rebuild mends it)", _homeless_sightings
    ),
    Check("papers", "every paper has a sighting (papertriage rebuild mends it)", _unseen_papers),
    Check("keys", "every identity key names a sighting", _stray_keys, _drop_stray_keys),
    Check("sums", "the counts of every batch add up", _sums),
    Check("undone", "what is taken back is what the log of decisions says", _undone, _settle_undone),
    Check("states", "every paper's state is what its decisions say", _states, _replay_states),
    Check("leftovers", "no interrupted run left anything", _leftovers, _remove_leftovers),
    Check("space", "there is room on the disk", _space),
    Check("permissions", "everything can be written", _permissions),
)
