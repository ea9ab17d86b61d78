"""What to read next: ranked by taste and without it, from features that are remembered."""

import shutil
from pathlib import Path

import pytest

from library_samples import fill, paper
from papertriage import triage
from papertriage.errors import UsageFault
from papertriage.library import Library, PaperRow, open_library
from papertriage.triage import desks, remembered
from papertriage.triage.desks import Wish, open_desk
from papertriage.triage.opinions import likes, opinions
from papertriage.triage.places import Asked, Ranked
from papertriage.triage.plain_desk import Listed, PlainDesk
from sitting import NAMES, Clock, made

TASTE = "taste=1"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("desks") / "library")


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "library"))


def decide(folder: Path, action: str, *names: str, who: str = "") -> None:
    with open_library(folder, write=True) as library:
        triage.decide_all(library, action, names, triage.Said(Clock()(), who))


def ranked(folder: Path, wish: Wish, asked: Asked | None = None, who: str | None = None) -> Ranked:
    with open_library(folder) as library:
        asked = (asked or Asked())._replace(thought=opinions(library, who))
        return open_desk(library, wish).rank(asked, 10)


def order(found: Ranked) -> list[int]:
    return [NAMES.index(place.name) for place in found.places]


def test_before_any_decision_it_goes_by_words(folder: Path) -> None:
    found = ranked(folder, Wish("ants trails", mix=TASTE))
    assert order(found)[0] == 4
    assert found.places[0].why == "the nearest to what you asked for"
    assert {"ants", "trails"} <= set(found.places[0].for_it)


def test_before_any_decision_it_goes_by_topics(folder: Path) -> None:
    found = ranked(folder, Wish(topics=("bees",), mix=TASTE))
    assert set(order(found)[:2]) == {0, 1}
    assert found.places[0].why == "it has the topics asked for"


def test_before_any_decision_it_goes_by_papers_to_be_like(folder: Path) -> None:
    assert order(ranked(folder, Wish(like=(NAMES[0],), mix=TASTE)))[:2] == [0, 1]


def test_where_nothing_is_known_the_most_discussed_come_and_it_says_so(folder: Path) -> None:
    found = ranked(folder, Wish())
    assert order(found) == [0, 1, 2, 3, 4, 5]
    assert "nothing is known of your taste" in found.note


def test_it_learns_from_what_was_accepted_and_rejected(folder: Path) -> None:
    decide(folder, "accept", NAMES[0])
    decide(folder, "reject", NAMES[4])
    found = ranked(folder, Wish(mix=TASTE))
    assert order(found)[0] == 1  # the other paper on bees
    assert sorted(order(found)) == [1, 2, 3, 5]
    assert found.left == 4
    assert found.places[0].why == "like what you accepted"
    assert "bees" in found.places[0].for_it


def test_a_star_is_liked_and_what_is_put_off_teaches_nothing(folder: Path) -> None:
    decide(folder, "star", NAMES[0])
    decide(folder, "later", NAMES[1])
    decide(folder, "accept", NAMES[2])
    decide(folder, "reject", NAMES[2])
    with open_library(folder) as library:
        assert likes(opinions(library)) == {NAMES[0]: True, NAMES[2]: False}
    assert sorted(order(ranked(folder, Wish(mix=TASTE)))) == [0, 3, 4, 5]  # a starred paper is unread still


def test_every_reader_has_a_list_of_their_own(folder: Path) -> None:
    decide(folder, "accept", NAMES[0], who="ann")
    decide(folder, "accept", NAMES[4], who="bob")
    assert 0 not in order(ranked(folder, Wish(mix=TASTE), who="ann"))
    assert order(ranked(folder, Wish(mix=TASTE), who="ann"))[0] == 1
    assert {0, 4}.isdisjoint(order(ranked(folder, Wish(mix=TASTE))))
    assert len(order(ranked(folder, Wish(mix=TASTE), who="cy"))) == 6


def test_the_slots_are_filled_by_turns_and_the_seed_draws(folder: Path) -> None:
    wish = Wish("bees", mix="taste=1,explore=1,discussed=1")
    found = ranked(folder, wish)
    assert {place.slot for place in found.places} == {"taste", "explore", "discussed"}
    assert found == ranked(folder, wish)
    drawn = {tuple(order(ranked(folder, Wish("bees", mix="explore=1", seed=seed)))) for seed in range(6)}
    assert len(drawn) > 1


def test_a_mix_that_is_none_names_the_fault(folder: Path) -> None:
    with pytest.raises(UsageFault, match="luck=3"):
        ranked(folder, Wish("bees", mix="luck=3"))


def test_only_some_papers_and_other_states_can_be_asked_for(folder: Path) -> None:
    only = Asked(only=frozenset({NAMES[1], NAMES[3]}))
    assert sorted(order(ranked(folder, Wish("bees", mix=TASTE), only))) == [1, 3]
    decide(folder, "later", NAMES[3])
    assert order(ranked(folder, Wish("bees", mix=TASTE), Asked(state="later"))) == [3]
    assert sorted(order(ranked(folder, Wish("bees", mix=TASTE), only._replace(state=None)))) == [1, 3]
    assert order(ranked(folder, Wish("bees", mix=TASTE), only)) == [1]


@pytest.mark.parametrize(
    ("by", "wanted"),
    [("discussed", [0, 1, 2, 3, 4, 5]), ("newest", [5, 4, 3, 2, 1, 0]), ("title", [5, 4, 1, 0, 2, 3])],
)
def test_plain_orders_are_plain(folder: Path, by: str, wanted: list[int]) -> None:
    assert order(ranked(folder, Wish("bees"), Asked(order=by))) == wanted


def test_papers_without_a_date_come_last_among_the_newest() -> None:
    listed = [Listed(str(day), "", day, None, None) for day in (None, "2024-01-02", "2025-01-01")]
    found = PlainDesk(listed).rank(Asked(order="newest"), 5)
    assert [place.name for place in found.places] == ["2025-01-01", "2024-01-02", "None"]


def test_without_the_extra_it_goes_by_what_is_asked_for_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "can_learn", lambda: False)
    found = ranked(folder, Wish("ants", topics=("bees",)))
    assert set(order(found)[:3]) == {0, 1, 4}
    assert order(found)[3:] == [2, 3, 5]
    assert found.places[0].slot == "asked for"
    assert "papertriage[learn]" in found.note


def test_advice_comes_after_enough_decisions(tmp_path: Path) -> None:
    with open_library(tmp_path, write=True) as library:
        fill(library, range(60))
        names = [paper(number).id for number in range(60)]
        triage.decide_all(library, "accept", names[:8], triage.Said(Clock()()))
        triage.decide_all(library, "reject", names[8:40], triage.Said(Clock()()))
        desk = open_desk(library, Wish())
        assert desk.advise(Asked(), 60) is None
        said = desk.advise(Asked(thought=opinions(library)), 20)
    assert said is not None
    assert said.left is not None
    assert said.left[1] <= said.left[0] <= said.left[2] <= 20
    assert said.words.startswith(f"about {said.left[0]} ({said.left[1]} to {said.left[2]}) relevant left")


# --- what is remembered ---


def read(library: Library) -> int:
    """How many papers were taken apart for this."""
    told: list[int] = []
    features, rows = remembered.remembered(library, told.append)
    assert set(rows) == {name for _, name in library.iter_names()}
    assert max(rows.values(), default=0) < len(features)
    return sum(told)


def test_papers_are_taken_apart_once(folder: Path) -> None:
    with open_library(folder) as library:
        assert [read(library), read(library)] == [6, 0]


def test_papers_that_came_or_changed_are_taken_apart_when_wanted(folder: Path) -> None:
    with open_library(folder, write=True) as library:
        fill(library, range(100, 130), "bb")
        assert read(library) == 36
        fill(library, [200], "cc")
        one = library.papers([1])[0]
        with library.derivation() as work:
            work.put_papers([PaperRow(one._replace(title="Wasps alone"), (1,), {}, 1)])
        triage.decide_all(library, "accept", [paper(100).id], triage.Said(Clock()()))
        assert read(library) == 2  # the decided one reads as it did
        desk = open_desk(library, Wish("wasps", mix=TASTE))
        assert desk.rank(Asked(), 1).places[0].name == one.id


def test_papers_that_are_gone_are_gone_from_the_list(folder: Path) -> None:
    with open_library(folder, write=True) as library:
        read(library)
        with library.derivation() as work:
            work.drop_papers([2])
        assert read(library) == 0
        assert NAMES[1] not in {
            place.name for place in open_desk(library, Wish("bees")).rank(Asked(), 9).places
        }


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and then nothing", b"\0" * 5000])
def test_what_is_remembered_wrongly_is_made_anew(folder: Path, content: bytes) -> None:
    with open_library(folder) as library:
        read(library)
        (folder / remembered.FILE_NAME).write_bytes(content)
        assert [read(library), read(library)] == [6, 0]


def test_after_a_rebuild_all_is_made_anew(folder: Path) -> None:
    with open_library(folder, write=True) as library:
        read(library)
        library.db.run("UPDATE meta SET value = 'other' WHERE key = 'generation'")
        assert read(library) == 6


def test_too_much_that_is_stale_makes_all_anew(folder: Path) -> None:
    with open_library(folder, write=True) as library:
        read(library)
        for number, one in enumerate(library.papers([1, 2, 3, 4]), start=1):
            with library.derivation() as work:
                work.put_papers([PaperRow(one._replace(title=f"Other {number}"), (number,), {}, number)])
        assert read(library) == 6


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("papertriage.rank.features.Features.save", full)
    with open_library(folder) as library:
        assert [read(library), read(library)] == [6, 6]
