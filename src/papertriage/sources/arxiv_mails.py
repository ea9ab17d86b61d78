"""The mails that listings come in: when they were sent, of which archive and which day they are."""

import re

from papertriage.sources.arxiv_fields import Announced
from papertriage.sources.arxiv_stamp import read_stamp

MAILING = re.compile(
    r"([a-z-]{2,10})(?:\.[A-Za-z-]{2,20})?\s.{0,200}\b(?:daily|mailing|distribution|received)\b"
    r"|([a-z-]{2,10})(?:\.[A-Za-z-]{2,20})? daily\b"
)
"""The subject of a listing: `cs.AI daily Subj-class mailing`, `cs daily 346 new + 55 crosses received`."""

_DAY_MARK = re.compile(r"/\*\s*(.{1,60}?)\s*\*/")  # in the listings of the past week


class Mails:
    """What the lines outside of the papers tell of those that follow."""

    def __init__(self) -> None:
        self.around = Announced()
        self.latest: str | None = None  # the day or moment of the latest mail
        self._headers: dict[str, str] = {}

    def look(self, text: str) -> None:
        """Take note of a line."""
        if text[:2] == "/*" and (found := _DAY_MARK.match(text)):
            stamp = read_stamp(found[1])
            self.around = self.around._replace(day=stamp.day if stamp else None)
            return
        key, colon, value = text[:300].partition(":")
        key = key.strip("* ").lower()
        if colon and key in {"date", "subject"}:
            self._header(key, value.strip("* "))

    def _header(self, key: str, value: str) -> None:
        if key in self._headers:  # of the next mail
            self._headers, self.around = {}, Announced()
        self._headers[key] = value
        stamp = read_stamp(self._headers.get("date", ""))
        if stamp and key == "date":
            self.latest = max(stamp.moment or stamp.day, self.latest or "")
        found = MAILING.match(self._headers.get("subject", ""))
        if found:
            # Without a zone the time may be of whoever forwarded the mail, and the day another.
            day = stamp.moment[:10] if stamp and stamp.moment else None
            self.around = Announced(day, found[1] or found[2])
