"""What holds of every source: its saved files give their answers, and no other source takes them."""

import json
import random
from pathlib import Path

import pytest

from papertriage.errors import UnreadableDump
from papertriage.model import PrintedDate, Sighting, Skipped
from papertriage.sources import SOURCES, Content, Reader, Source, detect, find_source
from source_samples import ANSWER, FOLDER, Case, as_answer, cases, look_alikes, opened, read

CASES = cases()
NAMES = [source.name for source in SOURCES]


def named(case: Case | Path) -> str:
    return f"{case.source}/{case.file.name}" if isinstance(case, Case) else case.name


def test_every_folder_is_a_source_and_every_source_has_one() -> None:
    folders = {folder.name for folder in FOLDER.iterdir() if folder.is_dir()}
    assert folders == {*NAMES, "none"}
    assert {case.source for case in CASES} == set(NAMES)


def test_every_answer_has_its_file() -> None:
    orphans = [
        file for file in FOLDER.glob(f"*/*{ANSWER}") if not file.with_name(file.name[: -len(ANSWER)]).exists()
    ]
    assert not orphans


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_saved_file_gives_its_answer(case: Case) -> None:
    content, _ = opened(case.file)
    records, skipped, reader = read(find_source(case.source), content)
    answer = case.answer
    tally = reader.tally
    found = {
        "records": [as_answer(record) for record in records],
        "skipped": [{"reason": each.reason, "line_start": each.line_start} for each in skipped],
        "tally": {part: getattr(tally, part) for part in ("total", "record", "furniture", "skipped")},
        "captured": reader.captured,
        "page_date": reader.page_date and list(reader.page_date),
    }
    expected = {"skipped": [], "captured": None, "page_date": None, **answer}
    expected["skipped"] = [
        {"reason": each["reason"], "line_start": each.get("line_start", 0)} for each in expected["skipped"]
    ]
    assert json.loads(json.dumps(found)) == expected
    assert tally.unaccounted == 0
    assert all(record.source == case.source for record in records)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_saved_file_goes_to_its_source_and_to_no_other(case: Case) -> None:
    _, head = opened(case.file)
    likeness = {source.name: source.likeness(head) for source in SOURCES}
    assert detect(case.file.name, head).name == case.source, likeness
    others = {
        name: value
        for name, value in likeness.items()
        if value >= likeness[case.source] and name != case.source
    }
    assert not others, likeness


@pytest.mark.parametrize("file", look_alikes(), ids=named)
def test_what_is_no_list_of_papers_goes_to_no_source(file: Path) -> None:
    answer = json.loads(file.with_name(file.name + ANSWER).read_text("utf-8"))
    _, head = opened(file)
    with pytest.raises(UnreadableDump) as fault:
        detect(file.name, head)
    assert answer["nearest"] in str(fault.value)


def survives(source: Source, raw: bytes) -> None:
    """A reader accounts for whatever it is given, or refuses it in one line."""
    try:
        records, skipped, reader = read(source, Content.of(raw))
    except UnreadableDump as fault:
        refused = str(fault)
    else:
        accounts_for(records, skipped, reader)
        return
    assert "\n" not in refused


def accounts_for(records: list[Sighting], skipped: list[Skipped], reader: Reader) -> None:
    tally = reader.tally
    assert tally.unaccounted == 0, tally
    assert tally.total or not (records or skipped)
    assert all(isinstance(record.title, str) for record in records)
    assert isinstance(reader.page_date, PrintedDate | None)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_file_that_breaks_off_anywhere_is_accounted_for(case: Case) -> None:
    raw = case.file.read_bytes()
    chance = random.Random(case.file.name)
    for cut in sorted(chance.sample(range(len(raw)), min(25, len(raw)))):
        survives(find_source(case.source), raw[:cut])


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_file_with_damaged_bytes_is_accounted_for(case: Case) -> None:
    raw = case.file.read_bytes()
    chance = random.Random(case.file.name)
    for _ in range(15):
        damaged = bytearray(raw)
        for at in chance.sample(range(len(raw)), min(len(raw), chance.randint(1, 8))):
            damaged[at] = chance.randrange(256)
        survives(find_source(case.source), bytes(damaged))


@pytest.mark.parametrize("case", CASES, ids=named)
def test_line_ends_and_a_mark_in_front_change_nothing(case: Case) -> None:
    raw = case.file.read_bytes()
    if b"\r" in raw or raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        pytest.skip("the file has line ends or a mark of its own")
    source = find_source(case.source)
    content, _ = opened(case.file)
    if content.encoding != "utf-8":
        pytest.skip("the file has another encoding")
    plain, _, _ = read(source, content)
    text = raw.decode("utf-8", "replace")
    marked = Content.of(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    marked.encoding = "utf-8-sig"
    ended, _, _ = read(source, marked)
    assert [as_answer(record) for record in ended] == [as_answer(record) for record in plain]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_random_bytes_prose_and_code_are_no_source_s(source: Source) -> None:
    chance = random.Random(source.name)
    noise = chance.randbytes(20_000).decode("cp1252", "replace")
    prose = "It was a quiet morning, and nobody had thought of papers at all. " * 200
    code = Path(__file__).read_text("utf-8")
    for text in (
        "",
        " ",
        "\n",
        noise,
        prose,
        code,
        "{}",
        "[]",
        "<",
        "<html></html>",
        "a,b\n1,2\n",
        "@",
        "\\\\",
    ):
        assert source.likeness(text) < 0.3, (source.name, text[:40])


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_source_says_what_it_reads_and_what_it_cannot_know(source: Source) -> None:
    assert source.unit in {"lines", "entries"}
    assert len(source.reads) > 20
    assert len(source.cannot_know) > 10
