"""papertriage topics eval, learn: how good topics are on labelled papers, and what labels teach."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from papertriage.cli import common, options
from papertriage.cli.shell import examples
from papertriage.cli.topics_app import safe, topics
from papertriage.cli.topics_labels import corrected, examples_of, labelled, read_labels
from papertriage.errors import UsageFault
from papertriage.topics import Explanation, Matcher, load_topics

if TYPE_CHECKING:  # for start-up: what these commands need is imported as they run
    from papertriage.topics.evaluate import Figure, Labelled, Mistake, Report, Score
    from papertriage.topics.learned import LearnedMatcher
    from papertriage.topics.learned_train import Outcome, Training

    _Matcher = Matcher | LearnedMatcher

_GOLD = "Labels as JSON, JSON lines or CSV: key or title, abstract, topics, grey; or a folder of them."
_HEADING = ("topic", "precision", "recall", "F1", "95 % interval", "right", "false", "missed")
_LEARNED_HEADING = ("topic", "has", "has not", "rule F1", "words F1", "both F1", "kept")


@topics.command("eval", epilog=examples("topics eval labels.json", "topics eval labels.csv --errors"))
def evaluate_topics(
    gold: Annotated[list[Path], typer.Argument(help=_GOLD, metavar="GOLD...")],
    *,
    errors: Annotated[bool, typer.Option("--errors", help="List every mistake, with its evidence.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="Rules alone, without what was learned.")] = False,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Measure topics on labelled papers: precision, recall and F1 with 95 % bootstrap intervals."""
    from papertriage.topics.evaluate import evaluate, labels_of
    from papertriage.topics.learned import load_model, with_learned

    set_to = common.settings(library=library)
    known = load_topics(set_to.topics)
    papers = [paper for lot in labelled(read_labels(gold, known), set_to) for paper in lot]
    model = None if rules else load_model(set_to.topics)
    if model is not None and model.topics:
        common.note(f"with what was learned of {model.papers} papers: labels among those flatter it")
    using = with_learned(known, model)
    hits = using.match_all([(paper.title, paper.abstract) for paper in papers])
    report = evaluate(papers, [{hit.name for hit in found} for found in hits], labels_of(papers))
    if json:
        from papertriage.cli import as_json

        as_json.write(_record(report, papers, using))
        return
    _print([_HEADING, *map(_row, (*report.topics, report.micro, report.macro))])
    for mistake in report.mistakes if errors else ():
        sys.stdout.writelines(f"{safe(line)}\n" for line in _because(mistake, papers[mistake.place], using))


@topics.command(epilog=examples("topics learn labels.json", "topics learn"))
def learn(
    gold: Annotated[list[Path] | None, typer.Argument(help=_GOLD, metavar="[GOLD]...")] = None,
    *,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Learn from labels, and from your tag and untag, what rules alone cannot settle: kept where it helps."""
    from papertriage.cli.writing import written
    from papertriage.topics.learned_file import FILE_NAME, to_text
    from papertriage.topics.learned_train import train

    set_to = common.settings(library=library)
    known = load_topics(set_to.topics)
    labels = [
        example for lot in labelled(read_labels(gold or [], known), set_to) for example in examples_of(lot)
    ]
    said = corrected(set_to)
    if not labels and not said:
        raise UsageFault("nothing to learn from: name a file of labels, or `papertriage tag` some papers")
    training = train([*labels, *said], known)
    set_to.topics.mkdir(parents=True, exist_ok=True)
    written([to_text(training.model)], str(set_to.topics / FILE_NAME))
    if json:
        from papertriage.cli import as_json

        as_json.write([_learned_record(outcome) for outcome in training.outcomes])
        return
    _print([_LEARNED_HEADING, *map(_learned_row, training.outcomes)])
    common.note(_summary(training, len(said)))


def _print(rows: Sequence[Sequence[str]]) -> None:
    """Print a table: in columns on a terminal, else parted by tabs."""
    if not sys.stdout.isatty():
        sys.stdout.writelines(safe("\t".join(row)) + "\n" for row in rows)
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write(safe("  ".join(cells).rstrip()) + "\n")


def _row(score: "Score") -> tuple[str, ...]:
    shares = (_share(figure.value) for figure in (score.precision, score.recall, score.f1))
    counts = (str(count) for count in (score.right, score.false, score.missed))
    return (score.name, *shares, f"{_share(score.f1.low)}..{_share(score.f1.high)}", *counts)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _because(mistake: "Mistake", paper: "Labelled", using: "_Matcher") -> Iterator[str]:
    """Say what is wrong, and which words made it so."""
    said = using.why(paper.title, paper.abstract, mistake.topic)
    yield f"{mistake.topic}\t{'missed' if mistake.missed else 'false'}\t{paper.title}"
    yield f"\t{said.points:g} of {said.threshold:g} points, score {said.score:.2f}"
    for mention in said.mentions:
        yield f"\t{mention.weight:+g}\t'{mention.text}' in the {mention.field}, at {mention.start}"
    for mention, words in said.cancelled:
        yield f"\tcancelled\t'{mention.text}' in the {mention.field}, by '{words}'"
    for mention, condition in said.held_back:
        yield f"\theld back\t'{mention.text}' in the {mention.field}: {condition}"
    for word, part in _learned_words(mistake, paper, using):
        yield f"\t{part:+.2f}\t'{word}', learned"
    if mistake.missed and said.missing:
        yield f"\tmissing\t{said.missing}"


def _learned_words(mistake: "Mistake", paper: "Labelled", using: "_Matcher") -> Sequence[tuple[str, float]]:
    if isinstance(using, Matcher):
        return ()
    more = using.added(paper.title, paper.abstract, mistake.topic)
    return more.words if more else ()


def _record(report: "Report", papers: "Sequence[Labelled]", using: "_Matcher") -> dict[str, Any]:
    return {
        "papers": report.papers,
        "topics": [_score_record(score) for score in report.topics],
        "micro": _score_record(report.micro),
        "macro": _score_record(report.macro),
        "errors": [_error_record(mistake, papers[mistake.place], using) for mistake in report.mistakes],
    }


def _score_record(score: "Score") -> dict[str, Any]:
    figures = {name: getattr(score, name)._asdict() for name in ("precision", "recall", "f1")}
    return {**score._asdict(), **figures}


def _error_record(mistake: "Mistake", paper: "Labelled", using: "_Matcher") -> dict[str, Any]:
    said: Explanation = using.why(paper.title, paper.abstract, mistake.topic)
    return {
        "topic": mistake.topic,
        "kind": "missed" if mistake.missed else "false",
        "title": paper.title,
        "points": said.points,
        "threshold": said.threshold,
        "score": said.score,
        "mentions": [mention._asdict() for mention in said.mentions],
        "cancelled": [{**mention._asdict(), "by": words} for mention, words in said.cancelled],
        "held_back": [{**mention._asdict(), "because": words} for mention, words in said.held_back],
        "learned": [list(word) for word in _learned_words(mistake, paper, using)],
        "missing": said.missing,
    }


def _learned_figures(outcome: "Outcome") -> "dict[str, Figure]":
    """Return the F1 out of fold of rule, words and both; nothing where labels were too few."""
    from papertriage.topics.evaluate import Labelled, evaluate

    names = ("rule", "words", "fused")
    papers = [
        Labelled(each.example.title, None, frozenset(names if each.example.has else ()))
        for each in outcome.verdicts
    ]
    tagged = [{name for name in names if getattr(each, name)} for each in outcome.verdicts]
    return {score.name: score.f1 for score in evaluate(papers, tagged, names).topics if papers}


def _learned_row(outcome: "Outcome") -> tuple[str, ...]:
    found = _learned_figures(outcome)
    cells = [
        f"{_share(figure.value)} ({_share(figure.low)}..{_share(figure.high)})" for figure in found.values()
    ] or ["-"] * 3
    kept = f"{'yes' if outcome.kept else 'no'}: {outcome.why}"
    return (outcome.name, str(outcome.positives), str(outcome.negatives), *cells, kept)


def _learned_record(outcome: "Outcome") -> dict[str, Any]:
    return {
        "topic": outcome.name,
        "positives": outcome.positives,
        "negatives": outcome.negatives,
        "f1": {name: figure._asdict() for name, figure in _learned_figures(outcome).items()},
        "kept": outcome.kept,
        "why": outcome.why,
    }


def _summary(training: "Training", corrections: int) -> str:
    kept = ", ".join(sorted(training.model.topics)) or "no topic: their rules stay alone"
    return (
        f"learned from {training.model.papers} papers and {corrections} corrections; kept for {kept}. "
        "papertriage topics retag brings all up to date"
    )
