"""papertriage tag, untag: the reader's word on a paper and a topic, which holds for ever.

Corrections are decisions: events, never rewritten. The last on a paper and a topic holds.
"""

import sys
from typing import Annotated

import typer

from papertriage import triage
from papertriage.cli import common, options
from papertriage.cli.decide import ReasonOption
from papertriage.cli.shell import examples, new_app
from papertriage.config import Settings
from papertriage.library import TAG, UNTAG
from papertriage.text import terminal_safe

_PAPER = Annotated[str, typer.Argument(help="An id, a link, or a title in quotes.", metavar="PAPER")]
_TOPICS = Annotated[
    list[str],
    typer.Argument(
        help="Names or aliases of topics.", metavar="TOPIC...", autocompletion=options.complete_topics
    ),
]


def _names_in(set_to: Settings) -> set[str]:
    with common.reading(set_to) as found:
        return found.topic_names()


def _command(action: str, words: str) -> typer.Typer:
    app = new_app()

    @app.command(
        help=words,
        epilog=examples(
            f"{action} arxiv:2404.02905 autoregressive-vision",
            f'{action} 2210.17323 quant kv-cache --reason "read it"',
        ),
    )
    def command(
        paper: _PAPER,
        topics: _TOPICS,
        *,
        reason: ReasonOption = None,
        reader: options.ReaderOption = None,
        json: options.JsonOption = False,
        library: options.LibraryOption = None,
    ) -> None:
        set_to = common.settings(library=library, reader=reader)
        # A topic that is no more can still be taken off papers that were tagged with it.
        gone = _names_in(set_to) & set(topics) if action == UNTAG else set()
        names = list(dict.fromkeys(name if name in gone else common.known_topic(name) for name in topics))
        with common.writing(set_to) as found:
            said = common.said(set_to)
            corrected = triage.correct(found, paper, names, said, has=action == TAG, reason=reason)
        if json:
            from papertriage.cli import as_json
            from papertriage.export import record

            as_json.write(record(corrected))
            return
        for name in names:
            sys.stdout.write(f"{action}\t{name}\t{corrected.id}\t{terminal_safe(corrected.title)}\n")

    return app


tag = _command(
    TAG, "Say that a paper has these topics, whatever their rules say: for ever, until you untag it."
)
untag = _command(
    UNTAG, "Say that a paper has not these topics, whatever their rules say: for ever, until you tag it."
)
