"""The order of papers: words in their forms, names as they are, neighbours, and words that go with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_samples import paper, row, sighting
from papertriage import index, search
from papertriage.errors import UsageFault
from papertriage.library import Counts, Library, PaperRow, open_library
from papertriage.search import neighbours, relevance
from papertriage.search.little_words import LITTLE
from papertriage.search.reorder import DEPTH
from papertriage.search.terms import Term

FILLER = "We report what was seen in many trials of one kind and of another kind."


def put(library: Library, *texts: tuple[str, str]) -> None:
    with library.batch(row("aa")) as batch:
        ids = batch.add_sightings([(sighting(1), ()) for _ in texts])
        papers = [paper(number, title=title, abstract=text) for number, (title, text) in enumerate(texts)]
        batch.put_papers([PaperRow(one, (seen,), {}) for one, seen in zip(papers, ids, strict=True)])
        batch.finish(Counts(read=len(texts), new=len(texts)))
    index.open_writer(library).close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "lib", write=True) as opened:
        yield opened


def found(library: Library, query: str) -> list[str]:
    return [hit.paper.title for hit in search.search(library, search.plan(query), limit=0).hits]


def term(text: str, **how: object) -> Term:
    return Term(tuple(index.words_of(text)), text)._replace(**how)  # type: ignore[arg-type]


@pytest.mark.parametrize("word", ["AIDS", "LoRA", "BERT", "GPT-4", "K-FAC", "x86", "ImageNet", "LLMs"])
def test_names_acronyms_and_what_has_digits_are_names(word: str) -> None:
    assert index.is_name(word)


@pytest.mark.parametrize("word", ["aids", "Adapters", "QUANTIZATION", "a", "I", "transformers", "naïve", ""])
def test_other_words_are_none(word: str) -> None:
    assert not index.is_name(word)


def test_an_acronym_is_found_with_its_plural_and_no_other_form(library: Library) -> None:
    put(library, ("AIDS of the old", FILLER), ("An aid for the old", FILLER), ("Aiding the old", FILLER))
    assert found(library, "AIDS") == ["AIDS of the old"]
    assert len(found(library, "aids")) == 3


def test_an_acronym_in_the_plural_is_found_by_the_singular(library: Library) -> None:
    put(library, ("One LLM", FILLER), ("Two LLMs", FILLER))
    assert sorted(found(library, "LLM")) == sorted(found(library, "LLMs")) == ["One LLM", "Two LLMs"]


def test_numbers_have_no_forms(library: Library) -> None:
    put(library, ("Level 3", FILLER), ("Level 33", FILLER), ("Level 3s", FILLER))
    assert found(library, "3") == ["Level 3"]


@given(st.lists(st.text(alphabet="abcdefgilnorstuyz13é -", max_size=9), max_size=8))
def test_words_are_stemmed_together_as_one_by_one(words: list[str]) -> None:
    assert index.stems(words) == [index.stem(word) for word in words]


@given(st.from_regex(r"[a-z]{3,12}", fullmatch=True))
def test_a_stem_is_not_longer_than_its_word_by_more_than_a_letter(word: str) -> None:
    assert len(index.stem(word)) <= len(word) + 1


QUESTIONS = [
    ("what makes the sparse attention of models fast", True),
    ("effects of slow cooling on brittle glass", True),
    ("sparse attention model speed memory cost", True),
    ("survey of diffusion models", False),
    ("attention is all you need", False),
    ("kv cache", False),
    ("sparse attention model speed memory", False),
]


@pytest.mark.parametrize(("text", "expected"), QUESTIONS)
def test_a_question_is_told_from_a_few_words(text: str, expected: bool) -> None:
    assert relevance.is_question([term(word) for word in text.split()]) is expected


def test_a_phrase_in_quotes_makes_no_question_of_many_words_but_of_a_sentence() -> None:
    words = [term(word) for word in ["sparse", "attention", "model", "speed", "memory", "cost"]]
    phrase = term("long context", exact=True)
    assert not relevance.is_question([*words, phrase])
    assert relevance.is_question([*words, term("of"), phrase])


def test_words_of_a_phrase_in_a_question_count_by_themselves(library: Library) -> None:
    put(library, ("Pictures", "Here is a Van, there a Gogh."), ("Other", FILLER))
    asked = search.plan('why do the "Van Gogh" bundles slide on so soft media at low speeds')
    assert [hit.paper.title for hit in search.search(library, asked, limit=5).hits] == ["Pictures"]


def test_words_with_an_or_between_them_are_looked_at_closer(library: Library) -> None:
    often = "Cache here, cache there, and much else is said in it of other things. " * 3
    put(
        library,
        ("One", often),
        ("Two", "A cache and its paging."),
        *[(f"Other {n}", FILLER) for n in range(5)],
    )
    assert found(library, "cache OR paging") == ["Two", "One"]
    parts = search.ask(library, search.plan("cache OR paging")).page(1, why=True).hits[0].parts
    assert {"cache", "paging", "words near one another"} <= {part.what for part in parts}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A crowd of papers with two of the words in title and abstract, and one without an abstract."""
    with open_library(tmp_path_factory.mktemp("bare") / "lib", write=True) as opened:
        crowd = [(f"Paging {n}", f"A cache and paging {'and so on ' * (n % 9)}") for n in range(DEPTH + 30)]
        put(opened, ("Regret of cache", ""), *crowd)
        yield opened


def test_a_paper_without_an_abstract_is_found_by_its_title(bare: Library) -> None:
    asked = search.ask(bare, search.plan("cache OR paging OR regret"))
    assert asked.page(1).hits[0].paper.title == "Regret of cache"
    whole = [hit.paper.id for hit in asked.hits()]
    assert len(set(whole)) == len(whole) == asked.total == DEPTH + 31
    for size in (7, 60):
        pages = [asked.page(size, at).hits for at in range(0, len(whole), size)]
        assert [hit.paper.id for page in pages for hit in page] == whole


def test_little_words_are_not_asked_for_beside_others(library: Library) -> None:
    put(library, ("Attention Suffices You Need", FILLER), ("To Be or Not to Be", FILLER))
    assert found(library, "attention is all you need") == ["Attention Suffices You Need"]
    assert found(library, "to be or not to be")[0] == "To Be or Not to Be"
    assert all(word == word.lower() and index.words_of(word) == [word] for word in LITTLE)


def test_words_side_by_side_come_before_the_same_words_apart(library: Library) -> None:
    apart = "A cache of much else that is of use here, and then there is paging, in the end."
    beside = "A much else that is of use here, and then there is cache paging, in the end of it."
    put(library, ("One", apart), ("Two", beside), *[(f"Other {n}", FILLER) for n in range(5)])
    assert found(library, "cache paging") == ["Two", "One"]


def test_a_title_weighs_more_than_an_abstract(library: Library) -> None:
    put(library, ("One", "Of sparse cache paging."), ("Sparse cache paging", "Of one."), ("Three", FILLER))
    assert found(library, "sparse paging") == ["Sparse cache paging", "One"]


def test_papers_with_the_words_of_the_best_come_before_others_as_good(library: Library) -> None:
    best = "Cache paging by regret: cache paging evicts keys by regret, and cache paging keeps values."
    put(
        library,
        ("Cache paging by regret", best),
        ("Alpha", "On cache and on paging: potatoes are boiled with salt in a pot of water."),
        ("Omega", "On cache and on paging: keys are evicted by regret and values are kept so."),
        ("Beta", "On cache and on paging: houses are built of brick on a bed of stones, well."),
        *[(f"Other {n}", FILLER) for n in range(20)],
    )
    assert found(library, "cache paging")[:2] == ["Cache paging by regret", "Omega"]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with open_library(tmp_path_factory.mktemp("many") / "lib", write=True) as opened:
        put(opened, *[(f"Paper {n}", f"A cache {'and paging ' * (n % 7 + 1)} {'word ' * (n % 5)}")
                      for n in range(DEPTH + 60)])  # fmt: skip
        yield opened


def test_pages_cut_one_order_also_where_the_closer_look_ends(many: Library) -> None:
    asked = search.plan("cache paging")
    whole = search.search(many, asked, limit=0).hits
    assert len({hit.paper.id for hit in whole}) == DEPTH + 60
    scores = [hit.score or 0.0 for hit in whole]
    assert scores == sorted(scores, reverse=True)
    for size in (7, 50, DEPTH):
        pages = [search.search(many, asked, limit=size, offset=at).hits for at in range(0, len(whole), size)]
        assert [hit.paper.id for page in pages for hit in page] == [hit.paper.id for hit in whole]
    assert [one.id for one in search.stream(many, asked)] == [hit.paper.id for hit in whole]


def test_the_parts_of_a_score_add_up_to_it(many: Library) -> None:
    for hit in search.ask(many, search.plan("cache paging")).page(20, why=True).hits:
        assert hit.parts
        assert sum(part.score for part in hit.parts) == pytest.approx(hit.score)


def test_few_papers_with_all_of_several_words_are_followed_by_those_with_some(library: Library) -> None:
    put(library, ("Sparse cache paging regret", FILLER), ("Sparse cache", FILLER), ("Nothing", FILLER))
    answer = search.search(library, search.plan("sparse cache paging regret"), limit=10)
    assert [hit.paper.title for hit in answer.hits] == ["Sparse cache paging regret", "Sparse cache"]
    assert answer.notes == ("only 1 have all of these 4 words: the others have some",)
    assert found(library, "sparse cache paging") == ["Sparse cache paging regret"]


# -- neighbours ---


@pytest.fixture
def neighbourhood(library: Library) -> Library:
    put(
        library,
        ("Evicting keys by regret", "A cache of keys and values is emptied by regret, key after key."),
        ("Keys and values kept", "Which keys of a cache are kept, and with what regret for the others."),
        ("Potatoes", "Potatoes are boiled with salt in a pot of water until they are soft."),
        *[(f"Other {n}", FILLER) for n in range(10)],
    )
    return library


def like(library: Library, example: neighbours.Example, among: str | None = None) -> list[str]:
    answer = neighbours.similar(library, example, search.plan(among), limit=20, why=True)
    for hit in answer.hits:
        assert sum(part.score for part in hit.parts) <= (hit.score or 0) + 1e-9
    return [hit.paper.title for hit in answer.hits]


def test_a_papers_neighbours_share_its_words_and_it_is_none_of_them(neighbourhood: Library) -> None:
    pid = neighbourhood.pid_of(paper(0).id)
    assert pid is not None
    [itself] = neighbourhood.papers([pid])
    assert like(neighbourhood, neighbours.Example(itself.title, itself.abstract, pid))[0] == (
        "Keys and values kept"
    )
    assert itself.title not in like(neighbourhood, neighbours.Example(itself.title, None, pid))


def test_a_text_has_neighbours_too_and_may_have_none(neighbourhood: Library) -> None:
    text = neighbours.Example("", "How long are potatoes boiled? In salted water?")
    assert like(neighbourhood, text)[0] == "Potatoes"
    assert like(neighbourhood, text, "regret") == []
    assert like(neighbourhood, neighbours.Example("zzyzx", "of the and")) == []


def test_what_is_no_text_is_refused() -> None:
    from papertriage.cli import similar

    with pytest.raises(UsageFault, match="not a text"):
        similar._text(b"%PDF\x00", "a.pdf")
    with pytest.raises(UsageFault, match="no text in it"):
        similar._text(b" \n", "empty.txt")
    assert similar._text(b"A title\nand more", "a.txt") == neighbours.Example("A title", "and more")
