"""Semantic Scholar, OpenAlex, Crossref, OpenReview, CSL-JSON: what their files do not show by themselves."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.model import Furniture, Link, Sighting, Skipped
from papertriage.sources import Content, Source, crossref, csl_json, openalex, openreview, semantic_scholar
from papertriage.sources.csl_names import names
from papertriage.sources.date_parts import of_date_parts, of_words
from papertriage.sources.jats import without_markup
from papertriage.sources.openalex import in_order

SOURCES: list[Source] = [semantic_scholar, openalex, crossref, openreview, csl_json]
every_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)


def items(source: Source, value: Any) -> list[Any]:
    reader = source.reader(Content.of(value if isinstance(value, str) else json.dumps(value)))
    found = list(reader)
    assert reader.tally.unaccounted == 0
    assert reader.tally.total == len(found)
    return found


def one(source: Source, value: Any) -> Sighting:
    (found,) = items(source, value)
    assert isinstance(found, Sighting), found
    return found


# Markup


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("<jats:p>One</jats:p><jats:p>Two</jats:p>", "One Two"),
        ("<jats:title>Abstract</jats:title><jats:p>Words</jats:p>", "Words"),
        ("\n<title>ABSTRACT.</title> Words", "Words"),
        ("<sec><title>Methods</title><p>Abstract ones.</p></sec>", "Methods Abstract ones."),
        ("H<sub>2</sub>O and <i>E. coli</i>", "H2O and E. coli"),
        ('<span style="font-variant:small-caps;">Caps</span>', "Caps"),
        ('<jats:ext-link xmlns:xlink="http://x" xlink:href="https://a.example">site</jats:ext-link>', "site"),
        ("<mml:math><mml:mi>x</mml:mi><mml:mo>=</mml:mo></mml:math>", "x="),
        ("&lt;p&gt;escaped &lt;b&gt;twice&lt;/b&gt;&lt;/p&gt;", "escaped twice"),
        ("one<br/>two", "one two"),
        ("<!-- a remark -->words", "words"),
    ],
)
def test_markup_is_taken_off(words: str, plain: str) -> None:
    assert without_markup(words) == plain


@pytest.mark.parametrize(
    "words",
    [
        "",
        "plain  words\nas they are",
        "a < b and c > d",
        "x <i and i> y",
        "List<T> and Map<string, int>",
        "&lt; is less than, &lt;T&gt; is a type",
        "<3",
        "<unknown>tag</unknown>",
        "p<0.05; i>2",
        "<p",
        "a <- b <-- c",
        "<title of a book>",
    ],
)
def test_what_is_no_markup_stays(words: str) -> None:
    assert without_markup(words) == words


def test_a_heading_abstract_goes_only_from_the_front_of_a_part() -> None:
    assert without_markup("<p>The <title>Abstract</title> of it</p>") == "The of it"
    assert without_markup("<p>Words</p><title>Abstraction</title>") == "Words Abstraction"


@pytest.mark.parametrize(
    "bad", ["<p", "<p a='", "<title>", "<mml:math tex-math", "&lt;p ", "<!--", "<p " + " " * 9]
)
def test_markup_is_taken_off_in_linear_time(bad: str) -> None:
    start = time.perf_counter()
    without_markup(bad * 50_000)
    assert time.perf_counter() - start < 2


@given(st.text(st.sampled_from("<>/pi&;lt jats:'\"=! -a"), max_size=60))
def test_taking_off_markup_never_makes_words(words: str) -> None:
    left = without_markup(words)
    assert len(left) <= len(words)


# Dates


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([[2024, 5, 13]], ("2024-05-13", 2024)),
        ([["2024", "05", "3"]], ("2024-05-03", 2024)),
        ([[2024, 5]], (None, 2024)),
        ([[2024]], (None, 2024)),
        ([2024, 5, 13], ("2024-05-13", 2024)),
        ([[2024, 5, 13], [2024, 6, 1]], ("2024-05-13", 2024)),
        ([[2024, 2, 30]], (None, 2024)),
        ([[2024, 0, 0]], (None, 2024)),
        ([[2024, None, 3]], (None, 2024)),
        ([[None]], (None, None)),
        ([[0]], (None, None)),
        ([[-44, 3, 15]], (None, None)),
        ([[20240513]], (None, None)),
        ([[True, 5, 13]], (None, None)),
        ([["Spring"]], (None, None)),
        ([[]], (None, None)),
        ([], (None, None)),
        ("2024-05-13", (None, None)),
        (None, (None, None)),
    ],
)
def test_date_parts_say_as_much_as_they_hold(parts: Any, said: tuple[str | None, int | None]) -> None:
    assert of_date_parts(parts) == said


@pytest.mark.parametrize(
    ("words", "day"),
    [("2024-05-13", "2024-05-13"), ("2024-05-13/2024-06-01", "2024-05-13"), ("2024-05-13~", "2024-05-13"),
     ("13 May 2024", "2024-05-13"), ("2024/5/13", "2024-05-13"), ("2024", None), ("n.d.", None), ("", None)],
)  # fmt: skip
def test_a_date_in_words_is_whole_or_no_day(words: str, day: str | None) -> None:
    assert of_words(words).day == day


# Semantic Scholar


def test_a_summary_stands_in_only_where_there_is_no_abstract() -> None:
    paper = {"paperId": "a" * 40, "title": "T", "tldr": {"text": "Short."}}
    assert (one(semantic_scholar, paper).abstract, one(semantic_scholar, paper).is_summary) == (
        "Short.",
        True,
    )
    whole = one(semantic_scholar, {**paper, "abstract": "Long."})
    assert (whole.abstract, whole.is_summary) == ("Long.", False)


def test_an_id_that_went_through_a_number_keeps_the_digits_it_has() -> None:
    raw = '{"paperId":"' + "a" * 40 + '","title":"T","externalIds":{"ArXiv":2503.02130}}'
    assert one(semantic_scholar, raw).arxiv_id == "2503.02130"


def test_fields_of_study_are_no_categories() -> None:
    paper = {"paperId": "a" * 40, "title": "T", "fieldsOfStudy": ["Computer Science"]}
    assert one(semantic_scholar, paper).categories == ()


@pytest.mark.parametrize("url", ["", None, "https://arxiv.org/pdf/2503.02130", "https://doi.org/10.9999/x"])
def test_an_open_copy_behind_an_id_is_no_link(url: str | None) -> None:
    assert one(semantic_scholar, {"title": "T", "openAccessPdf": {"url": url}}).links == ()


def test_nulls_in_a_batch_are_skipped_each() -> None:
    found = items(semantic_scholar, [None, {"paperId": "a" * 40, "title": "T"}, None])
    assert [type(each) for each in found] == [Skipped, Sighting, Skipped]


def test_a_batch_that_begins_with_unknown_ids_is_recognised() -> None:
    assert semantic_scholar.likeness(json.dumps([None, None, {"paperId": "a" * 40, "title": "T"}])) == 1.0
    assert semantic_scholar.likeness(json.dumps([None] * 50_000)) == 0.0


# OpenAlex


def test_an_inverted_index_is_read_in_order_of_positions_however_large() -> None:
    assert in_order({"b": [10**18], "a": [3, 5], "c": [4]}) == "a c a b"


@pytest.mark.parametrize(
    "bad", [{"a": None}, {"a": "01"}, {"a": [0, "1", None, [2], {}]}, {"a": 3}, {"a": {"0": 1}}]
)
def test_positions_that_are_no_numbers_are_passed_over(bad: dict[str, Any]) -> None:
    assert in_order({**bad, "word": [7]}).split()[-1] == "word"


@given(st.lists(st.text("abc<>", min_size=1, max_size=3), max_size=60))
def test_an_inverted_index_gives_the_words_it_was_made_of(listed: list[str]) -> None:
    index: dict[str, list[int]] = {}
    for position, word in enumerate(listed):
        index.setdefault(word, []).append(position)
    assert in_order(index) == " ".join(listed)


def work(**fields: Any) -> dict[str, Any]:
    return {"id": "https://openalex.org/W1", "display_name": "T", **fields}


def test_the_first_of_january_is_a_year() -> None:
    found = one(openalex, work(publication_date="2021-01-01", publication_year=2021))
    assert (found.published, found.year) == (None, 2021)
    found = one(openalex, work(publication_date="2021-01-02", publication_year=2021))
    assert (found.published, found.year) == ("2021-01-02", None)


@pytest.mark.parametrize(
    ("fields", "arxiv_id"),
    [
        ({"doi": "https://doi.org/10.48550/arxiv.2503.02130"}, "2503.02130"),
        ({"ids": {"doi": "https://doi.org/10.48550/arXiv.2503.02130"}}, "2503.02130"),
        ({"primary_location": {"landing_page_url": "http://arxiv.org/abs/2503.02130v3"}}, "2503.02130v3"),
        ({"locations": [None, {"id": "pmh:oai:arXiv.org:hep-th/9901001"}]}, "hep-th/9901001"),
        ({"open_access": {"oa_url": "https://arxiv.org/pdf/2503.02130"}}, "2503.02130"),
        ({"doi": "https://doi.org/10.9999/2503.02130"}, None),
        ({"primary_location": {"landing_page_url": "https://biorxiv.org/content/2503.02130"}}, None),
        ({"primary_location": "arxiv"}, None),
    ],
)
def test_an_arxiv_id_is_found_wherever_openalex_has_it(fields: dict[str, Any], arxiv_id: str | None) -> None:
    assert one(openalex, work(**fields)).arxiv_id == arxiv_id


# Crossref


def crossref_work(**fields: Any) -> dict[str, Any]:
    return {"DOI": "10.9999/x", "title": ["T"], "type": "journal-article", **fields}


@pytest.mark.parametrize(
    ("dates", "published", "year"),
    [
        ({"issued": [2021, 7, 8]}, "2021-07-08", None),
        (
            {"published-print": [2021, 9], "published-online": [2021, 7, 8], "issued": [2021, 9]},
            "2021-07-08",
            None,
        ),
        ({"published-print": [2020], "published-online": [2021, 7, 8]}, None, 2020),
        ({"issued": [2021, 9]}, None, 2021),
        ({"issued": [None], "created": [2009, 4, 2]}, None, None),
        ({"posted": [2024, 5, 6], "created": [2024, 5, 7]}, "2024-05-06", None),
        ({}, None, None),
    ],
)
def test_the_earliest_date_of_publication_is_taken(
    dates: dict[str, Any], published: str | None, year: int | None
) -> None:
    found = one(crossref, crossref_work(**{name: {"date-parts": [parts]} for name, parts in dates.items()}))
    assert (found.published, found.year) == (published, year)


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"title": ["A Title"], "subtitle": ["And More"]}, "A Title: And More"),
        ({"title": ["A Title: and More"], "subtitle": ["And more"]}, "A Title: and More"),
        ({"title": ["Why?"], "subtitle": ["Because"]}, "Why? Because"),
        ({"title": ["", "Second"], "subtitle": []}, "Second"),
        ({"title": "A text"}, "A text"),
    ],
)
def test_a_subtitle_is_part_of_the_title(fields: dict[str, Any], title: str) -> None:
    assert one(crossref, crossref_work(**fields)).title == title


@pytest.mark.parametrize(
    ("relation", "arxiv_id", "links"),
    [
        ({"has-preprint": [{"id-type": "doi", "id": "10.48550/arXiv.2101.00020"}]}, "2101.00020", ()),
        ({"has-preprint": [{"id-type": "arxiv", "id": "arXiv:2101.00020"}]}, "2101.00020", ()),
        (
            {"is-preprint-of": [{"id-type": "doi", "id": "10.9/y"}]},
            None,
            (Link("paper", "https://doi.org/10.9/y"),),
        ),
        ({"cites": [{"id-type": "doi", "id": "10.48550/arXiv.2101.00020"}]}, None, ()),
        ({"has-preprint": {"id": "x"}}, None, ()),
        ([], None, ()),
    ],
)
def test_relations_name_the_same_paper_elsewhere(
    relation: Any, arxiv_id: str | None, links: tuple[Link, ...]
) -> None:
    found = one(crossref, crossref_work(relation=relation))
    assert (found.arxiv_id, found.links) == (arxiv_id, links)


@pytest.mark.parametrize(
    "kind", ["journal", "journal-issue", "component", "grant", "peer-review", "book-series"]
)
def test_what_is_no_paper_is_furniture(kind: str) -> None:
    assert items(crossref, [crossref_work(type=kind)]) == [Furniture(1, 1, 1)]


# OpenReview


def note(**fields: Any) -> dict[str, Any]:
    return {"id": "x1", "forum": "x1", "content": {"title": "T", "abstract": "A"}, **fields}


@pytest.mark.parametrize(
    ("times", "published", "year"),
    [
        ({"pdate": 1737568800000, "cdate": 1727436500000}, "2025-01-22", None),
        ({"cdate": 1727436500000}, "2024-09-27", None),
        ({"pdate": None, "cdate": None, "tcdate": 1727436500000}, "2024-09-27", None),
        ({"cdate": 1735689599999}, "2024-12-31", None),
        ({"cdate": 1546300800000}, None, 2019),
        ({"cdate": 10**30}, None, None),
        ({"cdate": "2024"}, None, None),
    ],
)
def test_times_are_days_in_utc(times: dict[str, Any], published: str | None, year: int | None) -> None:
    found = one(openreview, note(**times))
    assert (found.published, found.year) == (published, year)


@pytest.mark.parametrize(
    "fields",
    [
        {"replyto": "x1", "id": "x2"},
        {"id": "x2"},
        {"content": {"title": "Registration", "question": "Who are you?"}},
    ],
)
def test_replies_and_forms_are_furniture(fields: dict[str, Any]) -> None:
    assert items(openreview, [note(**fields)]) == [Furniture(1, 1, 1)]


@pytest.mark.parametrize(
    "authors", [["Anonymous"], [], None, "Anonymous", [None, ""], {"value": ["anonymous"]}]
)
def test_hidden_authors_are_not_said(authors: Any) -> None:
    assert one(openreview, note(content={"title": "T", "abstract": "A", "authors": authors})).authors is None


def test_code_of_ethics_is_no_code() -> None:
    content = {
        "title": "T",
        "abstract": "A",
        "code_of_ethics": "https://a.example.org/e",
        "Code": "https://b.example.org/c",
    }
    forum = Link("paper", "https://openreview.net/forum?id=x1")
    assert one(openreview, note(content=content)).links == (forum, Link("code", "https://b.example.org/c"))


# CSL-JSON


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ({"given": "Ann", "family": "Bée"}, "Ann Bée"),
        ({"family": "Plato"}, "Plato"),
        ({"given": "Ludwig", "non-dropping-particle": "van", "family": "Beethoven"}, "Ludwig van Beethoven"),
        ({"given": "Jean", "dropping-particle": "d’", "family": "Alembert"}, "Jean d’Alembert"),
        ({"given": "Martin", "family": "King", "suffix": "Jr."}, "Martin King Jr."),
        ({"literal": "OpenHeron Team"}, "OpenHeron Team"),
        ({"family": "王", "given": "小明"}, "王小明"),
        ({"family": "김", "given": "철수"}, "김철수"),
        ({"family": "王", "given": "Xiaoming"}, "Xiaoming 王"),
        ("A Text", "A Text"),
    ],
)
def test_a_name_is_put_together_as_it_is_read(author: Any, name: str) -> None:
    assert names([author]) == (name,)


@pytest.mark.parametrize("nobody", [None, [], {}, [{}], [None], [7], "", [{"family": 3}], [{"literal": ""}]])
def test_nobody_is_no_author(nobody: Any) -> None:
    assert names(nobody) is None


def item(**fields: Any) -> dict[str, Any]:
    return {"type": "article", "title": "T", **fields}


@pytest.mark.parametrize(
    ("fields", "arxiv_id"),
    [
        ({"number": "arXiv:2503.02130"}, "2503.02130"),
        ({"number": "arXiv:2503.02130", "version": "3"}, "2503.02130v3"),
        ({"number": "arXiv:2503.0213"}, "2503.0213"),
        ({"number": "2503.02130", "publisher": "arXiv"}, "2503.02130"),
        ({"archive": "arXiv.org", "archive_location": "math/0309136"}, "math/0309136"),
        ({"note": "arXiv: 1706.00001"}, "1706.00001"),
        ({"note": "first\narXiv:1706.00001v2 [cs.LG]"}, "1706.00001v2"),
        ({"container-title": "arXiv preprint arXiv:1706.00001"}, "1706.00001"),
        ({"container-title": "CoRR", "volume": "abs/1706.00001"}, "1706.00001"),
        ({"DOI": "10.48550/arXiv.1706.00001"}, "1706.00001"),
        ({"URL": "http://arxiv.org/abs/1706.00001v1"}, "1706.00001v1"),
        ({"id": "arxiv:1706.00001"}, "1706.00001"),
        ({"number": "2503.02130"}, None),
        ({"number": "7", "publisher": "arXiv"}, None),
        ({"note": "An extension of arXiv:1706.00001"}, None),
        ({"container-title": "CoRR", "volume": "7"}, None),
        ({"abstract": "See arXiv:1706.00001."}, None),
    ],
)
def test_an_arxiv_id_is_found_where_tools_put_it(fields: dict[str, Any], arxiv_id: str | None) -> None:
    assert one(csl_json, [item(**fields)]).arxiv_id == arxiv_id


@pytest.mark.parametrize(
    ("fields", "categories"),
    [
        ({"note": "arXiv:2503.02130 [cs.LG]"}, ("cs.LG",)),
        ({"container-title": "arXiv:hep-th/9901001 [hep-th]"}, ("hep-th",)),
        ({"categories": ["Machine Learning (cs.LG)", "FOS: Computer sciences"]}, ("cs.LG",)),
        ({"note": "arXiv:2503.02130 [cs]"}, ()),
        ({"note": "See [cs.LG]"}, ()),
        ({"categories": ["Birds (Aves)"]}, ()),
    ],
)
def test_categories_are_arxiv_s_or_none(fields: dict[str, Any], categories: tuple[str, ...]) -> None:
    assert one(csl_json, [item(**fields)]).categories == categories


def test_another_tool_s_custom_members_are_passed_over() -> None:
    found = one(csl_json, [item(title="<i>T</i>", custom={"other": {"upvotes": 3}, "papertriage": None})])
    assert (found.title, found.upvotes) == ("T", None)


@pytest.mark.parametrize(
    "own",
    [{"upvotes": "3", "links": [{"kind": 1}, 7], "categories": [1], "organization": [], "arxiv_id": []},
     {"upvotes": True, "links": "x", "categories": None, "organization": {"slug": 1}, "repaired_from": {}}],
)  # fmt: skip
def test_damaged_members_of_ours_are_not_believed(own: dict[str, Any]) -> None:
    found = one(csl_json, [item(custom={"papertriage": own})])
    assert found == Sighting("csl-json", "T", line_start=1, line_end=1)


# All of them

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["", " ", "x", "10.9/x", "<i>"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=5,
)
KEYS = {
    "semantic-scholar": "paperId title abstract authors externalIds publicationDate year tldr openAccessPdf"
    " papers citations citingPaper error data pdfUrls openAccessInfo",
    "openalex": "id title display_name doi ids authorships abstract_inverted_index publication_date"
    " publication_year locations primary_location open_access type work",
    "crossref": "DOI title subtitle author issued posted abstract relation type message items",
    "openreview": "id forum replyto content pdate cdate details",
    "csl-json": "id type title author issued DOI URL note number archive_location version categories custom"
    " csljson volume container-title",
}


@every_source
@settings(deadline=None)
@given(data=st.data())
def test_whatever_the_values_are_every_entry_is_accounted_for(source: Source, data: st.DataObject) -> None:
    members = st.dictionaries(st.sampled_from(KEYS[source.name].split()), VALUES, max_size=6)
    entries = data.draw(st.lists(members | VALUES, max_size=4))
    reader = source.reader(Content.of(json.dumps(entries)))
    for found in reader:
        assert isinstance(found, Sighting | Skipped | Furniture)
        if isinstance(found, Sighting):
            assert found.title
            assert not [each for each in found.authors or () if type(each) is not str or not each]
    assert reader.tally.unaccounted == 0
    assert 0 <= source.likeness(json.dumps(entries)) <= 1


@every_source
@pytest.mark.parametrize(
    "head",
    [
        "",
        "{",
        "[",
        "[]",
        "{}",
        "null",
        "<!doctype html><title>data paperId DOI content</title>",
        "@article{x, title={paperId}}",
        '{"data": [{"id": 1, "title": "A product", "price": 3}]}',
        '{"items": [{"id": "1", "title": "A video", "type": "video"}]}',
        '[{"type": "article", "title": "A page of a site", "url": "x", "body": "y"}]',
        '{"content": "words", "id": 3}',
        '{"error": "not found"}',
        '{"message": "Not Found", "status": "404"}',
        '{"title": "A package", "version": "1.0", "author": "somebody"}',
        '{"name": "a-package", "type": "module", "author": {"name": "x"}, "title": "x"}',
    ],
)
def test_other_texts_are_not_taken(source: Source, head: str) -> None:
    assert source.likeness(head) < 0.3


@every_source
def test_other_formats_are_told_quickly(source: Source) -> None:
    head = "<p>paperId DOI content title data author</p>" * 9_000
    start = time.perf_counter()
    for _ in range(20):
        source.likeness(head)
    assert time.perf_counter() - start < 20 * 0.005
