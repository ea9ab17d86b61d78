"""Obsidian: a folder of notes, one a paper, named like its citation key; safe to export again and again.

What stands above the marker line is ours and written anew each time; what stands below it is the reader's and
is never touched, byte for byte. Properties that the reader added to the front matter stay too, `tags` among
them: a paper's topics are tags in the text. A file without the marker is the reader's own, and left alone.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache

from papertriage.dates import iso_day
from papertriage.export.address import paper_address
from papertriage.export.citation_key import KeyRing
from papertriage.export.markdown import section
from papertriage.export.protocol import PLAIN, About, Note
from papertriage.export.record import to_json
from papertriage.export.rest import on_one_line
from papertriage.model import Paper

name = "obsidian"
extension = "obsidian"
what = "Obsidian: a folder with a note a paper; what you write below its marker stays"
lost = "as `md`, but for ids, categories and authors, which the front matter has"

MARKER = "%% papertriage: each export writes what is above this line anew; what you write below it stays %%"

_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
_OURS = (
    "title", "aliases", "authors", "author_count", "organization", "published", "id", "citekey", "arxiv",
    "doi", "url", "categories", "topics", "upvotes", "comments", "state",
)  # fmt: skip


def chunks(papers: Iterable[Paper], about: About = PLAIN) -> Iterator[Note]:
    """Give one note a paper."""
    key = about.keys or KeyRing().key
    for paper in papers:
        yield note(paper, key(paper))


def note(paper: Paper, key: str) -> Note:
    """Give a paper's note: front matter, the section that Markdown has, the marker."""
    front = "".join([f"{field}:{value}\n" for field, value in _front(paper, key)])
    tags = " ".join([f"#{tag}" for hit in paper.topics if (tag := _tag(hit.name))])
    body = section(paper, level=1) + (f"\n{tags}\n" if tags else "")
    return Note(file_name(key), f"---\n{front}---\n{body}\n{MARKER}\n", MARKER)


def _tag(topic: str) -> str:
    """Give a topic as a tag of Obsidian's, which has a letter in it; "" where there is none."""
    tag = _not_tag().sub("-", on_one_line(topic)).strip("-/")
    return tag if any(map(str.isalpha, tag)) else ""


def file_name(key: str) -> str:
    """Give the name of a key's file; some words are devices to Windows, whatever stands behind the point."""
    plain = _not_key().sub("", key) or "paper"
    return f"{plain}_.md" if plain.lower() in _RESERVED else f"{plain}.md"


def merged(note: Note, existing: bytes | None) -> bytes | None:
    """Give the whole file, with what the reader keeps in it; None for a file that is the reader's own."""
    if existing is None:
        return note.top.encode()
    found = _marker_line().search(existing)
    if found is None:
        return None
    kept = _kept_properties(existing[: found.start()].decode("utf-8", "replace"))
    front, _, body = note.top.partition("\n---\n")
    return (f"{front}\n{kept}---\n{body}" if kept else note.top).encode() + existing[found.end() :]


def _kept_properties(top: str) -> str:
    """Give the reader's own properties, as they stand: a name that is not ours, and the lines under it."""
    found = _front_matter().match(top)
    if found is None:
        return ""
    kept: list[str] = []
    keeping = False
    for line in found[1].splitlines():
        if named := _property().match(line):
            keeping = named[1].strip("\"' ") not in _OURS
        if keeping and line.strip() != "---":
            kept.append(f"{line}\n")
    return "".join(kept)


def _front(paper: Paper, key: str) -> Iterator[tuple[str, str]]:
    """Give what is known; a list's items stand on lines of their own."""
    for field, value in _properties(paper, key):
        if value:
            yield field, value if value.startswith("\n") else f" {value}"


def _properties(paper: Paper, key: str) -> Iterator[tuple[str, str]]:
    """Give the front matter as YAML: every text quoted, so that nothing in it is taken for anything else."""
    yield "title", quoted(paper.title)
    yield "aliases", _list([paper.title])
    yield "authors", _list(paper.authors or ())
    yield "author_count", _number(paper.author_count)
    yield "organization", quoted(paper.organization.name) if paper.organization else ""
    yield "published", _date(paper)
    yield "id", quoted(paper.id)
    yield "citekey", quoted(key)
    yield "arxiv", quoted(paper.arxiv_id) if paper.arxiv_id else ""
    yield "doi", quoted(paper.doi) if paper.doi else ""
    yield "url", quoted(address) if (address := paper_address(paper)) else ""
    yield "categories", _list(paper.categories)
    yield "topics", _list([hit.name for hit in paper.topics])
    yield "upvotes", _number(paper.upvotes)
    yield "comments", _number(paper.comments)
    yield "state", quoted(paper.state)


def quoted(text: str) -> str:
    """Give words in double quotes, as YAML and JSON both read them."""
    return _unprintable().sub(lambda found: f"\\u{ord(found[0]):04x}", to_json(on_one_line(text)))


def _list(texts: Iterable[str]) -> str:
    items = [quoted(text) for text in texts if on_one_line(text)]
    return "".join([f"\n  - {item}" for item in items])


def _number(number: int | None) -> str:
    return "" if number is None else json.dumps(number)


def _date(paper: Paper) -> str:
    """A whole day stays bare, and is a date to Obsidian; anything else is text."""
    if paper.published:
        return paper.published if iso_day(paper.published) == paper.published else quoted(paper.published)
    return _number(paper.year)


@cache
def _marker_line() -> re.Pattern[bytes]:
    return re.compile(rb"^" + re.escape(MARKER.encode()) + rb"[ \t]*(?:\r?\n|\Z)", re.MULTILINE)


@cache
def _front_matter() -> re.Pattern[str]:
    return re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


@cache
def _property() -> re.Pattern[str]:
    return re.compile(r"([^\s#:\-][^:]*|\"[^\"]*\"|'[^']*'):(?:\s|$)")


@cache
def _unprintable() -> re.Pattern[str]:
    """Match what YAML allows in no text but escaped."""
    return re.compile("[\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u2028\u2029]")


@cache
def _not_key() -> re.Pattern[str]:
    return re.compile(r"[^A-Za-z0-9_-]+")


@cache
def _not_tag() -> re.Pattern[str]:
    return re.compile(r"(?:[^\w/-]|_)+")
