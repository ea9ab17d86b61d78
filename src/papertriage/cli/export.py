"""papertriage export: the papers of any search, in a format others read."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from papertriage import export as formats
from papertriage import search as use_case
from papertriage.cli import common, options
from papertriage.cli.shell import examples, new_app
from papertriage.cli.unwanted import Query
from papertriage.cli.writing import Folder, differs, written
from papertriage.errors import PapertriageError, UsageFault
from papertriage.export import shared
from papertriage.export.atom import changed
from papertriage.export.stored_keys import StoredKeys
from papertriage.library import Library
from papertriage.model import Paper
from papertriage.text import terminal_safe

export = new_app()

_LONGEST_TEMPLATE = 1_000_000  # bytes


def _formats(incomplete: str) -> list[str]:
    return [each.name for each in formats.FORMATS if each.name.startswith(incomplete)]


@export.command(
    cls=Query,
    epilog=examples(
        "export --format md",
        "export kv cache -o kv.bib",
        "export -t quantization --since 2025 -f csv --excel -o quant.csv",
        "export --state accepted -f obsidian -o vault/papers",
        "export --template handout.tex.j2 -o handout.tex",
        "export kv cache -o kv.bib --check",
    ),
)
def command(
    query: Annotated[
        list[str] | None,
        typer.Argument(help="As in `papertriage search`; without words, all papers.", metavar="[QUERY]..."),
    ] = None,
    *,
    format: Annotated[  # noqa: A002 - the option's name
        str | None,
        typer.Option(
            "--format",
            "-f",
            help=f"{', '.join(_formats(''))}; else as the output is named, else jsonl.",
            metavar="FORMAT",
            autocompletion=_formats,
            show_default=False,
        ),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template", help="Write what this Jinja2 template makes of the papers.", metavar="FILE"
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            help="A file, replaced only when all is written (obsidian: a folder); - is standard output.",
            metavar="FILE",
        ),
    ] = "-",
    title: Annotated[
        str | None, typer.Option("--title", help="Of a page or feed; else the query.", metavar="TEXT")
    ] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="CSV and TSV for a spreadsheet: byte order mark, ids as text.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit with 1 where the output is not what it would be."),
    ] = False,
    topic: options.TopicOption = None,
    any_topic: options.AnyOption = False,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    author_count: options.AuthorsOption = None,
    org: options.OrganizationOption = None,
    state: options.StateOption = None,
    reader: options.ReaderOption = None,
    sort: options.SortOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="How many; 0 means all.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    library: options.LibraryOption = None,
) -> None:
    """Write papers for a spreadsheet, a page, a feed, notes, LaTeX, a reference manager or a program.

    The whole library, or the answer to a search.
    """
    chosen = _chosen("json" if json else format, template, output)
    if check and output == "-":
        raise UsageFault("--check compares with what is on disk: name that with --output")
    set_to = common.settings(library=library, sort=sort, reader=reader)
    with common.reading(set_to, searching=True) as found:
        filters = common.filters_from(topic, any_topic, since, until, author_count, org, state)
        words = " ".join(query or ())
        asked = use_case.plan(words, filters, set_to.sort, names=common.names_of(found, set_to))
        for note in use_case.ask(found, asked, partly=False).notes:
            common.note(f"papertriage: {terminal_safe(note)}")
        keys = StoredKeys(found, store=not check, wait=common.note)
        about = formats.About(title=title or words or "Papers", keys=keys.key, excel=excel)
        pieces = _pieces(chosen, found, partial(_answer, asked=asked, limit=limit), about, keys)
        as_it_is = _checked(chosen, pieces, output) if check else _written(chosen, pieces, output)
    if keys.unstored:
        common.note(f"the citation keys made here could not be kept, and may change: {keys.unstored}")
    if not as_it_is:
        raise typer.Exit(1)


def _answer(library: Library, *, asked: use_case.Plan, limit: int) -> Iterable[Paper]:
    """Give the papers that answer: all of them, and none that only has some of the words."""
    return use_case.ask(library, asked, partly=False).stream(limit)


def _chosen(asked: str | None, template: Path | None, output: str) -> formats.Format:
    if template is not None:
        if asked is not None:
            raise UsageFault("--template writes its own format: leave --format out")
        return _template(template)
    if asked is None:
        return formats.format_of_file(output) or formats.find_format("jsonl")
    return formats.find_format(asked)


def _template(file: Path) -> formats.Format:
    from papertriage.export.template import Template  # start-up: brings Jinja2

    try:
        source = file.read_bytes()
        if len(source) > _LONGEST_TEMPLATE:
            raise PapertriageError(f"{file}: a template of more than {_LONGEST_TEMPLATE:,} bytes")
        return Template(str(file), source.decode())
    except OSError as error:
        raise PapertriageError(f"{file}: cannot be read ({(error.strerror or str(error)).lower()})") from None
    except UnicodeDecodeError as error:
        raise PapertriageError(f"{file}: is not UTF-8 (byte {error.start})") from None


def _pieces(
    chosen: formats.Format,
    library: Library,
    stream: Callable[[Library], Iterable[Paper]],
    about: formats.About,
    keys: StoredKeys,
) -> Iterable[Any]:
    """Make the export: a large one in two processes, where the format allows it."""
    if isinstance(chosen, shared.Apart) and library.paper_count() >= shared.LARGE:
        pids = [int(paper.id) for paper in stream(shared.Numbers(library.folder, library.db))]
        if shared.can_be_shared(chosen, len(pids)):
            return shared.chunks(library, pids, chosen, about)
    if chosen.name == "atom":
        # A feed says first when it changed, which its papers alone know: they are read for it once more.
        about = about._replace(updated=max(map(changed, stream(library)), default=""))
    return chosen.chunks(keys.ahead(stream(library)), about)


def _written(chosen: formats.Format, pieces: Iterable[Any], output: str) -> bool:
    """Write it; say whether all of it could be."""
    if chosen.name != "obsidian":
        written(pieces, output)
        if output != "-":
            common.note(f"written: {output}")
        return True
    folder = Folder(output)
    folder.write(pieces)
    common.note(f"written: {output}: {folder.written} notes; {folder.same} were so already")
    return _all_ours(folder)


def _checked(chosen: formats.Format, pieces: Iterable[Any], output: str) -> bool:
    """Say what on disk is not as it would be written."""
    if chosen.name != "obsidian":
        found = [differs(pieces, output)]
    else:
        folder = Folder(output)
        found = list(folder.differences(pieces))
        if not _all_ours(folder):
            return False
    for each in filter(None, found):
        common.note(terminal_safe(each))
    return not any(found)


def _all_ours(folder: Folder) -> bool:
    for name in folder.not_ours:
        common.note(terminal_safe(f"{name}: left alone: it has no line of papertriage's; rename it"))
    return not folder.not_ours
