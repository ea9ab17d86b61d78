"""Options that several commands share, and what they mean."""

import datetime
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from papertriage import config, index, search
from papertriage.errors import ConfigError, LibraryError, PapertriageError
from papertriage.library import Library, open_library
from papertriage.text import terminal_safe

if TYPE_CHECKING:
    from papertriage.triage import Said, Tagger, TaggerMaker

LibraryOption = Annotated[
    Path | None,
    typer.Option("--library", "-L", help="The library's folder.", show_default=False, metavar="FOLDER"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
ReaderOption = Annotated[
    str | None,
    typer.Option(
        "--reader", help="Whose decisions, where several read; else the setting `reader`.", metavar="NAME"
    ),
]
TopicOption = Annotated[
    list[str] | None,
    typer.Option(
        "--topic",
        "-t",
        help="Only papers with this topic; repeat for more.",
        autocompletion=lambda incomplete: complete_topics(incomplete),  # noqa: PLW0108 - it is made below
        metavar="TOPIC",
    ),
]
AnyOption = Annotated[
    bool, typer.Option("--any/--all", help="With several topics: any of them, or all of them.")
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since", help="Published on or after: 2024, 2024-06, 2024-06-30, today, 7d, 2w, 3m.", metavar="DATE"
    ),
]
UntilOption = Annotated[str | None, typer.Option("--until", help="Published on or before.", metavar="DATE")]
AuthorsOption = Annotated[
    str | None, typer.Option("--author-count", help="Number of authors: 3, 1..3, >5, <=2.", metavar="RANGE")
]
OrganizationOption = Annotated[
    str | None,
    typer.Option("--org", help="Only papers listed under this organization (slug or name).", metavar="NAME"),
]
StateOption = Annotated[
    str | None,
    typer.Option(
        "--state",
        help="unread, accepted, rejected, later or read.",
        metavar="STATE",
        autocompletion=lambda incomplete: _starting(incomplete, "state"),
    ),
]
SortOption = Annotated[
    str | None,
    typer.Option(
        "--sort",
        help=f"{', '.join(search.SORTS[:-1])} or {search.SORTS[-1]}.",
        metavar="ORDER",
        autocompletion=lambda incomplete: _starting(incomplete, "sort"),
    ),
]


def said(set_to: config.Settings, origin: str = "cli") -> "Said":
    """Say that something is said now, by the reader of the settings."""
    from papertriage.triage import Said  # here for start-up: searching says nothing

    return Said(datetime.datetime.now(datetime.UTC), set_to.reader or "", origin)


def tagger(set_to: config.Settings) -> "TaggerMaker":
    """Give what makes the matcher of the topics there are, where it is needed: that takes a while."""

    def made() -> "Tagger":
        from papertriage.topics.tagging import tagger_of  # here for start-up

        return tagger_of(set_to.topics)

    return made


def settings(**flags: Any) -> config.Settings:
    """Gather the settings of this run."""
    return config.load(os.environ, **flags)


@contextmanager
def reading(set_to: config.Settings, *, searching: bool = False) -> Iterator[Library]:
    """Open the library for a command that only reads.

    For `searching`, with an index that has all that the library has, and `discussed` where that is the order.

    An index that is behind (a reading was killed) or missing is brought up to date first. Where that cannot
    be (another process is at it, the disk is full or read-only) the answer is of what is indexed so far, with
    a note.
    """
    with open_library(set_to.library) as found:
        if searching:
            _known_order(set_to)
            discussed = set_to.sort == "discussed" and not found.discussed_is_current
            if discussed or not _is_current(found):
                _catch_up(set_to.library, discussed=discussed)
        yield found


def _known_order(set_to: config.Settings) -> None:
    """Check the order here, where it is known who set it. Raises ConfigError naming that."""
    origin = set_to.origins["sort"]
    if set_to.sort is not None and origin != "flag" and set_to.sort not in search.SORTS:
        there = ", ".join(search.SORTS)
        raise ConfigError(f"sort: no order '{set_to.sort}' (from {origin}); there are: {there}")


@contextmanager
def writing(set_to: config.Settings, *, bring_index: bool = True) -> Iterator[Library]:
    """Open the library for a command that changes it, and make the change searchable at the end."""
    with open_library(set_to.library, write=True, wait=note) as found:
        yield found
        if bring_index:
            from papertriage.cli import deriving  # here for start-up: many commands only read

            deriving.bring_index(found)


def _is_current(library: Library) -> bool:
    version = index.read_version(library.index_folder)
    fits = index.fits(library.index_folder, library.generation)
    return fits and version is not None and version.holds.change == library.change


class _BusyError(Exception):
    """Another process has the library's lock: a way out of waiting for it."""


def _catch_up(folder: Path, *, discussed: bool) -> None:
    from papertriage.cli import deriving  # here for start-up: an index is seldom behind

    def give_up(_: str) -> None:
        raise _BusyError

    try:
        with open_library(folder, write=True, wait=give_up) as library:
            if not _is_current(library):
                deriving.bring_index(library)
            if discussed:
                library.refresh_discussed()
    except _BusyError:
        note("another papertriage is changing this library; this is what was there before")
    except LibraryError as fault:
        note(terminal_safe(f"newly read papers are not searched yet: {fault}"))


def filters_from(
    topic: Sequence[str] | None, any_topic: bool, since: str | None, until: str | None,
    author_count: str | None, org: str | None, state: str | None,
) -> search.Filters:  # fmt: skip
    """Read the options that narrow a search. Raises UsageFault naming the option."""
    today = datetime.date.today()
    return search.Filters(
        topics=tuple(topic or ()),
        any_topic=any_topic,
        since=search.parse_day(since, today, end=False, name="--since") if since else None,
        until=search.parse_day(until, today, end=True, name="--until") if until else None,
        authors=search.parse_range(author_count, "--author-count") if author_count else None,
        organization=org,
        state=state,
    )


def names_of(library: Library, set_to: config.Settings) -> search.Names:
    """Say what names in a query mean here and now: topics, groups and aliases, saved searches, `7d`."""
    return search.Names(
        datetime.date.today(), _topics_of(library, set_to), _saved_in(library), _reader_in(library, set_to)
    )


def _topics_of(library: Library, set_to: config.Settings) -> Callable[[str], Sequence[str]]:
    def meant(name: str) -> Sequence[str]:
        if name in library.topic_names():
            return (name,)
        from papertriage.topics import load_topics, topics_meant  # reading all topic files takes time

        return topics_meant(load_topics(set_to.topics), name)

    return meant


def _saved_in(library: Library) -> Callable[[str], str]:
    def query(name: str) -> str:
        from papertriage.search.saved import saved_queries  # few searches name another

        return saved_queries(library)(name)

    return query


def _reader_in(library: Library, set_to: config.Settings) -> Callable[[], search.StatesOf] | None:
    """Let a state that is asked for be that of the reader of the settings, where one is named."""
    name = set_to.reader
    if name is None:
        return None

    def states() -> search.StatesOf:
        from papertriage.triage.opinions import opinions  # here for start-up: few name a reader

        thought = opinions(library, name)
        pids = {pid: each for each in thought if (pid := library.pid_of(each)) is not None}
        return search.StatesOf(name, {pid: thought[each].standing.state for pid, each in pids.items()})

    return states


def known_topic(name: str) -> str:
    """Give a topic's name; one that is not built in is looked for among the reader's own, by alias.

    Nearly right.
    """
    from papertriage.topics import builtin_names

    if name in builtin_names():
        return name
    from papertriage.topics import find_topic, load_topics  # reading all topic files takes time

    return find_topic(load_topics(settings().topics), name).name


def note(message: str) -> None:
    """Say something that is not data: on standard error."""
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def complete_topics(incomplete: str) -> list[str]:
    """Topic names for the shell's completion."""
    from papertriage.topics import builtin_names

    return [name for name in builtin_names() if name.startswith(incomplete)]


def complete_searches(incomplete: str) -> list[str]:
    """Names of saved searches for the shell's completion; none where the library cannot be read."""
    try:
        with open_library(settings().library) as found:
            names = [each.name for each in found.saved_searches()]
    except PapertriageError:
        return []
    start = incomplete.removeprefix("@")
    return [f"{'@' if incomplete.startswith('@') else ''}{name}" for name in names if name.startswith(start)]


def _starting(incomplete: str, what: str) -> list[str]:
    from papertriage.model import STATES
    from papertriage.search import SORTS

    return [name for name in (STATES if what == "state" else SORTS) if name.startswith(incomplete)]
