"""Bad input of every kind.

One clear line that names the file and the mend, the right code, nothing half-written.
"""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli_program import Program, command, environment

NOT_DUMPS = {
    "empty": (b"", "empty; nothing to read"),
    "blanks": (b" \n\t\r\n\x0c\n", "empty; nothing to read"),
    "only-a-bom": (b"\xef\xbb\xbf", "empty; nothing to read"),
    "only-a-wide-bom": (b"\xff\xfe", "empty; nothing to read"),
    "binary": (bytes(range(256)) * 20, "binary, not text; save the page as text"),
    "gzip": (b"\x1f\x8b\x08" + b"x" * 99, "damaged (the gzip data break off"),
    "pdf": (b"%PDF-1.7\n" + b"x" * 99, "save the page as text or HTML"),
    "prose": (b"It was a dark night.\n\nAnd then it was day.\n" * 9, "--source"),
    "json": (b'[{"title": "A"}]', "looks like JSON"),
    "html": (b"<!doctype html><html><p>Hello</p></html>", "looks like a page of HTML without papers"),
    "nuls": (b"\x00" * 5000, "binary, not text"),
}


@pytest.mark.parametrize("kind", NOT_DUMPS)
def test_what_is_no_dump_is_refused_in_one_line(kind: str, fresh: Path, program: Program) -> None:
    content, words = NOT_DUMPS[kind]
    (fresh / "dump.txt").write_bytes(content)
    ran = program(fresh, "ingest", "dump.txt")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith("papertriage: dump.txt: ")
    assert words in ran.err
    assert program(fresh, "stats").out.startswith("papers\t0\nsightings\t0\ndumps\t0\n")
    assert program(fresh, "doctor").code == 0


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with a BOM": lambda text: text.encode("utf-8-sig"),
    "utf-16 with a BOM": lambda text: text.encode("utf-16"),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "utf-32": lambda text: text.encode("utf-32"),
    "windows-1252": lambda text: text.encode("cp1252"),
    "latin-1": lambda text: text.replace("•", "·").replace("·\nOct", "\xb7\nOct").encode("latin-1"),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
    "NULs within": lambda text: text.replace("the", "t\0he").encode(),
}


@pytest.mark.parametrize("encoding", [name for name in ENCODINGS if name != "latin-1"])
def test_every_encoding_and_line_end_gives_the_same_papers(
    encoding: str, fresh: Path, prepared: Path, program: Program
) -> None:
    text = (prepared / "first.txt").read_text("utf-8")
    (fresh / "first.txt").write_text(text, "utf-8")
    program(fresh, "ingest", "--captured", "2025-10-28", "first.txt")
    wanted = program(fresh, "export", "--sort", "title").out
    shutil.rmtree(fresh / "library")
    (fresh / "first.txt").write_bytes(ENCODINGS[encoding](text))
    ran = program(fresh, "ingest", "--captured", "2025-10-28", "first.txt")
    assert "4 records read = 4 new" in ran.out
    assert program(fresh, "export", "--sort", "title").out == wanted


def test_latin_1_is_read(fresh: Path, prepared: Path, program: Program) -> None:
    text = (prepared / "first.txt").read_text("utf-8")
    (fresh / "first.txt").write_bytes(ENCODINGS["latin-1"](text))
    program(fresh, "ingest", "first.txt")
    assert "naïve" in program(fresh, "show", "patient teachers").out


def test_a_missing_file_a_folder_without_files_and_a_bad_one_among_good(
    fresh: Path, prepared: Path, program: Program
) -> None:
    (fresh / "empty").mkdir()
    (fresh / "mixed").mkdir()
    shutil.copy(prepared / "first.txt", fresh / "mixed" / "a.txt")
    shutil.copy(prepared / "second.txt", fresh / "mixed" / "z.txt")
    (fresh / "mixed" / "m.txt").write_bytes(NOT_DUMPS["binary"][0])
    assert (
        program(fresh, "ingest", "missing.txt").err
        == "papertriage: missing.txt: no such file; check the name\n"
    )
    ran = program(fresh, "ingest", "empty")
    assert (ran.code, ran.err) == (1, "papertriage: empty: a folder without a file to read in it\n")
    ran = program(fresh, "ingest", "mixed")
    assert (ran.code, ran.err) == (1, "papertriage: mixed/m.txt: binary, not text; save the page as text\n")
    assert "mixed  (3 parts: 2 daily-papers)\n  6 records read = 5 new + 1 updated" in ran.out


@pytest.mark.parametrize(("before", "code"), [("", 1), ("first.txt", 0)])
def test_a_very_long_line_is_read_in_little_memory(
    before: str, code: int, fresh: Path, prepared: Path
) -> None:
    with (fresh / "long.txt").open("wb") as file:
        file.write((prepared / before).read_bytes() if before else b"")
        for _ in range(200):
            file.write(b"all the same " * 80_000)
    script = (
        "import re; from papertriage.cli.streams import guarded; from papertriage.cli.run import run;"
        "code = guarded(lambda: run(['ingest', 'long.txt']));"
        # Not getrusage: its highest size begins with that of the process which started this one.
        "print(code, int(re.search(r'VmHWM:\\s+([0-9]+)', open('/proc/self/status').read())[1]) // 1024)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(fresh),
        cwd=fresh,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    ended, megabytes = map(int, ran.stdout.splitlines()[-1].split())
    assert (ended, ran.stderr.count("\n")) == (code, code)
    assert ("4 records read" if before else "long.txt: not a list of papers") in ran.stdout + ran.stderr
    assert megabytes < 350


# -- the library ---------------------------------------------------------------------------------------------


def changed(home: Path, sql: str) -> None:
    db = sqlite3.connect(home / "library" / "library.sqlite")
    db.executescript(sql)
    db.close()


@pytest.mark.parametrize(
    "line",
    [
        "search cache",
        "show pocket",
        "stats",
        "export",
        "doctor",
        "ingest first.txt",
        "accept pocket",
        "rebuild",
    ],
)
def test_a_library_of_a_newer_papertriage_is_left_alone(
    line: str, home: Path, contents: Callable[[Path], str], program: Program
) -> None:
    changed(home, "PRAGMA user_version = 99")
    before = contents(home)
    ran = program(home, *line.split())
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "install the newer papertriage" in ran.err
    assert contents(home) == before


@pytest.mark.parametrize("line", ["search cache", "stats", "doctor", "ingest first.txt", "rebuild"])
@pytest.mark.parametrize("kind", ["another file", "damaged"])
def test_a_file_that_is_no_sound_library_is_named_with_the_mend(
    kind: str, line: str, home: Path, program: Program
) -> None:
    file = home / "library" / "library.sqlite"
    whole = file.read_bytes()
    if kind == "another file":
        file.write_bytes(b"Something else altogether. " * 1000)
    else:
        file.write_bytes(whole[:100] + b"\xff" * 20_000 + whole[20_100:])
    ran = program(home, *line.split())
    assert ran.code == 1
    assert "library.sqlite" in ran.err + ran.out
    assert ran.err.count("\n") <= 1


def test_without_a_library_the_first_step_is_named(fresh: Path, program: Program) -> None:
    for line in ("search", "show x", "stats", "export", "doctor", "topics why x"):
        ran = program(fresh, *line.split())
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
        assert "run papertriage ingest FILE" in ran.err
    assert not (fresh / "library").exists()


@pytest.mark.parametrize(
    "damage", ["missing", "no version", "junk in meta.json", "emptied", "another generation"]
)
def test_a_lost_index_is_made_again_or_the_mend_is_named(damage: str, home: Path, program: Program) -> None:
    index = home / "library" / "index"
    wanted = program(home, "search", "cache").out
    if damage == "missing":
        shutil.rmtree(index)
    elif damage == "no version":
        (index / "version.json").unlink()
    elif damage == "junk in meta.json":
        (index / "meta.json").write_text("junk", "utf-8")
    elif damage == "emptied":
        for file in index.glob("*.*"):
            if file.suffix != ".json":
                file.write_bytes(b"")
    else:
        changed(home, "UPDATE meta SET value = 'another' WHERE key = 'generation'")
    ran = program(home, "search", "cache")
    if ran.code:
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
        assert "papertriage doctor --fix" in ran.err
        assert program(home, "doctor", "--fix").code == 0
        ran = program(home, "search", "cache")
    assert ran.out == wanted
    assert program(home, "doctor").code == 0


READING = [
    "search cache",
    "show pocket",
    "stats",
    "export",
    "topics list",
    "topics why pocket",
    "export -f md",
]
WRITING = ["ingest second.txt", "accept pocket", "rebuild", "doctor --fix"]


def powerless() -> list[str]:
    """What to put before a command so that permissions hold for it; nothing for ordinary people."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may write everything, and there is no setpriv to take that away")
    return [
        "setpriv",
        "--bounding-set=-dac_override,-dac_read_search",
        "--inh-caps=-dac_override,-dac_read_search",
    ]


def run_powerless(home: Path, line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*powerless(), *command(*line.split())],
        env=environment(home),
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def locked(home: Path) -> Iterator[Path]:
    everything = [home / "library", *(home / "library").rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    probe = subprocess.run(
        [*powerless(), "touch", str(home / "library" / "probe")], capture_output=True, check=False
    )
    if probe.returncode == 0:
        pytest.skip("permissions do not hold here")
    yield home
    for path in everything:
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize("line", READING)
def test_a_read_only_library_can_be_read(line: str, locked: Path, program: Program) -> None:
    ran = run_powerless(locked, line)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout


@pytest.mark.parametrize("line", WRITING)
def test_a_read_only_library_is_not_written_and_one_line_says_so(
    line: str, locked: Path, contents: Callable[[Path], str]
) -> None:
    before = contents(locked)
    ran = run_powerless(locked, line)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    assert "check the folder's permissions" in ran.stderr
    assert contents(locked) == before


def test_an_unreadable_file_is_named(fresh: Path) -> None:
    (fresh / "secret.txt").write_text("x", "utf-8")
    (fresh / "secret.txt").chmod(0)
    if (
        subprocess.run(
            [*powerless(), "cat", str(fresh / "secret.txt")], capture_output=True, check=False
        ).returncode
        == 0
    ):
        pytest.skip("permissions do not hold here")
    ran = run_powerless(fresh, "ingest secret.txt")
    assert (ran.returncode, ran.stderr) == (
        1,
        "papertriage: secret.txt: cannot be read (permission denied)\n",
    )


@pytest.mark.parametrize("kilobytes", [100, 200, 400])
def test_a_disk_that_takes_no_more_is_one_line_and_the_next_run_finishes(
    kilobytes: int, home: Path, program: Program
) -> None:
    from dump_samples import Record, dump

    words = "It is short, and it is about nothing but the number that it has in this long list of papers."
    (home / "more.txt").write_text(
        dump(
            [Record(f"Paper {number} of Many", f"Number {number} it is. {words}") for number in range(1500)]
        ),
        "utf-8",
    )
    limit = kilobytes * 1024
    ran = subprocess.run(
        command("ingest", "more.txt"),
        env=environment(home),
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert program(home, "ingest", "more.txt").code == 0
    assert program(home, "doctor").code == 0
    assert program(home, "search", "--limit", "0").out.count("\n") == 1505


# -- settings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("limit = = 3", "line 1"),
        ("limt = 3", "did you mean 'limit'"),
        ('limit = "x"', "whole number"),
        ('sort = "best"', "relevance"),
    ],
)
def test_a_mistake_in_the_configuration_is_one_line(
    text: str, words: str, home: Path, program: Program
) -> None:
    (home / "config.toml").write_text(text, "utf-8")
    ran = program(home, "search", "cache")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "config.toml" in ran.err
    assert words in ran.err
    assert program(home, "config", "path").out == f"{home}/config.toml\n"


def test_a_variable_that_is_no_number_is_one_line(home: Path, program: Program) -> None:
    ran = program(home, "search", "cache", PAPERTRIAGE_LIMIT="abc")
    assert (ran.code, ran.out) == (2, "")
    assert (
        ran.err
        == "papertriage: limit: 'abc' (from environment) is not a whole number of 0 or more; 0 means all\n"
    )


@pytest.mark.parametrize(
    "text", ["name = ", 'name = "x"', 'name = "x"\ncolour = "red"', "\x00", "[[phrase]]\ntext = '('"]
)
def test_a_mistake_in_a_topic_file_names_the_file(text: str, home: Path, program: Program) -> None:
    (home / "topics" / "mine.toml").write_text(text, "utf-8")
    for line in ("ingest first.txt", "topics list", "topics show mine", "rebuild"):
        ran = program(home, *line.split())
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
        assert "topics/mine.toml" in ran.err
    assert program(home, "search", "cache", "--topic", "kv-cache").code == 0
