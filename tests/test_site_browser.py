"""The site as Chromium shows it: nothing that axe-core finds, two widths, light and dark, by keyboard alone.

`make axe` installs what it needs (axe-core and playwright-core from npm) and runs it; without that, without
node or without Chromium, it is skipped.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from papertriage.site import build
from site_samples import HOSTILE, plan_of, samples

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / ".axe" / "node_modules"
SCRIPT = ROOT / "tests" / "browser" / "site.mjs"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed here"),
    pytest.mark.skipif(not shutil.which("node"), reason="no node is installed here"),
    pytest.mark.skipif(
        not (MODULES / "axe-core").exists() or not (MODULES / "playwright-core").exists(),
        reason="axe-core and playwright-core are not in .axe: make axe installs them",
    ),
]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("site")
    papers = samples(230)
    build(folder, plan_of(papers))
    topic = min(file.name for file in (folder / "topics").iterdir())
    names = sorted(file.name for file in (folder / "papers").iterdir())
    pages = [
        "index.html",
        "all/1.html",
        "all/2.html",
        f"topics/{topic}",
        f"papers/{names[0]}",
        f"papers/{names[-1]}",
    ]
    ran = subprocess.run(
        ["node", str(SCRIPT), str(MODULES), str(CHROMIUM), str(folder), "onerror", *pages],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    seen: dict[str, Any] = json.loads(ran.stdout)
    return seen


def test_axe_finds_nothing_at_two_widths_light_and_dark(seen: dict[str, Any]) -> None:
    assert len(seen["pages"]) == 6 * 4 + 1
    assert all(each["rules"] > 10 for each in seen["pages"][:-1])  # it did look
    assert [each for each in seen["pages"] if each["violations"]] == []


def test_nothing_is_wider_than_the_window(seen: dict[str, Any]) -> None:
    assert [(each["name"], each["width"]) for each in seen["pages"] if each["wide"]] == []


def test_nothing_is_fetched_from_elsewhere_and_no_policy_is_broken(seen: dict[str, Any]) -> None:
    assert {url.partition("://")[0] for url in seen["fetched"]} == {"file"}
    assert seen["errors"] == []


def test_the_filter_is_used_by_keyboard_alone_and_hostile_titles_are_text(seen: dict[str, Any]) -> None:
    assert (seen["skip"], seen["reached"], seen["onto"]) == ("skip", True, True)
    hostile = " ".join(HOSTILE.replace("\u202e", "").split())
    assert seen["titles"] == [hostile]
    assert seen["found"] == "1 of 231 papers"
    assert seen["opened"][1] == hostile
    assert seen["opened"][0].rpartition("/")[0].endswith("/papers")
    assert seen["markup"] == 0
