"""What a digest says beside its papers, in sentences: one wording for all formats."""

from collections.abc import Iterator
from itertools import groupby
from types import MappingProxyType

from papertriage.digest import Digest

_CLIPPED = 420  # characters of an abstract: the gist, and a mail that is still read
_REASONS = 5  # kinds of skipped spans that are named; the rest are counted


def title(found: Digest) -> str:
    """Name the digest."""
    about = f" on {', '.join(found.topics)}" if found.topics else ""
    return f"New papers{about}, {found.period.words()}"


def counted(count: int, noun: str) -> str:
    """Give a number and its noun: 1 paper, 2 papers."""
    return f"{count} {noun}{'s' * (count != 1)}"


def summary(found: Digest) -> Iterator[str]:
    """Say how much is new, what of it is one paper, and what the period lacks; a sentence each."""
    merged = found.records - found.papers
    if found.papers:
        listed = f", listed {found.records} times: {merged} merged" if merged else ""
        yield f"{counted(found.papers, 'new paper')}{listed}."
    elif found.read.dumps:
        yield f"It was quiet: nothing new, in {counted(found.read.dumps, 'dump')} read."
    else:
        yield "It was quiet: nothing new, and no dump of these days was read."
    if found.rejected:
        yield f"{counted(found.rejected, 'paper')} left out: rejected before."
    if found.late:
        yield f"{counted(found.late, 'paper')} of earlier days came late, read only in this period."


def gaps(found: Digest) -> Iterator[str]:
    """Say what was skipped, and which days are missing, partial or stale; a line each."""
    if found.read.skipped:
        named = [f"{dump}: {reason} ({count})" for dump, reason, count in found.read.reasons[:_REASONS]]
        more = found.read.skipped - sum(count for *_, count in found.read.reasons[:_REASONS])
        named += [f"{more} more"] if more else []
        yield f"{counted(found.read.skipped, 'span')} skipped: {'; '.join(named)}"
    amiss = sorted(found.amiss, key=lambda each: (each.source, each.status, each.day))
    for (source, status), days in groupby(amiss, key=lambda each: (each.source, each.status)):
        yield f"{source}, {_MEANS[status]}: {', '.join(each.day for each in days)}"


_MEANS = MappingProxyType(
    {
        "missing": "missing",
        "partial": "partial (far below that weekday's usual)",
        "stale": "stale (the same papers as the day before)",
    }
)


def gist(abstract: str | None) -> str:
    """Give the beginning of an abstract, cut between words."""
    text = " ".join((abstract or "").split())
    if len(text) <= _CLIPPED:
        return text
    return text[:_CLIPPED].rpartition(" ")[0].rstrip(",;:") + " …"
