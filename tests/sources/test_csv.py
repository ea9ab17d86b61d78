"""Tables of papers: names of columns, cells, days, stray quotes, our own export, and the real files."""

import csv
import datetime
import gzip
import io
from pathlib import Path

import pytest

from papertriage.export import find_format
from papertriage.model import Furniture, Link, Organization, Page, Paper, Sighting, Skipped
from papertriage.normalise import normalise
from papertriage.sources import Content, csv_table
from papertriage.sources.author_cells import split_cell
from papertriage.sources.columns import certainty, folded
from papertriage.sources.protocol import Item
from papertriage.sources.table_dates import whole_day, year_in

SHARED = Path(__file__).resolve().parents[2] / "../shared"
TODAY = datetime.date(2026, 8, 1)


def everything(text: str | bytes) -> tuple[list[Item], int]:
    reader = csv_table.reader(Content.of(text))
    items = list(reader)
    assert reader.tally.unaccounted == 0
    return items, reader.tally.total


def read(text: str | bytes) -> list[Sighting]:
    return [item for item in everything(text)[0] if isinstance(item, Sighting)]


# Columns

PAPERS = [
    "title,abstract", "record_id,title,abstract,label_included", "Title,DOI", "Titles,Summaries,Terms",
    "Key,Item Type,Publication Year,Author,Title,DOI", "Authors,Title,Year,Source title,EID",
    "PMID,Title,Authors,Citation,First Author,Journal/Book", "PT\tAU\tTI\tSO\tPY", "title,authors,year",
    "Document Title,Authors,Publication Title", "Cites,Authors,Title,Year,Source", "title,included,year",
    "Lens ID,Title,Date Published,Source Title,Author/s,Abstract", "id,title,authors,categories,update_date",
]  # fmt: skip
OTHERS = [
    "a,b", "Name,Title,Department,Email", "title,author,price,isbn,genre", "title,year,genre,director,rating",
    "Title", "title,url", "job title,abstract", "order,product,quantity,price", "title,description",
    "abstract,authors,doi", "employee,title,salary,summary", "Title,Artist,Album,Year",
    "bookID,title,authors,average_rating,isbn,isbn13", "",
    "title,authors are words,of prose", "show,season,episode,title,summary,duration",
]  # fmt: skip


@pytest.mark.parametrize("header", PAPERS)
def test_a_header_of_papers_is_known(header: str) -> None:
    assert certainty(folded(header.split("\t" if "\t" in header else ","))) >= 0.5
    assert csv_table.likeness(header + "\n") >= 0.5


@pytest.mark.parametrize("header", OTHERS)
def test_a_header_of_other_things_is_not(header: str) -> None:
    row = ",".join("x" for _ in header.split(","))
    assert csv_table.likeness(f"{header}\n{row}\n") == 0


@pytest.mark.parametrize(
    "text",
    ["title, abstract = words\nfor x in y:\n    pass\n", "Title, Abstract\n\nWords, and more, and more.\n"],
)
def test_code_and_prose_are_no_tables(text: str) -> None:
    assert csv_table.likeness(text) < 0.3


@pytest.mark.parametrize(
    "name",
    [
        "Publication Year",
        "publication_year",
        "PUBLICATION-YEAR",
        ' "Publication year"',
        "\ufeffPublication.Year",
    ],
)
def test_names_of_columns_are_folded(name: str) -> None:
    assert folded([name]) == ["publicationyear"]


# Cells

AUTHORS = {
    "Liu R., Adler D.G.": ("Liu R.", "Adler D.G."),
    "Quill A, Fern B.": ("Quill A", "Fern B"),
    "['Marx, Karl', \"O'Neil, Ann\"]": ("Marx, Karl", "O'Neil, Ann"),
    '["Ada Quill", "Bo Fern"]': ("Ada Quill", "Bo Fern"),
    "['Ada Quill' 'Bo Fern']": ("Ada Quill", "Bo Fern"),
    "[{'authorId': '1', 'name': 'Ada Quill'}]": ("Ada Quill",),
    "[['Quill', 'A.', ''], ['Fern', 'B.', 'Jr.']]": ("A. Quill", "B. Fern Jr."),
    "Quill, Ada; Fern, Bo; ": ("Quill, Ada", "Fern, Bo"),
    "Quill, Ada (57200000001); Fern, Bo (57200000002)": ("Quill, Ada", "Fern, Bo"),
    "Quill, A., Fern, B. C.": ("Quill, A.", "Fern, B. C."),
    "Quill, A. and Fern, B. C.": ("Quill, A.", "Fern, B. C."),
    "Ada Quill, Bo Fern and Cy Dune": ("Ada Quill", "Bo Fern", "Cy Dune"),
    "Ada Quill and Bo Fern": ("Ada Quill", "Bo Fern"),
    "A Quill, B Fern…": ("A Quill", "B Fern"),
    "Quill A, Fern B, et al.": ("Quill A", "Fern B"),
    "Ada Quill|Bo Fern": ("Ada Quill", "Bo Fern"),
    "A. Quill (Nowhere), B. Fern": ("A. Quill", "B. Fern"),
    "Sam Dove, Jr., Bo Fern": ("Sam Dove Jr.", "Bo Fern"),
}
ONE = [
    "Quill, Ada",
    "Quill, A.",
    "van der Fern, B.",
    "Fern Loom, Bo",
    "Ada Quill",
    "Plato",
    "Andersson",
    "Institute of Sand",
]


@pytest.mark.parametrize("cell", AUTHORS)
def test_a_cell_of_authors_is_parted_into_names(cell: str) -> None:
    assert split_cell(cell) == AUTHORS[cell]


@pytest.mark.parametrize("cell", ONE)
def test_a_cell_with_one_author_is_not_parted(cell: str) -> None:
    assert split_cell(cell) == (cell,)


@pytest.mark.parametrize("cell", ["", " ", ";", "[]", "[[]]", "1, 2", "et al."])
def test_a_cell_without_names_has_no_authors(cell: str) -> None:
    assert split_cell(cell) is None


DAYS = {
    "2024-06-03": "2024-06-03", "2024-06-03T08:00:00Z": "2024-06-03", "2024/3/1": "2024-03-01",
    "20240301": "2024-03-01",
    "12 March 2020": "2020-03-12", "March 12, 2020": "2020-03-12", "12-Mar-2020": "2020-03-12",
    "2020 Mar 12": "2020-03-12",
    "25/12/2020": "2020-12-25", "12/25/2020": "2020-12-25", "04/04/2020": "2020-04-04",
    "25.12.2020": "2020-12-25",
    "2024.03.01": "2024-03-01",
}  # fmt: skip
NO_DAYS = [
    "",
    "2020",
    "Mar 2020",
    "03/2020",
    "2020-03",
    "03/04/2020",
    "31/12/20",
    "2020-02-30",
    "12 Mar",
    "2014//",
    "soon",
]


@pytest.mark.parametrize("cell", DAYS)
def test_a_whole_day_is_read(cell: str) -> None:
    assert whole_day(cell) == DAYS[cell]


@pytest.mark.parametrize("cell", NO_DAYS)
def test_what_is_no_whole_day_or_two_is_none(cell: str) -> None:
    assert whole_day(cell) is None


def test_a_year_is_read_from_a_cell() -> None:
    assert [year_in(cell) for cell in ("2014", "2014.0", "2014//", "Mar 2014", "20145", "", "n.d.", "0")] == [
        2014, 2014, 2014, 2014, None, None, None, None,
    ]  # fmt: skip


# Rows


def test_ids_stay_text() -> None:
    text = "id,title,abstract,terms\n" + "".join(
        f"{each},A,x,cs.XY\n" for each in ("704.0001", "1512.03070", "12345")
    )
    assert [record.arxiv_id for record in read(text)] == ["704.0001", "1512.03070", None]


@pytest.mark.parametrize("number", ["17", "12.5", "704.01", "2503.02", "1001.5", "0.0001", "2413.0213"])
def test_a_number_in_a_table_of_other_papers_is_no_id(number: str) -> None:
    assert read(f"id,title,abstract\n{number},A,x\n")[0].arxiv_id is None


def test_a_number_that_only_an_arxiv_id_can_have_become_is_listed_as_it_stands() -> None:
    records = read("id,title,abstract\n704.0001,A,x\n2503.0213,B,y\n")
    assert [record.arxiv_id for record in records] == ["704.0001", "2503.0213"]


def test_an_arxiv_id_is_found_where_a_cell_says_that_it_is_one() -> None:
    rows = ["A,https://arxiv.org/abs/2406.00101v2,,,", "B,,arXiv: 2406.00102 [cs],,", "C,,,2406.00103,"]
    text = "\n".join(["title,url,extra,number,doi", *rows])
    assert [record.arxiv_id for record in read(text)] == ["2406.00101v2", "2406.00102", None]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_gives_the_same(delimiter: str) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(
        [
            ["Authors", "Year", "Title", "Abstract"],
            ["Quill, Ada; Fern, Bo", "2024", "One, two; three|\tfour", 'A "b"\r\nc, d; e|f'],
        ]
    )
    (record,) = read(stream.getvalue())
    assert (record.title, record.abstract) == ("One, two; three| four", 'A "b"\nc, d; e|f')
    assert (record.authors, record.year) == (("Quill, Ada", "Fern, Bo"), 2024)


def test_a_quote_without_its_end_takes_no_other_row() -> None:
    rows = "".join(f"Title {number},Words.\n" for number in range(5_000))
    items, total = everything(f'title,abstract\nFirst,x\nBad,"never closed\n{rows}')
    titles = [item.title for item in items if isinstance(item, Sighting)]
    assert titles == ["First", *(f"Title {number}" for number in range(5_000))]
    assert [item.raw for item in items if isinstance(item, Skipped)] == ['Bad,"never closed']
    assert total == 5_002


def test_many_stray_quotes_cost_no_more_than_the_length_of_the_file() -> None:
    rows = "".join(
        f'Title {number},"never closed {number}\n' if number % 3 else f"T{number},ok\n"
        for number in range(60_000)
    )
    items, total = everything("title,abstract\n" + rows)
    assert sum(isinstance(item, Skipped) for item in items) > 0
    assert total == len(items)


def test_rows_over_many_lines_are_one_entry() -> None:
    abstract = "a line, and another\n" * 300
    items, total = everything(f'title,abstract\nOne,"{abstract}"\nTwo,"x"\n')
    assert [type(item) for item in items] == [Sighting, Sighting]
    assert total == 2


def test_empty_rows_and_names_again_are_furniture_and_other_rows_skipped() -> None:
    items, _ = everything("title,abstract\nA,x\n,\n\ntitle,abstract\nB\nC,x,y\n,z\n\0D,x\n")
    assert [type(item) for item in items] == [
        Sighting,
        Furniture,
        Furniture,
        Skipped,
        Skipped,
        Skipped,
        Sighting,
    ]
    assert [item.reason for item in items if isinstance(item, Skipped)] == [
        "1 cells where 2 are named",
        "3 cells where 2 are named",
        "no title",
    ]


def test_comments_of_authors_are_no_count() -> None:
    assert read("title,abstract,comments\nA,x,12\n")[0].comments is None
    assert read("title,abstract,comments,upvotes\nA,x,12,0\n")[0].comments == 12


# Our own

FULL = Paper(
    id="arxiv:2406.00101", title="=A title",
    abstract="-An abstract, with \"quotes\"\nand lines", authors=("Ada Quill", "Fern, Bo"),
    author_count=2, organization=Organization("nowhere-lab", "Nowhere Lab"),
    published="2024-06-03", updated="2024-06-04",
    announced="2024-06-05", listed="2024-06-06", first_seen="2024-06-07",
    comments=0, upvotes=12, arxiv_id="2406.00101",
    arxiv_version=2, doi="10.99999/cranes.1", categories=("cs.XY", "cs.RO"), year=2024,
    links=(Link("code", "https://github.com/nobody/cranes"), Link("project", "https://cranes.example/")),
)  # fmt: skip
OURS = [
    FULL,
    Paper(id="title:0123456789abcdef", title="+ Alone", year=2019),
    FULL._replace(arxiv_id="2406.00120", arxiv_version=None, repaired_from="2406.0012"),
    FULL._replace(
        published_inferred=True, doi=None, organization=None, abstract=None, authors=None, author_count=7
    ),
]
SHARED_FIELDS = set(Paper._fields) - {"id", "first_seen", "topics", "state", "sightings"}


@pytest.mark.parametrize("paper", OURS, ids=lambda paper: paper.id)
def test_our_own_export_reads_back_to_the_same_record(paper: Paper) -> None:
    text = "".join(find_format("csv").chunks([paper]))
    (record,) = read(text)
    cleaned = normalise(record, Page(), TODAY)
    for field in SHARED_FIELDS:
        expected = getattr(paper, field)
        expected = " ".join(expected.split()) if field == "abstract" and expected else expected
        assert getattr(cleaned, field) == expected, field
    assert csv_table.likeness(text) > 0.9


# The real ones


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
@pytest.mark.parametrize(
    "file",
    [*(SHARED / "real/biblio/csv").glob("*"), *(SHARED / "bench/screening").glob("*.csv.gz")],
    ids=lambda file: file.name,
)
def test_a_real_table_gives_every_row_that_the_csv_module_finds(file: Path) -> None:
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    text = raw.decode("utf-8")
    delimiter = {"generic_semicolon.csv": ";", "generic_tab.tsv": "\t"}.get(file.name, ",")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    items, total = everything(raw)
    records = [item for item in items if isinstance(item, Sighting)]
    assert len(records) == total == len(rows) > 0
    title, abstract = ("Title", "Abstract") if file.name == "embase.csv" else ("title", "abstract")
    assert [record.title for record in records] == [" ".join(row[title].split()) for row in rows]
    assert [record.abstract or "" for record in records] == [
        row[abstract].strip().replace("\r\n", "\n") for row in rows
    ]
    assert csv_table.likeness(text[:400_000]) > 0.9
