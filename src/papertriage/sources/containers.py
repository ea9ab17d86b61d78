"""From what a reader names to dumps: files, standard input, folders, and all that is packed in them.

What a file is, its first bytes say. Nothing is unpacked to disk but parts of a tar or a mail that are too
large for memory, into files without a name; a file of gigabytes in a zip or under a compression is read
where it lies. Every part that is not read has a `Part` that says why.
"""

from collections.abc import Generator, Iterator
from typing import NamedTuple

from papertriage.errors import UnreadableDump
from papertriage.sources import kinds
from papertriage.sources.dump import Dump, binary, open_file, readable
from papertriage.sources.entry import BeyondLimits, Budget, Entry, IsList, Limits, NotRead, Raw
from papertriage.sources.folders import expand, files_in, is_folder

__all__ = ["Limits", "Part", "expand", "parts"]


class Part(NamedTuple):
    """One dump of what was named, or why something in it is none."""

    name: str  # what messages and the library call it: "hf.tar.gz/2024-05-01.json"
    dump: Dump | None
    left_out: str | None  # why it is not read
    captured: str | None = None  # when it was sent or saved, as the mail around it says: ISO, in UTC
    fault: bool = False  # whether it is left out since it is damaged: something may be lost


class _Task(NamedTuple):
    limits: Limits
    is_list: IsList | None


def parts(
    name: str, limits: Limits | None = None, is_list: IsList | None = None
) -> Generator[Part, None, None]:
    """Give every part of a file, of standard input (`-`) or of a folder, in order.

    A dump is the receiver's to close, at the latest before the next part is asked for. `is_list` says of a
    beginning whether it looks like a list of papers: of several forms of a mail, such a one is taken.
    Raises UnreadableDump for what cannot be read at all, and at the place where it cannot be read further:
    the parts before are given.
    """
    task = _Task(limits or Limits(), is_list)
    if name != "-" and is_folder(name):
        yield from _folder(name, task)
    else:
        yield from _file(name, task)


def _folder(name: str, task: _Task) -> Iterator[Part]:
    found = False
    for path, left_out in files_in(name):
        found = found or left_out is None
        if left_out is not None:
            yield Part(path, None, left_out)
        else:
            yield from _held(path, _file(path, task))
    if not found:
        raise UnreadableDump(f"{name}: a folder without a file to read in it")


def _file(name: str, task: _Task) -> Iterator[Part]:
    shown = "stdin" if name == "-" else name
    base = open_file(name, task.limits.expanded)
    try:
        budget = Budget(shown, base.seek(0, 2), task.limits)
        with readable(shown):
            yield from _parts(Entry(shown, Raw(base, (), budget)), task, 0)
    finally:
        base.close()


def _held(name: str, found: Iterator[Part]) -> Iterator[Part]:
    """Give parts up to a fault, and then the fault as one more: what comes after is read all the same."""
    try:
        yield from found
    except NotRead as choice:
        yield Part(name, None, _reason(name, choice))
    except UnreadableDump as fault:
        yield Part(name, None, _reason(name, fault), fault=True)


def _reason(name: str, error: Exception) -> str:
    return str(error).removeprefix(f"{name}: ").removeprefix("this is ")


def _parts(entry: Entry, task: _Task, depth: int) -> Iterator[Part]:
    """Give the parts of one thing, which lies in `depth` containers. Raises UnreadableDump."""
    name, raw = entry.name, entry.raw
    if raw is None:
        yield Part(name, None, entry.left_out, entry.captured, entry.fault)
        return
    with readable(name):
        raw, first, depth = _unpacked(name, raw, depth)
    if depth > raw.budget.limits.nesting:
        raise _too_deep(name, raw)
    kind = kinds.kind_of(first)
    if kind:
        yield from _inside(entry._replace(raw=raw), kind, (task, depth + 1))
        return
    if kinds.refusal(first):
        raise NotRead(f"{name}: {binary(first)}")
    if what := binary(first):  # nobody knows what: it may be a list that is damaged
        raise UnreadableDump(f"{name}: {what}")
    with readable(name):
        dump = raw.dump(name)
    yield Part(name, dump, None, entry.captured)


def _unpacked(name: str, raw: Raw, depth: int) -> tuple[Raw, bytes, int]:
    """Take all compressions off. One around a container is a level with it, one around another is its own."""
    first, layers = raw.first(), 0
    while step := kinds.packed_as(first):
        layers += 1
        if depth + layers - 1 > raw.budget.limits.nesting:
            raise _too_deep(name, raw)
        raw = raw.packed(step)
        first = raw.first()
    return raw, first, depth + max(0, layers - 1)


def _too_deep(name: str, raw: Raw) -> NotRead:
    return NotRead(
        f"{name}: nested deeper than {raw.budget.limits.nesting}; if you trust it, raise `nesting` "
        "under [limits] in config.toml"
    )


def _inside(entry: Entry, kind: str, how: tuple[_Task, int]) -> Iterator[Part]:
    task, depth = how
    found = False
    for each in _entries(entry, kind, task):
        found = True
        for part in _held_inside(each, task, depth):
            yield part if part.captured else part._replace(captured=entry.captured)
    if not found:
        yield Part(entry.name, None, "nothing in it")


def _held_inside(entry: Entry, task: _Task, depth: int) -> Iterator[Part]:
    try:
        yield from _parts(entry, task, depth)
    except BeyondLimits:
        raise
    except NotRead as choice:
        yield Part(entry.name, None, _reason(entry.name, choice))
    except UnreadableDump as fault:
        yield Part(entry.name, None, _reason(entry.name, fault), fault=True)


def _entries(entry: Entry, kind: str, task: _Task) -> Iterator[Entry]:
    # Here, since most dumps are no containers, and what reads them is slow to import.
    if entry.raw is None:
        return iter(())
    if kind == "zip":
        from papertriage.sources.archives import zip_entries

        return zip_entries(entry.name, entry.raw)
    if kind == "tar":
        from papertriage.sources.archives import tar_entries

        return tar_entries(entry.name, entry.raw)
    from papertriage.sources.mail import mail_entries, mbox_entries

    return (mbox_entries if kind == "mbox" else mail_entries)(entry.name, entry.raw, task.is_list)
