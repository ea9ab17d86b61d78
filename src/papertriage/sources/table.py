"""The one ordered table of sources, and those that other packages add to it.

The order settles nothing but ties: what is most like a dump reads it. Text of pages comes last, since its
likeness costs a reading of the beginning.
"""

from collections.abc import Iterable
from functools import cache
from importlib.metadata import EntryPoint
from typing import cast

from papertriage.errors import NotFound, PapertriageError
from papertriage.sources import (
    arxiv_abs,
    arxiv_atom,
    arxiv_listing,
    arxiv_mail,
    arxiv_metadata,
    arxiv_oai,
    arxiv_page,
    arxiv_rss,
    bibtex,
    crossref,
    csl_json,
    csv_table,
    daily_papers,
    endnote,
    endnote_xml,
    hf_html,
    hf_json,
    hf_paper_text,
    json_records,
    medline,
    openalex,
    openreview,
    papertriage_json,
    pubmed_xml,
    ris,
    semantic_scholar,
)
from papertriage.sources.protocol import Source

ENTRY_POINTS = "papertriage.sources"
"""The group in which another package names its sources: `my-source = "my_package.my_module"`."""

_PARTS = ("name", "reads", "cannot_know", "unit", "likeness", "reader")

SOURCES: tuple[Source, ...] = cast(
    tuple[Source, ...],
    (
        hf_html,
        hf_json,
        arxiv_listing,
        arxiv_page,
        arxiv_atom,
        arxiv_rss,
        arxiv_oai,
        arxiv_metadata,
        arxiv_mail,
        arxiv_abs,
        semantic_scholar,
        openalex,
        crossref,
        openreview,
        papertriage_json,
        bibtex,
        csl_json,
        ris,
        medline,
        endnote,
        pubmed_xml,
        endnote_xml,
        csv_table,
        json_records,
        hf_paper_text,
        daily_papers,
    ),
)


@cache
def table() -> tuple[Source, ...]:
    """Give all sources: those of other packages before our own, in order of name.

    Raises PapertriageError, naming the package, for one that cannot be loaded.
    """
    from importlib.metadata import entry_points  # start-up: reading a dump needs it, searching does not

    return (*added(entry_points(group=ENTRY_POINTS)), *SOURCES)


def added(points: Iterable[EntryPoint]) -> tuple[Source, ...]:
    """Load the sources that entry points name.

    Raises PapertriageError for one that cannot be loaded, is no source, or takes the name of another.
    """
    found: dict[str, Source] = {}
    taken = {source.name for source in SOURCES}
    for point in sorted(points, key=lambda point: (point.name, point.value)):
        source = _loaded(point)
        if source.name in taken or source.name in found:
            raise PapertriageError(f"{_whose(point)}: there is a source named '{source.name}' already")
        found[source.name] = source
    return tuple(found.values())


def _loaded(point: EntryPoint) -> Source:
    try:
        source = point.load()
    except Exception as error:  # noqa: BLE001 - whatever another's code raises, the reader is told whose
        raise PapertriageError(
            f"{_whose(point)} cannot be loaded ({type(error).__name__}: {error}); mend or uninstall it"
        ) from None
    missing = [part for part in _PARTS if not hasattr(source, part)]
    if missing:
        raise PapertriageError(f"{_whose(point)} is no source: it has no {', '.join(missing)}")
    return cast(Source, source)


def _whose(point: EntryPoint) -> str:
    package = f" of {point.dist.name}" if point.dist else ""
    return f"the added source {point.name} = {point.value}{package}"


def find_source(name: str) -> Source:
    """Give the source of this name. Raises NotFound naming those there are, and the nearest."""
    sources = {source.name: source for source in table()}
    if name in sources:
        return sources[name]
    from difflib import get_close_matches  # only on the way to an error

    near = get_close_matches(name, sources, 1)
    meant = f" (did you mean {near[0]}?)" if near else ""
    raise NotFound(f"no source named '{name}'{meant}; there are: {', '.join(sources)}")
