"""papertriage ingest: dumps in, library changed, a report that adds up."""

import datetime
import json as json_text
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from papertriage import ingest as use_case
from papertriage.cli import options, progress
from papertriage.cli.shell import examples, new_app
from papertriage.cli.topics import matcher
from papertriage.config import Settings
from papertriage.dates import iso_day
from papertriage.errors import PapertriageError, UsageFault
from papertriage.ingest import DumpReport, Options
from papertriage.library import Counts, open_library
from papertriage.library.connection import FILE_NAME
from papertriage.sources import find_source
from papertriage.text import terminal_safe

SKIPPED = 3
_SHOWN = 10

ingest = new_app()


@ingest.command(
    epilog=examples(
        "ingest dump.txt", "ingest saved/ --strict", "pbpaste | papertriage ingest - --captured 2025-10-30"
    )
)
def command(
    dumps: Annotated[
        list[str], typer.Argument(help="Files, folders, or - for standard input.", metavar="FILE...")
    ],
    *,
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

    A dump is kept wholly or not at all. One that was read before changes nothing, unless --captured says it
    is of another day: then its papers are dated anew.
    """
    now = datetime.datetime.now(datetime.UTC)
    set_to = options.settings(library=library)
    how = Options(now, _date(captured, now), source and find_source(source).name, topics=set_to.topics)
    reports = (_dry if dry_run else _read)(dumps, how, set_to)
    sys.stdout.write(_json(reports) if json else _text(reports))
    if any(report.error for report in reports):
        raise typer.Exit(1)
    if strict and any(report.counts.skipped for report in reports):
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


def _read(names: list[str], how: Options, set_to: Settings) -> list[DumpReport]:
    tagger = matcher(set_to)
    with (
        open_library(set_to.library, write=True, wait=options.note) as library,
        use_case.ingesting(library, tagger) as ingestion,
    ):
        return [_one(name, ingestion, how) for name in use_case.files_of(names)]


def _dry(names: list[str], how: Options, set_to: Settings) -> list[DumpReport]:
    """Read without keeping; where there is no library yet, beside one that is thrown away."""
    tagger = matcher(set_to)
    with tempfile.TemporaryDirectory(prefix="papertriage-") as scratch:
        folder = set_to.library if (set_to.library / FILE_NAME).exists() else Path(scratch)
        with open_library(folder, write=True, wait=options.note) as library:
            ingestion = use_case.Ingestion(library, None, tagger)
            return [_one(name, ingestion, how) for name in use_case.files_of(names)]


def _one(name: str, ingestion: use_case.Ingestion, how: Options) -> DumpReport:
    """Read one dump of several: one that cannot be read is reported and does not stop the others."""
    size = Path(name).stat().st_size if name != "-" and Path(name).is_file() else None
    if name == "-" and sys.stdin.isatty():
        options.note("reading what you type or paste; end it with Ctrl-D on a line of its own")
    try:
        with progress.bar(Path(name).name, size) as advance:
            return ingestion.read(name, how._replace(advance=advance))
    except PapertriageError as fault:
        options.note(f"papertriage: {terminal_safe(str(fault))}")
        return DumpReport(name, error=str(fault))


def _text(reports: list[DumpReport]) -> str:
    lines = [line for report in reports if not report.error for line in _report(report)]
    done = [report for report in reports if not report.error]
    if len(done) > 1:
        total = Counts(*(sum(values) for values in zip(*(report.counts for report in done), strict=True)))
        lines += [f"all {len(done)} dumps", *_counts(total)]
    return "".join(f"{terminal_safe(line)}\n" for line in lines)


def _report(report: DumpReport) -> list[str]:
    page = report.page
    lines = [f"{report.dump}  ({report.source})"]
    if report.known:
        what = f"believed to be of {page.captured} now" if report.redated else "nothing changes"
        lines.append(f"  read before, on {report.known[:10]}: {what}")
    if page.capture_year:
        lines.append(f"  captured in {page.capture_year}, by {page.evidence}")
    elif report.counts.read and not report.known:
        lines.append(
            "  year of capture unknown: dates printed without a year stay empty (--captured DATE settles it)"
        )
    lines += _counts(report.counts)
    if report.topics:
        lines.append("  topics: " + ", ".join(f"{name} {count}" for name, count in report.topics))
    lines += [
        f"  skipped line {_span(each.line_start, each.line_end)}: {each.reason}: {_clip(each.raw)}"
        for each in report.skipped[:_SHOWN]
    ]
    if len(report.skipped) > _SHOWN:
        lines.append(f"  … and {len(report.skipped) - _SHOWN} more skipped (--json lists all)")
    lines += [f"  in doubt, {fault}" for fault in report.faults[:_SHOWN]]
    if len(report.faults) > _SHOWN:
        lines.append(f"  … and {len(report.faults) - _SHOWN} more in doubt (--json lists all)")
    return lines


def _counts(counts: Counts) -> list[str]:
    return [
        f"  {counts.read} records read = {counts.new} new + {counts.updated} updated + "
        f"{counts.unchanged} unchanged + {counts.duplicates} duplicates",
        f"  {counts.lines} lines = {counts.record_lines} of records + "
        f"{counts.furniture_lines} of furniture + {counts.skipped_lines} skipped",
    ]


def _span(start: int, end: int) -> str:
    return str(start) if start == end else f"{start}-{end}"


def _clip(raw: str) -> str:
    words = " ".join(raw.split())
    return words if len(words) <= 70 else f"{words[:69]}…"


def _json(reports: list[DumpReport]) -> str:
    return json_text.dumps([_object(report) for report in reports], ensure_ascii=False, indent=2) + "\n"


def _object(report: DumpReport) -> dict[str, object]:
    if report.error:
        return {"dump": report.dump, "error": report.error}
    return {
        "dump": report.dump,
        "source": report.source,
        "known_since": report.known,
        "redated": report.redated,
        "captured": report.page.captured,
        "capture_year": report.page.capture_year,
        "capture_evidence": report.page.evidence,
        **report.counts._asdict(),
        "skipped_spans": [
            {"line_start": each.line_start, "line_end": each.line_end, "reason": each.reason, "raw": each.raw}
            for each in report.skipped
        ],
        "doubts": list(report.faults),
        "topics": dict(report.topics),
    }
