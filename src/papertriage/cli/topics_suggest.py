"""papertriage topics suggest: groups of papers that no topic covers, and how to begin a topic of each."""

import shlex
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from papertriage.cli import common, options
from papertriage.cli.shell import examples
from papertriage.cli.topics_app import safe, topics
from papertriage.cli.topics_changed import note_changed
from papertriage.cli.topics_watched import watched
from papertriage.library import Library

Text = tuple[int, str, str, str | None]


@topics.command(epilog=examples("topics suggest", "topics suggest --limit 5 --seed 1 --json"))
def suggest(
    *,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many groups.")] = 12,
    seed: Annotated[
        int, typer.Option("--seed", min=0, max=2**32 - 1, help="Another seed, other groups.")
    ] = 0,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Find groups of papers that no topic covers, and propose a name for each and how to begin its topic.

    Needs scikit-learn: pip install 'papertriage[learn]'.
    """
    from papertriage.topics import suggest as finding

    set_to = common.settings(library=library)
    with common.reading(set_to) as found:
        total = found.paper_count()
        uncovered = _uncovered(found)
        note_changed(found, set_to)
    read = finding.sampled(uncovered, seed)
    groups = finding.groups(read, limit=limit, seed=seed)
    if json:
        from papertriage.cli import as_json

        as_json.write(
            {
                "papers": total, "uncovered": len(uncovered), "looked_at": len(read), "seed": seed,
                "groups": [_group_record(group) for group in groups],
            }
        )  # fmt: skip
        return
    for group in groups:
        sys.stdout.writelines(f"{safe(line)}\n" for line in _group_lines(group))
    sample = f"; a sample of {len(read)} was looked at" if len(read) < len(uncovered) else ""
    common.note(f"{len(uncovered)} of {total} papers have no topic{sample}")


def _uncovered(library: Library) -> list[Text]:
    """Return the papers that have no topic in this library."""
    found: list[Text] = []
    for some in watched(library):
        tagged = library.papers([number for number, *_ in some], full=False)
        bare = {paper.id for paper in tagged if not paper.topics}
        found += [text for text in some if text[1] in bare]
    return found


def _command(group: Any) -> str:
    ids = " ".join(shlex.quote(public_id) for public_id, _ in group.papers)
    return f"papertriage topics new {group.name} {ids}"


def _group_lines(group: Any) -> Iterator[str]:
    yield f"{group.name}\t{group.size} papers\t{', '.join(group.words)}"
    yield from (f"\t{public_id}\t{title}" for public_id, title in group.papers)
    yield f"\t{_command(group)}"


def _group_record(group: Any) -> dict[str, Any]:
    papers = [{"id": public_id, "title": title} for public_id, title in group.papers]
    return {**group._asdict(), "papers": papers, "command": _command(group)}
