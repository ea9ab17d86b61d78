"""The Typer app of `papertriage topics`, on which its commands register, and what they share."""

from typing import TYPE_CHECKING, Annotated

import typer

from papertriage import config
from papertriage.cli import options
from papertriage.cli.shell import new_app
from papertriage.text import terminal_safe

if TYPE_CHECKING:
    from papertriage.topics import Matcher
    from papertriage.topics.learned import LearnedMatcher

topics = new_app(
    help="List and write topics, say why a paper has one or not, and bring a library up to date with them.",
    no_args_is_help=True,
)

TopicArgument = Annotated[
    str,
    typer.Argument(
        help="A topic's name or alias.",
        metavar="TOPIC",
        autocompletion=options.complete_topics,
    ),
]
PaperArgument = Annotated[str, typer.Argument(help="An id, a link, or a title in quotes.", metavar="PAPER")]


def matcher(set_to: config.Settings) -> "Matcher | LearnedMatcher":
    """Make the matcher of the built-in topics and the reader's own, with what was learned of them."""
    from papertriage.topics.tagging import tagger_of  # here for start-up

    return tagger_of(set_to.topics)


def safe(line: str) -> str:
    """Safe to print, tabs kept: they part the fields of a line."""
    return "\t".join(terminal_safe(part) for part in line.split("\t"))
