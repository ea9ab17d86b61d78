"""papertriage next: the papers most worth the time, each with its reason."""

import sys
from typing import Annotated, Any

import typer

from papertriage.cli import common, desks, options
from papertriage.cli.shell import examples, new_app
from papertriage.cli.unwanted import Query
from papertriage.model import Paper
from papertriage.text import terminal_safe
from papertriage.triage.opinions import opinions
from papertriage.triage.places import Advice, Place, Ranked

next_app = new_app()


@next_app.command(
    "next",
    cls=Query,
    epilog=examples(
        "next", "next quantization --topic kv-cache --why", "next --like arxiv:2404.02905 --limit 5 --json"
    ),
)
def command(
    words: desks.WordsArgument = None,
    *,
    topic: desks.TopicsOption = None,
    like: desks.LikeOption = None,
    only: desks.OnlyOption = False,
    sort: desks.OrderOption = "best",
    state: desks.StateOption = "unread",
    mix: desks.MixOption = desks.DEFAULT_MIX,
    seed: desks.SeedOption = 0,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=1, max=1000, help="How many.", show_default="20")
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="Say what spoke for each paper, and against.")] = False,
    reader: options.ReaderOption = None,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """List the unread papers most worth your time, best first: of what you ask for, and what you decided.

    The list learns from accept, read, star and reject. Some places are drawn by chance or go to what others
    talk of, so that it stays open.
    """
    set_to = common.settings(library=library, limit=limit, reader=reader)
    with common.reading(set_to, searching=True) as found:
        wish = desks.wish_of(found, set_to, words or [], topic or [], like or [], mix=mix, seed=seed)
        asked = desks.asked_of(found, wish, order=sort, state=state, only=only)
        asked = asked._replace(thought=opinions(found, set_to.reader))
        desk = desks.ready(found, wish)
        ranked = desk.rank(asked, set_to.limit or 1000)
        advice = desk.advise(asked, ranked.left)
        pids = [found.pid_of(place.name) for place in ranked.places]
        papers = found.papers([pid for pid in pids if pid is not None])
    _show(ranked, papers, advice, why=why, json=json)


def _show(ranked: Ranked, papers: list[Paper], advice: Advice | None, *, why: bool, json: bool) -> None:
    if json:
        from papertriage.cli import as_json

        as_json.write(_record(ranked, papers, advice))
        return
    if sys.stdout.isatty():
        from papertriage.cli.next_view import draw  # here for start-up: a pipe needs no rich

        draw(ranked, papers, why=why)
    else:
        for place, paper in zip(ranked.places, papers, strict=True):
            sys.stdout.write(_line(place, paper, why=why))
    if ranked.note:
        common.note(terminal_safe(ranked.note))
    if advice is not None:
        common.note(f"{'you may stop: ' if advice.stop else ''}{advice.words}")


def _line(place: Place, paper: Paper, *, why: bool) -> str:
    fields = [paper.id, paper.published or "-", paper.title, place.slot]
    if why:
        fields.append(reason(place))
    return "\t".join(terminal_safe(field) for field in fields) + "\n"


def reason(place: Place) -> str:
    """Say why a paper has its place: what for, and the words for it and against it."""
    parts = [place.why] if place.score is None else [f"score {place.score:.2f}", place.why]
    parts += [f"for: {', '.join(place.for_it)}"] if place.for_it else []
    parts += [f"against: {', '.join(place.against)}"] if place.against else []
    return "; ".join(part for part in parts if part)


def _record(ranked: Ranked, papers: list[Paper], said: Advice | None) -> dict[str, Any]:
    from papertriage.export import record

    stopping = said and {"words": said.words, "stop": said.stop, "left": said.left, "recall": said.recall}
    return {
        "papers": [
            {
                **record(paper),
                "why": {
                    "rank": rank, "slot": place.slot, "score": place.score, "words": place.why,
                    "for": list(place.for_it), "against": list(place.against),
                },
            }
            for rank, (place, paper) in enumerate(zip(ranked.places, papers, strict=True), start=1)
        ],
        "left": ranked.left,
        "stopping": stopping,
        "note": ranked.note or None,
    }  # fmt: skip
