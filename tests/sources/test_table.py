"""The table of sources, what other packages add to it, and what detection says."""

import sys
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest

from papertriage.errors import NotFound, PapertriageError, UnreadableDump
from papertriage.sources import SOURCES, Content, detect, find_source, is_list
from papertriage.sources.table import ENTRY_POINTS, added


def module(monkeypatch: pytest.MonkeyPatch, **names: object) -> EntryPoint:
    made = ModuleType("their_source")
    vars(made).update(names)
    monkeypatch.setitem(sys.modules, "their_source", made)
    return EntryPoint("theirs", "their_source", ENTRY_POINTS)


WHOLE = {
    "name": "theirs",
    "reads": "their lists",
    "cannot_know": "anything else",
    "unit": "lines",
    "likeness": lambda head: float(head.startswith("THEIRS")),
    "reader": lambda content: iter(content.lines()),
}


def test_an_entry_point_adds_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    (source,) = added([module(monkeypatch, **WHOLE)])
    assert (source.name, source.likeness("THEIRS")) == ("theirs", 1.0)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({name: part for name, part in WHOLE.items() if name != "unit"}, "is no source: it has no unit"),
        ({**WHOLE, "name": SOURCES[0].name}, "there is a source named"),
    ],
)
def test_a_bad_entry_point_is_named(
    monkeypatch: pytest.MonkeyPatch, names: dict[str, object], words: str
) -> None:
    with pytest.raises(PapertriageError, match=words) as fault:
        added([module(monkeypatch, **names)])
    assert "theirs = their_source" in str(fault.value)


def test_an_entry_point_that_cannot_be_imported_is_named() -> None:
    with pytest.raises(PapertriageError, match=r"theirs = no\.such\.module cannot be loaded"):
        added([EntryPoint("theirs", "no.such.module", ENTRY_POINTS)])


def test_names_are_found_and_a_near_one_is_offered() -> None:
    assert find_source("daily-papers").name == "daily-papers"
    with pytest.raises(NotFound, match="did you mean daily-papers"):
        find_source("dailypapers")


def test_names_are_all_different() -> None:
    names = [source.name for source in SOURCES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("<!DOCTYPE html><html><body><p>Hello</p></body></html>", "a page of HTML"),
        ('<?xml version="1.0"?><plist><dict/></plist>', "XML"),
        ('{"name": "left-pad", "version": "1.0.0"}', "JSON"),
        ("It was a dark and stormy night. " * 50, "nothing in it looks like a paper"),
    ],
)
def test_what_no_source_reads_is_refused_with_a_guess(head: str, words: str) -> None:
    assert not is_list(head)
    with pytest.raises(UnreadableDump, match=words):
        detect("dump", head)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"a\r\nb", ["a", "b"]),
        ("é\n".encode(), ["é"]),
        (b"\n\nx", ["", "", "x"]),
    ],
)
def test_a_content_gives_lines_and_bytes(raw: bytes, text: list[str]) -> None:
    assert list(Content.of(raw).lines()) == text
    assert Content.of(raw).stream().read() == raw == Content.of(raw).whole()


def test_other_encodings_come_as_utf_8() -> None:
    content = Content.of("ñ\nü".encode("utf-16"))
    content.encoding = "utf-16"
    assert content.whole() == "ñ\nü\n".encode()


def test_a_document_that_must_be_held_whole_has_a_limit() -> None:
    with pytest.raises(UnreadableDump, match="more than 0 MB"):
        Content.of(b"x" * 2_000).whole(largest=1_000)
