"""papertriage digest: what is new in a period, to read or to send."""

import datetime
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from papertriage import config
from papertriage.cli import common, options
from papertriage.cli.shell import examples, new_app
from papertriage.cli.writing import written
from papertriage.errors import NotFound

if TYPE_CHECKING:
    from papertriage.digest import Digest

digest = new_app()
_FORMATS = ("md", "html", "txt", "eml")


@digest.command(
    epilog=examples(
        "digest --since last-week",
        "digest --since yesterday --topic quantization --format html -o digest.html",
        "digest --since 2025-10 --format eml > october.eml",
    )
)
def command(
    *,
    since: Annotated[
        str,
        typer.Option(
            "--since",
            help="today, yesterday, this-week, last-week, this-month, last-month, 7d, 2w, 2025-10 …",
            metavar="PERIOD",
        ),
    ] = "last-week",
    until: Annotated[
        str | None, typer.Option("--until", help="The last day, in the same words.", metavar="PERIOD")
    ] = None,
    topic: options.TopicOption = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=0, help="Papers of each topic; 0 means all.")
    ] = 10,
    format: Annotated[  # noqa: A002 - the option's name
        str,
        typer.Option(
            "--format",
            "-f",
            help="md, html, txt or eml.",
            metavar="FORMAT",
            autocompletion=lambda incomplete: [each for each in _FORMATS if each.startswith(incomplete)],
        ),
    ] = "md",
    output: Annotated[
        str, typer.Option("--output", "-o", help="A file; - is standard output.", metavar="FILE")
    ] = "-",
    send: Annotated[
        bool, typer.Option("--send", help="Mail it, by the server that [smtp] in config.toml names.")
    ] = False,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="Whom to, instead of those in [smtp]; repeat for more.", metavar="ADDRESS"),
    ] = None,
    resend: Annotated[
        bool, typer.Option("--resend", help="With --send: also to those who had this digest before.")
    ] = False,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Say what is new in a period: by topic, best first with reasons, what was merged, skipped or missing.

    A paper is new on the first day that a page lists it. --send mails each digest once to each recipient.
    """
    from papertriage.digest import digest as use_case
    from papertriage.digest.period import period

    if format not in _FORMATS:
        raise NotFound(f"no format named '{format}'; there are: {', '.join(_FORMATS)}")
    now = datetime.datetime.now().astimezone()
    days = period(since, until, now.date())
    set_to = common.settings(library=library)
    topics = tuple(dict.fromkeys(common.known_topic(name) for name in topic or ()))
    with common.reading(set_to) as found:
        made = use_case(found, days, now.date(), topics=topics, limit=limit)
    if send:
        from papertriage.cli.digest_send import send_to_all

        send_to_all(set_to, made, now, to=to, resend=resend)
    elif json:
        from papertriage.cli import as_json
        from papertriage.digest.record import as_record

        as_json.write(as_record(made))
    elif format == "eml":
        written([_mail(set_to, made, now, to)], output)
    else:
        from papertriage.digest.formats import FORMATS

        written(FORMATS[format](made), output)
    if output != "-" and not send and not json:
        sys.stderr.write(f"written: {output}\n")


def _mail(set_to: config.Settings, made: "Digest", now: datetime.datetime, to: list[str] | None) -> str:
    """Make the mail as it would be sent; without a server in the settings, from nobody to nobody."""
    from papertriage.digest import mail, smtp

    given = smtp.checked(set_to.smtp, os.environ, str(set_to.config_file))
    whom = [*(to or given.get("to", ())), mail.NOBODY][0]
    return mail.as_mail(made, now, sender=given.get("from", mail.OURSELVES), recipient=whom).as_string()
