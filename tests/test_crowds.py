"""Very many records of one title: the work grows as they do, and the answer is that of a few of them."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from dump_samples import NOW, Tagger, store
from papertriage.errors import UsageFault
from papertriage.export import find_format
from papertriage.identify import Comparison, Facts, compare
from papertriage.ingest import derive, neighbourhood, rebuild
from papertriage.ingest.redate import redate
from papertriage.ingest.sameness import Said, keep_apart, merge_papers, unmerge
from papertriage.library import Library, StoredSighting, near, open_library, reading
from papertriage.merge import Seen, merge
from papertriage.model import Page, Paper, PrintedDate, Sighting

SAID = Said(NOW)
INTRODUCTION, SURVEY = "Introduction", "A Survey of Large Language Models"


@pytest.fixture(autouse=True)
def small_crowds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crowd is many from a handful on, so that a test has one."""
    for module, name, value in (
        (near, "NEXT", 3), (near, "MANY", 9), (near, "FEW", 1), (derive, "VERY_MANY", 8)
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library", write=True) as found:
        found.db.run("PRAGMA synchronous = OFF")  # these laws are not about power cuts
        yield found


def jsonl(library: Library) -> str:
    return "".join(find_format("jsonl").chunks(library.iter_papers()))


def words(number: int) -> str:
    """An abstract that has nothing in common with that of another number."""
    chance = random.Random(number)
    sentences = [" ".join(f"w{chance.randrange(10**9)}" for _ in range(10)) for _ in range(6)]
    return f"{'. '.join(sentences)}."


Kind = Callable[[int], Sighting]

KINDS: dict[str, Kind] = {
    "Introduction": lambda number: Sighting("csv", INTRODUCTION, words(number)),
    "bare Introduction": lambda _: Sighting("csv", INTRODUCTION),
    "survey": lambda number: Sighting("csv", SURVEY, words(number)),
    "bare survey": lambda _: Sighting("csv", SURVEY),
    "survey of a year": lambda number: Sighting("csv", SURVEY, year=2000 + number % 20),
    "survey with an arXiv id": lambda number: Sighting("csv", SURVEY, arxiv_id=f"2404.{number + 1:05d}"),
    "survey with a DOI": lambda number: Sighting("csv", SURVEY, doi=f"10.1000/{number}"),
    "every second with an arXiv id": lambda number: Sighting(
        "csv", SURVEY, arxiv_id=f"2404.{number + 1:05d}" if number % 2 else None
    ),
}


# -- work ------------------------------------------------------------------------------------------------


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """What is done: comparisons, sightings read from the library, and sightings that papers are merged of."""
    done: Counter[str] = Counter()
    read = reading._stored

    def comparing(first: Facts, second: Facts) -> Comparison:
        done["compared"] += 1
        return compare(first, second)

    def reading_one(row: tuple[object, ...]) -> StoredSighting:
        done["read"] += 1
        return read(row)

    def merging(name: str, seen: Sequence[Seen]) -> tuple[Paper, dict[str, int]]:
        done["merged"] += len(seen)
        return merge(name, seen)

    monkeypatch.setattr(neighbourhood, "compare", comparing)
    monkeypatch.setattr(reading, "_stored", reading_one)
    monkeypatch.setattr(derive, "merge", merging)
    return done


@pytest.mark.parametrize("kind", KINDS)
def test_the_work_grows_as_the_records_do(kind: str, work: Counter[str], tmp_path: Path) -> None:
    each: dict[int, dict[str, float]] = {}
    for count in (100, 200, 800):
        with open_library(tmp_path / str(count), write=True) as library:
            work.clear()
            store(library, 1, [KINDS[kind](number) for number in range(count)], chunk=20)
            rebuild(library, Tagger(), NOW)
            each[count] = {what: work[what] / count for what in ("compared", "read", "merged")}
    for what in each[100]:
        assert max(each[200][what], each[800][what]) <= 1.25 * each[100][what] + 0.1, each
    assert each[800]["compared"] < 30


# -- the answer ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "papers"),
    [
        ("Introduction", 60),
        ("bare Introduction", 60),  # nothing tells that they are one
        ("survey", 60),
        ("bare survey", 1),
        ("survey of a year", 1),
        ("survey with an arXiv id", 60),
        ("survey with a DOI", 60),
        ("every second with an arXiv id", 31),  # those without are one, and may be any of the others
    ],
)
@pytest.mark.parametrize("chunk", [60, 7])
def test_many_of_one_title_are_the_papers_that_a_few_would_be(
    kind: str, papers: int, chunk: int, library: Library
) -> None:
    store(library, 1, [KINDS[kind](number) for number in range(60)], chunk=chunk)
    found = list(library.iter_papers())
    assert len(found) == len({paper.id for paper in found}) == papers
    assert sum(len(paper.sightings) for paper in found) == 60
    before = jsonl(library)
    rebuild(library, Tagger(), NOW)
    assert jsonl(library) == before


def _mixed(chance: random.Random) -> Sighting:
    """A record of one of a few titles, that says much, little or nothing beside it."""
    title = chance.choice(
        (INTRODUCTION, INTRODUCTION, "Editorial", "Deep Learning", SURVEY, f"{SURVEY}: II", "??")
    )
    return Sighting(
        "csv",
        title,
        chance.choice((None, None, words(chance.randrange(3)), "Brief and the same in all.")),
        authors=chance.choice((None, None, ("Ada Wick", "Bo Tide"), ("Cy Pier",))),
        printed=chance.choice((None, None, PrintedDate(5, 5, None))),
        arxiv_id=f"2404.{chance.randint(1, 4):05d}" if chance.random() < 0.15 else None,
        doi=f"10.1000/{chance.randint(1, 4)}" if chance.random() < 0.15 else None,
    )


@pytest.mark.parametrize("seed", range(6))
def test_however_a_crowd_is_portioned_the_papers_are_the_same(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    records = [_mixed(chance) for _ in range(60)]
    found = set()
    for place, (dump, chunk) in enumerate(((60, 60), (60, 7), (20, 20), (7, 3), (2, 1))):
        with open_library(tmp_path / str(place), write=True) as library:
            library.db.run("PRAGMA synchronous = OFF")
            for start in range(0, len(records), dump):
                store(library, start, records[start : start + dump], chunk=chunk)
            found.add(json.dumps([paper._replace(sightings=()) for paper in library.iter_papers()]))
    assert len(found) == 1


class _NoIndex:
    def add(self, pid: int, paper: Paper) -> None: ...
    def replace(self, pid: int, paper: Paper) -> None: ...
    def delete(self, pid: int) -> None: ...


def _step(library: Library, chance: random.Random, number: int) -> None:
    papers = list(library.iter_pids())
    act = chance.random()
    if act < 0.6 or len(papers) < 2:
        store(library, number, [_mixed(chance) for _ in range(chance.randint(1, 6))], chunk=4)
        return
    if act < 0.7:
        batch = library.batch_known(*chance.choice(library.db.rows("SELECT sha256, source FROM batches")))
        assert batch is not None
        page = chance.choice((Page(), Page(None, "2022-06-06", 2022), Page(None, "2023-06-06", 2023)))
        redate((library, Tagger(), _NoIndex()), batch, page, NOW.date())
        return
    one, other = chance.sample(papers, 2)
    try:
        if act < 0.8:
            merge_papers(library, (one, other), SAID, Tagger())
        elif act < 0.93:
            unmerge(library, one, SAID, Tagger())
        else:
            keep_apart(library, (one, other), SAID, Tagger())
    except UsageFault:
        pass  # what shares an id cannot be parted


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_done_in_a_crowd_rebuilding_gives_the_same_to_the_byte(
    seed: int, library: Library
) -> None:
    chance = random.Random(seed)
    for number in range(25):
        _step(library, chance, number)
    before = jsonl(library)
    rebuild(library, Tagger(), NOW)
    assert jsonl(library) == before
