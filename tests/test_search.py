"""Searching: what is typed becomes a plan, the plan finds papers, and what matched is pointed at."""

import datetime
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dump_samples import Record, dump, library_of
from papertriage.errors import UsageFault
from papertriage.library import Library, open_library
from papertriage.model import Paper
from papertriage.search import SORTS, Filters, matched, parse_day, parse_range, plan, search, stream

TODAY = datetime.date(2025, 10, 30)

RECORDS = [
    Record(
        "Cache Eviction by Regret",
        "Caches are emptied of keys that nobody will ask for again, it turns out.",
        comments=4,
    ),
    Record(
        "Diffusion without Noise",
        "A diffusion model that needs no noise and no cache, but does need patience.",
        "  • 1 authors",
        "Jan 5, 2023",
        9,
    ),
    Record(
        "Patience in Distillation",
        "Distilling slowly is distilling well; naïve students are distilled too.",
        "acme-labs Acme Labs",
        "Dec 31, 2023",
    ),
    Record(
        "Zebras of the Latent Space",
        "Stripes appear in latent spaces wherever visual tokens and text tokens meet.",
        "  • 12 authors",
        "Feb 29, 2024",
        2,
    ),
    Record(
        "Élan Vital: The α-Cache",
        "On the vital role of caching for Ω-models, and of the élan of their makers.",
        "  • 671 authors",
        "Mar 5, 2024",
    ),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with open_library(library_of(tmp_path_factory.mktemp("search"), dump(RECORDS))) as found:
        yield found


def titles(library: Library, query: str = "", sort: str | None = "title", **filters: object) -> list[str]:
    answer = search(library, plan(query, Filters(**filters), sort), limit=0)  # type: ignore[arg-type]
    assert answer.total == len(answer.hits)
    return [hit.paper.title.split()[0] for hit in answer.hits]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cache", ["Cache", "Diffusion", "Élan"]),
        ("caching", ["Cache", "Diffusion", "Élan"]),
        ("CACHE patience", ["Diffusion"]),
        ("cache -noise", ["Cache", "Élan"]),
        ('"latent space"', ["Zebras"]),
        ('"space latent"', []),
        ('"latent spacing"', []),
        ("latent-spaces", ["Zebras"]),
        ('tokens -"visual tokens"', []),
        ('-"visual tokens"', ["Cache", "Diffusion", "Patience", "Élan"]),
        ("-cache", ["Patience", "Zebras"]),
        ("naïve", ["Patience"]),
        ("naive", ["Patience"]),
        ("elan", ["Élan"]),
        ("α-cache", ["Élan"]),
        ("no-such-word", []),
        ('"', ["Cache", "Diffusion", "Patience", "Zebras", "Élan"]),
        ("-", ["Cache", "Diffusion", "Patience", "Zebras", "Élan"]),
        ("", ["Cache", "Diffusion", "Patience", "Zebras", "Élan"]),
    ],
)
def test_words_phrases_and_unwanted_words(library: Library, query: str, found: list[str]) -> None:
    assert sorted(titles(library, query)) == sorted(found)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"since": "2024-02-29"}, ["Cache", "Zebras", "Élan"]),
        ({"since": "2024-03-01", "until": "2024-03-04"}, ["Cache"]),
        ({"until": "2023-12-31"}, ["Diffusion", "Patience"]),
        ({"authors": (1, 1)}, ["Diffusion"]),
        ({"authors": (4, None)}, ["Zebras", "Élan"]),
        ({"authors": (None, 3)}, ["Cache", "Diffusion"]),
        ({"authors": (5, 2)}, []),
        ({"organization": "acme-labs"}, ["Patience"]),
        ({"organization": "ACME labs"}, ["Patience"]),
        ({"organization": "Nobody"}, []),
        ({"organization": "-"}, []),
        ({"topics": ("kv-cache",)}, ["Cache", "Élan"]),
        ({"topics": ("kv-cache", "none")}, []),
        ({"topics": ("kv-cache", "none"), "any_topic": True}, ["Cache", "Élan"]),
        ({"state": "unread"}, ["Cache", "Diffusion", "Patience", "Zebras", "Élan"]),
        ({"state": "accepted"}, []),
    ],
)
def test_filters_narrow_an_answer(library: Library, filters: dict[str, object], found: list[str]) -> None:
    assert sorted(titles(library, **filters)) == sorted(found)  # type: ignore[arg-type]


def test_orders(library: Library) -> None:
    assert titles(library, sort="title") == ["Cache", "Diffusion", "Élan", "Patience", "Zebras"]
    assert titles(library, sort="published") == ["Élan", "Cache", "Zebras", "Patience", "Diffusion"]
    assert titles(library, sort="comments")[:3] == ["Diffusion", "Cache", "Zebras"]
    assert titles(library, "cache", "relevance")[0] == "Cache"


@pytest.mark.parametrize("sort", SORTS)
def test_pages_put_together_are_the_whole_answer(library: Library, sort: str) -> None:
    asked = plan("", sort=sort)
    whole = [hit.paper.id for hit in search(library, asked, limit=0).hits]
    pages = [search(library, asked, limit=2, offset=at).hits for at in (0, 2, 4)]
    assert [hit.paper.id for page in pages for hit in page] == whole
    assert [paper.id for paper in stream(library, asked)] == whole
    assert [paper.id for paper in stream(library, asked, limit=3)] == whole[:3]


def test_a_limit_of_more_than_there_is_gives_all_there_is(library: Library) -> None:
    assert len(search(library, plan(""), limit=10**30).hits) == len(RECORDS)
    assert len(list(stream(library, plan(""), limit=10**30))) == len(RECORDS)


def test_matched_words_are_where_the_spans_say(library: Library) -> None:
    for query in ("caching", "élan", "distillation", "latent spaces", "naive"):
        for hit in search(library, plan(query), limit=0).hits:
            assert hit.matched, (query, hit.paper.title)
            for span in hit.matched:
                assert getattr(hit.paper, span.field)[span.start : span.end] == span.text


def test_an_order_or_a_state_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageFault, match="relevance, published, listed, comments, votes, discussed, title"):
        plan("x", sort="best")
    with pytest.raises(UsageFault, match="unread, accepted"):
        plan("x", Filters(state="done"))


def test_the_best_come_first_where_there_are_words_and_the_newest_where_there_are_none() -> None:
    assert plan("noise").sort == "relevance"
    assert plan("-noise").sort == plan("").sort == "published"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3", 3, 3),
        ("=3", 3, 3),
        ("1..3", 1, 3),
        ("1-3", 1, 3),
        ("2..", 2, None),
        ("..3", None, 3),
        (">5", 6, None),
        (">=5", 5, None),
        ("<5", None, 4),
        ("<= 5", None, 5),
        (" 7 ", 7, 7),
    ],
)
def test_ranges(text: str, low: int | None, high: int | None) -> None:
    assert parse_range(text, "--author-count") == (low, high)


@pytest.mark.parametrize("text", ["", "..", "-", "x", "1..x", ">", "1.5", "9999999", ">>3", "1..2..3", "٣x"])
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(UsageFault, match="--author-count"):
        parse_range(text, "--author-count")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-12", "2023-12-01", "2023-12-31"),
        ("2024-06-30", "2024-06-30", "2024-06-30"),
        ("today", "2025-10-30", "2025-10-30"),
        ("Yesterday", "2025-10-29", "2025-10-29"),
        ("7d", "2025-10-23", "2025-10-23"),
        ("2w", "2025-10-16", "2025-10-16"),
        ("1y", "2024-10-30", "2024-10-30"),
    ],
)
def test_dates(text: str, first: str, last: str) -> None:
    assert parse_day(text, TODAY, end=False, name="--since") == first
    assert parse_day(text, TODAY, end=True, name="--until") == last


@pytest.mark.parametrize(
    "text", ["", "20245", "2024-13", "2024-02-30", "0000", "9999y", "soon", "7x", "2024-6"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(UsageFault, match="--since"):
        parse_day(text, TODAY, end=False, name="--since")


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_plan_and_spans_are_right(query: str) -> None:
    paper = Paper("x", f"About {query}", f"{query} again")
    for span in matched(plan(query), paper):
        assert getattr(paper, span.field)[span.start : span.end] == span.text
