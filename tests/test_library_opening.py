"""A library opens, or says in one line why not."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from library_samples import fill, paper
from papertriage.errors import LibraryError, LibraryTooNew
from papertriage.library import migrations, open_library
from papertriage.library.connection import FILE_NAME
from papertriage.library.doctor import run

HERE = Path(__file__).parent


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Another process that runs this code, with the tests' samples at hand."""
    path = os.pathsep.join([str(HERE), *sys.path])
    preamble = "import sys; from pathlib import Path; from library_samples import *\n"
    preamble += "from papertriage.library import open_library\n"
    command = [sys.executable, "-c", preamble + code, *map(str, arguments)]
    return subprocess.Popen(
        command,
        env=os.environ | {"PYTHONPATH": path},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


FILL = """
folder, first, count, batches = Path(sys.argv[1]), *map(int, sys.argv[2:])
for number in range(batches):
    with open_library(folder, write=True, wait=lambda line: print(line, flush=True)) as library:
        start = first + number * count
        fill(library, range(start, start + count), f"sha{start}")
    print("kept", number, flush=True)
"""


def test_reading_where_there_is_no_library_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"no library at .*papertriage ingest"):
        open_library(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_writing_makes_the_library(tmp_path: Path) -> None:
    with open_library(tmp_path / "a" / "b", write=True) as library:
        fill(library, [1])
    with open_library(tmp_path / "a" / "b") as library:
        assert library.paper_count() == 1


def test_a_library_opened_for_reading_cannot_be_written(tmp_path: Path) -> None:
    open_library(tmp_path, write=True).close()
    with open_library(tmp_path) as library, pytest.raises(LibraryError, match="for reading only"):
        fill(library, [1])


def test_a_newer_library_names_both_versions(tmp_path: Path) -> None:
    with open_library(tmp_path, write=True) as library:
        library.db.run("PRAGMA user_version = 99")
    for write in (False, True):
        with pytest.raises(LibraryTooNew, match=rf"version 99.* up to {migrations.NEWEST}"):
            open_library(tmp_path, write=write)


@pytest.mark.parametrize("content", [b"not a database, but long enough to look at" * 100, b"\0" * 5000])
def test_a_file_that_is_no_library_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    for write in (False, True):
        with pytest.raises(LibraryError, match="not a papertriage library"):
            open_library(tmp_path, write=write)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / FILE_NAME)
    db.execute("CREATE TABLE theirs (x)")
    db.close()
    for write in (False, True):
        with pytest.raises(LibraryError, match="another program"):
            open_library(tmp_path, write=write)


def test_a_damaged_library_is_one_line(tmp_path: Path) -> None:
    with open_library(tmp_path, write=True) as library:
        fill(library, range(500))
    file = tmp_path / FILE_NAME
    body = bytearray(file.read_bytes())
    body[20_000:] = b"\x55" * (len(body) - 20_000)
    file.write_bytes(body)
    with open_library(tmp_path) as library, pytest.raises(LibraryError, match=r"damaged|malformed"):
        list(library.iter_papers())


def test_a_step_that_fails_is_not_taken(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    steps = (*migrations.STEPS, "CREATE TABLE half (x); CREATE TABLE half (x);")
    with pytest.raises(sqlite3.OperationalError, match="half already exists"):
        migrations.migrate(db, tmp_path, steps)
    assert db.execute("PRAGMA user_version").fetchone() == (migrations.NEWEST,)
    assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchone()
    db.close()


@pytest.mark.parametrize("version", range(migrations.NEWEST))
def test_every_older_version_moves_to_the_newest(tmp_path: Path, version: int) -> None:
    db = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    migrations.migrate(db, tmp_path, migrations.STEPS[:version])
    db.close()
    with open_library(tmp_path, write=True) as library:
        fill(library, [1])
        assert [finding.problems for finding in run(library) if finding.problems] == []


AS_NOBODY = """
import filelock, os
import papertriage.library.lock, papertriage.library.writing
from papertriage.errors import LibraryError
if os.geteuid() == 0:  # root may write everywhere; everything is imported, the sources may be root's alone
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
"""


def as_nobody(code: str, folder: Path) -> str:
    """What the code prints when a user without rights runs it."""
    out, error = start(AS_NOBODY + code, folder).communicate(timeout=60)
    return out + error


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A library in a folder that nobody may write."""
    folder = tmp_path / "lib"
    with open_library(folder, write=True) as library:
        fill(library, [1, 2])
    for path in (folder, *folder.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for parent in folder.parents:
        if parent.stat().st_uid == os.geteuid() and not parent.stat().st_mode & 0o005:
            parent.chmod(parent.stat().st_mode | 0o055)
    return folder


def test_a_read_only_library_can_be_read(sealed: Path) -> None:
    said = as_nobody("with open_library(Path(sys.argv[1])) as library: print(library.paper_count())", sealed)
    assert said == "2\n"


def test_a_read_only_library_refuses_writers_in_one_line(sealed: Path) -> None:
    code = "try: open_library(Path(sys.argv[1]), write=True)\nexcept LibraryError as error: print(error)"
    said = as_nobody(code, sealed)
    assert "permissions" in said
    assert said.count("\n") == 1


def test_a_full_disk_keeps_what_was_there(tmp_path: Path) -> None:
    with open_library(tmp_path, write=True) as library:
        fill(library, [1])
        library.db.run(f"PRAGMA max_page_count = {library.db.value('PRAGMA page_count') + 2}")
        with pytest.raises(LibraryError, match="disk is full"):
            fill(library, range(2, 3000), "bb")
        assert library.paper_count() == 1
    with open_library(tmp_path, write=True) as library:
        fill(library, range(2, 3000), "bb")
        assert library.paper_count() == 2999


def test_a_file_that_may_not_grow_keeps_what_was_there(tmp_path: Path) -> None:
    with open_library(tmp_path, write=True) as library:
        fill(library, [1])
    code = """
import resource, signal
from papertriage.errors import LibraryError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    with open_library(Path(sys.argv[1]), write=True) as library:
        fill(library, range(2, 9000), "bb")
except LibraryError as error:
    print(error)
"""
    out, error = start(code, tmp_path).communicate(timeout=60)
    assert out.count("\n") == 1, error
    assert FILE_NAME in out
    with open_library(tmp_path) as library:
        assert library.paper_count() == 1


def test_a_killed_batch_is_wholly_there_or_wholly_absent(tmp_path: Path) -> None:
    chance = random.Random(7)
    with open_library(tmp_path, write=True):
        pass
    for attempt in range(8):
        process = start(FILL, tmp_path, attempt * 100_000, 400, 50)
        assert process.stdout is not None
        assert process.stdout.readline() == "kept 0\n"
        time.sleep(chance.random() * 0.25)
        process.send_signal(signal.SIGKILL)
        said = 1 + process.communicate()[0].count("kept")
        with open_library(tmp_path, write=True) as library:
            sizes = library.db.rows("SELECT count(*) FROM sightings GROUP BY batch")
            assert {size for (size,) in sizes} == {400}
            assert library.paper_count() == 400 * len(sizes)
            kept = (
                library.db.value("SELECT count(*) FROM papers WHERE id >= ? AND id < ?", _ids(attempt)) // 400
            )
            assert kept >= said, "a batch that was reported kept is gone"
            assert [finding for finding in run(library) if finding.problems] == []


def _ids(attempt: int) -> list[str]:
    return [paper(attempt * 100_000).id, paper((attempt + 1) * 100_000).id]


def test_two_writers_both_succeed(tmp_path: Path) -> None:
    writers = [start(FILL, tmp_path, first, 50, 10) for first in (0, 100_000)]
    for writer in writers:
        out, error = writer.communicate(timeout=120)
        assert writer.returncode == 0, error
        assert out.count("kept") == 10
    with open_library(tmp_path) as library:
        assert library.paper_count() == 1000


def test_a_writer_that_must_wait_says_so_once(tmp_path: Path) -> None:
    with open_library(tmp_path, write=True) as library:
        fill(library, [1])
        other = start(FILL, tmp_path, 10, 1, 1)
        assert other.stdout is not None
        assert "another papertriage is writing" in other.stdout.readline()
        with open_library(tmp_path) as reader:  # a reader waits for nobody
            assert reader.paper_count() == 1
    assert other.communicate(timeout=60)[0] == "kept 0\n"


def test_a_copied_library_is_the_same(tmp_path: Path) -> None:
    with open_library(tmp_path / "one", write=True) as library:
        stored = fill(library, [1, 2])
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    with open_library(tmp_path / "two") as library:
        assert [found.id for found in library.iter_papers()] == [found.id for _, found in stored]


def test_reading_imports_little(tmp_path: Path) -> None:
    open_library(tmp_path, write=True).close()
    code = "open_library(Path(sys.argv[1])).close(); print(' '.join(sys.modules))"
    modules = start("from papertriage import index\n" + code, tmp_path).communicate()[0].split()
    assert not {"filelock", "pydantic", "numpy", "typer", "rich", "papertriage.library.writing"} & set(
        modules
    )
