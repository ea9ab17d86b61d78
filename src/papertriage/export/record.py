"""The record: the public contract of docs/record.md, and the one place where a paper becomes JSON."""

import json
import re
from collections.abc import Callable
from functools import cache
from math import isfinite
from typing import Any

from papertriage.model import Paper, TopicHit

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
        "topics": [_topic(hit) for hit in paper.topics],
        "state": paper.state,
        "sightings": [
            {"source": source, "dump": dump, "batch": batch, "line_start": start, "line_end": end}
            for source, dump, batch, start, end in paper.sightings
        ],
    }


def to_json(value: Any) -> str:
    """Write a record, or anything made of JSON's types, as one line of JSON without its line end.

    Characters stay as they are (UTF-8), but those that a terminal or a reader of lines takes for a control are escaped,
    which JSON reads back as the same; half a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD.
    Raises ValueError for NaN and the infinities, which JSON does not know; a record never holds one.
    """
    text = _encode(value)
    if text.isascii() or text.isprintable():
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _controls().sub(lambda found: f"\\u{ord(found[0]):04x}", whole)


def _topic(hit: TopicHit) -> Record:
    score = hit.score
    return {
        "name": hit.name,
        "score": score if isfinite(score) else None,
        "evidence": [
            {"field": field, "start": start, "end": end, "text": text}
            for field, start, end, text, _ in hit.evidence
        ],
    }


@cache
def _controls() -> re.Pattern[str]:
    """C1 controls, line and paragraph separators, bidi overrides and isolates; JSON itself escapes the C0 controls."""
    return re.compile("[\x7f-\x9f\u061c\u2028-\u202e\u2066-\u2069]")
