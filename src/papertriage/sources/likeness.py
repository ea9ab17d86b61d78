"""How much the beginning of a dump looks like a "Daily Papers" page.

As much as a reading of it finds there.
"""

import re
from statistics import median

from papertriage.model import Sighting
from papertriage.sources import hf_paper_text
from papertriage.sources.reading import DailyPapers

_LINES = 4_000
# characters: half of all abstracts have more than 1,100, half of a manual's paragraphs fewer than 300
_ABSTRACT = 350
_MOST = 1_000_000  # characters
# Tags that no converter leaves in its text; pandoc leaves `<div>`, `<a>`, `<img>` and `<span>`.
_HTML = re.compile(
    r"<(?:!doctype|html|head|body|script|meta|link|h[1-6]|li|ul|ol|p|article|table|tr|td|section|entry|feed|rss|item)[\s>]",
    re.IGNORECASE,
)
# JSON lines: where some have no abstract, short and long lines take turns as titles and abstracts do.
_ROWS = re.compile(r'\ufeff?\s*\{"[^\n]*\}[ \t\r]*\n\s*\{"')


def likeness(head: str) -> float:
    """Tell how much a dump's beginning looks like such a page, from 0 to 1.

    Cards with details, links to their papers or below a page's header are sure signs. Titles and abstracts
    in turn that are nearly all of the text are good ones; a single such pair, 0.4, could be anybody's.
    """
    head = head[:_MOST]
    if _ROWS.match(head) or len(_HTML.findall(head)) > 3 or hf_paper_text.likeness(head):
        return 0.0
    reading = DailyPapers(head.splitlines()[:_LINES])
    records = [item for item in reading if isinstance(item, Sighting)]
    tally = reading.tally
    share = tally.record / max(1, tally.total - tally.furniture)
    sure = sum(map(_is_sure, records))
    if (sure > 1 and share >= 0.3) or (sure and share >= 0.6) or (reading.pages and records and share >= 0.3):
        return 0.95
    typical = median(len(record.abstract or "") for record in records) if records else 0
    if typical < _ABSTRACT and not reading.pages:
        return 0.0
    if len(records) > 1 and share >= 0.8:
        return 0.9
    if reading.pages and not tally.skipped:
        return 0.6
    return 0.4 if records and share >= 0.8 else 0.0


def _is_sure(record: Sighting) -> bool:
    if record.author_count is not None or record.arxiv_id is not None:
        return True
    return record.printed is not None and (record.organization is not None or record.abstract is not None)
