"""NORMALISE: a sighting's fields, tidied and believed; pure, never raising, with all faults named at once."""

import datetime

from papertriage.dates import MONTHS, exists, iso, iso_day, resolve
from papertriage.ids import ArxivRef, Doi, arxiv_month, parse_arxiv, parse_doi, repair_arxiv
from papertriage.model import LINK_KINDS, Cleaned, Link, Organization, Page, PrintedDate, Sighting
from papertriage.text import display, find_links, link_identity, link_kind, shown_key, tidy_url

LONGEST_TITLE = 1_000  # characters; the longest of arXiv's are about 400
LONGEST_ABSTRACT = 20_000  # arXiv allows 1,920


def normalise(sighting: Sighting, page: Page, today: datetime.date) -> Cleaned:
    """Tidy a sighting: words as shown, ids canonical, dates ISO, links typed; faults in plain words.

    What cannot be believed is None and a fault; nothing is guessed but the year of a date, which is then
    marked.
    """
    faults: list[str] = []
    title = _title(sighting.title, faults)
    abstract = _abstract(sighting.abstract, faults)
    arxiv, doi = _ids(sighting, faults)
    published, inferred = _day("published", sighting.published, faults), False
    if published is None and sighting.printed is not None and sighting.year and not sighting.printed.year:
        published, inferred = _worked_out(sighting.printed, sighting.year), True  # by whoever wrote the dump
    if published is None and sighting.printed is not None:
        published, inferred = resolve(sighting.printed, page, today, arxiv.id if arxiv else None)
        if published is None:
            faults.append(_date_fault(sighting.printed, today))
    year = _year(sighting.year, published, today, faults)
    repaired_from = None
    if arxiv is None and sighting.arxiv_id and (arxiv := _repaired(sighting.arxiv_id, published, year)):
        repaired_from = display(sighting.arxiv_id)
    elif arxiv is None and sighting.arxiv_id:
        faults.append(f"arXiv id {_quoted(sighting.arxiv_id)} is not one")
    authors = _authors(sighting.authors, faults)
    return Cleaned(
        title=title,
        abstract=abstract,
        is_summary=sighting.is_summary,
        authors=authors,
        author_count=len(authors) if authors else _count("author count", sighting.author_count, faults, 1),
        organization=sighting.organization and _organization(sighting.organization),
        published=published,
        published_inferred=inferred,
        updated=_day("updated", sighting.updated, faults),
        announced=_day("announced", sighting.announced, faults),
        listed=_day("listed", sighting.listed, faults),
        comments=_count("comments", sighting.comments, faults),
        upvotes=_count("upvotes", sighting.upvotes, faults),
        arxiv_id=arxiv.id if arxiv else None,
        arxiv_version=arxiv.version if arxiv else None,
        doi=doi,
        categories=sighting.categories and _categories(sighting.categories),
        links=_links(sighting.links, abstract, faults),
        year=year,
        repaired_from=repaired_from,
        title_key=shown_key(title),
        faults=tuple(faults),
    )


def _title(raw: str, faults: list[str]) -> str:
    title = display(raw)
    if not title:
        faults.append("no title")
    elif len(title) > LONGEST_TITLE:
        faults.append(f"title too long: {len(title)} characters")
    return title


def _abstract(raw: str | None, faults: list[str]) -> str | None:
    if raw is None:
        return None
    abstract = display(raw)
    if len(abstract) > LONGEST_ABSTRACT:
        faults.append(f"abstract too long: {len(abstract)} characters")
    return abstract or None


def _ids(sighting: Sighting, faults: list[str]) -> tuple[ArxivRef | None, Doi | None]:
    """Read the ids. A DOI that arXiv gave is an arXiv id, and counts as one where no other is listed."""
    arxiv = doi = None
    if sighting.arxiv_id:
        arxiv = parse_arxiv(sighting.arxiv_id)
    if sighting.doi:
        doi = parse_doi(sighting.doi)
        by_doi = None if doi else parse_arxiv(sighting.doi)
        if doi is None and by_doi is None:
            faults.append(f"DOI {_quoted(sighting.doi)} is not one")
        elif arxiv and by_doi and by_doi.id != arxiv.id:
            faults.append(f"DOI {_quoted(sighting.doi)} is of another paper than {arxiv.id}")
        arxiv = arxiv or by_doi
    return arxiv, doi


def _repaired(listed: str, published: str | None, year: int | None) -> ArxivRef | None:
    """Repair an id that went through a number, unless the paper is of another time than that id."""
    found = repair_arxiv(listed)
    if found is None:
        return None
    given, month = arxiv_month(found.id)
    if published is not None and abs(12 * (int(published[:4]) - given) + int(published[5:7]) - month) > 1:
        return None
    return None if published is None and year is not None and year < given - 1 else found


def _year(raw: int | None, published: str | None, today: datetime.date, faults: list[str]) -> int | None:
    """Give the year of publication; next year's journals are in print this year."""
    if published is not None:
        return int(published[:4])
    if raw is None or 1000 <= raw <= today.year + 2:
        return raw
    faults.append(f"year {raw} cannot be")
    return None


def _authors(raw: tuple[str, ...] | None, faults: list[str]) -> tuple[str, ...] | None:
    if not raw:
        return None
    authors = tuple(name for name in map(display, raw) if name)
    if len(authors) < len(raw):
        faults.append(f"authors without a name: {len(raw) - len(authors)}")
    return authors or None


def _organization(raw: Organization) -> Organization | None:
    slug, name = display(raw.slug), display(raw.name)
    return Organization(slug, name) if slug or name else None


def _day(field: str, raw: str | None, faults: list[str]) -> str | None:
    if not raw:
        return None
    day = iso_day(raw)
    if day is None:
        faults.append(f"{field} date {_quoted(raw)} is not one")
    return day


def _date_fault(printed: PrintedDate, today: datetime.date) -> str:
    words = f"{_month_name(printed.month)} {printed.day}" + (f", {printed.year}" if printed.year else "")
    if not exists(printed):
        return f"date '{words}' does not exist"
    if printed.year is not None:
        return f"date '{words}' is after {today.isoformat()}"
    return f"no year for '{words}'"


def _worked_out(printed: PrintedDate, year: int) -> str | None:
    return iso(printed, year) if 1000 <= year <= 9999 else None


def _month_name(month: int) -> str:
    return next((name for name, number in MONTHS.items() if number == month), f"month {month}")


def _count(field: str, raw: int | None, faults: list[str], least: int = 0) -> int | None:
    if raw is None or raw >= least:
        return raw
    faults.append(f"{field} {raw} cannot be")
    return None


def _categories(raw: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(category for category in map(display, raw) if category))


def _links(listed: tuple[Link, ...], abstract: str | None, faults: list[str]) -> tuple[Link, ...]:
    """Join the listed links and those in the abstract, each once, listed ones first."""
    found = find_links(abstract) if abstract else ()
    if not listed:
        return found
    links: dict[str, Link] = {}
    for link in listed:
        url = tidy_url(link.url)
        if url is None:
            faults.append(f"link {_quoted(link.url)} is not a web address")
            continue
        kind = link.kind if link.kind in LINK_KINDS and link.kind != "other" else link_kind(url)
        links.setdefault(link_identity(url), Link(kind, url))
    for link in found:
        links.setdefault(link_identity(link.url), link)
    return tuple(links.values())


def _quoted(raw: str) -> str:
    return repr(display(raw[:80]))
