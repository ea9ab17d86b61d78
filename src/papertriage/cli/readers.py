"""papertriage agree, conflicts: several readers, how far they agree and where they do not."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from papertriage.cli import common, options
from papertriage.cli.shell import examples, new_app
from papertriage.text import terminal_safe
from papertriage.triage.readers import Conflict, agreement_of, conflicts_of

if TYPE_CHECKING:
    from papertriage.rank.agreement import Agreement, Figure

agree = new_app()
conflicts = new_app()


@agree.command("agree", epilog=examples("agree", "agree --json"))
def agreed(*, json: options.JsonOption = False, library: options.LibraryOption = None) -> None:
    """Say how far readers agree on what is relevant, with 95 % intervals.

    Accepted, read and starred papers count as relevant, rejected ones as not. Two readers have Cohen's kappa,
    all of them together Krippendorff's alpha: 1 where they agree, about 0 where it is as by chance.
    """
    with common.reading(common.settings(library=library)) as found:
        said = agreement_of(found)
    if json:
        from papertriage.cli import as_json

        as_json.write(_record(said))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(said))
    if said.warning:
        common.note(terminal_safe(said.warning))


@conflicts.command("conflicts", epilog=examples("conflicts", "conflicts --limit 0 --json"))
def differing(
    *,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=0, help="How many; 0 means all.", show_default="20")
    ] = None,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """List the papers that some readers like and others reject: the one spoken of last comes first.

    `papertriage triage --conflicts` goes through them one by one.
    """
    set_to = common.settings(library=library, limit=limit)
    with common.reading(set_to) as found:
        there = conflicts_of(found)
    shown = there[: set_to.limit or None]
    if json:
        from papertriage.cli import as_json

        as_json.write([{**each._asdict(), "said": [one._asdict() for one in each.said]} for each in shown])
        return
    sys.stdout.writelines(_line(each) for each in shown)
    if len(there) > len(shown):
        common.note(f"{len(shown)} of {len(there)}")


def _line(each: Conflict) -> str:
    said = ", ".join(
        f"{one.reader or '-'} {one.state}{f' ({one.reason})' if one.reason else ''}" for one in each.said
    )
    return "\t".join(terminal_safe(field) for field in (each.name, each.title, said)) + "\n"


def _lines(said: "Agreement") -> list[str]:
    lines = [
        f"readers\t{terminal_safe(', '.join(who or '-' for who in said.readers))}",
        f"papers\t{said.papers}",
        f"decided by two or more\t{said.overlap}",
        f"agreement\t{_figure(said.agreement)}",
        f"Krippendorff's alpha\t{_figure(said.alpha)}",
        f"conflicts\t{len(said.conflicts)}",
    ]
    for pair in said.pairs:
        names = terminal_safe(" and ".join(who or "-" for who in pair.readers))
        figures = f"agreement {_figure(pair.agreement)}\tkappa {_figure(pair.kappa)}"
        lines.append(f"{names}\t{pair.overlap} papers\t{figures}")
    return lines


def _figure(figure: "Figure") -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "-"
    return f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})"


def _record(said: "Agreement") -> dict[str, Any]:
    return {
        **said._asdict(),
        "agreement": said.agreement._asdict(),
        "alpha": said.alpha._asdict(),
        "pairs": [
            {**pair._asdict(), "agreement": pair.agreement._asdict(), "kappa": pair.kappa._asdict()}
            for pair in said.pairs
        ],
    }
