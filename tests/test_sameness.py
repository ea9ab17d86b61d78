"""Which papers are one, as readers see it: suggestions, merges and their evidence, a reader's word, and
undo."""

import datetime
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from dump_samples import NOW, Tagger, store
from papertriage import search
from papertriage.errors import UsageFault
from papertriage.export import find_format
from papertriage.index import open_writer
from papertriage.ingest import rebuild
from papertriage.ingest.sameness import (
    Said,
    keep_apart,
    merge_papers,
    merges,
    suggestions,
    unmerge,
    why_same,
)
from papertriage.ingest.versions import expressions
from papertriage.library import Library, open_library
from papertriage.model import Sighting

TODAY = NOW.date()
LANTERNS = "Lanterns Remember Quiet Harbour Tides at Winter Dusk"
SAID = Said(NOW)


def listed(title: str, **more: object) -> Sighting:
    return Sighting("csv", title, **more)  # type: ignore[arg-type]


NAMED = listed(LANTERNS, arxiv_id="2404.00001v1", authors=("Ada Wick", "Bo Tide"))
BARE = listed("Lanterns Remember Quiet Harbor Tides at Winter Dusk")
HIVES = listed("Patient Beekeepers Count Silent Hives", arxiv_id="2404.00002")
MAYBE = listed("Lanterns Remember Quiet Harbour Floods at Winter Dusk")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library", write=True) as found:
        yield found


def ids(library: Library) -> list[str]:
    return sorted(paper.id for paper in library.iter_papers())


def pid(library: Library, name: str) -> int:
    found = library.pid_of(name)
    assert found is not None
    return found


def merged(library: Library, one: str, other: str) -> str:
    return merge_papers(library, (pid(library, one), pid(library, other)), SAID, Tagger())


def jsonl(library: Library) -> str:
    return "".join(find_format("jsonl").chunks(library.iter_papers()))


def test_a_listing_without_an_id_is_the_paper_it_is_like(library: Library) -> None:
    store(library, 1, [NAMED, HIVES])
    store(library, 2, [BARE])
    assert ids(library) == ["arxiv:2404.00001", "arxiv:2404.00002"]
    (found,) = merges(library, TODAY).found
    assert found.ids == ("arxiv:2404.00001", "arxiv:2404.00001")
    assert found.weighed is not None
    assert [each.what for each in found.weighed.comparison.evidence] == ["titles"]


def test_what_may_be_one_paper_is_suggested_and_not_merged(library: Library) -> None:
    store(library, 1, [NAMED, MAYBE])
    assert len(ids(library)) == 2
    (found,) = suggestions(library, TODAY).found
    assert found.titles == (NAMED.title, MAYBE.title)
    assert merges(library, TODAY).found == []


def test_a_reader_s_not_same_ends_the_suggestion_for_ever(library: Library) -> None:
    store(library, 1, [NAMED, MAYBE])
    one, other = suggestions(library, TODAY).found[0].ids
    keep_apart(library, (pid(library, one), pid(library, other)), SAID, Tagger())
    assert suggestions(library, TODAY).found == []
    rebuild(library, Tagger(), NOW)
    assert suggestions(library, TODAY).found == []
    assert len(ids(library)) == 2


def test_two_papers_that_a_reader_keeps_apart_are_not_suggested_for_a_later_listing_of_one(
    library: Library,
) -> None:
    store(library, 1, [NAMED, MAYBE])
    one, other = suggestions(library, TODAY).found[0].ids
    keep_apart(library, (pid(library, one), pid(library, other)), SAID, Tagger())
    store(library, 2, [NAMED._replace(line_start=7)])
    assert suggestions(library, TODAY).found == []


def test_a_reader_s_merge_holds_through_a_rebuild_and_says_who_said_so(library: Library) -> None:
    store(library, 1, [NAMED, HIVES])
    name = merged(library, "arxiv:2404.00001", "arxiv:2404.00002")
    assert name == "arxiv:2404.00001"
    before = jsonl(library)
    assert ids(library) == [name]
    assert library.pid_of("arxiv:2404.00002") == library.pid_of(name)  # either id finds it
    (paper,) = library.iter_papers()
    assert paper.arxiv_id == "2404.00001"
    (found,) = merges(library, TODAY).found
    assert found.weighed is None
    rebuild(library, Tagger(), NOW)
    assert jsonl(library) == before


def test_unmerge_takes_the_reader_s_merge_back(library: Library) -> None:
    store(library, 1, [NAMED, HIVES])
    before = jsonl(library)
    name = merged(library, "arxiv:2404.00001", "arxiv:2404.00002")
    parted = unmerge(library, pid(library, name), SAID, Tagger())
    assert sorted(parted) == ids(library) == ["arxiv:2404.00001", "arxiv:2404.00002"]
    assert jsonl(library) == before
    rebuild(library, Tagger(), NOW)
    assert jsonl(library) == before


def test_unmerge_takes_back_what_likeness_joined_and_it_stays_so(library: Library) -> None:
    store(library, 1, [NAMED])
    store(library, 2, [BARE])
    parted = unmerge(library, pid(library, "arxiv:2404.00001"), SAID, Tagger())
    assert len(set(parted)) == len(ids(library)) == 2
    store(library, 3, [HIVES])
    rebuild(library, Tagger(), NOW)
    assert len(ids(library)) == 3
    assert merges(library, TODAY).found == []


def test_a_merge_after_not_same_holds(library: Library) -> None:
    store(library, 1, [NAMED, MAYBE])
    pids = suggestions(library, TODAY).found[0].ids
    keep_apart(library, (pid(library, pids[0]), pid(library, pids[1])), SAID, Tagger())
    merge_papers(library, (pid(library, pids[0]), pid(library, pids[1])), SAID, Tagger())
    assert ids(library) == ["arxiv:2404.00001"]


def test_merging_what_is_one_already_changes_nothing(library: Library) -> None:
    store(library, 1, [NAMED])
    change, one = library.change, pid(library, "arxiv:2404.00001")
    assert merge_papers(library, (one, one), SAID, Tagger()) == "arxiv:2404.00001"
    assert library.change == change


def test_what_shares_an_id_cannot_be_parted(library: Library) -> None:
    store(library, 1, [NAMED, NAMED._replace(title="Lanterns, Second Version", arxiv_id="2404.00001v2")])
    with pytest.raises(UsageFault, match="ids decide"):
        unmerge(library, pid(library, "arxiv:2404.00001"), SAID, Tagger())
    one = pid(library, "arxiv:2404.00001")
    with pytest.raises(UsageFault, match="unmerge"):
        keep_apart(library, (one, one), SAID, Tagger())


def test_one_sighting_can_be_taken_out_by_its_number(library: Library) -> None:
    store(library, 1, [NAMED, BARE, BARE._replace(line_start=9)])
    one = pid(library, "arxiv:2404.00001")
    numbers = [stored.id for stored in library.stored([one])]
    assert len(numbers) == 3
    unmerge(library, one, SAID, Tagger(), sighting=numbers[1])
    assert len(ids(library)) == 2
    with pytest.raises(UsageFault, match="no sighting"):
        unmerge(library, pid(library, "arxiv:2404.00001"), SAID, Tagger(), sighting=999)


def test_decisions_follow_the_work_and_part_with_it(library: Library) -> None:
    store(library, 1, [NAMED, HIVES])
    library.decide(["arxiv:2404.00002"], "accept", NOW.isoformat())
    name = merged(library, "arxiv:2404.00001", "arxiv:2404.00002")
    (paper,) = library.iter_papers()
    assert paper.state == "accepted"  # either half was decided on
    unmerge(library, pid(library, name), SAID, Tagger())
    assert {paper.id: paper.state for paper in library.iter_papers()} == {
        "arxiv:2404.00001": "unread",
        "arxiv:2404.00002": "accepted",
    }


def test_decisions_on_a_paper_known_by_its_title_are_never_another_s(library: Library) -> None:
    """Its name is that of its title until another paper has the title too."""
    store(library, 1, [BARE])
    (name,) = ids(library)
    library.decide([name], "accept", NOW.isoformat())
    other = BARE._replace(authors=("Di Hive", "Ed Hum"), abstract=None)
    store(library, 2, [BARE._replace(authors=("Ada Wick", "Bo Tide"), line_start=5)])
    store(library, 3, [other])
    states = {paper.authors: paper.state for paper in library.iter_papers()}
    rebuild(library, Tagger(), NOW)
    assert {paper.authors: paper.state for paper in library.iter_papers()} == states
    assert sum(state == "accepted" for state in states.values()) == 1


# -- why -------------------------------------------------------------------------------------------------


def test_why_same_weighs_every_two_sightings_the_most_alike_first(library: Library) -> None:
    store(library, 1, [NAMED, BARE, HIVES])
    one, other = pid(library, "arxiv:2404.00001"), pid(library, "arxiv:2404.00002")
    within = why_same(library, one, one, TODAY)
    assert [each.comparison.verdict for each in within] == ["same"]
    across = why_same(library, one, other, TODAY)
    assert len(across) == 2
    assert across[0].comparison.points >= across[1].comparison.points
    assert "different arXiv ids" in str(across[-1].comparison.veto)


def test_why_same_tells_what_a_reader_said(library: Library) -> None:
    store(library, 1, [NAMED, MAYBE])
    one, other = (pid(library, name) for name in suggestions(library, TODAY).found[0].ids)
    keep_apart(library, (one, other), SAID, Tagger())
    assert [each.said for each in why_same(library, one, other, TODAY)] == [False]


# -- versions --------------------------------------------------------------------------------------------


def test_versions_are_listed_apart_and_are_one_work(library: Library) -> None:
    second = NAMED._replace(arxiv_id="2404.00001v2", title=f"{LANTERNS}, Again", doi="10.1000/x")
    published = listed(LANTERNS, doi="10.1000/x", authors=NAMED.authors)
    store(library, 1, [NAMED, second, published, BARE])
    (name,) = ids(library)
    found = expressions(library.stored([pid(library, name)]), TODAY)
    names = [each.name for each in found]
    assert names == [
        "DOI 10.1000/x",
        "arXiv 2404.00001v2",
        "arXiv 2404.00001v1",
        "no id",
    ]
    assert [len(each.sightings) for each in found] == [1, 1, 1, 1]


def test_a_version_that_came_after_the_decision_is_new(library: Library) -> None:
    store(library, 1, [NAMED, HIVES])
    later = (NOW + datetime.timedelta(hours=1)).isoformat()
    library.decide(["arxiv:2404.00001", "arxiv:2404.00002"], "accept", later)
    assert library.new_versions() == []
    store(library, 2, [NAMED._replace(arxiv_id="2404.00001v3")], when=NOW + datetime.timedelta(days=2))
    assert library.new_versions() == [pid(library, "arxiv:2404.00001")]
    with open_writer(library):
        pass
    asked = search.plan("has:new-version")
    assert [hit.paper.id for hit in search.search(library, asked, limit=9).hits] == ["arxiv:2404.00001"]


# -- laws ------------------------------------------------------------------------------------------------

_WORDS = [
    f"{a}{b}"
    for a in ("lan", "har", "tid", "kee", "wic", "qui", "dus")
    for b in ("tern", "bour", "ewax", "pers", "onic", "able", "urge", "ment", "ital", "osis")
]


def _works(chance: random.Random, count: int) -> list[Sighting]:
    """Works that share words, so that some are alike; each with an id, a DOI, both, or neither."""
    found = []
    for number in range(count):
        title = " ".join(chance.sample(_WORDS, 5)).title()
        authors = tuple(chance.sample(("Ada Wick", "Bo Tide", "Cy Pier", "Di Hive"), 2))
        found.append(
            listed(
                title,
                arxiv_id=f"2404.{number:05d}" if chance.random() < 0.5 else None,
                doi=f"10.1000/{number}" if chance.random() < 0.3 else None,
                authors=authors if chance.random() < 0.5 else None,
                year=chance.choice((None, 2023, 2024)),
            )
        )
    return found


def _seen(chance: random.Random, work: Sighting) -> Sighting:
    """One of the forms in which a listing shows a work."""
    if chance.random() < 0.4:
        work = work._replace(arxiv_id=None)
    if chance.random() < 0.5:
        work = work._replace(doi=None)
    if chance.random() < 0.3:
        words = work.title.split()
        work = work._replace(title=" ".join([*words[:-1], words[-1] + "s"]))
    return work


def _step(library: Library, chance: random.Random, works: list[Sighting], number: int) -> None:
    papers = list(library.iter_pids())
    act = chance.random()
    if act < 0.45 or len(papers) < 2:
        store(library, number, [_seen(chance, chance.choice(works)) for _ in range(chance.randint(1, 3))])
        return
    one, other = chance.sample(papers, 2)
    try:
        if act < 0.58:
            merge_papers(library, (one, other), SAID, Tagger())
        elif act < 0.9:
            unmerge(library, one, SAID, Tagger())
        else:
            keep_apart(library, (one, other), SAID, Tagger())
    except UsageFault:
        pass  # what shares an id cannot be parted


def test_rebuilding_after_a_thousand_random_steps_gives_the_same_to_the_byte(library: Library) -> None:
    chance = random.Random(1)
    library.db.run("PRAGMA synchronous = OFF")  # the law is not about power cuts
    works = _works(chance, 300)
    for number in range(1000):
        _step(library, chance, works, number)
    before = jsonl(library)
    assert len(library.verdicts()) > 150
    assert before.count("\n") > 20
    names = set(ids(library))
    rebuild(library, Tagger(), NOW)
    assert set(ids(library)) == names
    assert jsonl(library) == before


def test_the_order_of_ingestion_does_not_matter(tmp_path: Path) -> None:
    chance = random.Random(3)
    seen = [_seen(chance, work) for work in _works(chance, 30) for _ in range(3)]
    exports = set()
    for order in range(4):
        chance.shuffle(seen)
        with open_library(tmp_path / str(order), write=True) as library:
            for start in range(0, len(seen), 7):
                store(library, start, seen[start : start + 7])
            exports.add(_without_places(library))
    assert len(exports) == 1


def _without_places(library: Library) -> str:
    """The papers without where they were seen, which does depend on the order."""
    return "".join(
        json.dumps(json.loads(line) | {"sightings": None}, sort_keys=True)
        for line in jsonl(library).splitlines()
    )
