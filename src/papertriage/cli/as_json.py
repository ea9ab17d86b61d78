"""Answers as JSON: the record of docs/record.md, and beside it why the paper is there."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from papertriage.export import record, to_json
from papertriage.search import Answer, Asked, Hit


def write(value: Any) -> None:
    """Write a value as one JSON document."""
    sys.stdout.write(f"{to_json(value)}\n")


def answer(found: Asked, lots: Iterable[Sequence[Hit]]) -> int:
    """Write how many papers there are in all, and these as they come; return how many these are."""
    notes = to_json(list(found.notes))
    sys.stdout.write(f'{{"total":{found.total},"notes":{notes},"papers":[')
    shown = 0
    for hits in lots:
        for hit in hits:
            sys.stdout.write(f"{',' if shown else ''}{to_json(_hit(hit))}")
            shown += 1
    sys.stdout.write("]}\n")
    return shown


def neighbours(found: Answer) -> None:
    """Write the papers most like another, and how many were compared."""
    write({"compared": found.total, "papers": [_hit(hit) for hit in found.hits]})


def _hit(hit: Hit) -> dict[str, Any]:
    matched = [
        {"field": each.field, "start": each.start, "end": each.end, "text": each.text} for each in hit.matched
    ]
    why = {
        "score": hit.score,
        "parts": [{"what": part.what, "score": round(part.score, 4)} for part in hit.parts],
        "discussed": hit.discussed,
        "matched": matched,
        "sentence": hit.sentence and {"start": hit.sentence.start, "end": hit.sentence.end},
    }
    return {**record(hit.paper), "why": why}
