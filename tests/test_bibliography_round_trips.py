"""Laws of BibTeX and RIS: what is exported reads back to the same facts."""

import datetime
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.export import bibtex as bibtex_export
from papertriage.export import ris as ris_export
from papertriage.model import Cleaned, Link, Organization, Page, Paper, Sighting
from papertriage.normalise import normalise
from papertriage.sources import bibtex as bibtex_source
from papertriage.sources import ris as ris_source
from papertriage.sources.content import Content
from test_export_laws import maybe, words

TODAY = datetime.date(2026, 8, 1)
BOTH = pytest.mark.parametrize(
    ("export", "source"), [(bibtex_export, bibtex_source), (ris_export, ris_source)], ids=["bibtex", "ris"]
)
NAMES = ["Ann Bée", "Cees de Wit", "Wit, Cees", "Ann B. Ford Jr.", "The Grid Team", "II Smith", "Ann et al."]
ADDRESSES = [
    "https://github.com/a/b_c", "https://x.example/a%20b;c,d", "https://x.example/%3B%25", "http://x.example/~y",
    "https://openreview.net/forum?id=x&y=z", "https://a.github.io/#z", "https://arxiv.org/abs/2404.02905",
]  # fmt: skip
days = st.dates(datetime.date(1991, 8, 1), TODAY).map(datetime.date.isoformat)
counts = st.none() | st.integers(0, 10_000)
links = st.builds(Link, st.sampled_from(["code", "project", "other", "paper"]), st.sampled_from(ADDRESSES))
sightings = st.builds(
    Sighting,
    source=st.just("x"),
    title=words,
    abstract=maybe | st.builds("{} {} {}".format, words, st.sampled_from(ADDRESSES), words),
    authors=st.none() | st.lists(words | st.sampled_from(NAMES), max_size=3).map(tuple),
    author_count=st.none() | st.integers(1, 10_000),
    organization=st.none() | st.builds(Organization, words, words),
    published=st.none() | days,
    updated=st.none() | days,
    announced=st.none() | days,
    listed=st.none() | days,
    comments=counts,
    upvotes=counts,
    arxiv_id=st.sampled_from([None, "2404.02905", "2404.02905v3", "hep-th/9711200v12"]),
    doi=st.sampled_from(
        [None, "10.1234/a_b{c}%7bd", "10.1002/(sici)1097<1661::aid>3.0.co;2-2", "10.1234/a\\b#$^~&"]
    ),
    categories=st.lists(words | st.sampled_from(["cs.CV", "cs.LG"]), max_size=3).map(tuple),
    links=st.lists(links, max_size=3).map(tuple),
    year=st.none() | st.integers(1900, 2026),
    is_summary=st.just(False),
    printed=st.none(),
    line_start=st.just(0),
    line_end=st.just(0),
)


def cleaned(sighting: Sighting) -> Cleaned:
    return normalise(sighting, Page(), TODAY)


def paper(facts: Cleaned) -> Paper:
    shared = {field: value for field, value in facts._asdict().items() if field in Paper._fields}
    return Paper(id="x", **shared)


def read(source: ModuleType, text: str) -> list[Cleaned]:
    reading = source.reader(Content.of(text))
    items = list(reading)
    assert reading.tally.unaccounted == 0
    assert reading.tally.skipped == 0
    assert all(isinstance(item, Sighting) for item in items)
    return [cleaned(item) for item in items]


@BOTH
@settings(deadline=None)
@given(given_=st.lists(sightings, min_size=1, max_size=3))
def test_what_is_exported_reads_back_to_the_same_facts(
    export: ModuleType, source: ModuleType, given_: list[Sighting]
) -> None:
    facts = [each for each in map(cleaned, given_) if each.title]
    again = read(source, "".join(export.chunks(map(paper, facts))))
    assert [each._replace(faults=()) for each in again] == [each._replace(faults=()) for each in facts]


@BOTH
def test_an_export_is_known_for_what_it_is(export: ModuleType, source: ModuleType) -> None:
    text = "".join(export.chunks([paper(cleaned(Sighting("x", "A Grid of Grids", abstract="We mix.")))]))
    other = ris_source if source is bibtex_source else bibtex_source
    assert source.likeness(text) > 0.9
    assert other.likeness(text) == 0
