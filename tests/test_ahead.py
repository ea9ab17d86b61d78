"""A large dump read by a second process gives what one gives, and a child that fails costs nothing."""

import datetime
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from dump_samples import read_one
from papertriage import sources
from papertriage.errors import PapertriageError
from papertriage.ingest import Options, ahead, ingesting
from papertriage.ingest.work import Chunk, Preparation, prepare
from papertriage.library import open_library
from papertriage.model import Page, TopicHit
from papertriage.topics import Matcher, load_topics

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "fixtures" / "demo" / "daily.txt"
PAGE = Page(None, "2025-10-30", 2025, "--captured")
NOW = datetime.datetime(2025, 11, 1, tzinfo=datetime.UTC)


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """The demo dump with links, an organization, a stray line and a title of nothing but controls."""
    file = tmp_path / "odd.txt"
    stray = "\n\nSponsored: buy now\n\n\x07\x08\n\n" + "An abstract without a title. " * 12 + "\n"
    file.write_text(DEMO.read_text("utf-8") + stray, "utf-8")
    return file


def at_once(file: Path) -> list[Chunk]:
    with sources.open_dump(str(file)) as opened:
        reader = sources.find_source("daily-papers").reader(sources.Content(opened, "utf-8"))
        how = Preparation(PAGE, datetime.date(2025, 11, 1), "2025-10-30")
        return list(prepare(reader, how, Matcher(load_topics())))


def ahead_of(file: Path, source: str = "daily-papers", using: Matcher | None = None) -> Iterator[Chunk]:
    task = ahead.Task(file.name, "utf-8", source, PAGE, "2025-11-01", "2025-10-30", "/no/such/folder")
    with sources.open_dump(str(file)) as opened:
        yield from ahead.chunks(opened.handle, task, using or Matcher(load_topics()), lambda _: None)


def test_two_processes_give_what_one_gives(odd: Path) -> None:
    one, two = at_once(odd), list(ahead_of(odd))
    assert one[0].work
    assert any(hits for hits in one[0].hits)
    assert one[0].skipped
    assert [chunk._replace(hits=list(chunk.hits)) for chunk in one] == [
        chunk._replace(hits=list(chunk.hits)) for chunk in two
    ]


def test_the_child_tags_only_what_the_parent_is_not_waiting_for() -> None:
    asked, asking = os.pipe()
    try:
        shared = ahead._Sharing(Matcher(load_topics()), asked)
        tagged = []
        for asks in (1, 1, 0, 0, 1, 2, 1, 0):
            os.write(asking, b"." * asks)
            tagged.append(len(shared.match_all([("KV cache quantization", None)])))
    finally:
        os.close(asked)
        os.close(asking)
    assert tagged == [0, 0, 0, 1, 1, 0, 0, 1]


def test_where_no_pipe_is_inherited_the_child_tags_everything(
    monkeypatch: pytest.MonkeyPatch, odd: Path
) -> None:
    class Never(Matcher):
        def match_all(self, papers: object) -> NoReturn:
            raise AssertionError(f"the parent had to tag {papers}")

    @contextmanager
    def nothing() -> Iterator[tuple[None, Callable[[], None]]]:
        yield None, lambda: None

    monkeypatch.setattr(ahead, "_asking", nothing)
    (chunk,) = ahead_of(odd, using=Never([]))
    assert list(chunk.hits) == list(at_once(odd)[0].hits)


def test_two_processes_give_what_one_gives_whoever_tags(odd: Path) -> None:
    """The parent asks for the only chunk before the child has made it, so the parent tags it."""

    class Counted(Matcher):
        def match_all(self, papers: Sequence[tuple[str, str | None]]) -> list[tuple[TopicHit, ...]]:
            counts.append(len(papers))
            return super().match_all(papers)

    counts: list[int] = []
    (chunk,) = ahead_of(odd, using=Counted(load_topics()))
    assert counts == [len(chunk.work)]
    assert list(chunk.hits) == list(at_once(odd)[0].hits)


def test_a_fault_in_the_child_is_the_parent_s(odd: Path) -> None:
    with pytest.raises(PapertriageError, match="no source named 'no-such-source'"):
        list(ahead_of(odd, "no-such-source"))


def test_a_child_that_is_killed_is_noticed(monkeypatch: pytest.MonkeyPatch, odd: Path) -> None:
    started: list[int] = []
    popen = subprocess.Popen

    def watched(*arguments: object, **named: object) -> object:
        child = popen(*arguments, **named)  # type: ignore[call-overload]
        started.append(child.pid)
        os.kill(child.pid, signal.SIGKILL)
        return child

    monkeypatch.setattr(subprocess, "Popen", watched)
    with pytest.raises(PapertriageError, match="ended; nothing of it is kept"):
        list(ahead_of(odd))
    assert len(started) == 1


def test_a_reading_that_is_given_up_leaves_no_thread_and_no_child(odd: Path) -> None:
    before = threading.active_count()
    reading = ahead_of(odd)
    next(reading)
    reading.close()  # type: ignore[attr-defined]
    for _ in range(100):
        if threading.active_count() == before:
            break
        time.sleep(0.05)
    assert threading.active_count() == before


def test_a_large_dump_makes_the_same_library(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, odd: Path
) -> None:
    monkeypatch.setattr(ahead, "LARGE", 1)
    papers = []
    for topics in (None, tmp_path / "topics"):
        folder = tmp_path / ("two" if topics else "one")
        tagger = Matcher(load_topics())
        with open_library(folder, write=True) as library, ingesting(library, tagger) as reading:
            report = read_one(reading, odd, Options(NOW, topics=topics))
            assert report.counts.faults() == []
        with open_library(folder) as library:
            papers.append((report, list(library.iter_papers())))
    assert papers[0] == papers[1]


def test_the_child_runs_no_file_of_the_folder_it_is_started_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, odd: Path
) -> None:
    for module in ("json", "queue", "marshal", "papertriage", "selectors"):
        (tmp_path / f"{module}.py").write_text("raise SystemExit('a file of the folder was run')", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", [path for path in sys.path if path])
    assert len(list(ahead_of(odd))) == 1
