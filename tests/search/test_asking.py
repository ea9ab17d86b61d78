"""Asking a library: every field, orders, pages, counts; what is misspelt, partial answers, reasons."""

import tracemalloc
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from library_samples import hit, paper
from papertriage.errors import UsageFault
from papertriage.index import open_writer
from papertriage.library import Library, open_library
from papertriage.model import Paper
from papertriage.search import SORTS, Asked, Names, ask, discussed, matched, order, plan, search
from papertriage.search.ask import _numbered
from papertriage.search.facets import checked
from papertriage.search.marking import best_sentence
from search_samples import PAPERS, library_at, page, stored

ALL = ["Cache", "Diffusion", "Patience", "Zebras", "The"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with open_library(library_at(tmp_path_factory.mktemp("asking") / "library")) as found:
        yield found


def asked(library: Library, text: str, sort: str | None = None) -> Asked:
    return ask(library, plan(text, sort=sort))


def names(found: Asked | Sequence[Paper]) -> list[str]:
    papers = [each.paper for each in found.page(100).hits] if isinstance(found, Asked) else found
    return [each.title.split()[0] for each in papers]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("title:cache", ["Cache"]),
        ("abstract:cache", ["Cache", "Diffusion"]),
        ("abstract:(noise OR stripes)", ["Diffusion", "Zebras"]),
        ("author:ada", ["Cache", "Patience"]),
        ('author:"ada muster"', ["Patience"]),
        ('author:"sample ada"', []),
        ("author:muster -author:ada", ["Diffusion"]),
        ("author:vital", ["The"]),
        ('author:"Muster, Ada"', ["Patience"]),
        ("author:samples", []),
        ("author:ex*", ["Cache"]),
        ("org:acme", ["Cache"]),
        ('org:"university of zebras"', ["Zebras"]),
        ("topic:kv-cache", ["Cache", "The"]),
        ("topic:kv-cache,diffusion", ["Cache", "Diffusion", "The"]),
        ("topic:kv-cache topic:diffusion", ["The"]),
        ("topic:none", []),
        ("category:cs.LG", ["Cache"]),
        ("category:CS.lg", ["Cache"]),
        ("category:cs", ["Cache", "Diffusion"]),
        ("category:cs.*", ["Cache", "Diffusion"]),
        ("cat:stat.ml", ["The"]),
        ("state:accepted", ["Patience"]),
        ("source:daily-papers", ["Diffusion", "Patience"]),
        ("id:2401.00001", ["Cache"]),
        ("id:arxiv:2401.00001", ["Cache"]),
        ("doi:10.1000/xyz", ["Patience"]),
        ("id:24*", ["Cache", "Diffusion", "The"]),
        ("id:2401.00001,2402.00002", ["Cache", "Diffusion"]),
        ("2401.00001", ["Cache"]),
        ("https://arxiv.org/abs/2405.00005", ["The"]),
        ("has:code", ["Cache"]),
        ("-has:abstract", ["The"]),
        ("has:doi", ["Patience"]),
        ("has:org", ["Cache", "Zebras"]),
        ("has:authors -has:date", []),
        ("-has:topic", ["Patience", "Zebras"]),
        ("published:2024", ["Cache", "Diffusion", "The"]),
        ("published:2023-12-31..2024-01", ["Cache", "Patience"]),
        ("listed:2024-W07", ["Diffusion"]),
        ("updated:2024-03", ["Patience"]),
        ("year:2022..2023", ["Patience", "Zebras"]),
        ("comments:>3", ["Cache", "Zebras", "The"]),
        ("comments:0", ["Diffusion"]),
        ("-comments:0", ["Cache", "Patience", "Zebras", "The"]),
        ("votes:>20", ["Cache"]),
        ("authors:1..2", ["Cache", "Diffusion", "The"]),
        ("authors:>5", ["Zebras"]),
        ("cache OR stripes", ["Cache", "Diffusion", "Zebras"]),
        ("(cache OR zebras) -title:cache", ["Diffusion", "Zebras"]),
        ("cache OR topic:diffusion", ["Cache", "Diffusion", "The"]),
        ("-(cache OR zebras)", ["Patience", "The"]),
        ("-cache -zebras", ["Patience", "The"]),
        ("dist*", ["Patience"]),
        ('"latent spa*"', ["Zebras"]),
        ("no such words at all, and none of these", []),
    ],
)
def test_every_field_finds_its_papers(library: Library, text: str, found: list[str]) -> None:
    answer = asked(library, text)
    assert sorted([] if answer.notes else names(answer)) == sorted(found)


def test_a_source_is_that_of_each_sighting(library: Library) -> None:
    counts = dict(asked(library, "").facets(["source"])["source"])
    assert sum(counts.values()) == len(PAPERS)
    for source, papers in counts.items():
        assert asked(library, f"source:{source}").total == papers


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("published", ["The", "Diffusion", "Cache", "Patience", "Zebras"]),
        ("listed", ["Diffusion", "Cache", "Patience", "Zebras", "The"]),
        ("comments", ["Zebras", "Cache", "The", "Diffusion", "Patience"]),
        ("votes", ["Cache", "Diffusion", "Patience", "Zebras", "The"]),
        ("title", ["Cache", "Diffusion", "Patience", "The", "Zebras"]),
    ],
)
def test_orders_put_equal_papers_by_number_and_unknown_values_last(
    library: Library, sort: str, found: list[str]
) -> None:
    assert names(asked(library, "", sort)) == found


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Sixty papers of which many are equal in everything that can be an order."""
    papers = [
        paper(
            number, title=f"{'Same title' if number % 4 else 'Another'} {number % 3}",
            comments=number % 3 or None, upvotes=number % 2,
            published=f"2024-01-{1 + number % 5:02}" if number % 7 else None,
            listed=f"2024-02-{1 + number % 3:02}", topics=(hit("even" if number % 2 == 0 else "odd"),),
        )
        for number in range(60)
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("crowd") / "library"
    with open_library(folder, write=True) as library:
        for at in range(0, 60, 17):  # several segments
            stored(library, papers[at : at + 17], sha256=str(at))
        library.refresh_discussed()
    with open_library(folder) as library:
        yield library


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("text", ["", "topic:odd", "transformers"])
def test_pages_of_any_size_put_together_are_the_whole(crowd: Library, sort: str, text: str) -> None:
    found = asked(crowd, text, sort)
    whole = [each.id for each in found.stream()]
    assert len(set(whole)) == len(whole) == found.total
    for size in (1, 7, 30, 100):
        pages = [found.page(size, at).hits for at in range(0, found.total, size)]
        assert [each.paper.id for lot in pages for each in lot] == whole
    assert [each.paper.id for each in found.hits(10, 13)] == whole[13:23]
    assert found.page(10, found.total).hits == []


@pytest.mark.parametrize("sort", SORTS)
def test_walking_in_small_lots_keeps_the_order(
    crowd: Library, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [each.id for each in asked(crowd, "", sort).stream()]
    monkeypatch.setattr(order, "_LOT", 4)
    assert [each.id for each in asked(crowd, "", sort).stream()] == whole


def test_equal_papers_stand_by_their_number(crowd: Library) -> None:
    found = [each.paper for each in asked(crowd, "", "votes").hits()]
    keys = [(-(each.upvotes or 0), int(each.id[-5:])) for each in found]
    assert keys == sorted(keys)


def test_memory_stays_flat_however_many_are_streamed(crowd: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "_LOT", 5)
    found = asked(crowd, "", "published")
    tracemalloc.start()
    try:
        sizes = [tracemalloc.get_traced_memory()[0] for _ in found.stream()]
    finally:
        tracemalloc.stop()
    assert max(sizes[30:]) < 2 * max(sizes[:30])


def test_counts_are_those_of_the_papers_that_answer(library: Library) -> None:
    found = asked(library, "published:2023..").facets(["topic", "year", "org", "category", "state"])
    assert found == {
        "topic": [("diffusion", 2), ("kv-cache", 2)],
        "year": [("2024", 3), ("2023", 1)],
        "org": [("Acme Labs", 1)],
        "category": [("cs.CL", 1), ("cs.CV", 1), ("cs.LG", 1), ("stat.ML", 1)],
        "state": [("unread", 3), ("accepted", 1)],
    }
    assert asked(library, "").facets(["year"], limit=1) == {"year": [("2024", 3)]}
    assert asked(library, "nosuchword").facets(["topic"]) == {"topic": []}


def test_counts_of_several_segments_are_exact(crowd: Library) -> None:
    assert asked(crowd, "").facets(["topic"], limit=1) == {"topic": [("even", 30)]}


def test_a_facet_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageFault, match="did you mean topic"):
        checked(["topics"])


def test_papers_over_time_fill_the_gaps(library: Library) -> None:
    found = asked(library, "").over_time("month", [("topic", "kv-cache")])
    assert found[""] == {
        "2023-12": 1, "2024-01": 1, "2024-02": 1, "2024-03": 0, "2024-04": 0, "2024-05": 1,
    }  # fmt: skip
    assert list(found["kv-cache"].values()) == [0, 1, 0, 0, 0, 1]
    assert asked(library, "").over_time("year")[""] == {"2022": 1, "2023": 1, "2024": 3}
    assert list(asked(library, "").over_time("quarter")[""]) == ["2023-Q4", "2024-Q1", "2024-Q2"]
    assert sum(asked(library, "").over_time("week")[""].values()) == 4
    assert len(asked(library, "title:cache").over_time("day")[""]) == 1
    assert asked(library, "topic:none").over_time("month") == {"": {}}


@pytest.mark.parametrize(
    ("text", "found", "note"),
    [
        ("patiense", ["Patience"], "no paper has 'patiense': did you mean patience?"),
        ("quantzation cache", [], "did you mean quantization?"),
        ("eviciton", ["Cache"], "did you mean eviction?"),
        ("author:mustr", ["Diffusion", "Patience"], "no author has 'mustr': did you mean muster?"),
        ("org:acne", ["Cache"], "no organization has 'acne': did you mean acme?"),
        ("category:cs.LH", [], "no paper is of category 'cs.LH': did you mean cs.CL or cs.LG?"),
        ("source:daily-paper", [], "no paper is of source 'daily-paper': did you mean daily-papers"),
    ],
)
def test_what_is_misspelt_is_mended_with_a_note(
    library: Library, text: str, found: list[str], note: str
) -> None:
    answer = asked(library, text)
    assert any(note in each for each in answer.notes), answer.notes
    assert not found or sorted(names(answer)) == sorted(found)


@pytest.mark.parametrize("text", ["cat", "2025", "gpt5", "zqxj*", "-patiense", "cache", "topic:none"])
def test_short_words_numbers_beginnings_and_unwanted_words_are_taken_as_they_are(
    library: Library, text: str
) -> None:
    assert asked(library, text).notes == ()


def test_words_that_no_paper_has_together_find_those_with_some_best_first(library: Library) -> None:
    answer = asked(library, "why are stripes of zebras not in any latent cache")
    assert names(answer)[0] == "Zebras"
    assert answer.notes == ("these have some of the question's 10 words, the best first",)
    few = ask(library, plan("zebras noise", sort="title"))
    assert (sorted(names(few)), few.plan.sort) == (["Diffusion", "Zebras"], "relevance")
    assert few.notes == ("no paper has all of these 2 words: these have some, the best first",)
    assert asked(library, "stripes noise state:accepted").total == 0  # conditions hold all the same


def test_words_joined_by_a_sign_are_looked_for_apart_where_they_are_nowhere_side_by_side(
    library: Library,
) -> None:
    found = asked(library, "zebras/noise")
    assert sorted(names(found)) == ["Diffusion", "Zebras"]
    assert found.notes == ("no paper has all of these 2 words: these have some, the best first",)
    assert asked(library, '"zebras noise"').total == 0


def test_one_slip_in_a_paper_does_not_hide_what_is_meant(tmp_path: Path) -> None:
    slip = paper(100, title="A transfomer of one slip", abstract="It is misspelt.")
    with open_library(tmp_path / "library", write=True) as library:
        stored(library, [*[paper(number) for number in range(40)], slip])
        assert asked(library, "transfomer").notes == ()
        assert "did you mean transformers" in asked(library, "transfomer case").notes[0]


def test_matched_words_are_those_of_their_field_form_and_beginning(library: Library) -> None:
    [found] = asked(library, "title:eviction key empt*").page(10).hits
    assert [(each.field, each.text) for each in found.matched] == [
        ("title", "Eviction"), ("abstract", "emptied"), ("abstract", "keys"),
    ]  # fmt: skip
    assert found.sentence == (0, 27)


@pytest.mark.parametrize(
    ("abstract", "words", "sentence"),
    [
        ("First of cats. Then cats and dogs. Dogs at last.", "cats dogs", "Then cats and dogs."),
        ("Cats, e.g. Persian ones, sleep. So do dogs.", "cats persian", "Cats, e.g. Persian ones, sleep."),
        ("As Smith et al. Say, 3.5 cats. No dogs.", "cats", "As Smith et al. Say, 3.5 cats."),
        ("Nothing here.", "cats", None),
        ("No end of cats", "cats", "No end of cats"),
    ],
)
def test_the_best_sentence_has_most_of_the_words(abstract: str, words: str, sentence: str | None) -> None:
    text = Paper("x", "t", abstract)
    span = best_sentence(abstract, matched(plan(words), text))
    assert (span and abstract[span.start : span.end]) == sentence


def test_a_sentence_too_long_to_show_is_cut_around_its_first_wanted_word() -> None:
    abstract = f"{'word ' * 200}cats {'word ' * 200}end."
    span = best_sentence(abstract, matched(plan("cats"), Paper("x", "t", abstract)))
    assert span is not None
    assert span.end - span.start <= 400
    assert "cats" in abstract[span.start : span.end]


@pytest.mark.parametrize("text", ["cache", "cach*", "title:cache", '"emptied of keys"', "cache keys regret"])
def test_the_parts_of_a_score_add_up_to_it(library: Library, text: str) -> None:
    for each in asked(library, text).page(10, why=True).hits:
        assert each.parts
        assert each.score is not None
        assert sum(part.score for part in each.parts) == pytest.approx(each.score, abs=0.02)
    assert asked(library, text, "published").page(10, why=True).hits[0].parts == ()


def test_who_wants_all_papers_gets_none_that_has_only_some_of_the_words(library: Library) -> None:
    question = plan("why are stripes of zebras not in any latent cache")
    strict = ask(library, question, partly=False)
    assert (strict.total, list(strict.stream())) == (0, [])
    assert strict.notes == ("no paper has all of these 10 words",)
    assert ask(library, plan("patiense"), partly=False).total == 1  # what is misspelt is mended all the same


def test_papers_with_some_words_follow_the_few_that_have_all(library: Library) -> None:
    found = asked(library, "cache eviction regret keys")
    assert names(found) == ["Cache", "Diffusion"]
    assert found.notes == ("only 1 have all of these 4 words: the others have some",)


def test_notes_and_totals_are_the_same_for_search(library: Library) -> None:
    answer = search(library, plan("patiense"), limit=1)
    assert answer.total == len(answer.hits) == 1
    assert "patience" in answer.notes[0]


def test_an_empty_library_answers_everything_with_nothing(tmp_path: Path) -> None:
    with open_library(tmp_path / "library", write=True) as empty:
        open_writer(empty).close()
        for text in ("", "cache", "categori:x state:read", "category:cs"):
            for sort in SORTS:
                assert list(asked(empty, text, sort).hits()) == []
        assert asked(empty, "").facets(["topic", "year"]) == {"topic": [], "year": []}


# --- how much papers are discussed ---


def test_papers_are_compared_with_those_of_their_day_counted_at_the_same_age(tmp_path: Path) -> None:
    """The first day is counted young and old, the second young only: each paper stands at the same place."""
    monday = [paper(number, listed="2025-03-03", comments=number, upvotes=None) for number in range(4)]
    tuesday = [
        paper(10 + number, listed="2025-03-04", comments=10 * number, upvotes=None) for number in range(4)
    ]
    with open_library(tmp_path / "library", write=True) as library:
        pids = stored(library, monday, "a", page=page("2025-03-04"))
        pids += stored(library, tuesday, "b", page=page("2025-03-05"))
        assert not library.discussed_is_current
        library.refresh_discussed()
        found = library.discussed(pids)
    assert [found[pid] for pid in pids[:4]] == [0.125, 0.375, 0.625, 0.875]
    assert [found[pid] for pid in pids[4:]] == [found[pid] for pid in pids[:4]]


def test_comments_and_votes_count_as_far_as_they_are_known(tmp_path: Path) -> None:
    day = [
        paper(1, listed="2025-03-03", comments=5, upvotes=None),
        paper(2, listed="2025-03-03", comments=0, upvotes=9),
        paper(3, listed="2025-03-03", comments=5, upvotes=1),
        paper(4, listed="2025-03-03", comments=None, upvotes=None),
    ]
    with open_library(tmp_path / "library", write=True) as library:
        one, two, three, four = stored(library, day, page=page("2025-03-05"))
        library.refresh_discussed()
        found = library.discussed([one, two, three, four])
    assert found == {one: pytest.approx(2 / 3), two: pytest.approx((1 / 6 + 3 / 4) / 2),
                     three: pytest.approx((2 / 3 + 1 / 4) / 2)}  # fmt: skip


def test_a_paper_that_stands_alone_is_in_the_middle_and_the_page_gives_the_day(tmp_path: Path) -> None:
    with open_library(tmp_path / "library", write=True) as library:
        [alone] = stored(
            library, [paper(1, published="2025-01-01", comments=99)], "a", page=page("2025-01-05")
        )
        two = [paper(2, published="2025-02-01", comments=1), paper(3, published="2025-02-02", comments=2)]
        pair = stored(library, two, "b", page=page("2025-02-07", 2, 5))
        library.refresh_discussed()
        assert library.discussed([alone, *pair]) == {alone: 0.5, pair[0]: 0.25, pair[1]: 0.75}
        order_of = [each.paper.id for each in asked(library, "", "discussed").hits()]
    assert order_of == ["arxiv:2501.00003", "arxiv:2501.00001", "arxiv:2501.00002"]


@pytest.mark.parametrize("few", [0, 10_000])
def test_the_order_is_the_same_however_it_is_found(
    crowd: Library, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [each.id for each in asked(crowd, "topic:even", "discussed").stream()]
    monkeypatch.setattr(discussed, "_FEW", few)
    monkeypatch.setattr(discussed, "_LOT", 3)
    assert [each.id for each in asked(crowd, "topic:even", "discussed").stream()] == expected
    values = [each.discussed for each in asked(crowd, "", "discussed").hits(why=True)]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=True)
    assert len(known) == 60


@pytest.mark.parametrize("few", [0, 10_000])
def test_papers_read_since_the_table_was_made_come_all_the_same(
    tmp_path: Path, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discussed, "_FEW", few)
    with open_library(tmp_path / "library", write=True) as library:
        stored(library, [paper(number, comments=number) for number in range(5)], "a")
        library.refresh_discussed()
        stored(library, [paper(number, comments=number) for number in range(5, 9)], "b")
        found = [each.id for each in asked(library, "", "discussed").stream()]
        assert len(set(found)) == len(found) == 9
        assert [each.paper.id for each in asked(library, "", "discussed").page(9).hits] == found


# --- saved searches ---


def test_new_is_what_was_first_read_since_and_survives_a_new_numbering(tmp_path: Path) -> None:
    with open_library(tmp_path / "library", write=True) as library:
        stored(library, PAPERS[:2], "a")
        library.save_search("cache", "cache", "2025-01-01T00:00:00Z")
        saved = library.saved_search("cache")
        assert saved is not None
        asked_again = plan("@cache", names=Names(saved={"cache": "cache"}.__getitem__))
        assert ask(library, asked_again, new_since=saved.looked_through).total == 0
        stored(library, [PAPERS[4]._replace(title="A cache", id="arxiv:2405.00009")], "b")
        assert names(ask(library, asked_again, new_since=saved.looked_through)) == ["A"]
        library.looked_at_search("cache", "2025-01-02T00:00:00Z", library.last_sighting)
        saved = library.saved_search("cache")
        assert saved is not None
        assert saved.looked_at == "2025-01-02T00:00:00Z"
        assert ask(library, asked_again, new_since=saved.looked_through).total == 0


def test_many_new_papers_that_do_not_stand_together_are_found_too(crowd: Library) -> None:
    pids = list(range(1, 400, 2))
    assert asked(crowd, "")._reader.count(_numbered(pids)) == 30
