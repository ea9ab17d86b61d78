"""arXiv's listings by e-mail and its .abs files: authors lines, dates, and the saved listings."""

import re
from pathlib import Path

import pytest

from papertriage.model import Sighting, Skipped
from papertriage.sources import Content, arxiv_abs, arxiv_mail
from papertriage.sources.arxiv_authors import split_authors
from papertriage.sources.arxiv_stamp import Stamp, read_stamp

REAL = Path(__file__).resolve().parents[2] / "../shared/real/arxiv/email"
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures/sources"
RULE = "-" * 78


def read(text: str | bytes) -> tuple[list[Sighting], list[Skipped], str | None]:
    reader = arxiv_mail.reader(Content.of(text))
    items = list(reader)
    assert reader.tally.unaccounted == 0
    raw = text.encode() if isinstance(text, str) else text
    assert reader.tally.total == sum(
        1 for line in re.split(rb"\r\n|\r|\n", raw) if line.decode("utf-8", "replace").strip()
    )
    records = [item for item in items if isinstance(item, Sighting)]
    return records, [item for item in items if isinstance(item, Skipped)], reader.captured


def block(header: str, rest: str = "\\\\\n  Words.\n\\\\\n") -> str:
    return f"{RULE}\n\\\\\n{header}{rest}{RULE}\n"


# Authors lines

ONE_EACH = {
    "A. Quill, B. Fern and C. Dune": ("A. Quill", "B. Fern", "C. Dune"),
    "A. Quill, B. Fern, & C. Dune": ("A. Quill", "B. Fern", "C. Dune"),
    "A. Quill \\& B. Fern": ("A. Quill", "B. Fern"),
    "A. Quill (Univ. of A, (North) B), B. Fern (C)": ("A. Quill", "B. Fern"),
    "A. Quill (1), B. Fern (1,2) ((1) Univ. A, City, (2) Inst. B)": ("A. Quill", "B. Fern"),
    "A. Quill (1,2) B. Fern (3) .((1) Univ. A; (2) B (3) C)": ("A. Quill", "B. Fern"),
    "A. Quill (1), B. Fern (2) ((1) Univ. A, (2) never closed": ("A. Quill", "B. Fern"),
    "Yi (Robert) Wing, C.-C. (Jay) Key": ("Yi Wing", "C.-C. Key"),
    "A. Quill et al.": ("A. Quill",),
    "A. Quill, et al": ("A. Quill",),
    "A. Quill, Jr., B. Fern III (X)": ("A. Quill Jr.", "B. Fern III"),
    "The Umbrella Collaboration: A. Quill, B. Fern": ("The Umbrella Collaboration", "A. Quill", "B. Fern"),
    "A. Quill, for the Umbrella Collaboration": ("A. Quill", "Umbrella Collaboration"),
    "A. Quill on behalf of the Umbrella team": ("A. Quill", "Umbrella team"),
    "A. Quill (for the Umbrella Collaboration)": ("A. Quill",),
    "A. Quill with an appendix by B. Fern": ("A. Quill", "B. Fern"),
    "A. Quill$^{1,2}$, B. Fern*": ("A. Quill", "B. Fern"),
    "A. Qu\\'ill, {\\L}. F\\\"{e}rn": ("A. Qu\\'ill", "{\\L}. F\\\"{e}rn"),
}  # fmt: skip
WHOLE = [
    "Sandra Andersson", "Anders And", "J.J.M. in 't Zand", "Roeland P. van der Marl", "Umbrella project team",
    "A.\\,B. Quill", "Plato", "Fortuna the Younger", "A. Forthe",
]  # fmt: skip


@pytest.mark.parametrize("line", ONE_EACH)
def test_an_authors_line_is_parted_into_names(line: str) -> None:
    assert split_authors(line) == ONE_EACH[line]


@pytest.mark.parametrize("name", WHOLE)
def test_a_name_is_not_parted(name: str) -> None:
    assert split_authors(name) == (name,)


@pytest.mark.parametrize("line", ["", " ", "(", ")(", "(1)", ",,,", "et al.", "((1) Univ. A)", "and", "1, 2"])
def test_a_line_without_names_has_no_authors(line: str) -> None:
    assert split_authors(line) in {None, ("and",)}


@pytest.mark.parametrize(
    "part", ["(", "a (", "a and ", " ", "for the ", "et al ", ", ", "^{1}", "(a", "\\& "]
)
def test_an_endless_authors_line_costs_no_more_than_its_length(part: str) -> None:
    split_authors(part * 50_000)  # quadratic work here would take minutes


# Dates

STAMPS = {
    "Wed, 1 Mar 2023 19:00:02 GMT   (1726kb,D)": Stamp("2023-03-01", "2023-03-01T19:00:02Z"),
    "Fri,  3 Mar 23 01:36:02 GMT": Stamp("2023-03-03", "2023-03-03T01:36:02Z"),
    "Thu, 2 Mar 2023 20:36:02 -0500 (EST)": Stamp("2023-03-02", "2023-03-03T01:36:02Z"),
    "Tue, 31 DEC 91 23:29:12 EST": Stamp("1991-12-31", "1992-01-01T04:29:12Z"),
    "Mon, 20 Jul 1992 16:50 CST   (7kb)": Stamp("1992-07-20", "1992-07-20T22:50:00Z"),
    "Thu, 2 JAN 92 12:17 N   (6kb)": Stamp("1992-01-02"),
    "Fri Jan  1 01:06:04 MET 1993.": Stamp("1993-01-01"),
    "Fri, Mar 3, 2023 at 2:36 AM": Stamp("2023-03-03"),
    "5 Sept 2020": Stamp("2020-09-05"),
}


@pytest.mark.parametrize("text", STAMPS)
def test_a_date_is_read_as_it_was_ever_written(text: str) -> None:
    assert read_stamp(text) == STAMPS[text]


@pytest.mark.parametrize(
    "text", ["", "31 Feb 2020", "today", "12:00:00 GMT", "March 2020", "1 Max 2020", "9" * 300]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_stamp(text) is None


# Blocks


def test_an_id_without_its_archive_gets_it_from_the_mailing_alone() -> None:
    paper = block(
        "Paper: 9207101\nDate: Mon, 20 Jul 92 16:50 CST\n\nTitle: T\nAuthors: A\nCategories: gr-qc\n"
    )
    subject = "Date: Tue, 21 Jul 92 02:00:00 GMT\nSubject: gr-qc daily title/abstract distribution\n\n"
    assert read(subject + paper)[0][0].arxiv_id == "gr-qc/9207101"
    assert read(paper)[0][0].arxiv_id == "9207101"


@pytest.mark.parametrize(
    ("header", "announced"),
    [
        ("Date: Tue,  4 Jun 24 00:51:30 GMT\nSubject: cs daily 346 new received\n", "2024-06-04"),
        ("Subject: cs daily Subj-class mailing\nDate: Mon, 3 Jun 2024 20:51:30 -0400\n", "2024-06-04"),
        ("Date: Tue,  4 Jun 24 00:51:30 GMT\nSubject: Fwd: cs daily Subj-class mailing\n", None),
        ("Date: Mon, Jun 3, 2024 at 8:51 PM\nSubject: cs daily Subj-class mailing\n", None),
        ("Date: Tue,  4 Jun 24 00:51:30 GMT\nSubject: lunch\n", None),
        ("Date: Tue,  4 Jun 20 00:51:30 GMT\nSubject: cs daily mailing\n", None),  # before the paper
        ("", None),
    ],
)  # fmt: skip
def test_the_day_of_announcement_is_that_of_the_mailing_where_it_is_certain(
    header: str, announced: str | None
) -> None:
    paper = block("arXiv:2406.00101\nDate: Fri, 31 May 2024 18:02:11 GMT\n\nTitle: T\nAuthors: A\n")
    assert read(header + "\n" + paper)[0][0].announced == announced


def test_a_replacement_has_a_day_of_update_only_and_no_abstract() -> None:
    text = block(
        "arXiv:2105.00103\nreplaced with revised version Mon, 3 Jun 2024 12:12:12 GMT   (9kb)\n\nTitle: T\n",
        "\\\\ ( https://arxiv.org/abs/2105.00103 ,  9kb)\n",
    )
    (record,), skipped, _ = read("Date: Tue,  4 Jun 24 00:51:30 GMT\nSubject: cs daily mailing\n" + text)
    assert (record.published, record.updated, record.announced) == (None, "2024-06-03", None)
    assert record.abstract is None
    assert not skipped


def test_a_block_without_an_end_is_skipped_and_the_next_is_read() -> None:
    endless = "".join(f"line {number} of words that never end\n" for number in range(20_000))
    good = block("arXiv:2406.00102\nDate: Fri, 31 May 2024 18:02:11 GMT\n\nTitle: Good\nAuthors: A\n")
    bad = f"{RULE}\n\\\\\narXiv:2406.00101\n\nTitle: Bad\nAuthors: A\n\\\\\n{endless}"
    records, skipped, _ = read(bad + good)
    assert [record.title for record in records] == ["Good"]
    assert {item.reason for item in skipped} == {"a block without an end"}


def test_a_rule_that_a_mail_program_broke_does_no_harm() -> None:
    text = block("arXiv:2406.00101\n\nTitle: One\n") + "----\n" + block("arXiv:2406.00102\n\nTitle: Two\n")
    assert [record.title for record in read(text)[0]] == ["One", "Two"]


def test_an_abs_file_is_told_from_a_listing() -> None:
    text = (FIXTURES / "arxiv-abs/revised.abs").read_text("utf-8")
    assert (arxiv_abs.likeness(text), arxiv_mail.likeness(text)) == (0.98, 0)
    assert (arxiv_abs.likeness(text + text), arxiv_mail.likeness(text + text)) == (0, 0.97)


@pytest.mark.parametrize(
    "text",
    ["", "\\\\", "\\\\\n\\\\\n", "Paper: accepted\nDate: today\n", "arXiv:2406.00101 is nice\n",
     "@article{x,\n}\n\\\\\n",
     "Title: A\nAuthors: B\n", "Date: Tue, 4 Jun 24\nSubject: cs daily mailing\n", "\\\\\nx\n" * 50],
)  # fmt: skip
def test_other_texts_are_no_listings(text: str) -> None:
    assert arxiv_mail.likeness(text) == arxiv_abs.likeness(text) == 0


# The real ones


@pytest.mark.skipif(not REAL.is_dir(), reason="needs ../shared/real")
@pytest.mark.parametrize(
    "name", ["astro-ph.0001", "astro-ph.9301", "astro-ph.new.HE", "math.new.AG", "q-fin.new.TR"]
)
def test_a_real_listing_gives_every_paper_that_grep_finds(name: str) -> None:
    raw = (REAL / name).read_bytes()
    text = raw.decode("utf-8", "replace")
    records, skipped, captured = read(raw)
    listed = re.findall(r"(?m)^(?:Paper[^:\n]*: |arXiv:)(\S+)", text)
    assert [re.sub(r"v\d+$", "", record.arxiv_id or "") for record in records] == listed
    titles = re.findall(r"(?m)^Title: (.*)", text)
    assert [record.title[:30].strip() for record in records] == [title[:30].strip() for title in titles]
    assert sum(record.published is not None for record in records) == len(
        re.findall(r"(?m)^Date: .*kb", text)
    )
    revised = set(re.findall(r"(?m)^(?:Date \(revised|replaced with)", text))
    assert bool(revised) == any(record.updated for record in records)
    assert all(record.authors and record.categories for record in records)
    assert sum(record.abstract is not None for record in records) == len(re.findall(r"(?m)^\\\\\n  \S", text))
    assert (captured is not None) == (".new." in name)
    assert not skipped
    assert (arxiv_abs.likeness(text), arxiv_mail.likeness(text)) == (0, 0.97)
