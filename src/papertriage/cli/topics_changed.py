"""The note that topics changed since papers were tagged, and how a library is known to be up to date."""

from collections.abc import Collection, Mapping

from papertriage.cli import common
from papertriage.config import Settings
from papertriage.errors import TopicError
from papertriage.library import Library
from papertriage.text import terminal_safe
from papertriage.topics import files_stamp


def note_changed(library: Library, set_to: Settings, asked: Collection[str] | None = None) -> None:
    """Say in a line on standard error that topics (of those asked for) changed since papers were tagged.

    Topic files that cannot be read are no reason to give no answer: the line says what is wrong with them.
    """
    if library.topics_stamp == files_stamp(set_to.topics):
        return  # the files are those that all papers were tagged by: no need to read them
    from papertriage.cli.topics_app import matcher  # here for start-up, as the files are

    try:
        rules = matcher(set_to).rules
    except TopicError as fault:
        common.note(f"papertriage: {terminal_safe(str(fault))}")
        return
    changed = library.changed_topics(rules)
    _note(library, [name for name in changed if asked is None or name in asked])


def settle(library: Library, rules: Mapping[str, str], stamp: str) -> None:
    """Remember the stamp of the topic files, taken before they were read, where they made all tags.

    Else say that they are not.
    """
    changed = library.changed_topics(rules)
    if changed:
        _note(library, changed)
    else:
        library.topics_stamp = stamp


def _note(library: Library, changed: list[str]) -> None:
    if changed:
        papers = library.paper_count()
        which = changed[0] if len(changed) == 1 else f"{len(changed)} topics"
        common.note(
            f"{which} changed since papers were tagged ({papers} paper{'s' * (papers != 1)}): "
            "papertriage topics retag brings all up to date"
        )
