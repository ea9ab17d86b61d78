"""What commands work with: settings, the library with an index that is up to date, names, notes.

Imports no typer: a search that is plainly asked for does without (`quick`).
"""

import datetime
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from papertriage import config, index, search
from papertriage.errors import ConfigError, LibraryError
from papertriage.library import Library, open_library
from papertriage.text import terminal_safe

if TYPE_CHECKING:
    from papertriage.triage import Said, Tagger, TaggerMaker


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
