"""A library of invented papers whose fields are all known, for what a search can ask about."""

from collections.abc import Sequence
from pathlib import Path

from library_samples import hit, row
from papertriage.index import open_writer
from papertriage.library import Counts, Library, PaperRow, open_library
from papertriage.model import Link, Organization, Page, Paper, PrintedDate, Sighting, SightingRef

SOURCES = ("daily-papers", "hf-json")

PAPERS = (
    Paper(
        "arxiv:2401.00001", "Cache Eviction by Regret",
        "Caches are emptied of keys. Nobody asks for them again.",
        authors=("Ada Example", "Bo Sample"), author_count=2, organization=Organization("acme", "Acme Labs"),
        published="2024-01-05", listed="2024-01-08", comments=4, upvotes=30, arxiv_id="2401.00001",
        categories=("cs.LG", "cs.CL"), links=(Link("code", "https://example.org/a"),), year=2024,
        topics=(hit("kv-cache"),),
    ),
    Paper(
        "arxiv:2402.00002", "Diffusion without Noise", "A diffusion model that needs no noise and no cache.",
        authors=("Cleo Muster",), author_count=1, published="2024-02-10", listed="2024-02-12", comments=0,
        upvotes=5, arxiv_id="2402.00002", categories=("cs.CV",), year=2024, topics=(hit("diffusion"),),
    ),
    Paper(
        "doi:10.1000/xyz", "Patience in Distillation",
        "Distilling slowly is distilling well, with quantization.",
        authors=("Ada Muster", "Bo Sample", "Dee Beispiel"), author_count=3, doi="10.1000/xyz",
        published="2023-12-31", updated="2024-03-01", year=2023, state="accepted",
    ),
    Paper(
        "title:0123456789abcdef", "Zebras of the Latent Space", "Stripes appear in latent spaces.",
        author_count=12, comments=9, organization=Organization("uni-z", "University of Zebras"), year=2022,
    ),
    Paper(
        "arxiv:2405.00005", "The “Visual” Autoregressive Primer", None,
        authors=("Élan Vitál",), author_count=1, published="2024-05-01", arxiv_id="2405.00005",
        categories=("stat.ML",), year=2024, comments=4,
        topics=(hit("kv-cache"), hit("diffusion")),
    ),
)  # fmt: skip
"""Named by the first words of their titles: Cache, Diffusion, Patience, Zebras, The."""


def stored(library: Library, papers: Sequence[Paper], sha256: str = "aa", **of_batch: object) -> list[int]:
    """Put papers into a library, each seen once in one batch; return their numbers."""
    with library.batch(row(sha256, source=SOURCES[0], **of_batch)) as batch:
        ids = batch.add_sightings([(_sighting(paper), [f"id:{paper.id}"]) for paper in papers])
        rows = [
            PaperRow(_seen(paper), (seen,), {"abstract": seen})
            for paper, seen in zip(papers, ids, strict=True)
        ]
        found = batch.put_papers(rows)
        batch.finish(Counts(read=len(papers), new=len(papers)))
    open_writer(library).close()
    return [pid for pid, _ in found]


def _sighting(paper: Paper) -> Sighting:
    return Sighting(
        SOURCES[1] if paper.comments else SOURCES[0], paper.title, paper.abstract, listed=paper.listed,
        comments=paper.comments, upvotes=paper.upvotes,
    )  # fmt: skip


def _seen(paper: Paper) -> Paper:
    return paper._replace(sightings=(SightingRef(SOURCES[0], "x", 1, 1, 1),))


def page(captured: str, month: int = 0, day: int = 0) -> Page:
    """A page captured on a day; with its own date, or without one."""
    return Page(PrintedDate(month, day) if month else None, captured, int(captured[:4]))


def library_at(folder: Path) -> Path:
    """Make a library of PAPERS; give its folder."""
    with open_library(folder, write=True) as library:
        stored(library, PAPERS)
        library.decide(["doi:10.1000/xyz"], "accept", "2025-01-01T00:00:00Z")
        open_writer(library).close()
    return folder
