"""Feeds of arXiv, OAI-PMH, PubMed's and EndNote's XML: units, and real files counted in another way."""

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from papertriage.errors import UnreadableDump
from papertriage.ids import find_arxiv
from papertriage.model import Furniture, Sighting, Skipped
from papertriage.sources import Content
from papertriage.sources import arxiv_atom as atom
from papertriage.sources import arxiv_oai as oai
from papertriage.sources import arxiv_rss as rss
from papertriage.sources import endnote_xml as endnote
from papertriage.sources import pubmed_xml as pubmed
from papertriage.sources.arxiv_feeds import (
    announced,
    announced_abstract,
    categories,
    first_doi,
    listed_id,
    utc,
    utc_day,
)
from papertriage.text import display

SOURCES: tuple[ModuleType, ...] = (atom, rss, oai, pubmed, endnote)
REAL = Path(__file__).resolve().parents[2] / "../shared/real/arxiv"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")


def items(source: ModuleType, text: str | bytes) -> list[Any]:
    reader = source.reader(Content.of(text))
    read = list(reader)
    assert reader.tally.unaccounted == 0
    assert reader.tally.total == len(read)
    return read


def one(source: ModuleType, text: str) -> Sighting:
    [record] = items(source, text)
    assert isinstance(record, Sighting), record
    return record


def entry(inner: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id><entry>{inner}</entry></feed>'


# Units that the feeds share


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://arxiv.org/abs/2404.02905v1", "2404.02905v1"),
        ("https://arxiv.org/abs/hep-th/9901001v3?context=x#y", "hep-th/9901001v3"),
        ("oai:arXiv.org:2503.02130", "2503.02130"),
        ("http://arxiv.org/abs/2503.0213", "2503.0213"),
        ("https://example.org/1", None),
        ("http://arxiv.org/abs/", None),
    ],
)
def test_an_id_is_taken_from_an_address_as_it_stands(address: str, expected: str | None) -> None:
    assert listed_id(address) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arXiv:2404.02905v1 Announce Type: new \nAbstract: We do.", ("2404.02905v1", "new", "We do.")),
        (
            "arXiv:2404.02905v2 Announce Type: replace-cross  Abstract: We.",
            ("2404.02905v2", "replace-cross", "We."),
        ),
        ("Announce Type: CROSS Abstract: We.", (None, "cross", "We.")),
        ("Abstract: algebra is the matter.", (None, None, "Abstract: algebra is the matter.")),
        ("We do.", (None, None, "We do.")),
        ("", (None, None, "")),
    ],
)
def test_the_line_in_front_of_an_abstract_is_taken_off(text: str, expected: tuple[Any, ...]) -> None:
    assert announced_abstract(text) == expected


@pytest.mark.parametrize(
    ("day", "kind", "arxiv_id", "expected"),
    [
        ("2025-03-04", "new", "2503.00001v1", ("2025-03-04", None)),
        ("2025-03-04", None, None, ("2025-03-04", None)),
        ("2025-03-04", "cross", "2503.00001v1", ("2025-03-04", None)),
        ("2025-03-04", "cross", "2502.29999v1", ("2025-03-04", None)),
        ("2025-03-14", "cross", "2502.29999v1", (None, None)),
        ("2025-03-04", "cross", "2403.00001v1", (None, None)),
        ("2025-03-04", "replace", "2503.00001v2", (None, "2025-03-04")),
        ("2025-03-04", "replace-cross", "2503.00001v2", (None, "2025-03-04")),
        (None, "new", "2503.00001v1", (None, None)),
    ],
)
def test_a_replacement_is_not_announced_again(
    day: str | None, kind: str | None, arxiv_id: str | None, expected: tuple[Any, ...]
) -> None:
    assert announced(day, kind, arxiv_id) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-05-23T20:30:00-05:00", "2018-05-24"),
        ("Thu, 18 Sep 2025 00:00:00 -0400", "2025-09-18"),
        ("Wed, 07 Jan 2009 20:30:00 EST", "2009-01-08"),
        ("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02"),
        ("2009-01-16", "2009-01-16"),
        ("2025-03-04T05:00:22.012345+00:00", "2025-03-04"),
        ("9999-12-31T23:59:59-05:00", None),
        ("yesterday", None),
        ("", None),
        ("Mon, 99 Foo 2007", None),
    ],
)
def test_days_are_those_of_the_listing(text: str, expected: str | None) -> None:
    assert utc_day(text) == expected


def test_a_time_is_given_in_utc() -> None:
    assert utc("2011-10-08T00:00:00-04:00") == "2011-10-08T04:00:00Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.9999/a", "10.9999/a"),
        ("10.9999/a, 10.9999/b;10.9999/c", "10.9999/a"),
        ("10.9999/a 10.9999/b", "10.9999/a"),
        ("10.9999/a,b", "10.9999/a,b"),
        (" 10.9999/a;\n10.9999/b", "10.9999/a"),
        ("https://doi.org/10.9999/a", "https://doi.org/10.9999/a"),
        ("", None),
        (" ; ", None),
        (None, None),
    ],
)
def test_of_several_dois_the_first_is_taken(text: str | None, expected: str | None) -> None:
    assert first_doi(text) == expected


def test_categories_are_arxiv_s_with_the_primary_one_first() -> None:
    assert categories(["stat.ML", "cs.LG", "68T05", "I.2.6", "hep-th", "cond-mat.mtrl-sci"], "cs.LG") == (
        "cs.LG",
        "stat.ML",
        "hep-th",
        "cond-mat.mtrl-sci",
    )


# Atom


def test_an_error_is_never_a_paper() -> None:
    for title in ("Error", ""):
        text = entry(
            f"<id>http://arxiv.org/api/errors#x</id><title>{title}</title><summary>no\nsuch id</summary>"
        )
        [skipped] = items(atom, text)
        assert isinstance(skipped, Skipped)
        assert skipped.reason == "arXiv answers: no such id"


def test_a_paper_titled_error_is_a_paper() -> None:
    assert one(atom, entry("<id>http://arxiv.org/abs/2503.00001v1</id><title>Error</title>")).title == "Error"


def test_links_are_those_of_the_comment_but_for_the_paper_itself() -> None:
    comment = "see arXiv:2503.00001, https://arxiv.org/abs/2503.00001 and https://github.com/a/b"
    text = f"<id>http://arxiv.org/abs/2503.00001v1</id><title>T</title><comment>{comment}</comment>"
    assert [link.url for link in one(atom, entry(text)).links] == ["https://github.com/a/b"]


def test_a_feed_of_another_kind_named_by_hand_is_refused() -> None:
    with pytest.raises(UnreadableDump, match="no <entry> in it"):
        items(atom, "<svg xmlns='http://www.w3.org/2000/svg'><circle/></svg>")
    with pytest.raises(UnreadableDump):
        items(atom, "no XML at all")


def test_a_feed_that_ends_before_its_first_entry_is_refused() -> None:
    with pytest.raises(UnreadableDump, match="breaks off at line 2, before its first entry; save it again"):
        items(atom, '<feed xmlns="http://www.w3.org/2005/Atom">\n<title>arXiv Query: x')


def test_letters_that_were_garbled_keep_their_halves() -> None:
    """What `Vilà` and `≅` become where UTF-8 is read as Latin-1, as arXiv's API gave them for a time."""
    author = "<author><name>Anna Vil\u00c3\u00a0</name></author>"
    title = "<title>x \u00e2\u0089\u0085 y</title>"
    found = one(atom, entry(f"<id>http://arxiv.org/abs/2503.00001v1</id>{title}{author}"))
    assert found.authors is not None
    assert (display(found.title), display(found.authors[0])) == ("x ≅ y", "Anna Vilà")


def test_an_author_with_two_key_names_keeps_both() -> None:
    author = "<author><keyname>Keiner</keyname><keyname>Nobody</keyname><forenames>A.</forenames></author>"
    found = one(oai, record(f"<arXiv><id>2503.00001</id><authors>{author}</authors><title>T</title></arXiv>"))
    assert found.authors == ("A. Keiner Nobody",)


# RSS


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("A B. (arXiv:1805.08875v1 [hep-ex])", ("A B", "1805.08875v1", "hep-ex", "new")),
        ("A B?. (arXiv:1805.08875v1 [hep-ex] UPDATED)", ("A B?", "1805.08875v1", "hep-ex", "replace")),
        (
            "A (b). (arXiv:math/0306266v2 [math.CO] CROSS LISTED)",
            ("A (b)", "math/0306266v2", "math.CO", "cross"),
        ),
        ("A. (arXiv:0704.0001v1)", ("A", "0704.0001v1", None, "new")),
        ("A (b)", ("A (b)", None, None, None)),
        ("On arXiv:1805.08875v1", ("On arXiv:1805.08875v1", None, None, None)),
    ],
)
def test_a_title_of_rdf_is_divided(title: str, expected: tuple[Any, ...]) -> None:
    assert tuple(rss._titled(title)) == expected


def test_mathematics_in_html_is_no_markup() -> None:
    description = (
        "&lt;p&gt;If $a&amp;lt;b$ &amp;amp; $c &lt;d$, &lt;a href=&quot;x&quot;&gt;see&lt;/a&gt;&lt;/p&gt;"
    )
    text = (
        f"<rss><channel><item><title>T</title><description>{description}</description></item></channel></rss>"
    )
    assert one(rss, text).abstract == "If $a<b$ & $c <d$, see"


# OAI-PMH


def record(inner: str) -> str:
    header = "<header><identifier>oai:arXiv.org:2503.00001</identifier></header>"
    return f"<record>{header}<metadata>{inner}</metadata></record>"


def test_a_deleted_record_is_no_paper() -> None:
    [item] = items(
        oai, '<record><header status="deleted"><identifier>oai:arXiv.org:1</identifier></header></record>'
    )
    assert item == Furniture(1, 1, 1)


def test_the_day_of_a_later_version_is_not_the_first_day() -> None:
    text = record("<arXiv><id>2503.00001</id><created>{}</created><title>T</title></arXiv>")
    assert one(oai, text.format("2025-02-28")).published == "2025-02-28"
    late = one(oai, text.format("2026-01-02"))
    assert (late.published, late.updated) == (None, "2026-01-02")


def test_versions_give_first_and_last_day_and_the_version() -> None:
    versions = "".join(
        f'<version version="v{number}"><date>Mon, {number} Mar 2025 10:00:00 GMT</date></version>'
        for number in (3, 4, 5)
    )
    partial = one(oai, record(f"<arXivRaw><id>2503.00001</id>{versions}<title>T</title></arXivRaw>"))
    assert (partial.published, partial.updated, partial.arxiv_id) == (None, "2025-03-05", "2503.00001v5")


@pytest.mark.parametrize("metadata", ["", "<marc/>", "<arXiv><title/></arXiv>", "text"])
def test_a_record_without_words_is_skipped(metadata: str) -> None:
    [item] = items(oai, record(metadata))
    assert isinstance(item, Skipped)


# PubMed and EndNote


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("<Year>2020</Year><Month>Mar</Month><Day>7</Day>", ("2020-03-07", None)),
        ("<Year>2020</Year><Month>03</Month><Day>07</Day>", ("2020-03-07", None)),
        ("<Year>2020</Year><Month>Mar</Month>", (None, 2020)),
        ("<Year>2020</Year><Season>Winter</Season>", (None, 2020)),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", (None, 1998)),
        ("<MedlineDate>Summer</MedlineDate>", (None, None)),
        ("<Year>2020</Year><Month>Feb</Month><Day>31</Day>", (None, 2020)),
    ],
)
def test_a_day_is_given_where_it_is_said(date: str, expected: tuple[Any, ...]) -> None:
    issue = f"<Journal><JournalIssue><PubDate>{date}</PubDate></JournalIssue></Journal>"
    article = f"<Article>{issue}<ArticleTitle>T</ArticleTitle></Article>"
    found = one(pubmed, f"<PubmedArticle><MedlineCitation>{article}</MedlineCitation></PubmedArticle>")
    assert (found.published, found.year) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("<electronic-resource-num>arXiv:2503.00001</electronic-resource-num>", (None, "2503.00001")),
        ("<accession-num>2503.00001v2</accession-num>", (None, "2503.00001v2")),
        ("<accession-num>12345678</accession-num>", (None, None)),
        ("<volume>abs/2503.00001</volume>", (None, None)),
        ("<volume>arXiv:2503.00001</volume>", (None, "2503.00001")),
        (
            "<urls><related-urls><url>https://arxiv.org/pdf/2503.00001.pdf</url></related-urls></urls>",
            (None, "2503.00001"),
        ),
        ("<notes>Comment on arXiv:2503.00001</notes>", (None, None)),
        ("<notes>arXiv:2503.00001 [cs]</notes>", (None, "2503.00001")),
        (
            "<electronic-resource-num>10.9999/2503.00001</electronic-resource-num>",
            ("10.9999/2503.00001", None),
        ),
    ],
)
def test_an_endnote_record_s_ids_are_its_own(fields: str, expected: tuple[Any, ...]) -> None:
    found = one(
        endnote, f"<xml><records><record><titles><title>T</title></titles>{fields}</record></records></xml>"
    )
    assert (found.doi, found.arxiv_id) == expected


# Telling them apart


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@pytest.mark.parametrize(
    "head",
    [
        "<html><body><a href='https://arxiv.org/abs/2503.00001'>x</a></body></html>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title><entry><id>urn:1</id></entry></feed>",
        "<rss><channel><title>Podcast</title><item><title>arXiv</title></item></channel></rss>",
        "<OAI-PMH><ListRecords><record><header><identifier>oai:zenodo.org:1</identifier></header></record></ListRecords></OAI-PMH>",
        "<records><record><name>x</name></record></records>",
        "<xml><a/></xml>",
        "<svg/>",
        '{"feed": "<feed>"}',
        "FEED = '''<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>http://arxiv.org/api/x</id></feed>'''",
    ],
)
def test_other_xml_is_no_list_of_papers(source: ModuleType, head: str) -> None:
    assert source.likeness(head) == 0


# Real files, counted in another way


def real(folder: str) -> list[Path]:
    return sorted((REAL / folder).iterdir()) if REAL.is_dir() else []


@needs_real
@pytest.mark.parametrize("file", real("atom"), ids=lambda file: file.name[:20])
def test_every_entry_of_a_real_atom_feed_is_accounted_for(file: Path) -> None:
    feedparser = pytest.importorskip("feedparser")
    raw = file.read_bytes()
    parsed = feedparser.parse(raw).entries
    read = items(atom, raw)
    assert len(read) == raw.count(b"<entry>") == len(parsed)
    for item, other in zip(read, parsed, strict=True):
        if "/errors" in other.id:
            assert isinstance(item, Skipped)
            continue
        assert isinstance(item, Sighting)
        assert display(item.title) == display(other.title)
        assert item.authors is not None
        assert [display(name) for name in item.authors] == [display(author.name) for author in other.authors]
        assert (item.published, item.updated) == (other.published, other.updated)
        assert other.id.endswith(f"/{item.arxiv_id}")
        assert item.doi == (other.get("arxiv_doi", "").split() or [None])[0]
        assert " ".join((item.abstract or "").split()) == " ".join(_text(raw, other.id).split())


def _text(raw: bytes, identity: str) -> str:
    """The abstract as the bytes have it: feedparser takes signs in formulas for markup."""
    import html

    start = raw.index(f"<id>{identity}</id>".encode())
    found = re.compile(rb"<summary[^>]*>(.*?)</summary>", re.DOTALL).search(raw, start)
    return html.unescape(found[1].decode()) if found else ""


@needs_real
@pytest.mark.parametrize("file", real("rss"), ids=lambda file: file.name[:20])
def test_every_item_of_a_real_rss_feed_is_read(file: Path) -> None:
    raw = file.read_bytes()
    read = items(rss, raw)
    listed = re.findall(rb'<rdf:li rdf:resource="http://arxiv.org/abs/([^"]+)"', raw)
    assert [re.sub(r"v\d+$", "", item.arxiv_id) for item in read] == [each.decode() for each in listed]
    assert sum(item.announced is None for item in read) == raw.count(b" UPDATED)</title>")
    assert all(item.authors and item.abstract and "<" not in item.title for item in read)


@needs_real
@pytest.mark.parametrize("file", real("oai"), ids=lambda file: file.name[:30])
def test_every_record_of_a_real_oai_answer_is_read(file: Path) -> None:
    raw = file.read_bytes()
    read = items(oai, raw)
    identities = re.findall(rb"<identifier>oai:arXiv.org:([^<]+)</identifier>", raw)
    assert [item.arxiv_id for item in read] == [each.decode() for each in identities]
    assert all(find_arxiv(item.arxiv_id) for item in read)
    assert sum(len(item.authors) for item in read) == _names(raw)
    assert all(item.abstract and item.published and "\n" not in item.title for item in read)


def _names(raw: bytes) -> int:
    """Names in an answer; a colon behind a collaboration is none."""
    return raw.count(b"<author>") - raw.count(b"<keyname>:</keyname>") + raw.count(b"<dc:creator>")
