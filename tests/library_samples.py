"""Invented sightings and papers, and the shortest way to put them into a library."""

from collections.abc import Sequence

from papertriage.library import BatchRow, Counts, Library, PaperRow
from papertriage.model import Evidence, Paper, Sighting, TopicHit


def sighting(number: int, **fields: object) -> Sighting:
    plain = Sighting(
        "daily", f"Paper number {number}", f"We study case {number} of transformers.", line_start=number
    )
    return plain._replace(**fields)  # type: ignore[arg-type]


def paper(number: int, **fields: object) -> Paper:
    plain = Paper(
        f"arxiv:2501.{number:05d}", f"Paper number {number}", f"We study case {number} of transformers."
    )
    return plain._replace(**fields)  # type: ignore[arg-type]


def hit(name: str = "attention") -> TopicHit:
    return TopicHit(
        name, 2.5, (Evidence("title", 0, 5, "Paper", 2.0), Evidence("abstract", 3, 8, "study", 0.5))
    )


def row(sha256: str = "aa", **fields: object) -> BatchRow:
    return BatchRow(sha256, "daily", f"{sha256}.txt", "2025-11-01T10:00:00Z")._replace(**fields)  # type: ignore[arg-type]


def fill(library: Library, numbers: Sequence[int], sha256: str = "aa") -> list[tuple[int, Paper]]:
    """One batch of one new paper for each number."""
    with library.batch(row(sha256)) as batch:
        ids = batch.add_sightings([(sighting(number), [f"key:{number}"]) for number in numbers])
        stored = batch.put_papers(
            [
                PaperRow(paper(number), (seen,), {"title": seen, "abstract": seen})
                for number, seen in zip(numbers, ids, strict=True)
            ]
        )
        batch.finish(Counts(read=len(numbers), new=len(numbers)))
    return stored
