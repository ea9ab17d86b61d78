"""CSL-JSON as exported: valid for others, and the same records when read back."""

import datetime
import json
import warnings
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.export.csl_json import chunks, csl_name, item
from papertriage.identify import candidate, public_id
from papertriage.merge import Seen, merge
from papertriage.model import LINK_KINDS, Cleaned, Link, Organization, Page, Paper, Sighting, TopicHit
from papertriage.normalise import normalise
from papertriage.sources import Content
from papertriage.sources.csl_json import likeness, reader
from papertriage.sources.csl_names import names
from test_export_laws import papers as hostile_papers
from test_export_laws import words

TODAY = datetime.date(2026, 11, 22)
NAMES = [
    "Ann Bée", "Ann Q. Bée", "A. Bée", "Cees de Wit", "Martin King Jr.", "王伟", "OpenHeron Team",
    "Nowhere AI", "Mary Jane Watson", "Plato", "García-Márquez, Gabriel", "Jean-Luc Example",
    "X Y", "O’Neil Example", "",
]  # fmt: skip
LOST = {
    "published_inferred",
    "is_summary",
    "faults",
}  # CSL has no word for it; a summary is text like another

counts = st.none() | st.integers(0, 5_000)
days = st.none() | st.dates(datetime.date(1991, 1, 1), TODAY).map(datetime.date.isoformat)
sightings = st.builds(
    Sighting,
    source=st.just("test"),
    title=words,
    abstract=st.none() | words,
    authors=st.none() | st.lists(st.sampled_from(NAMES) | words, max_size=4).map(tuple),
    author_count=counts,
    organization=st.none() | st.builds(Organization, words, words),
    published=days,
    updated=days,
    announced=days,
    listed=days,
    comments=counts,
    upvotes=counts,
    arxiv_id=st.sampled_from([None, "2404.02905", "2404.02905v3", "hep-th/9901001", "2503.0213", "x"]),
    doi=st.sampled_from([None, "10.9999/x.y", "10.9999/a<b>c", "10.48550/arXiv.2404.02905"]),
    categories=st.lists(st.sampled_from(["cs.CV", "hep-th", "odd one"]), max_size=2).map(tuple),
    links=st.lists(
        st.builds(
            Link,
            st.sampled_from(LINK_KINDS),
            st.sampled_from(["https://a.example/x", "https://github.com/a/b"]),
        ),
        max_size=2,
    ).map(tuple),
    year=st.none() | st.integers(1990, 2026),
)


def paper_of(cleaned: Cleaned) -> Paper:
    return merge(public_id([candidate(1, cleaned)]), [Seen(1, "2026-11-01", cleaned)])[0]


def read_back(exported: Iterable[Paper]) -> list[Sighting]:
    found = list(reader(Content.of("".join(chunks(exported)))))
    assert all(isinstance(each, Sighting) for each in found), found
    return [each for each in found if isinstance(each, Sighting)]


@settings(deadline=None, max_examples=300)
@given(st.lists(sightings, min_size=1, max_size=3))
def test_our_own_export_reads_back_to_the_same_facts(listed: list[Sighting]) -> None:
    cleaned = [each for each in (normalise(each, Page(), TODAY) for each in listed) if each.title]
    exported = [paper_of(each) for each in cleaned]
    again = [normalise(each, Page(), TODAY) for each in read_back(exported)]
    for before, after in zip(exported, map(paper_of, again), strict=True):
        assert {k: v for k, v in after._asdict().items() if k not in LOST} == {
            k: v for k, v in before._asdict().items() if k not in LOST
        }


@settings(deadline=None)
@given(st.lists(words | st.sampled_from(NAMES), max_size=4))
def test_every_name_is_read_as_it_was(authors: list[str]) -> None:
    listed = json.loads(json.dumps([csl_name(each) for each in authors]))
    assert (names(listed) or ()) == tuple(each for each in authors if each)


@settings(deadline=None)
@given(st.lists(hostile_papers, max_size=3))
def test_whatever_the_papers_are_it_is_one_array_of_items_with_keys_of_their_own(
    exported: list[Paper],
) -> None:
    written = json.loads("".join(chunks(exported)))
    assert len({each["id"] for each in written}) == len(written) == len(exported)
    assert all(each["type"] == "article" for each in written)


@pytest.mark.parametrize(
    ("author", "parts"),
    [
        ("Ann Bée", {"family": "Bée", "given": "Ann"}),
        ("Ann Q. Bée", {"family": "Bée", "given": "Ann Q."}),
        ("J. Q. Nobody", {"family": "Nobody", "given": "J. Q."}),
        ("Jean-Luc O'Neil", {"family": "O'Neil", "given": "Jean-Luc"}),
        ("Zoë Müller-Lüdenscheidt", {"family": "Müller-Lüdenscheidt", "given": "Zoë"}),
    ],
)
def test_a_certain_name_is_taken_apart(author: str, parts: dict[str, str]) -> None:
    assert csl_name(author) == parts


@pytest.mark.parametrize(
    "author",
    ["Cees de Wit", "Martin King Jr.", "Henry Ford III", "Mary Jane Watson", "Plato", "王伟", "Nowhere AI",
     "Heron Team", "The Heron Consortium", "Bée, Ann", "ann bée", "Иван Петров", "", "Ann  Bée", "Ann Bée ",
     "Le Corbusier",
     "Heron Research", "Ann Bée (Nowhere)", "Ann\nBée", "A. B."],
)  # fmt: skip
def test_a_doubtful_name_stays_whole(author: str) -> None:
    assert csl_name(author) == {"literal": author}


def test_a_bare_paper_says_nothing_that_is_not_known() -> None:
    assert item(Paper("title:0123456789abcdef", "T"), "anont") == {
        "id": "anont",
        "type": "article",
        "title": "T",
        "custom": {"papertriage": {"id": "title:0123456789abcdef", "state": "unread"}},
    }


def test_zero_is_said_and_an_inferred_year_is_marked() -> None:
    custom = item(
        Paper("x", "T", comments=0, upvotes=0, published="2024-04-03", published_inferred=True), "k"
    )
    assert custom["issued"] == {"date-parts": [[2024, 4, 3]]}
    assert custom["custom"]["papertriage"] | {"id": ""} == {
        "id": "", "comments": 0, "upvotes": 0, "published_inferred": True, "state": "unread",
    }  # fmt: skip


def test_no_papers_are_an_empty_array() -> None:
    assert json.loads("".join(chunks([]))) == []


def test_our_export_is_recognised_as_csl() -> None:
    assert likeness("".join(chunks([Paper("x", "T")]))) >= 0.9


FULL = Paper(
    "arxiv:2404.09999", "GridMix: A <b>Title</b>", "We x < y.", ("Ann Bée", "Heron Team"), 2, None,
    "2024-04-14", arxiv_id="2404.09999", arxiv_version=2,
    doi="10.9999/x", topics=(TopicHit("grids", 1.0, ()),),
)  # fmt: skip


def test_preprints_stand_as_zotero_writes_them() -> None:
    written = item(FULL, "bee2024gridmix")
    assert (written["publisher"], written["number"], written["version"]) == ("arXiv", "arXiv:2404.09999", "2")
    assert (written["DOI"], written["URL"]) == ("10.9999/x", "https://arxiv.org/abs/2404.09999")
    assert written["keyword"] == "grids"


def test_a_citation_processor_reads_it() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own: unknown variables, and Python's of its code
        source = pytest.importorskip("citeproc.source.json", reason="citeproc-py is not installed")
        written = json.loads("".join(chunks([FULL, Paper("x", "Bare", year=2021)])))
        read = source.CiteProcJSON(written)
    first = read["bee2024gridmix"]
    assert str(first["title"]).startswith("GridMix")
    assert [str(each.family) for each in first["author"][:1]] == ["Bée"]
    assert (first["issued"].year, first["issued"].month, first["issued"].day) == (2024, 4, 14)
    assert len(read) == 2
