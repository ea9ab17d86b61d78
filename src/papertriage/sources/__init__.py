"""READ: dumps to sightings.

One explicit, ordered table of sources; detection is by content, never by file name.
"""

from papertriage.sources.clues import Clues, look_for_clues
from papertriage.sources.containers import Limits, Part, expand, parts
from papertriage.sources.content import Content
from papertriage.sources.detection import detect, is_list
from papertriage.sources.dump import Dump, Facts, open_dump
from papertriage.sources.protocol import PLACES, Item, Reader, Source, Tally
from papertriage.sources.table import SOURCES, find_source, table
from papertriage.sources.unwrap import unwrap

__all__ = [
    "PLACES",
    "SOURCES",
    "Clues",
    "Content",
    "Dump",
    "Facts",
    "Item",
    "Limits",
    "Part",
    "Reader",
    "Source",
    "Tally",
    "detect",
    "expand",
    "find_source",
    "is_list",
    "look_for_clues",
    "open_dump",
    "parts",
    "table",
    "unwrap",
]
