"""`papertriage export`: formats by name, folders of notes, --check, --excel, --template, keys that stay."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from cli_program import Program
from papertriage.export.obsidian import MARKER

KEY = "anon2025pocket"


def keys_in(text: str) -> set[str]:
    return set(re.findall(r"\banon(?:20[0-9]{2})[a-z]+", text))


def test_the_output_s_name_tells_the_format(home: Path, program: Program) -> None:
    for name, begins in (
        ("x.bib", "@misc{"),
        ("x.CSV", "id,title"),
        ("x.html", "<!DOCTYPE html>"),
        ("x.table.md", "| paper |"),
        ("x.md", "# Papers"),
        ("x.csl.json", '[\n{"id":"anon'),
        ("x.json", '[\n{"id":"title:'),
        ("x.what", '{"id":'),
    ):
        assert program(home, "export", "-o", name).code == 0
        assert (home / name).read_text("utf-8").startswith(begins), name


def test_a_named_format_comes_before_the_output_s_name(home: Path, program: Program) -> None:
    assert program(home, "export", "-f", "md", "-o", "x.csv").code == 0
    assert (home / "x.csv").read_text("utf-8").startswith("# Papers")


def test_a_page_is_titled_by_the_query_or_as_asked(home: Path, program: Program) -> None:
    assert "<title>cache &lt;b&gt;</title>" in program(home, "export", "-f", "html", "cache", "<b>").out
    assert "<title>Tuesday</title>" in program(
        home, "export", "-f", "atom", "--title", "Tuesday"
    ).out.replace("<title>Tuesday</title>", "<title>Tuesday</title>")


def test_a_feed_says_when_it_changed_before_its_entries(home: Path, program: Program) -> None:
    feed = program(home, "export", "-f", "atom").out
    assert feed.index("<updated>") < feed.index("<entry>")
    assert max(part[:20] for part in feed.split("<updated>")[2:]) == feed.split("<updated>")[1][:20]


def test_excel_gets_a_mark_and_ids_as_text(home: Path, program: Program) -> None:
    (home / "ids.jsonl").write_text(
        '{"id":"arxiv:2404.02900","title":"007","arxiv_id":"2404.02900","published":"2024-04-03"}\n', "utf-8"
    )
    assert program(home, "ingest", "ids.jsonl").code == 0
    for form, separator in (("csv", ","), ("tsv", "\t")):
        text = program(home, "export", "-f", form, "--excel").out
        assert text.startswith("\ufeffid")
        rows = list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=separator))
        (row,) = [row for row in rows if row["id"] == "arxiv:2404.02900"]
        assert (row["arxiv_id"], row["title"], row["published"]) == ("'2404.02900", "'007", "2024-04-03")
    assert not program(home, "export", "-f", "csv").out.startswith("\ufeff")


def test_an_export_for_excel_is_read_back(home: Path, program: Program) -> None:
    program(home, "export", "-f", "csv", "--excel", "-o", "x.csv")
    assert program(home, "ingest", "x.csv", "--library", "other", "--strict").code == 0
    before = [json.loads(line)["id"] for line in program(home, "export", "--sort", "title").out.splitlines()]
    again = program(home, "export", "--sort", "title", "--library", "other").out
    assert [json.loads(line)["id"] for line in again.splitlines()] == before


def test_check_says_whether_a_file_is_as_it_would_be_written(home: Path, program: Program) -> None:
    missing = program(home, "export", "-o", "x.csv", "--check")
    assert (missing.code, missing.out, missing.err) == (1, "", "x.csv: is not there\n")
    program(home, "export", "-o", "x.csv")
    assert program(home, "export", "-o", "x.csv", "--check") == (0, "", "")
    text = (home / "x.csv").read_bytes()
    (home / "x.csv").write_bytes(text.replace(b"\r\n", b"\n", 2).replace(b"\n", b"\r\n", 1))
    assert program(home, "export", "-o", "x.csv", "--check").err == "x.csv: differs from line 2 on\n"
    (home / "x.csv").write_bytes(text + b"more")
    assert "goes on where it would end" in program(home, "export", "-o", "x.csv", "--check").err
    (home / "x.csv").write_bytes(text[:-9])
    assert program(home, "export", "-o", "x.csv", "--check").code == 1
    assert (home / "x.csv").read_bytes() == text[:-9]  # nothing was written


def test_check_stores_no_keys(home: Path, program: Program) -> None:
    assert program(home, "export", "-o", "x.bib", "--check").code == 1
    program(home, "export", "-f", "bibtex", "--sort", "title", "-o", "y.bib")
    assert program(home, "export", "-f", "bibtex", "--sort", "title", "-o", "y.bib", "--check").code == 0


def test_check_needs_an_output(home: Path, program: Program) -> None:
    ran = program(home, "export", "--check")
    assert (ran.code, ran.err) == (
        2,
        "papertriage: --check compares with what is on disk: name that with --output\n",
    )


def test_notes_keep_what_the_reader_wrote(home: Path, program: Program) -> None:
    first = program(home, "export", "-f", "obsidian", "-o", "vault")
    assert first.code == 0
    note = home / "vault" / f"{KEY}.md"
    ours = note.read_bytes()
    mine = b"\r\n# Mine\n\xff\xfe not UTF-8\n" + MARKER.encode() + b"\n"
    note.write_bytes(ours.replace(b"---\n", b"---\ntags:\n  - mine\nrating: 5 # of 5\n", 1) + mine)
    program(home, "accept", "pocket ledger")
    again = program(home, "export", "-f", "obsidian", "-o", "vault")
    assert again.err.endswith(": 1 notes; 4 were so already\n"), again.err
    text = note.read_bytes()
    assert text.endswith(b"\n" + MARKER.encode() + b"\n" + mine)
    assert b'state: "accepted"\ntags:\n  - mine\nrating: 5 # of 5\n---\n' in text
    assert program(home, "export", "-f", "obsidian", "-o", "vault", "--check") == (0, "", "")


def test_a_note_without_the_line_is_the_reader_s_own(home: Path, program: Program) -> None:
    (home / "vault").mkdir()
    (home / "vault" / f"{KEY}.md").write_text("my own words\n")
    ran = program(home, "export", "-f", "obsidian", "-o", "vault")
    assert ran.code == 1
    assert f"vault/{KEY}.md: left alone" in ran.err
    assert (home / "vault" / f"{KEY}.md").read_text() == "my own words\n"
    assert len(list((home / "vault").iterdir())) == 5
    assert program(home, "export", "-f", "obsidian", "-o", "vault", "--check").code == 1


def test_notes_that_are_not_as_they_would_be_are_named(home: Path, program: Program) -> None:
    program(home, "export", "-f", "obsidian", "-o", "vault")
    (home / "vault" / f"{KEY}.md").unlink()
    ran = program(home, "export", "-f", "obsidian", "-o", "vault", "--check")
    assert (ran.code, ran.err) == (1, f"vault/{KEY}.md: is not there\n")


def test_notes_need_a_folder(home: Path, program: Program) -> None:
    assert program(home, "export", "-f", "obsidian").code == 2


@pytest.mark.parametrize("form", ["bibtex", "csl-json", "org"])
def test_keys_are_the_same_in_every_format_and_order(form: str, home: Path, program: Program) -> None:
    program(home, "export", "-f", "biblatex", "--sort", "title", "-o", "x.bib")
    first = program(home, "export", "-f", form, "--sort", "title").out
    second = program(home, "export", "-f", form, "--sort", "published").out
    assert KEY in first
    assert keys_in(first) == keys_in(second)
    assert len(keys_in(first)) == 4


def test_a_template_writes_its_own_format(home: Path, program: Program) -> None:
    (home / "t.tex.j2").write_text(
        "{% for p in papers %}\n\\item {{ p.title | tex_title }} ({{ p.key }})\n{% endfor %}"
    )
    ran = program(home, "export", "--template", "t.tex.j2", "pocket")
    assert ran.out == f"\\item Pocket Ledger: {{KV}} Cache Compression for Forgetful Models ({KEY})\n"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"{% for %}", "papertriage: t.j2:1: "),
        (b"{{ papers.x }}", "papertriage: t.j2:1: "),
        (b"\xff", "papertriage: t.j2: is not UTF-8 (byte 0)"),
        (b" " * 1_000_001, "papertriage: t.j2: a template of more than 1,000,000 bytes"),
    ],
    ids=["syntax", "name", "encoding", "size"],
)
def test_a_template_s_fault_is_one_line_and_writes_nothing(
    source: bytes, said: str, home: Path, program: Program
) -> None:
    (home / "t.j2").write_bytes(source)
    ran = program(home, "export", "--template", "t.j2", "-o", "x.txt")
    assert ran.code == 1
    assert ran.err.startswith(said)
    assert ran.err.count("\n") == 1
    assert not (home / "x.txt").exists()


def test_a_template_that_is_not_there_is_said(home: Path, program: Program) -> None:
    assert program(home, "export", "--template", "no.j2").code == 1
    assert program(home, "export", "--template", "no.j2", "-f", "md").code == 2


def test_parquet_is_not_for_a_terminal(home: Path, terminal: Program) -> None:
    ran = terminal(home, "export", "-f", "parquet")
    assert (ran.code, "name a file with --output" in ran.out) == (2, True)


def test_parquet_goes_through_a_pipe(home: Path, process: Program) -> None:
    assert process(home, "export", "-f", "parquet", "-o", "x.parquet").code == 0
    assert (home / "x.parquet").read_bytes()[:4] == b"PAR1"
