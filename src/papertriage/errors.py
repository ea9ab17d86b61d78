"""Every error papertriage raises on purpose.

PapertriageError                what a shell catches, and nothing wider
├── UsageFault                  the question cannot be asked so (exit 2)
│   └── NotFound                no such paper, topic, format … with the nearest names
├── UnreadableDump              a dump as a whole: missing, binary, not a list of papers
├── TopicError                  a topic file: which one, which line, what to mend
├── UnreadableFeatures          what ranking remembers of papers: damaged or of another form; it is made anew
├── ConfigError                 the settings: which file, which key, what to mend
└── LibraryError                the library: locked, damaged, read-only, disk full
    └── LibraryTooNew           written by a newer papertriage
"""


class PapertriageError(Exception):
    """One line for the reader: what failed, where, and what mends it."""

    exit_code = 1


class UsageFault(PapertriageError):
    """The question cannot be asked in this way."""

    exit_code = 2


class NotFound(UsageFault):
    """No such thing; the message names the nearest."""


class UnreadableDump(PapertriageError):
    """A dump that cannot be read at all; the message names it and says why."""


class TopicError(PapertriageError):
    """A topic file that does not say what a topic needs to say."""


class UnreadableFeatures(PapertriageError):
    """What was kept of papers for ranking cannot be used; it is derived, and made anew."""


class ConfigError(PapertriageError):
    """A setting that cannot be used."""

    exit_code = 2


class LibraryError(PapertriageError):
    """The library cannot be opened, read or written."""


class LibraryTooNew(LibraryError):
    """The library was written by a newer papertriage."""
