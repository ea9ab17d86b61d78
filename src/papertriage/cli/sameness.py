"""papertriage duplicates, merge, unmerge, not-same, why-same: which papers are one; the reader's word on it.

What a reader says is an event that nothing overwrites; it holds through every rebuild.
"""

import datetime
import sys
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from papertriage import triage
from papertriage.cli import common, deriving, options
from papertriage.cli.decide import ReasonOption
from papertriage.cli.shell import examples, new_app
from papertriage.cli.topics_app import matcher
from papertriage.ingest import sameness
from papertriage.ingest.sameness import Found, Listed, Said, Weighed
from papertriage.ingest.up_to_date import bring_up_to_date
from papertriage.library import Library
from papertriage.text import terminal_safe

_PAPER = Annotated[str, typer.Argument(help="An id, a link, or a title in quotes.", metavar="PAPER")]
_OTHER = Annotated[str, typer.Argument(help="The other paper.", metavar="PAPER")]

_NONE = Listed([], 0)

duplicates = new_app()
merge = new_app()
unmerge = new_app()
not_same = new_app()
why_same = new_app()


@duplicates.command(epilog=examples("duplicates", "duplicates --merged --limit 5", "duplicates --json"))
def list_duplicates(
    *,
    merged: Annotated[
        bool, typer.Option("--merged", help="Only what was made one paper, the latest first.")
    ] = False,
    suggested: Annotated[
        bool, typer.Option("--suggested", help="Only pairs that may be one paper, the most alike first.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="How many of each; 0 means all.")] = 20,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """List pairs that may be one paper, and what was made one by its text, with the evidence.

    What shares an arXiv id or a DOI is one paper and is not listed.
    """
    today = datetime.date.today()
    both = merged == suggested
    with common.reading(common.settings(library=library)) as found:
        listed = {
            "suggested": sameness.suggestions(found, today, limit) if both or suggested else _NONE,
            "merged": sameness.merges(found, today, limit) if both or merged else _NONE,
        }
    if json:
        from papertriage.cli import as_json

        as_json.write({what: [_object(each) for each in some.found] for what, some in listed.items()})
        return
    for what, some in listed.items():
        sys.stdout.writelines(f"{line}\n" for each in some.found for line in _lines(what, each))
        if some.total > len(some.found):
            common.note(f"… and {some.total - len(some.found)} more {what} (--limit 0 lists all)")
    if not any(some.total for some in listed.values()):
        common.note("no two papers look like one, and none was made of two by its text")


@merge.command(
    epilog=examples("merge arxiv:2404.02905 doi:10.1000/182", "merge 2404.02905 2210.17323 --json")
)
def merge_two(
    one: _PAPER,
    other: _OTHER,
    *,
    reason: ReasonOption = None,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Say that two papers are one, whatever their ids; papertriage unmerge takes it back."""

    def act(found: Library, pids: tuple[int, int], said: Said) -> list[str]:
        return [sameness.merge_papers(found, pids, said, matcher(common.settings(library=library)))]

    _say("merge", (one, other), act, (reason, json, library))


@not_same.command(
    epilog=examples(
        "not-same 2404.02905 2210.17323", 'not-same 2210.17323 2404.02905 --reason "other people"'
    )
)
def keep_apart(
    one: _PAPER,
    other: _OTHER,
    *,
    reason: ReasonOption = None,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Say that two papers are two, for ever: they are never suggested and never made one again."""

    def act(found: Library, pids: tuple[int, int], said: Said) -> list[str]:
        return list(sameness.keep_apart(found, pids, said, matcher(common.settings(library=library))))

    _say("not-same", (one, other), act, (reason, json, library))


@unmerge.command(epilog=examples('unmerge arxiv:2404.02905 --reason "a reply to it"'))
def take_back(
    paper: _PAPER,
    *,
    sighting: Annotated[
        int | None,
        typer.Option(
            "--sighting",
            help="Take out this sighting (show --versions has the numbers), not the latest merge.",
            metavar="NUMBER",
        ),
    ] = None,
    reason: ReasonOption = None,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Make two papers of one again: take back its latest merge, or take one sighting out of it.

    The two are never made one again, unless you say so. What shares an id stays one paper.
    """

    def act(found: Library, pids: tuple[int, int], said: Said) -> list[str]:
        using = matcher(common.settings(library=library))
        return list(sameness.unmerge(found, pids[0], said, using, sighting=sighting))

    _say("unmerge", (paper, paper), act, (reason, json, library))


@why_same.command(
    epilog=examples(
        "why-same 2404.02905 doi:10.1000/182", "why-same 2404.02905", "why-same 2404.02905 2210.17323 --json"
    )
)
def explain(
    one: _PAPER,
    other: Annotated[
        str | None, typer.Argument(help="The other; without it, a paper's sightings.", metavar="PAPER")
    ] = None,
    *,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Say whether two papers are one, with every piece of evidence and its points."""
    with common.reading(common.settings(library=library)) as found:
        first = triage.find(found, one)
        second = triage.find(found, other) if other is not None else first
        weighed = sameness.why_same(found, first, second, datetime.date.today())
        names = [paper.id for paper in found.papers([first, second], full=False)]
    if json:
        from papertriage.cli import as_json

        as_json.write({"papers": names, "compared": [_weighed_object(each) for each in weighed]})
        return
    if not weighed:
        common.note(f"{names[0]} was seen once: there is nothing to compare")
    sys.stdout.writelines(f"{line}\n" for each in weighed for line in _evidence(each))


def _say(
    what: str,
    asked: tuple[str, str],
    act: Callable[[Library, tuple[int, int], Said], list[str]],
    how: tuple[str | None, bool, Any],
) -> None:
    reason, json, library = how
    set_to = common.settings(library=library)
    now = datetime.datetime.now(datetime.UTC)
    with common.writing(set_to) as found:
        bring_up_to_date(found, matcher(set_to), now, common.note, deriving.watch_papers)
        pids = triage.find(found, asked[0]), triage.find(found, asked[1])
        names = act(found, pids, Said(now, reason=reason))
        titles = [found.papers([found.pid_of(name) or 0], full=False)[0].title for name in names]
    if json:
        from papertriage.cli import as_json

        as_json.write({"done": what, "papers": names})
        return
    for name, title in zip(names, titles, strict=True):
        sys.stdout.write(f"{what}\t{name}\t{terminal_safe(title)}\n")


# -- as it looks -------------------------------------------------------------------------------------------


def _lines(what: str, found: Found) -> Iterator[str]:
    points = f"{found.weighed.comparison.points:.1f}" if found.weighed else "said"
    names = " = ".join(dict.fromkeys(found.ids)) if what == "merged" else " ? ".join(found.ids)
    yield f"{what}\t{points}\t{names}\t{found.when[:10]}"
    for title in dict.fromkeys(found.titles):
        yield f"\t{terminal_safe(title)}"
    if found.weighed:
        yield f"\t{_in_words(found.weighed)}"


def _in_words(weighed: Weighed) -> str:
    said = [f"{each.what} {each.found} ({each.points:+.1f})" for each in weighed.comparison.evidence]
    return terminal_safe("; ".join(said))


def _evidence(weighed: Weighed) -> Iterator[str]:
    compared = weighed.comparison
    verdict = compared.verdict if weighed.said is None else ("same" if weighed.said else "different")
    why = "a reader said so" if weighed.said is not None else compared.veto or f"{compared.points:.1f} points"
    yield f"{verdict}\t{terminal_safe(why)}"
    for stored in (weighed.one, weighed.other):
        yield f"\tsighting {stored.id}\t{terminal_safe(stored.sighting.title)}"
    for each in compared.evidence:
        yield f"\t{each.points:+.1f}\t{each.what}\t{terminal_safe(each.found)}"


def _object(found: Found) -> dict[str, Any]:
    weighed = found.weighed and _weighed_object(found.weighed)
    return {"papers": found.ids, "titles": found.titles, "when": found.when, "compared": weighed}


def _weighed_object(weighed: Weighed) -> dict[str, Any]:
    compared = weighed.comparison
    return {
        "verdict": compared.verdict,
        "said": weighed.said,
        "points": compared.points if compared.veto is None else None,
        "veto": compared.veto,
        "evidence": [each._asdict() for each in compared.evidence],
        "sightings": [weighed.one.id, weighed.other.id],
        "titles": [weighed.one.sighting.title, weighed.other.sighting.title],
    }
