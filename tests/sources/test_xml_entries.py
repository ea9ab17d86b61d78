"""XML to entries: what is divided, what is mended, what is refused, and in how little memory."""

import contextlib
import io
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.errors import UnreadableDump
from papertriage.sources import Content, Dump, xml_entries
from papertriage.sources.xml_around import Around, Begin, Leaf, cdata_apart, root
from papertriage.sources.xml_entries import Damaged, Entries
from papertriage.sources.xml_mending import mended
from papertriage.sources.xml_words import line, shown, words

ROOTS = frozenset(("feed",))


def found(raw: bytes | str, *tags: str) -> list[Any]:
    return list(Entries(Content.of(raw), tags or ("entry",), ROOTS))


def texts(raw: bytes | str, *tags: str) -> list[str]:
    """The words of each entry; of a damaged one the reason."""
    items = (item for item in found(raw, *tags) if not isinstance(item, Leaf | Begin))
    return [item.reason if isinstance(item, Damaged) else line(item) for item in items]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<feed><entry>a</entry><entry>b</entry></feed>", ["a", "b"]),
        ("\n\n  <?xml version='1.0' encoding='latin-1'?>\n<feed><entry>ä</entry></feed>", ["ä"]),
        ("<feed><entry>a</entry></feed><?xml version='1.0'?><feed><entry>b</entry></feed>", ["a", "b"]),
        ("<entry>a</entry>\n\n<entry>b</entry>", ["a", "b"]),
        ("<entries><entry>a</entry></entries>", ["a"]),
        ('<f:feed xmlns:f="urn:f"><f:entry>a<f:b>c</f:b></f:entry></f:feed>', ["ac"]),
        ("<entry a='1'>a</entry><entry/><entry b='2'/>", ["a", "", ""]),
        ("<feed><!-- <entry>no</entry> --><entry>a</entry></feed>", ["a"]),
        ("<feed><entry>a<!-- </entry><entry> -->b</entry></feed>", ["ab"]),
        ("<feed><entry><![CDATA[<entry>a</entry>]]></entry></feed>", ["<entry>a</entry>"]),
        ("<feed><entry>a<?php </entry ?></entry><entry>b</entry></feed>", ["a", "b"]),
        ("<feed><entry>a &amp; b &lt; c &#228;</entry></feed>", ["a & b < c ä"]),
    ],
)
def test_entries_are_found(raw: str, expected: list[str]) -> None:
    assert texts(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<entry>AT&T &nbsp;&alpha; &nosuch;</entry>", ["AT&T \xa0α &nosuch;"]),
        ("<entry>a\x0bb &#11; &#xFFFF; c</entry>", ["a b c"]),
        (b"<entry>caf\xe9</entry>", ["caf\ufffd"]),
        ("<entry><q:a>a</q:a></entry>", ["a"]),
        ("<entry><![CDATA[AT&T]]> & Co&nbsp;.</entry>", ["AT&T & Co\xa0."]),
        ("<entry>&amp;nbsp; &lt;</entry><entry>&</entry>", ["&nbsp; <", "&"]),
    ],
)
def test_what_is_certain_is_mended(raw: bytes | str, expected: list[str]) -> None:
    assert texts(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<entry>\n<b>a\n</entry><entry>b</entry>", ["not well-formed XML at line 3", "b"]),
        ("<entry>p<0.05</entry><entry>b</entry>", ["not well-formed XML at line 1", "b"]),
        ("<feed>\n<entry>a\n<entry>b</entry></feed>", ["an entry without its end at line 2", "b"]),
        ("<feed><entry>a</entry>\n<entry>b", ["a", "the document breaks off at line 2"]),
        ("<feed><entry>a</entry>\n\n", ["a", "the document breaks off at line 3"]),
        (
            "<feed>a</entry><entry>b</entry></feed>",
            ["the end of an entry whose beginning is not there (line 1)", "b"],
        ),
        (
            "<feed><entry>a</entry><?xml version='1.0'?><feed><entry>b</entry></feed>",
            ["a", "the document breaks off before its </feed> (line 1)", "b"],
        ),
        (
            "<feed><entry>a</entry>\n<!-- unclosed <entry>b</entry></feed>",
            ["a", "b"],
        ),
        ("<entry><!DOCTYPE e [<!ENTITY x 'y'>]>&x;</entry>", ["not well-formed XML at line 1"]),
    ],
)
def test_damage_costs_no_other_entry_and_is_told(raw: str, expected: list[str]) -> None:
    assert texts(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "<!DOCTYPE feed [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><feed><entry>&b;</entry></feed>",
        "<!DOCTYPE feed [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><feed><entry>&x;</entry></feed>",
        "<!DOCTYPE feed [<!ENTITY % p SYSTEM 'http://example.org/p.dtd'> %p;]><feed><entry>a</entry></feed>",
    ],
)
def test_declared_entities_are_refused_with_the_mend(raw: str) -> None:
    with pytest.raises(UnreadableDump, match=r"dump: declares entities .*; delete the part between"):
        found(raw)


def test_a_document_type_without_entities_is_passed_over() -> None:
    plain = '<!DOCTYPE feed PUBLIC "-//X//EN" "http://example.org/x.dtd"><feed><entry>a</entry></feed>'
    assert texts(plain) == ["a"]
    assert texts("<!DOCTYPE feed [<!ELEMENT feed ANY>]><feed><entry>a</entry></feed>") == ["a"]


def test_nesting_without_end_is_refused() -> None:
    deep = b"<a>" * 2_000 + b"</a>" * 2_000
    assert texts(b"<feed><entry>" + deep + b"</entry><entry>b</entry></feed>") == [
        "more than 256 elements within one another",
        "b",
    ]
    with pytest.raises(UnreadableDump, match="more than 256 elements within one another"):
        found(b"<feed>" + b"<a>" * 300)


def test_an_entry_beyond_the_limit_is_told_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_entries, "LONGEST_ENTRY", 1 << 20)
    told = texts(b"<feed><entry>" + b"x" * (9 << 20) + b"</entry><entry>b</entry></feed>")
    assert told[0] == "an entry of more than 1 MB"
    assert told[-1] == "b"


def test_too_many_elements_are_told() -> None:
    assert texts(b"<entry>" + b"<a/>" * 1_100_000 + b"</entry>") == ["more than 1,048,576 elements"]


class _Endless(io.RawIOBase):
    """A feed of so many megabytes, made while it is read."""

    def __init__(self, megabytes: int) -> None:
        entry = b"<entry><title>a</title><summary>" + b"word " * 400 + b"</summary></entry>\n"
        self._piece, self._pieces = entry * 500, megabytes
        self._rest = b"<feed>"

    def seek(self, *_: int) -> int:
        return 0

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and self._pieces:
            self._rest += self._piece
            self._pieces -= 1
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


def test_what_is_held_does_not_grow_with_the_dump() -> None:
    entries = Entries(Content(Dump("long", _Endless(40)), "utf-8"), ("entry",), ROOTS)  # type: ignore[arg-type]
    largest = number = 0
    for item in entries:
        number += not isinstance(item, Leaf | Begin | Damaged)
        largest = max(largest, len(entries._window.data))
    assert number == 20_000
    assert largest < 3 << 20


@pytest.mark.parametrize(
    "raw",
    [
        b"<feed>" + b"<!--" * 300_000,
        b"<feed><entry>" + b"<![CDATA[" * 150_000 + b"</entry>",
        b"<feed>" + b"<!--<entry>a</entry>" * 30_000,
        b"<feed>" + b"<entry>" * 100_000 + b"</entry>",
        b"<feed>" + b"</entry>" * 100_000,
        b"<feed>" + b"<" * 1_000_000,
        b"<feed><entry>" + b"&" * 500_000 + b"</entry></feed>",
        b"<feed " + b" " * 500_000 + b"<entry>a</entry>",
    ],
    ids=["comments", "cdata", "comments between", "beginnings", "ends", "signs", "ampersands", "blanks"],
)
def test_time_grows_with_the_size_alone(raw: bytes) -> None:
    """A square of these sizes would take hours."""
    begin = time.process_time()
    with contextlib.suppress(UnreadableDump):
        found(raw)
    assert time.process_time() - begin < 30


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=40), max_size=8),
    st.integers(1, 7),
)
def test_what_is_written_is_read_however_it_arrives(entries: list[str], size: int) -> None:
    from xml.sax.saxutils import escape

    allowed = [
        "".join(each for each in text if each >= " " and each not in "\ufffe\uffff") for text in entries
    ]
    raw = "<feed>" + "".join(f"<entry><t>{escape(text)}</t></entry>" for text in allowed) + "</feed>"
    handle = _Small(raw.encode(), size)
    items: list[Any] = list(Entries(Content(Dump("x", handle), "utf-8"), ("entry",), ROOTS))
    assert [item[0].text or "" for item in items if not isinstance(item, Begin | Leaf)] == allowed


class _Small(io.BytesIO):
    """Bytes that come in small pieces."""

    def __init__(self, raw: bytes, size: int) -> None:
        super().__init__(raw)
        self._size = size

    def read(self, _: int | None = -1) -> bytes:
        return super().read(self._size)


@given(st.text("<>/!-[]CDATA?&;entryfd \n=\"'x:", max_size=80))
def test_nothing_that_looks_like_xml_harms(raw: str) -> None:
    root(raw)
    with contextlib.suppress(UnreadableDump):
        assert isinstance(found(raw), list)


def test_what_stands_around_entries_is_told_in_order() -> None:
    raw = '<a:feed xmlns:a="urn:a"><a:Updated b="1 &amp; 2">x &lt;\n y</a:Updated><entry/><l h="2"/></a:feed>'
    around = [item for item in found(raw) if isinstance(item, Leaf | Begin)]
    assert around == [
        Begin("feed"),
        Leaf("feed/updated", "x < y", {"b": "1 & 2"}),
        Leaf("feed/l", "", {"h": "2"}),
    ]


def test_an_element_with_elements_or_entries_in_it_is_no_leaf() -> None:
    raw = "<feed><a><b>1</b>2</a><list>3<entry/></list></feed>"
    assert [item.path for item in found(raw) if isinstance(item, Leaf)] == ["a/b"]


def test_namespaces_in_scope_are_declared_for_entries() -> None:
    around = Around("x", frozenset(("entry",)), ROOTS)
    list(around.read('<feed xmlns="urn:a" xmlns:q=\'urn:q\' xmlns:xml="urn:x" xmlns:bad="a&quot;b">'))
    opening = around.opening().decode()
    assert ' xmlns="urn:a"' in opening
    assert ' xmlns:q="urn:q"' in opening
    assert "bad" not in opening
    assert "xmlns:xml=" not in opening


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<feed>", "feed"),
        (
            "\ufeff \n<?xml version='1.0'?>\n<!-- a --><!DOCTYPE x [ <!ELEMENT x ANY> ]>\n<oai:Record a='1'>",
            "record",
        ),
        ("HTTP/1.1 200 OK\nContent-Type: text/xml\n\n<?xml version='1.0'?><feed >", "feed"),
        ("HTTP/1.1 301 Moved\nLocation: x\n\nHTTP/2 200 \nserver: y\n\n<feed/>", "feed"),
        (
            "This XML file does not appear to have any style information associated with it. "
            "The document tree is shown below.\n<feed>",
            "feed",
        ),
        ("", ""),
        ("<", ""),
        ("<?xml", ""),
        ("<!-- <feed>", ""),
        ("text <feed>", ""),
        ("import x\n\nSAMPLE = '''\n<feed>", ""),
        ("{}", ""),
        ("<1>", ""),
    ],
)
def test_the_first_element_is_found(head: str, name: str) -> None:
    assert root(head)[0] == name


def test_sections_of_cdata_are_told_apart() -> None:
    assert cdata_apart("a<![CDATA[b]]>c<![CDATA[]]>") == ["a", "b", "c", "", ""]
    assert cdata_apart("a<![CDATA[b") == ["a<![CDATA[b"]


def test_mending_leaves_what_is_well_formed_alone() -> None:
    raw = "<entry a='&quot;'>&amp;nbsp; &#228; <![CDATA[a & b]]> ä</entry>".encode()
    assert mended(raw, b"<x>") == b"<x>" + raw + b"</x>"


def test_words_are_those_of_all_elements_within() -> None:
    [entry] = found("<entry> a <i>b</i>\n c </entry>")
    assert words(entry) == "a b\n c"
    assert line(entry) == "a b c"
    assert shown(entry) == "<entry> a <i>b</i>\n c </entry>"
