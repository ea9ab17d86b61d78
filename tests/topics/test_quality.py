"""Quality has floors: F1 per topic on labelled papers, in floors.toml with the hash of the labels."""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from papertriage.topics import Matcher, load_topics

SHARED = Path(__file__).resolve().parents[2] / "../shared"
LABELS = SHARED / "gold" / "topics-dev.json"
FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))

pytestmark = pytest.mark.skipif(
    not LABELS.exists(), reason="the labelled papers (../shared/gold) are not here"
)


class Labelled(NamedTuple):
    title: str
    abstract: str | None
    topics: frozenset[str]
    grey: frozenset[str]


def letters(title: str) -> str:
    return "".join(character for character in title.lower() if character.isascii() and character.isalnum())


def texts() -> dict[str, tuple[str, str | None]]:
    """The papers of the expected dumps by the letters of their titles, with their longest abstract."""
    found: dict[str, tuple[str, str | None]] = {}
    for path in sorted((SHARED / "dumps" / "expected").glob("*.json")):
        for record in json.loads(path.read_text("utf-8"))["records"]:
            key = letters(record["title"])
            if len(record["abstract"] or "") >= len(found.get(key, ("", ""))[1] or ""):
                found[key] = (record["title"], record["abstract"])
    return found


@pytest.fixture(scope="module")
def labelled() -> list[Labelled]:
    known = texts()
    rows = json.loads(LABELS.read_text("utf-8"))
    return [
        Labelled(*known[row["key"]], frozenset(row["topics"]), frozenset(row["grey"]))
        for row in rows
        if row["key"] in known
    ]


@pytest.fixture(scope="module")
def f1(labelled: list[Labelled]) -> dict[str, float]:
    hits = Matcher(load_topics()).match_all([(paper.title, paper.abstract) for paper in labelled])
    tagged = [{hit.name for hit in of_paper} for of_paper in hits]
    return {name: f1_of(name, labelled, tagged) for name in FLOORS["f1"]}


def f1_of(name: str, labelled: list[Labelled], tagged: list[set[str]]) -> float:
    clear = [
        (name in names, name in paper.topics)
        for paper, names in zip(labelled, tagged, strict=True)
        if name not in paper.grey
    ]
    right = sum(found and meant for found, meant in clear)
    wrong = sum(found != meant for found, meant in clear)
    return 2 * right / (2 * right + wrong) if right else 0.0


def test_the_floors_are_of_these_labels() -> None:
    assert hashlib.sha256(LABELS.read_bytes()).hexdigest() == FLOORS["labels_sha256"]


def test_enough_of_the_labelled_papers_have_their_text(labelled: list[Labelled]) -> None:
    assert len(labelled) >= FLOORS["papers"]


@pytest.mark.parametrize("name", sorted(FLOORS["f1"]))
def test_no_topic_falls_below_its_floor(f1: dict[str, float], name: str) -> None:
    assert f1[name] >= FLOORS["f1"][name]


def test_the_mean_over_topics_does_not_fall(f1: dict[str, float]) -> None:
    assert sum(f1.values()) / len(f1) >= FLOORS["macro_f1"]
