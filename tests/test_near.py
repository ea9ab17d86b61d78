"""Near keys in sorted runs: who meets whom, in a crowd too, and whatever the portions they came in."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.library import Library, NearKeys, near, open_library
from papertriage.library.near import NearIndex


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library", write=True) as found:
        yield found


class _NoFile:
    """A library without a file: nothing is stored yet."""

    def rows(self, *_: object) -> list[object]:
        return []


def index_of(*portions: Sequence[NearKeys]) -> NearIndex:
    index = NearIndex(_NoFile())  # type: ignore[arg-type]
    for portion in portions:
        index.add(portion)
    return index


def slowly(every: Sequence[NearKeys], asking: NearKeys) -> set[int]:
    """Who shares a key, the obvious way: two with an arXiv id do not meet, in a crowd only neighbours do."""
    met = set()
    for key in asking.keys:
        bare = sorted(each.sighting for each in every if key in each.keys and not each.named)
        place = sum(number < asking.sighting for number in bare)
        for other in every:
            if key in other.keys and other.sighting != asking.sighting and not (asking.named and other.named):
                there = sum(number < other.sighting for number in bare)
                most = near.NEXT if max(there, place) < near.MANY else near.FEW
                met |= {other.sighting} if abs(there - place) <= most else set()
    return met


_SEEN = st.lists(
    st.tuples(st.booleans(), st.lists(st.integers(0, 5), max_size=3, unique=True)), max_size=30
).map(lambda facts: [NearKeys(at, named, keys) for at, (named, keys) in enumerate(facts, start=1)])


@given(_SEEN, st.integers(1, 7))
def test_who_meets_whom_is_what_comparing_all_keys_gives(seen: list[NearKeys], size: int) -> None:
    index = index_of(*(seen[at : at + size] for at in range(0, len(seen), size)))
    met = index.meet(seen)
    assert {each.sighting: met.get(each.sighting, set()) for each in seen} == {
        each.sighting: slowly(seen, each) for each in seen
    }


@pytest.mark.parametrize("many", [1000, 120, 60])
@pytest.mark.parametrize("size", [1000, 90, 7])
def test_in_a_crowd_each_meets_those_read_next_to_it_whatever_the_portions(
    size: int, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near, "MANY", many)
    chance = random.Random(1)
    crowd = [NearKeys(number, chance.random() < 0.3, [7]) for number in range(1, 400)]
    index = index_of(*(crowd[at : at + size] for at in range(0, len(crowd), size)))
    met = index.meet(crowd)
    assert {each.sighting: met.get(each.sighting, set()) for each in crowd} == {
        each.sighting: slowly(crowd, each) for each in crowd
    }
    assert all(one in met[other] for one, others in met.items() for other in others)  # both see it so
    assert max(len(met[each.sighting]) for each in crowd if not each.named) < len(crowd) / 2


@given(_SEEN, st.randoms())
def test_what_is_taken_out_is_met_no_more(seen: list[NearKeys], chance: random.Random) -> None:
    index = index_of(seen)
    kept, gone = [], []
    for each in seen:
        leaving = [key for key in each.keys if chance.random() < 0.4]
        gone.append(each._replace(keys=leaving))
        kept.append(each._replace(keys=[key for key in each.keys if key not in leaving]))
    index.take_out(gone)
    assert index.meet(seen) == index_of(kept).meet(seen)


def test_what_was_stored_is_met_again(library: Library) -> None:
    seen = [NearKeys(number, number % 3 == 0, [number % 5]) for number in range(1, 60)]
    with library.transaction():
        index = NearIndex(library.db)
        for at in range(0, len(seen), 4):
            index.add(seen[at : at + 4])
            index.save()
        before = index.meet(seen)
    rows = library.db.value("SELECT count(*) FROM near_keys")
    assert 2 <= rows <= 8  # runs are merged as they grow
    assert NearIndex(library.db).meet(seen) == before


@pytest.mark.parametrize("largest", [20, 1000])
def test_a_long_run_is_stored_in_slices(
    library: Library, monkeypatch: pytest.MonkeyPatch, largest: int
) -> None:
    monkeypatch.setattr(near, "_SLICE", 7)
    monkeypatch.setattr(near, "_LARGEST", largest)
    seen = [NearKeys(number, number % 3 == 0, [number % 5]) for number in range(1, 90)]
    with library.transaction():
        for at in range(0, len(seen), 10):  # each time by another who reads what the last one stored
            index = NearIndex(library.db)
            index.add(seen[at : at + 10])
            index.save()
        before = index.meet(seen)
    assert NearIndex(library.db).meet(seen) == before == index_of(seen).meet(seen)
    assert library.db.value("SELECT sum(length(keys)) FROM near_keys") == 8 * len(seen)
    assert library.db.value("SELECT max(length(keys)) FROM near_keys") == 8 * 7
    assert library.db.value("SELECT max(size) FROM near_keys") <= max(largest, 10)
