"""Saved pages of Hugging Face's papers: from their data, from what they show, and what is no such page."""

import json
import re
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from papertriage.errors import UnreadableDump
from papertriage.model import Furniture, Organization, PrintedDate, Sighting, Skipped
from papertriage.sources import hf_html
from papertriage.sources.content import Content
from papertriage.sources.hf_address import local, organization_at, paper_at
from papertriage.sources.hf_page import address, captured
from papertriage.sources.hf_paper import is_row, sighting

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / "../shared/real/hf_html/2024-08-01_front_slbqc.html"
PAGES = ROOT / "fixtures" / "daily_papers"


def read(page: str | bytes) -> tuple[list[Sighting], list[Skipped], hf_html.HfHtml]:
    reader = hf_html.reader(Content.of(page, "page.html"))
    items = list(reader)
    assert reader.tally.unaccounted == 0
    records = [item for item in items if isinstance(item, Sighting)]
    return records, [item for item in items if isinstance(item, Skipped)], reader


# --- pages that were saved ---


class Independent(HTMLParser):
    """What the standard library's parser finds in a page: its data, and the links of its cards' titles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.data: dict[str, Any] = {}
        self.titles: list[str] = []
        self._in_title = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("data-target") == "DailyPapers":
            self.data = json.loads(found.get("data-props") or "{}")
        self._in_title = tag == "h3" or (self._in_title and tag == "a")
        if self._in_title and tag == "a":
            self.titles.append((found.get("href") or "").rpartition("/")[2])


@pytest.mark.skipif(not REAL.exists(), reason="the shared real pages are not here")
def test_the_front_page_of_2024_gives_each_of_its_papers_whole() -> None:
    page = REAL.read_text("utf-8")
    there = Independent(page)
    records, skipped, reader = read(page)
    assert not skipped
    assert len(records) == 13 == page.count("<article")
    assert [record.arxiv_id for record in records] == there.titles
    for record, row in zip(records, there.data["dailyPapers"], strict=True):
        assert record.arxiv_id == row["paper"]["id"]
        assert (record.upvotes, record.comments) == (row["paper"]["upvotes"], row["numComments"])
        assert record.authors == tuple(author["name"] for author in row["paper"]["authors"])
        assert record.author_count == len(row["paper"]["authors"])
        assert record.abstract == row["paper"]["summary"]
        assert record.published == row["paper"]["publishedAt"]
        assert record.listed == "2024-08-01"
    assert reader.page_date == PrintedDate(8, 1, 2024)


@pytest.mark.skipif(not REAL.exists(), reason="the shared real pages are not here")
def test_the_same_page_without_its_data_gives_what_it_shows() -> None:
    page = REAL.read_text("utf-8")
    whole, _, _ = read(page)
    shown, skipped, _ = read(re.sub(r'data-target="DailyPapers" data-props="[^"]*"', "", page))
    assert not skipped
    same = [(each.arxiv_id, each.title, each.upvotes, each.comments, each.listed) for each in whole]
    assert [(each.arxiv_id, each.title, each.upvotes, each.comments, each.listed) for each in shown] == same
    assert [each.author_count for each in shown] == [each.author_count for each in whole]


@pytest.mark.parametrize("name", sorted(path.stem for path in (PAGES / "pages").glob("*.html")))
def test_the_pages_behind_the_converted_texts_are_read_too(name: str) -> None:
    answer = json.loads((PAGES / "answers" / f"{name}.json").read_text("utf-8"))
    page = (PAGES / "pages" / f"{name}.html").read_text("utf-8")
    assert hf_html.likeness(page) >= 0.9
    records, skipped, reader = read(page)
    assert not skipped
    assert len(records) == len(answer["records"])
    for record, expected in zip(records, answer["records"], strict=True):
        for field in ("title", "is_summary", "author_count", "comments", "upvotes", "arxiv_id"):
            assert getattr(record, field) == expected[field], field
        assert (record.abstract or "").split() == (expected["abstract"] or "").split()
        said = expected["organization"]
        assert record.organization == (said and Organization(**said))
        printed = expected["printed"]
        assert (record.published is not None or record.printed is not None) == (printed is not None)
        if printed and record.published:
            assert record.published[5:] == f"{printed['month']:02}-{printed['day']:02}"
            assert printed["year"] in {None, int(record.published[:4])}
        elif printed:
            assert record.printed == PrintedDate(**printed)
    day = answer["page_date"]
    assert (reader.page_date and reader.page_date[:2]) == (day and (day["month"], day["day"]))


# --- the row of the site's JSON ---

ROW: dict[str, Any] = {
    "paper": {
        "id": "2601.99010",
        "title": "A Row\n  of Two Lines",
        "summary": "An abstract.",
        "publishedAt": "2026-01-15T18:55:03.000Z",
        "authors": [{"name": "Ada Quince"}, {"name": "Bo Sorrel"}],
        "upvotes": 3,
    },
    "publishedAt": "2026-01-16T00:00:00.000Z",
    "title": "A Row of Two Lines",
    "numComments": 1,
}


def changed(**paper: Any) -> Sighting:
    made = sighting({**ROW, "paper": {**ROW["paper"], **paper}}, "test", 7)
    assert isinstance(made, Sighting)
    return made


def test_the_outer_date_is_never_taken_for_the_inner_one() -> None:
    assert changed().published == "2026-01-15T18:55:03.000Z"
    assert changed(publishedAt=None).published is None


def test_a_title_of_several_lines_is_one_line() -> None:
    assert changed().title == "A Row of Two Lines"


@pytest.mark.parametrize(
    ("given", "expected"),
    [("2601.99010", "2601.99010"), (2601.9901, "2601.9901"), (None, None), (True, None), ([], None)],
)
def test_an_id_is_text_whatever_it_was_made(given: Any, expected: str | None) -> None:
    assert changed(id=given).arxiv_id == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (0, 0),
        ("12", 12),
        (4.0, 4),
        (None, None),
        (True, None),
        ("many", None),
        (float("nan"), None),
        ({}, None),
    ],
)
def test_votes_are_a_number_or_unknown(given: Any, expected: int | None) -> None:
    assert changed(upvotes=given).upvotes == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([{"name": "Ada Quince"}], ("Ada Quince",)),
        (["Ada Quince", " "], ("Ada Quince",)),
        ([{"name": ""}, {"user": {"fullname": "Bo Sorrel"}}, None, 4], ("Bo Sorrel",)),
        ([], None),
        ("Ada Quince", None),
        (None, None),
    ],
)
def test_authors_of_any_shape_are_names(given: Any, expected: tuple[str, ...] | None) -> None:
    assert changed(authors=given).authors == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-01-15", "2026-01-15"),
        (1768503303000, "2026-01-15T18:55:03Z"),
        (1768503303, "2026-01-15T18:55:03Z"),
        ({"$date": "2026-01-15T18:55:03Z"}, "2026-01-15T18:55:03Z"),
        ({"$date": {"$date": "2026"}}, None),
        (7, None),
        (False, None),
    ],
)
def test_a_date_is_text_a_time_in_milliseconds_or_nothing(given: Any, expected: str | None) -> None:
    assert changed(publishedAt=given).published == expected


def test_the_site_s_sentence_stands_in_for_an_abstract_that_is_not_there() -> None:
    assert changed(ai_summary="One sentence.").abstract == "An abstract."
    made = changed(ai_summary="One sentence.", summary=" ")
    assert (made.abstract, made.is_summary) == ("One sentence.", True)


def test_the_comments_themselves_are_counted_where_no_number_is() -> None:
    made = sighting({"paper": ROW["paper"], "comments": [{}, {}]}, "test", 1)
    assert isinstance(made, Sighting)
    assert made.comments == 2


@pytest.mark.parametrize("row", [None, 3, "word", [], {}, {"paper": {}}, {"paper": {"title": 4}}])
def test_a_row_without_a_title_is_skipped(row: Any) -> None:
    made = sighting(row, "test", 4)
    assert isinstance(made, Skipped)
    assert made.line_start == made.line_end == 4


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (ROW, True),
        (ROW["paper"], True),
        ({"paper": {"id": "2601.99010"}}, False),
        ({"id": "tidepool/larch-7b", "likes": 3}, False),
        ({"id": "W1", "title": "A Work", "publication_year": 2020}, False),
        ("2601.99010", False),
    ],
)
def test_a_row_of_the_site_is_known_by_its_fields(value: Any, expected: bool) -> None:
    assert is_row(value) is expected


# --- addresses ---


@pytest.mark.parametrize(
    "href",
    [
        "/papers/2404.99050",
        "/papers/2404.99050#community",
        "/papers/2404.99050v2?x=1",
        "https://huggingface.co/papers/2404.99050",
        "https://hf.co/papers/2404.99050",
        "//huggingface.co/papers/2404.99050",
        "/web/20240801000000/https://huggingface.co/papers/2404.99050",
        "https://web.archive.org/web/20240801000000/https://huggingface.co/papers/2404.99050",
        "../papers/2404.99050.html",
    ],
)
def test_a_link_to_a_paper_s_page_is_known_however_it_was_saved(href: str) -> None:
    assert paper_at(href) == "2404.99050"


@pytest.mark.parametrize(
    "href",
    [
        "https://papers-mirror.example/papers/2404.99050",
        "https://huggingface.co.example/papers/2404.99050",
        "/papers/trending",
        "/papers/date/2024-08-01",
        "/login?next=%2Fpapers%2F2404.99050",
        "/blog/papers/2404.99050",
        "https://arxiv.org/abs/2404.99050",
    ],
)
def test_other_links_are_no_paper_s_page(href: str) -> None:
    assert paper_at(href) is None


def test_an_organization_is_one_part_of_a_path() -> None:
    assert organization_at("/tidepool") == organization_at("https://huggingface.co/tidepool") == "tidepool"
    assert organization_at("/papers") is organization_at("/tidepool/larch") is None
    assert organization_at("https://tidepool.example/tidepool") is None
    assert local("mailto:somebody@tidepool.example") is None


# --- what savers note ---


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (" saved date: Mon Aug 05 2024 10:11:12 GMT+0200", "2024-08-05T10:11:12"),
        ('<meta name="savepage-date" content="Mon Aug 05 2024 10:11:12 GMT">', "2024-08-05T10:11:12"),
        ("FILE ARCHIVED ON 20:30:00 Aug 01, 2024 AND RETRIEVED", "2024-08-01T20:30:00"),
        ("saved date: Mon Foo 05 2024", None),
        ("saved date: Fri Feb 30 2024", None),
        ("Published on Aug 1, 2024", None),
    ],
)
def test_the_time_of_saving_is_what_the_saver_noted(note: str, expected: str | None) -> None:
    assert captured(f"<html><!-- {note} --></html>") == expected


def test_a_page_s_own_address_is_its_saver_s_or_its_head_s() -> None:
    assert (
        address("<!-- saved from url=(0029)https://huggingface.co/papers -->")
        == "https://huggingface.co/papers"
    )
    assert (
        address('<meta property="og:url" content="https://huggingface.co/blog" />')
        == "https://huggingface.co/blog"
    )
    assert address("<p>og:url</p>") is None


# --- what is no such page ---

CARD = '<article><h3><a href="/papers/2404.99050">A Card</a></h3></article>'
SIGN = '<body class="DailyPapersPage">'


@pytest.mark.parametrize(
    "head",
    [
        "",
        "plain words about /papers and Papers",
        '{"dailyPapers": []}',
        "<?xml version='1.0'?><feed><link href='/papers/2404.99050'/></feed>",
        f"<html><body>{CARD}",
        f'<html><meta property="og:url" content="https://huggingface.co/blog/x">{SIGN}{CARD}',
        f'<html><meta property="og:url" content="https://mirror.example/papers">{SIGN}{CARD}',
        '<html><meta property="og:url" content="https://huggingface.co/papers"><body></body></html>',
    ],
)
def test_what_is_no_such_page_is_not_likely_one(head: str) -> None:
    assert hf_html.likeness(head) < 0.3


@pytest.mark.parametrize("file", sorted((PAGES / "converted").glob("*.*")), ids=lambda file: file.name)
def test_a_converted_page_is_text_although_it_has_html_in_it(file: Path) -> None:
    assert hf_html.likeness(file.read_text("utf-8")) == 0.0


def test_a_page_whose_cards_come_late_is_known_by_its_address() -> None:
    head = '<html><meta property="og:url" content="https://huggingface.co/papers"><style>' + "a{}" * 150_000
    assert hf_html.likeness(head[:400_000]) >= 0.9


@pytest.mark.parametrize(
    ("page", "word"),
    [
        ("<html><title>Login</title><input type='password'></html>", "login page"),
        ("<html><title>429 Too Many Requests</title></html>", "error page"),
        ("<html><title>Daily Papers</title><div class='loading'></div></html>", "before it has loaded"),
        ("<html><article><p>Words</p></article></html>", "before it has loaded"),
        ("", "before it has loaded"),
    ],
)
def test_a_page_without_papers_is_refused_with_a_word_on_what_it_is(page: str, word: str) -> None:
    with pytest.raises(UnreadableDump, match=word):
        read(page)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 20_000 + CARD,
        ("<article>" + CARD) * 5_000,
        "<div>" * 200_000 + CARD,
        "<h3><a href='/papers/2404.99050'>x</a>" * 2_000,
        f"{SIGN}<h1>Daily Papers</h1>" + "<div><span>Oct 2" * 5_000 + CARD,
        '<div data-target="DailyPapers" data-props="' + "[{&quot;" * 20_000,
        '<div data-target="DailyPapers" data-props="{&quot;dailyPapers&quot;:'
        + "[" * 100_000
        + '"></div>'
        + CARD,
    ],
    ids=["deep", "articles", "deepest", "titles", "dates", "cut data", "deep data"],
)
def test_pages_made_to_hurt_end(page: str) -> None:
    reader = hf_html.reader(Content.of(page, "page.html"))
    with suppress(UnreadableDump):
        assert all(isinstance(item, Sighting | Skipped | Furniture) for item in reader)
    assert reader.tally.unaccounted == 0


def test_articles_around_cards_are_none() -> None:
    records, skipped, _ = read(f"{SIGN}<article><h3>Today</h3>{CARD}<article>Words</article></article>")
    assert [record.title for record in records] == ["A Card"]
    assert not skipped
