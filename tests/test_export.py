"""What each export format writes, whole, for invented papers; and the table of formats."""

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from library_samples import fill
from papertriage.errors import NotFound, PapertriageError
from papertriage.export import (
    FORMATS,
    About,
    Format,
    Note,
    find_format,
    format_of_file,
    record,
    shared,
    table,
    to_json,
)
from papertriage.export.address import web_address
from papertriage.export.bibtex import tex_name
from papertriage.export.citation_key import KeyRing, bare_key
from papertriage.export.markdown import block, inline
from papertriage.export.record_line import record_line
from papertriage.export.tex import tex_title
from papertriage.library import Library, open_library
from papertriage.model import Evidence, Link, Organization, Paper, SightingRef, TopicHit
from papertriage.text import guarded

DATES = {"published", "updated", "announced", "listed", "first_seen"}
TEXTS = DATES | {"id", "title", "abstract", "arxiv_id", "doi", "state"}
DOCS = Path(__file__).resolve().parents[1] / "docs"
DATA = Path(__file__).with_name("exports")  # what the formats write that are longer, a file each

FULL = Paper(
    id="arxiv:2404.09999",
    title="GridMix: Text-to-Image DiT & Friends",
    abstract="We cut cost by 50%, see https://grid.example/a_b.",
    authors=("Ann Bée", "Cees de Wit"),
    author_count=2,
    organization=Organization("grid-lab", "Grid Lab"),
    published="2024-04-14",
    published_inferred=True,
    first_seen="2025-10-30",
    comments=1,
    upvotes=12,
    arxiv_id="2404.09999",
    arxiv_version=2,
    categories=("cs.CV", "cs.LG"),
    links=(Link("code", "https://grid.example/a_(b)"), Link("other", "javascript:alert(1)")),
    year=2024,
    topics=(
        TopicHit(
            "image-generation",
            4.5,
            (Evidence("title", 9, 22, "Text-to-Image"), Evidence("title", 23, 26, "DiT")),
        ),
        TopicHit("efficiency", 1.0, ()),
    ),
    state="accepted",
    sightings=(SightingRef("daily-papers", "oct.txt", 1, 9, 14),),
)
BARE = Paper(id="title:0123456789abcdef", title="=1+1", author_count=671)

WHOLE = {
    "csv": (
        "id,title,abstract,authors,author_count,organization,published,published_inferred,updated,announced,listed,"
        "first_seen,comments,upvotes,arxiv_id,arxiv_version,doi,categories,links,year,repaired_from,topics,state,"
        "sightings\r\n"
        "arxiv:2404.09999,GridMix: Text-to-Image DiT & Friends,"
        '"We cut cost by 50%, see https://grid.example/a_b.",'
        "Ann Bée; Cees de Wit,2,grid-lab Grid Lab,2024-04-14,true,,,,2025-10-30,1,12,2404.09999,2,,"
        "cs.CV; cs.LG,"
        "code:https://grid.example/a_(b); other:javascript:alert(1),2024,,"
        "image-generation; efficiency,accepted,"
        "daily-papers:oct.txt:1:9-14\r\n"
        "title:0123456789abcdef,'=1+1,,,671,,,false,,,,,,,,,,,,,,,unread,\r\n"
    ),
    "md": r"""# Papers

## [GridMix: Text-to-Image DiT & Friends](https://arxiv.org/abs/2404.09999)

Ann Bée, Cees de Wit · Grid Lab · 2024-04-14 (year inferred) · 12 upvotes · 1 comment · accepted

Topics: **image-generation** (“Text-to-Image”, “DiT”); **efficiency**

> We cut cost by 50%, see https\://grid.example/a\_b.

Links: [code](https://grid.example/a_%28b%29) · other javascript:alert(1)

## =1+1

671 authors

---

2 papers
""",
    "jsonl": (
        '{"id":"arxiv:2404.09999","title":"GridMix: Text-to-Image DiT & Friends",'
        '"abstract":"We cut cost by 50%, see https://grid.example/a_b.","authors":["Ann Bée","Cees de Wit"],'
        '"author_count":2,"organization":{"slug":"grid-lab","name":"Grid Lab"},"published":"2024-04-14",'
        '"published_inferred":true,"updated":null,"announced":null,"listed":null,"first_seen":"2025-10-30",'
        '"comments":1,"upvotes":12,"arxiv_id":"2404.09999","arxiv_version":2,"doi":null,'
        '"categories":["cs.CV","cs.LG"],"links":[{"kind":"code","url":"https://grid.example/a_(b)"},'
        '{"kind":"other","url":"javascript:alert(1)"}],"year":2024,"repaired_from":null,"topics":[{"name":"image-generation","score":4.5,'
        '"evidence":[{"field":"title","start":9,"end":22,"text":"Text-to-Image"},'
        '{"field":"title","start":23,"end":26,"text":"DiT"}]},{"name":"efficiency","score":1.0,"evidence":[]}],'
        '"state":"accepted","sightings":[{"source":"daily-papers","dump":"oct.txt","batch":1,"line_start":9,'
        '"line_end":14}]}\n'
        '{"id":"title:0123456789abcdef","title":"=1+1","abstract":null,"authors":null,"author_count":671,'
        '"organization":null,"published":null,"published_inferred":false,"updated":null,"announced":null,'
        '"listed":null,"first_seen":null,"comments":null,"upvotes":null,"arxiv_id":null,"arxiv_version":null,'
        '"doi":null,"categories":[],"links":[],"year":null,"repaired_from":null,"topics":[],"state":"unread","sightings":[]}\n'
    ),
    "bibtex": r"""@misc{bee2024gridmix,
  title = {{GridMix}: Text-to-Image {DiT} \& Friends},
  author = {Ann Bée and Cees de Wit},
  organization = {Grid Lab},
  year = {2024},
  month = apr,
  day = {14},
  eprint = {2404.09999},
  archivePrefix = {arXiv},
  primaryClass = {cs.CV},
  url = {https://arxiv.org/abs/2404.09999},
  abstract = {We cut cost by 50\%, see https://grid.example/a\_b.},
  keywords = {image-generation, efficiency},
  note = {year inferred},
  papertriage = {REST},
}

@misc{anon1,
  title = {=1+1},
  note = {671 authors},
}
""",
}
WHOLE["bibtex"] = WHOLE["bibtex"].replace(
    "{REST}",
    "{version: 2; categories: cs.CV, cs.LG; organization: grid-lab; year: inferred; comments: 1; "
    r"upvotes: 12; links: code https://grid.example/a\_(b), other javascript:alert(1)}",
)
WHOLE["ris"] = (
    "TY  - UNPB\r\nID  - arxiv:2404.09999\r\nTI  - GridMix: Text-to-Image DiT & Friends\r\n"
    "AU  - Bée, Ann\r\nAU  - Cees de Wit\r\nAB  - We cut cost by 50%, see https://grid.example/a_b.\r\n"
    "PY  - 2024\r\nDA  - 2024/04/14\r\nAN  - arXiv:2404.09999\r\n"
    "UR  - https://arxiv.org/abs/2404.09999\r\nKW  - image-generation\r\nKW  - efficiency\r\n"
    "N1  - papertriage: version: 2; categories: cs.CV, cs.LG; organization: grid-lab; name: Grid Lab; "
    "year: inferred; comments: 1; upvotes: 12; "
    "links: code https://grid.example/a_(b), other javascript:alert(1)\r\n"
    "ER  - \r\n\r\nTY  - GEN\r\nID  - title:0123456789abcdef\r\nTI  - =1+1\r\n"
    "N1  - papertriage: author_count: 671\r\nER  - \r\n"
)
WHOLE["csl-json"] = (
    '[\n{"id":"bee2024gridmix","type":"article","title":"GridMix: Text-to-Image DiT & Friends",'
    '"author":[{"family":"Bée","given":"Ann"},{"literal":"Cees de Wit"}],'
    '"issued":{"date-parts":[[2024,4,14]]},"abstract":"We cut cost by 50%, see https://grid.example/a_b.",'
    '"publisher":"arXiv","number":"arXiv:2404.09999","version":"2",'
    '"URL":"https://arxiv.org/abs/2404.09999","keyword":"image-generation, efficiency",'
    '"custom":{"papertriage":{"id":"arxiv:2404.09999","organization":{"slug":"grid-lab","name":"Grid Lab"},'
    '"published_inferred":true,"first_seen":"2025-10-30","comments":1,"upvotes":12,'
    '"arxiv_id":"2404.09999","arxiv_version":2,"categories":["cs.CV","cs.LG"],'
    '"links":[{"kind":"code","url":"https://grid.example/a_(b)"},'
    '{"kind":"other","url":"javascript:alert(1)"}],"state":"accepted"}}},\n'
    '{"id":"anon1","type":"article","title":"=1+1","custom":{"papertriage":'
    '{"id":"title:0123456789abcdef","author_count":671,"state":"unread"}}}\n]\n'
)
for format_ in FORMATS:
    if (written_ := DATA / f"two.{format_.extension}").exists():
        WHOLE[format_.name] = written_.read_bytes().decode()
WHOLE["json"] = "[\n" + ",\n".join(WHOLE["jsonl"].splitlines()) + "\n]\n"
NOTHING = {
    "csv": WHOLE["csv"].split("\r\n")[0] + "\r\n",
    "md": "# Papers\n\n---\n\n0 papers\n",
    "json": "[]\n",
    "csl-json": "[]\n",
    "tsv": WHOLE["csv"].split("\r\n")[0].replace(",", "\t") + "\n",
    "md-table": "".join(WHOLE["md-table"].splitlines(keepends=True)[:2]),
    "org": "".join(WHOLE["org"].splitlines(keepends=True)[:2]),
    "html": WHOLE["html"].partition("<article>")[0]
    + '<p class="count">0 papers</p>\n</main>\n</body>\n</html>\n',
    "atom": WHOLE["atom"].partition("<entry>")[0] + "<updated>1970-01-01T00:00:00Z</updated>\n</feed>\n",
}
each_format = pytest.mark.parametrize("each", FORMATS, ids=[each.name for each in FORMATS])
# Parquet's bytes are pyarrow's, of one version and another; what they say is read back in the laws.
each_text = pytest.mark.parametrize(
    "each", (texts := [each for each in FORMATS if each.name != "parquet"]), ids=[each.name for each in texts]
)


def joined(pieces: Iterable[Any]) -> str:
    """An export as text: of a folder the notes one after another, with their names."""
    return "".join([f"{each.name}\n{each.top}" if isinstance(each, Note) else each for each in pieces])


# --- the contract, over every registered format ---


@each_text
def test_a_format_writes_two_papers_exactly_so(each: Format) -> None:
    assert joined(each.chunks([FULL, BARE])) == WHOLE[each.name]


@each_text
def test_a_format_writes_no_papers_exactly_so(each: Format) -> None:
    assert joined(each.chunks([])) == NOTHING.get(each.name, "")


@each_text
def test_a_format_takes_a_generator_and_gives_pieces(each: Format) -> None:
    pieces = list(each.chunks(paper for paper in (FULL, BARE)))
    assert len(pieces) >= 2
    assert joined(pieces) == WHOLE[each.name]


def test_every_file_of_what_formats_write_is_a_format_s() -> None:
    assert {file.name for file in DATA.iterdir()} <= {f"two.{each.extension}" for each in FORMATS}


@each_format
def test_a_format_is_found_by_its_name_and_its_extension(each: Format) -> None:
    assert find_format(each.name) is each
    assert find_format(f".{each.extension.upper()}") is each


@each_format
def test_a_format_has_its_part_in_the_docs(each: Format) -> None:
    assert f"`{each.name}`" in (DOCS / "export.md").read_text("utf-8")


def test_every_field_of_the_record_is_in_the_docs() -> None:
    rows = [line for line in (DOCS / "record.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    assert [
        name for row in rows for name in row.split("|")[1].replace("`", "").replace(" ", "").split(",")
    ] == list(Paper._fields)


def test_names_and_extensions_are_each_their_own() -> None:
    assert len({each.name for each in FORMATS}) == len({each.extension for each in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize(
    ("wrong", "nearest"), [("markdwon", "md"), ("bibtx", "bibtex"), ("cvs", "csv"), ("json-l", "jsonl")]
)
def test_an_unknown_format_names_all_and_the_nearest(wrong: str, nearest: str) -> None:
    with pytest.raises(NotFound) as caught:
        find_format(wrong)
    assert str(caught.value) == (
        f"no format named '{wrong}'; there are: csv, tsv, md, md-table, md-list, txt, org, html, atom, "
        f"obsidian, jsonl, json, bibtex, biblatex, ris, csl-json, parquet (did you mean {nearest}?)"
    )


def test_an_unknown_format_near_to_none_names_all() -> None:
    with pytest.raises(NotFound, match=r"parquet$"):
        find_format("\x1b[31mzzzz" * 50)


def test_the_fast_line_puts_every_field_where_the_record_has_it() -> None:
    named = Paper._make(f"{name}?" if name in TEXTS else value for name, value in FULL._asdict().items())
    assert record_line(named) == to_json(record(named))


# --- CSV ---


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx", " =1", "'=1", "''-", "＝1"])
def test_the_guard_stands_before_a_formula(cell: str) -> None:
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize(
    "cell", ["", "x", "1", "'tis", "''", " x", "a=1", "x-y", "#1", "“=1”", "1-2", "(-1)"]
)
def test_the_guard_leaves_other_cells_alone(cell: str) -> None:
    assert guarded(cell) == cell


def test_csv_keeps_tabs_and_line_ends_and_no_other_control() -> None:
    text = "".join(find_format("csv").chunks([BARE._replace(title="a\tb\r\nc\x00\x1b[1m\x9b\x7f\ud800é")]))
    assert next(csv.DictReader(io.StringIO(text, newline="")))["title"] == "a\tb\r\nc[1m\ufffdé"


def test_csv_says_nothing_for_null_and_0_for_none() -> None:
    text = "".join(find_format("csv").chunks([BARE._replace(upvotes=0)]))
    row = next(csv.DictReader(io.StringIO(text, newline="")))
    assert (row["upvotes"], row["comments"]) == ("0", "")


# --- Markdown ---


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<script>", "&lt;script>"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("](javascript:x)", "\\](javascript:x)"),
        ("a | b", "a \\| b"),
        ("www.x.example", "www\\.x.example"),
        ("a\n\n# b", "a \\# b"),
        ("==x== %%y%%", "\\=\\=x\\=\\= \\%\\%y\\%\\%"),
    ],
)
def test_markup_in_words_is_escaped(text: str, written: str) -> None:
    assert inline(text) == written


@pytest.mark.parametrize(
    "text", ["AT&T & R&D, 50% of x = y", "C'est l'été – 王伟", "a-b (c), d: e? f! g.", "x -> y"]
)
def test_words_that_are_no_markup_stay(text: str) -> None:
    assert inline(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("- x", "\\- x"),
        (" + x", "\\+ x"),
        ("1. x", "1\\. x"),
        ("iv) x", "iv\\) x"),
        ("(2) x", "(2\\) x"),
        ("> x", "\\> x"),
        ("1986.", "1986\\."),
    ],
)
def test_words_do_not_begin_a_list_or_a_quote(text: str, written: str) -> None:
    assert block(text) == written


@pytest.mark.parametrize("text", ["We show", "1.5 times", "a.b", "Met. And", "3D", "(see) x"])
def test_words_that_begin_nothing_stay(text: str) -> None:
    assert block(text) == text


def test_many_authors_are_named_up_to_twenty() -> None:
    text = "".join(find_format("md").chunks([BARE._replace(authors=("A B",) * 23)]))
    assert ", ".join(["A B"] * 20) + " and 3 more\n" in text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example", "//x.example", "", "https://"]
)
def test_only_web_addresses_are_linked(url: str) -> None:
    assert web_address(url) is None


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://x.example/a_b?c=d&e#f", "https://x.example/a_b?c=d&e#f"),
        (" HTTP://x.example ", "HTTP://x.example"),
        ('https://x.example/") <b>', "https://x.example/%22%29%20%3Cb%3E"),
        ("https://x.example/é}", "https://x.example/%C3%A9%7D"),
    ],
)
def test_doubtful_characters_of_an_address_are_encoded(url: str, address: str) -> None:
    assert web_address(url) == address


# --- BibTeX ---


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Scaling LLMs with GPT-4", "Scaling {LLMs} with {GPT}-4"),
        ("NeurIPS in 3D", "{NeurIPS} in {3D}"),
        ("K-means and Q&A", "{K}-means and {Q}\\&{A}"),
        ("T5 learns H2O", "{T5} learns {H2O}"),
        (
            "100% of {x}_1^2 ~ $5",
            "100\\% of \\textbraceleft{}x\\textbraceright{}\\_1\\textasciicircum{}2 \\textasciitilde{} \\$5",
        ),
        ("a\\b", "a\\textbackslash{}b"),
    ],
)
def test_capitals_with_a_meaning_are_braced_and_signs_escaped(title: str, written: str) -> None:
    assert tex_title(title) == written


@pytest.mark.parametrize(
    "title",
    [
        "A Survey of Things",
        "Mixing: A Study",
        "Text-to-Image Generation",
        "Was ist Aufklärung?",
        "Élan Vital",
        "王伟",
    ],
)
def test_capitals_of_mere_style_are_not_braced(title: str) -> None:
    assert tex_title(title) == title


@pytest.mark.parametrize("name", ["Smith and Sons", "others", "King, Martin, Jr.", "and", ", x"])
def test_a_name_that_bibtex_would_take_apart_is_braced(name: str) -> None:
    assert tex_name(name) == f"{{{name}}}"


@pytest.mark.parametrize("name", ["Ann Bée", "Wit, Cees", "Anderson", "Brandand Xand", "DeepSeek-AI"])
def test_other_names_are_not_braced(name: str) -> None:
    assert tex_name(name) == name


def test_a_doi_is_written_as_it_is_and_gives_the_address() -> None:
    text = "".join(find_format("bibtex").chunks([BARE._replace(doi="10.1234/a_b<1>")]))
    assert "  doi = {10.1234/a_b<1>},\n  url = {https://doi.org/10.1234/a_b%3C1%3E},\n" in text


def test_an_id_does_not_end_its_braces() -> None:
    text = "".join(find_format("bibtex").chunks([BARE._replace(doi="10.1234/a}{b\\")]))
    assert "  doi = {10.1234/a%7D%7Bb%5C},\n" in text


@pytest.mark.parametrize(
    ("paper", "key"),
    [
        (FULL, "bee2024gridmix"),
        (FULL._replace(authors=("Łukasz O'Brien-Ñandú Jr.",)), "obriennandu2024gridmix"),
        (FULL._replace(authors=("de Wit, Cees",)), "wit2024gridmix"),
        (FULL._replace(authors=("王伟",)), "wangwei2024gridmix"),
        (FULL._replace(authors=("Пётр Иванов",)), "ivanov2024gridmix"),
        (FULL._replace(authors=("…",)), "gridlab2024gridmix"),
        (FULL._replace(authors=None, organization=None, published=None), "anon2024gridmix"),
        (FULL._replace(authors=None, organization=None, published=None, year=None), "anongridmix"),
        (FULL._replace(title="On the Use of Grids"), "bee2024grids"),
        (FULL._replace(title="What Is It?"), "bee2024what"),
        (FULL._replace(title="王伟"), "bee2024wangwei"),
        (FULL._replace(title="…"), "bee2024"),
    ],
)
def test_a_citation_key_is_author_year_word(paper: Paper, key: str) -> None:
    assert bare_key(paper) == key


def test_citation_keys_that_meet_get_letters_in_order() -> None:
    ring = KeyRing()
    keys = [ring.key(FULL) for _ in range(29)]
    assert [*keys[:3], *keys[26:]] == [
        f"bee2024gridmix{letter}" for letter in ("", "a", "b", "z", "aa", "ab")
    ]


def test_a_letter_never_makes_a_key_that_another_paper_has() -> None:
    ring = KeyRing()
    named_so = FULL._replace(title="GridMixa")
    assert [ring.key(each) for each in (FULL, named_so, FULL)] == [
        "bee2024gridmix",
        "bee2024gridmixa",
        "bee2024gridmixb",
    ]


# --- two processes ---


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of as many papers as fill two lots and a half."""
    folder = tmp_path_factory.mktemp("many")
    with open_library(folder, write=True) as library:
        fill(library, range(1, shared.LOT * 2 + 200))
    with open_library(folder) as library:
        yield library


def with_two(library: Library, name: str) -> str:
    about = About(title="Grids & more", excel=True)
    return "".join(shared.chunks(library, list(library.iter_pids()), find_format(name), about))


def with_one(library: Library, name: str) -> str:
    return "".join(find_format(name).chunks(library.iter_papers(), About(title="Grids & more", excel=True)))


@pytest.mark.parametrize("name", ["csv", "tsv", "jsonl", "md"])
def test_two_processes_write_what_one_writes(
    name: str, many: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    real = shared._lot

    def counted(*given: Any) -> str:
        made.append(len(given[1]))
        return real(*given)

    monkeypatch.setattr(shared, "_lot", counted)
    assert with_two(many, name) == with_one(many, name)
    assert made == [shared.LOT, 199]  # the second lot is the other process's


@pytest.mark.parametrize(
    "child",
    ["raise SystemExit", "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(b'\\0\\1\\0\\0x')"],
)
def test_what_a_second_process_does_not_give_is_made_here(
    child: str, many: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "_CHILD", child)
    assert with_two(many, "jsonl") == with_one(many, "jsonl")


def test_a_second_process_is_for_large_exports_of_formats_that_allow_it() -> None:
    assert {each.name for each in FORMATS if shared.can_be_shared(each, 10**9)} <= {
        "csv",
        "tsv",
        "jsonl",
        "md",
    }
    assert not any(shared.can_be_shared(each, shared.LARGE - 1) for each in FORMATS)


def test_a_library_of_numbers_tells_which_papers(many: Library) -> None:
    numbers = shared.Numbers(many.folder, many.db)
    assert [paper.id for paper in numbers.papers([3, 1])] == ["3", "1"]


# --- formats of other packages ---


def test_another_package_s_format_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = EntryPoint("mine", "papertriage.export.plain_text", table.ENTRY_POINTS)
    with pytest.raises(PapertriageError, match="there is a format named 'txt' already"):
        table.added([taken])
    theirs = ModuleType("theirs")
    theirs.__dict__.update(
        name="mine", extension="mine", what="Mine: titles", lost="all else",
        chunks=lambda papers, _: (f"{paper.title}\n" for paper in papers),
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "theirs", theirs)
    (found,) = table.added([EntryPoint("mine", "theirs", table.ENTRY_POINTS)])
    assert found.name == "mine"
    assert "".join(found.chunks([BARE, FULL], About())) == f"{BARE.title}\n{FULL.title}\n"


@pytest.mark.parametrize(
    ("value", "said"),
    [("no.such.module", "cannot be loaded"), ("papertriage.ids", "is no format: it has no name")],
)
def test_a_format_that_is_none_names_its_entry_point(value: str, said: str) -> None:
    with pytest.raises(PapertriageError, match=f"the added format mine = {value}.*{said}"):
        table.added([EntryPoint("mine", value, table.ENTRY_POINTS)])


def test_a_file_s_format_is_told_by_the_longest_ending() -> None:
    names = {"a.md": "md", "a.table.md": "md-table", "A.BIB": "bibtex", "x.biblatex.bib": "biblatex"}
    found = {name: format_of_file(name) for name in names}
    assert {name: each.name for name, each in found.items() if each} == names
    assert format_of_file("a.doc") is None
    assert format_of_file("-") is None
