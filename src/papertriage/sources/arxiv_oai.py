"""OAI-PMH answers of arXiv (https://info.arxiv.org/help/oa/): ListRecords, GetRecord, and records alone.

The metadata is of one of four formats, told by the element's name: `arXiv`, `arXivRaw` (which alone has the
days of all versions), `arXivOld` (which has none) and `dc`. A record that is deleted is no paper.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from papertriage.ids import arxiv_month, parse_arxiv
from papertriage.model import Furniture, Sighting, Skipped
from papertriage.sources.arxiv_authors import split_authors
from papertriage.sources.arxiv_feeds import categories, first_doi, links, listed_id, utc, utc_day
from papertriage.sources.content import Content
from papertriage.sources.personal_names import in_order
from papertriage.sources.protocol import Item
from papertriage.sources.xml_around import Leaf, root
from papertriage.sources.xml_reader import Form, Outer, XmlReader
from papertriage.sources.xml_words import BLANKS, LOCAL, local, on_one_line, shown, words

name = "arxiv-oai"
reads = "OAI-PMH answers of arXiv (ListRecords, GetRecord) as arXiv, arXivRaw, arXivOld or oai_dc"
cannot_know = "votes, comments, the day of announcement; arXivOld: any day; oai_dc: most categories"
unit = "entries"

_UNDIVIDED = frozenset(
    ("gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph", "nucl-ex", "nucl-th", "quant-ph")
)


def likeness(head: str) -> float:
    """Tell the answers by arXiv's identifiers, namespaces or address in OAI-PMH or in a record."""
    found, rest = root(head)
    if found not in {"oai-pmh", "record", "listrecords", "getrecord"}:
        return 0.0
    return 1.0 if _sign().search(rest[:100_000]) else 0.0


def reader(content: Content) -> XmlReader:
    """Read answers, or records, that follow one another."""
    return XmlReader(content, Form(name, frozenset(("oai-pmh",)), ("record",), _item, _captured, _error))


def _captured(outer: Outer) -> str | None:
    return utc(outer.get("oai-pmh/responsedate", ""))


def _error(leaf: Leaf, _: Outer) -> str | None:
    """Say what arXiv answers instead of records, or that it was asked for something else."""
    if leaf.path == "oai-pmh/error":
        return f"arXiv answers: {': '.join(filter(None, (leaf.attributes.get('code'), leaf.text)))}"
    verb = leaf.attributes.get("verb", "") if leaf.path == "oai-pmh/request" else ""
    if verb in {"Identify", "ListIdentifiers", "ListMetadataFormats", "ListSets"}:
        return f"an answer to {verb}, which has no papers; ask for ListRecords"
    return None


def _item(record: Any, number: int, _: Outer) -> Item:
    header: Any = ()
    metadata = None
    is_deleted = False
    for part in record:
        tag = LOCAL[part.tag]
        if tag == "header":
            is_deleted = part.get("status") == "deleted"
            header = part
        elif tag == "metadata" and len(part):
            metadata = part[0]
    if is_deleted:
        return Furniture(number, number, 1)
    if metadata is None:
        return Skipped(name, "a record without metadata", shown(record), number, number)
    read = _FORMATS.get(LOCAL[metadata.tag])
    if read is None:
        reason = (
            f"metadata of the format {local(metadata.tag)[:40]}, not of arXiv, arXivRaw, arXivOld or oai_dc"
        )
        return Skipped(name, reason, shown(record), number, number)
    found = read(metadata, header, number)
    if not found.title:
        return Skipped(name, "a record without a title", shown(record), number, number)
    return found


def _listed(header: Any) -> str | None:
    """Give the id that the head of a record says: the last, of several."""
    said = ""
    for part in header:
        if LOCAL[part.tag] == "identifier":
            said = words(part)
    return listed_id(said)


def _arxiv(metadata: Any, header: Any, number: int) -> Sighting:
    said, names = _said(metadata)
    arxiv_id = said.get("id") or _listed(header)
    published, updated = said.get("created") or None, said.get("updated") or None
    if published and updated is None and _is_late(published, arxiv_id):
        published, updated = None, published
    return _sighting(said, arxiv_id, names, (published, updated), number)


def _raw(metadata: Any, header: Any, number: int) -> Sighting:
    said = _said(metadata)[0]
    versions = [part for part in metadata if local(part.tag) == "version"]
    days = [_version_day(part) for part in versions]
    first = days[0] if versions and (versions[0].get("version") or "v1") == "v1" else None
    arxiv_id = said.get("id") or _listed(header)
    last = (versions[-1].get("version") or "") if versions else ""
    if arxiv_id and re.fullmatch(r"v[1-9][0-9]{0,2}", last):
        arxiv_id += last
    days_of = (first, days[-1] if len(days) > 1 or (first is None and days) else None)
    return _sighting(said, arxiv_id, split_authors(said.get("authors", "")), days_of, number)


def _old(metadata: Any, header: Any, number: int) -> Sighting:
    said = _said(metadata)[0]
    days = (said.get("created") or None, said.get("updated") or None)
    names = split_authors(said.get("authors", ""))
    return _sighting(said, said.get("id") or _listed(header), names, days, number)


def _dublin_core(metadata: Any, header: Any, number: int) -> Sighting:
    """Read oai_dc, where elements of one name follow one another: descriptions, then `Comment: …`."""
    said: dict[str, list[str]] = {}
    for part in metadata:
        said.setdefault(local(part.tag), []).append(words(part))
    notes = said.get("description", [])
    abstracts = [note for note in notes if not note.startswith("Comment:")]
    addresses = said.get("identifier", [])
    days = sorted(day for day in map(utc_day, said.get("date", [])) if day)
    arxiv_id = _listed(header) or next(filter(None, map(listed_id, addresses)), None)
    return Sighting(
        source=name,
        title=on_one_line(" ".join(said.get("title", [])[:1])),
        abstract=abstracts[0] if abstracts and abstracts[0] else None,
        authors=_in_order(said.get("creator", [])),
        published=days[0] if days else None,
        updated=days[-1] if len(days) > 1 else None,
        arxiv_id=arxiv_id,
        doi=first_doi(next((each[4:] for each in addresses if each.lower().startswith("doi:")), None)),
        categories=_of_sets([words(part) for part in header if LOCAL[part.tag] == "setSpec"]),
        links=links("\n".join(note for note in notes if note.startswith("Comment:")), arxiv_id),
        line_start=number,
        line_end=number,
    )


_FORMATS: dict[str, Callable[[Any, Any, int], Sighting]] = {
    "arXiv": _arxiv,
    "arXivRaw": _raw,
    "arXivOld": _old,
    "dc": _dublin_core,
}


def _said(metadata: Any) -> tuple[dict[str, str], tuple[str, ...] | None]:
    said: dict[str, str] = {}
    names: tuple[str, ...] | None = None
    for part in metadata:
        tag = LOCAL[part.tag]
        if tag == "authors" and len(part):
            names = tuple(filter(None, map(_name, part))) or None
        elif tag not in said:
            said[tag] = words(part) if len(part) else (part.text or "").strip(BLANKS)
    return said, names


def _name(author: Any) -> str:
    """Put together a name; what has no letter, a colon behind a collaboration, is none."""
    parts = {"forenames": "", "keyname": "", "suffix": ""}
    for part in author:
        tag, text = LOCAL[part.tag], words(part) if len(part) else part.text or ""
        parts[tag] = f"{parts[tag]} {text}" if parts.get(tag) else text  # some have two keynames
    name = on_one_line(f"{parts['forenames']} {parts['keyname']} {parts['suffix']}").strip(BLANKS)
    return name if name[:1].isalpha() or any(map(str.isalpha, name)) else ""


def _sighting(
    said: dict[str, str],
    arxiv_id: str | None,
    names: tuple[str, ...] | None,
    days: tuple[str | None, str | None],
    number: int,
) -> Sighting:
    get = said.get
    comments, doi = get("comments"), get("doi")
    return Sighting(
        name, on_one_line(get("title", "")), get("abstract") or None, False, names, None, None, None,
        *days, None, None, None, None, arxiv_id, first_doi(doi) if doi else None,
        categories(get("categories", "").split()), links(comments, arxiv_id) if comments else (), None,
        number, number,
    )  # fmt: skip


def _version_day(version: Any) -> str | None:
    date = next((words(part) for part in version if local(part.tag) == "date"), "")
    return utc_day(date) if date else None


def _is_late(day: str, arxiv_id: str | None) -> bool:
    """Whether a paper cannot have been submitted on this day, a month and more after it got its id."""
    if arxiv_id and day.startswith("20") and arxiv_id.startswith(day[2:4] + day[5:7]):
        return False  # as nearly all
    paper = parse_arxiv(arxiv_id) if arxiv_id else None
    if paper is None or not re.match(r"[0-9]{4}-[0-9]{2}-", day):
        return False
    year, month = arxiv_month(paper.id)
    return 12 * (int(day[:4]) - year) + int(day[5:7]) - month > 1


def _in_order(names: list[str]) -> tuple[str, ...] | None:
    return tuple(each for name in names for each in in_order(name.split(",")) if each) or None


def _of_sets(sets: list[str]) -> tuple[str, ...]:
    """Give the categories that sets name whole: `cs:cs:LG`, and `physics:hep-th`, which is not divided."""
    found = []
    for each in sets:
        parts = each.split(":")
        if len(parts) == 3:
            found.append(f"{parts[1]}.{parts[2]}")
        elif parts[-1] in _UNDIVIDED:
            found.append(parts[-1])
    return categories(found)


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(
        r"oai:arXiv\.org:|arxiv\.org/OAI/|(?:export|oaipmh)\.arxiv\.org/oai|>https?://(?:www\.)?arxiv\.org/oai",
        re.IGNORECASE,
    )
