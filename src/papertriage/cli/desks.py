"""What `next` and `triage` share: what is asked for before anything was decided, and a desk made ready."""

from collections.abc import Sequence
from typing import Annotated

import typer

from papertriage import search, triage
from papertriage.cli import common, options, progress
from papertriage.config import Settings
from papertriage.errors import UsageFault
from papertriage.library import Library
from papertriage.triage.desks import DEFAULT_MIX, Wish, open_desk
from papertriage.triage.places import ORDERS, Asked, Desk

WordsArgument = Annotated[
    list[str] | None, typer.Argument(help="What you care about, in words.", metavar="[WORDS]...")
]
TopicsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--topic", "-t", help="A topic you care about; repeat for more.",
        autocompletion=options.complete_topics, metavar="TOPIC",
    ),
]  # fmt: skip
LikeOption = Annotated[
    list[str] | None,
    typer.Option("--like", help="A paper that others should be like; repeat for more.", metavar="PAPER"),
]
OnlyOption = Annotated[bool, typer.Option("--only", help="Nothing but papers with these words and topics.")]
MixOption = Annotated[
    str, typer.Option("--mix", help="How many of each: by taste, by chance, by talk.", metavar="MIX")
]
SeedOption = Annotated[int, typer.Option("--seed", help="What chance draws by.", min=0, max=2**32 - 1)]
OrderOption = Annotated[
    str,
    typer.Option(
        "--sort", help="best, discussed, newest or title.", metavar="ORDER",
        autocompletion=lambda incomplete: [name for name in ORDERS if name.startswith(incomplete)],
    ),
]  # fmt: skip
StateOption = Annotated[
    str, typer.Option("--state", help="unread, later, or another state to look at again.", metavar="STATE")
]

_SOON = 5000  # papers that are taken apart before anybody wonders

__all__ = ["DEFAULT_MIX", "ORDERS"]


def wish_of(
    library: Library, set_to: Settings, words: Sequence[str], topics: Sequence[str], like: Sequence[str],
    *, mix: str, seed: int,
) -> Wish:  # fmt: skip
    """Read what is asked for. Raises UsageFault, and NotFound for topics and papers there are not."""
    names = tuple(common.known_topic(name) for name in topics)
    liked = library.papers([triage.find(library, each) for each in like], full=False)
    meant = common.names_of(library, set_to)
    return Wish(" ".join(words), names, tuple(paper.id for paper in liked), mix, seed, meant)


def asked_of(library: Library, wish: Wish, *, order: str, state: str, only: bool) -> Asked:
    """Say what the list is made of. Raises UsageFault for an order or a state there is not."""
    from papertriage.model import STATES

    if order not in ORDERS:
        raise UsageFault(f"--sort {order}: no such order; there are: {', '.join(ORDERS)}")
    if state not in STATES:
        raise UsageFault(f"--state {state}: no such state; there are: {', '.join(STATES)}")
    asked = Asked(order=order, state=state, query=wish.words)
    if not only:
        return asked
    if not wish.words and not wish.topics:
        raise UsageFault("--only needs words or topics")
    plan = search.plan(wish.words, search.Filters(topics=wish.topics), names=wish.names)
    return asked._replace(only=frozenset(search.names(library, plan)))


def ready(library: Library, wish: Wish) -> Desk:
    """Make the desk ready, with a bar where papers are to be taken apart."""
    count = library.paper_count()
    if count < _SOON:
        return open_desk(library, wish)
    with progress.bar("reading papers", count, "papers") as advance:
        return open_desk(library, wish, advance)
