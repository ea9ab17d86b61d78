"""A library of invented papers, and a loop over it as the shells make one."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from library_samples import row
from papertriage import index
from papertriage.errors import LibraryError, NotFound
from papertriage.library import Counts, Library, PaperRow, open_library
from papertriage.model import Evidence, Link, Paper, Sighting, TopicHit
from papertriage.topics import Matcher, load_topics
from papertriage.triage.desks import Wish, open_desk
from papertriage.triage.places import Asked
from papertriage.triage.session import Doing, start
from papertriage.tui.loop import Loop, Outside

# What each says of its own: papers with nearly one text make way for each other on a list.
_OWN = (
    "A lamp was lit for each flower they had visited, and they flew to the "
    "fourth without a glance at others.",
    "Sugar was offered by the drop; nothing they did told one drop from seven, in rain or in shine.",
    "Wax cells were filled by a rule that bankers know, debit on the left "
    "and credit on the right of the comb.",
    "Angles were filmed from above and read by a clock of paper, which was wrong on Sundays alone.",
    "Trails were washed away at noon and laid anew by evening, each a step shorter than the one before it.",
    "Colours were given out by lot, and most of those that drew red gave it back before the week was over.",
)

HOSTILE = "\x1b[31mRed\x1b[0m [bold]Markup[/bold] \u202egnp.exe [link=file:///x]\x07 End"

TITLES = (
    "Bees That Count to Four",
    "Bees That Cannot Count",
    "Hives as Ledgers",
    "The Waggle Dance in Numbers",
    "Ants, Sums and Trails",
    HOSTILE,
)
NAMES = [f"arxiv:2501.{number:05d}" for number in range(len(TITLES))]


def papers() -> list[Paper]:
    made = []
    for number, title in enumerate(TITLES):
        abstract = (
            f"We watched insect number {number} for a long summer and report what it counted, if at all. "
            + _OWN[number]
        )
        hits = (
            (TopicHit("bees", 0.9, (Evidence("title", 0, 4, "Bees"),)),) if title.startswith("Bees") else ()
        )
        links = (Link("code", "https://example.org/bees"),) if number == 2 else ()
        made.append(
            Paper(
                NAMES[number], title, abstract, published=f"2025-01-{number + 1:02d}", comments=9 - number,
                arxiv_id=f"2501.{number:05d}" if number == 1 else None, topics=hits, links=links,
                authors=("A. Keeper", "B. Watcher"),
            )
        )  # fmt: skip
    return made


def made(folder: Path) -> Path:
    """A library of these papers."""
    with open_library(folder, write=True) as library:
        with library.batch(row()) as batch:
            listed = [Sighting("daily", paper.title, paper.abstract) for paper in papers()]
            ids = batch.add_sightings([(each, [f"key:{at}"]) for at, each in enumerate(listed)])
            batch.put_papers(
                [PaperRow(paper, (seen,), {"title": seen}) for paper, seen in zip(papers(), ids, strict=True)]
            )
            batch.finish(Counts(read=len(ids), new=len(ids)))
        index.open_writer(library).close()
    return folder


class Clock:
    """A minute later each time it is asked."""

    def __init__(self) -> None:
        self.now = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        self.now += datetime.timedelta(minutes=1)
        return self.now


@contextmanager
def sitting(folder: Path, wish: Wish | None = None, asked: Asked | None = None, reader: str | None = None,
            opened: Callable[[str], bool] = lambda _: True) -> Iterator[Loop]:  # fmt: skip
    @contextmanager
    def writing() -> Iterator[Library]:
        with open_library(folder, write=True, wait=busy) as library:
            yield library

    def busy(_: str) -> None:
        raise LibraryError("another is at it: nothing was kept")

    def topic(name: str) -> str:
        if name not in ("bees", "ants"):
            raise NotFound(f"there is no topic '{name}'")
        return name

    with open_library(folder) as library:
        doing = Doing(library, writing, Clock(), lambda: Matcher(load_topics()), reader)
        session = start(doing, asked or Asked())
        yield Loop(session, open_desk(library, wish or Wish()), Outside(opened, topic))
