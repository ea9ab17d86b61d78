"""papertriage topics: what the topics are, and why a paper has one or not."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from papertriage import triage
from papertriage.cli import common, options
from papertriage.cli.shell import examples
from papertriage.cli.topics_app import PaperArgument, TopicArgument, matcher, safe, topics
from papertriage.cli.topics_changed import note_changed
from papertriage.library import TAG, UNTAG, DecisionRow
from papertriage.topics import Explanation, Matcher, Topic, find_topic, load_topics

if TYPE_CHECKING:  # for start-up
    from papertriage.topics.learned import Added, LearnedMatcher

_Corrections = dict[str, DecisionRow]  # the reader's last word, by topic

_SAID = {TAG: "tagged", UNTAG: "untagged"}


@topics.command("list", epilog=examples("topics list", "topics list --json"))
def list_topics(*, json: options.JsonOption = False, library: options.LibraryOption = None) -> None:
    """List all topics, with how many papers of the library have each."""
    set_to = common.settings(library=library)
    counts: dict[str, int] = {}
    if set_to.library.exists():
        with common.reading(set_to) as found:
            counts = found.stats().topics
    rows = [(topic, counts.get(topic.name, 0)) for topic in load_topics(set_to.topics)]
    if json:
        from papertriage.cli import as_json

        as_json.write(
            [
                {"name": topic.name, "title": topic.title, "definition": topic.definition, "papers": count}
                for topic, count in rows
            ]
        )
        return
    for topic, count in rows:
        line = (
            f"{topic.name:<24}{count:>7}  {topic.title}"
            if sys.stdout.isatty()
            else f"{topic.name}\t{count}\t{topic.title}"
        )
        sys.stdout.write(safe(line) + "\n")


@topics.command(epilog=examples("topics show kv-cache", "topics show quant --json"))
def show(topic: TopicArgument, *, json: options.JsonOption = False) -> None:
    """Show what a topic means: its definition, what applies and what does not, and the words that make it."""
    found = find_topic(load_topics(common.settings().topics), topic)
    if json:
        from papertriage.cli import as_json

        as_json.write(_record(found))
        return
    sys.stdout.writelines(f"{safe(line)}\n" for line in _manual(found))


@topics.command(epilog=examples("topics why arxiv:2404.02905", 'topics why "visual autoregressive" kv-cache'))
def why(
    paper: PaperArgument,
    topic: Annotated[
        str | None, typer.Argument(help="Only this topic, also where it does not apply.", metavar="[TOPIC]")
    ] = None,
    *,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Say which words made a paper's topics, their weights, and what a near miss lacked."""
    set_to = common.settings(library=library)
    known = load_topics(set_to.topics)
    names = [find_topic(known, topic).name] if topic else [each.name for each in known]
    with common.reading(set_to) as found:
        view = triage.explain(found, paper)
        note_changed(found, set_to, names)
    seen, corrections = view.paper, view.corrections()
    using = matcher(set_to)
    said = [using.why(seen.title, seen.abstract, name) for name in names]
    learned = {} if isinstance(using, Matcher) else _learned(using, seen.title, seen.abstract, names)
    said = (
        said
        if topic
        else sorted(
            (
                each
                for each in said
                if each.mentions or each.cancelled or each.applies or each.name in corrections
            ),
            key=lambda each: (not _applies(each, corrections), -each.points, each.name),
        )
    )
    if json:
        from papertriage.cli import as_json

        as_json.write(
            {
                "id": seen.id,
                "title": seen.title,
                "topics": [_explained(each, corrections, learned.get(each.name)) for each in said],
            }
        )
        return
    sys.stdout.write(f"{safe(seen.id)}\t{safe(seen.title)}\n")
    sys.stdout.writelines(
        f"{safe(line)}\n" for each in said for line in _because(each, corrections, learned.get(each.name))
    )
    if not said:
        sys.stdout.write("no words of any topic\n")


def _record(topic: Topic) -> dict[str, Any]:
    values = topic._asdict()
    return {
        **values,
        "phrases": [each._asdict() for each in topic.phrases],
        "excludes": [each._asdict() for each in topic.excludes],
    }


def _manual(topic: Topic) -> list[str]:
    lines = [f"{topic.name}: {topic.title}", topic.definition]
    lines += [f"  applies to   {each}" for each in topic.applies] + [
        f"  not to       {each}" for each in topic.does_not
    ]
    for name, values in (("also called", topic.aliases), ("part of", topic.parents)):
        lines += [f"  {name:<12} {', '.join(values)}"] if values else []
    lines += [
        f"  needs {topic.threshold:g} points; a mention in the title counts {topic.title_boost:g} times",
        "words",
    ]
    for phrase in sorted(topic.phrases, key=lambda each: (-each.weight, each.text)):
        conditions = ["case as written"] * phrase.exact + [f"only in the {phrase.field}"] * bool(phrase.field)
        conditions += [f"near {', '.join(phrase.near)}"] * bool(phrase.near) + [
            f"unless {', '.join(phrase.unless)}"
        ] * bool(phrase.unless)
        lines.append(
            f"  {phrase.weight:>5g}  {phrase.text}" + (f"  ({'; '.join(conditions)})" if conditions else "")
        )
    lines += ["cancelled by"] * bool(topic.excludes) + [f"         {each.text}" for each in topic.excludes]
    return [*lines, f"from {topic.origin}"]


def _learned(
    using: "LearnedMatcher", title: str, abstract: str | None, names: Sequence[str]
) -> "dict[str, Added | None]":
    """What the learned part made of each topic, where it was asked."""
    return {name: using.added(title, abstract, name) for name in names}


def _applies(each: Explanation, corrections: _Corrections) -> bool:
    """Whether the paper has the topic: as the reader says, else as its rule does."""
    return corrections[each.name].action == TAG if each.name in corrections else each.applies


def _because(each: Explanation, corrections: _Corrections, more: "Added | None") -> list[str]:
    verdict = "applies" if _applies(each, corrections) else "does not apply"
    lines = [f"{each.name}\t{verdict}\t{each.points:g} of {each.threshold:g} points, score {each.score:.2f}"]
    if each.name in corrections:
        said = corrections[each.name]
        why = f": {said.reason}" if said.reason else ""
        lines.append(f"\t{_SAID[said.action]}\tby the reader on {said.at[:10]}{why}")
    lines += [
        f"\t{mention.weight:+g}\t'{mention.text}' in the {mention.field}, at {mention.start}"
        for mention in each.mentions
    ]
    lines += [
        f"\tcancelled\t'{mention.text}' in the {mention.field}, by '{words}'"
        for mention, words in each.cancelled
    ]
    lines += [
        f"\theld back\t'{mention.text}' in the {mention.field}: {condition}"
        for mention, condition in each.held_back
    ]
    lines += [f"\t{part:+.2f}\t'{word}', learned" for word, part in (more.words if more else ())]
    missing = each.missing and not _applies(each, corrections)
    return lines + ([f"\tmissing\t{each.missing}"] if missing else [])


def _explained(each: Explanation, corrections: _Corrections, more: "Added | None") -> dict[str, Any]:
    said = corrections.get(each.name)
    return {
        "name": each.name, "applies": _applies(each, corrections), "score": each.score, "points": each.points,
        "threshold": each.threshold,
        "learned": more and {**more._asdict(), "words": dict(more.words)},
        "correction": said and {"action": said.action, "at": said.at, "reason": said.reason},
        "mentions": [mention._asdict() for mention in each.mentions],
        "cancelled": [{**mention._asdict(), "by": words} for mention, words in each.cancelled],
        "held_back": [{**mention._asdict(), "because": words} for mention, words in each.held_back],
        "missing": each.missing,
    }  # fmt: skip


# Each of these puts its commands on `topics` when it is imported. They come last, so that `topics --help`
# lists them after those above.
from papertriage.cli import (  # noqa: E402
    topics_diff,  # noqa: F401 - diff
    topics_eval,  # noqa: F401 - eval, learn, peers
    topics_retag,  # noqa: F401 - retag
    topics_write,  # noqa: F401 - new, lint, test, suggest
)
