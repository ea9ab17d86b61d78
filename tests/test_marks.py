"""What converters add to a page's words is taken off, and what only looks like it stays."""

import time

import pytest

from papertriage.sources.dialect import Dialect, Marks, Words, may_carry
from papertriage.sources.marks import undo
from papertriage.sources.targets import is_comments, is_login, organization_of, page_of, paper_of

PAPER = "https://huggingface.co/papers/2606.99011"


def freed(*lines: str, dialect: Dialect | None = None) -> list[Words]:
    return undo(list(lines), dialect or Dialect(markdown=True))


def words(*lines: str, dialect: Dialect | None = None) -> list[str]:
    return [each.text for each in freed(*lines, dialect=dialect) if each.text]


TAKEN_OFF = [
    (f"### [A Title]({PAPER})", "A Title", Marks((PAPER,), (), 3)),
    (f"[ 101]({PAPER})", "101", Marks((PAPER,))),
    ("[-](/login?next=%2Fpapers%2F2606.99011)", "-", Marks(("/login?next=%2Fpapers%2F2606.99011",))),
    ("May 29 [6](/papers/2606.99011#community)", "May 29 6", Marks(("/papers/2606.99011#community",))),
    ("May 29[6](/papers/2606.99011#community)", "May 29 6", Marks(("/papers/2606.99011#community",))),
    ("[![slug](/a.png) The Name](/slug)", "The Name", Marks(("/slug",), (), 0, ("slug",))),
    ('[Title](/papers/2606.99011 "its title")', "Title", Marks(("/papers/2606.99011",))),
    ("[Title][12]", "Title", Marks((), (12,))),
    ("[12]Title of a Paper", "Title of a Paper", Marks((), (12,))),
    ("Apr 1 [16]1", "Apr 1 1", Marks((), (16,))),
    ("Title (/papers/2606.99011)", "Title", Marks(("/papers/2606.99011",))),
    ("GitHub 131 (https://github.com/a/b)", "GitHub 131", Marks(("https://github.com/a/b",))),
    ("::: {.flex .w-full}", "", Marks()),
    ("[Quillmark Lab]{.truncate}", "Quillmark Lab", Marks()),
    ("### Title {#title .mb-1}", "Title", Marks((), (), 3)),
    ('<a href="/papers/2606.99011" class="x">Title</a>', "Title", Marks(("/papers/2606.99011",))),
    ('<img src="/a.png" alt="slug" /> <span>Name</span>', "Name", Marks((), (), 0, ("slug",))),
    ("[] 6", "6", Marks()),
    ("- 3 authors", "3 authors", Marks()),
    ("\\-", "-", Marks()),
    (r"H\_2O and 3 \* 4", "H_2O and 3 * 4", Marks()),
    ("**Bold** words", "Bold words", Marks()),
]

STAYS = [
    "See (https://tidepool.example/roofline).",
    "a loss of p[i](t) over time",
    "as in earlier work [12, 13], we",
    "earlier work [11][12] shows",
    "the interval [0, 1] and f[x]",
    "[Re] A Reproduction of Something",
    "p < 0.05 and x > 3",
    "the <mask> token",
    r"\textemdash\ a plot",
    r"na\"{\i}ve baseline",
    r"a factor of $1/\sqrt{L}$",
    "available at {our webpage}.",
    "H$_2$O-Style Caches",
    "a # b",
    "C# and F#",
    "https://github.com/a/b",
]


@pytest.mark.parametrize(("line", "text", "marks"), TAKEN_OFF)
def test_markup_is_taken_off_and_kept_beside_the_words(line: str, text: str, marks: Marks) -> None:
    assert [(each.text, each.marks) for each in freed(line)] == [(text, marks)]


@pytest.mark.parametrize("line", STAYS)
def test_what_only_looks_like_markup_stays(line: str) -> None:
    assert words(line, dialect=Dialect()) == [line]


def test_a_target_may_be_broken_over_lines() -> None:
    found = freed("[Title of a", "Paper](https://huggingface.co/pap", "ers/2606.99011)")
    assert [each.text for each in found] == ["Title of a", "Paper"]
    assert found[1].marks.targets == (PAPER,)
    assert (found[1].offset, found[1].lines) == (1, 2)
    assert found[1].marks.inside


def test_a_tag_may_be_broken_over_lines() -> None:
    found = freed('### <a href="/papers/2606.99011"', 'class="line">A Title', "over Lines</a>")
    assert [each.text for each in found] == ["A Title", "over Lines"]
    assert found[0].marks.level == 3
    assert sum(each.lines for each in found) == 3


def test_a_link_may_go_on_after_a_blank_line() -> None:
    assert words("[") == []
    assert words("[Upvote") == ["Upvote"]
    assert freed(f"117]({PAPER})")[0].marks.targets == (PAPER,)
    assert freed("][33]")[0].marks.refs == (33,)


def test_pandoc_doubles_the_backslashes_of_the_text() -> None:
    assert words(r"the na\\\"{\\i}ve \\eg", dialect=Dialect(markdown=True, escaped=True)) == [
        r"the na\"{\i}ve \eg"
    ]


def test_entities_are_read_only_where_tags_have_been_seen() -> None:
    assert words("R&amp;D") == ["R&amp;D"]
    assert words("<span>R&amp;D</span>") == ["R&D"]


def test_plain_lines_are_left_alone() -> None:
    assert not may_carry("A plain title: of a paper", Dialect())
    assert not may_carry("·", Dialect())


@pytest.mark.parametrize(
    ("target", "page", "paper"),
    [
        ("/papers/2606.99011", "2606.99011", "2606.99011"),
        ("https://huggingface.co/papers/2606.99011#community", "2606.99011", "2606.99011"),
        ("https://huggingface.co/login?next=%2Fpapers%2F2606.99011", "2606.99011", "2606.99011"),
        ("https://arxiv.org/abs/2606.99011v2", None, "2606.99011v2"),
        ("https://arxiv.org/pdf/2606.99011.pdf", None, "2606.99011"),
        ("/papers", None, None),
        ("/papers/trending", None, None),
        ("/papers/date/2025-09-30", None, None),
        ("https://cdn.example/social-thumbnails/papers/2606.99011.png", None, None),
        ("https://github.com/a/papers", None, None),
        ("/slug", None, None),
    ],
)
def test_a_target_names_its_paper(target: str, page: str | None, paper: str | None) -> None:
    assert (page_of(target), paper_of(target)) == (page, paper)


@pytest.mark.parametrize(
    ("target", "slug"),
    [
        ("/quillmark-lab", "quillmark-lab"),
        ("https://huggingface.co/quillmark-lab", "quillmark-lab"),
        ("/papers", None),
        ("/login", None),
        ("/papers/2606.99011", None),
        ("https://github.com/quillmark-lab", None),
        ("/login?next=%2Fpapers", None),
    ],
)
def test_a_target_names_its_organization(target: str, slug: str | None) -> None:
    assert organization_of(target) == slug


def test_votes_lead_to_the_login_and_comments_to_the_community() -> None:
    assert is_login("/login?next=%2Fpapers%2F2606.99011")
    assert not is_login(PAPER)
    assert is_comments(PAPER + "#community")
    assert not is_comments(PAPER)


HOSTILE = [
    "[",
    "]",
    "(",
    "\\",
    "](",
    "![",
    "[]",
    "<",
    "<a ",
    "{.",
    "**",
    "*",
    "](]()",
    '](a "',
    "][1]",
    "- ",
    "(/a) ",
]


def seconds(line: str) -> float:
    start = time.process_time()
    undo([line], Dialect(markdown=True))
    return time.process_time() - start


@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_length_takes_about_twice_the_time(piece: str) -> None:
    once = min(seconds(piece * 20_000) for _ in range(3))
    twice = min(seconds(piece * 40_000) for _ in range(3))
    assert twice < 6 * once + 0.1
