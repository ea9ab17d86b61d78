"""arXiv's pages as HTML: listings and search results, and abstract pages."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from papertriage.errors import UnreadableDump
from papertriage.model import PrintedDate, Sighting, Skipped
from papertriage.sources import Content, arxiv_listing, arxiv_page
from papertriage.sources.arxiv_html import categories, day, paper_id, unlinked_names
from papertriage.sources.html_words import parse, saved, words

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "sources"
LISTINGS = sorted((FIXTURES / "arxiv-listing").glob("*.html"))
WHOLE = [file for file in LISTINGS if "cut" not in file.name]


def entry(number: str = "2611.09101", title: str = "A Title", note: str = "", more: str = "") -> str:
    return (
        f"<dt><a name='item1'>[1]</a> <a href ='/abs/{number}'>arXiv:{number}</a> {note}</dt>"
        "<dd><div class='meta'><div class='list-title mathjax'><span class='descriptor'>Title:</span>"
        f" {title}</div><div class='list-authors'><a href='/s?q=1'>Ann One</a></div>{more}</div></dd>"
    )


def listing(
    *entries: str, headings: str = "<h3>Showing new listings for Friday, 20 November 2026</h3>"
) -> str:
    body = f"{headings}<dl id='articles'>{''.join(entries)}</dl>"
    return f"<html><body><div id='dlpage'>{body}</div></body></html>"


def listed(page: str) -> list[Sighting]:
    return [item for item in arxiv_listing.reader(Content.of(page)) if isinstance(item, Sighting)]


def abstract_page(body: str, title: str = "[2611.09101v2] A Title") -> str:
    return (
        f"<html><head><title>{title}</title></head><body><div id='abs'><h1 class='title'>Title: A Title</h1>"
        f"<blockquote class='abstract'>Abstract: Words.</blockquote>{body}</div></body></html>"
    )


def paper(page: str) -> Sighting:
    (found,) = arxiv_page.reader(Content.of(page))
    assert isinstance(found, Sighting)
    return found


class Counter(HTMLParser):
    """Another parser's count of the entries of a listing."""

    def __init__(self) -> None:
        super().__init__()
        self.entries = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.entries += tag == "dt" or (tag == "li" and dict(attrs).get("class") == "arxiv-result")


@pytest.mark.parametrize("file", WHOLE, ids=lambda file: file.name)
def test_every_entry_is_counted_as_another_parser_counts_it(file: Path) -> None:
    counter = Counter()
    counter.feed(file.read_text("utf-8"))
    reader = arxiv_listing.reader(Content.of(file.read_bytes()))
    assert len(list(reader)) == reader.tally.total == counter.entries


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Showing new listings for Friday, 20 November 2026", PrintedDate(11, 20, 2026)),
        ("New submissions for Fri,  5 Jan 18 (showing 25 of 90 entries)", PrintedDate(1, 5, 2018)),
        ("New submissions for Tue, 3 Mar 98", PrintedDate(3, 3, 1998)),
        ("9 May, 2024", PrintedDate(5, 9, 2024)),
        ("Wed, 1 Jan 2003 12:00:00 UTC", PrintedDate(1, 1, 2003)),
    ],
)
def test_a_day_is_read_as_arxiv_printed_it(printed: str, expected: PrintedDate) -> None:
    assert day(" ".join(printed.split())) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "November 2026",
        "New submissions (showing 12 of 512 entries)",
        "31 Feb 2024",
        "of 90 entries",
        "May 2024",
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert day(text) is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/abs/2404.02905", "2404.02905"),
        ("/abs/2404.02905v2?context=cs.LG#x", "2404.02905v2"),
        ("https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001"),
        ("/abs/hep-th%2F9901001", "hep-th/9901001"),
        ("/web/20180105/https://arxiv.org/abs/1801.01234", "1801.01234"),
        ("./abs/2404.02905.html", "2404.02905"),
        ("/abs/2503.0213", "2503.0213"),
    ],
)
def test_an_id_is_taken_from_an_address_as_it_stands(address: str, expected: str) -> None:
    assert paper_id(address) == expected


@pytest.mark.parametrize("address", ["", "/pdf/2404.02905", "/list/cs.LG/new", "/abs/", "#item1"])
def test_other_addresses_have_no_id(address: str) -> None:
    assert paper_id(address) is None


def test_codes_of_subjects_are_in_order_and_each_once() -> None:
    text = "High Energy Physics - Theory (hep-th); Computational Geometry (cs.CG); Optics (physics.optics)"
    assert categories(f"{text}; Computational Geometry (cs.CG)") == ("hep-th", "cs.CG", "physics.optics")
    assert categories("Number Theory (in words); Topology") == ()


def test_names_without_links_lose_their_affiliations() -> None:
    assert unlinked_names("Authors: A. One (1), B. Two (1 and 2) and C. Three ((1) Here, (2) There)") == (
        "A. One",
        "B. Two",
        "C. Three",
    )
    assert unlinked_names("(author list is unavailable)") is None


def test_a_replacement_is_updated_and_not_announced_on_the_day_of_its_listing() -> None:
    for note, headings in (
        ("(replaced)", "<h3>Fri, 20 Nov 2026</h3>"),
        ("", "<h3>Replacements for Fri, 20 Nov 26</h3>"),
        (
            "",
            "<h3>Showing new listings for Friday, 20 November 2026</h3><h3>Replacement submissions</h3>",
        ),
    ):
        (found,) = listed(listing(entry("2501.00001", note=note), headings=headings))
        assert (found.announced, found.updated) == (None, "2026-11-20")


@pytest.mark.parametrize("number", ["2611.00001", "2610.99999", "2611.0000", "no-archive/1234567"])
def test_a_paper_of_the_month_is_announced_on_the_day_of_its_listing(number: str) -> None:
    headings = "<h3>Showing new listings for Monday, 2 November 2026</h3><h3>Cross submissions</h3>"
    (found,) = listed(listing(entry(number), headings=headings))
    assert (found.announced, found.updated) == ("2026-11-02", None)


@pytest.mark.parametrize("number", ["2609.00001", "2510.00001", "hep-th/9901001"])
def test_a_cross_list_of_long_ago_was_not_announced_on_the_day_of_its_listing(number: str) -> None:
    headings = "<h3>Showing new listings for Monday, 2 November 2026</h3><h3>Cross submissions</h3>"
    (found,) = listed(listing(entry(number), headings=headings))
    assert (found.announced, found.updated) == (None, None)


def test_the_days_of_a_week_hold_for_the_entries_behind_them() -> None:
    page = listing(
        f"<h3>Fri, 20 Nov 2026</h3>{entry('2611.00003')}",
        "<h3>Thu, 19 Nov 2026</h3>",
        entry("2611.00002", note="(cross-list from cs.DB)"),
        entry("2611.00001"),
        headings="<h2>Authors and titles for recent submissions</h2>",
    )
    assert [found.announced for found in listed(page)] == ["2026-11-20", "2026-11-19", "2026-11-19"]
    assert arxiv_listing.reader(Content.of(page)).page_date is None


def test_the_label_of_a_title_is_taken_off_once() -> None:
    assert listed(listing(entry(title="Title: of Titles")))[0].title == "Title: of Titles"


@pytest.mark.parametrize(
    ("comments", "kinds"),
    [
        ('Code at <a href="https://github.com/a/b" rel="nofollow">this https URL</a>', ["code"]),
        ('Project page: <a href="http://a.example.org/b">this http URL</a>, 3 figures', ["project"]),
        ("12 pages, 3 figures", []),
        ('v1 was <a href="https://arxiv.org/abs/2611.09101v1">this https URL</a>', []),
        ('Extends <a href="https://arxiv.org/abs/2401.00001">this https URL</a>', ["paper"]),
    ],
)
def test_addresses_in_the_comments_are_links_but_for_the_paper_itself(
    comments: str, kinds: list[str]
) -> None:
    more = f"<div class='list-comments mathjax''><span class='descriptor'>Comments:</span> {comments}</div>"
    (found,) = listed(listing(entry(more=more)))
    assert [link.kind for link in found.links] == kinds
    assert found.comments is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (listing(entry(), "<dt>[2]</dt>", entry("2611.09103")), "3 <dt> against 2 <dd>"),
        (listing("<dd>no term</dd>", entry()), "1 <dt> against 2 <dd>"),
        (listing("<article><a href='/abs/2611.09101'>other layout</a></article>"), "without entries"),
        (listing(entry())[:150], "breaks off in its first entry"),
    ],
)
def test_a_changed_layout_is_an_error_in_one_line(body: str, expected: str) -> None:
    with pytest.raises(UnreadableDump, match=re.escape(expected)) as fault:
        list(arxiv_listing.reader(Content.of(body, "page.html")))
    assert str(fault.value).startswith("page.html: ")
    assert "\n" not in str(fault.value)


def test_a_page_nested_without_end_is_refused() -> None:
    page = listing(entry(more="<div class='meta'>" * 300_000))
    with pytest.raises(UnreadableDump, match="within each other"):
        list(arxiv_listing.reader(Content.of(page)))


def test_formulas_that_a_browser_drew_are_written_again() -> None:
    kept = '<script type="math/tex">x^2</script>'
    drawn = f'<p class="mathjax">In <span class="MathJax"><i>x2</i></span>{kept}.</p>'
    assert words(parse(drawn.encode(), "page").css_first("p")) == "In $x^2$."


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        (b"<!-- saved date: Fri Nov 20 2026 09:12:00 GMT+0100 (CET) -->", "2026-11-20T09:12:00+01:00"),
        (b"<!-- saved date: Fri Feb 31 2026 09:12:00 GMT+0100 -->", None),
        (b"<!-- saved from url=(0034)https://arxiv.org/list/math.NT/new -->", None),
    ],
)
def test_the_time_of_saving_is_what_the_saver_says(comment: bytes, expected: str | None) -> None:
    assert saved(comment) == expected


@pytest.mark.parametrize(
    ("dateline", "history", "published", "updated"),
    [
        ("(Submitted on 1 Feb 2008)", "", "2008-02-01", "2008-02-01"),
        (
            "(Submitted on 1 Feb 2008 (v1), last revised 9 May 2008 (this version, v2))",
            "",
            "2008-02-01",
            "2008-05-09",
        ),
        (
            "[Submitted on 1 Feb 2008 (this version), latest version 3 Apr 2008 (v3)]",
            "",
            "2008-02-01",
            "2008-04-03",
        ),
        (
            "",
            "[v1] Fri, 1 Feb 2008 11:12:13 GMT (11kb) [v2] Fri, 9 May 2008 11:12:13 GMT",
            "2008-02-01",
            "2008-05-09",
        ),
        ("", "", None, None),
    ],
)
def test_first_and_latest_version_are_two_days(
    dateline: str, history: str, published: str | None, updated: str | None
) -> None:
    body = f"<div class='dateline'>{dateline}</div><div class='submission-history'>{history}</div>"
    found = paper(abstract_page(body))
    assert (found.published, found.updated) == (published, updated)


def test_the_doi_of_arxiv_is_not_that_of_a_publication() -> None:
    own = '<td class="tablecell arxivdoi"><a href="https://doi.org/10.48550/arXiv.2611.09101">10.48550/x</a></td>'
    cited = "<meta name='citation_doi' content='10.48550/arXiv.2611.09101'>"
    other = (
        '<td class="tablecell doi"><a href="https://doi.org/10.5555/A.1">https://doi.org/10.5555/A.1</a></td>'
    )
    table = "<table><tr>{}</tr></table>"
    assert paper(abstract_page(cited + table.format(own))).doi is None
    assert paper(abstract_page(cited + table.format(own + other))).doi == "https://doi.org/10.5555/A.1"


def test_the_version_of_a_page_is_in_its_id() -> None:
    assert paper(abstract_page("")).arxiv_id == "2611.09101v2"
    assert paper(abstract_page("", title="[hep-th/9901001] A Title")).arxiv_id == "hep-th/9901001"


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("[2611.99999] Article not found", "Article 2611.99999 not found"),
        ("[2611.9] Article identifier not recognized", "Article identifier '2611.9' not recognized"),
        ("[hep-th] Incomplete article identifier", "Incomplete article identifer 'hep-th'"),
    ],
)
def test_the_page_of_a_paper_that_is_not_there_says_so(title: str, heading: str) -> None:
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{heading}</h1></body></html>"
    assert arxiv_page.likeness(page) >= 0.9
    with pytest.raises(UnreadableDump, match="a paper it does not have"):
        list(arxiv_page.reader(Content.of(page)))


def test_a_page_that_breaks_off_gives_what_is_whole_and_says_so() -> None:
    whole = (FIXTURES / "arxiv-page" / "page-2026.html").read_text("utf-8")
    cut = whole[: whole.index("</blockquote>") - 5]
    found, rest = arxiv_page.reader(Content.of(cut))
    assert isinstance(found, Sighting)
    assert isinstance(rest, Skipped)
    assert found.title == "Lanterns for $k$-Sparse Harbours"


LISTING, PAGE = listing(entry()), abstract_page("")


@pytest.mark.parametrize(
    ("head", "as_listing", "as_page"),
    [
        (LISTING, True, False),
        (LISTING.replace("'", '"'), True, False),
        (LISTING.replace("'/abs/2611.09101'", "https://arxiv.org/abs/hep-th/9901001"), True, False),
        (LISTING.replace("/abs/2611.09101", "/abs/hill-000123"), False, False),
        (PAGE, False, True),
        (PAGE.replace("[2611.09101v2]", "[RFC 2119]"), False, False),
        (PAGE.replace("blockquote class='abstract'", "article class='ltx_document'"), False, False),
        ('{"title": "list-title", "url": "/abs/2611.09101"}', False, False),
        ("plain words, list-title, /abs/2611.09101, <dt>", False, False),
        ("<rss><channel><title>cs.LG</title><link>https://arxiv.org/abs/2611.09101</link>", False, False),
        ("", False, False),
    ],
)  # fmt: skip
def test_a_page_is_told_by_what_only_arxivs_has(head: str, as_listing: bool, as_page: bool) -> None:
    assert (arxiv_listing.likeness(head) >= 0.9) is as_listing
    assert (arxiv_page.likeness(head) >= 0.9) is as_page
    if not as_listing:
        assert arxiv_listing.likeness(head) == 0
    if not as_page:
        assert arxiv_page.likeness(head) == 0
