"""A library that was made by other rules of identity is derived again before anything new is read into it."""

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager

from papertriage.identify import RULES
from papertriage.ingest.derive import rebuild
from papertriage.ingest.work import Tagger
from papertriage.library import Library


def bring_up_to_date(
    library: Library,
    tagger: Tagger,
    now: datetime.datetime,
    note: Callable[[str], None],
    watch: Callable[[int], AbstractContextManager[Callable[[int], None]]],
) -> bool:
    """Derive all papers again where they were identified by other rules; tell whether that was done.

    `note` is told before it begins, since it takes a while for a large library; `watch` is given the number
    of sightings, and what it gives is told how many are done.
    """
    if library.identity_rules == RULES:
        return False
    if library.paper_count():
        note("this version knows better which papers are one: deriving them again, nothing is lost")
    with watch(library.stats().sightings) as advance:
        rebuild(library, tagger, now, advance)
    return True
