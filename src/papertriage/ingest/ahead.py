"""A large dump is read, cleaned and tagged in a process of its own, ahead of the one that stores and indexes.

The two share nothing but two pipes. The child gets the dump as its standard input and gives chunks
(`work.Chunk`) as frames: four bytes of length, then `marshal` of plain tuples, several times as fast as
pickled named ones. The parent gives a byte for each chunk that it asks for. Where none waits for it, the next
goes there untagged: who has time tags, so both are busy whatever storing and tagging take.
A child that fails says why in its last frame; one that dies is noticed, and nothing of its dump is kept.
"""

import gc
import json
import marshal
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any, BinaryIO, NamedTuple, cast

from papertriage import sources
from papertriage.errors import PapertriageError
from papertriage.ingest.work import Advance, Chunk, Hits, Lines, Preparation, Tagger, Work, prepare, tagged
from papertriage.model import (
    Cleaned,
    Evidence,
    Link,
    Organization,
    Page,
    PrintedDate,
    Sighting,
    Skipped,
    TopicHit,
)

LARGE = 8_000_000
"""Bytes from which a second process pays: it needs a third of a second to start."""

_CHILD = """
import json, sys
sys.path[:] = json.loads(sys.argv[2])
from papertriage.ingest.ahead import main
main()
"""
"""The child looks for modules where the parent does; `-m` would first look into the folder it is started in,
where a dump may have brought files of its own."""

_AHEAD = 2  # chunks that wait between the two
_PIPE = 1 << 20  # bytes: each read of a small pipe would wait for the main thread to give way, up to 5 ms
_LENGTH = struct.Struct(">I")


class Task(NamedTuple):
    """What the child is to read, and how; all of it fits into JSON."""

    name: str
    encoding: str
    source: str
    page: Page
    today: str
    when: str
    topics: str  # the folder of the reader's own topics
    steps: tuple[str, ...] = ()  # what the bytes are wrapped in (`sources.unwrap`)
    asked: int | None = None  # a file descriptor: a byte for each chunk that the parent has asked for


def chunks(handle: BinaryIO, task: Task, tagger: Tagger, advance: Advance) -> Iterator[Chunk]:
    """Give a dump's chunks as the child makes them; `tagger` tags those that it leaves untagged.

    Raises PapertriageError with what went wrong there.
    """
    pipes = {"stdin": handle, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with _asking() as (asked, ask):
        task = task._replace(asked=asked)
        command = [sys.executable, "-P", "-c", _CHILD, json.dumps(task), json.dumps(sys.path)]
        child = subprocess.Popen(  # type: ignore[call-overload]  # noqa: S603 - our own
            command, **pipes, pipesize=_PIPE, pass_fds=() if asked is None else (asked,)
        )
        frames: Queue[bytes | None] = Queue(_AHEAD)
        Thread(target=_fetch, args=(cast(BinaryIO, child.stdout), frames), daemon=True).start()
        try:
            for chunk in _decoded(frames, task.name, (advance, ask)):
                untagged = len(chunk.hits) < len(chunk.work)
                yield chunk._replace(hits=tagged(chunk.work, tagger)) if untagged else chunk
        finally:
            child.kill()
            while frames.get() is not None:  # lets the thread end
                pass
            with child:  # closes its pipe and waits for it
                pass


@contextmanager
def _asking() -> Iterator[tuple[int | None, Callable[[], None]]]:
    """Open a pipe to a child: give what it inherits, if it can, and what asks for a chunk."""
    if os.name != "posix":
        yield None, lambda: None
        return
    asked, asking = os.pipe()

    def ask() -> None:
        with suppress(OSError):  # the child has ended, which its own pipe tells
            os.write(asking, b".")

    try:
        yield asked, ask
    finally:
        os.close(asked)
        os.close(asking)


def _fetch(pipe: BinaryIO, frames: "Queue[bytes | None]") -> None:
    """Read frames while the main thread stores earlier ones; None is the end."""
    with suppress(OSError, ValueError):
        while len(head := pipe.read(_LENGTH.size)) == _LENGTH.size:
            (length,) = _LENGTH.unpack(head)
            if len(body := pipe.read(length)) < length:
                break
            frames.put(body)
    frames.put(None)


def _decoded(
    frames: "Queue[bytes | None]", name: str, tell: tuple[Advance, Callable[[], None]]
) -> Iterator[Chunk]:
    advance, ask = tell
    ask()
    while (body := frames.get()) is not None:
        frame = marshal.loads(body)  # noqa: S302 - from our own child
        if isinstance(frame, str):
            frames.put(None)
            raise PapertriageError(frame)
        read, chunk = frame
        advance(read)
        yield _chunk(chunk)
        if chunk[4] is not None:
            return
        ask()
    frames.put(None)
    raise PapertriageError(f"{name}: the process that read it was ended; nothing of it is kept, try again")


# -- values to plain tuples and back ----------------------------------------------------------------------


def _plain(chunk: Chunk) -> tuple[Any, ...]:
    work = [
        (_plain_listed(tuple(each.sighting)), _plain_cleaned(tuple(each.cleaned)), *each[2:])
        for each in chunk.work
    ]
    hits = [
        tuple([(hit.name, hit.score, tuple([tuple(span) for span in hit.evidence])) for hit in found])
        for found in chunk.hits
    ]
    return (
        work,
        hits,
        [tuple(each) for each in chunk.skipped],
        chunk.faults,
        chunk.lines and tuple(chunk.lines),
    )


_LISTED = tuple(map(Sighting._fields.index, ("organization", "printed", "links")))
_CLEANED = tuple(map(Cleaned._fields.index, ("organization", "links")))


def _plain_listed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    organization, printed, links = _LISTED
    if row[organization] is None and row[printed] is None and not row[links]:
        return row
    values = list(row)
    values[organization] = row[organization] and tuple(row[organization])
    values[printed] = row[printed] and tuple(row[printed])
    values[links] = tuple([tuple(link) for link in row[links]])
    return tuple(values)


def _plain_cleaned(row: tuple[Any, ...]) -> tuple[Any, ...]:
    organization, links = _CLEANED
    if row[organization] is None and not row[links]:
        return row
    values = list(row)
    values[organization] = row[organization] and tuple(row[organization])
    values[links] = tuple([tuple(link) for link in row[links]])
    return tuple(values)


def _chunk(plain: tuple[Any, ...]) -> Chunk:
    work, hits, skipped, faults, lines = plain
    return Chunk(
        [Work(_listed(listed), _cleaned(cleaned), *rest) for listed, cleaned, *rest in work],
        [
            tuple(
                [
                    TopicHit(name, score, tuple([Evidence(*span) for span in spans]))
                    for name, score, spans in found
                ]
            )
            for found in hits
        ],
        [Skipped(*each) for each in skipped],
        faults,
        lines and Lines(*lines),
    )


def _hit(name: str, score: float, spans: tuple[Any, ...]) -> TopicHit:
    return TopicHit(name, score, tuple([Evidence(*span) for span in spans]))


def _listed(row: tuple[Any, ...]) -> Sighting:
    organization, printed, links = _LISTED
    values = list(row)
    if row[organization]:
        values[organization] = Organization(*row[organization])
    if row[printed]:
        values[printed] = PrintedDate(*row[printed])
    if row[links]:
        values[links] = tuple([Link(*link) for link in row[links]])
    return Sighting(*values)


def _cleaned(row: tuple[Any, ...]) -> Cleaned:
    organization, links = _CLEANED
    if row[organization] is None and not row[links]:
        return Cleaned(*row)
    values = list(row)
    values[organization] = row[organization] and Organization(*row[organization])
    values[links] = tuple([Link(*link) for link in row[links]])
    return Cleaned(*values)


# -- the child --------------------------------------------------------------------------------------------


def main() -> None:
    """Read the dump on standard input as the argument says, and write its chunks to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends this process
    gc.disable()  # nothing here goes round in circles, and looking for it would cost a quarter of the time
    name, encoding, source, (page_date, *facts), today, when, topics, steps, asked = json.loads(sys.argv[1])
    page = Page(page_date and PrintedDate(*page_date), *facts)
    task = Task(name, encoding, source, page, today, when, topics, tuple(steps), asked)
    with suppress(BrokenPipeError):
        try:
            for frame in _frames(task):
                _send(frame)
        except PapertriageError as fault:
            _send(str(fault))


def _frames(task: Task) -> Iterator[Any]:
    from papertriage.topics.tagging import tagger_of  # here, since the parent imports this module too

    tagger = _Sharing(tagger_of(Path(task.topics)), task.asked)
    dump = sources.Dump(task.name, sources.unwrap(sys.stdin.buffer, task.steps))
    read: list[int] = []
    source = sources.find_source(task.source)
    reader = source.reader(sources.Content(dump, task.encoding, read.append))
    how = Preparation(task.page, date.fromisoformat(task.today), task.when, sources.PLACES[source.unit])
    for chunk in prepare(reader, how, tagger):
        yield sum(read), _plain(chunk)
        read.clear()


class _Sharing:
    """A tagger that gives no hits, which leaves it to the parent, where no chunk waits for the parent."""

    def __init__(self, tagger: Tagger, asked: int | None) -> None:
        self._tagger, self._asked = tagger, asked
        self._ahead = 0  # chunks made beyond those asked for
        self.rules = tagger.rules
        if asked is not None:
            os.set_blocking(asked, False)

    def match_all(self, texts: Sequence[tuple[str, str | None]]) -> Sequence[Hits]:
        """Give the topics of a chunk, or nothing; called once for each."""
        with suppress(BlockingIOError):
            self._ahead -= 0 if self._asked is None else len(os.read(self._asked, _PIPE))
        idle = self._asked is not None and self._ahead <= 0
        self._ahead += 1
        return () if idle else self._tagger.match_all(texts)


def _send(frame: Any) -> None:
    body = marshal.dumps(frame)
    sys.stdout.buffer.write(_LENGTH.pack(len(body)))
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()
