"""Every invented page, through every converter, yields its records, less only what was really dropped.

The folder is the suite: `fixtures/daily_papers/converted/` holds the texts, `answers/` what the pages say,
`converted/dropped.toml` what each text has lost and why. `fixtures/daily_papers/README.md` describes them.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from papertriage.ids import parse_arxiv
from papertriage.model import Furniture, Organization, PrintedDate, Sighting, Skipped
from papertriage.sources.protocol import Item, Reader
from papertriage.sources.reading import DailyPapers

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "daily_papers"
FILES = sorted(file for file in (FIXTURES / "converted").iterdir() if file.name != "dropped.toml")
PAGES = sorted(file.stem for file in (FIXTURES / "pages").iterdir())
DROPPED = tomllib.loads((FIXTURES / "converted" / "dropped.toml").read_text(encoding="utf-8"))
FIELDS = (
    "abstract",
    "is_summary",
    "author_count",
    "organization",
    "printed",
    "comments",
    "upvotes",
    "arxiv_id",
)
# These break lines after a hyphen or a slash too, so that a broken word cannot be joined with certainty.
BREAK_INSIDE_WORDS = frozenset({"html2text", "html2text-refs", "html2text-nolinks", "w3m"})
# These leave the text's own backslashes alone: `\"` may be the author's or an escape; both are right.
LEAVE_BACKSLASHES = frozenset(
    {
        "html2text",
        "html2text-nowrap",
        "html2text-refs",
        "html2text-nolinks",
        "markdownify",
        "markdownify-atx",
        "scraper",
        "trafilatura-links",
    }
)


class Expected(NamedTuple):
    """One card of a page: what the page says of it, and which fields the converter has dropped."""

    record: dict[str, Any]
    lost: frozenset[str]


@pytest.fixture(params=FILES, ids=lambda file: file.name)
def file(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")


def read(path: Path) -> tuple[Reader, list[Item]]:
    reader = DailyPapers(lines_of(path))
    return reader, list(reader)


def records_of(path: Path) -> list[Sighting]:
    return [item for item in read(path)[1] if isinstance(item, Sighting)]


def converter_of(path: Path) -> str:
    return path.name.split(".")[1]


def answer_of(path: Path) -> dict[str, Any]:
    page: dict[str, Any] = json.loads(
        (FIXTURES / "answers" / f"{path.name.split('.')[0]}.json").read_text(encoding="utf-8")
    )
    return page


def expected(path: Path) -> list[Expected]:
    """The page's cards in order, doubled ones twice, without those the converter has dropped."""
    own = DROPPED.get(path.name, {})
    copies = {
        title: block.get("sightings", 0) for block in own.get("records", []) for title in block["titles"]
    }
    cards: list[Expected] = []
    for record in answer_of(path)["records"]:
        shown = copies.get(record["title"], 1 if "sightings" in own else record["sightings"])
        cards += [Expected(record, lost_fields(path, record["title"]))] * shown
    return cards


def lost_fields(path: Path, title: str) -> frozenset[str]:
    blocks = DROPPED.get(path.name, {}).get("fields", [])
    own = {field for block in blocks if title in block.get("titles", [title]) for field in block["fields"]}
    return frozenset(own | set(DROPPED["converter"].get(converter_of(path), {})))


def value(record: dict[str, Any], field: str) -> Any:
    """An answer's field as the model writes it."""
    found = record[field]
    if field == "organization":
        return found and Organization(**found)
    return PrintedDate(**found) if field == "printed" and found else found


def fold(text: str, path: Path) -> str:
    """White space folded; without the space that a line broken inside a word leaves."""
    folded = " ".join(text.split())
    return re.sub(r"([-/]) ", r"\1", folded) if converter_of(path) in BREAK_INSIDE_WORDS else folded


def readings(text: str, path: Path) -> set[str]:
    """The words of an answer as the reader may rightly give them."""
    own = fold(text, path)
    return (
        {own, re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", own)} if converter_of(path) in LEAVE_BACKSLASHES else {own}
    )


def differences(path: Path, card: Expected, seen: Sighting) -> Iterator[str]:
    for field in FIELDS:
        want, got = value(card.record, field), getattr(seen, field)
        if field in card.lost:
            want = None
        elif field == "abstract" and want and got and fold(got, path) in readings(want, path):
            continue
        elif field == "organization" and want and got and "organization.slug" in card.lost:
            want, got = want.name, got.name
        elif field == "arxiv_id" and got:
            reference = parse_arxiv(got)
            got = reference.id if reference else got
        if got != want:
            yield f"{card.record['title']!r}: {field} is {got!r}, not {want!r}"


def test_every_converted_file_has_a_page_with_an_answer_and_every_page_every_converter() -> None:
    names = {file.name for file in FILES}
    endings = {(name.split(".", 1)[1]) for name in names}
    assert len(PAGES) >= 6
    assert len(endings) >= 20
    assert names == {f"{page}.{ending}" for page in PAGES for ending in endings}
    assert {file.name for file in (FIXTURES / "answers").iterdir()} == {f"{page}.json" for page in PAGES}


def test_the_table_of_losses_speaks_only_of_files_and_papers_that_are_there() -> None:
    assert set(DROPPED) - {"converter"} <= {file.name for file in FILES}
    assert set(DROPPED["converter"]) <= {converter_of(file) for file in FILES}
    for name, own in DROPPED.items():
        if name == "converter":
            continue
        titles = {record["title"] for record in answer_of(FIXTURES / "converted" / name)["records"]}
        for block in own.get("records", []) + own.get("fields", []):
            assert block["reason"]
            assert set(block.get("titles", [])) <= titles


def test_a_converted_page_yields_its_records_in_order(file: Path) -> None:
    seen, want = records_of(file), expected(file)
    titles = [fold(record.title, file) for record in seen]
    possible = [readings(card.record["title"], file) for card in want]
    wrong = [(title, sorted(may)) for title, may in zip(titles, possible, strict=False) if title not in may]
    assert wrong == []
    assert len(titles) == len(possible)


def test_every_field_the_converter_kept_is_read(file: Path) -> None:
    seen, want = records_of(file), expected(file)
    assert len(seen) == len(want)
    assert [
        fault for card, record in zip(want, seen, strict=True) for fault in differences(file, card, record)
    ] == []


def test_the_page_date_is_read_where_the_text_has_it(file: Path) -> None:
    want = answer_of(file)["page_date"]
    if "page_date" in DROPPED.get(file.name, {}):
        want = None
    assert read(file)[0].page_date == (want and PrintedDate(**want))


def test_every_line_that_is_not_blank_belongs_to_exactly_one_span(file: Path) -> None:
    reader, items = read(file)
    spans = Counter(line for item in items for line in range(item.line_start, item.line_end + 1))
    filled = [number for number, line in enumerate(lines_of(file), 1) if line.strip()]
    assert [number for number in filled if spans[number] != 1] == []
    assert reader.tally.total == len(filled)
    assert reader.tally.unaccounted == 0


def test_furniture_counts_the_filled_lines_of_its_span(file: Path) -> None:
    lines = lines_of(file)
    for item in read(file)[1]:
        if isinstance(item, Furniture):
            assert item.lines == sum(
                bool(line.strip()) for line in lines[item.line_start - 1 : item.line_end]
            )


def test_nothing_of_a_whole_page_is_skipped(file: Path) -> None:
    if "skipped" in DROPPED.get(file.name, {}):
        pytest.skip(DROPPED[file.name]["skipped"])
    assert [item for item in read(file)[1] if isinstance(item, Skipped)] == []
