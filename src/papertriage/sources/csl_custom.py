"""What our own CSL-JSON holds beyond CSL: the members of `custom.papertriage`, read back into a sighting."""

from typing import Any

from papertriage.ids import parse_arxiv, repair_arxiv
from papertriage.model import Link, Organization, Sighting
from papertriage.sources.inferred import as_inferred
from papertriage.sources.json_entries import elements, id_text, members, text


def with_custom(sighting: Sighting, own: dict[str, Any]) -> Sighting:
    """Add what our export says of a paper under `custom`; the rest is CSL's own, read already."""
    read = sighting._replace(
        author_count=_count(own.get("author_count")),
        organization=_organization(members(own.get("organization"))),
        published=text(own.get("published")) or sighting.published,
        updated=text(own.get("updated")) or None,
        announced=text(own.get("announced")) or None,
        listed=text(own.get("listed")) or None,
        comments=_count(own.get("comments")),
        upvotes=_count(own.get("upvotes")),
        arxiv_id=_arxiv_id(own) or sighting.arxiv_id,
        categories=tuple([each for each in elements(own.get("categories")) if type(each) is str]),
        links=tuple([Link(text(each.get("kind")), text(each.get("url"))) for each in _links(own)]),
    )
    return as_inferred(read) if own.get("published_inferred") is True else read


def _arxiv_id(own: dict[str, Any]) -> str | None:
    """Give the id with its version; the damaged one it was repaired from, where that repairs to it again."""
    arxiv_id, damaged = id_text(own.get("arxiv_id")), id_text(own.get("repaired_from"))
    if damaged and (repaired := repair_arxiv(damaged)) and repaired.id == arxiv_id:
        return damaged
    version = _count(own.get("arxiv_version"))
    versioned = f"{arxiv_id}v{version}" if version else ""
    return versioned if versioned and parse_arxiv(versioned) else arxiv_id or None


def _organization(own: dict[str, Any]) -> Organization | None:
    slug, name = text(own.get("slug")), text(own.get("name"))
    return Organization(slug, name) if slug or name else None


def _count(value: Any) -> int | None:
    return value if type(value) is int else None


def _links(own: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in elements(own.get("links")) if type(each) is dict and text(each.get("url"))]
