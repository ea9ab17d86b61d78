"""papertriage doctor: named checks of the library and its index."""

import sys
from typing import Annotated

import typer

from papertriage.cli import common, deriving, options
from papertriage.cli.shell import examples, new_app
from papertriage.index import CHECKS as INDEX_CHECKS
from papertriage.library import doctor as checks
from papertriage.library import open_library
from papertriage.text import terminal_safe

doctor = new_app()


@doctor.command(epilog=examples("doctor", "doctor --fix", "doctor --json"))
def command(
    *,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help="Mend what can be mended; nothing that was read or decided is ever removed."
        ),
    ] = False,
    json: options.JsonOption = False,
    library: options.LibraryOption = None,
) -> None:
    """Check the library by name: the file, its references and counts, the index, the disk.

    Exits with 1 where something is wrong.
    """
    with open_library(common.settings(library=library).library, write=fix, wait=common.note) as found:
        findings = checks.run(found, (*checks.CHECKS, *_index_checks()), fix=fix)
    if json:
        from papertriage.cli import as_json

        as_json.write([finding._asdict() for finding in findings])
    else:
        sys.stdout.writelines(f"{line}\n" for finding in findings for line in _lines(finding))
    if any(finding.problems for finding in findings):
        raise typer.Exit(1)


def _index_checks() -> list[checks.Check]:
    """Give the checks of the index, which is made anew for a person who sees how far it is."""
    return [checks.Check(*each)._replace(fix=deriving.make_index) for each in INDEX_CHECKS]


def _lines(finding: checks.Finding) -> list[str]:
    verdict = "mended" if finding.fixed else "wrong" if finding.problems else "ok"
    lines = [f"{verdict}\t{finding.name}\t{finding.what}"]
    lines += [f"\t\t{terminal_safe(problem)}" for problem in finding.problems]
    return lines + ["\t\tpapertriage doctor --fix mends this"] * bool(
        finding.problems and finding.fixable and not finding.fixed
    )
