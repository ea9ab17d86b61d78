"""papertriage topics: what the topics are, and why a paper has one or not."""

import sys
from typing import Annotated, Any

import typer

from papertriage import config, triage
from papertriage.cli import options
from papertriage.cli.shell import examples, new_app
from papertriage.text import terminal_safe
from papertriage.topics import Explanation, Matcher, Topic, find_topic, load_topics

topics = new_app(
    help="List topics, show what one means, and say why a paper has it or not.", no_args_is_help=True
)

_TOPIC = Annotated[
    str,
    typer.Argument(
        help="A topic's name or alias.",
        metavar="TOPIC",
        autocompletion=options.complete_topics,
    ),
]


def matcher(set_to: config.Settings) -> Matcher:
    """Make the matcher of the built-in topics and the reader's own."""
    return Matcher(load_topics(set_to.topics))


@topics.command("list", epilog=examples("topics list", "topics list --json"))
def list_topics(*, json: options.JsonOption = False, library: options.LibraryOption = None) -> None:
    """List all topics, with how many papers of the library have each."""
    set_to = options.settings(library=library)
    counts: dict[str, int] = {}
    if set_to.library.exists():
        with options.reading(set_to) as found:
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
        sys.stdout.write(_safe(line) + "\n")


@topics.command(epilog=examples("topics show kv-cache", "topics show quant --json"))
def show(topic: _TOPIC, *, json: options.JsonOption = False) -> None:
    """Show what a topic means: its definition, what applies and what does not, and the words that make it."""
    found = find_topic(load_topics(options.settings().topics), topic)
    if json:
        from papertriage.cli import as_json

        as_json.write(_record(found))
        return
    sys.stdout.writelines(f"{_safe(line)}\n" for line in _manual(found))


@topics.command(epilog=examples("topics why arxiv:2404.02905", 'topics why "visual autoregressive" kv-cache'))
def why(
    paper: Annotated[str, typer.Argument(help="An id, a link, or a title in quotes.", metavar="PAPER")],
    topic: Annotated[
        str | None, typer.Argument(help="Only this topic, also where it does not apply.", metavar="[TOPIC]")
    ] = None,
    *,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Say which words made a paper's topics, their weights, and what a near miss lacked."""
    set_to = options.settings(library=library)
    with options.reading(set_to) as found:
        seen = triage.explain(found, paper).paper
    known = load_topics(set_to.topics)
    names = [find_topic(known, topic).name] if topic else [each.name for each in known]
    using = Matcher(known)
    said = [using.why(seen.title, seen.abstract, name) for name in names]
    said = (
        said
        if topic
        else sorted(
            (each for each in said if each.mentions or each.cancelled),
            key=lambda each: (not each.applies, -each.points, each.name),
        )
    )
    if json:
        from papertriage.cli import as_json

        as_json.write({"id": seen.id, "title": seen.title, "topics": [_explained(each) for each in said]})
        return
    sys.stdout.write(f"{_safe(seen.id)}\t{_safe(seen.title)}\n")
    sys.stdout.writelines(f"{_safe(line)}\n" for each in said for line in _because(each))
    if not said:
        sys.stdout.write("no words of any topic\n")


def _safe(line: str) -> str:
    """Safe to print, tabs kept: they part the fields of a line."""
    return "\t".join(terminal_safe(part) for part in line.split("\t"))


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


def _because(each: Explanation) -> list[str]:
    verdict = "applies" if each.applies else "does not apply"
    lines = [f"{each.name}\t{verdict}\t{each.points:g} of {each.threshold:g} points, score {each.score:.2f}"]
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
    return lines + ([f"\tmissing\t{each.missing}"] if each.missing else [])


def _explained(each: Explanation) -> dict[str, Any]:
    return {
        "name": each.name, "applies": each.applies, "score": each.score, "points": each.points,
        "threshold": each.threshold,
        "mentions": [mention._asdict() for mention in each.mentions],
        "cancelled": [{**mention._asdict(), "by": words} for mention, words in each.cancelled],
        "held_back": [{**mention._asdict(), "because": words} for mention, words in each.held_back],
        "missing": each.missing,
    }  # fmt: skip
