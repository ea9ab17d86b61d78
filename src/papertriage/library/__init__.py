"""STORE: the library, one folder with the SQLite file that is the record.

The only SQL of the program is in here.

with open_library(folder, write=True) as library, library.batch(row) as batch:
    known = batch.neighbours(keys)
    ids = batch.add_sightings([(sighting, keys), ...])
    pids = batch.put_papers([PaperRow(paper, members, provenance), ...])
    batch.finish(counts)
"""

from papertriage.library.decisions import (
    ACTIONS,
    STATE_AFTER,
    TAKE_BACK,
    UID,
    DecisionRow,
    Standing,
    stand,
    undone_by,
)
from papertriage.library.holdings import Stats
from papertriage.library.rows import LAST_SIGHTING, BatchRow, Counts, NearKeys, PaperRow, StoredSighting
from papertriage.library.sameness import AlikeRow
from papertriage.library.store import Library, open_library
from papertriage.library.tagging import TAG, UNTAG
from papertriage.library.verdicts import VerdictRow

__all__ = [
    "ACTIONS",
    "LAST_SIGHTING",
    "STATE_AFTER",
    "TAG",
    "TAKE_BACK",
    "UID",
    "UNTAG",
    "AlikeRow",
    "BatchRow",
    "Counts",
    "DecisionRow",
    "Library",
    "NearKeys",
    "PaperRow",
    "Standing",
    "Stats",
    "StoredSighting",
    "VerdictRow",
    "open_library",
    "stand",
    "undone_by",
]
