"""The documentation says what the program does."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from papertriage.cli.app import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("papertriage_docs", ROOT / "docs" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_s_generated_parts_are_up_to_date(page: Path, maker: ModuleType) -> None:
    text = page.read_text("utf-8")
    assert maker.regenerated(text) == text, "run `make docs`"


def test_the_picture_is_what_the_program_draws(maker: ModuleType) -> None:
    assert maker.PICTURE.read_text("utf-8") == maker.picture(), "run `make docs`"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_s_help_stands_in_a_page(command: str) -> None:
    pages = "".join(page.read_text("utf-8") for page in PAGES)
    assert re.search(rf"<!-- generated: help {command}( \w+)? -->", pages)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
