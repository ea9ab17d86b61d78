"""A paper's versions: each version of the preprint, the publication, and listings that name neither."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from papertriage.ingest.derive import Cleaner
from papertriage.library import StoredSighting
from papertriage.model import Cleaned

_SAYS_NOTHING = "no id"


class Expression(NamedTuple):
    """One form in which the work appeared, with the sightings of it, in the order they were read."""

    name: str  # `arXiv 2404.02905v2`, `DOI 10.1000/x`, or that none is said
    title: str
    published: str | None  # the latest that a sighting says, ISO
    sightings: tuple[StoredSighting, ...]


def expressions(stored: Sequence[StoredSighting], today: datetime.date) -> list[Expression]:
    """Divide a paper's sightings by what they are of: publications first, then preprints, newest first."""
    cleaner = Cleaner(today)
    by_name: dict[tuple[int, int, str], list[tuple[StoredSighting, Cleaned]]] = {}
    for each in stored:
        cleaned = cleaner.clean(each).cleaned
        by_name.setdefault(_place(cleaned), []).append((each, cleaned))
    return [
        Expression(
            key[2],
            seen[-1][1].title,
            max((cleaned.updated or cleaned.published or "" for _, cleaned in seen)) or None,
            tuple([stored for stored, _ in seen]),
        )
        for key, seen in sorted(by_name.items(), key=lambda item: item[0])
    ]


def _place(cleaned: Cleaned) -> tuple[int, int, str]:
    if cleaned.arxiv_id is None:
        return (0, 0, f"DOI {cleaned.doi}") if cleaned.doi else (2, 0, _SAYS_NOTHING)
    version = cleaned.arxiv_version
    said = f"v{version}" if version else ", version not said"
    return 1, -(version or 0), f"arXiv {cleaned.arxiv_id}{said}"
