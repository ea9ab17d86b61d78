"""Labelled papers as other screening tools export them: CSV with title, abstract and label, plain or gzipped.

Columns are found by name, in any case and order; the names are those that ASReview reads, and their kin.
Rows are numbered from 0, as in ASReview. A row whose label is empty or -1 was never decided on: it keeps
its number and is left out.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from papertriage.errors import UnreadableDump
from papertriage.rank.features import Text

MAX_BYTES = 1_000_000_000  # of a file, once unpacked
GZIP = b"\x1f\x8b"
DELIMITERS = ",;\t"
MAX_CELL = 16 << 20  # characters; the csv module's own limit is 128 KB

TITLES = ("title", "primary_title", "ti", "article title", "document title")
ABSTRACTS = ("abstract", "abstract note", "notes_abstract", "ab", "summary")
LABELS = (
    "label_included", "included", "label", "included_label", "included_final", "final_included",
    "included_flag", "include", "inclusion", "relevant", "final_decision", "asreview_label",
)  # fmt: skip
YES = frozenset({"1", "1.0", "yes", "y", "true", "relevant", "include", "included", "accept", "accepted"})
NO = frozenset({"0", "0.0", "no", "n", "false", "irrelevant", "exclude", "excluded", "reject", "rejected"})
UNSAID = frozenset({"", "-1", "-1.0", "na", "nan", "none", "null"})


class Labelled(NamedTuple):
    """A file's papers in its order; `wanted` is None for those without a label."""

    name: str
    texts: list[Text]
    wanted: list[bool | None]


def read_labelled(name: str, raw: bytes) -> Labelled:
    """Read a file's bytes. Raises UnreadableDump naming the file, the place and the mend."""
    found = Labelled(set_name(name), [], [])
    rows = _rows(_text(name, _unpacked(name, raw)))
    try:
        header = [column.strip().lower() for column in next(rows, [])]
        columns = [_column(name, header, names) for names in (TITLES, ABSTRACTS, LABELS)]
        for number, cells in enumerate(rows):
            place = f"{name}: row {number}, which ends at line {rows.line_num}"
            if len(cells) <= max(columns):
                raise UnreadableDump(
                    f"{place}: has {len(cells)} cells, not {len(header)}; mend its quotes or commas"
                )
            title, abstract, label = (cells[at] for at in columns)
            found.texts.append(Text(title, abstract))
            found.wanted.append(_said(label, place))
    except csv.Error as fault:
        raise UnreadableDump(f"{name}: row {len(found.texts)}: {fault}; mend its quotes") from None
    return found


def set_name(file: str) -> str:
    """Return the name of a set: its file's, without folders and endings."""
    name = Path(file).name
    return name.removesuffix(".gz").removesuffix(".csv") or name


def _unpacked(name: str, raw: bytes) -> bytes:
    if raw.startswith(GZIP):
        try:
            with gzip.open(io.BytesIO(raw)) as packed:
                raw = packed.read(MAX_BYTES + 1)
        except (EOFError, zlib.error, OSError) as fault:
            raise UnreadableDump(f"{name}: damaged ({str(fault).lower()}); fetch it again") from None
    if len(raw) > MAX_BYTES:
        raise UnreadableDump(f"{name}: larger than {MAX_BYTES} bytes; divide it")
    return raw


def _text(name: str, raw: bytes) -> str:
    """Return a file's text: UTF-8, else Windows' Western letters."""
    if b"\0" in raw:
        raise UnreadableDump(f"{name}: is not text; save the table as CSV in UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _rows(text: str) -> Any:
    """Return a reader of the rows, parted by what parts the names of the columns."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))
    first = text[: text.find("\n") + 1] or text
    delimiter = max(DELIMITERS, key=first.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _column(file: str, header: Sequence[str], names: Sequence[str]) -> int:
    for name in names:
        if name in header:
            return header.index(name)
    there = ", ".join(repr(name) for name in header[:12]) or "nothing"
    raise UnreadableDump(f"{file}: line 1 names no column {' or '.join(names[:3])}; it names {there}")


def _said(label: str, place: str) -> bool | None:
    word = label.strip().lower()
    if word in UNSAID:
        return None
    if word not in YES | NO:
        raise UnreadableDump(f"{place}: label {label[:40]!r} is neither 1 nor 0")
    return word in YES
