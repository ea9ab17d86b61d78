"""papertriage show --versions: the forms in which a work appeared, and where each was seen."""

import datetime
import sys
from typing import Any

from papertriage import triage
from papertriage.ingest.versions import Expression, expressions
from papertriage.text import terminal_safe


def write(view: triage.View, *, json: bool) -> None:
    """Write a paper's versions, the newest first, with the sightings of each."""
    found = expressions(view.sightings, datetime.date.today())
    if json:
        from papertriage.cli import as_json

        as_json.write({"paper": view.paper.id, "versions": [_object(each) for each in found]})
        return
    sys.stdout.write(f"{view.paper.id}\t{terminal_safe(view.paper.title)}\n")
    for each in found:
        sys.stdout.write(f"{each.name}\t{each.published or '-'}\t{terminal_safe(each.title)}\n")
        for stored in each.sightings:
            sys.stdout.write(
                f"\tsighting {stored.id}\t{triage.when(stored)[:10]}\t{stored.sighting.source}\n"
            )


def _object(expression: Expression) -> dict[str, Any]:
    seen = [
        {"sighting": stored.id, "when": triage.when(stored), "source": stored.sighting.source}
        for stored in expression.sightings
    ]
    return {
        "name": expression.name,
        "title": expression.title,
        "published": expression.published,
        "sightings": seen,
    }
