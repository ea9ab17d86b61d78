"""The reader of "Daily Papers" dumps: its small words, its likeness, its hardness."""

import time
from itertools import count, cycle, islice
from pathlib import Path

import pytest

from papertriage.model import Furniture, Organization, PrintedDate, Sighting, Skipped
from papertriage.sources import daily_papers
from papertriage.sources.block import Block
from papertriage.sources.organizations import organization
from papertriage.sources.reading import DailyPapers
from papertriage.sources.tokens import Kind, token

HERE = Path(__file__).resolve()
CONVERTED = HERE.parents[1] / "fixtures" / "daily_papers" / "converted"
REAL = HERE.parents[1] / "../shared/dumps"
ABSTRACT = "We study retrieval with few examples and find that it works. " * 6
CARD = ["Learning to Wait for Tools", "", ABSTRACT, "  • 6 authors", "·", "Oct 6, 2024 2", ""]


def read(lines: list[str]) -> tuple[DailyPapers, list[Sighting], list[Skipped]]:
    reader = DailyPapers(lines)
    items = list(reader)
    assert reader.tally.unaccounted == 0
    return (
        reader,
        [item for item in items if isinstance(item, Sighting)],
        [item for item in items if isinstance(item, Skipped)],
    )


WORDS = [
    ("·", Kind.DOT),
    ("-", Kind.COUNT),
    ("1204", Kind.COUNT),
    ("1,204", Kind.COUNT),
    ("3.2k", Kind.COUNT),
    ("[-] 101", Kind.COUNT),
    ("• 6 authors", Kind.AUTHORS),
    ("1 authors", Kind.AUTHORS),
    ("671 authors", Kind.AUTHORS),
    ("-   533 authors", Kind.AUTHORS),
    ("Oct 6", Kind.DATE),
    ("Oct 6 2", Kind.DATE),
    ("Published on Dec 28, 2024", Kind.DATE),
    ("Daily Papers", Kind.HEADER),
    ("by AK and the research community", Kind.HEADER),
    ("Get trending papers in your email inbox!", Kind.HEADER),
    ("Trending Papers", Kind.TAB),
    ("(BUTTON) Weekly", Kind.TAB),
    ("• Models", Kind.FURNITURE),
    ("TOS Privacy About Careers", Kind.FURNITURE),
    ("Daily Papers - Hugging Face", Kind.FURNITURE),
    ("Submitted by", Kind.SUBMITTED),
    ("Submitted by akhaliq", Kind.SUBMITTED),
    ("Upvote", Kind.UPVOTE),
    ("Upvote 117 GitHub 131 arXiv Page", Kind.UPVOTE),
    ("GitHub 3.29k", Kind.BUTTON),
    ("LINK: GitHub 11.3k", Kind.BUTTON),
    ("][33]", Kind.MARK),
    ("* * * *", Kind.MARK),
    ("[c4ca4238a0]", Kind.MARK),
    ("https://huggingface.co/papers/2606.99011", Kind.ADDRESS),
    ("[12]: https://huggingface.co/papers", Kind.DEFINITION),
    ("12. https://huggingface.co/papers", Kind.DEFINITION),
    ("Advertisement", Kind.NOTICE),
    ("Sponsored: buy now", Kind.NOTICE),
]
NO_WORDS = [
    "MUG",
    "OAT",
    "1984 Revisited",
    "2025 in Review: A Census of Open Weights",
    "3D Gaussians, Unsplatted",
    "October Surprises in Language Models",
    "May the Force of Attention Be With You",
    "Oct 32",
    "Feb 30, 2024",
    "6 authors walk into a bar",
    "Authors of 6 papers",
    "Upvote Dynamics in Online Communities",
    "GitHub Copilot and Its Discontents",
    "Papers with Code",
    "Search and Rescue with Drones",
    "Models of Models",
    "New Daily Papers",
    "Submitted by the authors, accepted by nobody",
    "Adaptive Ads in Search",
    "Ad Hoc Teamwork",
    "Advertising with Language Models",
    "Promoting Diversity in Sampling",
    "quillmark-lab Quillmark Lab",
    "nvidia NVIDIA",
    "-1 Is All You Need",
    "k-means",
]


@pytest.mark.parametrize(("line", "kind"), WORDS)
def test_a_word_of_the_page_is_known(line: str, kind: Kind) -> None:
    found = token(line)
    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize("line", NO_WORDS)
def test_a_title_is_no_word_of_the_page(line: str) -> None:
    assert token(line) is None


ORGANIZATIONS = [
    ("nyu-visionx NYU VisionX", Organization("nyu-visionx", "NYU VisionX")),
    ("mbi MBI", Organization("mbi", "MBI")),
    ("UniBramshill University of Bramshill", Organization("UniBramshill", "University of Bramshill")),
    ("Dept7 Dept. 7 (Applied AI)", Organization("Dept7", "Dept. 7 (Applied AI)")),
    ("[tidepool] Tidepool", Organization("tidepool", "Tidepool")),
    ("Tidepool", Organization("", "Tidepool")),
    ("Harrow College", Organization("", "Harrow College")),
    ("University of Bramshill", Organization("", "University of Bramshill")),
    ("Dept. 7 (Applied AI)", Organization("", "Dept. 7 (Applied AI)")),
]


@pytest.mark.parametrize(("line", "listed"), ORGANIZATIONS)
def test_an_organization_is_slug_and_name(line: str, listed: Organization) -> None:
    assert organization(Block(Kind.TEXT, line, 1, 1)) == listed


# -- likeness


# A single title and abstract, abstracts alone, cards run together: nobody could tell these from prose.
FEW = {
    *(f"{page}.trafilatura{kind}.txt" for page in ("search", "search_query") for kind in ("", "-recall")),
    *(f"{page}.trafilatura.txt" for page in ("trending", "trending_bare")),
    *(f"day_org.trafilatura{ending}" for ending in (".txt", "-recall.txt", "-links.md")),
}
TEXTS = sorted(CONVERTED.glob("*.txt")) + sorted(CONVERTED.glob("*.md"))
UNLIKE = [
    "Dear all,\n\nthe meeting is moved to Friday. Please tell me whether you can come.\n\nBest wishes\n",
    "Minutes\n\n"
    + "We agreed that the budget would be looked at again in spring. " * 8
    + "\n\n"
    + "Then we left. " * 30,
    "def f(x: int) -> int:\n    '''Twice.'''\n    return 2 * x\n\n\nclass A:\n    pass\n" * 20,
    "# Project\n\nA tool.\n\n## Install\n\n```\npip install project\n```\n\n## Use\n\n- one\n- two\n",
    "# Project\n\n### [Docs](https://x.example/docs)\n\nRead.\n\n### [Code](https://x.example)\n\nFork.\n"
    * 2,
    "<!DOCTYPE html>\n<html><head><title>Daily Papers</title></head><body><p>new</p>"
    "<ul><li>3 authors</li></ul></body></html>\n",
    '{"papers": [{"title": "A Title", "authors": 3}]}\n' * 10,
    '[\n  {\n    "title": "A Title",\n    "publishedAt": "2025-10-06",\n    "upvotes": 7\n  }\n]\n',
    "@article{a2025,\n  title = {A Title},\n  author = {A. Author},\n  year = {2025},\n}\n\n" * 10,
    "title,authors,date\nA Title,3,2025-10-06\nAnother Title,4,2025-10-07\n" * 10,
    "From a@b.example Mon Oct  6 10:00:00 2025\nSubject: [list] A Title\n\nHello,\n\nsee below.\n" * 5,
    "TY  - JOUR\nTI  - A Title\nAU  - Author, A.\nPY  - 2025\nER  -\n\n" * 10,
    "2025-10-06 10:00:00 INFO started\n2025-10-06 10:00:01 INFO stopped\n" * 50,
    "",
    "\n\n\n",
    "·\n" * 100,
    "7\n" * 100,
    "x" * 100_000,
    "\x00\x01\x02\x03\n" * 100,
]


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.name)
def test_a_converted_page_is_like_one(file: Path) -> None:
    likeness = daily_papers.likeness(file.read_text(encoding="utf-8"))
    assert likeness >= 0.5 or file.name in FEW


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.name)
def test_half_a_converted_page_is_like_one_where_two_records_are_in_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for half in (text[: len(text) // 2], text[len(text) // 2 :]):
        if len(read(half.split("\n"))[1]) > 1:
            assert daily_papers.likeness(half) >= 0.5


@pytest.mark.skipif(not REAL.exists(), reason="the real dumps lie in ../shared, which is not here")
def test_the_real_dumps_and_their_halves_are_like_one() -> None:
    for file in REAL.glob("*.txt"):
        text = file.read_text(encoding="utf-8")
        for part in (text, text[: len(text) // 2], text[len(text) // 2 :]):
            assert daily_papers.likeness(part) >= 0.9


@pytest.mark.parametrize("text", UNLIKE, ids=range(len(UNLIKE)))
def test_other_texts_are_not_like_one(text: str) -> None:
    assert daily_papers.likeness(text) < 0.3


# -- single cases


def test_front_matter_is_furniture() -> None:
    reader = DailyPapers(["---", "retrieved: 2026-10-02", "title: A Title Here", "---", "", *CARD])
    items = list(reader)
    assert items[0] == Furniture(1, 4, 4)
    assert [item.title for item in items if isinstance(item, Sighting)] == [CARD[0]]


def test_a_card_carries_its_fields_and_its_place() -> None:
    [record] = read(["", "7", "", *CARD])[1]
    assert record == Sighting(
        "daily-papers",
        CARD[0],
        ABSTRACT.strip(),
        author_count=6,
        printed=PrintedDate(10, 6, 2024),
        comments=2,
        upvotes=7,
        line_start=2,
        line_end=9,
    )


def test_two_cards_read_at_once_are_as_one_read_the_long_way() -> None:
    # The short way wants more blocks after a card than one card alone has; what follows must not matter.
    alone = read(CARD)[1][0]
    followed = read(["new", "Daily Papers", "", *CARD * 8])[1]
    assert {record._replace(line_start=0, line_end=0) for record in followed} == {
        alone._replace(line_start=0, line_end=0)
    }
    assert len(followed) == 8


def test_escape_sequences_of_a_terminal_do_not_hide_the_words() -> None:
    lines = [f"\x1b[1m{line}\x1b[0m" if line else "" for line in CARD]
    [record] = read(lines)[1]
    assert (record.title, record.author_count, record.comments) == (CARD[0], 6, 2)


def test_a_line_longer_than_any_abstract_is_skipped() -> None:
    _, records, skipped = read(["A Title of Some Length Here", "", "word " * 10_000])
    assert records == []
    assert skipped


def test_an_abstract_without_a_title_is_skipped_with_its_lines() -> None:
    _, records, [skipped] = read([ABSTRACT, "", "  • 6 authors", "·", "Oct 6, 2024"])
    assert records == []
    assert (skipped.line_start, skipped.line_end) == (1, 5)
    assert skipped.reason == "an abstract without a title"


def test_prose_that_speaks_to_somebody_is_no_paper() -> None:
    letter = "Please tell me by Friday which of these you want to present, so that I can book the room. " * 4
    assert read(["Reading group notes", "", letter])[1] == []


def test_reading_is_streaming() -> None:
    seen = count()
    endless = (line for line in cycle(CARD) if next(seen) >= 0)
    records = list(islice(DailyPapers(endless), 10))
    assert len(records) == 10
    assert next(seen) < 10_000


HOSTILE = [
    "[",
    "(",
    "\\",
    "](",
    "*",
    " x",
    "7",
    "·",
    "<a ",
    "{.",
    "- ",
    "&amp;",
    "\x1b[",
    "Oct 6 ",
    "GitHub  ",
]


def seconds(lines: list[str]) -> float:
    start = time.process_time()
    list(DailyPapers(lines))
    return time.process_time() - start


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_line_takes_time_in_proportion(piece: str) -> None:
    before = ["[a](/papers/2606.99011)", ""]
    once = min(seconds([*before, piece * (9_000 // len(piece))]) for _ in range(3))
    twice = min(seconds([*before, piece * (18_000 // len(piece))]) for _ in range(3))
    assert twice < 6 * once + 0.1
    assert seconds([piece * (1_000_000 // len(piece))]) < 1


@pytest.mark.parametrize(
    "line",
    [
        "·",
        "-",
        "x",
        "3 authors",
        "Oct 6 2",
        "Submitted by",
        "][3]",
        "Advertisement",
        "word " * 60,
        "A Title of Words",
    ],
)
def test_many_lines_take_time_in_proportion(line: str) -> None:
    once = min(seconds([line, ""] * 4_000) for _ in range(2))
    twice = min(seconds([line, ""] * 8_000) for _ in range(2))
    assert twice < 6 * once + 0.2


@pytest.mark.parametrize("length", [90, 150, 250, 500])
@pytest.mark.parametrize("detailed", [True, False])
def test_papers_may_share_an_abstract(length: int, detailed: bool) -> None:
    sentence = (
        "We present a method that makes large models efficient on public benchmarks and release the code. "
    )
    abstract = (sentence * 6)[: length - 1].rstrip() + "."
    titles = [f"{name} Methods for Sparse Language Models" for name in ("Alpha", "Beta", "Gamma", "Delta")]
    page = "new\n\nSubscribe\n\nDaily Papers\n\nby AK and the research community\n\nOct 30\n\n"
    for number, title in enumerate(titles, 2):
        page += f"{title}\n\n{abstract}\n\n"
        page += f"  • {number} authors\n·\nOct {number}\n\n" if detailed else ""
    items = list(DailyPapers(page.split("\n")))
    found = [(item.title, item.abstract) for item in items if isinstance(item, Sighting)]
    assert found == [(title, abstract) for title in titles]
    assert not any(isinstance(item, Skipped) for item in items)
