"""RIS as reference managers read it: what stands where, and that no words break out of their line."""

import re

import pytest
from hypothesis import given, settings

from export_readers import shown
from papertriage.export import ris
from papertriage.export.rest import is_odd, rest
from papertriage.export.ris import ris_name
from papertriage.model import Link, Organization, Paper, TopicHit
from test_export_laws import lists_of_papers

FULL = Paper(
    id="arxiv:2404.09999",
    title="GridMix: Text-to-Image DiT & Friends",
    abstract="We cut cost by 50%.",
    authors=("Ann Bée", "Cees de Wit"),
    author_count=2,
    organization=Organization("grid-lab", "Grid Lab"),
    published="2024-04-14",
    updated="2024-05-01",
    comments=0,
    upvotes=12,
    arxiv_id="2404.09999",
    arxiv_version=2,
    categories=("cs.CV", "cs.LG"),
    links=(Link("code", "https://grid.example/a;b,c%2C"),),
    year=2024,
    topics=(TopicHit("image-generation", 4.5, ()), TopicHit("efficiency", 1.0, ())),
)
BARE = Paper(id="title:0123456789abcdef", title="Meshes\r\nER  - ", author_count=671, year=1998)


def written(*papers: Paper) -> str:
    return "".join(ris.chunks(papers))


def test_every_fact_has_its_tag() -> None:
    assert written(FULL, BARE) == (
        "TY  - UNPB\r\nID  - arxiv:2404.09999\r\nTI  - GridMix: Text-to-Image DiT & Friends\r\n"
        "AU  - Bée, Ann\r\nAU  - Cees de Wit\r\nAB  - We cut cost by 50%.\r\n"
        "PY  - 2024\r\nDA  - 2024/04/14\r\n"
        "AN  - arXiv:2404.09999\r\nUR  - https://arxiv.org/abs/2404.09999\r\nKW  - image-generation\r\n"
        "KW  - efficiency\r\nN1  - papertriage: version: 2; categories: cs.CV, cs.LG; "
        "organization: grid-lab; name: Grid Lab; updated: 2024-05-01; comments: 0; upvotes: 12; "
        "links: code https://grid.example/a%3Bb%2Cc%252C\r\nER  - \r\n\r\n"
        "TY  - GEN\r\nID  - title:0123456789abcdef\r\nTI  - Meshes ER -\r\nPY  - 1998\r\n"
        "N1  - papertriage: author_count: 671\r\nER  - \r\n"
    )


def test_a_paper_with_a_doi_is_no_preprint() -> None:
    text = written(FULL._replace(doi="10.1234/x"))
    assert text.startswith("TY  - GEN\r\n")
    assert "\r\nDO  - 10.1234/x\r\n" in text


@pytest.mark.parametrize(
    ("name", "as_written"),
    [
        ("Ann Bée", "Bée, Ann"),
        ("Cees de Wit", "Cees de Wit"),
        ("The Grid Team", "The Grid Team"),
        ("王伟", "王伟"),
        ("Wit, Cees", "Wit, Cees"),
    ],
)
def test_a_name_is_turned_only_where_it_is_certain(name: str, as_written: str) -> None:
    assert ris_name(name) == as_written


@pytest.mark.parametrize("name", ["Wit, Cees", "A; B", "others", "Ann et al.", "et al.", "...", "family=Wit"])
def test_a_name_that_would_not_come_back_is_kept_beside(name: str) -> None:
    assert is_odd(name)
    assert "authors: " in rest(FULL._replace(authors=("Ann Bée", name)))


@pytest.mark.parametrize("name", ["Ann Bée", "Bert Others", "Metal", "Ann et Bert", "王伟"])
def test_other_names_are_said_once(name: str) -> None:
    assert not is_odd(name)
    assert "authors: " not in rest(FULL._replace(authors=(name,)))


def test_links_of_the_abstract_are_said_once() -> None:
    paper = FULL._replace(
        abstract="See https://github.com/a/b.", links=(Link("code", "https://github.com/a/b"),)
    )
    assert "links" not in rest(paper)
    assert "links" in rest(paper._replace(arxiv_id=None))


@settings(deadline=None)
@given(lists_of_papers)
def test_no_words_leave_their_line(exported: list[Paper]) -> None:
    lines = written(*exported).split("\r\n")
    assert all(not line or re.match("[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert sum(line.startswith("TY  - ") for line in lines) == lines.count("ER  - ") == len(exported)


@settings(deadline=None)
@given(lists_of_papers)
def test_rispy_reads_as_many_entries_and_titles(exported: list[Paper]) -> None:
    rispy = pytest.importorskip("rispy", reason="rispy is not installed")
    entries = rispy.loads(written(*exported))
    assert [entry.get("title", "") for entry in entries] == [shown(each.title) for each in exported]
    for entry, paper in zip(entries, exported, strict=True):
        assert len(entry.get("authors", ())) == len([each for each in paper.authors or () if shown(each)])
