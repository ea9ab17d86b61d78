"""Laws of every export format: whatever a paper's words are, they come out as words and can be read back."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from export_readers import READERS, folded, in_tex, shown, tokens, untex, whole
from papertriage.export import FORMATS, About, Note, find_format, parquet, record, to_json
from papertriage.export.citation_key import KeyRing, bare_key
from papertriage.export.markdown import block, inline
from papertriage.export.printable import is_printable
from papertriage.export.record_line import record_line
from papertriage.export.tex import tex, tex_title
from papertriage.model import Evidence, Link, Organization, Paper, SightingRef, TopicHit
from papertriage.text import guarded, unguarded

HOSTILE = [
    "", " ", "=1+1", '=HYPERLINK("http://x.example","y")', "+1", "-1", "@SUM(A1)", "'=1", "''@", "\t=1",
    "\r=1", " =1", " - x", "＝1", "<script>alert(1)</script>", "](javascript:alert(1))", "[x](javascript:x)",
    "![x](http://x.example/y.png)", "<http://x.example>", "https://x.example/a_b*c*", "www.x.example",
    "a@x.example", "# heading", "## heading ##", "> quote", "- item", "+ item", "* item", "1. item",
    "2) item", "a. item", "iv) item", "(1) item", "---", "===", "***", "___", "```", "~~~", "~~x~~",
    "    code", "| a | b |", "a\n\n# b", "a\r\n- b", "a\n---\nb", "a  \nb", "a\\", "\\", "\\\\[x]",
    "`code`", "$x^2$", "%%hidden%%", "==x==", "[[wiki]]", "[^1]: x", "[a]: http://x.example", "&lt;b&gt;",
    "&#60;b&#62;", "&amp;amp;", "R&D", "{#id .class}", "{{ x }}", "}", "{", "}{", "@article{x,",
    "}\n@article{x, title={y}}\n", "\\input{/etc/passwd}", "a and b", "others", "Last, First",
    "King, Martin, Jr.", ",", '"', '"a","b"', "a;b", "\x00", "a\x00b", "\x1b[31mred\x1b[0m", "\x9b31m",
    "\x07", "\x7f", "\x85", "\u2028", "\u2029", "\u202eabc\u202c", "\u200f", "\ud800", "\udc00x",
    "\U0001f469\u200d\U0001f52c", "é", "é", "שלום", "王伟", "\ufeff", "\xa0x", "CON", "../../name",
    "x" * 10_000, "[" * 2_000, "&#" * 2_000, "<!--", "-->", "<![CDATA[", "<?php", "ﬁ", "μP", "A", "GPT-4o",
    "C++", "3D", "LLMs: A Survey", ":::", "term\n: definition", "~", "^", "_",
]  # fmt: skip
SIGNS = "|:#[]\"/\\<>&$%_{}~^=+-@*`!()';,.?\n\r\t\x00\x1b \u202e\u200fé👍王1aA"
words = st.one_of(st.sampled_from(HOSTILE), st.text(SIGNS, max_size=30), st.text(max_size=30)) | st.builds(
    "{} {}".format, st.sampled_from(HOSTILE), st.text(SIGNS, max_size=8)
)
maybe = st.none() | words
counts = st.none() | st.integers(0, 10_000)
evidence = st.builds(
    Evidence, st.sampled_from(["title", "abstract"]), st.integers(0, 99), st.integers(0, 99), words
)
scores = st.floats(allow_nan=True, allow_infinity=True) | st.integers(0, 9)
papers = st.builds(
    Paper,
    id=words,
    title=words,
    abstract=maybe,
    authors=st.none() | st.lists(words, max_size=3).map(tuple),
    author_count=counts,
    organization=st.none() | st.builds(Organization, words, words),
    published=st.sampled_from([None, "2024-04-03", "2024", "2024-13-01"]) | words,
    published_inferred=st.booleans(),
    updated=maybe,
    announced=maybe,
    comments=counts,
    upvotes=counts,
    arxiv_id=st.sampled_from([None, "2404.02905"]) | words,
    arxiv_version=counts,
    doi=maybe,
    categories=st.lists(words, max_size=2).map(tuple),
    links=st.lists(st.builds(Link, words, words), max_size=2).map(tuple),
    year=counts,
    repaired_from=maybe,
    topics=st.lists(
        st.builds(TopicHit, words, scores, st.lists(evidence, max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    state=st.sampled_from(["unread", "accepted"]) | words,
    sightings=st.lists(
        st.builds(SightingRef, words, words, st.integers(0, 9), st.just(1), st.just(2)), max_size=2
    ).map(tuple),
)
lists_of_papers = st.lists(papers, max_size=3)
law = settings(deadline=None)  # a busy machine is no fault of the law
few = settings(deadline=None, max_examples=40)  # there are many formats, and some readers are slow
every_text = pytest.mark.parametrize("name", [each.name for each in FORMATS if each.name != "parquet"])
every_format = pytest.mark.parametrize("name", [each.name for each in FORMATS])


def written(name: str, exported: Iterable[Paper]) -> str:
    """The export as text: of a folder the notes one after another, with their names."""
    pieces = find_format(name).chunks(exported)
    return "".join([f"{each.name}\n{each.top}" if isinstance(each, Note) else each for each in pieces])


@every_format
def test_a_format_has_a_reader_that_is_not_ours(name: str) -> None:
    assert READERS[name]


@every_format
@few
@given(exported=lists_of_papers)
def test_another_s_parser_reads_the_same_papers(name: str, exported: list[Paper]) -> None:
    pieces = list(find_format(name).chunks(exported))
    for reader in READERS[name]:
        assert reader.read(pieces) == [reader.expected(each) for each in exported]


@every_format
@few
@given(exported=lists_of_papers)
def test_the_same_papers_give_the_same_bytes(name: str, exported: list[Paper]) -> None:
    format_ = find_format(name)
    assert list(format_.chunks(exported)) == list(format_.chunks(iter(exported)))


@every_text
@few
@given(exported=lists_of_papers)
def test_any_papers_give_utf8_without_controls(name: str, exported: list[Paper]) -> None:
    text = written(name, exported)
    text.encode("utf-8")
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f]", text)


AT_ONCE = {"parquet": parquet.GROUP}


@every_format
def test_papers_are_read_one_at_a_time(name: str) -> None:
    asked = 0

    def endless() -> Iterator[Paper]:
        nonlocal asked
        while True:
            asked += 1
            yield Paper(f"title:{asked:016x}", f"Paper {asked}")

    pieces = find_format(name).chunks(endless())
    while asked < 50:
        assert next(pieces)
    assert asked <= AT_ONCE.get(name, 50)


@law
@given(st.lists(papers, max_size=4))
def test_json_lines_is_the_record_line_by_line(exported: list[Paper]) -> None:
    lines = written(
        "jsonl", exported
    ).splitlines()  # of any kind: no separator of Unicode's stands bare in a line
    assert [json.loads(line) for line in lines] == [
        json.loads(whole(json.dumps(record(each), ensure_ascii=False))) for each in exported
    ]


@law
@given(papers)
def test_the_fast_line_is_the_slow_one(paper: Paper) -> None:
    assert record_line(paper) == to_json(record(paper))


@law
@given(papers)
def test_a_record_holds_the_contract_s_names_in_order_and_no_nan(paper: Paper) -> None:
    given_ = record(paper)
    assert tuple(given_) == Paper._fields
    json.dumps(given_, allow_nan=False)


@law
@given(lists_of_papers)
def test_the_json_array_holds_what_json_lines_holds(exported: list[Paper]) -> None:
    assert json.loads(written("json", exported)) == [
        json.loads(x) for x in written("jsonl", exported).splitlines()
    ]


@law
@given(st.text() | words)
def test_printable_is_what_python_calls_printable(text: str) -> None:
    assert is_printable(text) == text.isprintable()


# CSV


@law
@given(lists_of_papers)
def test_csv_is_what_the_csv_module_writes(exported: list[Paper]) -> None:
    text = written("csv", exported)
    again = io.StringIO(newline="")
    csv.writer(again).writerows(csv.reader(io.StringIO(text, newline="")))
    assert again.getvalue() == text


@law
@given(lists_of_papers)
def test_no_cell_of_csv_is_a_formula(exported: list[Paper]) -> None:
    for row in csv.reader(io.StringIO(written("csv", exported), newline="")):
        assert not [cell for cell in row if cell.lstrip(" ")[:1] in {*"=+-@\t\r＝＋－＠"}]


@law
@given(st.text(st.sampled_from("'= +-@\t\r\nx＝"), max_size=6) | words)
def test_the_guard_comes_off_again(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


# Markdown, read by a CommonMark reader with tables and strikethrough


@law
@given(words)
def test_words_in_markdown_are_those_words(text: str) -> None:
    for form in (f"x {inline(text)} x", f"x {block(text)} x"):
        assert folded(tokens(form)[1]).split() == ["x", *shown(text).split(), "x"]


# TeX


@law
@given(words)
def test_tex_prints_the_words(text: str) -> None:
    assert untex(tex(text)) == in_tex(text)
    assert untex(tex_title(text)) == in_tex(text)


@law
@given(words)
def test_tex_is_balanced_and_holds_no_bare_sign(text: str) -> None:
    written_ = re.sub(r"\{\$[^$]+\$\}", "", tex_title(text))  # formulas have their own law
    depth = 0
    for sign in re.findall("[{}]", written_):
        depth += 1 if sign == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert not re.search(r"(?<!\\)[$&#%_]|[~^<>|]", written_)


@law
@given(st.lists(papers, max_size=8))
def test_citation_keys_are_ascii_unique_and_the_same_again(exported: list[Paper]) -> None:
    ring, again = KeyRing(), KeyRing()
    keys = [ring.key(each) for each in exported]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[a-z0-9]+", key) for key in keys)
    assert keys == [again.key(each) for each in exported]
    assert all(key.startswith(bare_key(each)) for key, each in zip(keys, exported, strict=True))


# For a spreadsheet


@law
@given(lists_of_papers, st.sampled_from([("csv", ","), ("tsv", "\t")]))
def test_for_excel_no_text_is_a_number_or_a_formula(exported: list[Paper], form: tuple[str, str]) -> None:
    name, separator = form
    text = "".join(find_format(name).chunks(exported, About(excel=True)))
    assert text[0] == "\ufeff"
    rows = list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=separator))
    assert len(rows) == len(exported)
    for row in rows:
        assert not [cell for cell in row.values() if cell.lstrip(" ")[:1] in {*"=+-@\t\r＝＋－＠"}]
        for column in ("id", "title", "abstract", "arxiv_id", "doi", "state"):
            assert not re.fullmatch(r"\s*[0-9.,:/-]*[0-9][0-9.,:/-]*(?:e[0-9]+)?\s*", row[column].lower())
