"""The loop on a full screen, key by key, at 80 x 24."""

import asyncio
import re
import shutil
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from papertriage.library import Library, open_library
from papertriage.triage.desks import Wish
from papertriage.triage.places import Advice, Asked
from papertriage.tui.app import TriageApp
from papertriage.tui.keys import keys_of
from papertriage.tui.loop import Loop
from sitting import HOSTILE, NAMES, TITLES, made, sitting

EXPECTED = Path(__file__).parent / "expected"
USUAL = keys_of({}, Path("config.toml"))
DISCUSSED = Asked(order="discussed")
_TEXT = re.compile(r'<text class="[^"]*" x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', re.DOTALL)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("sitting") / "library")


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "library"))


def screen(app: TriageApp) -> str:
    """What stands on the screen, line by line, as the picture of it has it."""
    rows: dict[float, str] = {}
    for x, y, text in _TEXT.findall(app.export_screenshot().partition('-matrix">')[2]):
        before = rows.get(float(y), "")
        rows[float(y)] = before.ljust(round(float(x) / 12.2)) + unescape(text).replace("\xa0", " ").strip(
            "\n"
        )
    return "\n".join(rows[y].rstrip() for y in sorted(rows)) + "\n"


Sitting = Callable[[TriageApp, Pilot[None]], Coroutine[Any, Any, None]]


def play(loop: Loop, doing: Sitting, keys: dict[str, str] | None = None) -> None:
    async def run() -> None:
        app = TriageApp(loop, keys or USUAL)
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(app, pilot)
            await doing(app, pilot)

    asyncio.run(run())


async def settled(app: TriageApp, pilot: Pilot[None]) -> None:
    """Wait until the list was made of all that is known."""
    await app.workers.wait_for_complete()
    await pilot.pause()


async def press(app: TriageApp, pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    await settled(app, pilot)
    return screen(app)


def typed(words: str) -> list[str]:
    return [{" ": "space", "-": "minus"}.get(sign, sign) for sign in words]


@contextmanager
def reading(folder: Path) -> Iterator[Library]:
    with open_library(folder) as library:
        yield library


def state(folder: Path, number: int) -> str:
    with reading(folder) as library:
        paper = library.paper(NAMES[number])
        assert paper is not None
        return paper.state


@pytest.mark.parametrize(
    ("key", "after"), [("a", "accepted"), ("x", "rejected"), ("l", "later"), ("r", "read")]
)
def test_a_key_decides_and_the_next_paper_comes(folder: Path, key: str, after: str) -> None:
    async def doing(app: TriageApp, pilot: Pilot[None]) -> None:
        assert TITLES[0] in screen(app)
        shown = await press(app, pilot, key)
        assert TITLES[1] in shown
        assert state(folder, 0) == after

    with sitting(folder, asked=DISCUSSED) as loop:
        play(loop, doing)
    with reading(folder) as library:
        (event,) = library.log()
    assert (event.origin, event.rank, event.score) == ("triage", 1, 9.0)


def test_the_screen_says_it_only_once_it_is_kept(folder: Path) -> None:
    async def doing(app: TriageApp, pilot: Pilot[None]) -> None:
        with open_library(folder, write=True):  # another is at it
            shown = await press(app, pilot, "a")
        assert "another is at it: nothing was kept" in shown
        assert TITLES[0] in shown
        assert state(folder, 0) == "unread"
        assert "accept: Bees" in await press(app, pilot, "a")

    with sitting(folder, asked=DISCUSSED) as loop:
        play(loop, doing)


def test_undo_goes_back_and_redo_says_it_again(folder: Path) -> None:
    async def doing(app: TriageApp, pilot: Pilot[None]) -> None:
        await press(app, pilot, "a", "x")
        shown = await press(app, pilot, "u")
        assert TITLES[1] in shown
        assert "took back: reject" in shown
        assert [state(folder, 0), state(folder, 1)] == ["accepted", "unread"]
        assert TITLES[0] in await press(app, pilot, "u")
        shown = await press(app, pilot, "U", "U")
        assert [state(folder, 0), state(folder, 1)] == ["accepted", "rejected"]
        assert TITLES[2] in shown
        assert "nothing to redo" in await press(app, pilot, "U")

    with sitting(folder, asked=DISCUSSED) as loop:
        play(loop, doing)


def test_a_skipped_paper_is_not_decided_on_and_can_be_gone_back_to(folder: Path) -> None:
    async def doing(app: TriageApp, pilot: Pilot[None]) -> None:
        assert TITLES[1] in await press(app, pilot, "space")
        assert TITLES[0] in await press(app, pilot, "b")
        assert state(folder, 0) == "unread"
        assert "this was the first paper" in await press(app, pilot, "b")

    with sitting(folder, asked=DISCUSSED) as loop:
        play(loop, doing)


def test_a_note_a_tag_and_a_star_stay_with_the_paper(folder: Path) -> None:
    async def doing(app: TriageApp, pilot: Pilot[None]) -> None:
        shown = await press(app, pilot, "n", *typed("see figure 2"), "enter")
        assert "note: see figure 2" in shown
        assert "ants 1.00: tagged by the reader" in await press(
            app, pilot, "t", *typed("ants -bees"), "enter"
        )
        assert "★ starred" in await press(app, pilot, "s")
        assert "there is no topic 'x'" in await press(app, pilot, "t", "x", "enter")
        assert TITLES[0] in screen(app)
        await press(app, pilot, "n", *typed("gone"), "escape")

    with sitting(folder, asked=DISCUSSED) as loop:
        play(loop, doing)
    with reading(folder) as library:
        paper = library.paper(NAMES[0])
        assert paper is not None
        assert [hit.name for hit in paper.topics] == ["ants"]
        standing = library.standings(NAMES)[NAMES[0]]
        assert (standing.notes, standing.starred, standing.state) == (("see figure 2",), True, "unread")


def test_keys_that_are_words_of_a_note_decide_nothing(folder: Path) -> None:
    async def doing(app: TriageApp, pilot: Pilot[None]) -> None:
        await press(app, pilot, "n", *typed("axlrsu"), "escape")

    with sitting(folder, asked=DISCUSSED) as loop:
        play(loop, doing)
    with reading(folder) as library:
        assert list(library.log()) == []


def test_search_filter_and_order_change_what_comes(folder: Path) -> None:
    async def doing(app: TriageApp, pilot: Pilot[None]) -> None:
        shown = await press(app, pilot, "slash", *typed("ledgers"), "enter")
        assert TITLES[2] in shown
        assert "1 left" in shown
        assert "No paper is left" in await press(app, pilot, "space")
        assert "6 left" not in await press(app, pilot, "slash", "enter")
        shown = await press(app, pilot, "f", *typed("bees"), "enter")
        assert TITLES[0] in shown
        assert "2 left" in shown
        await press(app, pilot, "slash", "enter")
        assert "by newest" in await press(app, pilot, "v")
        assert "gnp.exe" in screen(app)

    with sitting(folder, asked=DISCUSSED) as loop:
        play(loop, doing)


def test_the_page_of_a_paper_is_opened(folder: Path) -> None:
    opened: list[str] = []

    def opener(address: str) -> bool:
        opened.append(address)
        return len(opened) == 1

    async def doing(app: TriageApp, pilot: Pilot[None]) -> None:
        assert "it lists no page to open" in await press(app, pilot, "o")
        assert "opened https://arxiv.org/abs/2501.00001" in await press(app, pilot, "space", "o")
        assert "https://example.org/bees" in await press(app, pilot, "space", "o")

    with sitting(folder, asked=DISCUSSED, opened=opener) as loop:
        play(loop, doing)
    assert opened == ["https://arxiv.org/abs/2501.00001", "https://example.org/bees"]


def test_a_hostile_title_is_shown_as_it_stands_and_obeyed_by_nobody(folder: Path) -> None:
    async def doing(app: TriageApp, pilot: Pilot[None]) -> None:
        shown = await press(app, pilot, "slash", *typed("markup"), "enter")
        assert "Red [bold]Markup[/bold] gnp.exe [link=file:///x] End" in shown
        assert "accept: Red [bold]Markup[/bold]" in await press(app, pilot, "a")

    assert "\x1b" in HOSTILE
    with sitting(folder, asked=DISCUSSED) as loop:
        play(loop, doing)


def test_keys_can_be_others(folder: Path) -> None:
    async def doing(app: TriageApp, pilot: Pilot[None]) -> None:
        assert "y accept" in screen(app)
        await press(app, pilot, "a")
        assert state(folder, 0) == "unread"
        await press(app, pilot, "y")
        assert state(folder, 0) == "accepted"

    with sitting(folder, asked=DISCUSSED) as loop:
        play(loop, doing, keys_of({"accept": "y"}, Path("config.toml")))


def test_the_next_list_learns_from_what_was_said(folder: Path) -> None:
    async def doing(app: TriageApp, pilot: Pilot[None]) -> None:
        shown = await press(app, pilot, "a")
        assert TITLES[1] in shown
        assert "for:" in shown
        assert "bees" in shown

    with sitting(folder, Wish(words="bees count", mix="taste=1")) as loop:
        play(loop, doing)


@pytest.mark.parametrize(
    ("name", "keys"),
    [("first", []), ("help", ["question_mark"]), ("decided", ["a", "x", "l"]), ("asked", ["n"])],
)
def test_the_screen_is_as_it_was_drawn(name: str, keys: list[str], folder: Path) -> None:
    """Lines of text, so that a change is seen in a review; made anew by deleting the file."""

    async def doing(app: TriageApp, pilot: Pilot[None]) -> None:
        for key in keys:
            await press(app, pilot, key)
        shown = screen(app)
        file = EXPECTED / f"{name}.txt"
        if not file.exists():
            file.write_text(shown, "utf-8")
        assert shown == file.read_text("utf-8")
        assert len(shown.splitlines()) <= 24
        assert max(map(len, shown.splitlines())) <= 80

    with sitting(folder, asked=DISCUSSED) as loop:
        play(loop, doing)


def test_what_is_left_and_when_to_stop_fits_the_screen(folder: Path) -> None:
    words = "about 138 (68 to 592) relevant left, recall 54% (41% to 66%)"

    async def doing(app: TriageApp, pilot: Pilot[None]) -> None:
        app._advise(loop.session.asked, Advice(words, stop=True))
        await pilot.pause()
        assert f"you may stop: {words}\n" in screen(app)
        assert "a accept" in screen(app)

    with sitting(folder, asked=DISCUSSED) as loop:
        play(loop, doing)
