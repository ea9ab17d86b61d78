"""Merging: every field by its rule, whatever the order of the sightings."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.merge import Seen, merge
from papertriage.model import Cleaned, Link, Organization

PLAIN = Cleaned(
    "A Title",
    None,
    False,
    None,
    None,
    None,
    None,
    False,
    None,
    None,
    None,
    None,
    None,
    None,
    None,
    None,
    (),
    (),
    None,
    None,
    "a",
)


def seen(number: int, when: str = "2025-01-01", **fields: Any) -> Seen:
    if fields.get("published"):
        fields.setdefault("year", int(fields["published"][:4]))
    return Seen(number, when, PLAIN._replace(**fields))


def merged(field: str, *sightings: Seen) -> Any:
    ids = sorted(each.cleaned.arxiv_id for each in sightings if each.cleaned.arxiv_id)
    return getattr(merge(f"arxiv:{ids[0]}" if ids else "title:a", sightings)[0], field)


@pytest.mark.parametrize(
    ("field", "earlier", "later", "believed"),
    [
        ("title", {"title": "Long and Early"}, {"title": "Late"}, "Late"),
        ("title", {"title": "Second", "arxiv_version": 2}, {"title": "First", "arxiv_version": 1}, "Second"),
        ("abstract", {"abstract": "The longer one."}, {"abstract": "Short."}, "The longer one."),
        ("abstract", {"abstract": "Own."}, {"abstract": "A long summary.", "is_summary": True}, "Own."),
        ("abstract", {"abstract": "A summary.", "is_summary": True}, {}, "A summary."),
        ("abstract", {"abstract": "Whole."}, {"abstract": "Longer, but cut…"}, "Whole."),
        (
            "abstract",
            {"abstract": "Cut short…"},
            {"abstract": "A summary.", "is_summary": True},
            "Cut short…",
        ),
        ("authors", {"authors": ("A", "B")}, {"author_count": 3}, ("A", "B")),
        ("authors", {"authors": ("A", "B")}, {"authors": ("A",)}, ("A", "B")),
        ("authors", {"authors": ("A", "B")}, {"authors": ("C",), "arxiv_version": 2}, ("C",)),
        ("author_count", {"authors": ("A", "B")}, {"author_count": 3}, 2),
        ("author_count", {"author_count": 2}, {"author_count": 3}, 3),
        (
            "organization",
            {"organization": Organization("a", "A")},
            {"organization": Organization("b", "B")},
            ("b", "B"),
        ),
        ("organization", {"organization": Organization("a", "A")}, {}, ("a", "A")),
        ("published", {"published": "2024-02-01"}, {"published": "2024-01-01"}, "2024-01-01"),
        (
            "published",
            {"published": "2024-02-01"},
            {"published": "2023-01-01", "published_inferred": True},
            "2024-02-01",
        ),
        ("published_inferred", {"published": "2024-02-01", "published_inferred": True}, {}, True),
        (
            "published_inferred",
            {"published": "2024-02-01", "published_inferred": True},
            {"published": "2025-01-01"},
            False,
        ),
        ("updated", {"updated": "2024-02-01"}, {"updated": "2024-01-01"}, "2024-02-01"),
        ("announced", {"announced": "2024-02-01"}, {"announced": "2024-01-01"}, "2024-01-01"),
        ("listed", {"listed": "2024-02-01"}, {"listed": "2024-01-01"}, "2024-01-01"),
        ("comments", {"comments": 9}, {"comments": 4}, 4),
        ("comments", {"comments": 9}, {"comments": 0}, 0),
        ("comments", {"comments": 9}, {"comments": None}, 9),
        ("upvotes", {"upvotes": 1}, {"upvotes": 2}, 2),
        ("arxiv_id", {"arxiv_id": "2404.02905"}, {}, "2404.02905"),
        ("arxiv_id", {"arxiv_id": "2404.02905"}, {"arxiv_id": "2404.02906"}, "2404.02905"),
        ("arxiv_version", {"arxiv_version": 3}, {"arxiv_version": 1}, 3),
        ("doi", {}, {"doi": "10.1/x"}, "10.1/x"),
        ("categories", {"categories": ("cs.LG", "cs.CL")}, {"categories": ("cs.LG",)}, ("cs.LG", "cs.CL")),
        ("categories", {"categories": ()}, {}, ()),
        ("first_seen", {}, {}, "2025-01-01"),
    ],
)
def test_every_field_has_its_rule(
    field: str, earlier: dict[str, Any], later: dict[str, Any], believed: object
) -> None:
    first, second = seen(1, "2025-01-01", **earlier), seen(2, "2025-02-02T10:00:00", **later)
    assert merged(field, first, second) == believed
    assert merged(field, second, first) == believed


def test_links_are_all_kept_in_the_order_first_seen() -> None:
    code, page = Link("code", "https://example.org/code"), Link("project", "https://example.org")
    assert merged("links", seen(2, "2025-02-01", links=(page, code)), seen(1, links=(code,))) == (code, page)


def test_every_field_tells_which_sighting_it_is_from() -> None:
    _, said = merge(
        "title:a",
        [seen(1, abstract="Long enough.", comments=1), seen(2, "2025-02-01", comments=2, doi="10.1/x")],
    )
    assert said == {"title": 2, "abstract": 1, "comments": 2, "doi": 2}


_TEXTS = st.none() | st.sampled_from(["one", "two", "three"])
_DAYS = st.none() | st.sampled_from(["2024-01-01", "2024-02-02", "2025-03-03"])
_NUMBERS = st.none() | st.integers(0, 3)
_FIELDS = {
    "title": st.sampled_from(["A", "B", "Cc"]),
    "abstract": _TEXTS,
    "is_summary": st.booleans(),
    "authors": st.sampled_from([None, ("X",), ("X", "Y"), ("Y", "Z")]),
    "author_count": _NUMBERS,
    "organization": st.sampled_from([None, Organization("a", "A"), Organization("b", "B")]),
    "updated": _DAYS,
    "announced": _DAYS,
    "listed": _DAYS,
    "comments": _NUMBERS,
    "upvotes": _NUMBERS,
    "arxiv_version": _NUMBERS,
    "doi": _TEXTS,
    "categories": st.sampled_from([(), ("cs.LG",), ("cs.CL", "cs.LG")]),
    "links": st.sampled_from([(), (Link("code", "u"),), (Link("code", "v"), Link("code", "u"))]),
}


@st.composite
def _sightings(draw: st.DrawFn) -> Seen:
    """A sighting with a few fields of its own; the others are not said."""
    names = draw(st.lists(st.sampled_from(sorted(_FIELDS)), max_size=4, unique=True))
    fields: dict[str, Any] = {name: draw(_FIELDS[name]) for name in names}
    published = draw(_DAYS)
    inferred = published is not None and draw(st.booleans())
    when = draw(st.sampled_from(["2025-01-01", "2025-01-02", "2025-01-02T03:04:05"]))
    return seen(0, when, published=published, published_inferred=inferred, **fields)


_SEEN = _sightings()
QUICKLY = settings(max_examples=60, deadline=None)


@QUICKLY
@given(st.lists(_SEEN, min_size=1, max_size=5), st.randoms())
def test_the_order_of_sightings_does_not_matter(sightings: list[Seen], chance: random.Random) -> None:
    numbered = [each._replace(sighting=number) for number, each in enumerate(sightings)]
    shuffled = list(numbered)
    chance.shuffle(shuffled)
    assert merge("title:a", shuffled)[0] == merge("title:a", numbered)[0]


@QUICKLY
@given(_SEEN, st.integers(2, 3))
def test_a_sighting_seen_again_changes_nothing(sighting: Seen, times: int) -> None:
    again = [sighting._replace(sighting=number) for number in range(times)]
    assert merge("title:a", again)[0] == merge("title:a", again[:1])[0]


@QUICKLY
@given(st.lists(_SEEN, min_size=2, max_size=5))
def test_what_is_believed_was_said_by_the_sighting_that_is_named(sightings: list[Seen]) -> None:
    numbered = [each._replace(sighting=number) for number, each in enumerate(sightings)]
    paper, said = merge("title:a", numbered)
    for field, number in said.items():
        its = numbered[number].cleaned
        said_so = len(its.authors) if field == "author_count" and its.authors else getattr(its, field)
        assert getattr(paper, field) == said_so
