"""Kill the program at every step between the record and its index, one after the other, and look again.

    python index_steps.py FOLDER SCENARIO

A copy of the library is changed in a forked process that ends, as if killed, at the first step; then, in
another copy, at the second; and so on until a process gets to its end. After each, a new process brings the
index up to date and compares it with the library. Prints one JSON object a step. A step is the moment before
or after a commit of SQLite, a commit of tantivy, a file written, or a file or folder put in another's place.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from library_samples import fill, paper
from papertriage import index
from papertriage.index import writing
from papertriage.library import Library, PaperRow, open_library
from papertriage.library.connection import Database

KILLED, FAILED = 9, 1


def change(library: Library) -> None:
    """New papers, one of them renamed, one dropped, one decided on; then the index, as commands do it."""
    fill(library, range(60, 90), "second")
    with library.derivation() as work:
        work.put_papers([PaperRow(paper(3, title="renamed"), (4,), {}, 4)])
        work.drop_papers([8])
    library.decide([paper(5).id], "accept", "2025-11-01T10:00:00Z")
    index.open_writer(library).close()


def rebuild(library: Library) -> None:
    """The whole index anew."""
    index.rebuild_index(library)


SCENARIOS: dict[str, Callable[[Library], None]] = {"change": change, "rebuild": rebuild}


class Steps:
    """Counts steps and ends the process at one of them, without a word to anyone."""

    def __init__(self, last: int) -> None:
        self.left = last

    def take(self) -> None:
        self.left -= 1
        if not self.left:
            os._exit(KILLED)

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, with a step before it and one after."""

        def stepping(*arguments: Any, **named: Any) -> Any:
            self.take()
            answer = call(*arguments, **named)
            self.take()
            return answer

        return stepping


class Commits:
    """tantivy's writer with steps around its commits."""

    def __init__(self, writer: Any, steps: Steps) -> None:
        self._writer = writer
        self.commit = steps.around(writer.commit)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name)


def lay(steps: Steps) -> None:
    """Put the steps in: where SQLite and tantivy commit, and where files are written and moved."""
    run, opened = Database.run, writing.Writer.__init__

    def run_stepping(database: Database, sql: str, *values: Any) -> int:
        return (steps.around(run) if sql.startswith(("COMMIT", "UPDATE meta")) else run)(
            database, sql, *values
        )

    def open_stepping(writer: Any, *arguments: Any, **named: Any) -> None:
        opened(writer, *arguments, **named)
        writer._writer = Commits(writer._writer, steps)

    Database.run = run_stepping  # type: ignore[method-assign,assignment]
    writing.Writer.__init__ = open_stepping  # type: ignore[method-assign,assignment]
    for name in ("write_text", "replace", "rename"):
        setattr(Path, name, steps.around(getattr(Path, name)))
    shutil.rmtree = steps.around(shutil.rmtree)  # type: ignore[assignment]


def tell(said: dict[str, Any]) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def in_a_process(work: Callable[[], None]) -> int:
    """Do it in a process of its own, as nothing else is done here; give how that ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        work()
    except BaseException as error:  # noqa: BLE001 - told to the one who waits
        tell({"error": repr(error)})
        os._exit(FAILED)
    sys.stdout.flush()
    os._exit(0)


def attempt(folder: Path, scenario: str, last: int) -> None:
    """Change the library and end at this step, if there are as many."""
    lay(Steps(last))
    with open_library(folder, write=True) as library:
        SCENARIOS[scenario](library)


def look(folder: Path, step: int) -> None:
    """Open it as the next command does, and say what index and library have."""
    with open_library(folder, write=True) as library:
        index.open_writer(library).close()
        reader = index.open_reader(library)
        found = {pid for pid, _ in reader.search(index.everything(), limit=1000).hits}
        said = {
            "step": step,
            "papers": library.paper_count(),
            "same": found == set(library.iter_pids()) and reader.papers == len(found),
            "renamed": reader.count(index.term("title", "renamed")),
            "accepted": reader.count(index.term("state", "accepted")),
            "expected": [
                sum(each.title == "renamed" for each in library.iter_papers()),
                library.stats().states.get("accepted", 0),
            ],
            "problems": [problem for _, _, check, _ in index.CHECKS for problem in check(library)],
        }
    tell(said)


def main(folder: Path, scenario: str) -> None:
    writing.CHUNK, writing.COMMIT_EVERY = 10, 20  # several commits, for few papers
    with open_library(folder, write=True) as library:
        fill(library, range(60))
    assert in_a_process(lambda: bring(folder)) == 0
    for step in count(1):
        copy = folder.with_name(f"{scenario}-{step}")
        shutil.copytree(folder, copy)
        ended = in_a_process(lambda copy=copy, step=step: attempt(copy, scenario, step))  # type: ignore[misc]
        if in_a_process(lambda copy=copy, step=step: look(copy, step)) or ended == FAILED:  # type: ignore[misc]
            return
        shutil.rmtree(copy)
        if ended != KILLED:
            tell({"steps": step - 1})
            return


def bring(folder: Path) -> None:
    """Bring the index up to date."""
    with open_library(folder, write=True) as library:
        index.open_writer(library).close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
