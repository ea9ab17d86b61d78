"""What became of each dump, in words and as JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from papertriage.ingest import DumpReport, ReferenceReport
from papertriage.library import Counts
from papertriage.sources import PLACES
from papertriage.text import terminal_safe

_SHOWN = 10
_UNDATED = "dates printed without a year stay empty (--captured DATE settles it)"


def text(reports: Sequence[DumpReport], references: Sequence[ReferenceReport] = ()) -> str:
    """Give the report of all dumps: a container's parts together, and a sum where there are several."""
    named = [list(group) for _, group in groupby(reports, key=lambda report: report.part_of or report.dump)]
    lines = [line for group in named for line in _named(group)]
    done = [report for report in reports if report.source]
    if sum(any(report.source for report in group) for group in named) > 1:
        lines += [f"all {len(done)} dumps", *_sums(done)]
    lines += [line for report in references for line in _reference(report)]
    return "".join(f"{terminal_safe(line)}\n" for line in lines)


def _reference(report: ReferenceReport) -> Iterator[str]:
    if report.left_out:
        yield f"{report.dump}  left out: {report.left_out}"
    if not report.source:
        return
    yield f"{report.dump}  (reference, {report.source})"
    yield (
        f"  {report.looked_at} records looked at, {report.skipped} that could not be read: "
        f"{report.found} of {report.wanted} papers without an arXiv id have one now"
    )
    if report.unclear:
        yield f"  {report.unclear} sightings are like several records equally, and were left as they are"


def _named(group: Sequence[DumpReport]) -> Iterator[str]:
    """Report what one name on the command line stood for."""
    first = group[0]
    if first.part_of is None:
        for report in group:
            yield from _dump(report) if report.source else ()
        return
    done = [report for report in group if report.source]
    kinds = Counter(report.source for report in done)
    what = (
        ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()) or "none of them a list of papers"
    )
    yield f"{first.part_of}  ({len(group)} parts: {what})"
    known = sum(report.known is not None and not report.redated for report in done)
    if known:
        yield f"  {known} of the parts read before: nothing changes"
    yield from _sums(done)
    yield from _topics(report.topics for report in done)
    yield from _few([f"{_inside(report)}: {line}" for report in done for line in _skipped(report)], "skipped")
    doubts = [f"  in doubt, {_inside(report)}: {fault}" for report in done for fault in report.faults]
    yield from _few(doubts, "in doubt")
    yield from _left_out([report for report in group if report.left_out])


def _dump(report: DumpReport) -> Iterator[str]:
    page = report.page
    yield f"{report.dump}  ({report.source})"
    if report.known:
        what = f"believed to be of {page.captured} now" if report.redated else "nothing changes"
        yield f"  read before, on {report.known[:10]}: {what}"
    if page.capture_year:
        yield f"  captured in {page.capture_year}, by {page.evidence}"
    elif report.counts.read and not report.known and report.unit == "lines":
        yield f"  year of capture unknown: {_UNDATED}"
    yield from _sums([report])
    yield from _topics([report.topics])
    yield from _few([f"  {line}" for line in _skipped(report)], "skipped")
    yield from _few([f"  in doubt, {fault}" for fault in report.faults], "in doubt")


def _sums(reports: Sequence[DumpReport]) -> Iterator[str]:
    """Add up; lines and entries are counted apart."""
    if not reports:
        return
    total = _total(reports)
    yield (
        f"  {total.read} records read = {total.new} new + {total.updated} updated + "
        f"{total.unchanged} unchanged + {total.duplicates} duplicates"
    )
    for unit in PLACES:
        of_unit = [report for report in reports if report.unit == unit]
        if of_unit:
            parts = _total(of_unit)
            yield (
                f"  {parts.lines} {unit} = {parts.record_lines} of records + "
                f"{parts.furniture_lines} of furniture + {parts.skipped_lines} skipped"
            )


def _total(reports: Iterable[DumpReport]) -> Counts:
    return Counts(*map(sum, zip(*(report.counts for report in reports), strict=True)))


def _topics(found: Iterable[tuple[tuple[str, int], ...]]) -> Iterator[str]:
    topics: Counter[str] = Counter()
    for counts in found:
        topics.update(dict(counts))
    if topics:
        most = sorted(topics.items(), key=lambda pair: (-pair[1], pair[0]))
        yield "  topics: " + ", ".join(f"{name} {count}" for name, count in most)


def _skipped(report: DumpReport) -> list[str]:
    place = PLACES[report.unit]
    return [
        f"skipped {place} {_span(each.line_start, each.line_end)}: {each.reason}: {_clip(each.raw)}"
        for each in report.skipped
    ]


def _left_out(reports: Sequence[DumpReport]) -> Iterator[str]:
    """Say which parts were not read, once for each reason."""
    by_reason: dict[str, list[DumpReport]] = {}
    for report in reports:
        by_reason.setdefault(report.left_out or "", []).append(report)
    lines = []
    for reason, every in by_reason.items():
        more = f" and {len(every) - 1} more" if len(every) > 1 else ""
        lines.append(f"  left out {_inside(every[0])}{more}: {reason}")
    yield from _few(lines, "left out")


def _few(lines: Sequence[str], what: str) -> Iterator[str]:
    yield from (line if line.startswith("  ") else f"  {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"  … and {len(lines) - _SHOWN} more {what} (--json lists all)"


def _inside(report: DumpReport) -> str:
    """Name a part within what it is a part of."""
    return report.dump.removeprefix(f"{report.part_of}/")


def _span(start: int, end: int) -> str:
    return str(start) if start == end else f"{start}-{end}"


def _clip(raw: str) -> str:
    words = " ".join(raw.split())
    return words if len(words) <= 70 else f"{words[:69]}…"


def as_json(reports: Iterable[DumpReport], references: Iterable[ReferenceReport] = ()) -> str:
    """Give one object a dump, in a list; those of references have `reference` for `dump`."""
    objects = [_object(report) for report in reports] + [_reference_object(each) for each in references]
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def _reference_object(report: ReferenceReport) -> dict[str, object]:
    said = report._asdict()
    name = said.pop("dump")
    return {"reference": name, **{field: value for field, value in said.items() if value is not None}}


def _object(report: DumpReport) -> dict[str, object]:
    of = {"part_of": report.part_of} if report.part_of else {}
    if report.error:
        return {"dump": report.dump, **of, "error": report.error}
    if report.left_out:
        return {"dump": report.dump, **of, "left_out": report.left_out}
    return {
        "dump": report.dump,
        **of,
        "source": report.source,
        "unit": report.unit,
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
