"""What is derived is brought up to date or made anew; a person who has to wait for it sees how far it is."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from papertriage import index
from papertriage.cli import progress
from papertriage.library import Library

_WAITED_FOR = 5000  # papers: indexing so many takes a second


def watch_papers(sightings: int) -> AbstractContextManager[Callable[[int], None]]:
    """Show how many sightings have become papers while the block runs."""
    return progress.bar("papers", sightings, "sightings")


def bring_index(library: Library) -> None:
    """Bring the search index up to date."""
    if not bring_index_far(library):
        index.open_writer(library).close()


def bring_index_far(library: Library) -> bool:
    """Bring the search index up to date where that takes a while; tell whether it did."""
    papers = index.behind(library)
    if papers < _WAITED_FOR:
        return False
    with progress.bar("index", papers, "papers") as advance:
        index.open_writer(library, progress=advance).close()
    return True


def make_index(library: Library) -> None:
    """Make the search index anew."""
    with progress.bar("index", library.paper_count(), "papers") as advance:
        index.rebuild_index(library, advance)
