"""The sources of JSON that papertriage has of its own: what tells them, and the real files they must read."""

import ast
import datetime
import gzip
import io
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.export import record, to_json
from papertriage.model import Link, Organization, Page, Paper, Sighting
from papertriage.normalise import normalise
from papertriage.sources import arxiv_metadata, hf_json, json_records, papertriage_json
from papertriage.sources.content import Content
from papertriage.sources.detection import detect
from papertriage.sources.listed_authors import listed_authors
from papertriage.sources.protocol import Reader, Source

REAL = Path(__file__).resolve().parents[2] / "../shared/real"
DAYS = REAL / "bulk/hf_daily_2024-05_2026-08.tar.gz"
SLIM = REAL / "bulk/arxiv_2025-11_2026-08.jsonl.gz"
KAGGLE = REAL / "arxiv/kaggle/arxiv-metadata-oai-snapshot.head100.jsonl"
TODAY = datetime.date(2027, 1, 1)


def real(file: Path) -> Path:
    if not file.exists():
        pytest.skip(f"{file.name} is not here: it is one of the real files beside the repository")
    return file


def read_all(source: Any, raw: str | bytes) -> list[Sighting]:
    reader: Reader = source.reader(Content.of(raw))
    items = list(reader)
    assert reader.tally.unaccounted == 0
    assert all(isinstance(item, Sighting) for item in items), items
    return [item for item in items if isinstance(item, Sighting)]


def days() -> Iterator[bytes]:
    with tarfile.open(real(DAYS)) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".json") else None
            if file:
                yield file.read()


def rows_another_way(raw: bytes) -> list[dict[str, Any]]:
    """The standard library's reading, without ours."""
    value = json.loads(raw)
    rows = value["data"] if isinstance(value, dict) else value
    return [ast.literal_eval(row) if isinstance(row, str) else row for row in rows]


def test_every_day_of_hugging_face_is_read_whole() -> None:
    ids: set[str | None] = set()
    found_ids: set[str] = set()
    count = printed = files = 0
    for raw in days():
        files += 1
        assert hf_json.likeness(raw[:400_000].decode("utf-8", "ignore")) == 1.0
        records, expected = read_all(hf_json, raw), rows_another_way(raw)
        for sighting, row in zip(records, expected, strict=True):
            paper = row["paper"]
            assert sighting.arxiv_id == paper["id"]
            assert sighting.title == " ".join(paper["title"].split())
            assert sighting.published == paper["publishedAt"]
            assert sighting.authors == (tuple(author["name"] for author in paper["authors"]) or None)
            assert (sighting.upvotes, sighting.comments) == (paper["upvotes"], row["numComments"])
        ids |= {sighting.arxiv_id for sighting in records}
        found_ids |= {
            found.decode() for found in re.findall(rb"[\"']id[\"']: ?[\"'](\d{4}\.\d{5})[\"']", raw)
        }
        count += len(records)
        printed += len(re.findall(rb"^\s*\"\{'paper'", raw, re.MULTILINE))
    assert (files, count, printed) == (580, 9881, 300)
    assert len(ids) == 9877
    assert ids == found_ids
    assert sum(str(each).endswith("0") for each in ids) > 900


def test_the_day_in_an_object_lends_its_rows_its_date() -> None:
    (raw,) = [raw for raw in days() if raw.lstrip().startswith(b"{")]
    assert {record.listed for record in read_all(hf_json, raw)} == {"2025-01-10"}


def test_every_paper_of_the_bulk_of_arxiv_is_read() -> None:
    with gzip.open(real(SLIM)) as file:
        raw = file.read()
    assert arxiv_metadata.likeness(raw[:400_000].decode("utf-8", "ignore")) > 0.9
    records = read_all(arxiv_metadata, raw)
    lines = [json.loads(line) for line in io.BytesIO(raw)]
    assert len(records) == len(lines) == raw.count(b'{"id": "') == 53_637
    for sighting, line in zip(records, lines, strict=True):
        assert (sighting.arxiv_id, sighting.abstract) == (line["id"], line["abstract"] or None)
        assert sighting.authors == (tuple(line["authors"]) or None)
        assert sighting.categories[:1] == ((line["primary"],) if line["primary"] else ())
        assert set(sighting.categories) == set(line["categories"]) | ({line["primary"]} - {None, ""})
        assert sighting.published == line["published"]


def test_the_head_of_kaggle_s_snapshot_is_read() -> None:
    raw = real(KAGGLE).read_bytes()
    assert arxiv_metadata.likeness(raw.decode()) == 1.0
    records = read_all(arxiv_metadata, raw)
    rows = [json.loads(line) for line in raw.splitlines()]
    assert len(records) == len(rows) == raw.count(b'"authors_parsed"') == 100
    for sighting, row in zip(records, rows, strict=True):
        first, last = row["versions"][0], row["versions"][-1]
        cleaned = normalise(sighting, Page(), TODAY)
        assert (cleaned.arxiv_id, f"v{cleaned.arxiv_version}") == (row["id"], last["version"])
        assert sighting.published == in_email(first["created"])
        assert sighting.updated == in_email(last["created"])
        assert len(sighting.authors or ()) == len(row["authors_parsed"])
        assert sighting.categories == tuple(row["categories"].split())
        assert bool(sighting.doi) == bool(row["doi"])


def in_email(created: str) -> str:
    from email.utils import parsedate_to_datetime

    return parsedate_to_datetime(created).date().isoformat()


KNOWN = {
    hf_json: [
        '[{"paper": {"id": "2405.00010", "authors": [], "upvotes": 1}, "title": "x", "numComments": 0}]',
        "[\"{'paper': {'id': '2405.00010', 'authors': [], 'publishedAt': 'x'}, 'title': 'x'}\"]",
        '{"id": "2405.00010", "title": "x", "summary": "y", "publishedAt": "z", "upvotes": 1}',
    ],
    arxiv_metadata: [
        '{"id": "0704.0010", "title": "x", "authors_parsed": []}',
        '{"id": 704.001, "title": "x", "categories": "cs.LG", "update_date": "2008-11-26"}',
        '{"id": "2405.00010", "title": "x", "abstract": "y", "categories": ["cs.LG"]}',
    ],
    papertriage_json: [to_json(record(Paper(id="title:0", title="x")))],
    json_records: [
        '[{"title": "x", "doi": "10.9999/x"}]',
        '[{"Title": "x", "Abstract": "of it"}]',
        '{"papers": [{"title": "x", "authors": ["A B"], "year": 2020}]}',
        '[{"title": "x", "url": "https://arxiv.org/abs/2405.00010"}]',
    ],
}
UNKNOWN = [
    "",
    "[]",
    "{}",
    "[1, 2]",
    '["text"]',
    '{"error": "Invalid date"}',
    '[{"id": "2405.00010"}]',
    '[{"title": "x"}]',
    '[{"title": "x", "year": 1999}]',
    '[{"title": "x", "author": "y", "date": "2024-05-01", "url": "https://x.example"}]',
    '{"name": "heron", "version": "1.0", "author": "x", "dependencies": {}}',
    '{"cells": [], "metadata": {"title": "x", "authors": [{"name": "y"}]}, "nbformat": 4}',
    '{"title": ["x"], "abstract": {"a": 1}}',
    '{"level": "info", "message": "arXiv 2405.00010"}\n{"level": "info"}\n',
]


@pytest.mark.parametrize(("source", "text"), [(source, text) for source in KNOWN for text in KNOWN[source]])
def test_a_source_knows_its_own_and_no_other_does(source: Source, text: str) -> None:
    assert source.likeness(text) >= 0.3
    assert [other.name for other in KNOWN if other is not source and other.likeness(text) >= 0.3] == []


@pytest.mark.parametrize("text", UNKNOWN)
def test_other_json_is_nobody_s(text: str) -> None:
    assert [source.name for source in KNOWN if source.likeness(text) > 0] == []


facts = st.fixed_dictionaries(
    {
        "id": st.just("title:0"),
        "title": st.text("abc é", min_size=1).map(lambda title: f"T{title}".strip()),
        "abstract": st.none() | st.just("We count herons."),
        "authors": st.none() | st.just(("Ana Inventada", "Jan de Voorbeeld")),
        "organization": st.none() | st.just(Organization("heron-lab", "The Heron Laboratory")),
        "published": st.none() | st.dates(datetime.date(1991, 8, 1), TODAY).map(str),
        "updated": st.none() | st.just("2025-04-01"),
        "announced": st.none() | st.just("2025-03-05"),
        "listed": st.none() | st.just("2025-03-06"),
        "comments": st.none() | st.integers(0, 9),
        "upvotes": st.none() | st.integers(0, 9),
        "arxiv_id": st.none() | st.sampled_from(["2503.02130", "math/0309136"]),
        "arxiv_version": st.none() | st.integers(1, 99),
        "doi": st.none() | st.just("10.9999/heron.1"),
        "categories": st.sampled_from([(), ("cs.SD",), ("cs.SD", "cs.LG")]),
        "links": st.sampled_from([(), (Link("project", "https://herons.example.org/"),)]),
        "year": st.none() | st.integers(1900, 2026),
    }
)


def test_rows_of_which_some_have_no_abstract_are_no_page_of_titles_and_abstracts() -> None:
    long = "It is said at length what was done and how it was done, and what came of it in the end. " * 6
    rows = [
        {"title": f"A paper of this number {n}", "abstract": long * (n % 2), "doi": f"10.5555/{n}"}
        for n in range(12)
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    assert detect("rows.jsonl", text).name == "json-records"


@settings(max_examples=60, deadline=None)
@given(facts)
def test_an_export_reads_back_to_the_same_facts(members: dict[str, Any]) -> None:
    paper = Paper(**members)
    paper = paper._replace(
        arxiv_version=paper.arxiv_version if paper.arxiv_id else None,
        year=int(paper.published[:4]) if paper.published else paper.year,
        author_count=len(paper.authors) if paper.authors else None,
        title=" ".join(paper.title.split()),
    )
    (sighting,) = read_all(papertriage_json, to_json(record(paper)))
    cleaned = normalise(sighting, Page(), TODAY)
    assert not cleaned.faults
    for field in set(paper._fields) & set(cleaned._fields):
        assert getattr(cleaned, field) == getattr(paper, field), field


def test_an_id_that_was_repaired_is_repaired_again() -> None:
    paper = Paper("arxiv:2503.02130", "x", arxiv_id="2503.02130", repaired_from="2503.0213")
    (sighting,) = read_all(papertriage_json, to_json(record(paper)))
    cleaned = normalise(sighting, Page(), TODAY)
    assert (cleaned.arxiv_id, cleaned.repaired_from) == ("2503.02130", "2503.0213")


AUTHORS: list[tuple[Any, tuple[str, ...] | None]] = [
    (["Ana Inventada", "Voorbeeld, Jan de"], ("Ana Inventada", "Jan de Voorbeeld")),
    ("Ana Inventada, Jan de Voorbeeld", ("Ana Inventada", "Jan de Voorbeeld")),
    ("Ana Inventada and Jan de Voorbeeld", ("Ana Inventada", "Jan de Voorbeeld")),
    ("Inventada, Ana and Voorbeeld, Jan", ("Ana Inventada", "Jan Voorbeeld")),
    ("Inventada, Ana; Voorbeeld, Jan", ("Ana Inventada", "Jan Voorbeeld")),
    ("Inventada, Ana", ("Ana Inventada",)),
    ("['Ana Inventada', 'Jan Voorbeeld']", ("Ana Inventada", "Jan Voorbeeld")),
    ([{"given": "Ana", "family": "Inventada"}], ("Ana Inventada",)),
    ([{"First Name": "Ana", "last_name": "Inventada"}], ("Ana Inventada",)),
    ([{"author": {"display_name": "Ana Inventada"}}], ("Ana Inventada",)),
    ([["Inventada", "Ana", ""]], ("Ana Inventada",)),
    ({"name": "Ana Inventada"}, ("Ana Inventada",)),
    ("Ana Inventada et al.", None),
    (["Ana Inventada", "et al."], None),
    ("", None),
    (None, None),
    (7, None),
    ([None, 7, {}], None),
]


@pytest.mark.parametrize(("listed", "names"), AUTHORS)
def test_authors_are_read_however_they_are_listed(listed: Any, names: tuple[str, ...] | None) -> None:
    assert listed_authors(listed) == names
