"""One row of a table to one record."""

import re
from urllib.parse import unquote

from papertriage.ids import find_arxiv, parse_arxiv, repair_arxiv
from papertriage.model import LINK_KINDS, Link, Organization, PrintedDate, Sighting
from papertriage.sources.arxiv_stamp import read_stamp
from papertriage.sources.author_cells import split_cell
from papertriage.sources.columns import folded
from papertriage.sources.csv_rows import Header
from papertriage.sources.table_dates import whole_day, year_in
from papertriage.text import link_kind, unguarded

_SOURCE = "csv"
_CATEGORY = re.compile(r"[a-z]{2,8}(?:-[a-z]{2,4})?(?:\.[A-Za-z-]{2,20})?")
_ADDRESS = re.compile(r"https?://[^\s;|,'\"\]]+", re.IGNORECASE)
_CREATED = re.compile(r"['\"]created['\"]:\s*['\"]([^'\"]{6,60})['\"]")
_OPEN_URL = re.compile(r"[?&]id=doi:(10\.[^&#\s]+)")  # Embase's links to a library's resolver
_PUBLISHED = re.compile(r"Date of Publication:([^.;]{4,30})")  # within Embase's "Source"
_NOTHING = frozenset({"", "nan", "none", "null", "n/a", "na", "-", "[]", "{}"})
_LONGEST = 5_000  # characters of a cell in which an address or a note is looked for


class Columns:
    """Which cells hold what. `queried` is the latest day on which the table's rows were asked for."""

    def __init__(self, columns: dict[str, tuple[int, ...]], *, is_ours: bool) -> None:
        self._columns, self._is_ours = columns, is_ours
        self.queried: str | None = None

    def is_header(self, cells: list[str], header: Header) -> bool:
        """Whether a row is the names again, as where two files were put together."""
        titles = self._columns["title"]
        return "title" in cells[titles[0]][:40].lower() and folded(cells) == header.names

    def sighting(self, cells: list[str], number: int) -> Sighting | None:
        """Give the record of row `number`; None without a title."""
        if self._is_ours:
            cells = [unguarded(cell) for cell in cells]
        title = self._first("title", cells)
        if not title:
            return None
        published, updated, year = self._dates(cells)
        printed = None
        if published and self._first("inferred", cells).lower() == "true":
            day = published
            printed = PrintedDate(int(day[5:7]), int(day[8:10]))
            published, year = None, int(day[:4])
        if self._first("queried", cells):
            self.queried = max(whole_day(self._first("queried", cells)) or "", self.queried or "") or None
        return Sighting(
            source=_SOURCE,
            title=" ".join(title.split()),
            abstract=self._first("abstract", cells) or None,
            authors=self._authors(cells),
            author_count=_whole(self._first("author_count", cells)),
            organization=self._organization(cells),
            printed=printed,
            published=published,
            updated=updated,
            announced=whole_day(self._first("announced", cells)),
            listed=whole_day(self._first("listed", cells)),
            comments=self._count("comments", cells),
            upvotes=self._count("upvotes", cells),
            arxiv_id=self._arxiv_id(cells),
            doi=self._doi(cells),
            categories=self._categories(cells),
            links=self._links(cells),
            year=None if published else year,
            line_start=number,
            line_end=number,
        )

    def _first(self, field: str, cells: list[str]) -> str:
        """The first cell of a field that says something, as it stands but for white space around it."""
        for at in self._columns.get(field, ()):
            cell = cells[at].strip()
            if cell and not _says_nothing(cell):
                return cell
        return ""

    def _all(self, *fields: str) -> tuple[int, ...]:
        return tuple(at for field in fields for at in self._columns.get(field, ()))

    def _authors(self, cells: list[str]) -> tuple[str, ...] | None:
        cell = self._first("authors", cells)
        if self._is_ours:
            return tuple(cell.split("; ")) if cell else None
        return split_cell(cell)

    def _organization(self, cells: list[str]) -> Organization | None:
        """Our own `slug Name`; elsewhere such a column holds where the authors work."""
        columns = self._columns.get("organization") if self._is_ours else None
        if not columns or not cells[columns[0]].strip():
            return None
        slug, _, words = cells[columns[0]].partition(" ")
        return Organization(slug, words)

    def _dates(self, cells: list[str]) -> tuple[str | None, str | None, int | None]:
        listed = [cell for at in self._columns.get("published", ()) if (cell := cells[at].strip())]
        published = next(filter(None, map(whole_day, listed)), None)
        updated = whole_day(self._first("updated", cells))
        versions = _CREATED.findall(self._first("versions", cells)[:_LONGEST])
        if versions:
            days = [stamp.day for each in versions if (stamp := read_stamp(each))]
            published = published or next(iter(days), None)
            updated = days[-1] if len(days) > 1 else updated
        year = year_in(self._first("year", cells))
        month, day = self._first("month", cells), self._first("day", cells)
        if published is None and year and month and day:
            published = whole_day(f"{year}-{month}-{day}" if month.isdigit() else f"{day} {month} {year}")
        source = _PUBLISHED.search(self._first("notes", cells)[:_LONGEST])
        listed += [source[1]] if source else []
        return published, updated, year or next(filter(None, map(year_in, listed)), None)

    def _count(self, field: str, cells: list[str]) -> int | None:
        """Votes and comments stand side by side; a column of comments alone is of arXiv's authors."""
        return _whole(self._first(field, cells)) if "upvotes" in self._columns else None

    def _arxiv_id(self, cells: list[str]) -> str | None:
        listed = self._first("arxiv_id", cells)
        if self._is_ours:
            return _as_listed(listed, self._first("repaired", cells), self._first("version", cells))
        if listed:
            return listed
        for at in self._all("id"):
            cell = cells[at].strip()
            if parse_arxiv(cell) or (len(cell) < 40 and repair_arxiv(cell)):
                return cell
        for at in self._all("doi", "url", "code", "notes"):
            cell = cells[at][:_LONGEST]
            if "arxiv" in cell.lower() and (found := find_arxiv(cell)):
                return found.id if found.version is None else f"{found.id}v{found.version}"
        return None

    def _doi(self, cells: list[str]) -> str | None:
        cell = self._first("doi", cells)
        if cell:
            return re.split(r"[\s;|]+|,\s", cell[:_LONGEST], maxsplit=1)[0]
        for at in self._all("url"):
            address = cells[at].strip()[:_LONGEST]
            if "doi.org/10." in address[:40]:
                return re.split(r"[\s;|]", address, maxsplit=1)[0]
            if "doi:10." in address and (found := _OPEN_URL.search(address)):
                return unquote(found[1])
        return None

    def _categories(self, cells: list[str]) -> tuple[str, ...]:
        cell = self._first("categories", cells)[:_LONGEST]
        if not cell:
            return ()
        if self._is_ours:
            return tuple(cell.split("; "))
        words = tuple(filter(None, re.split(r"[\s,;|'\"\[\]]+", cell)))
        return words if all(map(_CATEGORY.fullmatch, words)) else ()

    def _links(self, cells: list[str]) -> tuple[Link, ...]:
        if self._is_ours:
            return tuple(filter(None, map(_our_link, self._first("links", cells).split("; "))))
        found: dict[str, Link] = {}
        for at in self._all("url", "code", "links"):
            for url in _ADDRESS.findall(cells[at][:_LONGEST]) if "//" in cells[at] else ():
                if not find_arxiv(url) and "doi.org/" not in url and "id=doi:" not in url:
                    found.setdefault(url, Link(link_kind(url), url))
        return tuple(found.values())


def _says_nothing(cell: str) -> bool:
    """What programs write for an empty cell; Scopus has `[No abstract available]`."""
    if len(cell) < 5:
        return cell.lower() in _NOTHING
    return cell[0] == "[" and len(cell) < 40 and cell[:4] == "[No " and cell.endswith("available]")


def _as_listed(arxiv_id: str, repaired: str, version: str) -> str | None:
    """The id as it must have been listed for our export to say this."""
    if repaired and (found := repair_arxiv(repaired)) and found.id == arxiv_id:
        return repaired
    return f"{arxiv_id}v{version}" if arxiv_id and version.isdigit() else arxiv_id or None


def _our_link(cell: str) -> Link | None:
    kind, _, url = cell.partition(":")
    return Link(kind, url) if kind in LINK_KINDS and url else None


def _whole(cell: str) -> int | None:
    """A count, also where it went through a spreadsheet: `12.0`."""
    digits = cell.removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
