"""papertriage topics new: a topic begun from a few papers; and the other tools to write topics."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from papertriage import triage
from papertriage.cli import common, options
from papertriage.cli.shell import examples
from papertriage.cli.topics_app import safe, topics
from papertriage.cli.topics_watched import watched
from papertriage.errors import TopicError, UsageFault
from papertriage.library import Library
from papertriage.model import Evidence
from papertriage.topics import Matcher, Topic, builtin_names, read_topic

Text = tuple[int, str, str, str | None]

_SHOWN = 5  # papers that a new topic would find


@topics.command(
    epilog=examples(
        'topics new accounting "pocket ledger" "Untitled Notes" --dry-run',
        'topics new "KV savings" "pocket ledger" --not "patient teachers"',
    )
)
def new(
    name: Annotated[str, typer.Argument(help="What the topic is called.", metavar="NAME")],
    papers: Annotated[
        list[str], typer.Argument(help="Papers that have it: ids, links or titles.", metavar="PAPER...")
    ],
    *,
    against: Annotated[
        list[str] | None,
        typer.Option("--not", help="A paper like them that has it not; repeat for more.", metavar="PAPER"),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write the topic file to standard output alone.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a topic file of that name.")] = False,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Propose a topic from a few papers: what sets them apart, as a topic file to mend in your topics folder.

    Says how many papers of the library it would find, and some of them with the words that found them.
    """
    from papertriage.topics.proposal import as_toml  # here for start-up: `topics list` needs neither
    from papertriage.topics.propose import draft, topic_name

    set_to = common.settings(library=library)
    called = topic_name(name)
    if sum(letter.isalnum() for letter in called) < 2:
        raise UsageFault(f"{name!r} has no words to call a topic by; use plain letters, as in honey-bees")
    file = set_to.topics / f"{called}.toml"
    if not dry_run and not force:
        _not_there(file, called)
    with common.reading(set_to) as found:
        given, refused = _texts_of(found, papers), _texts_of(found, against or ())
        made = draft(name, given, watched(found), refused)
        text = as_toml(made)
        topic = read_topic(text.encode(), str(file))
        hits = list(_found_by(topic, found.texts()))
    if not dry_run:
        _write(file, text)
    if json:
        from papertriage.cli import as_json

        as_json.write(_new_record(topic, text, None if dry_run else file, hits))
        return
    said = _new_lines(topic, hits, {number for number, *_ in given})
    if dry_run:
        sys.stdout.write(text)
        sys.stderr.writelines(f"{safe(line)}\n" for line in said)
        return
    sys.stdout.writelines(f"{safe(line)}\n" for line in (f"wrote\t{file}", *said))
    common.note("mend it, then: papertriage topics lint; papertriage topics retag")


def _not_there(file: Path, called: str) -> None:
    if file.exists():
        raise UsageFault(f"{file} is there already; --force replaces it, --dry-run shows the proposal")
    if called in builtin_names():
        raise UsageFault(
            f"{called} is a built-in topic; choose another name, or --force to replace it by yours"
        )


def _texts_of(library: Library, asked: Iterable[str]) -> list[Text]:
    pids = list(dict.fromkeys(triage.find(library, name) for name in asked))
    found = library.papers_by_pid(pids)
    return [(pid, found[pid].id, found[pid].title, found[pid].abstract) for pid in pids]


def _found_by(
    topic: Topic, papers: Iterable[Sequence[Text]]
) -> Iterator[tuple[Text, float, tuple[Evidence, ...]]]:
    using = Matcher([topic])
    for some in papers:
        words = [(title, abstract) for _, _, title, abstract in some]
        for text, hits in zip(some, using.match_all(words), strict=True):
            for hit in hits:
                yield text, hit.score, hit.evidence


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    except OSError as fault:
        raise TopicError(
            f"{file}: cannot be written ({fault.strerror}); --dry-run shows the proposal"
        ) from None


def _new_lines(topic: Topic, hits: Sequence[Any], given: set[int]) -> Iterator[str]:
    for phrase in topic.phrases:
        yield f"phrase\t{phrase.weight:g}\t{phrase.text}" + ("\tcase as written" if phrase.exact else "")
    own = sum(text[0] in given for text, _, _ in hits)
    yield f"finds\t{len(hits)} paper{'s' * (len(hits) != 1)}, {own} of the {len(given)} examples among them"
    others = sorted(hits, key=lambda hit: (hit[0][0] in given, -hit[1], hit[0][1]))
    for text, score, evidence in others[:_SHOWN]:
        words = "; ".join(dict.fromkeys(f"{each.text} in {each.field}" for each in evidence))
        yield f"\t{score:.2f}\t{text[1]}\t{text[2]}\t{words}"


def _new_record(topic: Topic, text: str, file: Path | None, hits: Sequence[Any]) -> dict[str, Any]:
    best = sorted(hits, key=lambda hit: (-hit[1], hit[0][1]))[:_SHOWN]
    return {
        "name": topic.name, "file": file and str(file), "toml": text,
        "phrases": [phrase._asdict() for phrase in topic.phrases],
        "finds": len(hits),
        "papers": [
            {"id": key, "title": title, "score": score, "evidence": [each._asdict() for each in spans]}
            for (_, key, title, _), score, spans in best
        ],
    }  # fmt: skip


# Each of these puts its commands on `topics` when it is imported, to be listed after `new`.
from papertriage.cli import (  # noqa: E402
    topics_check,  # noqa: F401 - lint, test
    topics_suggest,  # noqa: F401 - suggest
)
