"""A dump read before is said to be of another day: its page's facts change.

The papers seen in it are merged again.

They may turn out to be others: a date is evidence of which sightings are one paper.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from papertriage.ingest.derive import Cleaner, Deriver, Indexer
from papertriage.ingest.neighbourhood import near_keys
from papertriage.ingest.work import CHUNK, Tagger
from papertriage.library import BatchRow, Library, NearKeys, StoredSighting
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
        pids = target.pids_of(batch.id)
        portions = [pids[start : start + CHUNK] for start in range(0, len(pids), CHUNK)]
        concerned = _move_keys(target, batch, today, portions)
        for portion in portions:
            concerned -= _again(deriver, target, batch, portion)
        deriver.settle_again(sorted(concerned))
        found = Redated(deriver.found["updated"], deriver.found["unchanged"], deriver.topics)
        if index is None:
            raise _NotKept
    return found


def _move_keys(
    target: "Derivation", batch: BatchRow, today: datetime.date, portions: Iterable[list[int]]
) -> set[int]:
    """Give a batch's sightings the near keys of what they say now; give who is or was like one of them."""
    cleaner = Cleaner(today)
    gone, come = [], []
    concerned: set[int] = set()
    for pids in portions:
        stored = [each for each in target.stored(pids) if each.batch == batch.id]
        concerned |= target.alike([each.id for each in stored])
        for each in stored:
            was, now = (near_keys(each.id, cleaner.clean(said)) for said in (_before(each, batch), each))
            gone.append(_without(was, now))
            come.append(_without(now, was))
    concerned.update(*target.near.meet(gone).values())
    target.near.take_out(gone)
    target.near.add(come)
    return concerned


def _without(keys: NearKeys, others: NearKeys) -> NearKeys:
    same = set(others.keys) if keys.named == others.named else set()
    return keys._replace(keys=[key for key in keys.keys if key not in same])


def _before(stored: StoredSighting, batch: BatchRow) -> StoredSighting:
    return stored._replace(page=batch.page) if stored.batch == batch.id else stored


def _again(deriver: Deriver, target: "Derivation", batch: BatchRow, pids: list[int]) -> set[int]:
    """Derive papers again; give their sightings."""
    rows = []
    stored = sorted(target.stored(pids), key=lambda each: (each.pid or 0, each.id))
    for pid, members in groupby(stored, key=lambda each: each.pid or 0):
        now = list(members)
        rows.append(deriver.merge_again(pid, now, [_before(each, batch) for each in now]))
    deriver.put([row for row in rows if row])
    deriver.settle_again([each.id for each in stored])
    return {each.id for each in stored}
