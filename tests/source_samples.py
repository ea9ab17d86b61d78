"""The saved files of every source, with their answers beside them."""

import io
import json
from pathlib import Path
from typing import Any, NamedTuple

from papertriage.model import Link, Organization, PrintedDate, Sighting, Skipped
from papertriage.sources import Content, Dump, Reader, Source

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "sources"
ANSWER = ".answer.json"
DEFAULTS = Sighting("", "")


class Case(NamedTuple):
    """One saved file, and what is to be read from it."""

    source: str
    file: Path

    @property
    def answer(self) -> dict[str, Any]:
        return dict(json.loads(self.file.with_name(self.file.name + ANSWER).read_text("utf-8")))


def cases() -> list[Case]:
    """Every file that is not an answer, in every folder but `none`."""
    return [Case(file.parent.name, file) for file in _files() if file.parent.name != "none"]


def look_alikes() -> list[Path]:
    """Files that look like a list of papers, or like nothing, and are none."""
    return [file for file in _files() if file.parent.name == "none"]


def _files() -> list[Path]:
    return [file for file in sorted(FOLDER.glob("*/*")) if not file.name.endswith(ANSWER)]


def opened(file: Path) -> tuple[Content, str]:
    """The file as a source gets it, and the beginning that detection looks at."""
    dump = Dump(file.name, io.BytesIO(file.read_bytes()))
    encoding = dump.facts().encoding
    return Content(dump, encoding), dump.head(encoding)


def read(source: Source, content: Content) -> tuple[list[Sighting], list[Skipped], Reader]:
    """Everything that a source reads."""
    reader = source.reader(content)
    items = list(reader)
    records = [item for item in items if isinstance(item, Sighting)]
    return records, [item for item in items if isinstance(item, Skipped)], reader


def as_answer(sighting: Sighting) -> dict[str, Any]:
    """What an answer says of a record: the fields that are not the defaults."""
    return {
        name: _plain(value)
        for name, value, default in zip(sighting._fields, sighting, DEFAULTS, strict=True)
        if name != "source" and value != default
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Organization):
        return {"slug": value.slug, "name": value.name}
    if isinstance(value, PrintedDate | Link):
        return list(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
