"""A dump read before is said to be of another day: its page's facts change.

The papers seen in it are merged again.

They may turn out to be others: a date is evidence of which sightings are one paper.
"""

import datetime
from collections import Counter
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from papertriage.ingest.derive import Cleaner, Deriver, Indexer
from papertriage.ingest.work import CHUNK, Tagger
from papertriage.library import BatchRow, Library, StoredSighting
from papertriage.model import Page

if TYPE_CHECKING:
    from papertriage.library.writing import Derivation


class Redated(NamedTuple):
    """How many papers another day changed, how many it did not, and the topics of those that it did."""

    updated: int
    unchanged: int
    topics: Counter[str]


class _NotKept(Exception):
    pass


def redate(
    where: tuple[Library, Tagger, Indexer | None], batch: BatchRow, page: Page, today: datetime.date
) -> Redated:
    """Give a batch another page, in one transaction.

    Without an index, only find out what that would change.
    """
    library, tagger, index = where
    found = Redated(0, 0, Counter())
    with suppress(_NotKept), library.derivation() as target:
        target.set_page(batch.id, page)
        deriver = Deriver(target, tagger, index, Cleaner(today))
        for start in range(0, len(pids := target.pids_of(batch.id)), CHUNK):
            _again(deriver, target, batch, pids[start : start + CHUNK])
        found = Redated(deriver.found["updated"], deriver.found["unchanged"], deriver.topics)
        if index is None:
            raise _NotKept
    return found


def _again(deriver: Deriver, target: "Derivation", batch: BatchRow, pids: list[int]) -> None:
    def before(stored: StoredSighting) -> StoredSighting:
        return stored._replace(page=batch.page) if stored.batch == batch.id else stored

    rows = []
    stored = sorted(target.stored(pids), key=lambda each: (each.pid or 0, each.id))
    for pid, members in groupby(stored, key=lambda each: each.pid or 0):
        now = list(members)
        rows.append(deriver.merge_again(pid, now, [before(each) for each in now]))
    deriver.put([row for row in rows if row])
    deriver.settle_again([each.id for each in stored])
