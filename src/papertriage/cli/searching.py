"""A search: what was asked for on the command line, the answer found and shown.

Imports no typer (`quick`).
"""

import datetime
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papertriage import search as use_case
from papertriage.cli import common
from papertriage.config import Settings
from papertriage.errors import UsageFault
from papertriage.library import Library
from papertriage.text import terminal_safe

if TYPE_CHECKING:
    from papertriage.library.searches import SavedSearch

_AT_ONCE = 1000  # papers: a longer answer is written as it is found


class Wish(NamedTuple):
    """The arguments and options of a search, as `search --help` says them; unread so far."""

    query: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    any_topic: bool = False
    since: str | None = None
    until: str | None = None
    author_count: str | None = None
    org: str | None = None
    state: str | None = None
    reader: str | None = None
    sort: str | None = None
    limit: int | None = None
    offset: int = 0
    page: int | None = None
    facet: str | None = None
    new: bool = False
    why: bool = False
    explain: bool = False
    json: bool = False
    library: Path | None = None


def run(wish: Wish) -> int:
    """Answer on standard output; give the exit code. Raises what `faults.said` says."""
    set_to = common.settings(library=wish.library, limit=wish.limit, sort=wish.sort, reader=wish.reader)
    text = " ".join(wish.query)
    with common.reading(set_to, searching=True) as found:
        filters = common.filters_from(
            wish.topic, wish.any_topic, wish.since, wish.until, wish.author_count, wish.org, wish.state
        )
        asked = use_case.plan(text, filters, set_to.sort, names=common.names_of(found, set_to))
        if wish.explain:
            _explain(asked, json=wish.json)
            return 0
        saved = _saved(found, text) if wish.new else None
        through = found.last_sighting if saved else 0
        since_then = saved.looked_through if saved else None
        best = set_to.limit > 0 and wish.facet is None  # else: all of what is asked for, and nothing else
        answer = use_case.ask(found, asked, new_since=since_then, partly=best)
        for note in answer.notes:
            common.note(f"papertriage: {note}")
        if wish.facet is not None:
            _count(answer, wish.facet.split(","), set_to.limit, json=wish.json)
            return 0
        start = _start(wish.offset, wish.page, set_to.limit)
        shown = _show(answer, (start, set_to.limit), why=wish.why, json=wish.json)
        _note_changed(found, set_to, asked)
    if saved:
        _looked(set_to, saved.name, through, left=answer.total - shown)
    return 0


def _start(offset: int, page: int | None, limit: int) -> int:
    """How many papers to pass over. Raises UsageFault where two options say so, or pages have no size."""
    if page is None:
        return offset
    if offset or not limit:
        raise UsageFault("--page counts pages of --limit papers: leave --offset out, and --limit above 0")
    return (page - 1) * limit


def _saved(library: Library, text: str) -> "SavedSearch":
    """The saved search that a query is; raises UsageFault where it is none, or more."""
    name = text.strip()
    if not name.startswith("@") or " " in name:
        raise UsageFault("--new is for a saved search alone: papertriage search @NAME --new")
    found = library.saved_search(name[1:])
    assert found is not None  # noqa: S101 - the plan has read it
    return found


def _looked(set_to: Settings, name: str, through: int, *, left: int) -> None:
    """Remember that what is new was seen, once all of it was shown."""
    if left > 0:
        common.note(f"papertriage: {left} more are new and stay so: --limit 0 shows all")
        return
    sys.stdout.flush()  # only what was really written has been looked at
    now = datetime.datetime.now(datetime.UTC)
    with common.writing(set_to, bring_index=False) as found:
        found.looked_at_search(name, now.isoformat(timespec="seconds"), through)


def _explain(asked: use_case.Plan, *, json: bool) -> None:
    from papertriage.search.explain import explained  # here for start-up

    lines = explained(asked)
    if json:
        from papertriage.cli import as_json

        as_json.write({"query": asked.text, "sort": asked.sort, "plan": lines, "notes": list(asked.notes)})
        return
    for note in asked.notes:
        common.note(f"papertriage: {note}")
    sys.stdout.writelines(f"{terminal_safe(line)}\n" for line in lines)


def _count(answer: use_case.Asked, names: Sequence[str], limit: int, *, json: bool) -> None:
    from papertriage.search.facets import checked  # here for start-up

    counts = answer.facets(checked([name.strip() for name in names if name.strip()]), limit=limit)
    if json:
        from papertriage.cli import as_json

        shown = {
            name: [{"value": value, "papers": papers} for value, papers in each]
            for name, each in counts.items()
        }
        as_json.write({"total": answer.total, "facets": shown})
        return
    from papertriage.cli import bars

    bars.facets(counts, answer.total)


def _show(answer: use_case.Asked, place: tuple[int, int], *, why: bool, json: bool) -> int:
    """Show a part of the answer, from here and so many; return how many papers that were."""
    offset, limit = place
    marked = json or why or sys.stdout.isatty()
    if limit and limit <= _AT_ONCE:
        lots = iter([answer.page(limit, offset, why=why, marked=marked).hits])
    else:
        lots = batched(answer.hits(limit, offset, why=why, marked=marked), _AT_ONCE)
    if json:
        from papertriage.cli import as_json

        return as_json.answer(answer, lots)
    if sys.stdout.isatty():
        from papertriage.cli import on_terminal  # here for start-up: a pipe needs no rich

        return on_terminal.answer(answer, lots, offset=offset, why=why)
    from papertriage.cli import plain

    return plain.answer(lots, why=why)


def batched(hits: Iterator[use_case.Hit], size: int) -> Iterator[list[use_case.Hit]]:
    """So many at a time."""
    while lot := list(islice(hits, size)):
        yield lot


def _note_changed(library: Library, set_to: Settings, asked: use_case.Plan) -> None:
    if topics := asked.topics:
        from papertriage.cli.topics_changed import note_changed  # here for start-up

        note_changed(library, set_to, topics)
