"""Whatever a title, a name or a room holds, an agenda shows it as words, in every format."""

import datetime
from html.parser import HTMLParser

import vobject
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from group_samples import group
from papertriage.group import Meeting, Member
from papertriage.group.agenda import Agenda, Point, as_html, as_markdown
from papertriage.group.ics import as_ics
from papertriage.model import Paper
from papertriage.text import terminal_safe

HOSTILE = st.text(max_size=80) | st.sampled_from(
    [
        "<script>alert(1)</script>", "](javascript:alert(1))", "# x\n- y\n\n1. z", "x;y,z\\n\\;",
        "1. x", "+ x",
        "a\r\nEND:VEVENT\r\nBEGIN:VEVENT", "\x1b[31m", "\u202ex", "```\ncode", "![x](http://x.example)",
        "<!-- x", "é" * 200, "|a|b|", "DTSTART:20200101T000000", '"', "\x00", "=" * 40, "---", "&amp;&#x3c;",
    ]
)  # fmt: skip


def agenda(title: str, name: str, place: str) -> Agenda:
    start = datetime.datetime(2026, 3, 3, 16)
    meeting = Meeting(
        "2026-03-03/tuesday", start, 60, "Europe/Berlin", place, name, "x", (f"{name} came",),
        uid="1@x", at="2026-02-01T10:00:00+00:00",
    )  # fmt: skip
    of = group()._replace(name=name or "x", members=(Member(name or "x"),))
    return Agenda(
        of, (Point(meeting, Paper("title:1", title, title)), Point(meeting._replace(cancelled=True), None))
    )


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.attributes |= {key for key, _ in attrs}


@given(HOSTILE, HOSTILE, HOSTILE)
def test_a_calendar_has_its_two_events_and_their_words(title: str, name: str, place: str) -> None:
    text = "".join(as_ics(agenda(title, name, place)))
    found = vobject.readOne(text)
    assert [event.status.value for event in found.vevent_list] == ["CONFIRMED", "CANCELLED"]
    assert [event.dtstart.value.hour for event in found.vevent_list] == [16, 16]
    summary = found.vevent_list[0].summary.value
    assert summary == terminal_safe(summary)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@given(HOSTILE, HOSTILE, HOSTILE)
def test_a_page_has_no_other_elements(title: str, name: str, place: str) -> None:
    found = Tags("".join(as_html(agenda(title, name, place))))
    allowed = "html head meta title style body main h1 h2 h3 section p article span time bdi"
    assert set(found.found) <= set(allowed.split())
    assert not {key for key in found.attributes if key.startswith("on")}


@given(HOSTILE, HOSTILE, HOSTILE)
def test_markdown_has_no_other_blocks(title: str, name: str, place: str) -> None:
    found = Tags(MarkdownIt("commonmark").render("".join(as_markdown(agenda(title, name, place)))))
    assert set(found.found) <= {"h1", "h2", "ul", "li", "p", "blockquote"}
    assert (found.found.count("h1"), found.found.count("h2"), found.found.count("ul")) == (1, 2, 1)
