r"""One paper of a listing, the lines between two rules.

    \\
    arXiv:2303.00765 (*cross-listing*)
    Date: Wed, 1 Mar 2023 19:00:02 GMT   (1726kb,D)

    Title: A title that goes on
      in the next line
    Authors: A. Author, B. Author
    Categories: astro-ph.HE
    \\
      The abstract.
    \\ ( https://arxiv.org/abs/2303.00765 ,  1726kb)

The same block is an `.abs` file (https://info.arxiv.org/help/prep, and arXiv's own readers of both, public as
arXiv/arxiv-browse), there with `From:` and a `Date (revised v2):` for each version.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from papertriage.ids import find_arxiv, parse_arxiv
from papertriage.model import Link, Sighting
from papertriage.sources.arxiv_authors import split_authors
from papertriage.sources.arxiv_stamp import read_stamp
from papertriage.text import find_links

_CROSS = r" ?\(\*cross-listing\*\)"
ID_LINE = re.compile(
    rf"(?:Paper(?P<crossed>{_CROSS})?: ?(?:arXiv:)?|arXiv: ?)"
    r"(?P<id>[a-z.-]{2,30}/\d{7}(?:v\d{1,3})?|\d{3,4}\.\d{1,20}(?:v\d{1,3})?|\d{7})"
    rf"(?P<cross>{_CROSS})?(?: \[[\w.-]{{2,30}}\])?\s*",
    re.IGNORECASE,
)
"""The line that names the paper, whole."""

_FIELD = re.compile(
    r"(Title|Authors?|Categories|Category|Comments?|Report-no|Journal-ref|DOI|MSC-class|ACM-class|Subj-class"
    r"|License|Proxy|From|Date|[A-Z][a-z]{1,12}-[a-z]{1,12}) ?(?:\((revised[^)]{0,20})\))?:",
    re.IGNORECASE,
)
_REPLACED = re.compile(
    r"(?:replaced (?:with|by) (?:revised|new) version|(?:figures|parts?) (?:added|replaced))\s?",
    re.IGNORECASE,
)
_REVISION = re.compile(r"v([1-9]\d{0,2})\b")
_AUTHORS_WITHIN = re.compile(r"\sAuthors?: ?(?=\S)")


class Announced(NamedTuple):
    """What the listing around a block says."""

    day: str | None = None  # on which its new papers were announced, ISO
    archive: str | None = None  # whose listing it is: ids may lack it


class Block:
    """The header of a block, field by field; `fields` has the joined lines of each."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.id = ""
        self.is_cross = False
        self.published: str | None = None
        self.updated: str | None = None
        self.version: str | None = None
        self.is_replaced = False
        self.fields: dict[str, str] = {}
        key = ""
        for line in lines:
            key = self._line(line, key)
        self._mend_title()

    def _line(self, line: str, key: str) -> str:
        """Take one line; give the field that the next may go on with."""
        found = ID_LINE.fullmatch(line) if not self.id else None
        if found:
            self.id = found["id"]
            self.is_cross = bool(found["cross"] or found["crossed"])
            return ""
        if replaced := _REPLACED.match(line):
            self._date("revised", line[replaced.end() :])
            self.is_replaced = True
            return ""
        field = None if line[:1] in " \t" else _FIELD.match(line)
        if field is None:
            self._go_on(key, line)
            return key
        key, value = field[1].lower(), line[field.end() :].strip()
        if key == "date":
            self._date(field[2], value)
        else:
            key = {"author": "authors", "comment": "comments", "category": "categories"}.get(key, key)
            self.fields.setdefault(key, value)
        return key

    def _go_on(self, key: str, line: str) -> None:
        if key in self.fields and line.strip():
            self.fields[key] = f"{self.fields[key]} {line.strip()}".strip()

    def _date(self, revised: str | None, value: str) -> None:
        stamp = read_stamp(value)
        if revised:
            version = _REVISION.search(revised)
            self.version = version[1] if version else None
            self.updated = stamp.day if stamp else self.updated
        elif self.published is None and stamp:
            self.published = stamp.day

    def _mend_title(self) -> None:
        """Part `Title: … Author: …` on one line, as some wrote it in 1992."""
        found = None if "authors" in self.fields else _AUTHORS_WITHIN.search(self.fields.get("title", ""))
        if found:
            title = self.fields["title"]
            self.fields["title"], self.fields["authors"] = title[: found.start()], title[found.end() :]

    def sighting(self, source: str, abstract: str, around: Announced) -> Sighting:
        """Give the record, without its lines. Only for a block that has a title."""
        fields, is_new = self.fields, not (self.is_cross or self.is_replaced)
        day = around.day if is_new and around.day and around.day >= (self.published or "") else None
        return Sighting(
            source=source,
            title=" ".join(fields["title"].split()),
            abstract=" ".join(abstract.split()) or None,
            authors=split_authors(fields.get("authors", "")),
            published=self.published,
            updated=self.updated,
            announced=day,
            arxiv_id=self._id(around.archive),
            doi=next(iter(re.split(r"[\s,;]+", fields.get("doi", "").strip())), "") or None,
            categories=tuple(fields.get("categories", "").split()),
            links=_links(fields.get("comments", "")),
        )

    def _id(self, archive: str | None) -> str | None:
        listed = self.id
        if listed.isdigit() and archive and parse_arxiv(f"{archive}/{listed}"):
            listed = f"{archive}/{listed}"
        if self.version and (known := parse_arxiv(listed)) and known.version is None:
            listed += f"v{self.version}"
        return listed or None


def id_in_closing(line: str) -> str | None:
    r"""Find the id in the last line of a block, `\\ ( https://arxiv.org/abs/2303.00765 ,  1726kb)`."""
    found = find_arxiv(line.strip("\\() ").partition(" ")[0])
    return found.id if found else None


def _links(comments: str) -> tuple[Link, ...]:
    if "/" not in comments:
        return ()
    return tuple(link for link in find_links(comments) if link.kind != "paper")
