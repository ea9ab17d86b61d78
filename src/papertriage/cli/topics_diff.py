"""papertriage topics diff: what another version of topics would change in this library."""

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer

from papertriage.cli import common, options, progress
from papertriage.cli.shell import examples
from papertriage.cli.topics_app import safe, topics
from papertriage.library import Library
from papertriage.topics import Topic, load_topics, topics_at
from papertriage.topics.difference import Difference, changed_names, differences

_Place = Annotated[Path, typer.Argument(help="A topic file, or a folder of them.", metavar="OLD")]


@topics.command(
    epilog=examples(
        "topics diff bees-draft.toml",
        "topics diff bees.toml bees-draft.toml",
        "topics diff earlier/ drafts/ --json",
    )
)
def diff(
    old: _Place,
    new: Annotated[
        Path | None,
        typer.Argument(
            help="The same, newer. Left out: OLD is the newer one, against the topics in use.",
            metavar="[NEW]",
        ),
    ] = None,
    *,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Show which papers of the library gain and lose topics by another version of them; nothing is changed.

    Papers that you tagged or untagged keep what you said, and are not among them.
    """
    set_to = common.settings(library=library)
    if new is None:
        after = topics_at(old)
        names = {topic.name for topic in after}
        before = tuple(topic for topic in load_topics(set_to.topics) if topic.name in names)
    else:
        before, after = topics_at(old), topics_at(new)
    with common.reading(set_to) as found:
        every = _differences(found, before, after)
    groups = [(name, [each for each in every if each.topic == name]) for name in changed_names(before, after)]
    if json:
        from papertriage.cli import as_json

        as_json.write([_record(name, group) for name, group in groups])
        return
    sys.stdout.writelines(f"{safe(line)}\n" for name, group in groups for line in _lines(name, group))
    if not groups:
        sys.stdout.write("the rules are the same\n")


def _differences(library: Library, old: Sequence[Topic], new: Sequence[Topic]) -> list[Difference]:
    corrected = {(public_id, topic) for public_id, topic, _ in library.corrections()}
    with progress.bar("topics", library.paper_count(), "papers") as advance:

        def texts() -> Iterator[list[Any]]:
            for some in library.texts():
                yield some
                advance(len(some))

        found = [each for each in differences(texts(), old, new) if (each.id, each.topic) not in corrected]
    return sorted(found, key=lambda each: (each.topic, not each.gained, -each.hit.score, each.id))


def _lines(name: str, group: Sequence[Difference]) -> Iterator[str]:
    gained = sum(each.gained for each in group)
    yield f"{name}\t{gained} gained\t{len(group) - gained} lost"
    for each in group:
        sign = "+" if each.gained else "-"
        yield f"\t{sign}\t{each.hit.score:.2f}\t{each.id}\t{each.title}\t{_words(each)}"


def _words(each: Difference) -> str:
    """Give the words that count, each once."""
    return "; ".join(
        f"{text} in {field}"
        for (field, text), _ in groupby((span.field, span.text) for span in each.hit.evidence)
    )


def _record(name: str, group: Sequence[Difference]) -> dict[str, Any]:
    return {
        "name": name,
        "gained": [_paper(each) for each in group if each.gained],
        "lost": [_paper(each) for each in group if not each.gained],
    }


def _paper(each: Difference) -> dict[str, Any]:
    return {
        "id": each.id,
        "title": each.title,
        "score": each.hit.score,
        "evidence": [span._asdict() for span in each.hit.evidence],
    }
