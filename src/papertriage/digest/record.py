"""A digest as JSON's types."""

from typing import Any

from papertriage.digest import Digest
from papertriage.export import record


def as_record(found: Digest) -> dict[str, Any]:
    """Give the digest with its papers as the record of docs/record.md and their reasons beside."""
    return {
        "since": found.period.since,
        "until": found.period.until,
        "topics": list(found.topics),
        "papers": found.papers,
        "records": found.records,
        "merged": found.records - found.papers,
        "rejected": found.rejected,
        "late": found.late,
        "dumps": found.read.dumps,
        "skipped": [
            {"dump": dump, "reason": reason, "spans": spans} for dump, reason, spans in found.read.reasons
        ],
        "amiss": [each._asdict() for each in found.amiss],
        "sections": [
            {
                "topic": section.topic,
                "more": section.more,
                "papers": [
                    {**record(entry.paper), "reasons": list(entry.reasons)} for entry in section.entries
                ],
            }
            for section in found.sections
        ],
    }
