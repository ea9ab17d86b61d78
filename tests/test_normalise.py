"""A sighting tidied: what is believed, what is a fault, and that tidying twice is tidying once."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.model import Cleaned, Link, Organization, Page, PrintedDate, Sighting
from papertriage.normalise import LONGEST_ABSTRACT, LONGEST_TITLE, normalise

TODAY = datetime.date(2026, 11, 22)
PAGE = Page(capture_year=2025)


def clean(**fields: object) -> Cleaned:
    sighting = Sighting("test", **{"title": "A Title", **fields})  # type: ignore[arg-type]
    return normalise(sighting, PAGE, TODAY)


def again(cleaned: Cleaned) -> Sighting:
    """A sighting that lists what was believed."""
    version = f"v{cleaned.arxiv_version}" if cleaned.arxiv_version else ""
    shared = {name: getattr(cleaned, name) for name in Cleaned._fields if name in Sighting._fields}
    shared["arxiv_id"] = cleaned.arxiv_id and f"{cleaned.arxiv_id}{version}"
    return Sighting("test", **shared)


def test_a_clean_record_is_believed_as_it_is() -> None:
    cleaned = clean(
        abstract="We do things.",
        printed=PrintedDate(10, 6),
        author_count=3,
        comments=0,
        upvotes=None,
        organization=Organization("a-lab", "A Lab"),
        arxiv_id="2510.00001v2",
    )
    assert cleaned == Cleaned(
        title="A Title",
        abstract="We do things.",
        is_summary=False,
        authors=None,
        author_count=3,
        organization=Organization("a-lab", "A Lab"),
        published="2025-10-06",
        published_inferred=True,
        updated=None,
        announced=None,
        listed=None,
        comments=0,
        upvotes=None,
        arxiv_id="2510.00001",
        arxiv_version=2,
        doi=None,
        categories=(),
        links=(),
        year=2025,
        repaired_from=None,
        title_key="atitle",
        faults=(),
    )


def test_words_are_as_they_are_shown() -> None:
    cleaned = clean(
        title="H$_2$O:\n a",
        abstract='na\\"ive  \x1b[1m',
        authors=(' G\\"odel ', "", "\u200b"),
        categories=(" cs.LG", "", "cs.LG"),
    )
    assert (cleaned.title, cleaned.title_key) == ("H₂O: a", "h2oa")
    assert cleaned.abstract == "naïve"
    assert cleaned.authors == ("Gödel",)
    assert cleaned.author_count == 1
    assert cleaned.categories == ("cs.LG",)
    assert cleaned.faults == ("authors without a name: 2",)


def test_named_authors_are_counted() -> None:
    assert clean(authors=("A", "B"), author_count=7).author_count == 2
    assert clean(authors=(), author_count=7).author_count == 7


def test_a_printed_year_is_not_inferred() -> None:
    cleaned = clean(printed=PrintedDate(4, 3, 2024))
    assert (cleaned.published, cleaned.published_inferred) == ("2024-04-03", False)


def test_a_whole_date_is_believed_before_a_printed_one() -> None:
    cleaned = clean(published="2024-05-06T10:00:00Z", printed=PrintedDate(4, 3))
    assert (cleaned.published, cleaned.published_inferred) == ("2024-05-06", False)


def test_a_doi_of_arxiv_is_an_arxiv_id() -> None:
    cleaned = clean(doi="10.48550/arXiv.2404.18922")
    assert (cleaned.arxiv_id, cleaned.doi, cleaned.faults) == ("2404.18922", None, ())


def test_listed_links_come_first_and_each_once() -> None:
    cleaned = clean(
        abstract="Code: https://github.com/a/b. Page: https://x.github.io",
        links=(
            Link("project", "http://github.com/a/b/"),
            Link("nonsense", "https://zenodo.org/1"),
            Link("code", "javascript:x"),
        ),
    )
    assert cleaned.links == (
        Link("project", "http://github.com/a/b/"),
        Link("dataset", "https://zenodo.org/1"),
        Link("project", "https://x.github.io"),
    )
    assert cleaned.faults == ("link 'javascript:x' is not a web address",)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"title": " \u200b "}, "no title"),
        ({"title": "x" * (LONGEST_TITLE + 1)}, "title too long: 1001 characters"),
        ({"abstract": "x" * (LONGEST_ABSTRACT + 1)}, "abstract too long: 20001 characters"),
        ({"printed": PrintedDate(2, 30)}, "date 'Feb 30' does not exist"),
        ({"printed": PrintedDate(13, 1)}, "date 'month 13 1' does not exist"),
        ({"printed": PrintedDate(1, 1, 2027)}, "date 'Jan 1, 2027' is after 2026-11-22"),
        ({"printed": PrintedDate(2, 29)}, "no year for 'Feb 29'"),
        ({"published": "yesterday"}, "published date 'yesterday' is not one"),
        ({"updated": "2025-02-30"}, "updated date '2025-02-30' is not one"),
        ({"arxiv_id": "2413.00001"}, "arXiv id '2413.00001' is not one"),
        ({"doi": "doi"}, "DOI 'doi' is not one"),
        (
            {"arxiv_id": "2404.00001", "doi": "10.48550/arXiv.2404.00002"},
            "DOI '10.48550/arXiv.2404.00002' is of another paper than 2404.00001",
        ),
        ({"comments": -1}, "comments -1 cannot be"),
        ({"author_count": 0}, "author count 0 cannot be"),
    ],
)
def test_a_fault_is_named_in_plain_words(fields: dict[str, object], fault: str) -> None:
    assert clean(**fields).faults == (fault,)


def test_all_faults_of_a_record_are_named_at_once() -> None:
    assert len(clean(title="", arxiv_id="x", doi="y", listed="z", upvotes=-3).faults) == 5


words = st.text(st.sampled_from("ab $\\_{}\"'~-`&;é\u200b\x1b[mhtps:/.git0"), max_size=40)
links = st.builds(
    Link,
    st.sampled_from(["code", "other", "x"]),
    st.sampled_from(["https://a.org", "github.com", "http://a.org/", "x"]),
)
sightings = st.builds(
    Sighting,
    source=st.just("test"),
    title=words,
    abstract=st.none() | words,
    authors=st.none() | st.lists(words, max_size=3).map(tuple),
    author_count=st.none() | st.integers(-1, 9),
    organization=st.none() | st.builds(Organization, words, words),
    printed=st.none()
    | st.builds(PrintedDate, st.integers(0, 13), st.integers(0, 32), st.none() | st.integers(1990, 2030)),
    published=st.none() | st.sampled_from(["2024-01-01", "2024-01-01T00:00:00Z", "x"]),
    comments=st.none() | st.integers(-1, 9),
    arxiv_id=st.none() | st.sampled_from(["2404.18922v3", "math.GT/0309136", "x", ""]),
    doi=st.none() | st.sampled_from(["10.48550/arXiv.2404.18922", "DOI:10.1000/ABC.", "x", ""]),
    categories=st.lists(words, max_size=2).map(tuple),
    links=st.lists(links, max_size=3).map(tuple),
)


@given(sightings)
@settings(deadline=None)
def test_tidying_what_was_believed_changes_nothing(sighting: Sighting) -> None:
    once = normalise(sighting, PAGE, TODAY)
    twice = normalise(again(once), PAGE, TODAY)
    assert twice._replace(published_inferred=once.published_inferred, faults=()) == once._replace(faults=())
    assert set(twice.faults) <= {"no title"}
