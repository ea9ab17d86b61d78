"""IDENTIFY: which sightings are one paper; ids first, then scored evidence; vetoes, and the reader's word.

`keys` and `near_keys` find who may be the same paper, `compare` weighs the evidence of two, `partition`
divides.
"""

from papertriage.identify.evidence import MERGE, SUGGEST, Comparison, Facts, Point, compare
from papertriage.identify.near import KEY_BITS, near_keys
from papertriage.identify.partition import (
    Candidate,
    Likeness,
    Settled,
    Verdicts,
    candidate,
    keys,
    partition,
    possible_names,
    public_id,
    public_ids,
    title_name,
)

RULES = 2
"""Of how records are identified; a library settled by other rules is derived again."""

__all__ = [
    "KEY_BITS",
    "MERGE",
    "RULES",
    "SUGGEST",
    "Candidate",
    "Comparison",
    "Facts",
    "Likeness",
    "Point",
    "Settled",
    "Verdicts",
    "candidate",
    "compare",
    "keys",
    "near_keys",
    "partition",
    "possible_names",
    "public_id",
    "public_ids",
    "title_name",
]
