"""All papers of a library, with a bar for a person's eyes."""

from collections.abc import Iterator, Sequence

from papertriage.cli import progress
from papertriage.library import Library

Text = tuple[int, str, str, str | None]  # number, public id, title, abstract


def watched(library: Library) -> Iterator[Sequence[Text]]:
    """Give all papers of the library."""
    with progress.bar("papers", library.paper_count(), "papers") as advance:
        for some in library.texts():
            yield some
            advance(len(some))
