"""BibTeX, RIS, MEDLINE, EndNote: rules one by one, damage, and real files counted another way."""

import random
import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.model import Furniture, Link, Sighting, Skipped
from papertriage.sources import bibtex, endnote, medline, ris
from papertriage.sources.bibliography import arxiv_in_note, is_own_page, links_in, read_rest
from papertriage.sources.bibtex_words import split_names, words
from papertriage.sources.content import Content
from papertriage.sources.dump import Dump
from papertriage.sources.partial_dates import from_parts, read_date, read_year
from papertriage.sources.personal_names import in_order
from papertriage.sources.protocol import Item
from papertriage.text import display

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures" / "sources"
REAL = ROOT / "../shared/real/biblio"
SOURCES = [bibtex, ris, medline, endnote]
SAVED = [
    (source, file)
    for source in SOURCES
    for file in sorted((FIXTURES / source.name).glob("*"))
    if not file.name.endswith(".json")
]
saved = pytest.mark.parametrize(("source", "file"), SAVED, ids=[file.name for _, file in SAVED])


def read(source: ModuleType, text: str | bytes) -> list[Item]:
    """Read a dump and hold it to the accounting."""
    reader = source.reader(Content.of(text))
    items = list(reader)
    whole = text if isinstance(text, str) else text.decode("utf-8", "replace")
    lines = re.split("\r\n|\r|\n", whole)
    tally = reader.tally
    assert tally.total == sum(1 for line in lines if line and not line.isspace())
    assert tally.unaccounted == 0
    assert tally.furniture == sum(item.lines for item in items if isinstance(item, Furniture))
    return items


def records(source: ModuleType, text: str) -> list[Sighting]:
    return [item for item in read(source, text) if isinstance(item, Sighting)]


def one(fields: str) -> Sighting:
    (found,) = records(bibtex, f"@article{{k, title = {{T}}, {fields}}}\n")
    return found


def real(folder: str, pattern: str) -> list[Path]:
    files = sorted((REAL / folder).glob(pattern))
    if not files:
        pytest.skip("shared/real is not here")
    return files


# --- every saved file ---


@saved
def test_a_file_that_breaks_off_anywhere_is_read_up_to_there(source: ModuleType, file: Path) -> None:
    text = file.read_text("utf-8")
    for end in range(0, len(text), 3):
        read(source, text[:end])


@saved
def test_damaged_bytes_are_read_or_skipped(source: ModuleType, file: Path) -> None:
    dice = random.Random(file.name)
    whole = file.read_bytes()
    for _ in range(30):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 20)):
            damaged[dice.randrange(len(damaged))] = dice.choice(b'{}"@,=#%\n\r -\\$()\xff0aT')
        read(source, bytes(damaged))


@saved
def test_the_ends_of_lines_do_not_matter(source: ModuleType, file: Path) -> None:
    text = file.read_text("utf-8")
    assert (
        read(source, text.replace("\n", "\r\n"))
        == read(source, text)
        == read(source, text.replace("\n", "\r"))
    )


@saved
def test_no_other_bibliography_takes_it(source: ModuleType, file: Path) -> None:
    head = file.read_text("utf-8")
    assert {each.name for each in SOURCES if each.likeness(head) >= 0.3} == {source.name}


@pytest.mark.parametrize("source", SOURCES, ids=[source.name for source in SOURCES])
@settings(deadline=None, max_examples=60)
@given(text=st.lists(st.sampled_from(
    ["@a{", "@article{k, title={T}", "}", "{", '"', ",", "=", "\n", "%", "(", ")", "#", "TY  - ", "ER  - ",
     "TI  - t", "PMID- 1", "TI  - ", "%0 Book", "%T t", " ", "\\", "$", "@string{a=", "@comment", "and",
     "\ufeff", "x", "\x00"]
), max_size=30).map("".join))  # fmt: skip
def test_anything_is_accounted_for(source: ModuleType, text: str) -> None:
    read(source, text)
    assert 0 <= source.likeness(text) <= 1


@pytest.mark.parametrize("source", SOURCES, ids=[source.name for source in SOURCES])
@pytest.mark.parametrize(
    "head",
    ["", " ", "\n\n", "{}", "[1]", "<html>@article{k, title={T}}</html>", "Words of prose.\nMore of them.\n",
     "@media print {\n  a { b: c }\n}\n", "@dataclass\nclass A:\n    b: int = 3\n",
     "%!PS-Adobe-3.0\n%%Title: x\n",
     "% a comment\n\\documentclass{article}\n", "from: a@b.example\n@c wrote:\n> d\n", "AB - x\nTY?\n",
     "id\ttitle\n1\tTY  - x\n", "\ufeff", "@" * 10_000, "@a{" * 10_000, "\n@a" * 10_000, "%0 \n", "TY  - \n"],
    ids=range(20),
)  # fmt: skip
def test_what_is_something_else_is_like_none(source: ModuleType, head: str) -> None:
    assert source.likeness(head) < 0.3


# --- BibTeX ---


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("{LLM}s and {{Deep Grids}}", "LLMs and Deep Grids"),
        (r"R{\&}D \& 5\% \_ \# \$", "R&D & 5% _ # $"),
        (r"Erd{\H o}s, {\O}rsted, {\"U}ber, {\v{S}}imek, D{\'\i}az", "Erdős, Ørsted, Über, Šimek, Díaz"),
        (r"Bj\"orn \AA rsen, {\aa}ngstr{\"{o}}m, stra{\ss}e", "Björn Årsen, ångström, straße"),
        (r"H$_{2}$O and $\mathbf{x}^{2}$ \ensuremath{\sim} 3", "H₂O and x² ∼ 3"),
        (r"\emph{In vitro} {\em grids} \textit{and {CNN}s}", "In vitro grids and CNNs"),
        (r"{\textless}b{\textgreater} \textbackslash{}x\textbar{}y", r"<b> \x|y"),
        ("``Deep'' grids{\\ldots}", "“Deep” grids…"),
        ("two\n   lines", "two lines"),
        ("a } b { c", "a b c"),
    ],
)
def test_braces_go_and_words_stay(value: str, shown: str) -> None:
    assert display(words(value)) == shown


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("A B and C D", ["A B", "C D"]),
        ("A B AND C D", ["A B", "C D"]),
        ("A B\n  and\n  C D and ", ["A B", "C D"]),
        ("{Barnes and Noble} and C", ["{Barnes and Noble}", "C"]),
        ("Anderson and Sandra Brand", ["Anderson", "Sandra Brand"]),
        ("B, A; D, C", ["B, A", "D, C"]),
        ("", []),
        (" and ", []),
    ],
)
def test_names_are_cut_at_and(value: str, names: list[str]) -> None:
    assert split_names(value) == names


@pytest.mark.parametrize(
    ("listed", "spoken"),
    [
        ("de Wit, Cees", ["Cees de Wit"]),
        ("Ford, Jr., Henry", ["Henry Ford Jr."]),
        ("Ford, Henry, Jr.", ["Henry Ford Jr."]),
        ("Ford, III", ["Ford III"]),
        ("Wit,", ["Wit"]),
        (", Cees", ["Cees"]),
        ("Grid Team", ["Grid Team"]),
        ("Ann Bée, Cees de Wit, Bert Older", ["Ann Bée", "Cees de Wit", "Bert Older"]),
        (",", []),
    ],
)
def test_a_name_is_given_as_it_is_said(listed: str, spoken: list[str]) -> None:
    assert in_order(listed.split(",")) == spoken


@pytest.mark.parametrize("listed", ["A B and others", "A B and C D and others", "B, A et al.", "others"])
def test_a_list_that_breaks_off_is_no_list_of_authors(listed: str) -> None:
    found = one(f"author = {{{listed}}}")
    assert found.authors is None
    assert found.author_count is None


def test_others_in_braces_is_a_name() -> None:
    assert one("author = {A B and {others}}").authors == ("A B", "others")


@pytest.mark.parametrize(
    ("fields", "published", "year"),
    [
        ("date = {2024-04-03}", "2024-04-03", None),
        ("date = {2024-04-03}, year = 2023", "2024-04-03", None),
        ("date = {2024-04}", None, 2024),
        ("date = {2024}, month = apr", None, 2024),
        ("date = {2024-04-03/2024-04-05}", None, 2024),
        ("date = {2019/2021}, year = 2020", None, 2020),
        ("year = 2024, month = apr, day = 3", "2024-04-03", None),
        ("year = 2024, month = {4}, day = {03}", "2024-04-03", None),
        ('year = "2024", month = jul # "~8"', "2024-07-08", None),
        ('year = "2024", month = "8~" # jul', "2024-07-08", None),
        ("year = 2024, month = {August 2-4}", None, 2024),
        ("year = 2024, month = {Spring}", None, 2024),
        ("year = 2024, month = feb, day = 30", None, 2024),
        ("year = {c. 1999}", None, 1999),
        ("year = {in press}", None, None),
        ("year = {1999-2003}", None, None),
        ("month = apr, day = 3", None, None),
        ("urldate = {2024-04-03}", None, None),
    ],
)
def test_a_date_is_whole_or_it_is_a_year(fields: str, published: str | None, year: int | None) -> None:
    assert (one(fields).published, one(fields).year) == (published, year)


def test_a_child_takes_the_year_of_its_volume_and_nothing_else() -> None:
    volume = "@proceedings{v, title={V}, year=2020, doi={10.1234/v}, editor={E}}\n"
    child = "@inproceedings{c, title={C}, crossref={V}}\n"
    for text in (volume + child, child + "@misc{x, title={X}}\n" + volume):
        found = {each.title: each for each in records(bibtex, text)}
        assert found["C"].year == 2020
        assert (found["C"].doi, found["C"].authors) == (None, None)
    assert [each.title for each in records(bibtex, child + volume)] == ["C", "V"]
    assert records(bibtex, child)[0].year is None


def test_an_entry_that_is_not_closed_does_not_take_the_next() -> None:
    items = read(bibtex, "@misc{a, title = {A}\n\n@misc{b, title = {B {b}\n@misc{c,\n title = {C}}\n")
    assert [(type(item).__name__, item.line_start, item.line_end) for item in items] == [
        ("Skipped", 1, 1), ("Skipped", 3, 3), ("Sighting", 4, 5),
    ]  # fmt: skip


def test_a_commented_entry_is_no_entry() -> None:
    assert records(
        bibtex, "% @misc{a, title={A}}\n@comment{\n@misc{b, title={B}}\n}\n@misc{c, title={C}}\n"
    ) == [Sighting("bibtex", "C", line_start=5, line_end=5)]


def test_text_between_entries_is_skipped_and_not_lost() -> None:
    items = read(bibtex, "@misc{a, title={A}} and\nwords\n% none\n@misc{b, title={B}}\n")
    assert [item.raw for item in items if isinstance(item, Skipped)] == [" and\nwords"]


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("arXiv:2404.02905", "2404.02905"), ("Preprint, arXiv:2404.02905v2", "2404.02905v2"),
        ("available at https://arxiv.org/abs/2404.02905", "2404.02905"),
        ("arXiv:2404.02905 [cs]", "2404.02905"),
        ("Comment on arXiv:2404.02905", None), ("Extended version of arXiv:2404.02905", None),
        ("see also arXiv:2404.02905", None), ("2404.02905", None), ("arXiv preprint", None), ("", None),
    ],
)  # fmt: skip
def test_a_note_tells_the_paper_s_own_arxiv_id(note: str, found: str | None) -> None:
    assert arxiv_in_note(note) == found


@pytest.mark.parametrize(
    ("fields", "links"),
    [
        ("url = {https://press.example/1}", (Link("paper", "https://press.example/1"),)),
        ("url = {https://arxiv.org/pdf/2404.02905v2}", ()),
        ("url = {https://huggingface.co/papers/2404.02905}", ()),
        ("url = {http://dx.doi.org/10.1234/x}", ()),
        (r"url = {https://github.com/a/b\_c}", (Link("code", "https://github.com/a/b_c"),)),
        (r"note = {Code: \url{https://github.com/a/b}}", (Link("code", "https://github.com/a/b"),)),
        ("code = {https://git.example/b}", (Link("code", "https://git.example/b"),)),
        ("code = {on request}, file = {https://x.example/y.pdf}", ()),
    ],
)
def test_links_are_more_than_the_paper_s_own_page(fields: str, links: tuple[Link, ...]) -> None:
    assert one(fields).links == links


@pytest.mark.parametrize(
    ("url", "own"),
    [("https://arxiv.org/abs/2404.02905", True), ("https://doi.org/10.1234/x", True),
     ("https://www.doi.org/10.1234/x", True), ("https://arxiv.org/list/cs.CV", False),
     ("https://doi.example/10.1234/x", False), ("https://huggingface.co/datasets/a/b", False)],
)  # fmt: skip
def test_a_paper_s_own_page_is_known(url: str, own: bool) -> None:
    assert is_own_page(url) is own


def test_an_address_is_given_once() -> None:
    assert links_in(["https://a.example/x https://a.example/x", None, ""]) == (
        Link("other", "https://a.example/x"),
    )


def test_our_rest_is_read_back() -> None:
    rest = read_rest("version: 2; organization: a%3B b; links: code https://x.example/%2C, paper u; x; : y")
    assert rest == {
        "version": "2", "organization": "a; b", "links": "code https://x.example/%2C, paper u", "": "y",
    }  # fmt: skip


def entries(number: int) -> Iterator[str]:
    for each in range(number):
        yield f"@misc{{k{each},\n  title = {{Paper {each}}},\n  abstract = {{{'words ' * 200}}},\n}}\n\n"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for number in (1_000, 3_000):
        file = tmp_path / "x.bib"
        file.write_text("".join(entries(number)))
        with file.open("rb") as handle:
            reader = bibtex.reader(Content(Dump("x", handle), "utf-8"))
            tracemalloc.start()
            assert sum(1 for _ in reader) == number
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3


def test_an_entry_that_never_ends_is_given_up() -> None:
    text = "@misc{a, title = {\n" + ("words " * 10_000 + "\n") * 100 + "@misc{b, title={B}}\n"
    assert [each.title for each in records(bibtex, text)] == ["B"]


# --- dates, RIS, MEDLINE, EndNote ---


@pytest.mark.parametrize(
    ("text", "day", "year"),
    [
        ("2014/05/07/", "2014-05-07", 2014), ("2014-5-7", "2014-05-07", 2014),
        ("20140507", "2014-05-07", 2014),
        ("2024 Mar 7", "2024-03-07", 2024), ("7 March 2024", "2024-03-07", 2024),
        ("March 7, 2024", "2024-03-07", 2024),
        ("2021/02/12/13:00", "2021-02-12", 2021), ("2021-02-12T13:00:00Z", "2021-02-12", 2021),
        ("2019///", None, 2019), ("2014///nan", None, 2014), ("2021/02//", None, 2021),
        ("2021/00/00", None, 2021),
        ("2021/02/30", None, 2021), ("2021 Mar-Apr", None, 2021), ("14-16 June 2021", None, 2021),
        ("02/03/2021", None, 2021), ("10 15", None, None), ("Feb", None, None), ("2019/2020", None, None),
        ("", None, None), ("x" * 500, None, None), ("１９９９", None, None),
    ],
)  # fmt: skip
def test_a_day_is_read_only_where_it_is_said(text: str, day: str | None, year: int | None) -> None:
    assert read_date(text) == (day, year)


def test_a_year_is_one_and_stands_alone() -> None:
    assert read_year("Spring 2010") == 2010
    assert read_year("2010a") == 2010
    assert read_year("20101") is read_year("2010-2012") is None
    assert from_parts("2010", "", "") == (None, 2010)


def test_ris_takes_a_doi_and_a_title_from_the_vendors_tags() -> None:
    (found,) = records(
        ris, "TY  - JOUR\nT1  - T\nA1  - B, A\nN2  - X\nM3  - 10.1234/x\nY1  - 2020/01/02/\nER  - \n"
    )
    assert found == Sighting(
        "ris", "T", "X", authors=("A B",), doi="10.1234/x", published="2020-01-02", line_start=1, line_end=7
    )


def test_a_wrapped_line_is_no_tag_though_it_looks_like_one() -> None:
    (found,) = records(ris, "TY  - JOUR\nTI  - T\nAB  - We say\nOR - and AB- and\nor  - too.\nER  - \n")
    assert found.abstract == "We say OR - and AB- and or  - too.".replace("  ", " ")


@pytest.mark.parametrize("line", ["ER  - ", "ER  -", "ER  - \t"])
def test_an_entry_ends_at_er(line: str) -> None:
    assert len(records(ris, f"TY  - JOUR\nTI  - A\n{line}\nTY  - JOUR\nTI  - B\n{line}\n")) == 2


# --- real files, counted another way ---


def test_every_entry_of_the_real_ris_files_is_read() -> None:
    for file in real("ris", "*.ris"):
        text = file.read_text("utf-8-sig")
        ends = len(re.findall(r"^ER  -", text, re.MULTILINE))
        found = records(ris, text)
        assert len(found) == ends == len(re.findall(r"^TY  -", text, re.MULTILINE)), file.name
        assert [each.title for each in found] == [
            line.split("- ", 1)[1].strip() for line in text.splitlines() if re.match("T[I1]  - ", line)
        ]
        authors = sum(len(each.authors or ()) for each in found)
        assert authors == len(re.findall(r"^AU  - ", text, re.MULTILINE)), file.name
        assert sum(each.doi is not None for each in found) == len(re.findall(r"^DO  - ", text, re.MULTILINE))


def test_rispy_finds_the_same_in_the_real_ris_files() -> None:
    rispy = pytest.importorskip("rispy", reason="rispy is not installed")
    for file in real("ris", "*.ris"):
        text = file.read_text("utf-8-sig")
        theirs = rispy.loads(text)
        ours = records(ris, text)
        assert len(ours) == len(theirs)
        for mine, other in zip(ours, theirs, strict=True):
            assert mine.title == (other.get("title") or other["primary_title"])
            assert (mine.abstract or "") == " ".join(str(other.get("abstract", "")).split())


def test_every_entry_of_the_real_bibtex_files_is_read_or_skipped_with_its_reason() -> None:
    bibtexparser = pytest.importorskip("bibtexparser", minversion="2", reason="bibtexparser is not installed")
    for file in real("bibtex", "*.bib"):
        text = file.read_text("utf-8")
        items = read(bibtex, text)
        theirs = bibtexparser.parse_string(text).entries
        ours = [item for item in items if isinstance(item, Sighting)]
        titled = [entry for entry in theirs if "title" in entry.fields_dict]
        assert [each.title for each in ours] == [
            " ".join(entry["title"].replace("{", "").replace("}", "").split()) for entry in titled
        ]
        assert [each.doi for each in ours] == [entry["doi"] for entry in titled]
        reasons = [item.reason for item in items if isinstance(item, Skipped)]
        assert reasons == ["an entry without a title"] * (len(theirs) - len(titled))


def test_no_other_real_file_is_a_bibliography() -> None:
    for file in real("csv", "*"):
        head = file.read_text("utf-8", "replace")[:400_000]
        assert all(source.likeness(head) == 0 for source in SOURCES)
