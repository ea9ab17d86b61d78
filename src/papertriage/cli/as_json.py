"""Answers as JSON: the record of docs/record.md, and beside it why the paper is there."""

import sys
from typing import Any

from papertriage.export import record, to_json
from papertriage.search import Answer, Hit


def write(value: Any) -> None:
    """Write a value as one JSON document."""
    sys.stdout.write(f"{to_json(value)}\n")


def answer(found: Answer) -> None:
    """Write how many papers there are in all and those of this page."""
    write({"total": found.total, "papers": [_hit(hit) for hit in found.hits]})


def _hit(hit: Hit) -> dict[str, Any]:
    matched = [
        {"field": each.field, "start": each.start, "end": each.end, "text": each.text} for each in hit.matched
    ]
    return {**record(hit.paper), "why": {"score": hit.score, "matched": matched}}
