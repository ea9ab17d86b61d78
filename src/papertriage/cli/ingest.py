"""papertriage ingest: dumps in, library changed, a report that adds up."""

import datetime
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from papertriage import ingest as use_case
from papertriage.cli import common, deriving, ingest_report, options, progress
from papertriage.cli.shell import examples, new_app
from papertriage.cli.topics_app import matcher
from papertriage.cli.topics_changed import settle
from papertriage.config import Settings
from papertriage.dates import iso_day
from papertriage.errors import PapertriageError, UsageFault
from papertriage.ingest import DumpReport, Options, ReferenceReport
from papertriage.ingest.reference import summed
from papertriage.ingest.work import Tagger
from papertriage.library import Library, open_library
from papertriage.library.connection import FILE_NAME
from papertriage.sources import Limits, expand, find_source
from papertriage.text import terminal_safe
from papertriage.topics import files_stamp

SKIPPED = 3

ingest = new_app()


@ingest.command(
    epilog=examples(
        "ingest dump.txt",
        "ingest saved/ --strict",
        "ingest 'saved/*.txt' --dry-run",
        "pbpaste | papertriage ingest - --captured 2025-10-30",
        "ingest dump.txt --reference arxiv-snapshot.jsonl",
    )
)
def command(
    dumps: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files, archives, mailboxes, folders, patterns, or - for standard input.", metavar="FILE..."
        ),
    ] = None,
    *,
    reference: Annotated[
        list[str] | None,
        typer.Option(
            "--reference",
            help="Read this too, but only for what it says of papers without an arXiv id; repeat for more.",
            metavar="FILE",
        ),
    ] = None,
    captured: Annotated[
        str | None,
        typer.Option(
            "--captured",
            help="When the page was saved: settles the year of dates without one.",
            metavar="DATE",
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source", help="Read as this source instead of looking at the content.", metavar="NAME"
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 when anything was skipped.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Read and report; change nothing.")
    ] = False,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Read dumps of paper lists into the library and report what became of every line.

    Archives, mailboxes and folders are read part by part, each by what is in it; a part that is no list of
    papers is left out and says why. A dump is kept wholly or not at all. One that was read before changes
    nothing, unless --captured says it is of another day: then its papers are dated anew.

    --reference gives papers without an arXiv id theirs, with dates, authors and categories, from a big file
    of which nothing else is kept.
    """
    if not dumps and not reference:
        raise UsageFault("nothing to read: name a FILE or a folder, or - for standard input")
    now = datetime.datetime.now(datetime.UTC)
    set_to = common.settings(library=library)
    how = Options(
        now,
        _date(captured, now),
        source and find_source(source).name,
        topics=set_to.topics,
        limits=Limits(**set_to.limits),
    )
    if dry_run and reference:
        raise UsageFault("--reference has nothing to match with --dry-run: leave one of them out")
    names = dumps or []
    if dry_run:
        reports, references = _dry(names, how, set_to), list[ReferenceReport]()
    else:
        reports, references = _read(names, reference or [], how, set_to)
    sys.stdout.write(
        ingest_report.as_json(reports, references) if json else ingest_report.text(reports, references)
    )
    if any(report.error for report in reports) or any(report.error for report in references):
        raise typer.Exit(1)
    if strict and any(report.counts.skipped or report.left_out for report in reports):
        raise typer.Exit(SKIPPED)


def _date(text: str | None, now: datetime.datetime) -> str | None:
    """Check a day; wherever on Earth the reader is, it is tomorrow at most."""
    if text is None:
        return None
    day = iso_day(text) if len(text) == len("2025-10-30") else None
    if day is None:
        raise UsageFault(f"--captured {text}: not a date; write it as 2025-10-30")
    if day > (now.date() + datetime.timedelta(days=1)).isoformat():
        raise UsageFault(f"--captured {text}: that day is still to come")
    return day


def _read(
    names: list[str], references: list[str], how: Options, set_to: Settings
) -> tuple[list[DumpReport], list[ReferenceReport]]:
    stamp = files_stamp(set_to.topics)
    tagger = matcher(set_to)
    with open_library(set_to.library, write=True, wait=common.note) as library:
        use_case.bring_up_to_date(library, tagger, how.now, common.note, deriving.watch_papers)
        deriving.bring_index_far(library)
        with use_case.ingesting(library, tagger) as ingestion:
            reports = [report for name in names for report in _every(name, ingestion, how)]
        matched = [report for name in references for report in _match(name, library, how, tagger)]
        settle(library, tagger.rules, stamp)
    return reports, matched


def _match(name: str, library: Library, how: Options, tagger: Tagger) -> list[ReferenceReport]:
    """Look a reference through: what cannot be read is reported and does not stop the others."""
    try:
        with progress.bar(Path(name).name, _size(name)) as advance:
            reports = list(use_case.read_reference(library, name, how._replace(advance=advance), tagger))
        return [summed(name, reports)] if len(reports) > 1 else reports
    except PapertriageError as fault:
        common.note(f"papertriage: {terminal_safe(str(fault))}")
        return [ReferenceReport(name, error=str(fault))]


def _dry(names: list[str], how: Options, set_to: Settings) -> list[DumpReport]:
    """Read without keeping; where there is no library yet, beside one that is thrown away."""
    tagger = matcher(set_to)
    with tempfile.TemporaryDirectory(prefix="papertriage-") as scratch:
        folder = set_to.library if (set_to.library / FILE_NAME).exists() else Path(scratch)
        with open_library(folder, write=True, wait=common.note) as library:
            ingestion = use_case.Ingestion(library, None, tagger)
            return [report for name in names for report in _every(name, ingestion, how)]


def _every(pattern: str, ingestion: use_case.Ingestion, how: Options) -> Iterator[DumpReport]:
    """Read all that a pattern matches; most are a file's own name."""
    try:
        for name in expand([pattern]):
            yield from _one(name, ingestion, how)
    except PapertriageError as fault:
        common.note(f"papertriage: {terminal_safe(str(fault))}")
        yield DumpReport(pattern, error=str(fault))


def _one(name: str, ingestion: use_case.Ingestion, how: Options) -> list[DumpReport]:
    """Read what one name stands for: what cannot be read is reported and does not stop the others."""
    if name == "-" and sys.stdin.isatty():
        common.note("reading what you type or paste; end it with Ctrl-D on a line of its own")
    reports: list[DumpReport] = []
    try:
        with progress.bar(Path(name).name, _size(name)) as advance:
            for report in ingestion.read_all(name, how._replace(advance=advance)):
                reports.append(report)
                if report.error:
                    common.note(f"papertriage: {terminal_safe(report.error)}")
    except PapertriageError as fault:
        common.note(f"papertriage: {terminal_safe(str(fault))}")
        reports.append(DumpReport(name, error=str(fault)))
    if reports and all(report.left_out for report in reports):
        fault_of_all = f"{name}: none of its {len(reports)} parts is a list of papers ({reports[0].left_out})"
        common.note(f"papertriage: {terminal_safe(fault_of_all)}")
        reports.append(DumpReport(name, error=fault_of_all))
    return reports


def _size(name: str) -> int | None:
    return Path(name).stat().st_size if name != "-" and Path(name).is_file() else None
