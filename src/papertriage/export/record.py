"""The record: the public contract of docs/record.md, and the one place where a paper becomes JSON."""

import json
import re
from collections.abc import Callable
from functools import cache
from math import isfinite
from typing import Any

from papertriage.export.printable import whole_characters
from papertriage.model import Evidence, Paper

Record = dict[str, Any]

# Made once: json.dumps with arguments builds a new encoder at each call.
_encode: Callable[[Any], str] = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode


def record(paper: Paper) -> Record:
    """Give a paper as the contract's names and JSON's types, in the contract's order."""
    organization = paper.organization
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": None if paper.authors is None else list(paper.authors),
        "author_count": paper.author_count,
        "organization": None if organization is None else {"slug": organization[0], "name": organization[1]},
        "published": paper.published,
        "published_inferred": paper.published_inferred,
        "updated": paper.updated,
        "announced": paper.announced,
        "listed": paper.listed,
        "first_seen": paper.first_seen,
        "comments": paper.comments,
        "upvotes": paper.upvotes,
        "arxiv_id": paper.arxiv_id,
        "arxiv_version": paper.arxiv_version,
        "doi": paper.doi,
        "categories": list(paper.categories),
        "links": [{"kind": kind, "url": url} for kind, url in paper.links],
        "year": paper.year,
        "repaired_from": paper.repaired_from,
        "topics": [
            {"name": name, "score": _finite(score), "evidence": [_evidence(found) for found in evidence]}
            for name, score, evidence in paper.topics
        ],
        "state": paper.state,
        "sightings": [
            {"source": source, "dump": dump, "batch": batch, "line_start": start, "line_end": end}
            for source, dump, batch, start, end in paper.sightings
        ],
    }


def to_json(value: Any) -> str:
    """Write a record, or anything made of JSON's types, as one line of JSON without its line end.

    Characters stay as they are (UTF-8), but those that a terminal or a reader of lines takes for a control
    are escaped, which JSON reads back as the same; half a surrogate pair, which UTF-8 cannot hold, becomes
    U+FFFD.
    Raises ValueError for NaN and the infinities, which JSON does not know; a record never holds one.
    """
    return seen(_encode(value))


def seen(text: str) -> str:
    """Escape what a terminal or a reader of lines takes for a control, in a text that is JSON already."""
    if text.isascii() or text.isprintable():
        return text
    return _controls().sub(lambda found: f"\\u{ord(found[0]):04x}", whole_characters(text))


def _finite(score: float) -> float | None:
    return score if isfinite(score) else None


def _evidence(found: Evidence) -> Record:
    field, start, end, text, _ = found
    return {"field": field, "start": start, "end": end, "text": text}


@cache
def _controls() -> re.Pattern[str]:
    """Match C1 controls, line and paragraph separators, bidi marks and overrides; JSON escapes C0 itself."""
    return re.compile("[\x7f-\x9f\u061c\u2028-\u202e\u2066-\u2069]")
