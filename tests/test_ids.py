"""Which strings are arXiv ids and DOIs, and which only look like them."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.ids import ArxivId, arxiv_month, find_arxiv, parse_arxiv, parse_doi, repair_arxiv

ARXIV = [
    ("2404.18922", "2404.18922", None),
    ("2404.18922v3", "2404.18922", 3),
    (" 2404.18922v12\n", "2404.18922", 12),
    ("arXiv:2404.18922v2 [cs.LG]", "2404.18922", 2),
    ("arxiv: 2404.18922", "2404.18922", None),
    ("https://arxiv.org/abs/2404.18922", "2404.18922", None),
    ("http://www.arxiv.org/pdf/2404.18922v3.pdf#page=2", "2404.18922", 3),
    ("export.arxiv.org/abs/2404.18922?context=cs", "2404.18922", None),
    ("https://arxiv.org/html/2404.18922v1/", "2404.18922", 1),
    ("https://arxiv.org/format/2404.18922", "2404.18922", None),
    ("https://arxiv.org/ps/hep-th/9711200v2", "hep-th/9711200", 2),
    ("https://ar5iv.org/abs/1706.03762", "1706.03762", None),
    ("https://ar5iv.labs.arxiv.org/html/1706.03762", "1706.03762", None),
    ("https://www.alphaxiv.org/abs/2404.18922v1", "2404.18922", 1),
    ("alphaxiv.org/overview/2404.18922", "2404.18922", None),
    ("https://huggingface.co/papers/2404.18922#community", "2404.18922", None),
    ("/papers/2404.18922", "2404.18922", None),
    ("/abs/2404.18922", "2404.18922", None),
    ("10.48550/arXiv.2404.18922", "2404.18922", None),
    ("https://doi.org/10.48550/arxiv.2404.18922", "2404.18922", None),
    ("doi:10.48550/ARXIV.2404.18922", "2404.18922", None),
    ("oai:arXiv.org:0901.2443", "0901.2443", None),
    ("hep-th/9711200v2", "hep-th/9711200", 2),
    ("math.GT/0309136", "math/0309136", None),
    ("cond-mat.stat-mech/0703001", "cond-mat/0703001", None),
    ("https://arxiv.org/abs/math/0309136", "math/0309136", None),
    ("0704.0001", "0704.0001", None),
    ("1412.9999", "1412.9999", None),
    ("1501.00001", "1501.00001", None),
]
NOT_ARXIV = [
    "",
    "10.1145/3292500.3330701",
    "2413.00001",
    "2400.00001",
    "0000.0000",
    "0703.0001",
    "0704.0000",
    "1412.12345",
    "1501.1234",
    "2404.189222",
    "2404.1892",
    "12404.18922",
    "version 2024.12345 of tool",
    "２４０４.18922",
    "2404.１８９２２",
    "2404.18922v0",
    "2404.18922 and more",
    "9107.00001",
    "stat.ML/0601001",
    "hep-th/9713001",
    "hep-th/9106001",
    "hep-th/0704001",
    "hep-th/9711000",
    "hep-th/971120",
    "https://example.org/abs/2404.18922",
    "https://arxiv.org/list/cs.LG/2404",
    "https://notarxiv.org.evil.com/abs/2404.18922",
    "arXiv",
    "2404.18922" * 500,
]


@pytest.mark.parametrize(("text", "arxiv_id", "version"), ARXIV)
def test_an_arxiv_reference_is_read(text: str, arxiv_id: str, version: int | None) -> None:
    assert parse_arxiv(text) == (arxiv_id, version)


@pytest.mark.parametrize("text", NOT_ARXIV)
def test_what_only_looks_like_an_arxiv_id_is_refused(text: str) -> None:
    assert parse_arxiv(text) is None


@pytest.mark.parametrize(
    ("text", "arxiv_id"),
    [
        ("see https://arxiv.org/abs/2413.00001 and arXiv:1706.03762.", "1706.03762"),
        ("arXiv preprint arXiv:2404.18922 (2024)", "2404.18922"),
        ("[paper](https://arxiv.org/abs/2404.18922v2).", "2404.18922"),
        ("https://huggingface.co/papers/2404.18922", "2404.18922"),
        ("2404.18922v1", "2404.18922"),
    ],
)
def test_the_first_certain_reference_in_a_text_is_found(text: str, arxiv_id: str) -> None:
    found = find_arxiv(text)
    assert found is not None
    assert found.id == arxiv_id


@pytest.mark.parametrize(
    "text", ["it cost 2404.18922 dollars", "doi 10.1145/2404.18922", "arXiv:2404.189222", "none"]
)
def test_a_bare_number_in_a_text_is_no_reference(text: str) -> None:
    assert find_arxiv(text) is None


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("doi:10.1145/3292500.3330701.", "10.1145/3292500.3330701"),
        ("DOI: 10.1000/ABC", "10.1000/abc"),
        ("https://doi.org/10.1016/S0020-7489(00)00018-4).", "10.1016/s0020-7489(00)00018-4"),
        ("http://dx.doi.org/10.1000/a%2Fb?x=1#y", "10.1000/a/b"),
        ("10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2", None),
    ],
)
def test_a_doi_is_brought_to_one_form(text: str, doi: str | None) -> None:
    assert parse_doi(text) == (doi or text.lower())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.48550/arXiv.2404.18922",
        "https://doi.org/10.48550/arXiv.2404.18922",
        "10.1/x",
        "10.1145/",
        "11.1145/x",
        "10.1145/a b",
        "https://example.org/10.1145/x",
        "10.1145/%",
        "doi.org",
        "10.1145/a\x00b",
        "10.1145/))).",
    ],
)
def test_what_is_no_doi_or_one_of_arxivs_is_refused(text: str) -> None:
    assert parse_doi(text) in {None, "10.1145/%"}


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("704.0001", "0704.0001"),
        ("704.001", "0704.0010"),
        ("912.5121", "0912.5121"),
        ("2503.0213", "2503.02130"),
        ("2503.021", "2503.02100"),
        ("1412.213", "1412.2130"),
        ("1512.0307699999998", "1512.03077"),
        ("0704.00010000000001", "0704.0001"),
        (" 2503.0213 ", "2503.02130"),
    ],
)
def test_an_id_that_went_through_a_number_is_repaired(damaged: str, whole: str) -> None:
    assert repair_arxiv(damaged) == (whole, None)


@pytest.mark.parametrize(
    "text",
    [
        "2503.02130",  # is one
        "2503.0210",  # no number prints a zero at its end
        "2503.02",  # perhaps rounded to two places
        "704.01",
        "2503.1",
        "2503.",
        "2503",
        "2413.0213",  # no such month
        "13.0213",
        "703.0001",  # before there were such ids
        "2503.021301",
        "1512.030769",
        "1512.0307612345678",
        "1512.99999999999",
        "2503.000000000001",
        "3.14",
        "10.1145/3292500.3330701",
        "2503.0213v2",
        "hep-th/97112",
        "２５０３.０２１３",
        "1e3",
        "",
    ],
)
def test_what_may_be_another_id_is_not_repaired(text: str) -> None:
    assert repair_arxiv(text) is None


@given(st.from_regex(r"[0-9]{4}\.[0-9]{4,5}", fullmatch=True), st.sampled_from([repr, "{:.17g}".format]))
def test_a_number_never_becomes_another_paper_s_id(text: str, printed: Callable[[float], str]) -> None:
    whole = parse_arxiv(text)
    found = repair_arxiv(printed(float(text)))
    if whole is not None and found is not None:
        assert found == whole


@pytest.mark.parametrize(
    ("arxiv_id", "month"),
    [
        ("2404.18922", (2024, 4)),
        ("0704.0001", (2007, 4)),
        ("hep-th/9711200", (1997, 11)),
        ("math/0309136", (2003, 9)),
    ],
)
def test_an_id_tells_its_month(arxiv_id: str, month: tuple[int, int]) -> None:
    assert arxiv_month(ArxivId(arxiv_id)) == month


@given(
    st.one_of(
        st.text(), st.from_regex(r"[0-9]{4}\.[0-9]{4,5}(v[0-9])?"), st.from_regex(r"[a-z.-]{2,9}/[0-9]{7}")
    )
)
def test_a_canonical_id_is_read_as_itself(text: str) -> None:
    for reference in (parse_arxiv(text), find_arxiv(text)):
        if reference is not None:
            assert parse_arxiv(reference.id) == (reference.id, None)
            assert 1 <= arxiv_month(reference.id)[1] <= 12


@given(st.one_of(st.text(), st.from_regex(r"10\.[0-9]{4}/\S+")))
def test_a_canonical_doi_is_read_as_itself(text: str) -> None:
    doi = parse_doi(text)
    assert doi is None or parse_doi(doi) == doi


@pytest.mark.parametrize(
    "pattern", ["arxiv:", "a", "a-", "https://", "arxiv.org/abs/", "2404.", "10.1145/", ")", "9" * 7]
)
def test_long_text_takes_moments(pattern: str) -> None:
    text = (pattern * 300_000)[:300_000]
    start = time.perf_counter()
    assert (parse_arxiv(text), find_arxiv(text), parse_doi(text)) == (None, None, None)
    assert time.perf_counter() - start < 3
