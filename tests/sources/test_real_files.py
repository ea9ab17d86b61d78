"""Files that other people saved: each goes to its source, to no other, and nothing of it is lost."""

import io
import re
from pathlib import Path

import pytest

from papertriage.sources import SOURCES, Content, Dump, Part, detect, find_source, parts
from source_samples import read

REAL = Path(__file__).resolve().parents[2] / "../shared/real"
SOURCE_OF = {
    "arxiv/atom": "arxiv-atom",
    "arxiv/email": "arxiv-mail",
    "arxiv/kaggle": "arxiv-metadata",
    "arxiv/oai": "arxiv-oai",
    "arxiv/rss": "arxiv-rss",
    "biblio/bibtex": "bibtex",
    "biblio/csv": "csv",
    "biblio/ris": "ris",
    "hf_html": "hf-html",
    "hf_text": "daily-papers",
}
FILES = [(file, source) for folder, source in SOURCE_OF.items() for file in sorted((REAL / folder).glob("*"))]
BULK = REAL / "bulk"
MOST_SKIPPED = {"3.bib": 1, "id_abc_s0_m100_b79c8dcf6bc3.400.xml": 1}  # no title; an error of the API
MOST_SKIPPED["search_2026-06-29_html2text_excerpt.txt"] = 1  # breaks off within a record

pytestmark = pytest.mark.skipif(
    not REAL.exists(), reason="other people's files (../shared/real) are not here"
)


def content(part: Part) -> tuple[Content, str]:
    assert part.dump is not None, part
    with part.dump as dump:
        encoding = dump.facts().encoding
        raw = b"".join(dump.pieces())
    held = Dump(part.name, io.BytesIO(raw))
    return Content(held, encoding), held.head(encoding)


def test_every_kind_of_real_file_is_here() -> None:
    assert {source for _, source in FILES} == set(SOURCE_OF.values())


@pytest.mark.parametrize(("file", "source"), FILES, ids=lambda value: getattr(value, "name", value))
def test_a_real_file_goes_to_its_source_and_is_read_whole(file: Path, source: str) -> None:
    (part,) = parts(str(file))
    text, head = content(part)
    likeness = {each.name: each.likeness(head) for each in SOURCES}
    assert detect(file.name, head).name == source
    assert [name for name, value in likeness.items() if value >= likeness[source]] == [source], likeness
    _, skipped, reader = read(find_source(source), text)
    assert reader.tally.unaccounted == 0
    assert len(skipped) <= MOST_SKIPPED.get(file.name, 0), skipped


def test_two_years_of_daily_papers_are_read_whole() -> None:
    """Counted another way: the ids that stand before a title, in whatever quotes."""
    said = re.compile(rb"""["']id["']: ?\\?["'](\d{4}\.\d{5})\\?["']""")
    ids: set[str] = set()
    counted: set[bytes] = set()
    for part in parts(str(BULK / "hf_daily_2024-05_2026-08.tar.gz")):
        text, head = content(part)
        counted.update(said.findall(text.whole()))
        assert detect(part.name, head).name == "hf-json"
        records, skipped, _ = read(find_source("hf-json"), text)
        assert not skipped
        assert not [record for record in records if "\n" in record.title]
        ids.update(record.arxiv_id or "" for record in records)
    assert len(ids) == 9_877
    assert {each.decode() for each in counted} == ids
    assert any(each.endswith("0") for each in ids)


def test_nine_months_of_arxiv_are_read_whole() -> None:
    (part,) = parts(str(BULK / "arxiv_2025-11_2026-08.jsonl.gz"))
    text, head = content(part)
    assert detect(part.name, head).name == "arxiv-metadata"
    records, skipped, _ = read(find_source("arxiv-metadata"), text)
    assert (len({record.arxiv_id for record in records}), len(skipped)) == (53_637, 0)
