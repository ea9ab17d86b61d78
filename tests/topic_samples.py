"""Invented topics of one word each, and papers that have such words."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from papertriage.topics import Matcher, Phrase, Topic

WORDS = ("amber", "birch", "cedar", "dahlia", "elm", "fern")


def topic(name: str, *words: str, threshold: float = 3.0) -> Topic:
    """A topic that any of these words makes alone, unless the threshold is higher."""
    phrases = tuple(Phrase(word, 3.0) for word in words)
    return Topic(name, name.title(), f"All about {name}.", (), (), (), (), phrases, (), threshold)


def matcher(*topics: Topic) -> Matcher:
    return Matcher(topics)


class Listed(NamedTuple):
    """A paper as a dump of JSON lines has it."""

    title: str
    abstract: str
    arxiv_id: str | None = None
    doi: str | None = None


def dump(folder: Path, name: str, papers: Iterable[Listed]) -> Path:
    """Write papers as a dump: a JSON object a line."""
    file = folder / name
    rows = [{key: value for key, value in paper._asdict().items() if value} for paper in papers]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file


def as_file(folder: Path, name: str, *words: str, called: str = "", aliases: Iterable[str] = ()) -> Path:
    """Write a topic file; it is named like the topic unless it is to be called otherwise."""
    phrases = "".join(f'[[phrase]]\ntext = "{word}"\nweight = 3\n' for word in words)
    text = (
        f'name = "{name}"\ntitle = "{name.title()}"\ndefinition = "All about {name}."\n'
        f'applies = ["{name}"]\ndoes_not = ["other things"]\naliases = {json.dumps(list(aliases))}\n{phrases}'
    )
    folder.mkdir(exist_ok=True)
    file = folder / f"{called or name}.toml"
    file.write_text(text, "utf-8")
    return file
