"""Files of labels: JSON (a list), JSON lines or CSV, a paper a row.

key       what names the paper: the letters and digits of its title; left out, they are taken from the title
title     may be left out where there is a key
abstract  where there is such a key or column, even empty, the file has the paper's text; else the library
topics    names or aliases: a list, or in CSV parted by `;`
grey      topics that careful readers could disagree on; may be left out
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from papertriage.errors import UsageFault
from papertriage.text import search_fold
from papertriage.topics.evaluate import Labelled

SUFFIXES = (".json", ".jsonl", ".csv")
MAX_BYTES = 200_000_000


class Row(NamedTuple):
    """A row of labels; `text` where the file itself has title and abstract."""

    key: str
    title: str
    text: tuple[str, str | None] | None
    topics: frozenset[str]
    grey: frozenset[str]
    place: str  # for messages: the file and the row

    def labelled(self, title: str, abstract: str | None) -> Labelled:
        """Return the labels with the paper's text."""
        return Labelled(title, abstract, self.topics, self.grey, self.key)


def letters(title: str) -> str:
    """Return the ASCII letters and digits of a title without case and accents: what a `key` is."""
    return "".join(sign for sign in search_fold(title) if sign.isascii() and sign.isalnum())


def files_at(places: Iterable[Path]) -> list[Path]:
    """Return the files of labels that are named, and those in folders that are. Raises UsageFault."""
    found: list[Path] = []
    for place in places:
        inside = (
            sorted(each for each in place.glob("*") if each.suffix in SUFFIXES) if place.is_dir() else [place]
        )
        if not inside:
            raise UsageFault(f"{place}: no labels in this folder; name a file {', '.join(SUFFIXES)}")
        found += inside
    return found


def read_gold(path: Path) -> list[Row]:
    """Return the rows of a file of labels. Raises UsageFault naming the file, the row and the mend."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except OSError as fault:
        raise UsageFault(f"{path}: cannot be read ({(fault.strerror or str(fault)).lower()})") from None
    except UnicodeDecodeError:
        raise UsageFault(f"{path}: is not UTF-8; save it as UTF-8") from None
    if len(raw) > MAX_BYTES:
        raise UsageFault(f"{path}: larger than {MAX_BYTES} bytes; divide it")
    rows = [_row(record, f"{path}: row {number}") for number, record in enumerate(_records(path, text), 1)]
    if not rows:
        raise UsageFault(f"{path}: has no labels; each row needs a title or key, and topics")
    return rows


def _records(path: Path, text: str) -> Iterator[Any]:
    try:
        if path.suffix == ".csv":
            yield from _table(text)
        elif path.suffix == ".jsonl" or not text.lstrip().startswith("["):
            yield from (json.loads(line) for line in text.splitlines() if line.strip())
        else:
            yield from json.loads(text)
    except (ValueError, RecursionError, csv.Error) as fault:
        said = str(fault) if not isinstance(fault, RecursionError) else "nested too deeply"
        raise UsageFault(
            f"{path}: cannot be understood ({said}); it must be JSON, JSON lines or CSV"
        ) from None


def _table(text: str) -> Iterator[dict[str, Any]]:
    for record in csv.DictReader(io.StringIO(text, newline=""), strict=True):
        named = {(name or "").strip().lower(): value for name, value in record.items() if name is not None}
        lists = {name: _parted(named.get(name)) for name in ("topics", "grey") if name in named}
        yield {**named, **lists}


def _parted(cell: str | None) -> list[str]:
    return [name.strip() for name in (cell or "").split(";") if name.strip()]


def _row(record: object, place: str) -> Row:
    if not isinstance(record, dict):
        raise UsageFault(f"{place}: must be an object with title or key, and topics")
    title, abstract = _text(record, "title", place), _text(record, "abstract", place)
    key = letters(_text(record, "key", place)) or letters(title)
    if not (key or title):
        raise UsageFault(f"{place}: needs a title or a key")
    if "topics" not in record:
        raise UsageFault(f"{place}: needs topics; an empty list where the paper has none")
    has_text = bool(title) and "abstract" in record
    return Row(
        key=key,
        title=title,
        text=(title, abstract or None) if has_text else None,
        topics=_names(record, "topics", place),
        grey=_names(record, "grey", place),
        place=place,
    )


def _text(record: Mapping[str, Any], name: str, place: str) -> str:
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise UsageFault(f"{place}: {name} must be a text")
    return value or ""


def _names(record: Mapping[str, Any], name: str, place: str) -> frozenset[str]:
    value = record.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise UsageFault(f"{place}: {name} must be a list of topics")
    return frozenset(value)
